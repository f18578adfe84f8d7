//! One change to a map that somebody else holds: a new version is made, used, and dropped.
//!
//! Timed: making the version, asking for its length, dropping it. Keys and values to insert are owned by the caller
//! beforehand. After the clock has stopped, a few versions are made again and compared with the base in full.

use std::hint::black_box;

use super::{Figure, Pass, Reading, fold};
use crate::clock::timed;
use crate::keys::{Input, Key, Value, Workload, window};
use crate::libs::Persistent;

/// Versions made in a pass.
const VERSIONS: usize = 1 << 10;

/// Versions per pass that are looked at closely.
const AUDITED: usize = 4;

/// The `i`-th value to put in place of another.
pub fn replacement<W: Workload>(i: u64) -> W::Value {
    W::value(i ^ 0xffff_ffff)
}

/// A key that the base does not have.
pub fn insert<W: Workload, M: Persistent<W::Key, W::Value>>(base: &M, input: &Input<W>, turn: usize) -> Pass {
    put::<W, M>(Figure::SharedInsert, base, window(&input.absent, VERSIONS, turn))
}

/// A key that the base has, with another value.
pub fn replace<W: Workload, M: Persistent<W::Key, W::Value>>(base: &M, input: &Input<W>, turn: usize) -> Pass {
    put::<W, M>(Figure::SharedReplace, base, window(&input.present, VERSIONS, turn))
}

/// A key that the base has.
pub fn remove<W: Workload, M: Persistent<W::Key, W::Value>>(base: &M, input: &Input<W>, turn: usize) -> Pass {
    let keys = window(&input.present, VERSIONS, turn);
    let (mut checksum, time) = timed(|| {
        let mut sum = 0_u64;
        for key in keys {
            sum += used(base.without(black_box(key)));
        }
        sum
    });
    for key in keys.iter().take(AUDITED) {
        checksum = audit(checksum, base, &base.without(key), key);
    }
    Pass { readings: vec![Reading::time(Figure::SharedRemove, time, keys.len())], checksum }
}

fn put<W: Workload, M: Persistent<W::Key, W::Value>>(figure: Figure, base: &M, keys: &[W::Key]) -> Pass {
    let mut entries: Vec<_> = (0..).zip(keys).map(|(i, key)| (key.clone(), replacement::<W>(i))).collect();
    let (mut checksum, time) = timed(|| {
        let mut sum = 0_u64;
        for (key, value) in entries.drain(..) {
            sum += used(base.with(black_box(key), black_box(value)));
        }
        sum
    });
    for (i, key) in (0..).zip(keys).take(AUDITED) {
        checksum = audit(checksum, base, &base.with(key.clone(), replacement::<W>(i)), key);
    }
    Pass { readings: vec![Reading::time(figure, time, keys.len())], checksum }
}

/// The length of a version, which ends here.
fn used<K: Key, V: Value>(version: impl Persistent<K, V>) -> u64 {
    black_box(&version).len() as u64
}

/// Folds in what the base and its new version say about the key in which they differ, and about their lengths.
fn audit<K: Key, V: Value, M: Persistent<K, V>>(checksum: u64, base: &M, version: &M, key: &K) -> u64 {
    [base, version].into_iter().fold(checksum, |checksum, map| {
        fold(fold(checksum, map.len() as u64), map.get(key).map_or(0, |value| value.weigh() | 1))
    })
}
