//! Which local pool belongs to the running thread.
//!
//! There are two thread-local variables, because each access to a variable with a destructor has to check whether it is
//! alive:
//!
//! - `POOL` is a bare pointer without initialiser or destructor. Reading it is one load.
//! - `GUARD` is touched once, when the thread gets its pool. Its destructor sets `POOL` to null and leaves the
//!   pool to the depot.
//!
//! | `POOL` | `GUARD` | the thread | a call goes to |
//! |---|---|---|---|
//! | null | not touched | has not used the pool | `open`, then as below |
//! | a pool | alive | works | the pool |
//! | null | destroyed | ends: other destructors run, and may use maps | the depot, under its lock |
//! | null | alive | found no memory for a pool | the depot, under its lock; tries again on the next call |
//! | null | alive | has shut the pool down | `open`, then as above |

#![allow(unsafe_code, reason = "follows the thread-local pointer")]

use super::depot::{self, Tried};
use super::local::LocalPool;
use crate::pool::size_class::SizeClass;
use crate::pool::stats::Stats;
use crate::sync::{Cell, bare_thread_local, dropped_thread_local};
use allocator_api2::alloc::AllocError;
use core::ptr::{self, NonNull};

bare_thread_local! {
    /// This thread's pool, or null.
    ///
    /// T1. Not null: the pool is registered, not idle, and this thread is its owner (P4).
    static POOL: Cell<*const LocalPool> = Cell::new(ptr::null());
}

dropped_thread_local! {
    static GUARD: EndOfThread = EndOfThread; fn touch_guard;
}

/// Returns the thread's pool when the thread ends.
struct EndOfThread;

impl Drop for EndOfThread {
    fn drop(&mut self) {
        if let Some(pool) = NonNull::new(POOL.with(|pool| pool.replace(ptr::null())).cast_mut()) {
            // SAFETY: T1, and from here on the thread has no way to the pool.
            unsafe { depot::lock().put_idle(pool) };
        }
    }
}

/// A block of `class`.
#[inline]
pub(in crate::pool) fn allocate(class: SizeClass) -> Result<NonNull<u8>, AllocError> {
    // SAFETY: T1.
    match unsafe { POOL.with(Cell::get).as_ref() } {
        // SAFETY: T1.
        Some(pool) => unsafe { pool.allocate(class) },
        None => allocate_without_pool(class),
    }
}

/// Takes a block back.
///
/// # Safety
/// 1. `block` is a block of `class` (P1), and belongs to the caller alone (P2).
#[inline]
pub(in crate::pool) unsafe fn deallocate(block: NonNull<u8>, class: SizeClass) {
    // SAFETY: T1.
    match unsafe { POOL.with(Cell::get).as_ref() } {
        // SAFETY: T1, and 1.
        Some(pool) => unsafe { pool.deallocate(block, class) },
        // SAFETY: by 1.
        None => unsafe { deallocate_without_pool(block, class) },
    }
}

#[cold]
#[inline(never)]
fn allocate_without_pool(class: SizeClass) -> Result<NonNull<u8>, AllocError> {
    match open() {
        // SAFETY: T1.
        Some(pool) => unsafe { pool.allocate(class) },
        None => depot::lock().allocate(class),
    }
}

/// # Safety
/// 1. `block` is a block of `class` (P1), and belongs to the caller alone (P2).
#[cold]
#[inline(never)]
unsafe fn deallocate_without_pool(block: NonNull<u8>, class: SizeClass) {
    match open() {
        // SAFETY: T1, and 1.
        Some(pool) => unsafe { pool.deallocate(block, class) },
        // SAFETY: by 1.
        None => unsafe { depot::lock().put_block(class, block) },
    }
}

/// Gives the thread a pool: an idle one, or a new one. None if the thread is ending or there is no memory.
fn open() -> Option<&'static LocalPool> {
    // Registers the destructor. None means that it has run already.
    touch_guard()?;
    let idle = depot::lock().take_idle();
    let pool = match idle {
        Some(pool) => pool,
        None => {
            let pool = LocalPool::create()?;
            // SAFETY: the pool is new.
            unsafe { depot::lock().register(pool) };
            pool
        }
    };
    POOL.with(|cell| cell.set(pool.as_ptr()));
    // SAFETY: pools stay valid while they have an owner; the reference is used during one call of this thread only.
    Some(unsafe { pool.as_ref() })
}

/// Fills in the pooled part of `stats`.
pub(in crate::pool) fn count(stats: &mut Stats) {
    depot::lock().count(stats);
}

/// Trims what is free everywhere, this thread's magazines and slab included. See `super::trim`.
pub(in crate::pool) fn trim() -> usize {
    let mut depot = depot::lock();
    // SAFETY: T1.
    if let Some(pool) = unsafe { POOL.with(Cell::get).as_ref() } {
        if depot.reserve_slabs(1).is_ok() {
            // SAFETY: T1.
            unsafe { pool.empty_into(&mut depot) };
        }
    }
    depot.trim()
}

/// Gives this thread's pool to the depot, and all memory back if nothing is in use. See `super::shutdown`.
pub(in crate::pool) fn shut_down() -> bool {
    match depot::try_lock() {
        Tried::NeverUsed => true,
        Tried::InUse => false,
        Tried::Held(mut depot) => {
            if let Some(pool) = NonNull::new(POOL.with(|pool| pool.replace(ptr::null())).cast_mut()) {
                // SAFETY: T1, and from here on the thread has no way to the pool.
                unsafe { depot.put_idle(pool) };
            }
            depot.shut_down()
        }
    }
}
