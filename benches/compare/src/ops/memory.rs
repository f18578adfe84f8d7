//! Heap bytes, counted exactly (see [`crate::alloc`]), not timed.
//!
//! What keys and values own (the text of a `String`) is part of a map and so of its figures, for every library alike.
//! What an `Arc` points to is not, where the entries are clones of the input's, whose it is; the values of kept
//! versions are new, so there it is.

use super::chain::{self, VERSIONS};
use super::{Figure, Pass, Reading, fold};
use crate::alloc::counted;
use crate::keys::{Input, Key, Value, Workload, window};
use crate::libs::{Map, Persistent};

/// A map of n entries, of one, and of none, built in place.
pub fn map<W: Workload, M: Map<W::Key, W::Value>>(input: &Input<W>) -> Pass {
    let figures =
        [(Figure::BytesPerEntry, input.size(), input.size()), (Figure::BytesOne, 1, 1), (Figure::BytesEmpty, 0, 1)];
    let mut checksum = 0;
    let readings = figures.map(|(figure, entries, units)| {
        let (map, bytes) = weighed(|| build::<_, _, M>(&input.entries[..entries]), M::live_bytes);
        checksum = fold(checksum, map.len() as u64);
        Reading::bytes(figure, bytes, units)
    });
    Pass { readings: readings.to_vec(), checksum }
}

/// What one more version of the base map takes, in a history in which all are kept.
pub fn versions<W: Workload, M: Persistent<W::Key, W::Value>>(base: &M, input: &Input<W>) -> Pass {
    let keys = window(&input.absent, VERSIONS, 0);
    let mut versions = Vec::with_capacity(keys.len());
    let ((), bytes) = weighed(
        || {
            let entries = (0..).zip(keys).map(|(i, key)| (key.clone(), W::value(i)));
            chain::grow(base, entries, &mut versions);
        },
        M::live_bytes,
    );
    Pass {
        readings: vec![Reading::bytes(Figure::BytesPerVersion, bytes, keys.len())],
        checksum: chain::audit(base, keys, &versions),
    }
}

fn weighed<R>(work: impl FnOnce() -> R, live: fn() -> i64) -> (R, i64) {
    counted(|| {
        let before = live();
        let result = work();
        (result, live() - before)
    })
}

fn build<K: Key, V: Value, M: Map<K, V>>(entries: &[(K, V)]) -> M {
    let mut map = M::new();
    for (key, value) in entries {
        map.put(key.clone(), value.clone());
    }
    map
}
