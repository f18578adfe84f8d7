//! hashbrown: the flat table of the standard library, a yardstick where nothing is shared.

use super::Map;
use crate::keys::{Hasher, Key, Value, hasher};
use hashbrown::HashMap;

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
