//! The file of budgets: what each case took when it was last looked at, and with which compiler.

use std::error::Error;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// A line of the file. All figures are per operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) case: String,
    pub(crate) instructions: f64,
    pub(crate) d1_misses: f64,
    pub(crate) ll_misses: f64,
    /// Another compiler makes other instructions.
    pub(crate) rustc: String,
}

/// How much more than its budget a case may take.
pub(crate) const LEEWAY: f64 = 0.01;

/// How much less it may take before the budget is out of date.
pub(crate) const SLACK: f64 = 0.05;

pub(crate) fn read(file: &Path) -> Result<Vec<Figures>, Box<dyn Error>> {
    let lines: Result<Vec<Figures>, _> = csv::Reader::from_path(file)?.deserialize().collect();
    Ok(lines?)
}

pub(crate) fn write(file: &Path, figures: &[Figures]) -> Result<(), Box<dyn Error>> {
    let mut writer = csv::Writer::from_path(file)?;
    figures.iter().try_for_each(|line| writer.serialize(line))?;
    Ok(writer.flush()?)
}

/// What is to be said of a case.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    Within,
    /// By this part of the budget.
    Over(f64),
    Under(f64),
    /// There is no budget.
    New,
}

impl Verdict {
    pub(crate) fn of(budget: Option<&Figures>, now: &Figures) -> Self {
        let Some(budget) = budget else { return Self::New };
        match now.instructions / budget.instructions - 1.0 {
            more if more > LEEWAY => Self::Over(more),
            more if more < -SLACK => Self::Under(-more),
            _ => Self::Within,
        }
    }

    pub(crate) fn is_failure(&self) -> bool {
        matches!(self, Self::Over(_) | Self::New)
    }
}

#[cfg(test)]
mod tests {
    use super::{Figures, Verdict, read, write};

    fn figures(instructions: f64) -> Figures {
        let (case, rustc) = ("hit u64 1000".to_owned(), "1.95.0".to_owned());
        Figures { case, instructions, d1_misses: 0.5, ll_misses: 0.25, rustc }
    }

    #[test]
    fn a_case_that_takes_more_is_over_budget() {
        let of = |now| Verdict::of(Some(&figures(100.0)), &figures(now));
        assert_eq!(of(100.9), Verdict::Within);
        assert_eq!(of(96.0), Verdict::Within);
        assert!(matches!(of(102.0), Verdict::Over(more) if (more - 0.02).abs() < 1e-9));
        assert!(matches!(of(90.0), Verdict::Under(less) if (less - 0.1).abs() < 1e-9));
        assert!(Verdict::of(None, &figures(1.0)).is_failure());
    }

    #[test]
    fn the_file_is_read_as_it_was_written() {
        let file = tempfile::NamedTempFile::new().unwrap();
        write(file.path(), &[figures(12.5)]).unwrap();
        assert_eq!(read(file.path()).unwrap(), [figures(12.5)]);
        std::fs::write(file.path(), "case\nhit\n").unwrap();
        assert!(read(file.path()).is_err());
    }
}
