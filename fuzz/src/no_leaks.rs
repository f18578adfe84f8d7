//! What a target leaves behind: nothing.

use hamtrie::pool;

/// Runs a program and sees that the pool has as many live blocks afterwards as before.
///
/// # Panics
/// If `run` does, or if blocks were lost.
pub fn no_leaks(run: impl FnOnce()) {
    let before = pool::stats().live_blocks;
    run();
    assert_eq!(pool::stats().live_blocks, before, "live blocks of the pool afterwards, and before");
}
