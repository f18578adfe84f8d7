//! The system allocator with a counter that is off unless a memory figure is being taken.
//!
//! Off, a request costs one thread-local load and a branch more than it would without this file, the same for every
//! library. On, it adds up what the block really takes from the heap: the usable size that the C library reports plus
//! its 8-byte header on Linux with glibc, the requested size elsewhere.
//!
//! The counter belongs to the thread, so a progress bar or a test on another thread cannot disturb it. It may go
//! below zero (a block from before counting is freed during it); only differences mean anything.
#![allow(unsafe_code, reason = "a global allocator is an unsafe trait; this is the one file that needs it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

// Programs choose it themselves, so that those that only use this library need not pay for it.
#[cfg(test)]
#[global_allocator]
static GLOBAL: Counting = Counting;

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
    static LIVE: Cell<i64> = const { Cell::new(0) };
}

/// Heap bytes that this thread has allocated and not freed, over all its times of counting; 0 in a program whose global
/// allocator is not [`Counting`].
pub fn live() -> i64 {
    LIVE.get()
}

/// Runs `work` with the counter on.
pub fn counted<R>(work: impl FnOnce() -> R) -> R {
    ON.set(true);
    let result = work();
    ON.set(false);
    result
}

/// Gives what the heap keeps in reserve back to the system, so that one comparison does not inherit the holes that the
/// one before it has left behind.
pub fn settle() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: malloc_trim may be called at any time; it touches free blocks only.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// The allocator, for `#[global_allocator]`.
#[derive(Debug)]
pub struct Counting;

impl Counting {
    #[inline]
    fn note(bytes: impl FnOnce() -> i64) {
        if ON.get() {
            LIVE.set(LIVE.get() + bytes());
        }
    }
}

/// What `block` takes from the heap, header included.
///
/// # Safety
///
/// 1. `block` came from `System` for `layout` and is not freed yet.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
unsafe fn footprint(block: *mut u8, _layout: Layout) -> i64 {
    // SAFETY: `System` on this platform is malloc, and by (1) the block is alive.
    let usable = unsafe { libc::malloc_usable_size(block.cast()) };
    usable as i64 + 8
}

/// What was asked for: the header and the rounding of this platform's heap are not known here.
///
/// # Safety
///
/// Always safe; unsafe because its counterpart is.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
unsafe fn footprint(_block: *mut u8, layout: Layout) -> i64 {
    layout.size() as i64
}

// SAFETY: every method passes its arguments on to `System` unchanged and returns its answer unchanged; the counter
// does not allocate (const-initialised thread-locals without drop glue) and does not touch the blocks.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise to us is `System`'s demand.
        let block = unsafe { System.alloc(layout) };
        if !block.is_null() {
            // SAFETY: (1) just allocated for this layout.
            Self::note(|| unsafe { footprint(block, layout) });
        }
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise to us is `System`'s demand.
        let block = unsafe { System.alloc_zeroed(layout) };
        if !block.is_null() {
            // SAFETY: (1) just allocated for this layout.
            Self::note(|| unsafe { footprint(block, layout) });
        }
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: (1) the caller promises a block of ours for this layout, and it is freed below.
        Self::note(|| -unsafe { footprint(block, layout) });
        // SAFETY: the caller's promise to us is `System`'s demand.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let mut before = 0;
        Self::note(|| {
            // SAFETY: (1) the caller promises a block of ours for this layout, not yet moved.
            before = unsafe { footprint(block, layout) };
            0
        });
        // SAFETY: the caller's promise to us is `System`'s demand.
        let moved = unsafe { System.realloc(block, layout, new_size) };
        if !moved.is_null() {
            // The size only matters where `footprint` falls back to it.
            let grown = Layout::from_size_align(new_size, layout.align()).unwrap_or(layout);
            // SAFETY: (1) just reallocated to this size.
            Self::note(|| unsafe { footprint(moved, grown) } - before);
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::{counted, live};

    #[test]
    fn what_is_freed_is_taken_off_again() {
        let before = live();
        counted(|| drop(vec![0_u8; 1000]));
        assert_eq!(live(), before);
    }

    #[test]
    fn a_block_counts_at_least_its_size_only_while_counting() {
        let before = live();
        let uncounted = vec![0_u8; 1000];
        assert_eq!(live(), before);
        let mut block = counted(|| vec![0_u8; 1000]);
        assert!((1000..1100).contains(&(live() - before)));
        counted(|| block.resize(100_000, 0));
        assert!(live() - before >= 100_000);
        drop(uncounted);
    }
}
