//! The store: keys with values, each with the number of the write that it is from.
//!
//! | file | what it has |
//! |---|---|
//! | [`persistent`] | one version after the other of a persistent map, readers without locks, some old versions kept |
//! | [`locked`] | a `std` map behind a lock for readers and writers |
//! | [`sharded`] | a map of locked shards: `dashmap` |

pub mod locked;
pub mod persistent;
pub mod sharded;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// What a key has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The text that was put.
    pub value: Bytes,
    /// The number of the write that put it. No two writes have the same.
    pub version: u64,
}

/// When a write is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// In any case.
    Always,
    /// If the key has no value.
    Absent,
    /// If the key has a value, and from this write.
    Version(u64),
}

impl Condition {
    /// Whether it holds for what is there.
    ///
    /// # Errors
    /// What is there, if not.
    pub fn holds(self, there: Option<&Entry>) -> Result<(), Conflict> {
        let version = there.map(|entry| entry.version);
        let holds = match self {
            Condition::Always => true,
            Condition::Absent => version.is_none(),
            Condition::Version(wanted) => version == Some(wanted),
        };
        if holds { Ok(()) } else { Err(Conflict { there: version }) }
    }
}

/// A condition did not hold; nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The write that the key has its value from.
    pub there: Option<u64>,
}

/// There is no such version any more, or not yet, or never.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoVersion {
    /// Which there are, if the store keeps any.
    pub kept: Option<(u64, u64)>,
}

impl fmt::Display for NoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kept {
            Some((first, last)) => write!(f, "versions {first} to {last} are kept"),
            None => f.write_str("this store keeps no versions"),
        }
    }
}

/// All entries of a store, to be taken one after the other.
pub struct Scan {
    /// The version; of a store without versions the number of the last write before the scan began.
    pub version: u64,
    /// How many entries will come.
    pub count: usize,
    /// The entries, in no order.
    pub entries: Box<dyn Iterator<Item = (Arc<str>, Entry)> + Send>,
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan").field("version", &self.version).field("count", &self.count).finish_non_exhaustive()
    }
}

/// A store in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Status {
    /// The number of the last write.
    pub version: u64,
    /// How many keys there are.
    pub entries: usize,
    /// How many versions can be asked for, the current one included.
    pub versions_kept: usize,
    /// What a version takes beside the ones around it, on average, where that is known.
    pub bytes_per_version: Option<f64>,
}

/// A key-value store that many threads use at once. All functions may wait for a lock, none for anything else.
pub trait Store: Send + Sync + 'static {
    /// What a key has, now or at a version.
    ///
    /// # Errors
    /// If that version is not kept.
    fn get(&self, key: &str, at: Option<u64>) -> Result<Option<Entry>, NoVersion>;

    /// Sets a value. Returns the number of this write, and whether the key is new.
    ///
    /// # Errors
    /// If the condition does not hold.
    fn put(&self, key: Arc<str>, value: Bytes, condition: Condition) -> Result<(u64, bool), Conflict>;

    /// Takes a key out. Returns the number of this write; none if there is no such key.
    ///
    /// # Errors
    /// If the condition does not hold.
    fn delete(&self, key: &str, condition: Condition) -> Result<Option<u64>, Conflict>;

    /// All entries, now or at a version.
    ///
    /// # Errors
    /// If that version is not kept.
    fn scan(&self, at: Option<u64>) -> Result<Scan, NoVersion>;

    /// Numbers.
    fn status(&self) -> Status;
}
