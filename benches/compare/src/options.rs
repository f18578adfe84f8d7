//! The command line, and what it asks for.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
use hamtrie_compare::ops::FIGURES;
use hamtrie_compare::plan::{KINDS, Kind, Plan, SIZES, labels, sweep};

/// Compares hamtrie with other persistent hash maps of Rust. Without options it takes less than a minute.
///
/// Tables go to the standard output, at most as wide as the terminal, or 80 columns; how long a section will take, and how
/// far it is, to the standard error.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_long_help = FILES, args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Measure everything: all kinds of entries at all sizes, with more rounds, and what is between versions
    #[arg(long)]
    pub(crate) full: bool,
    /// Only these operations
    #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(FIGURES.iter().map(|info| info.operation.id)))]
    ops: Vec<String>,
    /// Only these sizes, such as 1k,50000,1m
    #[arg(long, value_delimiter = ',', value_parser = size)]
    sizes: Vec<usize>,
    /// Maps of all sizes in steps of 1.3, from 1 to the largest, in place of four; and rounds until each median is certain
    /// to 3 %, or 2 s are over
    #[arg(long, conflicts_with_all = ["sizes", "between", "libhamt"])]
    sweep: bool,
    /// The largest map of a sweep
    #[arg(long, value_name = "SIZE", default_value = "4m", value_parser = size, requires = "sweep")]
    most: usize,
    /// hamtrie alone, with maps of 10 and 100 million entries
    #[arg(long, conflicts_with_all = ["sizes", "sweep", "libs", "between", "libhamt"])]
    scale: bool,
    /// Draw other keys, in another order
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// Only these kinds of keys and values
    #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(KINDS.iter().map(|kind| kind.name)))]
    keys: Vec<String>,
    /// Only these libraries
    #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(labels().iter().map(|label| label.id)))]
    libs: Vec<String>,
    /// Also hamtrie with the layout of entries that it does not choose
    #[arg(long)]
    layouts: bool,
    /// Samples per operation and library
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: Option<u16>,
    /// Write all figures to this file as CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Write all figures to this file as JSON, with each sample
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Write all figures as a page with charts: index.html in this folder, complete in itself
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Draw all libraries' figures, of the largest map of each kind of keys, into this SVG file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["libhamt", "between"])]
    pub(crate) chart: Option<PathBuf>,
    /// Instead, compare the C interface with libhamt: its shared objects, such as those of its two builds
    #[arg(long, value_name = "PATH", value_delimiter = ',', conflicts_with_all = ["ops", "keys", "libs", "layouts"])]
    pub(crate) libhamt: Vec<PathBuf>,
    /// Instead, compare what is done with two versions, and with many entries at once
    #[arg(long, conflicts_with_all = ["ops", "keys", "libs", "layouts"])]
    pub(crate) between: bool,
    /// Print Markdown, with the sizes side by side
    #[arg(long)]
    pub(crate) markdown: bool,
    /// Print the words that the options understand, and stop
    #[arg(long)]
    pub(crate) list: bool,
}

/// What else there is to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what changed between two runs by more than chance: the ratios of hamtrie to its rivals
    Diff {
        /// A file of --json
        old: PathBuf,
        /// One of a later run
        new: PathBuf,
    },
}

const FILES: &str = "\
Files: each line of the CSV is a figure with its part (maps, between, apart, threads, c), operation, entries (a word for --keys), \
size, apart (in how many keys two maps differ), library, version, unit (ns or bytes, for one), median and rounds, and the \
machine: cpu, processors, memory, os, arch, rustc, optimised. JSON has the machine once, and all samples of a figure.";

impl Options {
    pub(crate) fn sizes(&self) -> &[usize] {
        if self.sizes.is_empty() { SIZES } else { &self.sizes }
    }

    fn sizes_of_maps(&self) -> Vec<usize> {
        match (self.sweep, self.scale) {
            (true, _) => sweep(self.most),
            (_, true) => vec![10_000_000, 100_000_000],
            _ => self.sizes().to_vec(),
        }
    }

    pub(crate) fn rounds(&self) -> Option<usize> {
        self.rounds.map(usize::from)
    }

    /// The file for the page, in a folder that is there.
    pub(crate) fn page(&self) -> Result<Option<PathBuf>, String> {
        let Some(folder) = &self.report else { return Ok(None) };
        std::fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        Ok(Some(folder.join("index.html")))
    }

    /// What is measured of single maps.
    pub(crate) fn maps(&self) -> Plan {
        let mut plan = Plan::brief();
        let sizes = self.sizes_of_maps();
        if self.full || !self.keys.is_empty() || sizes != SIZES {
            let wanted = |kind: &&Kind| match self.keys.is_empty() {
                // Sizes alone are meant for the keys that the short run is about.
                true => self.full || kind.name == KINDS[0].name,
                false => self.keys.iter().any(|name| name == kind.name),
            };
            let kinds = KINDS.iter().filter(wanted);
            plan.maps = kinds.flat_map(|kind| sizes.iter().map(move |&size| (kind, size))).collect();
        }
        if !self.ops.is_empty() {
            plan.figures.retain(|figure| self.ops.iter().any(|id| id == figure.info().operation.id));
        }
        plan.libs = match self.scale {
            true => Some(vec!["hamtrie".to_owned()]),
            false => (!self.libs.is_empty()).then(|| self.libs.clone()),
        };
        plan.certain = self.sweep;
        plan.layouts = self.layouts;
        plan.rounds = self.rounds();
        plan.full = self.full;
        plan
    }
}

/// The most entries of a map. Seven libraries have one each, and all their keys are in memory besides.
const MOST: usize = 100_000_000;

/// Reads `50000`, `50k` or `1m`.
fn size(text: &str) -> Result<usize, String> {
    let lower = text.to_ascii_lowercase();
    let (digits, unit) = match lower.split_at(lower.trim_end_matches(['k', 'm']).len()) {
        (digits, "") => (digits, 1),
        (digits, "k") => (digits, 1_000),
        (digits, "m") => (digits, 1_000_000),
        _ => return Err("a size is a number, perhaps with k or m after it".to_owned()),
    };
    let number: usize = digits.parse().map_err(|_| "a size is a number, perhaps with k or m after it")?;
    match number.saturating_mul(unit) {
        0 => Err("an empty map has nothing to measure".to_owned()),
        size if size > MOST => Err("more than 100m entries are not measured".to_owned()),
        size => Ok(size),
    }
}

/// The words that the options understand.
pub(crate) fn list() -> String {
    let mut text = String::from("--ops\n");
    for info in FIGURES {
        text += &format!("  {:<14} {}: {}\n", info.operation.id, info.operation.section, info.operation.title);
    }
    text += "--libs\n";
    for label in labels() {
        text += &format!("  {:<14} {}\n", label.id, label.title);
    }
    text += "--keys\n";
    for kind in KINDS {
        text += &format!("  {:<14} {}\n", kind.name, kind.title);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Options, size};
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_command_line_is_well_formed() {
        Options::command().debug_assert();
    }

    #[test]
    fn sizes_may_have_units() {
        assert_eq!(["50", "10k", "1M"].map(size), [Ok(50), Ok(10_000), Ok(1_000_000)]);
        for wrong in ["0", "0k", "k", "1x", "-1", "", "101m", "99999999999999999999"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_sweep_has_a_size_in_each_step() {
        let plan = |line: &str| Options::try_parse_from(line.split(' ')).unwrap().maps();
        let sizes: Vec<_> = plan("compare --sweep --most 1k").maps.iter().map(|map| map.1).collect();
        assert!(sizes.is_sorted() && sizes[..4] == [1, 2, 3, 4] && sizes.ends_with(&[1_000]), "{sizes:?}");
        assert!(sizes.windows(2).skip(6).all(|pair| (1.0..1.4).contains(&(pair[1] as f64 / pair[0] as f64))));
        let scale = plan("compare --scale");
        assert_eq!((scale.maps.len(), scale.libs), (2, Some(vec!["hamtrie".to_owned()])));
    }

    #[test]
    fn mistakes_are_told_with_the_words_that_would_do() {
        let message = |line: &str| Options::try_parse_from(line.split(' ')).unwrap_err().to_string();
        assert!(message("compare --ops hti").contains("possible values: hit, miss"));
        assert!(message("compare --sizes 0").contains("nothing to measure"));
        assert!(message("compare --between --ops hit").contains("cannot be used with"));
    }
}
