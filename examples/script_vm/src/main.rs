//! The command line.

#![forbid(unsafe_code)]

use clap::Parser;
use script_vm::bench::{Effort, measure, report, steps};
use script_vm::dict::persistent::Hamtrie;
use script_vm::load;
use script_vm::machine::{Limits, run};
use std::error::Error;
use std::io::{BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// A little language whose dictionaries are values. Without a script, the same scripts are run with four kinds of maps, and
/// under python3 where there is one, and compared.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// A script to run; - reads it from the standard input
    script: Option<PathBuf>,
    /// Compare with few operations: seconds instead of a minute
    #[arg(long)]
    quick: bool,
    /// Write the table and a chart to this folder
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Calls in calls that a script may have
    #[arg(long, default_value_t = 1_000, value_name = "COUNT")]
    calls: usize,
    /// Memory that a script may take, in MiB
    #[arg(long, default_value_t = 1_024, value_name = "MIB")]
    memory: usize,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let result = match &options.script {
        Some(path) => script(path, &options),
        None => compare(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("script_vm: {error}");
            ExitCode::FAILURE
        }
    }
}

fn script(path: &PathBuf, options: &Options) -> Result<(), Box<dyn Error>> {
    let about = |error| format!("{}: {error}", path.display());
    let mut text = String::new();
    if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).map_err(about)?;
    } else {
        text = std::fs::read_to_string(path).map_err(about)?;
    }
    let about = |error| format!("{}, {error}", path.display());
    let program = load(&text).map_err(about)?;
    let limits = Limits { calls: options.calls, memory: options.memory << 20, end: None };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let result = run::<Hamtrie>(&program, limits, &mut out);
    out.flush()?;
    Ok(result.map_err(about)?)
}

fn compare(options: &Options) -> Result<(), Box<dyn Error>> {
    let effort = if options.quick {
        Effort { rounds: 1, most: 10_000, patience: Duration::from_secs(1) }
    } else {
        Effort { rounds: 5, most: 100_000, patience: Duration::from_secs(20) }
    };
    let bar = kit::progress::bar(steps(effort), "script_vm");
    let rows = measure(effort, &bar)?;
    bar.finish_and_clear();
    println!("{}", report::text(&rows, kit::table::terminal));
    match &options.report {
        Some(folder) => report::write(&rows, folder),
        None => Ok(()),
    }
}
