//! Making sets in the default layout, with nodes from the pool.

use super::HashSet;
use crate::hash::DefaultHashBuilder;
use crate::pool::ChildrenPool;

impl<T> HashSet<T> {
    /// An empty set. Allocates nothing. For sets of another layout, see [`empty`](Self::empty).
    ///
    /// # Examples
    /// ```
    /// let mut online = hamtrie::HashSet::new();
    /// online.insert("ada");
    /// assert!(online.contains("ada"));
    /// ```
    #[doc(alias = "new_sync")]
    pub const fn new() -> Self {
        Self::with_hasher(DefaultHashBuilder::new())
    }

    /// An empty set, as of [`new`](Self::new). Allocates nothing, whatever the capacity: nodes come as elements do. O(1).
    ///
    /// # Examples
    /// ```
    /// let mut guests = hamtrie::HashSet::with_capacity(2);
    /// assert!(guests.insert("ada"));
    /// ```
    pub const fn with_capacity(_capacity: usize) -> Self {
        Self::new()
    }
}

impl<T, S> HashSet<T, S> {
    /// An empty set that hashes elements with `hash_builder`. Allocates nothing.
    ///
    /// # Examples
    /// With the hasher of `std`:
    /// ```
    /// use std::hash::RandomState;
    ///
    /// let mut online = hamtrie::HashSet::with_hasher(RandomState::new());
    /// assert!(online.insert("ada"));
    /// ```
    pub const fn with_hasher(hash_builder: S) -> Self {
        Self::with_layout_in(hash_builder, ChildrenPool)
    }

    /// As [`with_hasher`](Self::with_hasher). Allocates nothing, whatever the capacity. O(1).
    ///
    /// # Examples
    /// ```
    /// use std::hash::RandomState;
    ///
    /// let mut online = hamtrie::HashSet::with_capacity_and_hasher(100, RandomState::new());
    /// assert!(online.insert("ada"));
    /// ```
    pub const fn with_capacity_and_hasher(_capacity: usize, hash_builder: S) -> Self {
        Self::with_layout_in(hash_builder, ChildrenPool)
    }
}
