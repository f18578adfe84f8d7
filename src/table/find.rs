//! Looking up entries, and how many there are.

use super::HashTable;
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
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

    /// A reference to the entry with this hash for which `eq` returns true. O(1) on average; `eq` is called for entries whose
    /// fingerprint matches, so rarely more than once.
    #[inline]
    pub fn find(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<&T> {
        self.trie.find(hash, eq)
    }
}
