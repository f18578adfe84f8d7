//! Entries that come to a leaf, change in it, or go.

#![allow(unsafe_code, reason = "changes unique leaves")]

use super::cell::{Released, Reserved};
use super::{Entries, Leaf};
use crate::error::OutOfMemory;
use crate::hash::Fingerprint;
use allocator_api2::alloc::Allocator;
use core::ptr;

impl<T, L: Entries<T>> Leaf<T, L> {
    /// Appends an entry of a hash and returns its position.
    ///
    /// # Safety
    /// 1. The leaf is unique (L2) and has room. The memory was reserved for this layout, and is used once.
    #[inline(always)]
    pub(crate) unsafe fn push(self, hash: u64, entry: T, memory: Reserved<T>) -> usize {
        let position = self.len();
        // SAFETY: by 1: unique with room, so the slot is free.
        unsafe {
            storage!(write(self.slot(position), hash, entry, memory));
            self.set_lane(position, Fingerprint::of(hash).byte());
            self.set_len(position + 1);
        }
        position
    }

    /// # Safety
    /// 1. The leaf is unique (L2).
    #[inline(always)]
    pub(super) unsafe fn set_lane(self, position: usize, byte: u8) {
        self.header().contents.write();
        // SAFETY: by 1.
        unsafe { (*self.lanes().as_ptr())[position] = byte }
    }

    /// # Safety
    /// 1. The leaf is unique (L2), and has so many entries.
    #[inline(always)]
    pub(super) unsafe fn set_len(self, len: usize) {
        self.header().contents.write();
        // SAFETY: by 1.
        unsafe { (*self.node.as_ptr()).len = len as u8 }
    }

    /// # Safety
    /// 1. The leaf is unique (L2), and its place in the parent is changed accordingly.
    pub(crate) unsafe fn set_depth(self, depth: u32) {
        self.header().contents.write();
        // SAFETY: by 1.
        unsafe { (*self.node.as_ptr()).depth = depth as u8 }
    }

    /// Whether the entry at a position is held by this leaf alone.
    ///
    /// # Safety
    /// 1. The leaf is unique (L2), and the position is below `len`.
    #[inline(always)]
    pub(crate) unsafe fn entry_is_unique(self, position: usize) -> bool {
        // SAFETY: by 1.
        unsafe { storage!(is_unique(self, position)) }
    }

    /// Appends the entry at a position of another leaf, which goes on holding it: the cell of a shared one, a clone of an
    /// inline one. A panic in `clone` leaves the leaf as it was. `hash` is the entry's in this trie.
    ///
    /// # Safety
    /// 1. The leaf is unique (L2) and has room. `from` does not change meanwhile, and the position is below its `len`. If entries
    ///    are shared ones, the cell [has met](Leaf::meet_hash) the hash, and either trie's allocator can free it.
    #[inline]
    pub(crate) unsafe fn push_held(self, from: Self, position: usize, hash: u64, clone: impl Fn(&T) -> T) {
        let at = self.len();
        // SAFETY: by 1.
        unsafe {
            storage!(share(from.slot(position), self.slot(at), clone));
            self.set_lane(at, Fingerprint::of(hash).byte());
            self.set_len(at + 1);
        }
    }

    /// Takes the entry at `position` out. The last one moves to its place.
    ///
    /// `clone` is called if others hold the entry, before anything changes. What it returns is then the
    /// caller's, and the leaf's hold on the original is returned to be dropped.
    ///
    /// # Safety
    /// 1. The leaf is unique, and the position is below `len`. The run is handed to [`Leaf::drop_released`].
    pub(crate) unsafe fn take<A: Allocator>(
        self,
        alloc: &A,
        position: usize,
        clone: impl Fn(&T) -> T,
    ) -> (T, Option<Released<T>>) {
        // SAFETY: by 1.
        unsafe { storage!(take(self, alloc, position, clone)) }
    }

    /// Takes the entry at `position` out, for who has no use for it. The last one moves to its place. Returns what is to be
    /// dropped: an inline entry, or this leaf's run of a shared one, if it ended.
    ///
    /// # Safety
    /// 1. As for [`Leaf::take`].
    #[inline]
    pub(crate) unsafe fn discard(self, position: usize) -> (Option<T>, Option<Released<T>>) {
        // SAFETY: by 1.
        unsafe { storage!(discard(self, position)) }
    }

    /// Fills the slot of an entry that is gone, or was read, with the last entry.
    ///
    /// # Safety
    /// 1. The leaf is unique, and the position is below `len`.
    #[inline]
    pub(super) unsafe fn close_gap(self, position: usize) {
        let last = self.len() - 1;
        // SAFETY: by 1; what is overwritten was taken out before.
        unsafe {
            if position != last {
                let (from, to) = (self.slot(last).as_ptr(), self.slot(position).as_ptr());
                ptr::copy_nonoverlapping(from, to, Self::SLOT.size());
                self.set_lane(position, self.fingerprint(last));
            }
            self.set_lane(last, 0);
            self.set_len(last);
        }
    }

    /// Makes the entry at `position` this leaf's own, so that it may be changed. Returns its run of the one before, if it ended.
    ///
    /// # Safety
    /// 1. As for [`Leaf::take`].
    #[inline]
    pub(crate) unsafe fn own_entry<A: Allocator>(
        self,
        alloc: &A,
        position: usize,
        clone: impl Fn(&T) -> T,
    ) -> Result<Option<Released<T>>, OutOfMemory> {
        // SAFETY: by 1.
        unsafe { storage!(own(self, alloc, position, clone)) }
    }
}
