//! im, the thread-safe variant: archived, and still what much of the world has in its lock files.
//!
//! `update` and `without` are a clone and an in-place operation inside the library already, as in imbl.

use super::{Map, Persistent};
use crate::keys::{Hasher, Key, Value, hasher};
use im::HashMap;

impl<K: Key, V: Value> Map<K, V> for HashMap<K, V, Hasher> {
    fn new() -> Self {
        Self::with_hasher(hasher())
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, key: &K) -> Option<&V> {
        self.get(key)
    }

    fn put(&mut self, key: K, value: V) {
        self.insert(key, value);
    }

    fn take(&mut self, key: &K) -> bool {
        self.remove(key).is_some()
    }

    fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: 'a,
        V: 'a,
    {
        self.iter()
    }
}

impl<K: Key, V: Value> Persistent<K, V> for HashMap<K, V, Hasher> {
    fn with(&self, key: K, value: V) -> Self {
        self.update(key, value)
    }

    fn without(&self, key: &K) -> Self {
        self.without(key)
    }
}
