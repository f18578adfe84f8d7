//! The pool's numbers: memory of maps without an allocator of their own.

#![allow(unsafe_code, reason = "exports functions by name")]

use crate::contract::Out;
use hamtrie::pool;

/// `hamtrie_pool_stats`.
#[repr(C)]
#[derive(Debug)]
pub struct HamtriePoolStats {
    slabs: usize,
    slab_bytes: usize,
    live_blocks: usize,
    live_bytes: usize,
    free_bytes: usize,
}

/// Counts what the pool has.
///
/// # Safety
/// C4.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_pool_count(stats: Out<HamtriePoolStats>) {
    if stats.is_null() {
        return;
    }
    let pool::Stats { slabs, slab_bytes, live_blocks, live_bytes, free_bytes, .. } = pool::stats();
    stats.put(HamtriePoolStats { slabs, slab_bytes, live_blocks, live_bytes, free_bytes });
}

/// Gives memory that no map uses back to the system. Returns how many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn hamtrie_pool_trim() -> usize {
    pool::trim()
}

/// Gives all memory of the pool back if nothing of it is in use. Returns whether nothing is left.
#[unsafe(no_mangle)]
pub extern "C" fn hamtrie_shutdown() -> bool {
    pool::shutdown()
}
