//! Entries side by side in the leaf. Nobody else holds them; a copy of the leaf clones them.

#![allow(unsafe_code, reason = "reads and writes entries in slots")]

use super::cell::{Released, Reserved};
use super::moves::Moves;
use super::storage::Storage;
use super::{Entries, Leaf, LeafMemory};
use crate::error::OutOfMemory;
use crate::node::header::Header;
use crate::node::siblings::Places;
use allocator_api2::alloc::Allocator;
use core::alloc::Layout;
use core::mem::needs_drop;
use core::ptr::{self, NonNull};

/// A slot is an entry.
pub(super) struct InPlace;

impl<T> Storage<T> for InPlace {
    const SLOT: Layout = Layout::new::<T>();
    const FIXED: usize = size_of::<Header>();

    #[inline(always)]
    unsafe fn begin(node: NonNull<u8>, header: Header) {
        // SAFETY: by 1.
        unsafe { node.cast().write(header) }
    }

    #[inline(always)]
    unsafe fn end(node: NonNull<Header>) {
        // SAFETY: by 1.
        unsafe { (*node.as_ptr()).end() }
    }

    #[inline(always)]
    fn reserve<A: Allocator>(_: &A) -> Result<Reserved<T>, OutOfMemory> {
        Ok(Reserved(ptr::null_mut()))
    }

    #[inline(always)]
    unsafe fn write(slot: NonNull<u8>, _: u64, entry: T, _: Reserved<T>) {
        // SAFETY: by 1: memory for an entry.
        unsafe { slot.cast().write(entry) }
    }

    #[inline(always)]
    unsafe fn entry(slot: NonNull<u8>) -> NonNull<T> {
        slot.cast()
    }

    #[inline(always)]
    unsafe fn share(from: NonNull<u8>, to: NonNull<u8>, clone: impl Fn(&T) -> T) {
        // SAFETY: by 1.
        unsafe { to.cast().write(clone(from.cast().as_ref())) }
    }

    #[inline(always)]
    unsafe fn is_unique<L: Entries<T>>(_: Leaf<T, L>, _: usize) -> bool {
        true
    }

    #[inline(always)]
    unsafe fn copy<L: Entries<T>, A: Allocator>(
        leaf: Leaf<T, L>,
        alloc: &A,
        to: Leaf<T, L>,
        keep: Places,
        clone: impl Fn(&T) -> T,
    ) {
        let moves = Moves::compacting(keep);
        let mut unfinished = HalfCopied { leaf: to, len: 0, alloc };
        // SAFETY: by 1: ours alone, with room; the entry lives while we hold it. `clone` may panic.
        let fill = |at: usize, from: usize| unsafe { Self::share(leaf.slot(from), to.slot(at), &clone) };
        // All of a leaf is by far the most frequent case, and a loop that the compiler can unroll.
        if moves.movers == 0 {
            for at in 0..moves.len {
                fill(at, at);
                unfinished.len = at + 1;
            }
        } else {
            let mut gaps = moves.gaps().peekable();
            for at in 0..moves.len {
                fill(at, gaps.next_if(|&(gap, _)| gap == at).map_or(at, |(_, from)| from));
                unfinished.len = at + 1;
            }
        }
        core::mem::forget(unfinished);
        // SAFETY: by 1: ours alone.
        unsafe { to.copy_lanes(leaf, &moves) };
    }

    #[inline(always)]
    unsafe fn take_place<L: Entries<T>>(_: Leaf<T, L>, _: Leaf<T, L>) {}

    #[inline(always)]
    unsafe fn take<L: Entries<T>, A: Allocator>(
        leaf: Leaf<T, L>,
        _: &A,
        position: usize,
        _: impl Fn(&T) -> T,
    ) -> (T, Option<Released<T>>) {
        // SAFETY: by 1; the slot is forgotten with the gap.
        let entry = unsafe {
            let entry = leaf.entry(position).read();
            leaf.close_gap(position);
            entry
        };
        (entry, None)
    }

    #[inline(always)]
    unsafe fn discard<L: Entries<T>>(leaf: Leaf<T, L>, position: usize) -> (Option<T>, Option<Released<T>>) {
        // SAFETY: by 1; the slot is forgotten with the gap.
        let entry = unsafe {
            let entry = leaf.entry(position).read();
            leaf.close_gap(position);
            entry
        };
        (Some(entry), None)
    }

    #[inline(always)]
    unsafe fn own<L: Entries<T>, A: Allocator>(
        _: Leaf<T, L>,
        _: &A,
        _: usize,
        _: impl Fn(&T) -> T,
    ) -> Result<Option<Released<T>>, OutOfMemory> {
        Ok(None)
    }

    #[inline(always)]
    unsafe fn leave<L: Entries<T>>(_: Leaf<T, L>) {}

    #[inline(always)]
    unsafe fn free<L: Entries<T>, A: Allocator>(leaf: Leaf<T, L>, alloc: &A) {
        let memory = LeafMemory { leaf, alloc };
        if needs_drop::<T>() {
            let entries = ptr::slice_from_raw_parts_mut(leaf.slot_base().cast::<T>(), leaf.len());
            // SAFETY: by 1: the entries are ours and are dropped once.
            unsafe { entries.drop_in_place() };
        }
        drop(memory);
    }
}

/// Frees a leaf that a panicking `clone` kept from being finished.
struct HalfCopied<'a, T, L: Entries<T>, A: Allocator> {
    leaf: Leaf<T, L>,
    /// How many entries were cloned.
    len: usize,
    alloc: &'a A,
}

impl<T, L: Entries<T>, A: Allocator> Drop for HalfCopied<'_, T, L, A> {
    fn drop(&mut self) {
        // SAFETY: known to nobody else; it holds what was cloned so far.
        unsafe {
            self.leaf.set_len(self.len);
            self.leaf.free(self.alloc);
        }
    }
}
