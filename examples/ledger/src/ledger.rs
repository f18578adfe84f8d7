//! The ledger: what is committed, what is current, and a file that has the former.
//!
//! ```text
//!   file  <--- changes(committed, current), one transaction ---+
//!                                                              |
//!   committed: State          current: State  <--- an action works on a clone; if it is refused, the clone is dropped
//! ```
//!
//! Nothing has to remember what was touched: the difference of the two versions is what has to be written, at the cost of what
//! is different.
//!
//! A file that was just opened is not read yet. A key is read when it is needed, and [`Ledger::hydrate`] reads the rest
//! little by little, between actions. A key that is in `committed` was read; one that is not there may be in the file.

use crate::state::{Account, Amount, Key, Refusal, State, Token, Transfer};
use crate::store::{Safety, Store, Trouble};
use std::collections::VecDeque;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

/// When a ledger commits, and what it keeps.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// After so many actions.
    pub actions: usize,
    /// Or when the oldest action that is not committed is so old.
    pub age: Duration,
    /// How many committed versions can be asked for.
    pub versions: usize,
    /// What a commit survives.
    pub safety: Safety,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy { actions: 2048, age: Duration::from_millis(100), versions: 64, safety: Safety::Power }
    }
}

/// Why an action was not done.
#[derive(Debug)]
pub enum Failure {
    /// It cannot be.
    Refused(Refusal),
    /// The file is in the way. The action itself is done if the trouble was with a commit after it.
    Trouble(Trouble),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused(refusal) => refusal.fmt(f),
            Failure::Trouble(trouble) => trouble.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Refused(refusal)
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Failure {
        Failure::Trouble(trouble)
    }
}

/// A question about a version that cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoVersion {
    /// The file is not read to its end yet.
    Loading,
    /// It is not kept; these are.
    Kept(u64, u64),
}

/// A ledger.
#[derive(Debug)]
pub struct Ledger {
    store: Store,
    policy: Policy,
    committed: State,
    current: State,
    /// Actions that are not committed, and since when.
    pending: usize,
    since: Option<Instant>,
    history: VecDeque<(u64, State)>,
}

impl Ledger {
    /// Opens a file, or makes one. Reads nothing of it.
    ///
    /// # Errors
    /// If it cannot be used.
    pub fn open(path: &Path, policy: Policy) -> Result<Ledger, Trouble> {
        let store = Store::open(path, policy.safety)?;
        let (committed, current) = (State::default(), State::default());
        Ok(Ledger { store, policy, committed, current, pending: 0, since: None, history: VecDeque::new() })
    }

    /// Gives an account something from nowhere. For the beginning of a ledger.
    ///
    /// # Errors
    /// If the file is in the way.
    pub fn mint(&mut self, key: Key, amount: Amount) -> Result<(), Failure> {
        self.load(key)?;
        let has = self.current.get(key).unwrap_or(0);
        self.current.set(key, has.checked_add(amount).ok_or(Refusal::TooMuch(key))?);
        self.done()
    }

    /// A transfer, and a commit if it is time for one.
    ///
    /// # Errors
    /// If it cannot be, or the file is in the way.
    pub fn transfer(&mut self, transfer: Transfer) -> Result<(), Failure> {
        self.load((transfer.token, transfer.from))?;
        self.load((transfer.token, transfer.to))?;
        // One that is refused changes nothing, so there is no need of a clone to drop.
        self.current.transfer(transfer)?;
        self.done()
    }

    /// Several transfers as one action: all or none.
    ///
    /// # Errors
    /// If one of them cannot be, or the file is in the way.
    pub fn act(&mut self, transfers: &[Transfer]) -> Result<(), Failure> {
        for Transfer { token, from, to, .. } in transfers {
            self.load((*token, *from))?;
            self.load((*token, *to))?;
        }
        let mut next = self.current.clone();
        for transfer in transfers {
            next.transfer(*transfer)?; // what was done so far is dropped with `next`
        }
        self.current = next;
        self.done()
    }

    fn done(&mut self) -> Result<(), Failure> {
        self.pending += 1;
        let since = *self.since.get_or_insert_with(Instant::now);
        if self.pending >= self.policy.actions || since.elapsed() >= self.policy.age {
            self.commit()?;
        }
        Ok(())
    }

    /// Commits what is not committed. Returns the number of the last commit.
    ///
    /// # Errors
    /// If the file is in the way: then nothing was written, and all actions are still there to be committed.
    pub fn commit(&mut self) -> Result<u64, Trouble> {
        if self.pending == 0 {
            return Ok(self.store.commits());
        }
        let number = self.store.commit(self.committed.changes(&self.current))?;
        self.committed = self.current.clone();
        (self.pending, self.since) = (0, None);
        if self.store.all_read() {
            self.history.push_back((number, self.committed.clone()));
            if self.history.len() > self.policy.versions {
                self.history.pop_front();
            }
        }
        Ok(number)
    }

    /// Sees that memory has what the file has of a key.
    fn load(&mut self, key: Key) -> Result<(), Trouble> {
        // What was taken out of `current` is still in `committed`, and what is in neither may be in the file.
        if self.store.all_read() || self.committed.get(key).is_some() || self.current.get(key).is_some() {
            return Ok(());
        }
        if let Some(amount) = self.store.get(key)? {
            self.committed.set(key, amount);
            self.current.set(key, amount);
        }
        Ok(())
    }

    /// Reads so many keys more. False when all are read.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn hydrate(&mut self, count: usize) -> Result<bool, Trouble> {
        if self.store.all_read() {
            return Ok(false);
        }
        let rows = self.store.read_some(count)?;
        // With one map for both, they go on sharing it: the few keys that differ are changed in a clone.
        let changes: Vec<_> = self.committed.changes(&self.current).collect();
        for (key, amount) in rows {
            if self.committed.get(key).is_none() {
                self.committed.set(key, amount);
            }
        }
        self.current = self.committed.clone();
        for change in changes {
            match change {
                crate::state::Change::Set(key, amount) => self.current.set(key, amount),
                crate::state::Change::Gone(key) => self.current.remove(key),
            }
        }
        Ok(!self.store.all_read())
    }

    /// What an account has now.
    ///
    /// # Errors
    /// If the file is in the way.
    pub fn balance(&mut self, token: Token, account: Account) -> Result<Option<Amount>, Trouble> {
        self.load((token, account))?;
        Ok(self.current.get((token, account)))
    }

    /// The state of a commit.
    ///
    /// # Errors
    /// If it is not kept.
    pub fn version(&self, commit: u64) -> Result<&State, NoVersion> {
        if !self.store.all_read() {
            return Err(NoVersion::Loading);
        }
        let first = self.history.front().map_or(self.store.commits(), |version| version.0);
        let found = self.history.binary_search_by_key(&commit, |version| version.0);
        match found {
            Ok(place) => Ok(&self.history[place].1),
            Err(_) if commit == self.store.commits() => Ok(&self.committed),
            Err(_) => Err(NoVersion::Kept(first, self.store.commits())),
        }
    }

    /// What is current, as far as it is read.
    pub fn current(&self) -> &State {
        &self.current
    }

    /// The file.
    pub fn store(&self) -> &Store {
        &self.store
    }
}
