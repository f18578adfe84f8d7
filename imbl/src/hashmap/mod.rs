//! Hash maps.

mod algebra;
mod change;
mod convert;
mod entry;
mod iter;
mod lookup;
mod traits;

use crate::family::Family;
use hamtrie::HashTable;
use imbl::shared_ptr::{DefaultSharedPtr, SharedPointerKind};
use std::hash::{BuildHasher, Hash, RandomState};
use std::marker::PhantomData;

pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use iter::{ConsumingIter, Iter, IterMut, Keys, Values};

/// A persistent hash map with `std`'s hasher.
pub type HashMap<K, V> = GenericHashMap<K, V, RandomState, DefaultSharedPtr>;

/// A persistent hash map. `P` is there because imbl has it, and means nothing.
pub struct GenericHashMap<K, V, S, P: SharedPointerKind> {
    table: HashTable<(K, V)>,
    family: Family<S>,
    pointer: PhantomData<fn() -> P>,
}

impl<K: Hash + Eq + Clone, V: Clone, P: SharedPointerKind> GenericHashMap<K, V, RandomState, P> {
    /// A map of one entry.
    #[must_use]
    pub fn unit(k: K, v: V) -> Self {
        let mut map = Self::new();
        map.insert(k, v);
        map
    }
}

impl<K, V, S, P: SharedPointerKind> GenericHashMap<K, V, S, P> {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self
    where
        S: Default,
    {
        Self::default()
    }

    /// An empty map with this hash builder.
    #[must_use]
    pub fn with_hasher(hasher: S) -> Self {
        Self::of(HashTable::new(), Family::new(hasher))
    }

    /// An empty map, maybe of other types, with a clone of this map's hash builder.
    #[must_use]
    pub fn new_from<K1, V1>(&self) -> GenericHashMap<K1, V1, S, P>
    where
        K1: Hash + Eq + Clone,
        V1: Clone,
        S: Clone,
    {
        GenericHashMap::of(HashTable::new(), self.family.clone())
    }

    fn of(table: HashTable<(K, V)>, family: Family<S>) -> Self {
        GenericHashMap { table, family, pointer: PhantomData }
    }

    /// The hash builder.
    #[must_use]
    pub fn hasher(&self) -> &S {
        &self.family.builder
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether both are the same version. O(1).
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.table.ptr_eq(&other.table)
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        self.table.clear();
    }

    /// The entries, in arbitrary order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, K, V, P> {
        Iter::new(self.table.iter())
    }

    /// The keys, in arbitrary order.
    #[must_use]
    pub fn keys(&self) -> Keys<'_, K, V, P> {
        Keys::new(self.table.iter())
    }

    /// The values, in arbitrary order.
    #[must_use]
    pub fn values(&self) -> Values<'_, K, V, P> {
        Values::new(self.table.iter())
    }
}

impl<K: Hash, V, S: BuildHasher, P: SharedPointerKind> GenericHashMap<K, V, S, P> {
    fn hash<Q: Hash + ?Sized>(&self, key: &Q) -> u64 {
        self.family.builder.hash_one(key)
    }
}

/// Where imbl had the strategies once.
#[cfg(feature = "proptest")]
#[doc(hidden)]
pub mod proptest {
    #[deprecated(since = "0.1.0", note = "deprecated in imbl: say `imbl::proptest::hash_map`")]
    pub use crate::proptest::hash_map;
}
