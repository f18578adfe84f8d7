//! Making tables in the default layout, with nodes from the pool.

use super::HashTable;
use crate::pool::ChildrenPool;

impl<T> HashTable<T> {
    /// An empty table. Allocates nothing.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// assert_eq!(open.len(), 1);
    /// ```
    pub const fn new() -> Self {
        Self::new_in(ChildrenPool)
    }

    /// An empty table, as of [`new`](Self::new). Allocates nothing, whatever the capacity: nodes come as entries do. O(1).
    ///
    /// # Examples
    /// ```
    /// let open = hamtrie::HashTable::<u64>::with_capacity(100);
    /// assert_eq!((open.len(), open.capacity()), (0, 0));
    /// ```
    pub const fn with_capacity(_capacity: usize) -> Self {
        Self::new()
    }
}
