//! Tables of other layouts and allocators.

use super::HashTable;
use crate::layout::Layout;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// An empty table whose nodes will come from `alloc`. Allocates nothing.
    pub const fn new_in(alloc: A) -> Self {
        HashTable { trie: Trie::new_in(alloc) }
    }

    /// As [`new_in`](Self::new_in). Allocates nothing, whatever the capacity. O(1).
    pub const fn with_capacity_in(_capacity: usize, alloc: A) -> Self {
        Self::new_in(alloc)
    }

    /// The allocator of the nodes.
    pub fn allocator(&self) -> &A {
        self.trie.allocator()
    }
}
