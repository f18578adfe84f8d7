//! What is timed: one round of one row, with nodes from a given allocator.

use allocator_api2::alloc::Allocator;
use hamtrie::HashMap;
use hamtrie_compare::clock::timed;
use hamtrie_compare::keys::{Hasher, Input, Integers, hasher};
use std::time::Duration;

/// Small maps are made several times, so that a round has as many operations at least.
const OPERATIONS: usize = 200_000;
/// Versions that follow each other in a round, and of which one is kept at a time.
pub const VERSIONS: usize = 10_000;

/// Keys and values of maps of one size.
pub type Entries = Input<Integers>;
type Map<A> = HashMap<u64, u64, Hasher, A>;

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// Entries into a new map, one after the other.
    Insert,
    /// Keys that are there, in another order.
    Query,
    /// A version with another value, in the place of the version before it.
    Version,
    /// Dropping a map, per entry.
    Drop,
}

impl Row {
    /// All of them, as the table has them.
    pub const ALL: [Row; 4] = [Row::Insert, Row::Query, Row::Version, Row::Drop];

    /// What the table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Row::Insert => "insert",
            Row::Query => "query",
            Row::Version => "new version",
            Row::Drop => "drop",
        }
    }

    /// Whether it takes memory for nodes.
    pub fn allocates(self) -> bool {
        matches!(self, Row::Insert | Row::Version)
    }

    /// How many operations a round has with maps of `size` entries.
    pub fn operations(self, size: usize) -> usize {
        match self {
            Row::Insert | Row::Drop => maps(size) * size,
            Row::Query => OPERATIONS,
            Row::Version => VERSIONS,
        }
    }

    /// One round: the time of its operations, without what prepares them.
    ///
    /// # Panics
    ///
    /// If a map has lost or invented something.
    pub fn round<A: Allocator + Copy>(self, alloc: A, entries: &Entries) -> Duration {
        let size = entries.entries.len();
        match self {
            Row::Insert => {
                let (built, time) = timed(|| build_all(alloc, entries));
                assert!(built.iter().all(|map| map.len() == size), "entries are missing");
                time
            }
            Row::Query => {
                let map = build(alloc, entries);
                let keys = entries.present.iter().cycle().take(OPERATIONS);
                let find = || keys.filter(|&key| map.get(key).is_some_and(|value| *value != 0)).count();
                let (found, time) = timed(find);
                assert_eq!(found, OPERATIONS, "keys are missing");
                time
            }
            Row::Version => {
                let mut last = build(alloc, entries);
                let keys = entries.present.iter().cycle().take(VERSIONS);
                let ((), time) = timed(|| keys.for_each(|key| last = last.update(*key, *key)));
                assert_eq!(last.len(), size, "a version of another length");
                time
            }
            Row::Drop => {
                let built = build_all(alloc, entries);
                timed(|| drop(built)).1
            }
        }
    }
}

fn maps(size: usize) -> usize {
    OPERATIONS.div_ceil(size)
}

fn build<A: Allocator + Copy>(alloc: A, entries: &Entries) -> Map<A> {
    let mut map = Map::with_hasher_in(hasher(), alloc);
    for &(key, value) in &entries.entries {
        // 0 stands for none in the row of queries.
        map.insert(key, value | 1);
    }
    map
}

fn build_all<A: Allocator + Copy>(alloc: A, entries: &Entries) -> Vec<Map<A>> {
    (0..maps(entries.entries.len())).map(|_| build(alloc, entries)).collect()
}
