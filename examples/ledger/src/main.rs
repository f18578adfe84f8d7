//! The command line.

#![forbid(unsafe_code)]

use clap::{Parser, Subcommand};
use ledger::compare::{Effort, measure, report, steps};
use ledger::ledger::{Failure, Ledger, Policy};
use ledger::random;
use ledger::store::{Safety, Store};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// A ledger in memory on SQLite. Without a command it compares ways to commit.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// Few transfers: seconds instead of a minute
    #[arg(long)]
    quick: bool,
    /// Write the tables and a chart to this folder
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make random transfers and print the number of each commit when it is on the disk; goes on where the file ends
    Work {
        /// The ledger's file; made if it is not there
        file: PathBuf,
        /// Transfers per commit
        #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..))]
        every: u64,
        /// Commits to make
        #[arg(long, default_value_t = 100)]
        commits: u64,
        /// Accounts to begin with, if the file is new
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(8..))]
        accounts: u32,
    },
    /// Look at a file: its commits, its accounts, the sum of all balances
    Check {
        /// The ledger's file
        file: PathBuf,
    },
}

fn main() -> ExitCode {
    let options = Options::parse();
    let result = match &options.command {
        Some(Command::Work { file, every, commits, accounts }) => work(file, *every, *commits, *accounts),
        Some(Command::Check { file }) => check(file),
        None => compare(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ledger: {error}");
            ExitCode::FAILURE
        }
    }
}

const TOKENS: u32 = 4;

/// The first commit is the beginning; after it, the n-th one has the transfers from `(n - 2) * every`.
fn work(file: &Path, every: u64, commits: u64, accounts: u32) -> Result<(), Box<dyn Error>> {
    let about = |error: &dyn Error| format!("{}: {error}", file.display());
    let policy = Policy { actions: usize::MAX, age: Duration::MAX, ..Policy::default() };
    let mut ledger = Ledger::open(file, policy).map_err(|error| about(&error))?;
    let say = |commit: u64| {
        println!("{commit}");
        std::io::stdout().flush()
    };
    if ledger.commits() == 0 {
        while ledger.hydrate(1)? {}
        for key in random::accounts(accounts, TOKENS) {
            ledger.mint(key, random::BEGINNING)?;
        }
        say(ledger.commit().map_err(|error| about(&error))?)?;
    }
    for _ in 0..commits {
        let first = (ledger.commits() - 1) * every;
        for number in first..first + every {
            match ledger.transfer(random::transfer(7, number, accounts, TOKENS)) {
                Ok(()) | Err(Failure::Refused(_)) => {}
                Err(failure) => return Err(about(&failure).into()),
            }
        }
        say(ledger.commit().map_err(|error| about(&error))?)?;
        ledger.hydrate(100).map_err(|error| about(&error))?;
    }
    Ok(())
}

fn check(file: &Path) -> Result<(), Box<dyn Error>> {
    if !file.is_file() {
        return Err(format!("{}: there is no such file", file.display()).into());
    }
    let about = |error| format!("{}: {error}", file.display());
    let mut store = Store::open(file, Safety::Power).map_err(about)?;
    let state = store.whole().map_err(about)?;
    println!("{} commits, {} accounts, sum {}", store.commits(), state.len(), state.sum());
    Ok(())
}

fn compare(options: &Options) -> Result<(), Box<dyn Error>> {
    let effort = if options.quick {
        Effort { rounds: 1, transfers: 10_000, accounts: 20_000 }
    } else {
        Effort { rounds: 3, transfers: 1_000_000, accounts: 1_000_000 }
    };
    let bar = kit::progress::bar(steps(effort), "ledger");
    let found = measure(effort, &bar)?;
    bar.finish_and_clear();
    println!("{}", report::text(&found, kit::table::terminal));
    match &options.report {
        Some(folder) => report::write(&found, folder),
        None => Ok(()),
    }
}
