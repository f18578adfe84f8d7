//! Iterating over a [`HashTable`].

use super::{Drain, HashTable, IntoIter, IntoUnique, Iter, IterMut};
use crate::layout::{Auto, Copies, Layout};
use crate::trie::of_hash::OfHash;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::iter::FusedIterator;

/// An iterator over the entries that may have one hash. Made by [`HashTable::iter_hash`]. Allocates nothing.
pub struct IterHash<'t, T, L = Auto>(OfHash<'t, T, L>);

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// An iterator over all entries, in arbitrary order. The order stays the same as long as the table does not change.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// for ticket in [17, 4] {
    ///     open.insert_unique(hash(&ticket), ticket, hash);
    /// }
    /// assert_eq!(open.iter().sum::<u64>(), 21);
    /// ```
    pub fn iter(&self) -> Iter<'_, T, L> {
        Iter::new(&self.trie)
    }

    /// A consuming iterator over all entries, in arbitrary order. It clones those that other versions hold; if entries are
    /// not `Clone`, see [`into_unique`](Self::into_unique).
    ///
    /// # Examples
    /// ```
    /// let hash = |word: &String| (word.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut words = hamtrie::HashTable::new();
    /// for word in ["leaf", "branch"].map(String::from) {
    ///     words.insert_unique(hash(&word), word, hash);
    /// }
    /// let mut sorted: Vec<String> = words.into_iter().collect();
    /// sorted.sort();
    /// assert_eq!(sorted, ["branch", "leaf"]);
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |word: &String| (word.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut words = hamtrie::HashTable::new();
    /// words.put(hash(&"leaf".into()), |word| word == "leaf", "leaf".into(), hash);
    /// let before = words.clone();
    /// words.put(hash(&"branch".into()), |word| word == "branch", "branch".into(), hash);
    /// assert!(words.into_unique().eq(["branch"])); // `leaf` stays with `before`
    /// assert_eq!(before.len(), 1);
    /// ```
    pub fn into_unique(self) -> IntoUnique<T, A, L> {
        IntoUnique::new(self.trie)
    }

    /// An iterator over the entries that may have this hash: all that have it, and some by chance. O(1) on average.
    ///
    /// # Examples
    /// All words of one length:
    /// ```
    /// let hash = |word: &&str| (word.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut words = hamtrie::HashTable::new();
    /// for word in ["tree", "leaf", "branch"] {
    ///     words.insert_unique(hash(&word), word, hash);
    /// }
    /// assert_eq!(words.iter_hash(hash(&"four")).filter(|word| word.len() == 4).count(), 2);
    /// ```
    pub fn iter_hash(&self, hash: u64) -> IterHash<'_, T, L> {
        IterHash(self.trie.of_hash(hash))
    }

    /// Removes all entries and returns them as an iterator, in arbitrary order. It clones those that other versions hold. The
    /// table is empty at once, even if the iterator is leaked.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// for ticket in [17, 4] {
    ///     open.insert_unique(hash(&ticket), ticket, hash);
    /// }
    /// assert_eq!(open.drain().sum::<u64>(), 21);
    /// assert!(open.is_empty());
    /// ```
    pub fn drain(&mut self) -> Drain<'_, T, A, L>
    where
        A: Clone,
        L: Copies<T>,
    {
        Drain::new(&mut self.trie)
    }

    /// A mutable iterator over all entries, in arbitrary order. It copies what other versions hold when it gets there.
    ///
    /// A caller must not change the hash of an entry, nor what it is equal to.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut scores = hamtrie::HashTable::new();
    /// scores.insert_unique(hash(&(17, 0)), (17, 3), hash);
    /// let before = scores.clone();
    /// scores.iter_mut().for_each(|(_, score)| *score += 1);
    /// assert!(before.iter().eq([&(17, 3)]) && scores.iter().eq([&(17, 4)]));
    /// ```
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

impl<'t, T, L: Layout<T>> Iterator for IterHash<'t, T, L> {
    type Item = &'t T;

    fn next(&mut self) -> Option<&'t T> {
        self.0.next()
    }
}

impl<T, L: Layout<T>> FusedIterator for IterHash<'_, T, L> {}

impl<T, L: Layout<T>> Clone for IterHash<'_, T, L> {
    fn clone(&self) -> Self {
        IterHash(self.0.clone())
    }
}

impl<T, L: Layout<T>> Default for IterHash<'_, T, L> {
    /// An iterator over nothing.
    fn default() -> Self {
        IterHash(OfHash::none())
    }
}

impl<T: fmt::Debug, L: Layout<T>> fmt::Debug for IterHash<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
