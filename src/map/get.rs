//! Looking up keys, and how many there are.

use super::HashMap;
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use equivalent::Equivalent;

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Number of entries. O(1).
    #[inline]
    pub fn len(&self) -> usize {
        self.trie.len()
    }

    /// Whether there are no entries. O(1).
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.trie.is_empty()
    }
}

impl<K, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A reference to the value of a key. O(1) on average.
    ///
    /// `Q` may be any type that hashes as the key does and compares with it: the type of the key, a borrowed form of it,
    /// or a type that implements [`Equivalent`].
    #[inline]
    pub fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&V> {
        self.find(key).map(|(_, value)| value)
    }

    /// References to the key that is in the map and to its value. O(1) on average.
    #[inline]
    pub fn get_key_value<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<(&K, &V)> {
        self.find(key).map(|(key, value)| (key, value))
    }

    /// Whether the map has a value for a key. O(1) on average.
    #[inline]
    pub fn contains_key<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> bool {
        self.find(key).is_some()
    }

    #[inline]
    pub(super) fn find<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&(K, V)> {
        self.trie.find(self.hash_builder.hash_one(key), |(other, _)| key.equivalent(other))
    }
}
