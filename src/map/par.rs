//! Maps and rayon: parallel iterators, `collect`, `par_extend` and unions. See [`crate::par`].

use super::HashMap;
use crate::drop_first::drop_first;
use crate::error::or_abort;
use crate::layout::{Adopts, Copies, Edits, Layout};
use crate::trie::parallel::parts::{Part, PartMut};
use crate::trie::versions::Side;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use rayon::iter::plumbing::UnindexedConsumer;
use rayon::iter::{FromParallelIterator, IntoParallelIterator, ParallelExtend, ParallelIterator};

macro_rules! iterators {
    ($(
        $(#[$doc:meta])*
        $name:ident [$($alloc:ident)?] ($($sent:ident)?, $bound:ident) over $part:ident
            gives $item:ty, $pair:pat => $view:expr;
    )*) => {$(
        $(#[$doc])*
        pub struct $name<'m, K, V, L, $($alloc)?>($part<'m, (K, V), L, $($alloc)?>);

        impl<'m, K, V, L, $($alloc)?> ParallelIterator for $name<'m, K, V, L, $($alloc)?>
        where
            K: $($sent +)? Sync,
            V: $($sent +)? Sync,
            L: $bound<(K, V)>,
            $($alloc: Allocator + Sync,)?
        {
            type Item = $item;

            fn drive_unindexed<C: UnindexedConsumer<$item>>(self, consumer: C) -> C::Result {
                self.0.map(|$pair| $view).drive_unindexed(consumer)
            }
        }

        impl<K, V, L, $($alloc)?> fmt::Debug for $name<'_, K, V, L, $($alloc)?> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

iterators! {
    /// A parallel iterator over the entries of a map. Made by `par_iter`.
    ParIter [] (, Layout) over Part gives (&'m K, &'m V), (key, value) => (key, value);
    /// A mutable parallel iterator over the entries of a map. Made by `par_iter_mut`.
    ParIterMut [A] (Send, Copies) over PartMut gives (&'m K, &'m mut V), (key, value) => (&*key, value);
    /// A parallel iterator over the keys of a map. Made by [`HashMap::par_keys`].
    ParKeys [] (, Layout) over Part gives &'m K, (key, _) => key;
    /// A parallel iterator over the values of a map. Made by [`HashMap::par_values`].
    ParValues [] (, Layout) over Part gives &'m V, (_, value) => value;
    /// A mutable parallel iterator over the values of a map. Made by [`HashMap::par_values_mut`].
    ParValuesMut [A] (Send, Copies) over PartMut gives &'m mut V, (_, value) => value;
}

impl<K: Sync, V: Sync, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A parallel iterator over all keys.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    /// use rayon::prelude::*;
    ///
    /// let squares: HashMap<u64, u64> = (0..1000).map(|n| (n, n * n)).collect();
    /// assert_eq!(squares.par_keys().sum::<u64>(), 499_500);
    /// ```
    pub fn par_keys(&self) -> ParKeys<'_, K, V, L> {
        ParKeys(Part::whole(&self.trie))
    }

    /// A parallel iterator over all values.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    /// use rayon::prelude::*;
    ///
    /// let squares: HashMap<u64, u64> = (0..1000).map(|n| (n, n * n)).collect();
    /// assert_eq!(squares.par_values().max(), Some(&998_001));
    /// ```
    pub fn par_values(&self) -> ParValues<'_, K, V, L> {
        ParValues(Part::whole(&self.trie))
    }

    /// A mutable parallel iterator over all values. First copies what other versions hold, in O(n).
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    /// use rayon::prelude::*;
    ///
    /// let mut prices: HashMap<u64, u64> = (0..1000).map(|id| (id, 100)).collect();
    /// let before = prices.clone();
    /// prices.par_values_mut().for_each(|price| *price += 10);
    /// assert_eq!((before[&17], prices[&17]), (100, 110));
    /// ```
    pub fn par_values_mut(&mut self) -> ParValuesMut<'_, K, V, L, A>
    where
        K: Send,
        V: Send,
        A: Sync,
        L: Copies<(K, V)>,
    {
        ParValuesMut(or_abort(PartMut::whole(&mut self.trie)))
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
        ParIterMut(or_abort(PartMut::whole(&mut self.trie)))
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
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    /// use rayon::prelude::*;
    ///
    /// let texts: HashMap<u64, String> = (0..100).map(|id| (id, format!("page {id}"))).collect();
    /// let long: Vec<String> = texts.into_par_iter().map(|(_, text)| text).filter(|text| text.len() > 6).collect();
    /// assert_eq!(long.len(), 90);
    /// ```
    pub fn into_par_iter(self) -> rayon::vec::IntoIter<(K, V)>
    where
        K: Send,
        V: Send,
        L: Copies<(K, V)>,
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
    L: Edits<(K, V)>,
{
    /// Inserts all entries. Equal keys are as in [`extend`](Extend::extend).
    fn par_extend<I: IntoParallelIterator<Item = (K, V)>>(&mut self, entries: I) {
        let Self { trie, hash_builder } = self;
        let hash_builder = &*hash_builder;
        trie.par_put_many(
            entries.into_par_iter(),
            |(key, _)| hash_builder.hash_one(key),
            |trie, hash, entry| Self::extend_hashed(trie, hash_builder, hash, entry),
        );
    }
}

impl<K, V, S, A, L> FromParallelIterator<(K, V)> for HashMap<K, V, S, A, L>
where
    K: Eq + Hash + Send,
    V: Send,
    S: BuildHasher + Default + Sync,
    A: Allocator + Default + Sync,
    L: Edits<(K, V)>,
{
    /// A map of the entries. Equal keys are as in [`extend`](Extend::extend).
    fn from_par_iter<I: IntoParallelIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        map.par_extend(entries);
        map
    }
}

/// Unions by several threads, with the same results as the methods without `par_`.
///
/// The threads are those of the caller's rayon pool. They are worth it if some ten thousand entries or more are on one side
/// only. With less to do, or if the two maps hash differently, the calling thread does all the work.
///
/// All of these threads make nodes, so they must be able to share the allocator. They cannot share a reference to an arena
/// for one thread:
/// ```compile_fail,E0277
/// use hamtrie::{DefaultHashBuilder, HashMap};
///
/// let arena = bumpalo::Bump::new();
/// let map: HashMap<u64, u64, DefaultHashBuilder, _> = HashMap::new_in(&arena);
/// let union = map.par_union(&map);
/// ```
impl<K, V, S, A, L> HashMap<K, V, S, A, L>
where
    K: Eq + Hash + Send + Sync,
    V: Send + Sync,
    S: BuildHasher + Clone + Sync,
    A: Allocator + Clone + Send + Sync,
    L: Adopts<(K, V), A>,
{
    /// The union, as [`union`](Self::union) makes it: for a key that both maps have, it has this map's entry.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let seen: HashMap<u64, &str> = (0..50_000).map(|id| (id, "north")).collect();
    /// let more: HashMap<u64, &str> = (40_000..90_000).map(|id| (id, "south")).collect();
    /// let all = seen.par_union(&more);
    /// assert_eq!((all.len(), all[&45_000], all[&50_000]), (90_000, "north", "south"));
    /// ```
    #[must_use = "neither map is changed"]
    pub fn par_union(&self, other: &Self) -> Self {
        self.made_of(other, or_abort(self.pair(other).par_union_of_maps(L::adoption())))
    }

    /// The union, as [`union_with`](Self::union_with) makes it: for each key that both maps have, `combine` gives the value.
    /// O(n) in the size of `other`: call this method on the larger map.
    ///
    /// Several threads call `combine` at once, in arbitrary order. It may be called more than once for a key: when the maps
    /// turn out to hash differently, one thread starts again.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let monday: HashMap<u64, u32> = (0..50_000).map(|page| (page, 1)).collect();
    /// let tuesday: HashMap<u64, u32> = (40_000..60_000).map(|page| (page, 2)).collect();
    /// let visits = monday.par_union_with(&tuesday, |one, other| one + other);
    /// assert_eq!((visits[&0], visits[&45_000], visits[&55_000]), (1, 3, 2));
    /// ```
    #[must_use = "neither map is changed"]
    pub fn par_union_with(&self, other: &Self, combine: impl Fn(&V, &V) -> V + Sync) -> Self
    where
        K: Clone,
    {
        let combine_entries = |(key, mine): &(K, V), (_, theirs): &(K, V)| (key.clone(), combine(mine, theirs));
        let trie = or_abort(self.pair(other).par_combine(Side::Left, L::adoption(), combine_entries));
        drop_first(combine, self.made_of(other, (trie, Side::Left)))
    }
}
