//! Visiting all entries with a `for` loop.
//!
//! Timed: making the iterator, the loop, and adding up keys and values.

use super::{Figure, Pass, Reading};
use crate::clock::timed;
use crate::keys::{Weigh, Workload};
use crate::libs::Map;

/// One round over the map.
pub fn iterate<W: Workload, M: Map<W::Key, W::Value>>(base: &M) -> Pass {
    let (checksum, time) = timed(|| {
        let mut sum = 0_u64;
        for (key, value) in base.entries() {
            sum = sum.wrapping_add(key.weigh()).wrapping_add(value.weigh());
        }
        sum
    });
    Pass { readings: vec![Reading::time(Figure::Iterate, time, base.len())], checksum }
}
