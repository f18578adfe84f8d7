//! The names that `hashbrown` has for the capacity of a table, for code that uses them. See [`map`](crate::map): nodes come as
//! entries do.

use super::HashTable;
use crate::error::{TryReserveError, check_capacity};
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// How many entries the table is known to have memory for: as many as it has, since nodes come as they are needed. O(1).
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// assert!(open.capacity() >= open.len());
    /// ```
    pub fn capacity(&self) -> usize {
        self.len()
    }

    /// Does nothing: nodes come as they are needed. Running out of memory later is still possible. O(1).
    ///
    /// # Panics
    /// If so many entries fit in no memory: "capacity overflow".
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.reserve(100, hash); // nothing to do: nodes come with the entries
    /// open.insert_unique(hash(&17), 17, hash);
    /// assert_eq!(open.capacity(), 1);
    /// ```
    #[track_caller]
    pub fn reserve(&mut self, additional: usize, hasher: impl Fn(&T) -> u64) {
        assert!(self.try_reserve(additional, hasher).is_ok(), "capacity overflow");
    }

    /// Does nothing but tell if so many more entries fit in no memory. Nodes come as they are needed; the methods whose names
    /// begin with `try_` tell when there is no memory for one. O(1).
    ///
    /// # Errors
    /// If so many entries fit in no memory.
    ///
    /// # Examples
    /// A length that came over a network:
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut received = hamtrie::HashTable::new();
    /// assert!(received.try_reserve(1000, hash).is_ok());
    /// assert!(received.try_reserve(usize::MAX, hash).is_err());
    /// ```
    pub fn try_reserve(&mut self, additional: usize, _hasher: impl Fn(&T) -> u64) -> Result<(), TryReserveError> {
        check_capacity::<T>(self.len(), additional)
    }

    /// Does nothing: a table has no memory to spare. O(1). What freed nodes leave in the pool goes back with
    /// [`pool::trim`](crate::pool::trim).
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// open.discard(hash(&17), |&ticket| ticket == 17); // frees what the entry needed
    /// open.shrink_to_fit(hash);
    /// assert_eq!(open.capacity(), 0);
    /// ```
    pub fn shrink_to_fit(&mut self, _hasher: impl Fn(&T) -> u64) {}

    /// Does nothing, as [`shrink_to_fit`](Self::shrink_to_fit). O(1).
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// open.shrink_to(0, hash);
    /// assert_eq!(open.capacity(), 1);
    /// ```
    pub fn shrink_to(&mut self, _min_capacity: usize, _hasher: impl Fn(&T) -> u64) {}
}
