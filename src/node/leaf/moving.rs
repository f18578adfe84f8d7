//! All entries of a leaf at once: copies, other capacities, entries that part or come together.

#![allow(unsafe_code, reason = "fills new leaves")]

use super::moves::Moves;
use super::{Entries, Leaf};
use crate::arch::fingerprint::{LANES, Lanes};
use crate::error::OutOfMemory;
use crate::node::siblings::Places;
use allocator_api2::alloc::Allocator;
use core::ptr;

impl<T, L: Entries<T>> Leaf<T, L> {
    /// Appends each entry to the leaf that `to` gives for its position.
    ///
    /// When this leaf is to be consumed, its owner calls [`Leaf::dissolve`] afterwards and does not use it again.
    ///
    /// # Safety
    /// 1. The leaves that `to` gives are unique, with room for what they get. This one does not change, and is unique if it is
    ///    consumed.
    pub(crate) unsafe fn distribute(self, consume: bool, clone: impl Fn(&T) -> T, to: impl Fn(usize) -> Self) {
        for position in 0..self.len() {
            let target = to(position);
            let at = target.len();
            // SAFETY: by 1: the slot of the target is free. What is moved belongs to both until this leaf forgets it.
            unsafe {
                let (from, to) = (self.slot(position), target.slot(at));
                if consume {
                    ptr::copy_nonoverlapping(from.as_ptr(), to.as_ptr(), Self::SLOT.size());
                } else {
                    storage!(share(from, to, &clone));
                }
                target.set_lane(at, self.fingerprint(position));
                target.set_len(at + 1);
            }
        }
    }

    /// Moves all entries to two empty leaves. As [`Leaf::distribute`] with `consume`, in one pass without a detour
    /// through the leaves' headers: this is what building a map spends its time on.
    ///
    /// # Safety
    /// 1. The leaf is unique; the targets are new, with room for what `side` gives them.
    pub(crate) unsafe fn part(self, targets: [Self; 2], side: impl Fn(usize) -> usize) {
        let mut lens = [0; 2];
        let mut lanes: [Lanes; 2] = [[0; LANES]; 2];
        for position in 0..self.len() {
            let side = side(position);
            let at = lens[side];
            // SAFETY: by 1: both slots are within their nodes, and the one of the target is free.
            unsafe {
                let (from, to) = (self.slot(position).as_ptr(), targets[side].slot(at).as_ptr());
                ptr::copy_nonoverlapping(from, to, Self::SLOT.size());
            }
            lanes[side][at] = self.fingerprint(position);
            lens[side] += 1;
        }
        for (side, target) in targets.into_iter().enumerate() {
            // SAFETY: by 1.
            unsafe {
                target.lanes().write(lanes[side]);
                target.set_len(lens[side]);
            }
        }
    }

    /// Frees the leaf but not its entries, which other leaves have taken over.
    ///
    /// # Safety
    /// 1. The leaf is unique and all its entries were moved. It is gone afterwards.
    pub(crate) unsafe fn dissolve<A: Allocator>(self, alloc: &A) {
        // SAFETY: by 1: nobody else knows the node.
        unsafe {
            storage!(leave(self));
            self.free_memory(alloc);
        }
    }

    /// A copy for another holder, of capacity `cap`, with the entries at `keep` only. It has room for one more when `cap` has.
    ///
    /// Entries at positions that the copy has too stay where they are; gaps are filled from the end.
    ///
    /// # Safety
    /// 1. The caller holds the leaf through a handle, so that it does not change; `cap` is enough.
    pub(crate) unsafe fn copy<A: Allocator>(
        self,
        alloc: &A,
        cap: usize,
        depth: u32,
        keep: Places,
        clone: impl Fn(&T) -> T,
    ) -> Result<Self, OutOfMemory> {
        let copy = self.sibling(alloc, cap, depth)?;
        // SAFETY: by 1; the copy is new.
        unsafe { storage!(copy(self, alloc, copy, keep & Self::positions(self.len()), clone)) };
        Ok(copy)
    }

    /// Sets the fingerprints and the length of a copy.
    ///
    /// # Safety
    /// 1. `self` is unique and has its entries.
    #[inline]
    pub(super) unsafe fn copy_lanes(self, original: Self, moves: &Moves) {
        // SAFETY: by 1; of live leaves.
        unsafe {
            let mut lanes = original.lanes().read();
            for (gap, from) in moves.gaps() {
                lanes[gap] = lanes[from];
            }
            for unused in &mut lanes[moves.len..original.len()] {
                *unused = 0;
            }
            self.lanes().write(lanes);
            self.set_len(moves.len);
        }
    }

    /// Takes over the fingerprints and the length of another leaf.
    ///
    /// # Safety
    /// 1. `self` is unique and has its entries.
    #[inline(always)]
    pub(super) unsafe fn take_lanes(self, from: Self) {
        // SAFETY: by 1; of live leaves.
        unsafe {
            self.lanes().write(from.lanes().read());
            self.set_len(from.len());
        }
    }

    /// The same leaf with another capacity; the old one is gone.
    ///
    /// # Safety
    /// 1. The leaf is unique, `cap` is enough, and the parent's pointer is changed to the new one.
    pub(crate) unsafe fn resize<A: Allocator>(self, alloc: &A, cap: usize) -> Result<Self, OutOfMemory> {
        debug_assert!(cap >= self.len());
        let new = self.sibling(alloc, cap, self.depth())?;
        // SAFETY: by 1: both have room for `len` entries; the old node is forgotten, so each entry is held once,
        // at the same position, and the new one takes its place in the chain.
        unsafe {
            ptr::copy_nonoverlapping(self.slot_base(), new.slot_base(), self.len() * Self::SLOT.size());
            new.take_lanes(self);
            storage!(take_place(self, new));
            self.free_memory(alloc);
        }
        Ok(new)
    }
}
