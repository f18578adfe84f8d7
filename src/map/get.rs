//! Looking up keys, and how many there are.

use super::HashMap;
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use equivalent::Equivalent;

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Number of entries. O(1).
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::from([("apples", 3), ("pears", 2)]);
    /// stock.remove("pears");
    /// assert_eq!(stock.len(), 1);
    /// ```
    #[doc(alias("size", "count"))]
    #[inline]
    pub fn len(&self) -> usize {
        self.trie.len()
    }

    /// Whether there are no entries. O(1).
    ///
    /// # Examples
    /// ```
    /// let mut inbox = hamtrie::HashMap::new();
    /// assert!(inbox.is_empty());
    /// inbox.insert(1, "hello");
    /// assert!(!inbox.is_empty());
    /// ```
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.trie.is_empty()
    }
}

impl<K, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A reference to the value of a key. O(1) on average.
    ///
    /// `Q` may be any type that hashes as the key does and compares with it: the type of the key, a borrowed form of it,
    /// or a type that implements [`Equivalent`].
    ///
    /// # Examples
    /// ```
    /// let ages = hamtrie::HashMap::from([("ada".to_string(), 36)]);
    /// assert_eq!(ages.get("ada"), Some(&36)); // a `&str` finds a `String`
    /// assert_eq!(ages.get("bob"), None);
    /// ```
    #[doc(alias = "lookup")]
    #[inline]
    pub fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&V> {
        self.find(key).map(|(_, value)| value)
    }

    /// References to the key that is in the map and to its value. O(1) on average.
    ///
    /// # Examples
    /// The key that the map has, not the one that was asked for:
    /// ```
    /// use std::rc::Rc;
    ///
    /// let name: Rc<str> = "ada".into();
    /// let born = hamtrie::HashMap::from([(name.clone(), 1815)]);
    /// let (key, year) = born.get_key_value("ada").unwrap();
    /// assert!(Rc::ptr_eq(key, &name) && *year == 1815);
    /// ```
    #[inline]
    pub fn get_key_value<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<(&K, &V)> {
        self.find(key).map(|(key, value)| (key, value))
    }

    /// Whether the map has a value for a key. O(1) on average.
    ///
    /// # Examples
    /// ```
    /// let routes = hamtrie::HashMap::from([("/", "index")]);
    /// assert!(routes.contains_key("/"));
    /// assert!(!routes.contains_key("/help"));
    /// ```
    #[inline]
    pub fn contains_key<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> bool {
        self.find(key).is_some()
    }

    #[inline]
    pub(super) fn find<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&(K, V)> {
        self.trie.find(self.hash_builder.hash_one(key), |(other, _)| key.equivalent(other))
    }
}
