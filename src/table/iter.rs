//! Iterating over a [`HashTable`].

use super::{HashTable, IntoIter, IntoUnique, Iter, IterMut};
use crate::layout::{Copies, Layout};
use allocator_api2::alloc::Allocator;

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// An iterator over all entries, in arbitrary order. The order stays the same as long as the table does not change.
    pub fn iter(&self) -> Iter<'_, T, L> {
        Iter::new(&self.trie)
    }

    /// A consuming iterator over all entries, in arbitrary order. It clones those that other versions hold; if entries are
    /// not `Clone`, see [`into_unique`](Self::into_unique).
    #[allow(
        clippy::should_implement_trait,
        reason = "the trait's method, which `t.into_iter()` would not find without \
        `Clone` entries: it would silently borrow them"
    )]
    pub fn into_iter(self) -> IntoIter<T, A, L>
    where
        L: Copies<T>,
    {
        IntoIter::new(self.trie)
    }

    /// A consuming iterator over the entries that no other version holds, in arbitrary order. It never clones: the other
    /// entries stay with the versions that hold them. O(n) for the whole iteration.
    pub fn into_unique(self) -> IntoUnique<T, A, L> {
        IntoUnique::new(self.trie)
    }

    /// A mutable iterator over all entries, in arbitrary order. It copies what other versions hold when it gets there.
    ///
    /// A caller must not change the hash of an entry, nor what it is equal to.
    pub fn iter_mut(&mut self) -> IterMut<'_, T, A, L>
    where
        L: Copies<T>,
    {
        IterMut::new(&mut self.trie)
    }
}

impl<'t, T, A: Allocator, L: Layout<T>> IntoIterator for &'t HashTable<T, A, L> {
    type Item = &'t T;
    type IntoIter = Iter<'t, T, L>;

    fn into_iter(self) -> Iter<'t, T, L> {
        self.iter()
    }
}

impl<'t, T, A: Allocator, L: Copies<T>> IntoIterator for &'t mut HashTable<T, A, L> {
    type Item = &'t mut T;
    type IntoIter = IterMut<'t, T, A, L>;

    fn into_iter(self) -> IterMut<'t, T, A, L> {
        self.iter_mut()
    }
}

impl<T, A: Allocator, L: Copies<T>> IntoIterator for HashTable<T, A, L> {
    type Item = T;
    type IntoIter = IntoIter<T, A, L>;

    fn into_iter(self) -> IntoIter<T, A, L> {
        IntoIter::new(self.trie)
    }
}
