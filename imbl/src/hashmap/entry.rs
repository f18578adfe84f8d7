//! One entry of a map, occupied or vacant.

use hamtrie::HashTable;
use hamtrie::table;
use imbl::shared_ptr::SharedPointerKind;
use std::fmt::{self, Debug};
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;
use std::mem;

/// One entry of a map, occupied or vacant.
pub enum Entry<'a, K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    /// The map has the key.
    Occupied(OccupiedEntry<'a, K, V, S, P>),
    /// The map does not have the key.
    Vacant(VacantEntry<'a, K, V, S, P>),
}

/// An entry of a key that the map has.
pub struct OccupiedEntry<'a, K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    place: table::OccupiedEntry<'a, (K, V)>,
    key: K,
    types: PhantomData<fn() -> (S, P)>,
}

/// An entry of a key that the map does not have.
pub struct VacantEntry<'a, K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    place: table::AbsentEntry<'a, (K, V)>,
    builder: &'a S,
    key: K,
    types: PhantomData<fn() -> P>,
}

impl<'a, K, V, S, P> Entry<'a, K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    pub(super) fn new(table: &'a mut HashTable<(K, V)>, builder: &'a S, key: K) -> Self {
        match table.find_entry(builder.hash_one(&key), |(other, _)| *other == key) {
            Ok(place) => Entry::Occupied(OccupiedEntry { place, key, types: PhantomData }),
            Err(place) => Entry::Vacant(VacantEntry { place, builder, key, types: PhantomData }),
        }
    }

    /// The value, after putting `default` in if there is none.
    pub fn or_insert(self, default: V) -> &'a mut V {
        self.or_insert_with(|| default)
    }

    /// The value, after putting in what `default` returns if there is none.
    pub fn or_insert_with<F: FnOnce() -> V>(self, default: F) -> &'a mut V {
        match self {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(default()),
        }
    }

    /// The value, after putting a default one in if there is none.
    #[allow(clippy::unwrap_or_default, reason = "this is that method")]
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }

    /// The key with which the entry was looked up.
    #[must_use]
    pub fn key(&self) -> &K {
        match self {
            Entry::Occupied(entry) => entry.key(),
            Entry::Vacant(entry) => entry.key(),
        }
    }

    /// Changes the value if there is one.
    #[must_use]
    pub fn and_modify<F: FnOnce(&mut V)>(mut self, f: F) -> Self {
        if let Entry::Occupied(entry) = &mut self {
            f(entry.get_mut());
        }
        self
    }
}

impl<'a, K, V, S, P> OccupiedEntry<'a, K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    /// The key with which the entry was looked up.
    #[must_use]
    pub fn key(&self) -> &K {
        &self.key
    }

    /// Removes the entry, and returns the map's key and the value.
    pub fn remove_entry(self) -> (K, V) {
        self.place.remove().0
    }

    /// The value.
    #[must_use]
    pub fn get(&self) -> &V {
        &self.place.get().1
    }

    /// The value, mutable.
    #[must_use]
    pub fn get_mut(&mut self) -> &mut V {
        &mut self.place.get_mut().1
    }

    /// The value, mutable for as long as the map is borrowed.
    #[must_use]
    pub fn into_mut(self) -> &'a mut V {
        &mut self.place.into_mut().1
    }

    /// Replaces the value, and returns the old one. The map keeps its key.
    pub fn insert(&mut self, value: V) -> V {
        mem::replace(self.get_mut(), value)
    }

    /// Removes the entry, and returns the value.
    pub fn remove(self) -> V {
        self.remove_entry().1
    }
}

impl<'a, K, V, S, P> VacantEntry<'a, K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    /// The key with which the entry was looked up.
    #[must_use]
    pub fn key(&self) -> &K {
        &self.key
    }

    /// That key itself.
    #[must_use]
    pub fn into_key(self) -> K {
        self.key
    }

    /// Puts the key in, with this value.
    pub fn insert(self, value: V) -> &'a mut V {
        let VacantEntry { place, builder, key, .. } = self;
        &mut place.insert((key, value), |(key, _)| builder.hash_one(key)).1
    }
}

impl<K, V, S, P> Debug for Entry<'_, K, V, S, P>
where
    K: Hash + Eq + Clone + Debug,
    V: Clone + Debug,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Entry::Occupied(entry) => entry.fmt(f),
            Entry::Vacant(entry) => entry.fmt(f),
        }
    }
}

impl<K, V, S, P> Debug for OccupiedEntry<'_, K, V, S, P>
where
    K: Hash + Eq + Clone + Debug,
    V: Clone + Debug,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OccupiedEntry").field("key", self.key()).field("value", self.get()).finish()
    }
}

impl<K, V, S, P> Debug for VacantEntry<'_, K, V, S, P>
where
    K: Hash + Eq + Clone + Debug,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VacantEntry").field(self.key()).finish()
    }
}
