//! Parallel operations, with [rayon] (feature `rayon`): parallel iterators over maps and sets, parallel `collect` and
//! `par_extend` into them, and the union of two maps or sets by several threads.
//!
//! A map is split by the digits of its hashes, down to single leaves. If the hash is good, the two halves of a split have
//! about the same size. Only `into_par_iter` collects the entries beforehand: it moves them to a vector. `par_iter_mut`
//! copies the leaves that other versions hold before it starts.
//!
//! ```
//! use hamtrie::HashMap;
//! use rayon::prelude::*;
//!
//! let squares: HashMap<u64, u64> = (0..10_000u64).into_par_iter().map(|n| (n, n * n)).collect();
//! let before = squares.clone();
//! let mut doubled = squares;
//! doubled.par_iter_mut().for_each(|(_, value)| *value *= 2);
//! assert_eq!(doubled.par_iter().map(|(_, value)| value).sum::<u64>(), 2 * before.values().sum::<u64>());
//! ```

mod union;

use crate::layout::{Copies, Edits, Layout};
use crate::trie::parts::{Part, PartMut};
use crate::{HashMap, HashSet};
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::ops::ControlFlow;
use rayon::iter::plumbing::{Folder, UnindexedConsumer, UnindexedProducer, bridge_unindexed};
use rayon::iter::{FromParallelIterator, IntoParallelIterator, ParallelExtend, ParallelIterator};

/// Feeds a folder with the entries, one leaf after the other.
macro_rules! fold_leaves {
    ($part:expr, $folder:expr) => {{
        let mut folder = Some($folder);
        $part.leaves(|entries| {
            folder = folder.take().map(|folder| folder.consume_iter(entries));
            if folder.as_ref().is_some_and(Folder::full) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        folder.expect("put back after each leaf")
    }};
}

impl<'t, T: Sync, L: Layout<T>> UnindexedProducer for Part<'t, T, L> {
    type Item = &'t T;

    fn split(self) -> (Self, Option<Self>) {
        self.split()
    }

    fn fold_with<F: Folder<&'t T>>(self, folder: F) -> F {
        fold_leaves!(self, folder)
    }
}

impl<'t, T: Send + Sync, L: Copies<T>, A: Allocator + Sync> UnindexedProducer for PartMut<'t, T, L, A> {
    type Item = &'t mut T;

    fn split(self) -> (Self, Option<Self>) {
        self.split()
    }

    fn fold_with<F: Folder<&'t mut T>>(self, folder: F) -> F {
        fold_leaves!(self, folder)
    }
}

/// All entries of a borrowed table.
struct Entries<'t, T, L>(Part<'t, T, L>);

impl<'t, T: Sync, L: Layout<T>> ParallelIterator for Entries<'t, T, L> {
    type Item = &'t T;

    fn drive_unindexed<C: UnindexedConsumer<&'t T>>(self, consumer: C) -> C::Result {
        bridge_unindexed(self.0, consumer)
    }
}

/// All entries of a mutably borrowed table.
struct EntriesMut<'t, T, L, A>(PartMut<'t, T, L, A>);

impl<'t, T: Send + Sync, L: Copies<T>, A: Allocator + Sync> ParallelIterator for EntriesMut<'t, T, L, A> {
    type Item = &'t mut T;

    fn drive_unindexed<C: UnindexedConsumer<&'t mut T>>(self, consumer: C) -> C::Result {
        bridge_unindexed(self.0, consumer)
    }
}

/// A parallel iterator over the entries of a map. Made by `par_iter`.
pub struct ParIter<'m, K, V, L>(Part<'m, (K, V), L>);

/// A mutable parallel iterator over the entries of a map. Made by `par_iter_mut`.
pub struct ParIterMut<'m, K, V, L, A>(PartMut<'m, (K, V), L, A>);

/// A parallel iterator over the elements of a set. Made by `par_iter`.
pub struct ParSetIter<'s, T, L>(Part<'s, T, L>);

/// A parallel iterator over the keys of a map. Made by [`HashMap::par_keys`].
pub struct ParKeys<'m, K, V, L>(Part<'m, (K, V), L>);

/// A parallel iterator over the values of a map. Made by [`HashMap::par_values`].
pub struct ParValues<'m, K, V, L>(Part<'m, (K, V), L>);

/// A mutable parallel iterator over the values of a map. Made by [`HashMap::par_values_mut`].
pub struct ParValuesMut<'m, K, V, L, A>(PartMut<'m, (K, V), L, A>);

macro_rules! opaque_debug {
    ($($name:ident<$($parameter:tt),*>;)*) => {$(
        impl<$($parameter),*> fmt::Debug for $name<$($parameter),*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

opaque_debug! {
    ParIter<'m, K, V, L>;
    ParIterMut<'m, K, V, L, A>;
    ParSetIter<'s, T, L>;
    ParKeys<'m, K, V, L>;
    ParValues<'m, K, V, L>;
    ParValuesMut<'m, K, V, L, A>;
}

impl<'m, K: Sync, V: Sync, L: Layout<(K, V)>> ParallelIterator for ParIter<'m, K, V, L> {
    type Item = (&'m K, &'m V);

    fn drive_unindexed<C: UnindexedConsumer<Self::Item>>(self, consumer: C) -> C::Result {
        Entries(self.0).map(|(key, value)| (key, value)).drive_unindexed(consumer)
    }
}

impl<'m, K, V, L, A> ParallelIterator for ParIterMut<'m, K, V, L, A>
where
    K: Send + Sync,
    V: Send + Sync,
    L: Copies<(K, V)>,
    A: Allocator + Sync,
{
    type Item = (&'m K, &'m mut V);

    fn drive_unindexed<C: UnindexedConsumer<Self::Item>>(self, consumer: C) -> C::Result {
        EntriesMut(self.0).map(|(key, value)| (&*key, value)).drive_unindexed(consumer)
    }
}

impl<'s, T: Sync, L: Layout<T>> ParallelIterator for ParSetIter<'s, T, L> {
    type Item = &'s T;

    fn drive_unindexed<C: UnindexedConsumer<Self::Item>>(self, consumer: C) -> C::Result {
        Entries(self.0).drive_unindexed(consumer)
    }
}

impl<'m, K: Sync, V: Sync, L: Layout<(K, V)>> ParallelIterator for ParKeys<'m, K, V, L> {
    type Item = &'m K;

    fn drive_unindexed<C: UnindexedConsumer<Self::Item>>(self, consumer: C) -> C::Result {
        Entries(self.0).map(|(key, _)| key).drive_unindexed(consumer)
    }
}

impl<'m, K: Sync, V: Sync, L: Layout<(K, V)>> ParallelIterator for ParValues<'m, K, V, L> {
    type Item = &'m V;

    fn drive_unindexed<C: UnindexedConsumer<Self::Item>>(self, consumer: C) -> C::Result {
        Entries(self.0).map(|(_, value)| value).drive_unindexed(consumer)
    }
}

impl<'m, K, V, L, A> ParallelIterator for ParValuesMut<'m, K, V, L, A>
where
    K: Send + Sync,
    V: Send + Sync,
    L: Copies<(K, V)>,
    A: Allocator + Sync,
{
    type Item = &'m mut V;

    fn drive_unindexed<C: UnindexedConsumer<Self::Item>>(self, consumer: C) -> C::Result {
        EntriesMut(self.0).map(|(_, value)| value).drive_unindexed(consumer)
    }
}

impl<K: Sync, V: Sync, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A parallel iterator over all keys.
    pub fn par_keys(&self) -> ParKeys<'_, K, V, L> {
        ParKeys(Part::whole(&self.trie))
    }

    /// A parallel iterator over all values.
    pub fn par_values(&self) -> ParValues<'_, K, V, L> {
        ParValues(Part::whole(&self.trie))
    }

    /// A mutable parallel iterator over all values. First copies what other versions hold, in O(n).
    pub fn par_values_mut(&mut self) -> ParValuesMut<'_, K, V, L, A>
    where
        K: Send,
        V: Send,
        A: Sync,
        L: Copies<(K, V)>,
    {
        ParValuesMut(PartMut::whole(&mut self.trie))
    }
}

impl<'m, K: Sync, V: Sync, S, A: Allocator, L: Layout<(K, V)>> IntoParallelIterator for &'m HashMap<K, V, S, A, L> {
    type Item = (&'m K, &'m V);
    type Iter = ParIter<'m, K, V, L>;

    fn into_par_iter(self) -> Self::Iter {
        ParIter(Part::whole(&self.trie))
    }
}

impl<'m, K, V, S, A, L> IntoParallelIterator for &'m mut HashMap<K, V, S, A, L>
where
    K: Send + Sync,
    V: Send + Sync,
    A: Allocator + Sync,
    L: Copies<(K, V)>,
{
    type Item = (&'m K, &'m mut V);
    type Iter = ParIterMut<'m, K, V, L, A>;

    fn into_par_iter(self) -> Self::Iter {
        ParIterMut(PartMut::whole(&mut self.trie))
    }
}

impl<K: Send, V: Send, S, A: Allocator, L: Copies<(K, V)>> IntoParallelIterator for HashMap<K, V, S, A, L> {
    type Item = (K, V);
    type Iter = rayon::vec::IntoIter<(K, V)>;

    /// A consuming parallel iterator over all entries. It moves them to a vector first, and clones those that other versions
    /// hold.
    fn into_par_iter(self) -> Self::Iter {
        self.into_iter().collect::<Vec<_>>().into_par_iter()
    }
}

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A consuming parallel iterator over all entries, as the trait's method gives it. It clones those that other versions
    /// hold. If entries are not `Clone`, the call is an error: without this method it would borrow them.
    pub fn into_par_iter(self) -> rayon::vec::IntoIter<(K, V)>
    where
        K: Send,
        V: Send,
        L: Copies<(K, V)>,
    {
        IntoParallelIterator::into_par_iter(self)
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
    pub fn into_par_iter(self) -> rayon::vec::IntoIter<T>
    where
        T: Send,
        L: Copies<T>,
    {
        IntoParallelIterator::into_par_iter(self)
    }
}

impl<K, V, S, A, L> ParallelExtend<(K, V)> for HashMap<K, V, S, A, L>
where
    K: Eq + Hash + Send,
    V: Send,
    S: BuildHasher + Sync,
    A: Allocator + Sync,
    L: Copies<(K, V)>,
{
    /// Inserts all entries; of equal keys the last value counts.
    fn par_extend<I: IntoParallelIterator<Item = (K, V)>>(&mut self, entries: I) {
        let Self { trie, hash_builder } = self;
        let hash_builder = &*hash_builder;
        trie.par_put_many(
            entries.into_par_iter(),
            |(key, _)| hash_builder.hash_one(key),
            |trie, hash, entry| drop(Self::insert_hashed(trie, hash_builder, hash, entry)),
        );
    }
}

impl<K, V, S, A, L> FromParallelIterator<(K, V)> for HashMap<K, V, S, A, L>
where
    K: Eq + Hash + Send,
    V: Send,
    S: BuildHasher + Default + Sync,
    A: Allocator + Default + Sync,
    L: Copies<(K, V)>,
{
    /// A map of the entries; of equal keys the last value counts.
    fn from_par_iter<I: IntoParallelIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        map.par_extend(entries);
        map
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
