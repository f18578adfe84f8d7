#![allow(unsafe_code, reason = "calls the libraries")]
//! What is timed: one round of all operations with one library.
//!
//! Small maps are made several times, so that every timed part is long enough for the clock. libhamt cannot free
//! versions: those of a chain stay in memory for good, and only ours has a figure for freeing them.

use std::ffi::c_void;
use std::time::Duration;

use super::keys::Keys;
use super::library::Library;
use crate::clock::timed;
use crate::results::{Operation, Unit};

/// Operations on as many keys make a sample.
pub const SAMPLE: usize = 200_000;
/// Versions of a chain.
const VERSIONS: usize = 2_000;

/// How many chains of a kind a round has. What is freed of one is used for the next, where versions can be freed.
const CHAINS: usize = 3;

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Row {
    /// Building a map in place, per entry.
    Insert,
    /// Finding a key.
    Hit,
    /// Not finding one.
    Miss,
    /// Emptying a map in place, per entry.
    Remove,
    /// Making a version with one key more; all are kept.
    PersistentSet,
    /// Making a version with one key less; all are kept.
    PersistentRemove,
    /// Deleting such a version.
    DeleteVersion,
    /// Going through all entries, per entry.
    Iterate,
    /// Deleting a map, per entry.
    Delete,
    /// Bytes of a map, per entry.
    EntryBytes,
    /// Bytes of a kept version.
    VersionBytes,
}

impl Row {
    /// All rows.
    pub const ALL: [Row; 11] = [
        Row::Insert,
        Row::Hit,
        Row::Miss,
        Row::Remove,
        Row::PersistentSet,
        Row::PersistentRemove,
        Row::DeleteVersion,
        Row::Iterate,
        Row::Delete,
        Row::EntryBytes,
        Row::VersionBytes,
    ];

    /// How the row is called.
    pub fn operation(self) -> Operation {
        let (id, title) = match self {
            Row::Insert => ("insert", "insert"),
            Row::Hit => ("hit", "hit"),
            Row::Miss => ("miss", "miss"),
            Row::Remove => ("remove", "remove"),
            Row::PersistentSet => ("persistent-set", "persistent set"),
            Row::PersistentRemove => ("persistent-remove", "persistent remove"),
            Row::DeleteVersion => ("delete-version", "delete a version"),
            Row::Iterate => ("iterate", "iterate"),
            Row::Delete => ("delete", "delete"),
            Row::EntryBytes => ("bytes", "per entry"),
            Row::VersionBytes => ("bytes-version", "per version"),
        };
        let (section, unit) = match self {
            Row::EntryBytes | Row::VersionBytes => ("memory (bytes)", Unit::Bytes),
            _ => ("time (ns)", Unit::Nanoseconds),
        };
        Operation { id, title, section, unit }
    }
}

/// All that one library yielded for one size, over the rounds.
#[derive(Debug, Default)]
pub struct Samples {
    rows: Vec<(Row, f64)>,
    /// The same for all libraries.
    pub checksum: u64,
}

impl Samples {
    /// The samples of a row.
    pub fn of(&self, row: Row) -> impl Iterator<Item = f64> {
        self.rows.iter().filter(move |one| one.0 == row).map(|one| one.1)
    }

    /// The middle sample of a row.
    pub fn median(&self, row: Row) -> Option<f64> {
        let mut samples: Vec<f64> = self.of(row).collect();
        samples.sort_by(f64::total_cmp);
        samples.get(samples.len() / 2).copied()
    }

    fn time(&mut self, row: Row, operations: usize, (checksum, time): (u64, Duration)) {
        self.rows.push((row, time.as_nanos() as f64 / operations as f64));
        self.checksum = self.checksum.rotate_left(1) ^ checksum;
    }

    fn bytes(&mut self, row: Row, count: usize, bytes: Option<f64>) {
        self.rows.extend(bytes.map(|bytes| (row, bytes / count as f64)));
    }
}

/// The value that a call returned, or a number of its own for none.
///
/// # Safety
/// Null, or a pointer to a value.
#[inline(always)]
unsafe fn weigh(value: *const u64) -> u64 {
    // SAFETY: as the caller promises.
    if value.is_null() { 0x5555 } else { unsafe { *value } }
}

/// One round.
pub fn sample(library: &Library, keys: &Keys, samples: &mut Samples) -> Result<(), String> {
    let size = keys.stored.len();
    let maps = (SAMPLE / size).max(1);
    let mut memory: Vec<u64> = (1..).take(size).collect();
    let values = memory.as_mut_ptr();
    let value = |index: usize| values.wrapping_add(index).cast::<c_void>();
    // SAFETY: all of it: live maps and keys, values that live as long, versions that are deleted once if they can be.
    unsafe {
        let build = || {
            let map = library.map(keys.compare, keys.hash);
            for (index, key) in keys.stored.iter().enumerate() {
                (library.set)(map, *key, value(index));
            }
            map
        };
        let build = || timed(|| (0..maps).map(|_| build()).collect::<Vec<_>>());

        let before = library.live_bytes();
        let (built, time) = build();
        samples.bytes(Row::EntryBytes, size * maps, library.bytes_since(before));
        let map = built[0];
        samples.time(Row::Insert, size * maps, ((library.size)(map) as u64, time));

        let asked = |from: &[*mut c_void]| from[..SAMPLE.min(from.len())].to_vec();
        for (row, some) in [(Row::Hit, asked(&keys.present)), (Row::Miss, asked(&keys.absent))] {
            let find = || some.iter().fold(0_u64, |sum, key| sum.wrapping_add(weigh((library.get)(map, *key))));
            samples.time(row, some.len(), timed(find));
        }

        let iterate = |map| {
            let (mut sum, it) = (0_u64, (library.it_create)(map));
            while (library.it_valid)(it) {
                sum = sum.wrapping_add(*(library.it_get_value)(it));
                (library.it_next)(it);
            }
            (library.it_delete)(it);
            sum
        };
        let all = timed(|| built.iter().fold(0_u64, |sum, map| sum.wrapping_add(iterate(*map))));
        samples.time(Row::Iterate, size * maps, all);

        let grow = |last, key| (library.pset)(last, key, value(0));
        let shrink = |last, key| (library.premove)(last, key);
        let chains: [(_, _, &dyn Fn(_, _) -> _); 2] =
            [(Row::PersistentSet, &keys.absent, &grow), (Row::PersistentRemove, &keys.present, &shrink)];
        for (row, from, change) in chains.into_iter().flat_map(|chain| [chain; CHAINS]) {
            let count = VERSIONS.min(size - 1);
            let before = library.live_bytes();
            let mut versions = Vec::with_capacity(count);
            let ((), time) = timed(|| {
                let mut last = map;
                for key in &from[..count] {
                    last = change(last, *key);
                    versions.push(last);
                }
            });
            if row == Row::PersistentSet {
                samples.bytes(Row::VersionBytes, count, library.bytes_since(before));
            }
            let sizes =
                versions.iter().fold(0_u64, |sum, version| sum.rotate_left(1) ^ (library.size)(*version) as u64);
            samples.time(row, count, (sizes, time));
            if library.frees_versions() {
                let ((), time) = timed(|| versions.iter().for_each(|version| (library.delete)(*version)));
                samples.rows.push((Row::DeleteVersion, time.as_nanos() as f64 / count as f64));
            }
        }

        let ((), time) = timed(|| built.iter().for_each(|map| (library.delete)(*map)));
        samples.time(Row::Delete, size * maps, (0, time));

        let (built, _) = build();
        let emptied = timed(|| {
            built.iter().fold(0_u64, |sum, map| {
                let order = &keys.present[..size];
                order.iter().fold(sum, |sum, key| sum.wrapping_add(weigh((library.remove)(*map, *key))))
            })
        });
        samples.time(Row::Remove, size * maps, emptied);
        for map in built {
            if (library.size)(map) != 0 {
                return Err(format!("{}: {} keys are left in an emptied map", library.name, (library.size)(map)));
            }
            (library.delete)(map);
        }
    }
    Ok(())
}
