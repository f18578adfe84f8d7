//! Questions to a set of measurements: medians, the best rival, ratios. Reports and goals ask, nobody measures here.

use crate::libs::{Label, Role};
use crate::measure::Measured;
use crate::ops::Figure;

/// One map of the run: its kind of keys and its size.
pub type MapId = (&'static str, usize);

/// Whom a ratio is taken against: the best of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rivals {
    /// Every persistent map, whether threads can share it or not.
    All,
    /// Only those that threads can share.
    ThreadSafe,
    /// Those with these words for `--libs`, whatever their part is.
    These(&'static [&'static str]),
}

impl Rivals {
    /// Whether a library is one of them.
    pub fn include(self, label: Label) -> bool {
        match self {
            Self::All => label.role.is_rival(),
            Self::ThreadSafe => label.role == Role::ThreadSafe,
            Self::These(ids) => ids.contains(&label.id),
        }
    }
}

/// All measurements of a run.
#[derive(Debug)]
pub struct Results {
    all: Vec<Measured>,
}

impl Results {
    /// Wraps what was measured.
    pub fn new(all: Vec<Measured>) -> Self {
        Self { all }
    }

    /// Everything, in the order in which it was measured.
    pub fn all(&self) -> &[Measured] {
        &self.all
    }

    /// The maps of the run.
    pub fn maps(&self) -> Vec<MapId> {
        distinct(self.all.iter().map(|one| (one.keys, one.size)))
    }

    /// The libraries of the run.
    pub fn labels(&self) -> Vec<Label> {
        self.labels_of(&self.maps())
    }

    /// The libraries that took part in some of these maps.
    pub fn labels_of(&self, maps: &[MapId]) -> Vec<Label> {
        let measured = self.all.iter().filter(|one| maps.contains(&(one.keys, one.size)));
        distinct(measured.map(|one| one.label))
    }

    /// The median for one library.
    pub fn median(&self, map: MapId, figure: Figure, id: &str) -> Option<f64> {
        self.of(map, figure).find(|one| one.label.id == id).map(Measured::median)
    }

    /// The median for the library that the others are rivals of.
    pub fn ours(&self, map: MapId, figure: Figure) -> Option<f64> {
        self.of(map, figure).find(|one| one.label.role == Role::Ours).map(Measured::median)
    }

    /// The smallest median of a rival.
    pub fn best(&self, map: MapId, figure: Figure, rivals: Rivals) -> Option<f64> {
        self.of(map, figure).filter(|one| rivals.include(one.label)).map(Measured::median).reduce(f64::min)
    }

    /// Ours as a part of the best rival's.
    pub fn ratio(&self, map: MapId, figure: Figure, rivals: Rivals) -> Option<f64> {
        let best = self.best(map, figure, rivals).filter(|&best| best > 0.0)?;
        Some(self.ours(map, figure)? / best)
    }

    fn of(&self, (keys, size): MapId, figure: Figure) -> impl Iterator<Item = &Measured> {
        self.all.iter().filter(move |one| one.keys == keys && one.size == size && one.figure == figure)
    }
}

fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.fold(Vec::new(), |mut seen, item| {
        if !seen.contains(&item) {
            seen.push(item);
        }
        seen
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Results, Rivals};
    use crate::libs::{Label, Role};
    use crate::measure::Measured;
    use crate::ops::Figure;

    /// A run of one map with these hit times.
    pub(crate) fn hits(libraries: &[(&'static str, Role, f64)]) -> Results {
        let one = |&(id, role, time): &(&'static str, Role, f64)| Measured {
            keys: "u64",
            size: 1000,
            figure: Figure::Hit,
            label: Label { id, title: id, role },
            samples: vec![time, time * 100.0, time / 100.0],
        };
        Results::new(libraries.iter().map(one).collect())
    }

    #[test]
    fn ratios_leave_out_the_yardstick_and_take_the_best_of_the_asked_kind() {
        let results = hits(&[
            ("ours", Role::Ours, 3.0),
            ("arc", Role::ThreadSafe, 6.0),
            ("slow", Role::ThreadSafe, 60.0),
            ("rc", Role::SingleThreaded, 4.0),
            ("flat", Role::Baseline, 1.0),
            ("other", Role::Layout, 2.0),
        ]);
        let map = ("u64", 1000);
        assert_eq!(results.ratio(map, Figure::Hit, Rivals::All), Some(0.75));
        assert_eq!(results.ratio(map, Figure::Hit, Rivals::ThreadSafe), Some(0.5));
        assert_eq!(results.ratio(map, Figure::Hit, Rivals::These(&["other"])), Some(1.5));
        assert_eq!(results.ratio(map, Figure::Hit, Rivals::These(&["slow", "rc"])), Some(0.75));
        assert_eq!(results.ratio(map, Figure::Hit, Rivals::These(&["absent"])), None);
        assert_eq!(results.ratio(map, Figure::Miss, Rivals::All), None);
    }
}
