//! Comparing two maps: equality, submaps, disjointness.

use super::HashMap;
use crate::layout::Layout;
use crate::trie::pair::{Pair, Rules, Side};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// How the entries of two maps are hashed and compared: by their keys.
pub(crate) struct ByKey<'m, S> {
    pub(crate) left: &'m S,
    pub(crate) right: &'m S,
}

impl<S> Clone for ByKey<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for ByKey<'_, S> {}

impl<K: Eq + Hash, V, S: BuildHasher> Rules<(K, V)> for ByKey<'_, S> {
    #[inline]
    fn hash(&self, side: Side, (key, _): &(K, V)) -> u64 {
        match side {
            Side::Left => self.left.hash_one(key),
            Side::Right => self.right.hash_one(key),
        }
    }

    #[inline]
    fn eq(&self, (one, _): &(K, V), (other, _): &(K, V)) -> bool {
        one == other
    }

    /// Hash builders without fields hash alike. Of others nothing is known.
    fn agree(&self) -> bool {
        size_of::<S>() == 0
    }
}

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    pub(crate) fn pair<'m>(&'m self, right: &'m Self) -> Pair<'m, (K, V), L, A, ByKey<'m, S>> {
        let rules = ByKey { left: &self.hash_builder, right: &right.hash_builder };
        Pair { left: &self.trie, right: &right.trie, rules }
    }
}

impl<K: Eq + Hash, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Whether `other` has all entries of this map: the same keys with equal values. Costs as `==`.
    pub fn is_submap(&self, other: &Self) -> bool
    where
        V: PartialEq,
    {
        self.pair(other).is_contained(|(_, mine), (_, theirs)| mine == theirs)
    }

    /// Whether `other` has all keys of this map, and for each key `holds` returns true for this map's value and the other's.
    /// O(n).
    pub fn is_submap_by(&self, other: &Self, mut holds: impl FnMut(&V, &V) -> bool) -> bool {
        self.pair(other).is_contained_by(|(_, mine), (_, theirs)| holds(mine, theirs))
    }

    /// Whether `other` has all entries of this map and more. Costs as `==`.
    pub fn is_proper_submap(&self, other: &Self) -> bool
    where
        V: PartialEq,
    {
        self.len() < other.len() && self.is_submap(other)
    }

    /// Whether `other` has all keys of this map and more, and for each key of this map `holds` returns true for this map's
    /// value and the other's. O(n).
    pub fn is_proper_submap_by(&self, other: &Self, holds: impl FnMut(&V, &V) -> bool) -> bool {
        self.len() < other.len() && self.is_submap_by(other, holds)
    }

    /// Whether no key is in both maps. At most O(n) in the size of the smaller one.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.pair(other).is_disjoint()
    }
}

impl<K: Eq + Hash, V: PartialEq, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> PartialEq for HashMap<K, V, S, A, L> {
    /// Whether both have the same keys with equal values.
    ///
    /// O(difference) for versions of one map, O(n) for others. An entry that both maps share counts as equal to itself, even
    /// if its value does not, such as a NaN.
    fn eq(&self, other: &Self) -> bool {
        self.pair(other).is_equal(|(_, mine), (_, theirs)| mine == theirs)
    }
}

impl<K: Eq + Hash, V: Eq, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> Eq for HashMap<K, V, S, A, L> {}
