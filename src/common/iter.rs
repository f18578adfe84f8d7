//! Iterators over entries, as tables and sets have them. Those of maps are made of them.

use crate::layout::{Auto, Copies, Inline, Layout};
use crate::pool::ChildrenPool;
use crate::trie::{self, Trie};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::mem;

/// An iterator over all entries. Made by [`HashTable::iter`](crate::HashTable::iter). Allocates nothing. A clone continues
/// from the same place.
pub struct Iter<'t, T, L = Auto>(trie::iter::Iter<'t, T, L>);

impl<'t, T, L: Layout<T>> Iter<'t, T, L> {
    pub(crate) fn new<A: Allocator>(trie: &'t Trie<T, L, A>) -> Self {
        Iter(trie::iter::Iter::new(trie))
    }
}

impl<'t, T> Iter<'t, T, Inline> {
    /// The next entries that lie side by side in memory, up to 16 of them: the faster way to visit a large table.
    ///
    /// [`next`](Iterator::next) continues after them.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::layout::Inline;
    /// use hamtrie::pool::ChildrenPool;
    ///
    /// let hash = |&price: &u64| price.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut prices: HashTable<u64, ChildrenPool, Inline> = HashTable::default();
    /// for price in 1..=100 {
    ///     prices.insert_unique(hash(&price), price, hash);
    /// }
    /// let (mut iter, mut sum) = (prices.iter(), 0);
    /// while let Some(chunk) = iter.next_slice() {
    ///     sum += chunk.iter().sum::<u64>();
    /// }
    /// assert_eq!(sum, 5050);
    /// ```
    #[inline]
    pub fn next_slice(&mut self) -> Option<&'t [T]> {
        self.0.next_slice()
    }
}

impl<T, L: Layout<T>> Default for Iter<'_, T, L> {
    /// An iterator over nothing.
    fn default() -> Self {
        Iter(trie::iter::Iter::empty())
    }
}

impl<T, L> Clone for Iter<'_, T, L> {
    fn clone(&self) -> Self {
        Iter(self.0.clone())
    }
}

impl<T: fmt::Debug, L: Layout<T>> fmt::Debug for Iter<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// A mutable iterator over all entries. Made by [`HashTable::iter_mut`](crate::HashTable::iter_mut).
pub struct IterMut<'t, T, A: Allocator = ChildrenPool, L: Layout<T> = Auto>(trie::leaves::IterMut<'t, T, L, A>);

impl<'t, T, A: Allocator, L: Copies<T>> IterMut<'t, T, A, L> {
    pub(crate) fn new(trie: &'t mut Trie<T, L, A>) -> Self {
        IterMut(trie::leaves::IterMut::new(trie))
    }
}

impl<T, A: Allocator, L: Layout<T>> IterMut<'_, T, A, L> {
    /// The entries that are left.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &T> {
        self.0.rest()
    }
}

impl<T, A: Allocator, L: Layout<T>> Default for IterMut<'_, T, A, L> {
    /// An iterator over nothing.
    fn default() -> Self {
        IterMut(trie::leaves::IterMut::empty())
    }
}

impl<T: fmt::Debug, A: Allocator, L: Layout<T>> fmt::Debug for IterMut<'_, T, A, L> {
    /// Shows the entries that are left.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rest()).finish()
    }
}

/// A consuming iterator over all entries, which clones those that other versions hold. Made by
/// [`HashTable::into_iter`](crate::HashTable::into_iter).
pub struct IntoIter<T, A: Allocator = ChildrenPool, L: Layout<T> = Auto>(trie::leaves::IntoIter<T, L, A>);

impl<T, A: Allocator, L: Copies<T>> IntoIter<T, A, L> {
    pub(crate) fn new(trie: Trie<T, L, A>) -> Self {
        IntoIter(trie::leaves::IntoIter::new(trie))
    }
}

impl<T, A: Allocator, L: Layout<T>> IntoIter<T, A, L> {
    /// The entries that are left.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &T> {
        self.0.rest()
    }
}

impl<T, A: Allocator + Default, L: Layout<T>> Default for IntoIter<T, A, L> {
    /// An iterator over nothing.
    fn default() -> Self {
        IntoIter(trie::leaves::IntoIter::default())
    }
}

impl<T: fmt::Debug, A: Allocator, L: Layout<T>> fmt::Debug for IntoIter<T, A, L> {
    /// Shows the entries that are left.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rest()).finish()
    }
}

/// A draining iterator over all entries. Made by [`HashSet::drain`](crate::HashSet::drain).
pub struct Drain<'t, T, A: Allocator = ChildrenPool, L: Layout<T> = Auto>(
    IntoIter<T, A, L>,
    /// As in `std`: what is drained is empty, and still borrowed.
    PhantomData<&'t mut T>,
);

impl<'t, T, A: Allocator + Clone, L: Copies<T>> Drain<'t, T, A, L> {
    /// Leaves an empty trie.
    pub(crate) fn new(trie: &'t mut Trie<T, L, A>) -> Self {
        let empty = Trie::new_in(trie.allocator().clone());
        Drain(IntoIter::new(mem::replace(trie, empty)), PhantomData)
    }
}

impl<T: fmt::Debug, A: Allocator, L: Layout<T>> fmt::Debug for Drain<'_, T, A, L> {
    /// Shows the entries that are left.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A consuming iterator over the entries that no other version holds. Made by
/// [`HashTable::into_unique`](crate::HashTable::into_unique).
pub struct IntoUnique<T, A: Allocator = ChildrenPool, L: Layout<T> = Auto>(trie::leaves::IntoIter<T, L, A>);

impl<T, A: Allocator, L: Layout<T>> IntoUnique<T, A, L> {
    pub(crate) fn new(trie: Trie<T, L, A>) -> Self {
        IntoUnique(trie::leaves::IntoIter::new(trie))
    }
}

impl<T, A: Allocator, L: Layout<T>> Iterator for IntoUnique<T, A, L> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next_unique()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.0.remaining()))
    }
}

impl<T, A: Allocator, L: Layout<T>> FusedIterator for IntoUnique<T, A, L> {}

impl<T, A: Allocator, L: Layout<T>> fmt::Debug for IntoUnique<T, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoUnique").field("at_most", &self.0.remaining()).finish_non_exhaustive()
    }
}

macro_rules! iterator {
    ([$($generics:tt)*] $iter:ty => $item:ty) => {
        impl<$($generics)*> Iterator for $iter {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<$item> {
                self.0.next()
            }

            #[inline]
            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }
        }

        impl<$($generics)*> ExactSizeIterator for $iter {}
        impl<$($generics)*> FusedIterator for $iter {}
    };
}

iterator!(['t, T, L: Layout<T>] Iter<'t, T, L> => &'t T);
iterator!(['t, T, A: Allocator, L: Copies<T>] IterMut<'t, T, A, L> => &'t mut T);
iterator!([T, A: Allocator, L: Copies<T>] IntoIter<T, A, L> => T);
iterator!(['t, T, A: Allocator, L: Copies<T>] Drain<'t, T, A, L> => T);
