//! The union of two maps or sets by several threads.

use crate::drop_first::drop_first;
use crate::error::or_abort;
use crate::layout::Adopts;
use crate::trie::pair::Side;
use crate::{HashMap, HashSet};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

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

/// The union by several threads. See [`HashMap::par_union`] for when it is worth it.
impl<T, S, A, L> HashSet<T, S, A, L>
where
    T: Eq + Hash + Send + Sync,
    S: BuildHasher + Clone + Sync,
    A: Allocator + Clone + Send + Sync,
    L: Adopts<T, A>,
{
    /// The union, as [`union`](Self::union) makes it: of two equal elements it has the one of the larger set.
    #[must_use = "neither set is changed"]
    pub fn par_union(&self, other: &Self) -> Self {
        let pair = self.pair(other);
        let side = pair.larger();
        self.made_of(other, (or_abort(pair.par_union(side, L::adoption())), side))
    }
}
