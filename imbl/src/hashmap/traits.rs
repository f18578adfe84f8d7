//! Implementations of standard traits.

use super::GenericHashMap;
use crate::family::Family;
use hamtrie::{Equivalent, HashTable};
use imbl::shared_ptr::SharedPointerKind;
use std::fmt::{self, Debug};
use std::hash::{BuildHasher, Hash};
use std::iter::Sum;
use std::ops::{Add, Index, IndexMut};

impl<K: Clone, V: Clone, S: Clone, P: SharedPointerKind> Clone for GenericHashMap<K, V, S, P> {
    /// A new version with the same entries. O(1).
    fn clone(&self) -> Self {
        Self::of(self.table.clone(), self.family.clone())
    }
}

impl<K, V, S1, S2, P1, P2> PartialEq<GenericHashMap<K, V, S2, P2>> for GenericHashMap<K, V, S1, P1>
where
    K: Hash + Eq,
    V: PartialEq,
    S1: BuildHasher + Clone,
    S2: BuildHasher + Clone,
    P1: SharedPointerKind,
    P2: SharedPointerKind,
{
    /// Whether both have the same keys with equal values. O(difference) for versions of one map, in which an entry that both
    /// share counts as equal to itself.
    fn eq(&self, other: &GenericHashMap<K, V, S2, P2>) -> bool {
        if self.family.is_of(&other.family) {
            return self.table.is_equal(&other.table, &self.identity(), |mine, theirs| mine.1 == theirs.1);
        }
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<K: Hash + Eq, V: Eq, S: BuildHasher + Clone, P: SharedPointerKind> Eq for GenericHashMap<K, V, S, P> {}

impl<K, V, S: Default, P: SharedPointerKind> Default for GenericHashMap<K, V, S, P> {
    fn default() -> Self {
        Self::of(HashTable::new(), Family::new(S::default()))
    }
}

impl<K: Debug, V: Debug, S, P: SharedPointerKind> Debug for GenericHashMap<K, V, S, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K, V, S, P> Add for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.union(other)
    }
}

impl<K, V, S, P> Add for &GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    type Output = GenericHashMap<K, V, S, P>;

    fn add(self, other: Self) -> GenericHashMap<K, V, S, P> {
        self.clone().union(other.clone())
    }
}

impl<K, V, S, P> Sum for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn sum<I: Iterator<Item = Self>>(maps: I) -> Self {
        Self::unions(maps)
    }
}

impl<Q, K, V, S, P> Index<&Q> for GenericHashMap<K, V, S, P>
where
    Q: Hash + Equivalent<K> + ?Sized,
    K: Hash + Eq,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the map has no such key")
    }
}

impl<Q, K, V, S, P> IndexMut<&Q> for GenericHashMap<K, V, S, P>
where
    Q: Hash + Equivalent<K> + ?Sized,
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    fn index_mut(&mut self, key: &Q) -> &mut V {
        self.get_mut(key).expect("the map has no such key")
    }
}

impl<K, V, S, P: SharedPointerKind> AsRef<GenericHashMap<K, V, S, P>> for GenericHashMap<K, V, S, P> {
    fn as_ref(&self) -> &Self {
        self
    }
}
