//! Entries that a leaf takes over from a leaf of another trie, or another version: one more run of the same cell, if they
//! are shared ones.

#![allow(unsafe_code, reason = "shares cells between leaves")]

use super::{Cell, Entries, Leaf, Released};
use crate::hash::Fingerprint;
use crate::node::siblings;
use core::ptr::NonNull;

impl<T, L: Entries<T>> Leaf<T, L> {
    /// To be called before a trie in which the entry at a position has this hash gets the cell: what it keeps of its hash is
    /// right for all tries that have it, or nothing. Inline entries keep nothing.
    ///
    /// # Safety
    /// The position is below `len` (L1).
    #[inline(always)]
    pub(crate) unsafe fn meet_hash(self, position: usize, hash: u64) {
        if L::SHARED {
            // SAFETY: the cell is alive (L1).
            unsafe { &(*self.cell(position).as_ptr()).low_hash }.meet(hash);
        }
    }

    /// Appends the entry at a position of another leaf, which goes on holding it: the cell of a shared one, a clone of an
    /// inline one. `hash` is its hash in this trie.
    ///
    /// # Safety
    /// The leaf is unique (L2) and has room. `from` does not change meanwhile, and the position is below its `len`. If entries
    /// are shared ones, the cell [has met](Leaf::meet_hash) the hash, and either trie's allocator can free it.
    #[inline]
    pub(crate) unsafe fn push_held(self, from: Self, position: usize, hash: u64, clone: impl Fn(&T) -> T) {
        debug_assert!(self.len() < self.cap());
        let at = self.len();
        // SAFETY: as the caller promises. A panic in `clone` leaves the leaf as it was.
        unsafe {
            self.push_copy(from, position, clone);
            self.set_lane(at, Fingerprint::of(hash).byte());
        }
    }

    /// Puts the entry at a position of another leaf in the place of one with the same hash. Returns this leaf's run
    /// of that one, if it ended.
    ///
    /// # Safety
    /// As for [`Leaf::push_held`], but for the room. Entries are shared ones, and the position here is below `len` too.
    pub(crate) unsafe fn replace_held(self, position: usize, from: Self, at: usize) -> Option<Released<T>> {
        debug_assert!(L::SHARED);
        let place = 1 << position;
        // SAFETY: unique; the slot takes the new cell, and the run of the old one ends here.
        unsafe {
            let old = self.cell(position);
            let new: NonNull<Cell<T>> = from.cell(at);
            from.refs_at(at as u32).raise();
            let ended = siblings::leave(self.chained(), place, place, 0, |place| self.refs_at(place));
            self.header().contents.write();
            self.slot(position).cast().write(new);
            (ended != 0).then_some(Released(old))
        }
    }
}
