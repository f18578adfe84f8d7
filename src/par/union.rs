//! The union of two maps or sets by several threads.

use crate::drop_first::drop_first;
use crate::error::or_abort;
use crate::layout::Adopts;
use crate::trie::pair::Side;
use crate::{HashMap, HashSet};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// Unions by several threads, with the results of the methods that they are named after.
///
/// The threads are those of the rayon pool that the caller is in. They are worth it from some ten thousand entries on
/// that only one side has. With less to do, or if the two sides hash differently, it is done by the thread that asks.
///
/// Nodes are made by all of these threads, so the allocator has to be one that they can share. A reference to an arena
/// that is for one thread is not:
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
    /// The entries of both maps, as [`union`](Self::union) has them: this map's of keys that both have.
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

    /// The entries of both maps, as [`union_with`](Self::union_with) has them: of keys that both have, `combine` gives
    /// the value. O(n) in the size of `other`, which had better be the smaller one.
    ///
    /// `combine` is called by several threads at once, in any order, and may be called again for a key whose value it has
    /// given before: when the maps turn out to hash differently, one thread begins anew.
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
    /// The elements of both sets, as [`union`](Self::union) has them: those of the larger set of two equal ones.
    #[must_use = "neither set is changed"]
    pub fn par_union(&self, other: &Self) -> Self {
        let pair = self.pair(other);
        let side = pair.larger();
        self.made_of(other, (or_abort(pair.par_union(side, L::adoption())), side))
    }
}
