//! What hamtrie sets out to reach, as data, and whether a run has reached it.

use crate::ops::Figure;
use crate::report::{number, size_name};
use crate::results::{Results, Rivals};

/// What a measured figure is held against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// At most this part of the best figure of these.
    Part(f64, Rivals),
    /// At most this much.
    AtMost(f64),
}

/// A bound for some rows.
#[derive(Debug)]
pub struct Goal {
    figure: Figure,
    bound: Bound,
}

/// The goals for one kind of entries, at all sizes that are not tiny.
#[derive(Debug)]
pub struct Goals {
    /// The kind's word for `--keys`.
    keys: &'static str,
    goals: &'static [Goal],
}

/// The goals. A kind that is not here has none.
#[rustfmt::skip]
pub const GOALS: &[Goals] = &[
    Goals { keys: "u64", goals: &[
        part(Figure::Hit, 0.85, Rivals::All),
        part(Figure::Miss, 0.85, Rivals::All),
        part(Figure::Build, 0.9, Rivals::All),
        part(Figure::RemoveAll, 0.9, Rivals::All),
        part(Figure::Iterate, 0.4, Rivals::All),
        part(Figure::Drop, 0.4, Rivals::All),
        part(Figure::SharedInsert, 0.45, Rivals::All),
        part(Figure::SharedInsert, 0.2, Rivals::ThreadSafe),
        part(Figure::SharedReplace, 0.45, Rivals::All),
        part(Figure::SharedReplace, 0.2, Rivals::ThreadSafe),
        part(Figure::SharedRemove, 0.45, Rivals::All),
        part(Figure::SharedRemove, 0.2, Rivals::ThreadSafe),
        at_most(Figure::BytesPerEntry, 26.0),
        at_most(Figure::BytesOne, 96.0),
        at_most(Figure::BytesEmpty, 0.0),
    ] },
    Goals { keys: "words", goals: &[
        part(Figure::Hit, 0.9, Rivals::All),
        part(Figure::Hit, 1.25, INLINE),
        part(Figure::Build, 0.9, Rivals::All),
        part(Figure::SharedInsert, 0.45, Rivals::All),
        part(Figure::SharedInsert, 0.15, Rivals::ThreadSafe),
        part(Figure::SharedReplace, 0.45, Rivals::All),
        part(Figure::SharedReplace, 0.15, Rivals::ThreadSafe),
        part(Figure::SharedRemove, 0.45, Rivals::All),
        part(Figure::SharedRemove, 0.15, Rivals::ThreadSafe),
    ] },
    Goals { keys: "u64-128b", goals: &[
        part(Figure::Build, 0.9, Rivals::All),
        part(Figure::SharedInsert, 0.3, Rivals::All),
        part(Figure::BytesPerVersion, 1.0, RPDS),
    ] },
];

/// hamtrie in the layout that it does not choose for words; there with `--layouts` only.
const INLINE: Rivals = Rivals::These(&["hamtrie-inline"]);

/// The better of both.
const RPDS: Rivals = Rivals::These(&["rpds", "rpds-rc"]);

/// Goals are for maps that are not tiny.
const SMALLEST: usize = 1_000;

const fn part(figure: Figure, limit: f64, rivals: Rivals) -> Goal {
    Goal { figure, bound: Bound::Part(limit, rivals) }
}

const fn at_most(figure: Figure, limit: f64) -> Goal {
    Goal { figure, bound: Bound::AtMost(limit) }
}

/// A goal held against the maps of one kind of entries.
#[derive(Debug)]
pub struct Outcome {
    /// Which figure, for which keys.
    pub subject: String,
    /// What it should be.
    pub wanted: String,
    /// What it is, size by size.
    pub measured: Vec<(usize, f64)>,
    limit: f64,
}

impl Outcome {
    /// Sizes at which the goal is missed.
    pub fn missed(&self) -> Vec<usize> {
        self.measured.iter().filter(|(_, value)| *value > self.limit).map(|(size, _)| *size).collect()
    }

    /// The last column of the table.
    pub fn verdict(&self) -> String {
        let missed = self.missed();
        if missed.is_empty() {
            return "met".to_owned();
        }
        if missed.len() == self.measured.len() {
            return "MISSED".to_owned();
        }
        format!("MISSED at {}", missed.into_iter().map(size_name).collect::<Vec<_>>().join(", "))
    }
}

/// Every goal that the run can say something about.
pub fn outcomes(results: &Results) -> Vec<Outcome> {
    let held = |of: &'static Goals| of.goals.iter().map(|goal| goal.outcome(results, of.keys));
    let mut all: Vec<Outcome> = GOALS.iter().flat_map(held).collect();
    all.retain(|outcome| !outcome.measured.is_empty());
    all
}

impl Goal {
    fn outcome(&self, results: &Results, keys: &'static str) -> Outcome {
        let value = |map| match self.bound {
            Bound::Part(_, rivals) => results.ratio(map, self.figure, rivals),
            Bound::AtMost(_) => results.ours(map, self.figure),
        };
        let maps = results.maps().into_iter().filter(|map| map.0 == keys && map.1 >= SMALLEST);
        let (limit, wanted) = match self.bound {
            Bound::Part(limit, Rivals::All) => (limit, format!("<= {limit} of the best rival")),
            Bound::Part(limit, Rivals::ThreadSafe) => (limit, format!("<= {limit} of the best thread-safe rival")),
            Bound::Part(limit, Rivals::These(ids)) => (limit, format!("<= {limit} of {}", ids.join(" and "))),
            Bound::AtMost(limit) => (limit, format!("<= {} bytes", number(limit))),
        };
        Outcome {
            subject: format!("{} ({keys})", self.figure.info().title),
            wanted,
            measured: maps.filter_map(|map| Some((map.1, value(map)?))).collect(),
            limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, GOALS, outcomes};
    use crate::libs::Role;
    use crate::plan::{KINDS, labels};
    use crate::results::Rivals;
    use crate::results::tests::hits;

    #[test]
    fn a_goal_is_met_or_missed_by_what_was_measured() {
        let verdict = |ours| {
            let run = hits(&[("ours", Role::Ours, ours), ("rc", Role::SingleThreaded, 10.0)]);
            let all = outcomes(&run);
            assert_eq!(all.len(), 1, "only the goal for hits can be judged: {all:?}");
            all[0].verdict()
        };
        assert_eq!(verdict(8.0), "met");
        assert_eq!(verdict(9.0), "MISSED");
    }

    #[test]
    fn without_our_own_library_there_is_nothing_to_judge() {
        assert!(outcomes(&hits(&[("rc", Role::SingleThreaded, 10.0)])).is_empty());
    }
    #[test]
    fn goals_are_about_kinds_and_libraries_that_there_are() {
        for of in GOALS {
            assert!(KINDS.iter().any(|kind| kind.name == of.keys), "{}", of.keys);
            for goal in of.goals {
                let Bound::Part(_, Rivals::These(ids)) = goal.bound else { continue };
                assert!(ids.iter().all(|id| labels().iter().any(|label| label.id == *id)), "{ids:?}");
            }
        }
    }
}
