//! The command line.

#![forbid(unsafe_code)]

use clap::Parser;
use hamtrie_compare::keys::Input;
use pool_phases::libhamt::Libraries;
use pool_phases::phases::{PHASES, bytes_of_versions, measure};
use pool_phases::report::Report;
use pool_phases::rows::Row;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// What a pool for nodes is worth: the same maps with nodes from the global allocator, from an arena that never frees, and
/// from an arena whose blocks are recycled, in turn in one process; and libhamt, if it is named.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Small maps and few rounds: seconds instead of a minute
    #[arg(long)]
    quick: bool,
    /// Entries per map
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..=100_000_000),
          default_values_t = [1_000, 10_000, 100_000, 1_000_000])]
    sizes: Vec<u32>,
    /// Rounds of each row; 9 unless given, 3 with --quick
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: Option<u16>,
    /// The shared objects of libhamt, such as those of its two builds
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    libhamt: Vec<PathBuf>,
    /// Write table.md, chart.svg and insert.svg there, and the table into a README.md that has a place for it
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pool_phases: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let largest = if options.quick { 10_000 } else { usize::MAX };
    let sizes: Vec<usize> = options.sizes.iter().map(|size| *size as usize).filter(|size| *size <= largest).collect();
    if sizes.is_empty() {
        return Err("with --quick no size above 10,000 is measured, and there is none below among --sizes".into());
    }
    let rounds = options.rounds.map_or(if options.quick { 3 } else { 9 }, usize::from);
    let libraries = if options.libhamt.is_empty() { None } else { Some(Libraries::open(&options.libhamt)?) };
    let names = libraries.as_ref().map_or_else(Vec::new, Libraries::names);
    let steps = sizes.len() * rounds * (Row::ALL.len() * PHASES.len() + names.len());
    let bar = kit::progress::bar(steps as u64, "pool_phases");
    let mut report = Report { phases: Vec::new(), bytes: Vec::new(), libhamt: None };
    for &size in &sizes {
        let entries = Input::new(size);
        report.phases.extend(measure(&entries, rounds, &bar));
        report.bytes.push((size, bytes_of_versions(&entries)));
    }
    report.phases.sort_by_key(|one| Row::ALL.iter().position(|row| *row == one.row));
    if let Some(libraries) = &libraries {
        let measured: Result<Vec<_>, _> = sizes.iter().map(|size| libraries.measure(*size, rounds, &bar)).collect();
        report.libhamt = Some((libraries.names(), measured?));
    }
    bar.finish_and_clear();
    println!("{}", report.text(kit::table::terminal));
    if libraries.is_none() {
        println!("\nlibhamt: not compared. Name its shared objects, one or several: --libhamt PATH,PATH");
    }
    match &options.report {
        Some(folder) => report.write(folder),
        None => Ok(()),
    }
}
