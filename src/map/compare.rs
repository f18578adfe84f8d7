//! Comparing two maps: equality, submaps, disjointness.

use super::HashMap;
use crate::common::by::{By, Key};
use crate::layout::Layout;
use crate::trie::versions::Pair;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    pub(super) fn pair<'m>(&'m self, right: &'m Self) -> Pair<'m, (K, V), L, A, By<'m, S, Key>> {
        let rules = By::new(&self.hash_builder, &right.hash_builder);
        Pair { left: &self.trie, right: &right.trie, rules }
    }

    /// Whether both maps have the same root. If so, they have the same entries; if not, they may have them too. O(1).
    ///
    /// True for a map and its clone until one of them changes, and for two empty maps.
    ///
    /// # Examples
    /// Whether there is anything to save:
    /// ```
    /// let saved = hamtrie::HashMap::from([("theme", "light")]);
    /// let mut settings = saved.clone();
    /// assert!(settings.ptr_eq(&saved));
    /// settings.insert("theme", "dark");
    /// assert!(!settings.ptr_eq(&saved));
    /// ```
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.trie.ptr_eq(&other.trie)
    }

    /// The bytes of nodes and shared entries that this map has and `base` has not: what keeping it costs besides `base`, a version
    /// before or after it, or an empty map. O(what differs).
    ///
    /// Memory that the entries themselves point to, such as the text of a `String`, is not counted.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let old: HashMap<u32, u32> = (0..10_000).map(|id| (id, id)).collect();
    /// let new = old.update(7, 0);
    /// let empty = HashMap::new();
    /// // One path of the trie, of a map that takes 200 KB alone.
    /// assert!(new.bytes_beyond(&old) < 2_000);
    /// assert!(new.bytes_beyond(&empty) > 100_000);
    /// ```
    pub fn bytes_beyond(&self, base: &Self) -> usize {
        self.trie.bytes_beyond(&base.trie)
    }
}

impl<K: Eq + Hash, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Whether `other` has all entries of this map: the same keys with equal values. Costs as `==`.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let required = HashMap::from([("role", "editor")]);
    /// let user = HashMap::from([("name", "ada"), ("role", "editor")]);
    /// assert!(required.is_submap(&user));
    /// assert!(!required.is_submap(&user.update("role", "reader")));
    /// ```
    pub fn is_submap(&self, other: &Self) -> bool
    where
        V: PartialEq,
    {
        self.pair(other).is_contained(|(_, mine), (_, theirs)| mine == theirs)
    }

    /// Whether `other` has all keys of this map, and for each key `holds` returns true for this map's value and the other's.
    /// O(n).
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let order = HashMap::from([("apples", 2), ("pears", 1)]);
    /// let stock = HashMap::from([("apples", 3), ("pears", 1), ("plums", 7)]);
    /// assert!(order.is_submap_by(&stock, |wanted, at_hand| wanted <= at_hand));
    /// ```
    pub fn is_submap_by(&self, other: &Self, mut holds: impl FnMut(&V, &V) -> bool) -> bool {
        self.pair(other).is_contained_by(|(_, mine), (_, theirs)| holds(mine, theirs))
    }

    /// Whether `other` has all entries of this map and more. Costs as `==`.
    ///
    /// # Examples
    /// ```
    /// let basic = hamtrie::HashMap::from([("search", true)]);
    /// let full = basic.update("export", true);
    /// assert!(basic.is_proper_submap(&full));
    /// assert!(!full.is_proper_submap(&full));
    /// ```
    pub fn is_proper_submap(&self, other: &Self) -> bool
    where
        V: PartialEq,
    {
        self.len() < other.len() && self.is_submap(other)
    }

    /// Whether `other` has all keys of this map and more, and for each key of this map `holds` returns true for this map's
    /// value and the other's. O(n).
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let order = HashMap::from([("apples", 2)]);
    /// let stock = HashMap::from([("apples", 3), ("pears", 1)]);
    /// assert!(order.is_proper_submap_by(&stock, |wanted, at_hand| wanted <= at_hand));
    /// assert!(!order.is_proper_submap_by(&order, |wanted, at_hand| wanted <= at_hand));
    /// ```
    pub fn is_proper_submap_by(&self, other: &Self, holds: impl FnMut(&V, &V) -> bool) -> bool {
        self.len() < other.len() && self.is_submap_by(other, holds)
    }

    /// Whether both maps have the same keys, and `same` returns true for the two values of each. The maps may hash differently, and
    /// have values of different types. O(n).
    ///
    /// Unlike `==`, which skips what two versions share, this asks about every pair of values. So it tells that a NaN does not equal
    /// itself.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let measured = HashMap::from([("pressure", f64::NAN)]);
    /// let copy = measured.clone();
    /// assert!(measured == copy && !measured.eq_by(&copy, |one, other| one == other));
    /// assert!(measured.eq_by(&HashMap::from([("pressure", None)]), |value, other: &Option<f64>| value.is_nan() == other.is_none()));
    /// ```
    pub fn eq_by<W, S2, A2, L2>(&self, other: &HashMap<K, W, S2, A2, L2>, mut same: impl FnMut(&V, &W) -> bool) -> bool
    where
        S2: BuildHasher,
        A2: Allocator,
        L2: Layout<(K, W)>,
    {
        self.len() == other.len()
            && self.iter().all(|(key, value)| other.get(key).is_some_and(|theirs| same(value, theirs)))
    }

    /// Whether no key is in both maps. At most O(n) in the size of the smaller one.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let morning = HashMap::from([("9:00", "ada"), ("10:00", "bob")]);
    /// let evening = HashMap::from([("18:00", "eve")]);
    /// assert!(morning.is_disjoint(&evening));
    /// assert!(!morning.is_disjoint(&evening.update("9:00", "eve")));
    /// ```
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.pair(other).is_disjoint()
    }
}

impl<K: Eq + Hash, V: PartialEq, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> PartialEq for HashMap<K, V, S, A, L> {
    /// Whether both have the same keys with equal values.
    ///
    /// O(difference) for versions of one map, O(n) for others. An entry that both maps share counts as equal to itself, even
    /// if its value does not, such as a NaN; [`eq_by`](HashMap::eq_by) asks about each.
    fn eq(&self, other: &Self) -> bool {
        self.pair(other).is_equal(|(_, mine), (_, theirs)| mine == theirs)
    }
}

impl<K: Eq + Hash, V: Eq, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> Eq for HashMap<K, V, S, A, L> {}
