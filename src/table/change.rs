//! Adding, removing and changing single entries in place.

use super::HashTable;
use crate::error::or_abort;
use crate::layout::{Copies, Edits, Layout};
use allocator_api2::alloc::Allocator;

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// Adds an entry without looking for an equal one, and returns a mutable reference to it. O(1) on average.
    ///
    /// `hasher` returns the hash of entries that are in the table already; it is called when a leaf splits. If the table has
    /// an equal entry, it has two of them afterwards, and a search may find either.
    ///
    /// # Panics
    /// As the standard collections, when memory runs out.
    #[inline]
    pub fn insert_unique(&mut self, hash: u64, value: T, hasher: impl Fn(&T) -> u64) -> &mut T
    where
        L: Edits<T>,
    {
        or_abort(self.try_insert_unique(hash, value, hasher))
    }

    /// Replaces the entry for which `eq` returns true with `value`, or adds `value` if there is none. Returns true if it was
    /// added. O(1) on average.
    ///
    /// A replaced entry is dropped if no other version holds it. A shared entry is never cloned. `hasher` returns the hash
    /// of entries that are in the table already; it is called when a leaf splits.
    pub fn put(&mut self, hash: u64, eq: impl FnMut(&T) -> bool, value: T, hasher: impl Fn(&T) -> u64) -> bool
    where
        L: Edits<T>,
    {
        or_abort(self.try_put(hash, eq, value, hasher))
    }

    /// A mutable reference to the entry with this hash for which `eq` returns true. O(1) on average.
    ///
    /// Copies what other versions hold of the path to the entry, and the entry. Copies nothing if the entry is absent. A
    /// caller must not change the hash of the entry, nor what it is equal to.
    #[inline]
    pub fn find_mut(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<&mut T>
    where
        L: Copies<T>,
    {
        or_abort(self.try_find_mut(hash, eq))
    }

    /// Mutable references to the entries with these hashes for which `eq` returns true, which gets the index of the hash too. O(1)
    /// on average for each; the entries are compared pair by pair. A caller must not change the hash of an entry, nor what it is
    /// equal to.
    ///
    /// # Panics
    /// If two are the same entry.
    pub fn get_disjoint_mut<const N: usize>(
        &mut self,
        hashes: [u64; N],
        eq: impl FnMut(usize, &T) -> bool,
    ) -> [Option<&mut T>; N]
    where
        L: Copies<T>,
    {
        or_abort(self.trie.disjoint_mut(hashes, eq))
    }

    /// Removes the entry with this hash for which `eq` returns true, and returns it. Clones it if other versions hold it.
    /// O(1) on average.
    #[inline]
    pub fn remove(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<T>
    where
        L: Copies<T>,
    {
        or_abort(self.try_remove(hash, eq))
    }

    /// Removes the entry for which `eq` returns true, and returns true if there was one. O(1) on average.
    ///
    /// The entry is dropped if no other version holds it. A shared entry is never cloned.
    #[inline]
    pub fn discard(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> bool
    where
        L: Edits<T>,
    {
        or_abort(self.try_discard(hash, eq))
    }

    /// Keeps the entries for which `keep` returns true, which may change them, and removes the others. Visits them in arbitrary
    /// order. O(n).
    ///
    /// So that `keep` can change entries, all leaves and entries that other versions hold are copied.
    /// [`retain_ref`](Self::retain_ref) copies only what it has to. A caller must not change the hash of an entry, nor what it is
    /// equal to.
    ///
    /// # Panics
    /// When `keep` panics, the entries that it has rejected before are gone.
    pub fn retain(&mut self, mut keep: impl FnMut(&mut T) -> bool)
    where
        L: Copies<T>,
    {
        self.extract_if(|entry| !keep(entry)).for_each(drop);
    }

    /// Keeps the entries for which `keep` returns true and removes the others. Visits them in arbitrary order. O(n).
    ///
    /// A leaf whose entries are all kept is not copied, and no entry is cloned.
    pub fn retain_ref(&mut self, keep: impl FnMut(&T) -> bool)
    where
        L: Edits<T>,
    {
        or_abort(self.trie.retain(keep));
    }

    /// Removes all entries. O(1) if other versions hold them, else O(n).
    pub fn clear(&mut self) {
        self.trie.clear();
    }
}
