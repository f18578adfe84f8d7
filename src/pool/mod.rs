//! Memory for nodes: slabs, recycled block by block, mostly without locks.
//!
//! All maps, sets and tables get their nodes from [`ChildrenPool`], unless they are given another allocator. A thread keeps the
//! blocks that it frees for its next changes; threads exchange them in batches. Nothing has to be set up. What a program may
//! want:
//!
//! | | |
//! |---|---|
//! | [`stats()`] | how much memory nodes take, and how much waits to be used again |
//! | [`trim()`] | gives memory back to the system, after large maps are gone |
//! | [`shutdown()`] | gives all of it back, at the very end, for memory checkers and plugins |
//!
//! Blocks of more than 1,024 bytes come from the global allocator. Without the feature `std`, all do.
//!
//! # Example
//!
//! Measuring the memory of an undo history, and giving it back:
//!
//! ```
//! use allocator_api2::vec::Vec;
//! use hamtrie::pool::{self, ChildrenPool};
//!
//! let mut strokes: Vec<[f32; 2], ChildrenPool> = Vec::new_in(ChildrenPool);
//! strokes.extend([[0.0, 0.0], [3.0, 4.0]]);
//! assert!(pool::stats().live_bytes >= 16);
//!
//! drop(strokes);
//! assert_eq!(pool::stats().live_bytes, 0);
//! pool::trim();
//! println!("{}", pool::stats());
//! ```
//!
//! # The child of `fork()`
//!
//! On Unix, with the `std` feature, a child may make, read, change and drop maps, share them between threads of its own,
//! and call everything here. It need not `exec` first. It never finds a lock locked: a thread that forks first takes all
//! locks of this library, in handlers that the first map registers with `pthread_atfork`. (If one thread may fork while
//! another one makes the very first map of the process, make a map before you start threads.) `Hash`, `Clone`, `Drop` and
//! other user code that maps call may fork as well. The usual limits of a forked child hold for maps too:
//!
//! - What the other threads of the parent held stays held. Their maps are never dropped in the child, so what they share
//!   with a map of the child is copied when that map changes. Their free blocks stay theirs, and [`trim()`] does not find
//!   them: at most 64 KiB per size class and thread, and the slab that each of these threads was filling.
//!   [`stats()`] counts all that, and [`shutdown()`] returns false. Nothing is lost of threads that had ended before, nor of
//!   the one that forks.
//! - A map that another thread was changing at that moment is half changed. The program has a lock of its own around such a
//!   map: it must take that lock before it forks, or leave the map alone in the child.
//! - If the parent has used rayon, the parallel operations of the `rayon` feature wait for threads that the child does not
//!   have.
//! - `fork` runs the handlers, so it must not be called in a signal handler that may have interrupted a call of this library
//!   (POSIX says so too). `_Fork`, `vfork` and `posix_spawn` do not run them, and are for children that `exec`.
//!
//! # Builds for finding errors
//!
//! | configuration | effect |
//! |---|---|
//! | `--cfg pool_off`, Miri, or without the `std` feature | each node is an allocation of its own (`off`) |
//! | `--cfg pool_asan` | AddressSanitizer is told which blocks are free (`recycling::marks`) |
//! | `--cfg pool_vg` | valgrind's memcheck is told which blocks are free (`recycling::marks`) |
//! | `--cfg pool_tsan` | the depot's lock is one that ThreadSanitizer understands (`recycling::depot`) |

// How it works, and the invariants P1 to P6: see `recycling`.

#![allow(unsafe_code, reason = "implements the unsafe trait `Allocator`")]

#[cfg(not(all(feature = "std", not(pool_off), not(miri))))]
mod off;
#[cfg(all(feature = "std", not(pool_off), not(miri)))]
mod recycling;
#[cfg_attr(
    not(all(feature = "std", not(pool_off), not(miri))),
    allow(dead_code, reason = "only statistics need classes")
)]
mod size_class;
mod stats;
mod system;

pub use stats::{ClassStats, Stats};

#[cfg(not(all(feature = "std", not(pool_off), not(miri))))]
use off::{self as engine, NoClass as Class};
#[cfg(all(feature = "std", not(pool_off), not(miri)))]
use {recycling as engine, size_class::SizeClass as Class};

use allocator_api2::alloc::{AllocError, Allocator};
use core::alloc::Layout;
use core::ptr::{self, NonNull};

/// The allocator that maps use by default: blocks of up to 1,024 bytes, recycled within the thread.
///
/// The type has no fields: all its values are the same process-wide pool. A block may be freed through any of them, on any
/// thread. See the [module](self) for what a program may want of it.
///
/// # Complexity
///
/// A handful of instructions to allocate or free a block of up to 1,024 bytes, without locks or locked
/// instructions. A lock once per 32 KiB of blocks that move from one thread to another. Larger blocks cost
/// what the global allocator costs.
///
/// # Errors
///
/// Allocating fails if the global allocator fails. Freeing never does.
///
/// # When not to use it
///
/// Memory stays in the pool until [`trim()`] is called. If a program needs the memory of each freed node back at once, its
/// maps should use `allocator_api2::alloc::Global` instead. The global allocator of the process must not use this pool.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChildrenPool;

// SAFETY: blocks are as large and as aligned as asked (P1), belong to the caller until they are freed (P2),
// and neither copying nor moving a `ChildrenPool` changes anything, since it has no fields. Blocks that are
// longer than asked for can be freed with any size between (see `SizeClass::of`).
unsafe impl Allocator for ChildrenPool {
    #[inline]
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        match Class::of(layout) {
            Some(class) => Ok(whole(engine::allocate(class)?, class)),
            None => system::allocate(layout),
        }
    }

    #[inline]
    unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
        match Class::of(layout) {
            // SAFETY: the caller says that the block is from here, live, and of this layout; so it is one of
            // this class (P1, P2).
            Some(class) => unsafe { engine::deallocate(block, class) },
            // SAFETY: likewise, and layouts without a class are never pooled.
            None => unsafe { system::deallocate(block, layout) },
        }
    }

    unsafe fn grow(&self, block: NonNull<u8>, old: Layout, new: Layout) -> Result<NonNull<[u8]>, AllocError> {
        match (Class::of(old), Class::of(new)) {
            // The block is large enough already.
            (Some(is), Some(wanted)) if is == wanted => Ok(whole(block, is)),
            // SAFETY: the caller says that the block is from here, live, of the layout `old`, and that `new`
            // is not smaller.
            (None, None) => unsafe { system::grow(block, old, new) },
            // SAFETY: likewise.
            _ => unsafe { self.relocate(block, old, new) },
        }
    }

    unsafe fn shrink(&self, block: NonNull<u8>, old: Layout, new: Layout) -> Result<NonNull<[u8]>, AllocError> {
        match (Class::of(old), Class::of(new)) {
            (Some(is), Some(wanted)) if is == wanted => Ok(whole(block, is)),
            // SAFETY: the caller says that the block is from here, live, of the layout `old`, and that `new`
            // is not larger.
            (None, None) => unsafe { system::shrink(block, old, new) },
            // SAFETY: likewise.
            _ => unsafe { self.relocate(block, old, new) },
        }
    }
}

impl ChildrenPool {
    /// Moves the contents of a block, as much of them as fit, to a new one of another layout.
    ///
    /// # Safety
    /// 1. `block` is from here, live, and of the layout `old`.
    unsafe fn relocate(&self, block: NonNull<u8>, old: Layout, new: Layout) -> Result<NonNull<[u8]>, AllocError> {
        let moved = self.allocate(new)?;
        let len = old.size().min(new.size());
        // SAFETY: both have `len` bytes at least, and a live block does not overlap with a new one (P1, P2).
        unsafe { ptr::copy_nonoverlapping(block.as_ptr(), moved.cast().as_ptr(), len) };
        // SAFETY: by 1.
        unsafe { self.deallocate(block, old) };
        Ok(moved)
    }
}

/// A block with the length of its class.
#[inline]
fn whole(block: NonNull<u8>, class: Class) -> NonNull<[u8]> {
    NonNull::slice_from_raw_parts(block, class.block_size())
}

/// Statistics of the pool, for the whole process.
///
/// For tests that check that all memory was returned, and for programs that decide when to [`trim()`].
///
/// Takes the depot's lock. O(threads): the counters of each thread's pool are summed up.
///
/// # Examples
/// ```
/// let stock: hamtrie::HashMap<&str, u32> = [("apples", 3), ("pears", 2)].into();
/// let stats = hamtrie::pool::stats();
/// assert!(stats.live_blocks >= 1 && stats.live_bytes > 0);
/// println!("{stats}"); // a table
/// drop(stock);
/// ```
#[doc(alias = "memory_usage")]
pub fn stats() -> Stats {
    let mut stats = Stats::of_system(system::live());
    engine::count(&mut stats);
    stats
}

/// Gives slabs without live blocks back to the global allocator, and returns their size in bytes.
///
/// For a program that has dropped large maps and does not expect to need their memory soon. Any thread may call it at any
/// time, whatever other threads do. When all maps are gone and no other thread uses the pool, nothing stays.
///
/// What stays: slabs with at least one live block; slabs with blocks in the magazines of other running threads
/// (at most 64 KiB per size class and thread); and the slab that each of those threads is filling. Such a
/// thread may call `trim` itself.
///
/// Holds the depot's lock from beginning to end, so that other threads may have to wait when they need a batch of
/// blocks. O(f log s) for f free blocks and s slabs, with one cache miss per free block, and a second one if there is a slab
/// to give back.
///
/// # Examples
/// After a large map is gone:
/// ```
/// let squares: hamtrie::HashMap<u64, u64> = (0..100_000).map(|n| (n, n * n)).collect();
/// drop(squares); // its nodes are free, but still in the pool
/// let bytes = hamtrie::pool::trim();
/// println!("{bytes} bytes given back");
/// assert_eq!(hamtrie::pool::stats().free_bytes, 0);
/// ```
#[doc(alias("purge", "shrink_to_fit"))]
pub fn trim() -> usize {
    engine::trim()
}

/// Gives all memory of the pool back to the global allocator, if none of it is in use. Returns whether nothing is left.
///
/// For the end of a program under a memory checker that reports reachable memory, and for a plugin that is about to be
/// unloaded. The pool can be used again afterwards.
///
/// Returns false if a block is live, if another thread has used the pool and has not ended, or if one is in the middle of
/// a call. Slabs stay then, and [`trim()`] gives back those that it can. Never waits.
///
/// O(s + t) for s slabs and t ended threads; the pool of each such thread has up to 64 KiB of blocks per size class to visit.
///
/// ```
/// let map: hamtrie::HashMap<&str, f32> = [("Dover", 4.2), ("Ostend", 3.9)].into();
/// assert!(!hamtrie::pool::shutdown()); // the tides are still in use
///
/// drop(map);
/// assert!(hamtrie::pool::shutdown());
/// assert_eq!(hamtrie::pool::stats().slabs, 0);
/// ```
pub fn shutdown() -> bool {
    let system_has_none = system::live().0 == 0;
    engine::shut_down() && system_has_none
}
