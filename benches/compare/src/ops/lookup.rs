//! Looking keys up, one after the other, in an order unlike that of their insertion.
//!
//! Timed: reading the key from an array, `get`, and adding up the values found. Lookups do not depend on each other,
//! so a processor may overlap them, as it may in a program.

use std::hint::black_box;

use super::{Figure, Pass, Reading};
use crate::clock::timed;
use crate::keys::{Input, Workload, window};
use crate::libs::Map;

/// Lookups in a pass.
const LOOKUPS: usize = 1 << 14;

/// Keys that are there.
pub fn hit<W: Workload, M: Map<W::Key, W::Value>>(base: &M, input: &Input<W>, turn: usize) -> Pass {
    lookup(Figure::Hit, base, window(&input.present, LOOKUPS, turn))
}

/// Keys that are not there.
pub fn miss<W: Workload, M: Map<W::Key, W::Value>>(base: &M, input: &Input<W>, turn: usize) -> Pass {
    lookup(Figure::Miss, base, window(&input.absent, LOOKUPS, turn))
}

fn lookup<K: crate::keys::Key, V: crate::keys::Value>(figure: Figure, base: &impl Map<K, V>, keys: &[K]) -> Pass {
    let (checksum, time) = timed(|| {
        let mut sum = 0_u64;
        for key in keys {
            // Anything but zero for a hit, so that a hit that should be a miss always shows.
            sum = sum.wrapping_add(base.get(black_box(key)).map_or(0, |value| value.weigh() | 1 << 63));
        }
        sum
    });
    Pass { readings: vec![Reading::time(figure, time, keys.len())], checksum }
}
