//! Making maps in the default layout, with nodes from the pool.

use super::HashMap;
use crate::hash::DefaultHashBuilder;
use crate::pool::ChildrenPool;
use core::hash::Hash;

impl<K, V> HashMap<K, V> {
    /// An empty map. Allocates nothing. For maps of another layout, see [`empty`](Self::empty).
    ///
    /// # Examples
    /// ```
    /// let mut capitals = hamtrie::HashMap::new();
    /// capitals.insert("France", "Paris");
    /// assert_eq!(capitals["France"], "Paris");
    /// ```
    #[doc(alias = "new_sync")]
    pub const fn new() -> Self {
        Self::with_hasher(DefaultHashBuilder::new())
    }
}

impl<K: Eq + Hash + Clone, V: Clone> HashMap<K, V> {
    /// A map of one entry.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(hamtrie::HashMap::unit("ada", 1815)["ada"], 1815);
    /// ```
    #[doc(alias = "singleton")]
    pub fn unit(key: K, value: V) -> Self {
        Self::from([(key, value)])
    }
}

impl<K, V> HashMap<K, V> {
    /// An empty map, as of [`new`](Self::new). Allocates nothing, whatever the capacity: nodes come as entries do. O(1).
    ///
    /// To build a large map fast, see [`extend`](Self#method.extend).
    ///
    /// # Examples
    /// ```
    /// let mut seats = hamtrie::HashMap::with_capacity(2);
    /// seats.insert("1A", "ada");
    /// assert_eq!(seats["1A"], "ada");
    /// ```
    pub const fn with_capacity(_capacity: usize) -> Self {
        Self::new()
    }
}

impl<K, V, S> HashMap<K, V, S> {
    /// An empty map that hashes keys with `hash_builder`. Allocates nothing.
    ///
    /// # Examples
    /// With the hasher of `std`:
    /// ```
    /// use std::hash::RandomState;
    ///
    /// let mut scores = hamtrie::HashMap::with_hasher(RandomState::new());
    /// scores.insert("ada", 3);
    /// assert_eq!(scores["ada"], 3);
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
    /// let scores: hamtrie::HashMap<&str, u32, _> = hamtrie::HashMap::with_capacity_and_hasher(100, RandomState::new());
    /// assert!(scores.is_empty());
    /// ```
    pub const fn with_capacity_and_hasher(_capacity: usize, hash_builder: S) -> Self {
        Self::with_layout_in(hash_builder, ChildrenPool)
    }
}
