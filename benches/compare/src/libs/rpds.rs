//! rpds, for two of its pointer kinds: triomphe's `Arc` (its thread-safe default) and `Rc`, at its default degree.
//!
//! `insert` and `remove` are a clone and an in-place operation inside the library already. In-place removal reports
//! only whether there was something to remove, so that is all that [`Map::take`] asks of anybody.

use super::{Map, Persistent};
use crate::keys::{Hasher, Key, Value, hasher};
use archery::SharedPointerKind;
use rpds::HashTrieMap;

impl<K: Key, V: Value, P: SharedPointerKind + 'static> Map<K, V> for HashTrieMap<K, V, P, Hasher> {
    fn new() -> Self {
        Self::new_with_hasher_and_ptr_kind(hasher())
    }

    fn len(&self) -> usize {
        self.size()
    }

    fn get(&self, key: &K) -> Option<&V> {
        self.get(key)
    }

    fn put(&mut self, key: K, value: V) {
        self.insert_mut(key, value);
    }

    fn take(&mut self, key: &K) -> bool {
        self.remove_mut(key)
    }

    fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: 'a,
        V: 'a,
    {
        self.iter()
    }
}

impl<K: Key, V: Value, P: SharedPointerKind + 'static> Persistent<K, V> for HashTrieMap<K, V, P, Hasher> {
    fn with(&self, key: K, value: V) -> Self {
        self.insert(key, value)
    }

    fn without(&self, key: &K) -> Self {
        self.remove(key)
    }
}
