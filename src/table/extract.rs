//! Taking entries out of a table, one by one.

use super::HashTable;
use crate::layout::{Auto, Copies, Layout};
use crate::pool::ChildrenPool;
use crate::trie::extract::{self, Changing, Judge};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::iter::FusedIterator;

/// An iterator over the entries that a function selects, which it removes from the table. Made by [`HashTable::extract_if`].
#[must_use = "iterators are lazy and do nothing unless consumed; `retain` removes entries at once"]
pub struct ExtractIf<'t, T, F, A: Allocator = ChildrenPool, L: Copies<T> = Auto>(
    extract::ExtractIf<'t, T, L, A, Changing<ByEntry<F>>>,
);

/// Decides by the entry.
struct ByEntry<F>(F);

impl<T, F: FnMut(&mut T) -> bool> Judge<T> for ByEntry<F> {
    #[inline]
    fn selects(&mut self, entry: &mut T) -> bool {
        (self.0)(entry)
    }
}

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// Removes the entries for which `select` returns true, and returns them as an iterator. O(n) if it is consumed.
    ///
    /// `select` sees each entry once, in arbitrary order, and may change it whether it returns true or not, but not its hash, nor
    /// what it is equal to. So leaves that other versions hold are copied on the way, and an entry is cloned if other versions hold
    /// it. Entries that the iterator did not come to, since it was dropped before its end, stay. If it is leaked, the table is valid
    /// but may be larger than it needs to be.
    ///
    /// # Panics
    /// When `select` panics, the entries that were removed before are gone.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// for ticket in 1..=6 {
    ///     open.insert_unique(hash(&ticket), ticket, hash);
    /// }
    /// assert_eq!(open.extract_if(|ticket| *ticket % 2 == 0).count(), 3);
    /// assert_eq!(open.len(), 3);
    /// ```
    pub fn extract_if<F: FnMut(&mut T) -> bool>(&mut self, select: F) -> ExtractIf<'_, T, F, A, L>
    where
        L: Copies<T>,
    {
        ExtractIf(extract::ExtractIf::new(&mut self.trie, Changing(ByEntry(select))))
    }
}

impl<T, F: FnMut(&mut T) -> bool, A: Allocator, L: Copies<T>> Iterator for ExtractIf<'_, T, F, A, L> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T, F: FnMut(&mut T) -> bool, A: Allocator, L: Copies<T>> FusedIterator for ExtractIf<'_, T, F, A, L> {}

impl<T, F, A: Allocator, L: Copies<T>> fmt::Debug for ExtractIf<'_, T, F, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExtractIf").field("at_most", &self.0.at_most()).finish_non_exhaustive()
    }
}
