//! A history: each insert makes a new version from the last one, and all versions are kept.
//!
//! Timed: making the versions and moving them into a vector that has room. Not timed: dropping them. After the clock
//! has stopped, every version is asked for the key that it added and its predecessor for the same.

use std::hint::black_box;

use super::{Figure, Pass, Reading, fold};
use crate::clock::timed;
use crate::keys::{Input, Key, Value, Workload, window};
use crate::libs::Persistent;

/// Versions in a history.
pub const VERSIONS: usize = 1000;

/// A history on top of the base map.
pub fn chain<W: Workload, M: Persistent<W::Key, W::Value>>(base: &M, input: &Input<W>, turn: usize) -> Pass {
    let keys = window(&input.absent, VERSIONS, turn);
    let mut entries: Vec<_> = (0..).zip(keys).map(|(i, key)| (key.clone(), W::value(i))).collect();
    let mut versions: Vec<M> = Vec::with_capacity(keys.len());
    let ((), time) = timed(|| grow(base, entries.drain(..), &mut versions));
    Pass { readings: vec![Reading::time(Figure::Chain, time, keys.len())], checksum: audit(base, keys, &versions) }
}

/// Fills `versions`, each made from the one before it.
pub fn grow<K: Key, V: Value, M: Persistent<K, V>>(
    base: &M,
    entries: impl Iterator<Item = (K, V)>,
    versions: &mut Vec<M>,
) {
    for (key, value) in entries {
        let next = versions.last().unwrap_or(base).with(black_box(key), black_box(value));
        versions.push(next);
    }
}

/// A checksum of what the versions say about the keys that were added.
pub fn audit<K: Key, V: Value, M: Persistent<K, V>>(base: &M, keys: &[K], versions: &[M]) -> u64 {
    let mut checksum = base.len() as u64;
    let mut before = base;
    for (key, version) in keys.iter().zip(versions) {
        checksum = fold(checksum, version.len() as u64);
        checksum = fold(checksum, version.get(key).map_or(0, |value| value.weigh() | 1));
        checksum = fold(checksum, u64::from(before.get(key).is_some()));
        before = version;
    }
    checksum
}
