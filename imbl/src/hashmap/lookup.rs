//! Finding keys, and comparing with other maps.

use super::GenericHashMap;
use hamtrie::Equivalent;
use hamtrie::table::Keyed;
use imbl::shared_ptr::SharedPointerKind;
use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

impl<K, V, S, P> GenericHashMap<K, V, S, P>
where
    K: Hash + Eq,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    /// How the entries are hashed and compared.
    #[allow(clippy::type_complexity, reason = "closures have no name to give")]
    pub(super) fn identity(&self) -> Keyed<impl Fn(&(K, V)) -> u64, impl Fn(&(K, V), &(K, V)) -> bool> {
        Keyed { hash: |entry: &(K, V)| self.hash(&entry.0), eq: same_key }
    }

    /// The value of a key.
    #[must_use]
    pub fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&V> {
        self.get_key_value(key).map(|(_, value)| value)
    }

    /// The map's key, and its value.
    #[must_use]
    pub fn get_key_value<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<(&K, &V)> {
        if self.is_empty() {
            return None;
        }
        self.table.find(self.hash(key), |(other, _)| key.equivalent(other)).map(|(key, value)| (key, value))
    }

    /// Whether there is an entry of the key.
    #[must_use]
    pub fn contains_key<Q: Hash + Equivalent<K> + ?Sized>(&self, k: &Q) -> bool {
        self.get(k).is_some()
    }

    /// Whether `other` has all keys of this map, and for each `cmp` returns true for this map's value and the other's. O(n).
    #[must_use]
    pub fn is_submap_by<B, RM, F, P2: SharedPointerKind>(&self, other: RM, mut cmp: F) -> bool
    where
        F: FnMut(&V, &B) -> bool,
        RM: Borrow<GenericHashMap<K, B, S, P2>>,
    {
        let other = other.borrow();
        self.len() <= other.len() && self.iter().all(|(key, mine)| other.get(key).is_some_and(|value| cmp(mine, value)))
    }

    /// The same, and `other` has another number of entries. O(n).
    #[must_use]
    pub fn is_proper_submap_by<B, RM, F, P2: SharedPointerKind>(&self, other: RM, cmp: F) -> bool
    where
        F: FnMut(&V, &B) -> bool,
        RM: Borrow<GenericHashMap<K, B, S, P2>>,
    {
        self.len() != other.borrow().len() && self.is_submap_by(other, cmp)
    }

    /// Whether `other` has all entries of this map. Two versions of one map: O(difference).
    #[must_use]
    pub fn is_submap<RM: Borrow<Self>>(&self, other: RM) -> bool
    where
        V: PartialEq,
    {
        let other = other.borrow();
        if self.family.agrees(&other.family) {
            return self.table.is_subset(&other.table, &self.identity(), |mine, theirs| mine.1 == theirs.1);
        }
        self.is_submap_by(other, PartialEq::eq)
    }

    /// The same, and `other` has more entries.
    #[must_use]
    pub fn is_proper_submap<RM: Borrow<Self>>(&self, other: RM) -> bool
    where
        V: PartialEq,
    {
        self.len() != other.borrow().len() && self.is_submap(other)
    }
}

/// Whether two entries have equal keys.
pub(super) fn same_key<K: Eq, V>(one: &(K, V), other: &(K, V)) -> bool {
    one.0 == other.0
}
