//! Iterating over a [`HashSet`].

use super::{Drain, HashSet, IntoIter, IntoUnique, Iter};
use crate::layout::{Copies, Layout};
use allocator_api2::alloc::Allocator;

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// An iterator over all elements, in arbitrary order. The order stays the same as long as the set does not change.
    ///
    /// # Examples
    /// ```
    /// let numbers = hamtrie::HashSet::from([3, 1, 2]);
    /// let mut sorted: Vec<_> = numbers.iter().copied().collect();
    /// sorted.sort();
    /// assert_eq!(sorted, [1, 2, 3]);
    /// ```
    pub fn iter(&self) -> Iter<'_, T, L> {
        Iter::new(&self.trie)
    }

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
        Drain::new(&mut self.trie)
    }

    /// A consuming iterator over all elements, in arbitrary order. It clones those that other versions hold; if elements are
    /// not `Clone`, see [`into_unique`](Self::into_unique).
    ///
    /// # Examples
    /// ```
    /// let names = hamtrie::HashSet::from(["bob".to_string(), "ada".to_string()]);
    /// let mut sorted: Vec<String> = names.into_iter().collect();
    /// sorted.sort();
    /// assert_eq!(sorted, ["ada", "bob"]);
    /// ```
    #[allow(
        clippy::should_implement_trait,
        reason = "the trait's method, which `s.into_iter()` would not find without \
        `Clone` elements: it would silently borrow them"
    )]
    pub fn into_iter(self) -> IntoIter<T, A, L>
    where
        L: Copies<T>,
    {
        IntoIter::new(self.trie)
    }

    /// A consuming iterator over the elements that no other version holds, in arbitrary order. It never clones: the other
    /// elements stay with the versions that hold them. See [`HashMap::into_unique`](crate::HashMap::into_unique). O(n) for
    /// the whole iteration.
    ///
    /// # Examples
    /// ```
    /// let mut tickets = hamtrie::HashSet::from(["17".to_string()]);
    /// let before = tickets.clone();
    /// tickets.insert("4".to_string());
    /// assert!(tickets.into_unique().eq(["4"])); // 17 stays with `before`
    /// assert!(before.into_unique().eq(["17"]));
    /// ```
    pub fn into_unique(self) -> IntoUnique<T, A, L> {
        IntoUnique::new(self.trie)
    }
}

impl<'s, T, S, A: Allocator, L: Layout<T>> IntoIterator for &'s HashSet<T, S, A, L> {
    type Item = &'s T;
    type IntoIter = Iter<'s, T, L>;

    fn into_iter(self) -> Iter<'s, T, L> {
        self.iter()
    }
}

impl<T, S, A: Allocator, L: Copies<T>> IntoIterator for HashSet<T, S, A, L> {
    type Item = T;
    type IntoIter = IntoIter<T, A, L>;

    /// A consuming iterator over all elements, in arbitrary order. It clones those that other versions hold.
    fn into_iter(self) -> IntoIter<T, A, L> {
        IntoIter::new(self.trie)
    }
}
