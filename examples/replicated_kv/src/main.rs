//! The command line.

#![forbid(unsafe_code)]

use clap::{Parser, Subcommand};
use replicated_kv::node::{Setup, serve};
use replicated_kv::{pause, report, torture};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// A key-value store on three nodes. Without a command it kills nodes under load, and measures snapshots.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// Seconds with faults
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// A few seconds, and a small snapshot
    #[arg(long)]
    quick: bool,
    /// Write the tables and a chart to this folder
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a node until it is interrupted
    Serve {
        /// Its number, one of the members
        #[arg(long)]
        id: u64,
        /// Where its log and its snapshot are; made if it is not there
        #[arg(long)]
        folder: PathBuf,
        /// A node of the cluster; once for each, the same for all nodes
        #[arg(long = "member", value_name = "ID=ADDRESS", required = true, value_parser = member)]
        members: Vec<(u64, String)>,
        /// Entries of the log between two snapshots
        #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
        snapshot_after: u64,
        /// Entries of the log that are kept when a snapshot has them
        #[arg(long, default_value_t = 1_000)]
        log_kept: u64,
        /// Old versions of the map that are kept, for patches
        #[arg(long, default_value_t = 100_000)]
        versions: usize,
        /// Let anybody cut the node off from the others, for tests
        #[arg(long)]
        faults: bool,
    },
}

fn member(text: &str) -> Result<(u64, String), String> {
    let (id, address) = text.split_once('=').ok_or("it is written ID=ADDRESS, such as 1=127.0.0.1:7001")?;
    Ok((id.parse().map_err(|_| format!("{id:?} is no number"))?, address.to_owned()))
}

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("replicated_kv: {error}");
            return ExitCode::FAILURE;
        }
    };
    let result = match options.command {
        Some(Command::Serve { id, folder, members, snapshot_after, log_kept, versions, faults }) => {
            let members = members.into_iter().collect();
            let setup = Setup { id, folder, members, snapshot_after, log_kept, versions, faults };
            runtime.block_on(serve(setup)).map_err(|error| error as Box<dyn Error>)
        }
        None => compare(&options, &runtime),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("replicated_kv: {error}");
            ExitCode::FAILURE
        }
    }
}

fn compare(options: &Options, runtime: &tokio::runtime::Runtime) -> Result<(), Box<dyn Error>> {
    let (seconds, entries) = if options.quick { (5, 50_000) } else { (options.seconds, 1_000_000) };
    let bar = kit::progress::bar(seconds, "with faults");
    let found = runtime.block_on(torture::run(std::env::current_exe()?, Duration::from_secs(seconds), &bar))?;
    bar.finish_and_clear();
    let bar = kit::progress::bar(3 * pause::ROUNDS as u64, "snapshots");
    let rows = pause::measure(entries, &bar);
    bar.finish_and_clear();
    let text = |layout: report::Layout| {
        format!("{}\n\n{}", report::pauses(entries, &rows, layout), report::faults(seconds, &found, layout))
    };
    println!("{}", text(kit::table::terminal));
    match &options.report {
        Some(folder) => report::write(&text(kit::table::markdown), &rows, folder),
        None => Ok(()),
    }
}
