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
    #[doc(alias = "new")]
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
    ///
    /// # Examples
    /// ```
    /// use std::hash::RandomState;
    ///
    /// let arena = bumpalo::Bump::new();
    /// let mut scores = hamtrie::HashMap::with_hasher_in(RandomState::new(), &arena);
    /// scores.insert("ada", 3);
    /// assert_eq!(scores["ada"], 3);
    /// ```
    pub const fn with_hasher_in(hash_builder: S, alloc: A) -> Self {
        Self::with_layout_in(hash_builder, alloc)
    }
}

impl<K, V, A: Allocator> HashMap<K, V, DefaultHashBuilder, A> {
    /// As [`new_in`](Self::new_in). Allocates nothing, whatever the capacity. O(1).
    ///
    /// # Examples
    /// ```
    /// let arena = bumpalo::Bump::new();
    /// let mut scores = hamtrie::HashMap::with_capacity_in(100, &arena);
    /// scores.insert("ada", 3);
    /// assert_eq!(scores["ada"], 3);
    /// ```
    pub const fn with_capacity_in(_capacity: usize, alloc: A) -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), alloc)
    }
}

impl<K, V, S, A: Allocator> HashMap<K, V, S, A> {
    /// As [`with_hasher_in`](Self::with_hasher_in). Allocates nothing, whatever the capacity. O(1).
    ///
    /// # Examples
    /// ```
    /// use std::hash::RandomState;
    ///
    /// let arena = bumpalo::Bump::new();
    /// let mut scores = hamtrie::HashMap::with_capacity_and_hasher_in(100, RandomState::new(), &arena);
    /// scores.insert("ada", 3);
    /// assert_eq!(scores["ada"], 3);
    /// ```
    pub const fn with_capacity_and_hasher_in(_capacity: usize, hash_builder: S, alloc: A) -> Self {
        Self::with_layout_in(hash_builder, alloc)
    }
}

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// An empty map in the layout of its type, which hashes keys with `hash_builder` and allocates nodes from `alloc`.
    /// Allocates nothing.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::SharedMap;
    /// use hamtrie::pool::ChildrenPool;
    /// use std::hash::RandomState;
    /// use std::sync::Mutex;
    ///
    /// let mut doors: SharedMap<&str, Mutex<bool>, RandomState> = SharedMap::with_layout_in(RandomState::new(), ChildrenPool);
    /// doors.put("front", Mutex::new(true));
    /// assert!(*doors["front"].lock().unwrap());
    /// ```
    pub const fn with_layout_in(hash_builder: S, alloc: A) -> Self {
        HashMap { trie: Trie::new_in(alloc), hash_builder }
    }

    /// The hash builder, which hashes the keys.
    ///
    /// # Examples
    /// Another map that hashes alike:
    /// ```
    /// use hamtrie::HashMap;
    /// use std::hash::RandomState;
    ///
    /// let mut here = HashMap::with_hasher(RandomState::new());
    /// here.insert("ada", 1);
    /// let mut there = HashMap::with_hasher(here.hasher().clone());
    /// there.insert("bob", 2);
    /// assert_eq!(here.union(&there).len(), 2);
    /// ```
    #[doc(alias = "hash_builder")]
    pub fn hasher(&self) -> &S {
        &self.hash_builder
    }

    /// The allocator of the nodes.
    ///
    /// # Examples
    /// ```
    /// let arena = bumpalo::Bump::new();
    /// let mut scores = hamtrie::HashMap::new_in(&arena);
    /// scores.insert("ada", 3);
    /// assert!(std::ptr::eq(*scores.allocator(), &arena));
    /// ```
    pub fn allocator(&self) -> &A {
        self.trie.allocator()
    }
}
