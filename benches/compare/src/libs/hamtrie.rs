//! hamtrie itself, in any layout of its entries.
//!
//! Its nodes come from a pool that takes large slabs from the system, so [`Map::live_bytes`] counts the blocks that
//! are in use in the pool (rounded up to their size classes) in place of the slabs.

use super::{Map, Persistent};
use crate::alloc;
use crate::keys::{Hasher, Key, Value, hasher};
use hamtrie::HashMap;
use hamtrie::layout::Copies;
use hamtrie::pool::{self, ChildrenPool};

impl<K: Key, V: Value, L: Copies<(K, V)> + 'static> Map<K, V> for HashMap<K, V, Hasher, ChildrenPool, L> {
    fn new() -> Self {
        Self::with_layout_in(hasher(), ChildrenPool)
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

    fn live_bytes() -> i64 {
        let pool = pool::stats();
        // Blocks that the pool passes on to the system are in the system's count.
        let pooled = pool.live_bytes - pool.system_bytes;
        alloc::live() - pool.slab_bytes as i64 + pooled as i64
    }

    fn settle() {
        pool::trim();
    }
}

impl<K: Key, V: Value, L: Copies<(K, V)> + 'static> Persistent<K, V> for HashMap<K, V, Hasher, ChildrenPool, L> {
    fn with(&self, key: K, value: V) -> Self {
        self.update(key, value)
    }

    fn without(&self, key: &K) -> Self {
        self.without(key)
    }
}
