//! Looking up entries, and how many there are.

use super::HashTable;
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// Number of entries. O(1).
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// for ticket in [17, 4] {
    ///     open.insert_unique(hash(&ticket), ticket, hash);
    /// }
    /// assert_eq!(open.len(), 2);
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
    /// assert!(hamtrie::HashTable::<u64>::new().is_empty());
    /// ```
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.trie.is_empty()
    }

    /// A reference to the entry with this hash for which `eq` returns true. O(1) on average; `eq` is called for entries whose
    /// fingerprint matches, so rarely more than once.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut users = hamtrie::HashTable::new();
    /// users.insert_unique(hash(&(17, "")), (17, "ada"), hash);
    /// assert_eq!(users.find(hash(&(17, "")), |user| user.0 == 17), Some(&(17, "ada")));
    /// assert_eq!(users.find(hash(&(4, "")), |user| user.0 == 4), None);
    /// ```
    #[doc(alias = "get")]
    #[inline]
    pub fn find(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<&T> {
        self.trie.find(hash, eq)
    }
}
