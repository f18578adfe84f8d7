//! The pool of one thread: a pair of magazines for each size class, and a slab to carve from when they are empty.
//!
//! A local pool outlives its thread. When the thread ends, the pool goes to the depot as it is (`idle`), and
//! the next thread that needs one adopts it, with its slab and its magazines. This file does not know who the owner is, nor where
//! blocks come from when the pool has none: see `supply`.

#![allow(unsafe_code, reason = "works on magazines and on the slab cell, for the owner only")]

use super::magazine::Magazine;
use super::slab::Slab;
use crate::pool::size_class::SizeClass;
use crate::sync::{Cell, Exclusive};
use allocator_api2::alloc::{Allocator, Global};
use core::alloc::Layout;
use core::ptr::{self, NonNull};

/// One thread's free blocks and its slab.
///
/// L1. `magazines`, `slab` and `slab_size` are changed by the owner alone (P4); other threads read the
/// magazines' atomics only.
/// L2. `next` and `next_idle` belong to the depot: they are used under its lock only.
/// L3. Nothing that is called while `slab` is borrowed comes back to this pool (P6).
pub(super) struct LocalPool {
    magazines: [Magazine; SizeClass::COUNT],
    slab: Exclusive<Option<Slab>>,
    /// Of the next slab.
    pub(super) slab_size: Cell<usize>,
    /// The next of all pools that exist.
    pub(super) next: Cell<*const LocalPool>,
    /// The next of the pools that no thread owns.
    pub(super) next_idle: Cell<*const LocalPool>,
}

impl LocalPool {
    fn new() -> Self {
        Self {
            magazines: core::array::from_fn(|index| Magazine::new(SizeClass::at(index))),
            slab: Exclusive::new(None),
            slab_size: Cell::new(Slab::SMALLEST),
            next: Cell::new(ptr::null()),
            next_idle: Cell::new(ptr::null()),
        }
    }

    /// A new, empty pool, to be registered in the depot. None if there is no memory.
    pub(super) fn create() -> Option<NonNull<Self>> {
        let memory: NonNull<Self> = Global.allocate(Layout::new::<Self>()).ok()?.cast();
        // SAFETY: the memory is fresh and has the layout of a `LocalPool`.
        unsafe { memory.write(Self::new()) };
        Some(memory)
    }

    /// Ends a pool, with the blocks that are still on its lists.
    ///
    /// # Safety
    /// 1. `pool` is from `create`, in no list of the depot, and no thread uses it again.
    pub(super) unsafe fn destroy(pool: NonNull<Self>) {
        // SAFETY: by 1 the pool is still valid, and nobody looks at it.
        unsafe { pool.drop_in_place() };
        // SAFETY: by 1 it was allocated with this layout.
        unsafe { Global.deallocate(pool.cast(), Layout::new::<Self>()) };
    }

    /// The magazines of one class.
    #[inline]
    pub(super) fn magazine(&self, class: SizeClass) -> &Magazine {
        &self.magazines[class.index()]
    }

    /// A block of `class` from the slab.
    ///
    /// # Safety
    /// 1. The calling thread is the owner (P4).
    #[inline]
    pub(super) unsafe fn carve_from_slab(&self, class: SizeClass) -> Option<NonNull<u8>> {
        // SAFETY: by 1 and L1, L3 there is no other reference to what is in the cell.
        self.slab.with(|slab| unsafe { &mut *slab }.as_mut().and_then(|slab| slab.carve(class)))
    }

    /// Exchanges the slab that blocks are carved from.
    ///
    /// # Safety
    /// 1. The calling thread is the owner (P4).
    pub(super) unsafe fn replace_slab(&self, slab: Option<Slab>) -> Option<Slab> {
        // SAFETY: by 1 and L1, L3 there is no reference to what is in the cell.
        self.slab.with(|cell| unsafe { cell.replace(slab) })
    }
}
