//! The rival that everybody writes first: a `std` map behind a `std` lock.
//!
//! A scan has to hold the lock for as long as it collects the entries, and writers wait for that.

use super::{Condition, Conflict, Entry, NoVersion, Scan, Status, Store};
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

#[derive(Debug, Default)]
struct Table {
    entries: HashMap<Arc<str>, Entry>,
    version: u64,
}

/// The store.
#[derive(Debug, Default)]
pub struct Locked(RwLock<Table>);

const NO_VERSIONS: NoVersion = NoVersion { kept: None };

impl Locked {
    fn write<R>(
        &self,
        key: &str,
        condition: Condition,
        change: impl FnOnce(&mut HashMap<Arc<str>, Entry>, u64) -> R,
    ) -> Result<R, Conflict> {
        let mut table = self.0.write().unwrap_or_else(PoisonError::into_inner);
        condition.holds(table.entries.get(key))?;
        table.version += 1;
        let version = table.version;
        Ok(change(&mut table.entries, version))
    }
}

impl Store for Locked {
    fn get(&self, key: &str, at: Option<u64>) -> Result<Option<Entry>, NoVersion> {
        match at {
            None => Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).entries.get(key).cloned()),
            Some(_) => Err(NO_VERSIONS),
        }
    }

    fn put(&self, key: Arc<str>, value: Bytes, condition: Condition) -> Result<(u64, bool), Conflict> {
        let own = key.clone();
        self.write(&key, condition, |map, version| (version, map.insert(own, Entry { value, version }).is_none()))
    }

    fn delete(&self, key: &str, condition: Condition) -> Result<Option<u64>, Conflict> {
        self.write(key, condition, |map, version| map.remove(key).map(|_| version))
    }

    fn scan(&self, at: Option<u64>) -> Result<Scan, NoVersion> {
        if at.is_some() {
            return Err(NO_VERSIONS);
        }
        let table = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let all: Vec<_> = table.entries.iter().map(|(key, entry)| (key.clone(), entry.clone())).collect();
        Ok(Scan { version: table.version, count: all.len(), entries: Box::new(all.into_iter()) })
    }

    fn status(&self) -> Status {
        let table = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Status { version: table.version, entries: table.entries.len(), versions_kept: 1, bytes_per_version: None }
    }
}
