//! The ledger: what is committed, what is current, and a file that has the former.
//!
//! ```text
//!   file  <--- changes(committed, current), one transaction ---+
//!                                                              |
//!   committed: State          current: State  <--- an action works on a clone; if it is refused, the clone is dropped
//! ```
//!
//! A commit may be written by another thread: the ledger goes on meanwhile, and finds out what the next commit has to write.
//!
//! Nothing has to remember what was touched: the difference of the two versions is what has to be written, at the cost of what
//! is different.
//!
//! A file that was just opened is not read yet. A key is read when it is needed, and [`Ledger::hydrate`] reads the rest
//! little by little, between actions. A key that is in `committed` was read; one that is not there may be in the file.

use crate::state::{Account, Amount, Key, Refusal, State, Token, Transfer};
use crate::store::{Safety, Store, Trouble};
use crate::writer::Writer;
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
    /// None while a commit is under way, which has it.
    store: Option<Store>,
    under_way: Option<UnderWay>,
    /// None until it has something to do.
    writer: Option<Writer>,
    /// Why the last commit that was under way failed, if nobody was told yet.
    failed: Option<Trouble>,
    policy: Policy,
    committed: State,
    /// The number of the commit that made it.
    commits: u64,
    current: State,
    /// Actions that are not committed, and since when.
    pending: usize,
    since: Option<Instant>,
    history: VecDeque<(u64, State)>,
}

/// A commit that the writer writes. Everything is read by then.
#[derive(Debug)]
struct UnderWay {
    state: State,
    actions: usize,
}

impl Ledger {
    /// Opens a file, or makes one. Reads nothing of it.
    ///
    /// # Errors
    /// If it cannot be used.
    pub fn open(path: &Path, policy: Policy) -> Result<Ledger, Trouble> {
        let store = Store::open(path, policy.safety)?;
        Ok(Ledger {
            commits: store.commits(),
            store: Some(store),
            under_way: None,
            writer: None,
            failed: None,
            policy,
            committed: State::default(),
            current: State::default(),
            pending: 0,
            since: None,
            history: VecDeque::new(),
        })
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
            self.commit_behind()?;
        }
        Ok(())
    }

    /// Commits what is not committed. Returns the number of the last commit.
    ///
    /// # Errors
    /// If the file is in the way: then nothing was written, and all actions are still there to be committed.
    pub fn commit(&mut self) -> Result<u64, Trouble> {
        self.settle()?;
        if self.pending > 0 {
            let (before, after) = (self.committed.clone(), self.current.clone());
            let number = self.store().commit(before.changes(&after).collect())?;
            self.committed(number, after);
            self.pending = 0;
            self.since = None;
        }
        Ok(self.commits)
    }

    /// Lets another thread commit what is not committed, after the commit that is under way, if any. What becomes of it is said
    /// by the next call of this, of [`settle`](Ledger::settle) or [`commit`](Ledger::commit).
    ///
    /// A ledger that is still being read from its file commits at once.
    ///
    /// # Errors
    /// If the file was in the way of the commit before: its actions are still there to be committed.
    pub fn commit_behind(&mut self) -> Result<(), Trouble> {
        if self.pending == 0 || !self.all_read() {
            return self.commit().map(drop);
        }
        let state = self.current.clone();
        let before = self.under_way.as_ref().map_or(&self.committed, |under_way| &under_way.state);
        // Here, while the other thread writes.
        let changes: Vec<_> = before.changes(&state).collect();
        self.settle()?;
        let Some(store) = self.store.take() else { unreachable!("settled above") };
        self.writer.get_or_insert_with(Writer::start).write(store, changes);
        self.under_way = Some(UnderWay { state, actions: std::mem::take(&mut self.pending) });
        self.since = None;
        Ok(())
    }

    /// Waits until nothing is under way. Returns the number of the last commit.
    ///
    /// # Errors
    /// If the file was in the way of a commit: its actions are still there to be committed.
    pub fn settle(&mut self) -> Result<u64, Trouble> {
        self.land();
        self.failed.take().map_or(Ok(self.commits), Err)
    }

    /// Waits for the commit that is under way.
    fn land(&mut self) {
        let (Some(UnderWay { state, actions }), Some(writer)) = (self.under_way.take(), &self.writer) else { return };
        let (store, result) = writer.wait();
        self.store = Some(store);
        match result {
            Ok(number) => self.committed(number, state),
            Err(trouble) => {
                self.failed = Some(trouble);
                self.pending += actions;
            }
        }
    }

    /// A state is in the file.
    fn committed(&mut self, number: u64, state: State) {
        if self.all_read() {
            self.history.push_back((number, state.clone()));
            if self.history.len() > self.policy.versions {
                self.history.pop_front();
            }
        }
        (self.commits, self.committed) = (number, state);
    }

    /// Whether memory has everything that the file has.
    fn all_read(&self) -> bool {
        self.store.as_ref().is_none_or(Store::all_read)
    }

    /// Sees that memory has what the file has of a key.
    fn load(&mut self, key: Key) -> Result<(), Trouble> {
        // What was taken out of `current` is still in `committed`, and what is in neither may be in the file.
        if self.all_read() || self.committed.get(key).is_some() || self.current.get(key).is_some() {
            return Ok(());
        }
        if let Some(amount) = self.store().get(key)? {
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
        if self.all_read() {
            return Ok(false);
        }
        let rows = self.store().read_some(count)?;
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
        Ok(!self.all_read())
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
        if !self.all_read() {
            return Err(NoVersion::Loading);
        }
        let first = self.history.front().map_or(self.commits, |version| version.0);
        let found = self.history.binary_search_by_key(&commit, |version| version.0);
        match found {
            Ok(place) => Ok(&self.history[place].1),
            Err(_) if commit == self.commits => Ok(&self.committed),
            Err(_) => Err(NoVersion::Kept(first, self.commits)),
        }
    }

    /// What is current, as far as it is read.
    pub fn current(&self) -> &State {
        &self.current
    }

    /// The number of the last commit that is known to be in the file.
    pub fn commits(&self) -> u64 {
        self.commits
    }

    /// The file. Waits for a commit that is under way.
    pub fn store(&mut self) -> &mut Store {
        self.land();
        self.store.as_mut().expect("nothing is under way")
    }
}

/// A commit that is under way is finished, so that nothing writes to the file any more.
impl Drop for Ledger {
    fn drop(&mut self) {
        self.land();
    }
}
