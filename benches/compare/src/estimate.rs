//! How long a section is going to take, said before it is run: its work is counted, and this machine's pace is measured.

use std::hint::black_box;
use std::time::{Duration, Instant};

use archery::ArcK;

use crate::keys::{Hasher, Workload};
use crate::libs::Map;

/// Time that one entry of a map of `size` takes to go in and out again: of a rival of middling speed, as it is the slower
/// ones that a run spends its time with.
pub fn pace<W: Workload>(size: usize) -> Duration {
    let keys = W::keys(size);
    let start = Instant::now();
    let mut map: imbl::GenericHashMap<W::Key, W::Value, Hasher, ArcK> = Map::new();
    for (i, key) in (0..).zip(keys) {
        Map::put(&mut map, key, W::value(i));
    }
    drop(black_box(map));
    start.elapsed() / u32::try_from(size).unwrap_or(u32::MAX)
}
