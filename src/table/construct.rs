//! Making tables in the default layout, with nodes from the pool.

use super::HashTable;
use crate::pool::ChildrenPool;

impl<T> HashTable<T> {
    /// An empty table. Allocates nothing.
    pub const fn new() -> Self {
        Self::new_in(ChildrenPool)
    }

    /// An empty table, as of [`new`](Self::new). Allocates nothing, whatever the capacity: nodes come as entries do. O(1).
    pub const fn with_capacity(_capacity: usize) -> Self {
        Self::new()
    }
}
