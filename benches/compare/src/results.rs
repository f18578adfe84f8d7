//! What was measured, and questions to it: medians, the best rival, ratios. Reports, goals and files ask; nobody measures
//! here.

use crate::libs::{Label, Role};
use crate::stats;
use crate::text::size_name;

/// A part of the comparison. Each kind of entries in a part makes a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Maps of Rust, one operation at a time.
    Maps,
    /// Two versions of a map, and many entries at once.
    Between,
    /// Two versions that are more or less different.
    Apart,
    /// What two threads gain.
    Threads,
    /// The C interface and libhamt.
    C,
}

impl Part {
    /// The word for it in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Maps => "maps",
            Self::Between => "between",
            Self::Apart => "apart",
            Self::Threads => "threads",
            Self::C => "c",
        }
    }
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Time for one operation, entry or version.
    Nanoseconds,
    /// Memory for one entry, version or map.
    Bytes,
}

impl Unit {
    /// The word for it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Nanoseconds => "ns",
            Self::Bytes => "bytes",
        }
    }
}

/// What is done, or weighed: a row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The word for it, on the command line and in files.
    pub id: &'static str,
    /// The row title.
    pub title: &'static str,
    /// The words above this row and others like it; none if there is one kind of rows.
    pub section: &'static str,
    /// What its figures count.
    pub unit: Unit,
}

/// All samples of one operation for one library on maps of one size.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The part of the comparison.
    pub part: Part,
    /// The kind of keys and values.
    pub keys: &'static str,
    /// Entries in the map.
    pub size: usize,
    /// In how many keys two maps differ, if it is about two.
    pub apart: Option<usize>,
    /// The row.
    pub operation: Operation,
    /// The column.
    pub label: Label,
    /// One per round.
    pub samples: Vec<f64>,
}

impl Measured {
    /// The middle sample (the mean of two where there is no middle).
    pub fn median(&self) -> f64 {
        stats::median(&self.samples)
    }

    /// What tells it from others of the same table, row and column.
    fn case(&self) -> String {
        match (self.part, self.apart) {
            (Part::Apart, Some(apart)) => apart.to_string(),
            (Part::Maps | Part::C, _) => size_name(self.size),
            _ => String::new(),
        }
    }
}

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

/// The measurements of one part for one kind of entries.
#[derive(Debug)]
pub struct Results<'a> {
    all: Vec<&'a Measured>,
}

/// All tables that these measurements make, in the order in which they were taken.
pub fn tables(measured: &[Measured]) -> Vec<Results<'_>> {
    let of =
        |(part, keys)| Results { all: measured.iter().filter(|one| (one.part, one.keys) == (part, keys)).collect() };
    distinct(measured.iter().map(|one| (one.part, one.keys))).into_iter().map(of).collect()
}

impl Results<'_> {
    /// One of the measurements, for what all of them have in common.
    pub fn first(&self) -> &Measured {
        self.all[0]
    }

    /// The sizes of maps, or the numbers of keys in which they differ; an empty word if there is one.
    pub fn cases(&self) -> Vec<String> {
        distinct(self.all.iter().map(|one| one.case()))
    }

    /// The libraries.
    pub fn labels(&self) -> Vec<Label> {
        distinct(self.all.iter().map(|one| one.label))
    }

    /// The library that the others are rivals of.
    pub fn ours(&self) -> Option<Label> {
        self.labels().into_iter().find(|label| label.role == Role::Ours)
    }

    /// The rows.
    pub fn operations(&self) -> Vec<Operation> {
        distinct(self.all.iter().map(|one| one.operation))
    }

    /// The measurements of one row, case by case.
    pub fn of(&self, case: &str, operation: &str) -> impl Iterator<Item = &Measured> {
        self.all.iter().copied().filter(move |one| one.operation.id == operation && one.case() == case)
    }

    /// The measurements of one row, in all cases.
    pub fn rows(&self, operation: Operation) -> impl Iterator<Item = &Measured> {
        self.all.iter().copied().filter(move |one| one.operation == operation)
    }

    /// The median for one library.
    pub fn median(&self, case: &str, operation: &str, label: Label) -> Option<f64> {
        self.of(case, operation).find(|one| one.label == label).map(Measured::median)
    }

    /// The rival with the smallest median.
    pub fn best(&self, case: &str, operation: &str, rivals: Rivals) -> Option<(Label, f64)> {
        let medians = self.of(case, operation).filter(|one| rivals.include(one.label));
        medians.map(|one| (one.label, one.median())).min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Ours as a part of the best rival's.
    pub fn ratio(&self, case: &str, operation: &str, rivals: Rivals) -> Option<f64> {
        let (_, best) = self.best(case, operation, rivals).filter(|best| best.1 > 0.0)?;
        Some(self.median(case, operation, self.ours()?)? / best)
    }
}

/// Each once, in the order in which they come first.
pub(crate) fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.fold(Vec::new(), |mut seen, item| {
        if !seen.contains(&item) {
            seen.push(item);
        }
        seen
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Measured, Part, Rivals, tables};
    use crate::libs::{Label, Role};
    use crate::ops::Figure;

    /// A run of one map with these hit times.
    pub(crate) fn hits(libraries: &[(&'static str, Role, f64)]) -> Vec<Measured> {
        let one = |&(id, role, time): &(&'static str, Role, f64)| Measured {
            part: Part::Maps,
            keys: "u64",
            size: 1000,
            apart: None,
            operation: Figure::Hit.info().operation,
            label: Label { id, title: id, role },
            samples: vec![time, time * 100.0, time / 100.0],
        };
        libraries.iter().map(one).collect()
    }

    #[test]
    fn ratios_leave_out_the_yardstick_and_take_the_best_of_the_asked_kind() {
        let measured = hits(&[
            ("ours", Role::Ours, 3.0),
            ("arc", Role::ThreadSafe, 6.0),
            ("slow", Role::ThreadSafe, 60.0),
            ("rc", Role::SingleThreaded, 4.0),
            ("flat", Role::Baseline, 1.0),
            ("other", Role::Layout, 2.0),
        ]);
        let tables = tables(&measured);
        let ratio = |operation, rivals| tables[0].ratio("1K", operation, rivals);
        assert_eq!(ratio("hit", Rivals::All), Some(0.75));
        assert_eq!(ratio("hit", Rivals::ThreadSafe), Some(0.5));
        assert_eq!(ratio("hit", Rivals::These(&["other"])), Some(1.5));
        assert_eq!(ratio("hit", Rivals::These(&["slow", "rc"])), Some(0.75));
        assert_eq!(ratio("hit", Rivals::These(&["absent"])), None);
        assert_eq!(ratio("miss", Rivals::All), None);
    }
}
