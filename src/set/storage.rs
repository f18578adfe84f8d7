//! Sets of other layouts and allocators.

use super::HashSet;
use crate::hash::DefaultHashBuilder;
use crate::layout::Layout;
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;

impl<T, L: Layout<T>> HashSet<T, DefaultHashBuilder, ChildrenPool, L> {
    /// An empty set in the layout of its type. Allocates nothing.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::layout::Inline;
    /// use hamtrie::pool::ChildrenPool;
    /// use hamtrie::{DefaultHashBuilder, HashSet};
    /// use std::sync::Arc;
    ///
    /// let mut names: HashSet<Arc<str>, DefaultHashBuilder, ChildrenPool, Inline> = HashSet::empty();
    /// assert!(names.insert("ada".into()));
    /// ```
    #[doc(alias = "new")]
    pub const fn empty() -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), ChildrenPool)
    }
}

impl<T, A: Allocator> HashSet<T, DefaultHashBuilder, A> {
    /// An empty set whose nodes will come from `alloc`. Allocates nothing.
    ///
    /// # Examples
    /// ```
    /// let arena = bumpalo::Bump::new();
    /// let mut online = hamtrie::HashSet::new_in(&arena);
    /// assert!(online.insert("ada"));
    /// ```
    pub const fn new_in(alloc: A) -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), alloc)
    }
}

impl<T, S, A: Allocator> HashSet<T, S, A> {
    /// An empty set that hashes elements with `hash_builder` and whose nodes will come from `alloc`. Allocates nothing.
    ///
    /// # Examples
    /// ```
    /// use std::hash::RandomState;
    ///
    /// let arena = bumpalo::Bump::new();
    /// let mut online = hamtrie::HashSet::with_hasher_in(RandomState::new(), &arena);
    /// assert!(online.insert("ada"));
    /// ```
    pub const fn with_hasher_in(hash_builder: S, alloc: A) -> Self {
        Self::with_layout_in(hash_builder, alloc)
    }
}

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// An empty set in the layout of its type, which hashes elements with `hash_builder` and allocates nodes from `alloc`.
    /// Allocates nothing.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    /// use hamtrie::layout::Inline;
    /// use hamtrie::pool::ChildrenPool;
    /// use std::hash::RandomState;
    /// use std::sync::Arc;
    ///
    /// let mut names: HashSet<Arc<str>, _, _, Inline> = HashSet::with_layout_in(RandomState::new(), ChildrenPool);
    /// assert!(names.insert("ada".into()));
    /// ```
    pub const fn with_layout_in(hash_builder: S, alloc: A) -> Self {
        HashSet { trie: Trie::new_in(alloc), hash_builder }
    }

    /// The hash builder, which hashes the elements.
    ///
    /// # Examples
    /// Another set that hashes alike:
    /// ```
    /// use hamtrie::HashSet;
    /// use std::hash::RandomState;
    ///
    /// let mut here = HashSet::with_hasher(RandomState::new());
    /// here.insert("ada");
    /// let mut there = HashSet::with_hasher(here.hasher().clone());
    /// there.insert("bob");
    /// assert_eq!((&here | &there).len(), 2);
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
    /// let mut online = hamtrie::HashSet::new_in(&arena);
    /// online.insert("ada");
    /// assert!(std::ptr::eq(*online.allocator(), &arena));
    /// ```
    pub fn allocator(&self) -> &A {
        self.trie.allocator()
    }
}
