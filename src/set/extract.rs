//! Taking elements out of a set, one by one.

use super::HashSet;
use crate::layout::{Auto, Copies, Layout};
use crate::pool::ChildrenPool;
use crate::trie::extract::{self, Seeing};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::iter::FusedIterator;

/// An iterator over the elements that a function selects, which it removes from the set. Made by [`HashSet::extract_if`].
#[must_use = "iterators are lazy and do nothing unless consumed; `retain` removes elements at once"]
pub struct ExtractIf<'s, T, F, A: Allocator = ChildrenPool, L: Copies<T> = Auto>(
    extract::ExtractIf<'s, T, L, A, Seeing<F>>,
);

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// Removes the elements for which `select` returns true, and returns them as an iterator. O(n) if it is consumed.
    ///
    /// `select` sees each element once, in arbitrary order. Leaves of which it selects nothing are not copied. A removed element
    /// is cloned if other versions hold it; [`retain`](Self::retain) never clones. Elements that the iterator did not come to,
    /// since it was dropped before its end, stay. If it is leaked, the set is valid but may be larger than it needs to be.
    ///
    /// # Panics
    /// When `select` panics, the elements that were removed before are gone.
    ///
    /// # Examples
    /// ```
    /// let mut open: hamtrie::HashSet<u32> = (1..=6).collect();
    /// let even: hamtrie::HashSet<u32> = open.extract_if(|ticket| ticket % 2 == 0).collect();
    /// assert_eq!((open.len(), even.len()), (3, 3));
    /// ```
    pub fn extract_if<F: FnMut(&T) -> bool>(&mut self, select: F) -> ExtractIf<'_, T, F, A, L>
    where
        L: Copies<T>,
    {
        ExtractIf(extract::ExtractIf::new(&mut self.trie, Seeing(select)))
    }
}

impl<T, F: FnMut(&T) -> bool, A: Allocator, L: Copies<T>> Iterator for ExtractIf<'_, T, F, A, L> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T, F: FnMut(&T) -> bool, A: Allocator, L: Copies<T>> FusedIterator for ExtractIf<'_, T, F, A, L> {}

impl<T, F, A: Allocator, L: Copies<T>> fmt::Debug for ExtractIf<'_, T, F, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExtractIf").field("at_most", &self.0.at_most()).finish_non_exhaustive()
    }
}
