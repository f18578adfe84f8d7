//! imbl, for both of its pointer kinds (`Arc` and `Rc`).
//!
//! `update` and `without` are a clone and an in-place operation on the clone inside the library already (as its source
//! says), so there is no faster way around them.

use super::{Map, Persistent};
use crate::keys::{Hasher, Key, Value, hasher};
use archery::SharedPointerKind;
use imbl::GenericHashMap;

impl<K: Key, V: Value, P: SharedPointerKind + 'static> Map<K, V> for GenericHashMap<K, V, Hasher, P> {
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

impl<K: Key, V: Value, P: SharedPointerKind + 'static> Persistent<K, V> for GenericHashMap<K, V, Hasher, P> {
    fn with(&self, key: K, value: V) -> Self {
        self.update(key, value)
    }

    fn without(&self, key: &K) -> Self {
        self.without(key)
    }
}
