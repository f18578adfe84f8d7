//! Maps of other layouts and allocators.

use super::HashMap;
use crate::hash::DefaultHashBuilder;
use crate::layout::Layout;
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;

impl<K, V, L: Layout<(K, V)>> HashMap<K, V, DefaultHashBuilder, ChildrenPool, L> {
    /// An empty map in the layout of its type. Allocates nothing.
    ///
    /// [`new`](Self::new) is for the default layout only, so that a call of it says what the type of the map is.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::SharedMap;
    /// use std::sync::Mutex;
    ///
    /// let mut doors = SharedMap::empty();
    /// doors.put("front", Mutex::new(0));
    /// assert!(doors.contains_key("front"));
    /// ```
    pub const fn empty() -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), ChildrenPool)
    }
}

impl<K, V, A: Allocator> HashMap<K, V, DefaultHashBuilder, A> {
    /// An empty map whose nodes will come from `alloc`. Allocates nothing.
    ///
    /// # Examples
    /// Nodes in an arena that is freed as a whole (with bumpalo's feature `allocator-api2`):
    /// ```
    /// let arena = bumpalo::Bump::new();
    /// let mut scores = hamtrie::HashMap::new_in(&arena);
    /// scores.insert("ada", 3);
    /// assert_eq!(scores["ada"], 3);
    /// ```
    pub const fn new_in(alloc: A) -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), alloc)
    }
}

impl<K, V, S, A: Allocator> HashMap<K, V, S, A> {
    /// An empty map that hashes keys with `hash_builder` and whose nodes will come from `alloc`. Allocates nothing.
    pub const fn with_hasher_in(hash_builder: S, alloc: A) -> Self {
        Self::with_layout_in(hash_builder, alloc)
    }
}

impl<K, V, A: Allocator> HashMap<K, V, DefaultHashBuilder, A> {
    /// As [`new_in`](Self::new_in). Allocates nothing, whatever the capacity. O(1).
    pub const fn with_capacity_in(_capacity: usize, alloc: A) -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), alloc)
    }
}

impl<K, V, S, A: Allocator> HashMap<K, V, S, A> {
    /// As [`with_hasher_in`](Self::with_hasher_in). Allocates nothing, whatever the capacity. O(1).
    pub const fn with_capacity_and_hasher_in(_capacity: usize, hash_builder: S, alloc: A) -> Self {
        Self::with_layout_in(hash_builder, alloc)
    }
}

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// An empty map in the layout of its type, which hashes keys with `hash_builder` and allocates nodes from `alloc`.
    /// Allocates nothing.
    pub const fn with_layout_in(hash_builder: S, alloc: A) -> Self {
        HashMap { trie: Trie::new_in(alloc), hash_builder }
    }

    /// The hash builder, which hashes the keys.
    pub fn hasher(&self) -> &S {
        &self.hash_builder
    }

    /// The allocator of the nodes.
    pub fn allocator(&self) -> &A {
        self.trie.allocator()
    }
}
