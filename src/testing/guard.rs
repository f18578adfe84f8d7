//! One test at a time, and no node left behind.
//!
//! Pool statistics are about the whole process, and a test harness runs tests side by side. So a test that wants to see
//! that all nodes came back has to have the process to itself.

use crate::pool;
use std::sync::{Mutex, PoisonError};

/// Runs a test while no other test of this process runs that does the same, and sees that it left no live block.
///
/// # Panics
/// If `body` does, or if the pool has other live blocks afterwards than before. Before are none, unless an earlier
/// test failed.
pub fn exclusive<R>(body: impl FnOnce() -> R) -> R {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let live = || {
        let stats = pool::stats();
        (stats.live_blocks, stats.live_bytes)
    };
    let before = live();
    let result = body();
    assert_eq!(live(), before, "live blocks and bytes of the pool after a test, and before: {}", pool::stats());
    result
}

/// Live bytes of the pool at this moment.
pub fn live_bytes() -> usize {
    pool::stats().live_bytes
}
