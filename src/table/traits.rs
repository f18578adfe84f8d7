//! Implementations of standard traits for [`HashTable`].

use super::HashTable;
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;
use core::fmt;

impl<T, A: Allocator + Clone, L: Layout<T>> Clone for HashTable<T, A, L> {
    /// A new version with the same entries. O(1): the two share all nodes until one of them changes.
    #[inline]
    fn clone(&self) -> Self {
        HashTable { trie: self.trie.clone() }
    }
}

impl<T, A: Allocator + Default, L: Layout<T>> Default for HashTable<T, A, L> {
    fn default() -> Self {
        Self::new_in(A::default())
    }
}

impl<T: fmt::Debug, A: Allocator, L: Layout<T>> fmt::Debug for HashTable<T, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self).finish()
    }
}
