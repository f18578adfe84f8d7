//! Sets and rayon: parallel iterators, `collect`, `par_extend` and unions. See [`crate::par`].

use super::HashSet;
use crate::error::or_abort;
use crate::layout::{Adopts, Copies, Edits, Layout};
use crate::trie::parallel::parts::Part;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use rayon::iter::plumbing::UnindexedConsumer;
use rayon::iter::{FromParallelIterator, IntoParallelIterator, ParallelExtend, ParallelIterator};

/// A parallel iterator over the elements of a set. Made by `par_iter`.
pub struct ParSetIter<'s, T, L>(Part<'s, T, L>);

impl<'s, T: Sync, L: Layout<T>> ParallelIterator for ParSetIter<'s, T, L> {
    type Item = &'s T;

    fn drive_unindexed<C: UnindexedConsumer<&'s T>>(self, consumer: C) -> C::Result {
        self.0.drive_unindexed(consumer)
    }
}

impl<T, L> fmt::Debug for ParSetIter<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParSetIter").finish_non_exhaustive()
    }
}

impl<'s, T: Sync, S, A: Allocator, L: Layout<T>> IntoParallelIterator for &'s HashSet<T, S, A, L> {
    type Item = &'s T;
    type Iter = ParSetIter<'s, T, L>;

    fn into_par_iter(self) -> Self::Iter {
        ParSetIter(Part::whole(&self.trie))
    }
}

impl<T: Send, S, A: Allocator, L: Copies<T>> IntoParallelIterator for HashSet<T, S, A, L> {
    type Item = T;
    type Iter = rayon::vec::IntoIter<T>;

    /// A consuming parallel iterator over all elements. It moves them to a vector first, and clones those that other versions
    /// hold.
    fn into_par_iter(self) -> Self::Iter {
        self.into_iter().collect::<Vec<_>>().into_par_iter()
    }
}

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// A consuming parallel iterator over all elements, as the trait's method gives it. It clones those that other versions
    /// hold. If elements are not `Clone`, the call is an error: without this method it would borrow them.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    /// use rayon::prelude::*;
    ///
    /// let words: HashSet<String> = (0..100).map(|n| format!("word {n}")).collect();
    /// let short: Vec<String> = words.into_par_iter().filter(|word| word.len() == 6).collect();
    /// assert_eq!(short.len(), 10);
    /// ```
    pub fn into_par_iter(self) -> rayon::vec::IntoIter<T>
    where
        T: Send,
        L: Copies<T>,
    {
        IntoParallelIterator::into_par_iter(self)
    }
}

impl<T, S, A, L> ParallelExtend<T> for HashSet<T, S, A, L>
where
    T: Eq + Hash + Send,
    S: BuildHasher + Sync,
    A: Allocator + Sync,
    L: Edits<T>,
{
    /// Adds all elements; of equal ones the first stays.
    fn par_extend<I: IntoParallelIterator<Item = T>>(&mut self, elements: I) {
        let Self { trie, hash_builder } = self;
        let hash_builder = &*hash_builder;
        trie.par_put_many(
            elements.into_par_iter(),
            |element| hash_builder.hash_one(element),
            |trie, hash, element| {
                Self::insert_hashed(trie, hash_builder, hash, element);
            },
        );
    }
}

impl<T, S, A, L> FromParallelIterator<T> for HashSet<T, S, A, L>
where
    T: Eq + Hash + Send,
    S: BuildHasher + Default + Sync,
    A: Allocator + Default + Sync,
    L: Edits<T>,
{
    /// A set of the elements; of equal ones the first stays.
    fn from_par_iter<I: IntoParallelIterator<Item = T>>(elements: I) -> Self {
        let mut set = Self::default();
        set.par_extend(elements);
        set
    }
}

/// The union by several threads. See [`HashMap::par_union`](crate::HashMap::par_union) for when it is worth it.
impl<T, S, A, L> HashSet<T, S, A, L>
where
    T: Eq + Hash + Send + Sync,
    S: BuildHasher + Clone + Sync,
    A: Allocator + Clone + Send + Sync,
    L: Adopts<T, A>,
{
    /// The union, as `self | other` makes it: of two equal elements it has the one of the larger set.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let seen: HashSet<u64> = (0..50_000).collect();
    /// let more: HashSet<u64> = (40_000..90_000).collect();
    /// assert_eq!(seen.par_union(&more).len(), 90_000);
    /// ```
    #[must_use = "neither set is changed"]
    pub fn par_union(&self, other: &Self) -> Self {
        let pair = self.pair(other);
        let side = pair.larger();
        self.made_of(other, (or_abort(pair.par_union(side, L::adoption())), side))
    }
}
