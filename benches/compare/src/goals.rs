//! What hamtrie sets out to reach, as data, and whether a run has reached it.

use crate::results::{Part, Results, Rivals, Unit};
use crate::text::{number, time};

/// What a measured figure is held against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// At most this part of the best figure of these.
    Part(f64, Rivals),
    /// At most this much.
    AtMost(f64),
}

/// A bound for a row.
#[derive(Debug)]
pub struct Goal {
    /// The id of the row.
    operation: &'static str,
    bound: Bound,
    /// Why it is missed where it is, as far as that is known.
    reason: Option<&'static str>,
}

/// The goals of a table, at all sizes that are not tiny.
#[derive(Debug)]
pub struct Goals {
    part: Part,
    /// The kind of keys and values.
    keys: &'static str,
    goals: &'static [Goal],
}

/// The goals. A table that is not here has none.
#[rustfmt::skip]
pub const GOALS: &[Goals] = &[
    Goals { part: Part::Maps, keys: "u64", goals: &[
        part("hit", 0.85, Rivals::All),
        part("miss", 0.85, Rivals::All),
        part("build", 0.9, Rivals::All),
        part("remove-all", 0.9, Rivals::All),
        part("iterate", 0.4, Rivals::All),
        part("drop", 0.4, Rivals::All),
        part("insert", 0.45, Rivals::All),
        part("insert", 0.2, Rivals::ThreadSafe),
        part("replace", 0.45, Rivals::All),
        part("replace", 0.2, Rivals::ThreadSafe),
        part("remove", 0.45, Rivals::All),
        part("remove", 0.2, Rivals::ThreadSafe),
        at_most("bytes", 26.0),
        at_most("bytes-one", 96.0),
        at_most("bytes-empty", 0.0),
    ] },
    Goals { part: Part::Maps, keys: "words", goals: &[
        part("hit", 0.9, Rivals::All),
        part("hit", 1.25, INLINE).since("an entry of its own is one more pointer to follow"),
        part("build", 0.9, Rivals::All),
        part("insert", 0.45, Rivals::All),
        part("insert", 0.15, Rivals::ThreadSafe),
        part("replace", 0.45, Rivals::All),
        part("replace", 0.15, Rivals::ThreadSafe),
        part("remove", 0.45, Rivals::All),
        part("remove", 0.15, Rivals::ThreadSafe),
    ] },
    Goals { part: Part::Maps, keys: "u64-128b", goals: &[
        part("build", 0.9, Rivals::All),
        part("insert", 0.3, Rivals::All),
        part("bytes-version", 1.0, Rivals::These(&["rpds", "rpds-rc"])),
    ] },
    Goals { part: Part::Between, keys: "u64", goals: &[
        at_most("equal", 40e3),
        at_most("diff", 40e3),
        at_most("union", 40e3),
        at_most("merge3", 40e3),
        part("union-unrelated", 0.3, Rivals::These(&["imbl"])),
        part("collect", 1.1, Rivals::These(&["std"])).since("std knows the capacity"),
        part("collect-few", 0.6, Rivals::All),
    ] },
    Goals { part: Part::Threads, keys: "u64", goals: &[
        part("par-iterate", 1.0 / 1.8, Rivals::These(&["hamtrie-one-thread"])),
    ] },
    Goals { part: Part::C, keys: "u64", goals: LIBHAMT },
    Goals { part: Part::C, keys: "words", goals: LIBHAMT },
];

const LIBHAMT: &[Goal] = &[
    part("insert", 0.7, Rivals::All).since("a leaf that splits asks for the hashes of its keys again"),
    part("hit", 0.6, Rivals::All),
    part("miss", 0.6, Rivals::All),
    part("remove", 0.6, Rivals::All),
    part("persistent-set", 0.4, Rivals::All),
    part("persistent-remove", 0.4, Rivals::All),
    part("iterate", 0.4, Rivals::All).since("three calls per entry, and hardly anything else"),
    part("delete", 0.5, Rivals::All),
    part("bytes", 1.0, Rivals::All),
    part("bytes-version", 1.0, Rivals::All),
];

/// hamtrie in the layout that it does not choose for words; there with `--layouts` only.
const INLINE: Rivals = Rivals::These(&["hamtrie-inline"]);

/// Goals are for maps that are not tiny.
const SMALLEST: usize = 1_000;

const fn part(operation: &'static str, limit: f64, rivals: Rivals) -> Goal {
    Goal { operation, bound: Bound::Part(limit, rivals), reason: None }
}

const fn at_most(operation: &'static str, limit: f64) -> Goal {
    Goal { operation, bound: Bound::AtMost(limit), reason: None }
}

/// A goal held against a table.
#[derive(Debug)]
pub struct Outcome {
    /// The title of the row.
    pub title: &'static str,
    /// What it should be at most.
    pub wanted: String,
    /// What it is, case by case.
    pub measured: Vec<(String, f64)>,
    /// Why it is missed where it is, as far as that is known.
    pub reason: Option<&'static str>,
    limit: f64,
    bound: Bound,
    unit: Unit,
}

impl Outcome {
    /// Whether a figure is too high.
    pub fn misses(&self, value: f64) -> bool {
        value > self.limit
    }

    /// Whether the goal is met in all cases.
    pub fn met(&self) -> bool {
        !self.measured.iter().any(|&(_, value)| self.misses(value))
    }

    /// A figure as it is shown.
    pub fn show(&self, value: f64) -> String {
        match (self.bound, self.unit) {
            (Bound::Part(..), _) => format!("{value:.2}"),
            (Bound::AtMost(_), Unit::Bytes) => number(value),
            (Bound::AtMost(_), Unit::Nanoseconds) => time(value),
        }
    }

    /// What is missed, by how much, and why: nothing if the goal is met.
    pub fn explanation(&self) -> Option<String> {
        let over = |&(ref case, value): &(String, f64)| {
            let much = match self.limit {
                0.0 => self.show(value),
                limit => format!("{} %", number((value / limit - 1.0) * 100.0)),
            };
            if case.is_empty() { much } else { format!("{much} at {case}") }
        };
        let missed: Vec<_> = self.measured.iter().filter(|one| self.misses(one.1)).map(over).collect();
        let reason = self.reason.map_or_else(String::new, |reason| format!(" ({reason})"));
        (!missed.is_empty()).then(|| format!("{}: over {} by {}{reason}", self.title, self.wanted, missed.join(", ")))
    }
}

/// The goals that a table can say something about.
pub fn outcomes(table: &Results<'_>) -> Vec<Outcome> {
    let first = table.first();
    let of = GOALS.iter().filter(|of| of.part == first.part && of.keys == first.keys);
    of.flat_map(|of| of.goals).filter_map(|goal| goal.outcome(table)).collect()
}

impl Goal {
    const fn since(self, reason: &'static str) -> Self {
        Self { reason: Some(reason), ..self }
    }

    fn outcome(&self, table: &Results<'_>) -> Option<Outcome> {
        let ours = table.ours()?;
        let operation = table.operations().into_iter().find(|one| one.id == self.operation)?;
        let measured = |case: String| {
            let size = table.of(&case, self.operation).next()?.size;
            let value = match self.bound {
                Bound::Part(_, rivals) => table.ratio(&case, self.operation, rivals)?,
                Bound::AtMost(_) => table.median(&case, self.operation, ours)?,
            };
            (size >= SMALLEST).then_some((case, value))
        };
        let measured: Vec<_> = table.cases().into_iter().filter_map(measured).collect();
        let (Bound::Part(limit, _) | Bound::AtMost(limit)) = self.bound;
        let wanted = match self.bound {
            Bound::Part(_, Rivals::All) => format!("{limit:.2} of the best"),
            Bound::Part(_, Rivals::ThreadSafe) => format!("{limit:.2} of the best Arc"),
            Bound::Part(_, rivals @ Rivals::These(_)) => {
                let labels = table.labels().into_iter().filter(|&one| rivals.include(one));
                format!("{limit:.2} of {}", labels.map(|label| label.title).collect::<Vec<_>>().join(", "))
            }
            Bound::AtMost(_) if operation.unit == Unit::Bytes => format!("{} bytes", number(limit)),
            Bound::AtMost(_) => time(limit),
        };
        let (title, unit) = (operation.title, operation.unit);
        let outcome = Outcome { title, wanted, measured, reason: self.reason, limit, bound: self.bound, unit };
        (!outcome.measured.is_empty()).then_some(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, GOALS, outcomes};
    use crate::libs::Role;
    use crate::ops::FIGURES;
    use crate::plan::{KINDS, labels};
    use crate::results::tests::hits;
    use crate::results::{Part, Rivals, tables};

    #[test]
    fn a_goal_is_met_or_missed_by_what_was_measured() {
        let explanation = |ours| {
            let measured = hits(&[("ours", Role::Ours, ours), ("rc", Role::SingleThreaded, 10.0)]);
            let all = outcomes(&tables(&measured)[0]);
            assert_eq!(all.len(), 1, "only the goal for hits can be judged: {all:?}");
            assert_eq!(all[0].met(), all[0].explanation().is_none());
            all[0].explanation()
        };
        assert_eq!(explanation(8.0), None);
        assert_eq!(explanation(10.2).as_deref(), Some("hit: over 0.85 of the best by 20 % at 1K"));
    }

    #[test]
    fn without_our_own_library_there_is_nothing_to_judge() {
        let measured = hits(&[("rc", Role::SingleThreaded, 10.0)]);
        assert!(outcomes(&tables(&measured)[0]).is_empty());
    }

    #[test]
    fn goals_are_about_kinds_rows_and_libraries_that_there_are() {
        for of in GOALS.iter().filter(|of| of.part == Part::Maps) {
            assert!(KINDS.iter().any(|kind| kind.name == of.keys), "{}", of.keys);
            for goal in of.goals {
                assert!(FIGURES.iter().any(|info| info.operation.id == goal.operation), "{}", goal.operation);
                let Bound::Part(_, Rivals::These(ids)) = goal.bound else { continue };
                assert!(ids.iter().all(|id| labels().iter().any(|label| label.id == *id)), "{ids:?}");
            }
        }
    }
}
