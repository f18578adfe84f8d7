//! Taking entries out of a map that a function selects: all at once, or one by one.

use super::HashMap;
use crate::error::or_abort;
use crate::layout::{Auto, Copies, Edits, Layout};
use crate::pool::ChildrenPool;
use crate::trie::extract::{self, Changing, Judge};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::iter::FusedIterator;

/// An iterator over the entries that a function selects, which it removes from the map. Made by [`HashMap::extract_if`].
#[must_use = "iterators are lazy and do nothing unless consumed; `retain` removes entries at once"]
pub struct ExtractIf<'m, K, V, F, A: Allocator = ChildrenPool, L: Copies<(K, V)> = Auto>(
    extract::ExtractIf<'m, (K, V), L, A, Changing<ByPair<F>>>,
);

/// Decides by key and value.
struct ByPair<F>(F);

impl<K, V, F: FnMut(&K, &mut V) -> bool> Judge<(K, V)> for ByPair<F> {
    #[inline]
    fn selects(&mut self, (key, value): &mut (K, V)) -> bool {
        (self.0)(key, value)
    }
}

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Keeps the entries for which `keep` returns true, which may change their values, and removes the others. Visits them in
    /// arbitrary order. O(n).
    ///
    /// So that `keep` can change values, all leaves and entries that other versions hold are copied.
    /// [`retain_ref`](Self::retain_ref) copies only what it has to, and leaves the rest shared.
    ///
    /// # Panics
    /// When `keep` panics, the entries that it has rejected before are gone.
    ///
    /// # Examples
    /// ```
    /// let mut lives = hamtrie::HashMap::from([("ada", 3), ("bob", 1)]);
    /// lives.retain(|_, left| {
    ///     *left -= 1;
    ///     *left > 0
    /// });
    /// assert_eq!(lives, hamtrie::HashMap::from([("ada", 2)]));
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool)
    where
        L: Copies<(K, V)>,
    {
        self.extract_if(|key, value| !keep(key, value)).for_each(drop);
    }

    /// Keeps the entries for which `keep` returns true and removes the others. Visits them in arbitrary order. O(n).
    ///
    /// A leaf whose entries are all kept is not copied, and no entry is cloned: a call that keeps all entries copies and
    /// allocates nothing.
    ///
    /// When `keep` panics, the entries that it has rejected by then may be gone.
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::from([("apples", 3), ("pears", 0)]);
    /// let before = stock.clone();
    /// stock.retain_ref(|_, &count| count > 0);
    /// assert!(stock.len() == 1 && before.len() == 2);
    /// ```
    #[doc(alias = "retain")]
    pub fn retain_ref(&mut self, mut keep: impl FnMut(&K, &V) -> bool)
    where
        L: Edits<(K, V)>,
    {
        or_abort(self.trie.retain(|(key, value)| keep(key, value)));
    }

    /// Removes the entries for which `select` returns true, and returns them as an iterator. O(n) if it is consumed.
    ///
    /// `select` sees each entry once, in arbitrary order, and may change its value whether it returns true or not. So leaves
    /// that other versions hold are copied on the way, and an entry is cloned if other versions hold it;
    /// [`retain_ref`](Self::retain_ref) neither copies what it keeps nor clones. Entries that the iterator did not come to, since it was
    /// dropped before its end, stay. If it is leaked, the map is valid but may be larger than it needs to be.
    ///
    /// # Panics
    /// When `select` panics, the entries that were removed before are gone.
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::from([("apples", 3), ("pears", 0), ("plums", 0)]);
    /// let mut gone: Vec<_> = stock.extract_if(|_, count| *count == 0).map(|(name, _)| name).collect();
    /// gone.sort();
    /// assert_eq!((gone, stock.len()), (vec!["pears", "plums"], 1));
    /// ```
    pub fn extract_if<F: FnMut(&K, &mut V) -> bool>(&mut self, select: F) -> ExtractIf<'_, K, V, F, A, L>
    where
        L: Copies<(K, V)>,
    {
        ExtractIf(extract::ExtractIf::new(&mut self.trie, Changing(ByPair(select))))
    }
}

impl<K, V, F: FnMut(&K, &mut V) -> bool, A: Allocator, L: Copies<(K, V)>> Iterator for ExtractIf<'_, K, V, F, A, L> {
    type Item = (K, V);

    fn next(&mut self) -> Option<(K, V)> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V, F, A: Allocator, L: Copies<(K, V)>> FusedIterator for ExtractIf<'_, K, V, F, A, L> where
    F: FnMut(&K, &mut V) -> bool
{
}

impl<K, V, F, A: Allocator, L: Copies<(K, V)>> fmt::Debug for ExtractIf<'_, K, V, F, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExtractIf").field("at_most", &self.0.at_most()).finish_non_exhaustive()
    }
}
