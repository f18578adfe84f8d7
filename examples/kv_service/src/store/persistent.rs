//! A store of versions: each write makes one of a persistent map and publishes it.
//!
//! ```text
//!   readers ---> current: ArcSwap<Version>          a load, no lock; what was loaded stays as it is
//!                    |
//!   writers ---> Mutex: load, change a clone, store; the last versions go to the history
//! ```
//!
//! A reader may take as long as it likes, a scan over the network for example: it has a version, and writers go on with
//! the next ones.

use super::{Condition, Conflict, Entry, NoVersion, Scan, Status, Store};
use arc_swap::ArcSwap;
use bytes::Bytes;
use hamtrie::layout::Inline;
use hamtrie::pool::ChildrenPool;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A map with cheap clones.
pub trait PersistentMap: Clone + Default + Send + Sync + 'static {
    /// What a key has.
    fn get(&self, key: &str) -> Option<&Entry>;
    /// Sets it. True if the key is new.
    fn put(&mut self, key: Arc<str>, entry: Entry) -> bool;
    /// Takes a key out.
    fn delete(&mut self, key: &str);
    /// How many keys there are.
    fn count(&self) -> usize;
    /// All of them.
    fn entries(self) -> Box<dyn Iterator<Item = (Arc<str>, Entry)> + Send>;
    /// Bytes of all such maps, where somebody counts them.
    fn live_bytes() -> Option<usize>;
}

/// hamtrie's map, with entries in the leaves: to clone one is to count up twice.
pub type Map = hamtrie::HashMap<Arc<str>, Entry, hamtrie::DefaultHashBuilder, ChildrenPool, Inline>;

impl PersistentMap for Map {
    fn get(&self, key: &str) -> Option<&Entry> {
        self.get(key)
    }

    fn put(&mut self, key: Arc<str>, entry: Entry) -> bool {
        self.put(key, entry)
    }

    fn delete(&mut self, key: &str) {
        self.discard(key);
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn entries(self) -> Box<dyn Iterator<Item = (Arc<str>, Entry)> + Send> {
        Box::new(self.into_iter())
    }

    fn live_bytes() -> Option<usize> {
        Some(hamtrie::pool::stats().live_bytes)
    }
}

impl PersistentMap for imbl::HashMap<Arc<str>, Entry> {
    fn get(&self, key: &str) -> Option<&Entry> {
        self.get(key)
    }

    fn put(&mut self, key: Arc<str>, entry: Entry) -> bool {
        self.insert(key, entry).is_none()
    }

    fn delete(&mut self, key: &str) {
        self.remove(key);
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn entries(self) -> Box<dyn Iterator<Item = (Arc<str>, Entry)> + Send> {
        Box::new(self.into_iter())
    }

    fn live_bytes() -> Option<usize> {
        None
    }
}

/// One version.
#[derive(Clone, Debug, Default)]
pub struct Version<M> {
    /// Its number, which is that of the write that made it.
    pub number: u64,
    /// All keys.
    pub map: M,
}

/// The store.
#[derive(Debug)]
pub struct Versions<M> {
    current: ArcSwap<Version<M>>,
    history: Mutex<History<M>>,
}

#[derive(Debug)]
struct History<M> {
    /// The last versions, oldest first, without the current one.
    before: VecDeque<Arc<Version<M>>>,
    /// How many there may be.
    most: usize,
    growth: Growth,
}

/// What a version adds to the bytes of all: every 64th is measured.
#[derive(Debug, Default)]
struct Growth {
    bytes: f64,
    measured: u32,
}

impl Growth {
    const EVERY: u64 = 64;

    fn mean(&self) -> Option<f64> {
        (self.measured > 0).then(|| self.bytes / f64::from(self.measured))
    }
}

impl<M: PersistentMap> Versions<M> {
    /// An empty store that keeps so many versions beside the current one.
    pub fn new(kept: usize) -> Self {
        let history = History { before: VecDeque::new(), most: kept, growth: Growth::default() };
        Versions { current: ArcSwap::default(), history: Mutex::new(history) }
    }

    /// The current version. No lock; O(1).
    pub fn current(&self) -> Arc<Version<M>> {
        self.current.load_full()
    }

    /// A version by its number. O(log versions) under the writers' lock for old ones.
    ///
    /// # Errors
    /// If it is not kept. Numbers between two kept versions are those of nobody.
    pub fn at(&self, number: Option<u64>) -> Result<Arc<Version<M>>, NoVersion> {
        let current = self.current();
        let Some(number) = number.filter(|number| *number != current.number) else { return Ok(current) };
        let before = &self.lock().before;
        let oldest = before.front().map_or(current.number, |version| version.number);
        let found = before.binary_search_by_key(&number, |version| version.number);
        found.map(|place| before[place].clone()).map_err(|_| NoVersion { kept: Some((oldest, current.number)) })
    }

    /// Puts a version of another store in the place of the current one, which is kept as the others are if it is older.
    pub fn install(&self, version: Version<M>) {
        let mut history = self.lock();
        let number = version.number;
        let before = self.current.swap(Arc::new(version));
        history.before.push_back(before);
        // Versions are found by their numbers, which rise.
        let newer = history.before.partition_point(|before| before.number < number);
        let mut gone = history.before.split_off(newer);
        while history.before.len() > history.most {
            gone.extend(history.before.pop_front());
        }
        drop(history);
        drop(gone);
    }

    /// What is guarded is valid after each statement, so a writer that panicked does no harm.
    fn lock(&self) -> MutexGuard<'_, History<M>> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One write: `change` gets what the key has, and a map of its own to change. Readers see all of it or nothing.
    fn write<R>(&self, key: &str, condition: Condition, change: impl FnOnce(&mut M, u64) -> R) -> Result<R, Conflict> {
        let mut history = self.lock();
        let before = self.current();
        condition.holds(before.map.get(key))?;
        let mut next = Version { number: before.number + 1, map: before.map.clone() };
        let bytes = if next.number % Growth::EVERY == 0 { M::live_bytes() } else { None };
        let result = change(&mut next.map, next.number);
        if let (Some(before), Some(after)) = (bytes, bytes.and_then(|_| M::live_bytes())) {
            history.growth.bytes += after.saturating_sub(before) as f64;
            history.growth.measured += 1;
        }
        self.current.store(Arc::new(next));
        history.before.push_back(before);
        // Freed after the lock is: the last holder of a version may have a lot to free.
        let gone = if history.before.len() > history.most { history.before.pop_front() } else { None };
        drop(history);
        drop(gone);
        Ok(result)
    }
}

impl<M: PersistentMap> Store for Versions<M> {
    fn get(&self, key: &str, at: Option<u64>) -> Result<Option<Entry>, NoVersion> {
        match at {
            // Without a counter that all readers would write to.
            None => Ok(self.current.load().map.get(key).cloned()),
            Some(_) => Ok(self.at(at)?.map.get(key).cloned()),
        }
    }

    fn put(&self, key: Arc<str>, value: Bytes, condition: Condition) -> Result<(u64, bool), Conflict> {
        let own = key.clone();
        self.write(&key, condition, |map, version| (version, map.put(own, Entry { value, version })))
    }

    fn delete(&self, key: &str, condition: Condition) -> Result<Option<u64>, Conflict> {
        // What is not there makes no version.
        if self.current.load().map.get(key).is_none() {
            return condition.holds(None).map(|()| None);
        }
        self.write(key, condition, |map, version| {
            map.delete(key);
            Some(version)
        })
    }

    fn scan(&self, at: Option<u64>) -> Result<Scan, NoVersion> {
        let version = self.at(at)?;
        let map = version.map.clone();
        Ok(Scan { version: version.number, count: map.count(), entries: map.entries() })
    }

    fn status(&self) -> Status {
        let history = self.lock();
        let current = self.current.load();
        Status {
            version: current.number,
            entries: current.map.count(),
            versions_kept: history.before.len() + 1,
            bytes_per_version: history.growth.mean(),
        }
    }
}
