//! Several entries at once, for changes.

#![allow(unsafe_code, reason = "hands out several entries of one trie, which the compiler cannot tell apart")]

use super::Trie;
use super::cursor::Occupied;
use super::place::Place;
use crate::error::OutOfMemory;
use crate::layout::{Copies, Edits};
use crate::node::leaf::Leaf;
use allocator_api2::alloc::Allocator;

impl<T, L: Copies<T>, A: Allocator> Trie<T, L, A> {
    /// The entries of these hashes for which `eq` holds with the index of the hash. All are made the trie's own.
    ///
    /// # Panics
    /// If two are the same entry.
    pub(crate) fn disjoint_mut<const N: usize>(
        &mut self,
        hashes: [u64; N],
        mut eq: impl FnMut(usize, &T) -> bool,
    ) -> Result<[Option<&mut T>; N], OutOfMemory> {
        for (index, &hash) in hashes.iter().enumerate() {
            if let Place::Occupied(mut place) = self.place(hash, |entry| eq(index, entry)) {
                place.entry_mut()?;
            }
        }
        // Nothing moves from here on. No reference is made before the last entry is found, as `eq` may look at any of them.
        let mut spots: [Option<(Leaf<T, L>, usize)>; N] = [None; N];
        for (index, &hash) in hashes.iter().enumerate() {
            if let Place::Occupied(place) = self.place(hash, |entry| eq(index, entry)) {
                let spot = place.own_spot();
                let is_new =
                    spots[..index].iter().flatten().all(|other| (other.0.ptr(), other.1) != (spot.0.ptr(), spot.1));
                assert!(is_new, "duplicate keys found");
                spots[index] = Some(spot);
            }
        }
        let entry = |(leaf, position): (Leaf<T, L>, usize)| {
            // SAFETY: the spot of an entry of this trie, which lives, and does not change while it is borrowed.
            let mut entry = unsafe { leaf.entry(position) };
            // SAFETY: leaf and entry are the trie's own (`own_spot`), which is borrowed for changes, and no two spots are the same.
            unsafe { entry.as_mut() }
        };
        Ok(spots.map(|spot| spot.map(entry)))
    }
}

impl<T, L: Edits<T>, A: Allocator> Occupied<'_, T, L, A> {
    /// Where the entry is, which nobody else holds.
    ///
    /// # Panics
    /// If others hold it, as when an equality leads to one entry first and to another one later.
    fn own_spot(mut self) -> (Leaf<T, L>, usize) {
        let position = self.spot.position;
        let leaf = self.leaf_mut();
        assert!(leaf.entry_is_unique(position), "made the trie's own before");
        (leaf.raw(), position)
    }
}
