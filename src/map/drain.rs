//! Taking all entries out of a map, which stays.

use super::{HashMap, IntoIter};
use crate::layout::{Auto, Copies, Layout};
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::mem;

/// A draining iterator over all entries of a map. Made by [`HashMap::drain`].
pub struct Drain<'m, K, V, A: Allocator = ChildrenPool, L: Layout<(K, V)> = Auto> {
    entries: IntoIter<K, V, A, L>,
    /// As in `std`: the map is empty, and still borrowed.
    map: PhantomData<&'m mut (K, V)>,
}

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Removes all entries and returns them as an iterator, in arbitrary order. O(n) if it is consumed.
    ///
    /// The map is empty at once, and stays so if the iterator is dropped early or leaked. Entries that other versions hold are
    /// cloned as the iterator comes to them.
    ///
    /// # Examples
    /// ```
    /// let mut inbox = hamtrie::HashMap::from([(1, "hello"), (2, "world")]);
    /// let read: Vec<_> = inbox.drain().collect();
    /// assert_eq!((read.len(), inbox.len()), (2, 0));
    /// ```
    pub fn drain(&mut self) -> Drain<'_, K, V, A, L>
    where
        A: Clone,
        L: Copies<(K, V)>,
    {
        let empty = Trie::new_in(self.trie.allocator().clone());
        Drain { entries: IntoIter::of(mem::replace(&mut self.trie, empty)), map: PhantomData }
    }
}

impl<K, V, A: Allocator, L: Copies<(K, V)>> Iterator for Drain<'_, K, V, A, L> {
    type Item = (K, V);

    #[inline]
    fn next(&mut self) -> Option<(K, V)> {
        self.entries.next()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl<K, V, A: Allocator, L: Copies<(K, V)>> ExactSizeIterator for Drain<'_, K, V, A, L> {}
impl<K, V, A: Allocator, L: Copies<(K, V)>> FusedIterator for Drain<'_, K, V, A, L> {}

impl<K: fmt::Debug, V: fmt::Debug, A: Allocator, L: Layout<(K, V)>> fmt::Debug for Drain<'_, K, V, A, L> {
    /// Shows what is left.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.fmt(f)
    }
}
