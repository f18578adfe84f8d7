//! Tables of other layouts and allocators.

use super::HashTable;
use crate::layout::Layout;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// An empty table whose nodes will come from `alloc`. Allocates nothing.
    ///
    /// # Examples
    /// ```
    /// let arena = bumpalo::Bump::new();
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::<u64, _>::new_in(&arena);
    /// open.insert_unique(hash(&17), 17, hash);
    /// assert_eq!(open.len(), 1);
    /// ```
    pub const fn new_in(alloc: A) -> Self {
        HashTable { trie: Trie::new_in(alloc) }
    }

    /// As [`new_in`](Self::new_in). Allocates nothing, whatever the capacity. O(1).
    ///
    /// # Examples
    /// ```
    /// let arena = bumpalo::Bump::new();
    /// let open = hamtrie::HashTable::<u64, _>::with_capacity_in(100, &arena);
    /// assert!(open.is_empty());
    /// ```
    pub const fn with_capacity_in(_capacity: usize, alloc: A) -> Self {
        Self::new_in(alloc)
    }

    /// The allocator of the nodes.
    ///
    /// # Examples
    /// ```
    /// let arena = bumpalo::Bump::new();
    /// let open = hamtrie::HashTable::<u64, _>::new_in(&arena);
    /// assert!(std::ptr::eq(*open.allocator(), &arena));
    /// ```
    pub fn allocator(&self) -> &A {
        self.trie.allocator()
    }
}
