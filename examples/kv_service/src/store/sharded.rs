//! A map of locked shards, `dashmap`.
//!
//! A scan locks one shard after the other, so that writers never wait for long; but what it finds was never there all
//! at once.

use super::{Condition, Conflict, Entry, NoVersion, Scan, Status, Store};
use bytes::Bytes;
use dashmap::{DashMap, Entry as Place};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The store.
#[derive(Debug, Default)]
pub struct Sharded {
    entries: DashMap<Arc<str>, Entry>,
    version: AtomicU64,
}

const NO_VERSIONS: NoVersion = NoVersion { kept: None };

impl Sharded {
    fn next_version(&self) -> u64 {
        self.version.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Store for Sharded {
    fn get(&self, key: &str, at: Option<u64>) -> Result<Option<Entry>, NoVersion> {
        match at {
            None => Ok(self.entries.get(key).map(|entry| entry.clone())),
            Some(_) => Err(NO_VERSIONS),
        }
    }

    fn put(&self, key: Arc<str>, value: Bytes, condition: Condition) -> Result<(u64, bool), Conflict> {
        // The entry holds its shard's lock, so the condition still holds when the value is there.
        match self.entries.entry(key) {
            Place::Occupied(mut place) => {
                condition.holds(Some(place.get()))?;
                let version = self.next_version();
                place.insert(Entry { value, version });
                Ok((version, false))
            }
            Place::Vacant(place) => {
                condition.holds(None)?;
                let version = self.next_version();
                place.insert(Entry { value, version });
                Ok((version, true))
            }
        }
    }

    fn delete(&self, key: &str, condition: Condition) -> Result<Option<u64>, Conflict> {
        let mut conflict = None;
        let removed = self.entries.remove_if(key, |_, entry| {
            conflict = condition.holds(Some(entry)).err();
            conflict.is_none()
        });
        match (removed, conflict) {
            (Some(_), _) => Ok(Some(self.next_version())),
            (None, Some(conflict)) => Err(conflict),
            (None, None) => condition.holds(None).map(|()| None),
        }
    }

    fn scan(&self, at: Option<u64>) -> Result<Scan, NoVersion> {
        if at.is_some() {
            return Err(NO_VERSIONS);
        }
        let version = self.version.load(Ordering::Relaxed);
        let all: Vec<_> = self.entries.iter().map(|entry| (entry.key().clone(), entry.value().clone())).collect();
        Ok(Scan { version, count: all.len(), entries: Box::new(all.into_iter()) })
    }

    fn status(&self) -> Status {
        Status {
            version: self.version.load(Ordering::Relaxed),
            entries: self.entries.len(),
            versions_kept: 1,
            bytes_per_version: None,
        }
    }
}
