//! Implementations of standard traits for [`HashSet`].

use super::HashSet;
use crate::common::{hash_content, write_list};
use crate::layout::{Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash, Hasher};

impl<T, S: Clone, A: Allocator + Clone, L: Layout<T>> Clone for HashSet<T, S, A, L> {
    /// A new version with the same elements. O(1): the two share all nodes until one of them changes.
    #[inline]
    fn clone(&self) -> Self {
        self.with_trie(self.trie.clone())
    }
}

impl<T, S: Default, A: Allocator + Default, L: Layout<T>> Default for HashSet<T, S, A, L> {
    /// An empty set. Allocates nothing.
    fn default() -> Self {
        Self::with_layout_in(S::default(), A::default())
    }
}

impl<T: fmt::Debug, S, A: Allocator, L: Layout<T>> fmt::Debug for HashSet<T, S, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<T: fmt::Display, S, A: Allocator, L: Layout<T>> fmt::Display for HashSet<T, S, A, L> {
    /// Writes all elements in arbitrary order, as `{one, other}`. O(n).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(f, self, |f, element| write!(f, "{element}"))
    }
}

impl<T: Hash, S, A: Allocator, L: Layout<T>> Hash for HashSet<T, S, A, L> {
    /// Feeds the hasher with a sum over all elements. So equal sets have equal hashes, whatever their order of iteration and
    /// their own hashers. O(n).
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_content(&self.trie, state);
    }
}

impl<T: Eq + Hash, S: BuildHasher, A: Allocator, L: Edits<T>> Extend<T> for HashSet<T, S, A, L> {
    /// Adds all elements; of equal ones the first stays. O(1) on average for each.
    ///
    /// Faster than [`insert`](HashSet::insert) in a loop in the cases that [`HashMap`'s](crate::HashMap#method.extend) `extend`
    /// names.
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        let hash_builder = &self.hash_builder;
        self.trie.put_many(
            elements,
            |element| hash_builder.hash_one(element),
            |trie, hash, element| {
                Self::insert_hashed(trie, hash_builder, hash, element);
            },
        );
    }
}

impl<'e, T, S, A, L> Extend<&'e T> for HashSet<T, S, A, L>
where
    T: Eq + Hash + Copy + 'e,
    S: BuildHasher,
    A: Allocator,
    L: Edits<T>,
{
    fn extend<I: IntoIterator<Item = &'e T>>(&mut self, elements: I) {
        self.extend(elements.into_iter().copied());
    }
}

impl<T, S, A, L> FromIterator<T> for HashSet<T, S, A, L>
where
    T: Eq + Hash,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<T>,
{
    /// A set of the elements; of equal ones the first stays.
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut set = Self::default();
        set.extend(elements);
        set
    }
}

impl<T: Eq + Hash + Clone, const N: usize> From<[T; N]> for HashSet<T> {
    /// A set of the elements; of equal ones the first stays.
    fn from(elements: [T; N]) -> Self {
        elements.into_iter().collect()
    }
}
