//! The command line of the comparison.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use hamtrie_compare::alloc::Counting;
use hamtrie_compare::ops::FIGURES;
use hamtrie_compare::plan::{KINDS, Kind, Plan, SIZES, labels};
use hamtrie_compare::results::Results;
use hamtrie_compare::{abi, between, goals, report};
use indicatif::{ProgressBar, ProgressStyle};

#[global_allocator]
static GLOBAL: Counting = Counting;

/// Compares hamtrie with other persistent hash maps. Without options it takes about a minute.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Measure everything: all kinds of entries at all sizes, with more rounds
    #[arg(long)]
    full: bool,
    /// Only these operations
    #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(FIGURES.iter().map(|info| info.id)))]
    ops: Vec<String>,
    /// Only these sizes, such as 1k,50000,1m
    #[arg(long, value_delimiter = ',', value_parser = size)]
    sizes: Vec<usize>,
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
    /// Write every sample to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Instead, compare the C interface with libhamt: its shared objects, such as those of its two builds
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    libhamt: Vec<PathBuf>,
    /// Instead, compare what is done with two versions, and with many entries at once
    #[arg(long)]
    between: bool,
    /// Print Markdown, with the sizes side by side
    #[arg(long)]
    markdown: bool,
    /// Print the words that the options understand, and stop
    #[arg(long)]
    list: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    if options.list {
        print(&list()).ok();
        return ExitCode::SUCCESS;
    }
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    if cfg!(debug_assertions) {
        eprintln!("warning: not an optimised build; the times mean nothing (cargo run --release -p hamtrie-compare)");
    }
    let bar = ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{elapsed:>4} {msg}")?);
    let mut step = |what: &str| {
        bar.set_message(what.to_owned());
        bar.tick();
    };
    if !options.libhamt.is_empty() {
        let tables = against_libhamt(options, &options.libhamt, &mut step);
        bar.finish_and_clear();
        print(&tables?)?;
        return Ok(());
    }
    if options.between {
        let tables = between_versions(options, &mut step);
        bar.finish_and_clear();
        print(&tables?)?;
        return Ok(());
    }
    let measured = plan(options).run(&mut step);
    let between = if options.full { between_versions(options, &mut step) } else { Ok(String::new()) };
    let tables = match std::env::var_os(abi::VARIABLE) {
        Some(paths) => against_libhamt(options, &std::env::split_paths(&paths).collect::<Vec<_>>(), &mut step),
        None => Ok(abi::MISSING.to_owned()),
    };
    bar.finish_and_clear();
    let results = Results::new(measured?);
    if let Some(path) = &options.json {
        std::fs::write(path, report::json(&results)?)?;
    }
    let text = if options.markdown { report::markdown(&results) } else { report::terminal(&results) };
    print(&format!("{text}{}", report::goals(&goals::outcomes(&results), options.markdown)))?;
    print(&between?)?;
    print(&tables?)?;
    Ok(())
}

fn between_versions(options: &Options, step: &mut dyn FnMut(&str)) -> Result<String, String> {
    let sizes = if options.sizes.is_empty() { SIZES } else { &options.sizes };
    between::compare(sizes, options.rounds.map(usize::from), step)
}

fn against_libhamt(options: &Options, paths: &[PathBuf], step: &mut dyn FnMut(&str)) -> Result<String, String> {
    let sizes = if options.sizes.is_empty() { SIZES } else { &options.sizes };
    abi::compare(paths, sizes, options.rounds.map(usize::from), step)
}

/// Writes to the standard output, unless its reader has seen enough.
fn print(text: &str) -> io::Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

fn plan(options: &Options) -> Plan {
    let mut plan = Plan::brief();
    if options.full || !options.keys.is_empty() || !options.sizes.is_empty() {
        let sizes = if options.sizes.is_empty() { SIZES } else { &options.sizes };
        let wanted = |kind: &&Kind| match options.keys.is_empty() {
            // Sizes alone are meant for the keys that the short run is about.
            true => options.full || kind.name == KINDS[0].name,
            false => options.keys.iter().any(|name| name == kind.name),
        };
        let kinds = KINDS.iter().filter(wanted);
        plan.maps = kinds.flat_map(|kind| sizes.iter().map(move |&size| (kind, size))).collect();
    }
    if !options.ops.is_empty() {
        plan.figures.retain(|figure| options.ops.iter().any(|id| id == figure.info().id));
    }
    plan.libs = (!options.libs.is_empty()).then(|| options.libs.clone());
    plan.layouts = options.layouts;
    plan.rounds = options.rounds.map(usize::from);
    plan.full = options.full;
    plan
}

/// Reads `50000`, `50k` or `1m`.
fn size(text: &str) -> Result<usize, String> {
    let lower = text.to_ascii_lowercase();
    let (digits, unit) = match lower.split_at(lower.trim_end_matches(['k', 'm']).len()) {
        (digits, "") => (digits, 1),
        (digits, "k") => (digits, 1_000),
        (digits, "m") => (digits, 1_000_000),
        _ => return Err("a size is a number, perhaps with k or m after it".to_owned()),
    };
    match digits.parse::<usize>() {
        Ok(0) => Err("an empty map has nothing to measure".to_owned()),
        Ok(number) => Ok(number * unit),
        Err(error) => Err(error.to_string()),
    }
}

fn list() -> String {
    let mut text = String::from("--ops\n");
    for info in FIGURES {
        text += &format!("  {:<14} {}: {}\n", info.id, info.section.title(), info.title);
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
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Options::command().debug_assert();
    }

    #[test]
    fn sizes_may_have_units() {
        assert_eq!(["50", "10k", "1M"].map(size), [Ok(50), Ok(10_000), Ok(1_000_000)]);
        assert!(size("0").is_err() && size("k").is_err() && size("1x").is_err());
    }
}
