//! What changed between two runs, as `hamtrie-compare diff OLD NEW` says.
//!
//! Machines differ from hour to hour, so a time is not compared with a time, but its ratio to those of the rivals in the same
//! round. Whether the ratios of two runs differ by more than chance is what the rank test of Mann and Whitney says ("On a test
//! of whether one of two random variables is stochastically larger than the other", 1947); so many tests are made that some
//! would find a difference where there is none, so their outcomes are corrected as Benjamini and Hochberg do ("Controlling the
//! false discovery rate", 1995).

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde::Deserialize;
use statrs::stats_tests::Alternative;
use statrs::stats_tests::mannwhitneyu::{MannWhitneyUMethod, mannwhitneyu};

use crate::plan::labels;
use crate::stats::{geometric_mean, median};

/// The part of false alarms among the changes that are told.
const FALSE: f64 = 0.01;

/// A change that is smaller is told by nobody who has to read this.
const SMALL: f64 = 0.02;

/// A run, as [`crate::export::json`] writes it.
#[derive(Debug, Deserialize)]
pub struct Run {
    figures: Vec<Figure>,
}

/// What is read of a figure.
#[derive(Debug, Deserialize)]
struct Figure {
    part: String,
    operation: String,
    entries: String,
    size: usize,
    apart: Option<usize>,
    library: String,
    samples: Vec<f64>,
}

impl Figure {
    fn row(&self) -> (&str, &str, &str, usize, Option<usize>) {
        (&self.part, &self.operation, &self.entries, self.size, self.apart)
    }
}

impl Run {
    /// Reads a file of `--json`.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is no such file; the message names it.
    pub fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        let told = |error: &dyn Error| format!("{}: {error}", path.display());
        let file = File::open(path).map_err(|error| told(&error))?;
        Ok(serde_json::from_reader(BufReader::new(file)).map_err(|error| told(&error))?)
    }

    /// The ratio of ours to the mean of the rivals' in each round of a row; nothing if there is none of either.
    fn ratios(&self, ours: &Figure) -> Vec<f64> {
        let rivals: Vec<&Figure> =
            self.figures.iter().filter(|one| one.row() == ours.row() && is_rival(&one.library)).collect();
        let ratio = |(round, mine): (usize, &f64)| {
            let others = rivals.iter().filter_map(|rival| rival.samples.get(round)).copied();
            Some(mine / geometric_mean(others)?)
        };
        ours.samples.iter().enumerate().filter_map(ratio).collect()
    }

    fn ours(&self) -> impl Iterator<Item = &Figure> {
        self.figures.iter().filter(|one| one.part == "maps" && one.library == "hamtrie")
    }
}

fn is_rival(id: &str) -> bool {
    labels().iter().any(|label| label.id == id && label.role.is_rival())
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The operation, a word for `--ops`.
    pub operation: String,
    /// The kind of keys and values.
    pub entries: String,
    /// Entries in the map.
    pub size: usize,
    /// The new ratio as a part of the old one: below 1 is better.
    pub factor: f64,
    /// Whether it is more than chance, and not small.
    pub is_significant: bool,
}

/// The rows that both runs have.
pub fn changes(old: &Run, new: &Run) -> Vec<Change> {
    let pair = |new_figure: &Figure| {
        let old_figure = old.ours().find(|one| one.row() == new_figure.row())?;
        let (before, after) = (old.ratios(old_figure), new.ratios(new_figure));
        if before.is_empty() || after.is_empty() || median(&before) == 0.0 {
            return None;
        }
        let change = Change {
            operation: new_figure.operation.clone(),
            entries: new_figure.entries.clone(),
            size: new_figure.size,
            factor: median(&after) / median(&before),
            is_significant: false,
        };
        Some((change, p_value(&before, &after)))
    };
    let mut all: Vec<(Change, f64)> = new.ours().filter_map(pair).collect();
    let limit = limit(all.iter().map(|one| one.1).collect());
    for (change, p) in &mut all {
        change.is_significant = *p <= limit && (change.factor - 1.0).abs() > SMALL;
    }
    all.into_iter().map(|one| one.0).collect()
}

/// How likely chance alone makes two samples this different. What has no noise, such as bytes, differs or does not.
fn p_value(before: &[f64], after: &[f64]) -> f64 {
    let all_equal = |samples: &[f64]| samples.iter().all(|sample| *sample == samples[0]);
    if all_equal(before) && all_equal(after) {
        return if before[0] == after[0] { 1.0 } else { 0.0 };
    }
    let test = mannwhitneyu(before, after, MannWhitneyUMethod::Automatic, Alternative::TwoSided);
    test.map_or(1.0, |(_, p)| p)
}

/// Up to which p value differences are told (Benjamini and Hochberg): the largest one that is at most its part of [`FALSE`].
fn limit(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    let count = all.len() as f64;
    let is_told = |(rank, p): &(usize, f64)| *p <= FALSE * (*rank as f64 + 1.0) / count;
    all.iter().copied().enumerate().rfind(is_told).map_or(-1.0, |one| one.1)
}

#[cfg(test)]
mod tests {
    use super::{Figure, Run, changes};

    /// A run with so many rounds of a machine whose speed varies, in which hamtrie takes `ours` of what a rival does.
    fn run(ours: &[(usize, f64)], speed: f64) -> Run {
        let noise = |round: usize| 1.0 + (round * 7 % 11) as f64 / 200.0;
        let figure = |library: &str, size, factor: f64, phase: usize| Figure {
            part: "maps".to_owned(),
            operation: "hit".to_owned(),
            entries: "u64".to_owned(),
            size,
            apart: None,
            library: library.to_owned(),
            samples: (0..20).map(|round| 100.0 * factor * speed * noise(round) * noise(round + phase)).collect(),
        };
        let figures =
            ours.iter().flat_map(|&(size, part)| [figure("hamtrie", size, part, 3), figure("imbl", size, 1.0, 5)]);
        Run { figures: figures.collect() }
    }

    #[test]
    fn a_slower_machine_is_no_change_and_a_slower_library_is() {
        let old = run(&[(1, 0.5), (2, 0.5), (3, 0.5)], 1.0);
        assert!(changes(&old, &run(&[(1, 0.5), (2, 0.5), (3, 0.5)], 3.0)).iter().all(|one| !one.is_significant));
        let new = run(&[(1, 0.5), (2, 0.6), (3, 0.4)], 0.7);
        let told: Vec<_> = changes(&old, &new).into_iter().filter(|one| one.is_significant).collect();
        assert_eq!(told.iter().map(|one| one.size).collect::<Vec<_>>(), [2, 3]);
        assert!((told[0].factor - 1.2).abs() < 0.02 && (told[1].factor - 0.8).abs() < 0.02, "{told:?}");
    }

    #[test]
    fn rows_that_one_run_has_not_are_left_out() {
        assert!(changes(&run(&[(1, 0.5)], 1.0), &run(&[(2, 0.5)], 1.0)).is_empty());
    }

    #[test]
    fn a_file_of_json_is_read_back() {
        use crate::export::json;
        use crate::libs::Role;
        use crate::origin::Machine;
        use crate::results::tests::hits;

        let measured = hits(&[("hamtrie", Role::Ours, 2.0), ("imbl", Role::ThreadSafe, 4.0)]);
        let mut bytes = Vec::new();
        json(&measured, &Machine::here(), &mut bytes).unwrap();
        let file = std::env::temp_dir().join(format!("hamtrie-run-{}.json", std::process::id()));
        std::fs::write(&file, bytes).unwrap();
        let run = Run::read(&file).unwrap();
        std::fs::write(&file, "{}").unwrap();
        let error = Run::read(&file).unwrap_err().to_string();
        std::fs::remove_file(&file).unwrap();
        assert!(error.contains("figures") && error.contains("hamtrie-run"), "{error}");
        let same = changes(&run, &run);
        assert!(same.len() == 1 && same[0].factor == 1.0 && !same[0].is_significant, "{same:?}");
    }
}
