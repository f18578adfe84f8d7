//! The comparison: the same transfers with the same settings of SQLite.
//!
//! | file | what it has |
//! |---|---|
//! | [`contenders`] | a ledger and its rivals, each on a file of its own |
//! | [`report`] | tables, goals, the chart |

pub mod contenders;
pub mod report;

use crate::ledger::{Ledger, Policy};
use crate::random;
use crate::state::Change;
use crate::store::{Safety, Store};
use contenders::{Contender, Work};
use indicatif::ProgressBar;
use kit::rounds::median;
use std::error::Error;
use std::time::{Duration, Instant};

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Rounds; medians of them are shown.
    pub rounds: usize,
    /// Of the long row.
    pub transfers: u64,
    /// Accounts of the file that is opened.
    pub accounts: u32,
}

/// Transfers with one interval of commits.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was done.
    pub work: Work,
    /// What it took each of [`Contender::ALL`]; none if it was left out.
    pub times: [Option<Duration>; 4],
}

/// Opening a large file.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// Accounts in it.
    pub accounts: u32,
    /// Until the first transfer was committed.
    pub first: Duration,
    /// Until everything was read.
    pub all: Duration,
}

/// Versions that are kept.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// How many.
    pub versions: usize,
    /// What one takes beside the others, in bytes.
    pub bytes: u64,
    /// What the state takes.
    pub state: u64,
}

/// All that a run has found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Transfers.
    pub rows: Vec<Row>,
    /// Opening.
    pub opening: Opening,
    /// History.
    pub kept: Kept,
}

/// The rows that are measured.
fn works(effort: Effort) -> [Work; 3] {
    let (short, accounts) = (effort.transfers.min(10_000), effort.accounts.min(100_000));
    [
        Work { transfers: short, accounts, every: 512 },
        Work { transfers: short, accounts, every: 2_048 },
        Work { transfers: effort.transfers, accounts, every: 2_048 },
    ]
}

/// How many steps `measure` shows on its bar.
pub fn steps(effort: Effort) -> u64 {
    (works(effort).len() * effort.rounds * Contender::ALL.len() + 2) as u64
}

/// Measures everything.
///
/// # Errors
/// If a file cannot be used, or two contenders end with different balances.
pub fn measure(effort: Effort, bar: &ProgressBar) -> Result<Found, Box<dyn Error>> {
    let rows = works(effort).into_iter().map(|work| row(work, effort.rounds, bar)).collect::<Result<_, _>>()?;
    bar.set_message("opening a large file");
    let opening = opening(effort.accounts)?;
    bar.inc(1);
    bar.set_message("keeping versions");
    let kept = kept()?;
    bar.inc(1);
    Ok(Found { rows, opening, kept })
}

fn row(work: Work, rounds: usize, bar: &ProgressBar) -> Result<Row, Box<dyn Error>> {
    let mut times: [Vec<Duration>; 4] = Default::default();
    let mut ended = None;
    for round in 0..rounds {
        for turn in 0..Contender::ALL.len() {
            let who = (round + turn) % Contender::ALL.len();
            let contender = Contender::ALL[who];
            bar.set_message(format!("{} transfers, {}", work.transfers, contender.name()));
            bar.inc(1);
            let Some((time, state)) = contender.run(work)? else { continue };
            if *ended.get_or_insert_with(|| state.clone()) != state {
                return Err(format!("{} has other balances than the others", contender.name()).into());
            }
            times[who].push(time);
        }
    }
    let times = times.map(|times| (!times.is_empty()).then(|| median(times)));
    Ok(Row { work, times })
}

fn opening(accounts: u32) -> Result<Opening, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("large.db");
    let mut store = Store::open(&path, Safety::Program)?;
    store.commit(random::accounts(accounts, 4).map(|key| Change::Set(key, random::BEGINNING)).collect())?;
    drop(store);

    let start = Instant::now();
    let mut ledger = Ledger::open(&path, Policy { safety: Safety::Program, ..Policy::default() })?;
    // Between accounts that are there: one that is refused would be no transfer.
    ledger.transfer(crate::state::Transfer { token: 0, from: 0, to: accounts / 4 / 2 * 4, amount: 1 })?;
    ledger.commit()?;
    let first = start.elapsed();
    while ledger.hydrate(10_000)? {}
    let all = start.elapsed();
    if ledger.current().len() != accounts as usize {
        return Err(format!("{} of {accounts} accounts were read", ledger.current().len()).into());
    }
    Ok(Opening { accounts, first, all })
}

/// A history of commits of ten transfers each.
fn kept() -> Result<Kept, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let versions = 1_000;
    let work = Work { transfers: 10 * versions as u64, accounts: 100_000, every: 10 };
    let policy = Policy { versions, actions: usize::MAX, age: Duration::MAX, safety: Safety::Program };
    let mut ledger = Ledger::open(&folder.path().join("kept.db"), policy)?;
    let empty = hamtrie::pool::stats().live_bytes;
    while ledger.hydrate(1)? {}
    for key in random::accounts(work.accounts, Work::TOKENS) {
        ledger.mint(key, random::BEGINNING)?;
    }
    ledger.commit()?;
    let before = hamtrie::pool::stats().live_bytes;
    for number in 0..work.transfers {
        // Those that are refused change nothing.
        let _ = ledger.transfer(work.transfer(number));
        if number % work.every == work.every - 1 {
            ledger.commit()?;
        }
    }
    let after = hamtrie::pool::stats().live_bytes;
    Ok(Kept { versions, bytes: (after - before) as u64 / versions as u64, state: (before - empty) as u64 })
}
