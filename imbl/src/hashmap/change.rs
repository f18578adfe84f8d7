//! Changing single entries, in place or in a new version.

use super::lookup::same_key;
use super::{Entry, GenericHashMap, IterMut};
use crate::store;
use hamtrie::Equivalent;
use imbl::shared_ptr::SharedPointerKind;
use std::hash::{BuildHasher, Hash};

impl<K, V, S, P> GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    /// The entries with mutable values, in arbitrary order.
    #[must_use]
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V, P> {
        IterMut::new(self.table.iter_mut())
    }

    /// The value of a key, mutable.
    #[must_use]
    pub fn get_mut<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<&mut V> {
        self.get_key_value_mut(key).map(|(_, value)| value)
    }

    /// The map's key, and its value, mutable.
    #[must_use]
    pub fn get_key_value_mut<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<(&K, &mut V)> {
        let hash = self.hash(key);
        self.table.find_mut(hash, |(other, _)| key.equivalent(other)).map(|(key, value)| (&*key, value))
    }

    /// Puts an entry in, in the place of one with an equal key, whose value is returned.
    pub fn insert(&mut self, k: K, v: V) -> Option<V> {
        let builder = &self.family.builder;
        let hash = builder.hash_one(&k);
        let old = store::put(&mut self.table, hash, same_key, (k, v), |(key, _)| builder.hash_one(key));
        old.map(|(_, value)| value)
    }

    /// Removes a key, and returns its value.
    pub fn remove<Q: Hash + Equivalent<K> + ?Sized>(&mut self, k: &Q) -> Option<V> {
        self.remove_with_key(k).map(|(_, value)| value)
    }

    /// Removes a key, and returns the map's key and the value.
    pub fn remove_with_key<Q: Hash + Equivalent<K> + ?Sized>(&mut self, k: &Q) -> Option<(K, V)> {
        let hash = self.hash(k);
        self.table.remove(hash, |(other, _)| k.equivalent(other))
    }

    /// The entry of a key, occupied or vacant.
    #[must_use]
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V, S, P> {
        Entry::new(&mut self.table, &self.family.builder, key)
    }

    /// A new version with this entry, in the place of one with an equal key.
    #[must_use]
    pub fn update(&self, k: K, v: V) -> Self {
        let mut new = self.clone();
        new.insert(k, v);
        new
    }

    /// A new version with this entry, or with `f` of the old value and the new one.
    #[must_use]
    pub fn update_with<F: FnOnce(V, V) -> V>(&self, k: K, v: V, f: F) -> Self {
        self.update_with_key(k, v, |_, old, new| f(old, new))
    }

    /// A new version with this entry, or with `f` of the key, the old value and the new one.
    #[must_use]
    pub fn update_with_key<F: FnOnce(&K, V, V) -> V>(&self, k: K, v: V, f: F) -> Self {
        let value = match self.get(&k) {
            Some(old) => f(&k, old.clone(), v),
            None => v,
        };
        self.update(k, value)
    }

    /// The same, with the old value beside the new version.
    #[must_use]
    pub fn update_lookup_with_key<F: FnOnce(&K, &V, V) -> V>(&self, k: K, v: V, f: F) -> (Option<V>, Self) {
        let Some(old) = self.get(&k) else {
            return (None, self.update(k, v));
        };
        let value = f(&k, old, v);
        (Some(old.clone()), self.update(k, value))
    }

    /// A new version with the value that `f` makes of the old one, or without the key if `f` returns `None`.
    #[must_use]
    pub fn alter<F: FnOnce(Option<V>) -> Option<V>>(&self, f: F, k: K) -> Self {
        match f(self.get(&k).cloned()) {
            Some(value) => self.update(k, value),
            None => self.without(&k),
        }
    }

    /// A new version without this key.
    #[must_use]
    pub fn without<Q: Hash + Equivalent<K> + ?Sized>(&self, k: &Q) -> Self {
        let table = self.table.without(self.hash(k), |(other, _)| k.equivalent(other));
        Self::of(table, self.family.clone())
    }

    /// Keeps the entries for which `f` returns true.
    pub fn retain<F: FnMut(&K, &V) -> bool>(&mut self, mut f: F) {
        self.table.retain_ref(|(key, value)| f(key, value));
    }

    /// The value of a key, and a new version without it.
    #[must_use]
    pub fn extract<Q: Hash + Equivalent<K> + ?Sized>(&self, k: &Q) -> Option<(V, Self)> {
        self.extract_with_key(k).map(|(_, value, rest)| (value, rest))
    }

    /// The map's key, its value, and a new version without it.
    #[must_use]
    pub fn extract_with_key<Q: Hash + Equivalent<K> + ?Sized>(&self, k: &Q) -> Option<(K, V, Self)> {
        let (key, value) = self.get_key_value(k)?;
        Some((key.clone(), value.clone(), self.without(k)))
    }
}
