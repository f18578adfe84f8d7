//! Looking up elements, and how many there are.

use super::HashSet;
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use equivalent::Equivalent;

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// Number of elements. O(1).
    ///
    /// # Examples
    /// ```
    /// let mut online = hamtrie::HashSet::from(["ada", "bob"]);
    /// online.remove("bob");
    /// assert_eq!(online.len(), 1);
    /// ```
    #[doc(alias("size", "count"))]
    #[inline]
    pub fn len(&self) -> usize {
        self.trie.len()
    }

    /// Whether there are no elements. O(1).
    ///
    /// # Examples
    /// ```
    /// let mut online = hamtrie::HashSet::new();
    /// assert!(online.is_empty());
    /// online.insert("ada");
    /// assert!(!online.is_empty());
    /// ```
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.trie.is_empty()
    }
}

impl<T, S: BuildHasher, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// Whether an element is in the set. O(1) on average.
    ///
    /// `Q` may be any type that hashes as the element does and compares with it: the type of the element, a borrowed form of
    /// it, or a type that implements [`Equivalent`].
    ///
    /// # Examples
    /// ```
    /// let names = hamtrie::HashSet::from(["ada".to_string()]);
    /// assert!(names.contains("ada")); // a `&str` finds a `String`
    /// assert!(!names.contains("bob"));
    /// ```
    #[doc(alias = "contains_key")]
    #[inline]
    pub fn contains<Q: Hash + Equivalent<T> + ?Sized>(&self, element: &Q) -> bool {
        self.get(element).is_some()
    }

    /// A reference to the element of the set that equals `element`. O(1) on average.
    ///
    /// # Examples
    /// One copy of a string for all who ask:
    /// ```
    /// use std::sync::Arc;
    ///
    /// let names: hamtrie::HashSet<Arc<str>> = ["ada".into(), "bob".into()].into();
    /// let (one, other) = (names.get("ada").unwrap(), names.get("ada").unwrap());
    /// assert!(Arc::ptr_eq(one, other) && names.get("eve").is_none());
    /// ```
    #[inline]
    pub fn get<Q: Hash + Equivalent<T> + ?Sized>(&self, element: &Q) -> Option<&T> {
        self.trie.find(self.hash_builder.hash_one(element), |other| element.equivalent(other))
    }
}
