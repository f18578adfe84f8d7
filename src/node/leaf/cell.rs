//! Entries that leaves share, each in a cell of its own with a counter.
//!
//! A cell is held by runs of leaves (see `siblings`), which its counter counts; the last one frees it.

#![allow(unsafe_code, reason = "counts and frees cells")]

use super::Entries;
use super::low_hash::LowHash;
use crate::error::OutOfMemory;
use crate::node::header::Refs;
use crate::node::memory::deallocate;
use allocator_api2::alloc::Allocator;
use core::alloc::Layout;
use core::marker::PhantomData;
use core::ptr::{self, NonNull};

/// An entry that leaves share.
#[repr(C)]
pub(super) struct Cell<T> {
    pub(super) refs: Refs,
    /// Where padding would be.
    pub(super) low_hash: LowHash,
    pub(super) entry: T,
}

/// Memory for one entry, obtained before anything changes. Null for inline entries.
pub(crate) struct Reserved<T>(pub(super) *mut Cell<T>);

/// A run of an entry that ended, to be counted when the trie is consistent again: its drop is user code.
pub(crate) struct Released<T>(pub(super) NonNull<Cell<T>>);

/// Memory for an entry that is freed unless taken.
pub(crate) struct Reservation<'a, T, L, A: Allocator> {
    cell: *mut Cell<T>,
    alloc: &'a A,
    _layout: PhantomData<L>,
}

impl<'a, T, L: Entries<T>, A: Allocator> Reservation<'a, T, L, A> {
    #[inline(always)]
    pub(crate) fn new(alloc: &'a A) -> Result<Self, OutOfMemory> {
        let Reserved(cell) = storage!(reserve(alloc))?;
        Ok(Reservation { cell, alloc, _layout: PhantomData })
    }

    #[inline(always)]
    pub(crate) fn allocator(&self) -> &'a A {
        self.alloc
    }

    #[inline(always)]
    pub(crate) fn take(mut self) -> Reserved<T> {
        Reserved(core::mem::replace(&mut self.cell, ptr::null_mut()))
    }
}

impl<T, L, A: Allocator> Drop for Reservation<'_, T, L, A> {
    #[inline(always)]
    fn drop(&mut self) {
        if let Some(cell) = NonNull::new(self.cell) {
            // SAFETY: reserved with this layout from this allocator, and not taken.
            unsafe { deallocate(self.alloc, cell.cast(), Layout::new::<Cell<T>>()) }
        }
    }
}

/// A new entry that is counted once more than the leaf that it is in, which no other thread knows yet.
#[must_use]
pub(crate) struct HeldEntry<T>(pub(super) NonNull<Cell<T>>);

impl<T> HeldEntry<T> {
    /// Leaves the entry to its leaf.
    #[inline]
    pub(crate) fn let_go(self) {
        // SAFETY: the leaf holds the cell.
        unsafe { self.0.as_ref() }.refs.set(1);
    }

    /// Takes the entry out of its cell, whose memory goes back.
    ///
    /// # Safety
    /// 1. The leaf is gone. Same allocator.
    #[cold]
    pub(crate) unsafe fn take_back<A: Allocator>(self, alloc: &A) -> T {
        // SAFETY: by 1: nobody else holds the cell any more.
        unsafe { take_out(alloc, self.0) }
    }
}

/// Ends one run of a cell, and drops the entry if it was the last.
///
/// # Safety
/// 1. The caller has one run of the cell. Same allocator.
pub(super) unsafe fn lower<T, A: Allocator>(alloc: &A, cell: NonNull<Cell<T>>) {
    // SAFETY: by 1: alive.
    if unsafe { cell.as_ref() }.refs.lower() {
        let _memory = Memory { cell, alloc };
        // SAFETY: that was the last one. The memory is freed even if the drop panics.
        unsafe { (&raw mut (*cell.as_ptr()).entry).drop_in_place() }
    }
}

/// Takes an entry out of its cell, whose memory is freed.
///
/// # Safety
/// 1. The cell is the caller's alone. Same allocator.
#[inline(always)]
pub(super) unsafe fn take_out<T, A: Allocator>(alloc: &A, cell: NonNull<Cell<T>>) -> T {
    let _memory = Memory { cell, alloc };
    // SAFETY: by 1; the entry lives on in the caller.
    unsafe { (&raw const (*cell.as_ptr()).entry).read() }
}

/// A cell that nobody holds, and whose entry is taken care of. Frees its memory, also when dropping the entry panics.
struct Memory<'a, T, A: Allocator> {
    cell: NonNull<Cell<T>>,
    alloc: &'a A,
}

impl<T, A: Allocator> Drop for Memory<'_, T, A> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: the last holder is the one that made this guard; reserved with this layout from this allocator.
        unsafe {
            (*self.cell.as_ptr()).refs.end();
            deallocate(self.alloc, self.cell.cast(), Layout::new::<Cell<T>>());
        }
    }
}
