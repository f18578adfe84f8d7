//! Taking all elements out of a set, which stays.

use super::{HashSet, IntoIter};
use crate::layout::{Auto, Copies, Layout};
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::mem;

/// A draining iterator over all elements of a set. Made by [`HashSet::drain`].
pub struct Drain<'s, T, A: Allocator = ChildrenPool, L: Layout<T> = Auto> {
    elements: IntoIter<T, A, L>,
    /// As in `std`: the set is empty, and still borrowed.
    set: PhantomData<&'s mut T>,
}

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// Removes all elements and returns them as an iterator, in arbitrary order. O(n) if it is consumed.
    ///
    /// The set is empty at once, and stays so if the iterator is dropped early or leaked. Elements that other versions hold are
    /// cloned as the iterator comes to them.
    ///
    /// # Examples
    /// ```
    /// let mut waiting = hamtrie::HashSet::from(["ada", "bob"]);
    /// assert_eq!(waiting.drain().count(), 2);
    /// assert!(waiting.is_empty());
    /// ```
    pub fn drain(&mut self) -> Drain<'_, T, A, L>
    where
        A: Clone,
        L: Copies<T>,
    {
        let empty = Trie::new_in(self.trie.allocator().clone());
        Drain { elements: IntoIter::new(mem::replace(&mut self.trie, empty)), set: PhantomData }
    }
}

impl<T, A: Allocator, L: Copies<T>> Iterator for Drain<'_, T, A, L> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.elements.next()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
}

impl<T, A: Allocator, L: Copies<T>> ExactSizeIterator for Drain<'_, T, A, L> {}
impl<T, A: Allocator, L: Copies<T>> FusedIterator for Drain<'_, T, A, L> {}

impl<T: fmt::Debug, A: Allocator, L: Layout<T>> fmt::Debug for Drain<'_, T, A, L> {
    /// Shows what is left.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.elements.fmt(f)
    }
}
