//! The life of a map that nobody shares: built in place, then dropped or emptied in place.
//!
//! Timed: the inserts, from a new map without any capacity hint; the drop; the removes, in another random order.
//! Keys and values to insert are owned by the caller beforehand. Small maps are made several at a time, since one of
//! them would be gone before a clock could tell.

use std::hint::black_box;
use std::time::Duration;

use super::{Figure, Pass, Reading, fold};
use crate::clock::timed;
use crate::keys::{Input, Weigh, Workload};
use crate::libs::Map;

/// Entries in a pass, at least.
const ENTRIES: usize = 1 << 13;

/// Builds maps and drops them.
pub fn build_and_drop<W: Workload, M: Map<W::Key, W::Value>>(input: &Input<W>) -> Pass {
    let (maps, building) = build::<W, M>(input);
    let checksum = maps.iter().fold(0, |checksum, map| fold(checksum, look::<W, M>(map, input)));
    let inserts = maps.len() * input.size();
    let ((), dropping) = timed(|| drop(black_box(maps)));
    Pass {
        readings: vec![Reading::time(Figure::Build, building, inserts), Reading::time(Figure::Drop, dropping, inserts)],
        checksum,
    }
}

/// Builds maps and removes everything from them.
pub fn build_and_remove<W: Workload, M: Map<W::Key, W::Value>>(input: &Input<W>) -> Pass {
    let (mut maps, building) = build::<W, M>(input);
    let keys = input.shuffled();
    let (removed, removing) = timed(|| {
        let mut removed = 0_u64;
        for map in &mut maps {
            for key in keys {
                removed += u64::from(map.take(black_box(key)));
            }
        }
        removed
    });
    let checksum = maps.iter().fold(removed, |checksum, map| fold(checksum, look::<W, M>(map, input)));
    let inserts = maps.len() * input.size();
    Pass {
        readings: vec![
            Reading::time(Figure::Build, building, inserts),
            Reading::time(Figure::RemoveAll, removing, inserts),
        ],
        checksum,
    }
}

fn build<W: Workload, M: Map<W::Key, W::Value>>(input: &Input<W>) -> (Vec<M>, Duration) {
    let count = (ENTRIES / input.size()).max(1);
    let mut maps = Vec::with_capacity(count);
    let mut whole = Duration::ZERO;
    for _ in 0..count {
        let mut entries = input.entries.clone();
        let (map, time) = timed(|| {
            let mut map = M::new();
            for (key, value) in entries.drain(..) {
                map.put(black_box(key), black_box(value));
            }
            map
        });
        maps.push(map);
        whole += time;
    }
    (maps, whole)
}

/// A checksum of the length and a few lookups.
fn look<W: Workload, M: Map<W::Key, W::Value>>(map: &M, input: &Input<W>) -> u64 {
    input
        .shuffled()
        .iter()
        .take(4)
        .fold(map.len() as u64, |checksum, key| fold(checksum, map.get(key).map_or(0, |value| value.weigh() | 1)))
}
