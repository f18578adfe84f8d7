//! Blocks that come from the global allocator: those above the largest class, those aligned to more than a
//! cache line, and, in a build without a pool (`super::off`), all of them.
//!
//! They are counted in two process-wide atomics, so that `stats` is exact. The counters are not ordered with
//! anything (Relaxed): they must not hide a missing ordering in the trie from ThreadSanitizer.
//!
//! A block of 0 bytes is a dangling pointer of the right alignment and is not counted.

#![allow(unsafe_code, reason = "forwards to the global allocator")]

use allocator_api2::alloc::{AllocError, Allocator, Global};
use core::alloc::Layout;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static LIVE_BLOCKS: AtomicUsize = AtomicUsize::new(0);
static LIVE_BYTES: AtomicUsize = AtomicUsize::new(0);

/// Counts a block that was allocated.
fn gained(size: usize) {
    if size != 0 {
        LIVE_BLOCKS.fetch_add(1, Relaxed);
        LIVE_BYTES.fetch_add(size, Relaxed);
    }
}

/// Counts a block that was freed.
fn lost(size: usize) {
    if size != 0 {
        LIVE_BLOCKS.fetch_sub(1, Relaxed);
        LIVE_BYTES.fetch_sub(size, Relaxed);
    }
}

/// What is live now: blocks and bytes.
pub(super) fn live() -> (usize, usize) {
    (LIVE_BLOCKS.load(Relaxed), LIVE_BYTES.load(Relaxed))
}

/// A new block of exactly `layout.size()` bytes.
pub(super) fn allocate(layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
    let block = Global.allocate(layout)?;
    gained(layout.size());
    Ok(block)
}

/// Gives a block back.
///
/// # Safety
/// 1. `block` came from this file, is live, and `layout` is the one that it was last given.
pub(super) unsafe fn deallocate(block: NonNull<u8>, layout: Layout) {
    lost(layout.size());
    // SAFETY: by 1, since `allocate` returns no more bytes than were asked for.
    unsafe { Global.deallocate(block, layout) }
}

/// A block of `new` bytes, perhaps in place, with the contents of `block`.
///
/// # Safety
/// 1. `block` came from this file, is live, and `old` is the layout that it was last given.
/// 2. `new` is at least as large as `old`.
pub(super) unsafe fn grow(block: NonNull<u8>, old: Layout, new: Layout) -> Result<NonNull<[u8]>, AllocError> {
    // SAFETY: by 1 and 2.
    let moved = unsafe { Global.grow(block, old, new) }?;
    lost(old.size());
    gained(new.size());
    Ok(moved)
}

/// A block of `new` bytes, perhaps in place, with the first bytes of `block`.
///
/// # Safety
/// 1. `block` came from this file, is live, and `old` is the layout that it was last given.
/// 2. `new` is at most as large as `old`.
pub(super) unsafe fn shrink(block: NonNull<u8>, old: Layout, new: Layout) -> Result<NonNull<[u8]>, AllocError> {
    // SAFETY: by 1 and 2.
    let moved = unsafe { Global.shrink(block, old, new) }?;
    lost(old.size());
    gained(new.size());
    Ok(moved)
}
