//! Sets of other layouts and allocators.

use super::HashSet;
use crate::hash::DefaultHashBuilder;
use crate::layout::Layout;
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;

impl<T, L: Layout<T>> HashSet<T, DefaultHashBuilder, ChildrenPool, L> {
    /// An empty set in the layout of its type. Allocates nothing.
    pub const fn empty() -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), ChildrenPool)
    }
}

impl<T, A: Allocator> HashSet<T, DefaultHashBuilder, A> {
    /// An empty set whose nodes will come from `alloc`. Allocates nothing.
    pub const fn new_in(alloc: A) -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), alloc)
    }
}

impl<T, S, A: Allocator> HashSet<T, S, A> {
    /// An empty set that hashes elements with `hash_builder` and whose nodes will come from `alloc`. Allocates nothing.
    pub const fn with_hasher_in(hash_builder: S, alloc: A) -> Self {
        Self::with_layout_in(hash_builder, alloc)
    }
}

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// An empty set in the layout of its type, which hashes elements with `hash_builder` and allocates nodes from `alloc`.
    /// Allocates nothing.
    pub const fn with_layout_in(hash_builder: S, alloc: A) -> Self {
        HashSet { trie: Trie::new_in(alloc), hash_builder }
    }

    /// The hash builder, which hashes the elements.
    pub fn hasher(&self) -> &S {
        &self.hash_builder
    }

    /// The allocator of the nodes.
    pub fn allocator(&self) -> &A {
        self.trie.allocator()
    }
}
