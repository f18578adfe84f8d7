//! A ledger and its rivals.

use crate::ledger::{Failure, Ledger, Policy};
use crate::random;
use crate::rivals::{Dirty, Whole};
use crate::state::{Change, State, Transfer};
use crate::store::{Safety, Store};
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

/// So many transfers between so many accounts, with a commit after every so many.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Transfers.
    pub transfers: u64,
    /// Accounts.
    pub accounts: u32,
    /// Transfers per commit.
    pub every: u64,
}

impl Work {
    /// Tokens that there are.
    pub const TOKENS: u32 = 4;

    /// The n-th transfer.
    pub fn transfer(self, number: u64) -> Transfer {
        random::transfer(1, number, self.accounts, Self::TOKENS)
    }

    fn is_commit(self, number: u64) -> bool {
        number % self.every == self.every - 1 || number + 1 == self.transfers
    }
}

/// One of those that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contender {
    /// The difference of two versions.
    Ledger,
    /// Keys marked as dirty.
    Dirty,
    /// Everything, each time.
    Whole,
    /// No ledger at all: what a ledger writes, known beforehand.
    Sqlite,
}

/// The most transfers with which everything is written each time.
const PATIENCE: u64 = 10_000;

impl Contender {
    /// All of them.
    pub const ALL: [Contender; 4] = [Contender::Ledger, Contender::Dirty, Contender::Whole, Contender::Sqlite];

    /// What the table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Contender::Ledger => "hamtrie, diff",
            Contender::Dirty => "std, dirty keys",
            Contender::Whole => "std, rewritten",
            Contender::Sqlite => "SQLite alone",
        }
    }

    /// The time of all transfers and commits, and the balances in the file at the end. None if it would take too long.
    pub(super) fn run(self, work: Work) -> Result<Option<(Duration, State)>, Box<dyn Error>> {
        if self == Contender::Whole && work.transfers > PATIENCE {
            return Ok(None);
        }
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("ledger.db");
        let time = match self {
            Contender::Ledger => ledger(work, &path)?,
            Contender::Dirty => dirty(work, &path)?,
            Contender::Whole => whole(work, &path)?,
            Contender::Sqlite => sqlite(work, &path)?,
        };
        Ok(Some((time, Store::open(&path, Safety::Power)?.whole()?)))
    }
}

fn beginning(work: Work) -> impl Iterator<Item = (crate::state::Key, i64)> {
    random::accounts(work.accounts, Work::TOKENS).map(|key| (key, random::BEGINNING))
}

fn ledger(work: Work, path: &Path) -> Result<Duration, Box<dyn Error>> {
    let policy = Policy { actions: usize::MAX, age: Duration::MAX, versions: 8, ..Policy::default() };
    let mut ledger = Ledger::open(path, policy)?;
    while ledger.hydrate(1)? {}
    for (key, amount) in beginning(work) {
        ledger.mint(key, amount)?;
    }
    ledger.commit()?;
    let start = Instant::now();
    for number in 0..work.transfers {
        match ledger.transfer(work.transfer(number)) {
            Ok(()) | Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure.into()),
        }
        if work.is_commit(number) {
            ledger.commit_behind()?;
        }
    }
    ledger.settle()?;
    Ok(start.elapsed())
}

fn dirty(work: Work, path: &Path) -> Result<Duration, Box<dyn Error>> {
    let mut ledger = Dirty::new(Store::open(path, Safety::Power)?);
    beginning(work).for_each(|(key, amount)| ledger.mint(key, amount));
    ledger.commit_behind()?;
    ledger.settle()?;
    let start = Instant::now();
    for number in 0..work.transfers {
        let _ = ledger.transfer(work.transfer(number)); // refused ones are refused by all
        if work.is_commit(number) {
            ledger.commit_behind()?;
        }
    }
    ledger.settle()?;
    Ok(start.elapsed())
}

fn whole(work: Work, path: &Path) -> Result<Duration, Box<dyn Error>> {
    let mut ledger = Whole::new(Store::open(path, Safety::Power)?);
    beginning(work).for_each(|(key, amount)| ledger.mint(key, amount));
    ledger.commit()?;
    let start = Instant::now();
    for number in 0..work.transfers {
        let _ = ledger.transfer(work.transfer(number));
        if work.is_commit(number) {
            ledger.commit()?;
        }
    }
    Ok(start.elapsed())
}

/// What each commit of a ledger would write, and then the writing alone.
fn sqlite(work: Work, path: &Path) -> Result<Duration, Box<dyn Error>> {
    let mut state = State::default();
    beginning(work).for_each(|(key, amount)| state.set(key, amount));
    let mut store = Store::open(path, Safety::Power)?;
    store.commit(beginning(work).map(|(key, amount)| Change::Set(key, amount)).collect())?;
    let (mut committed, mut commits) = (state.clone(), Vec::new());
    for number in 0..work.transfers {
        let mut next = state.clone();
        if next.transfer(work.transfer(number)).is_ok() {
            state = next;
        }
        if work.is_commit(number) {
            commits.push(committed.changes(&state).collect::<Vec<_>>());
            committed = state.clone();
        }
    }
    let start = Instant::now();
    for changes in commits {
        store.commit(changes)?;
    }
    Ok(start.elapsed())
}
