//! The names that `std` has for the capacity of a map, for code that uses them. A trie gets nodes as it grows and frees them as
//! it shrinks, so nothing here allocates or frees anything.

use super::HashMap;
use crate::error::{TryReserveError, check_capacity};
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// How many entries the map is known to have memory for: as many as it has, since nodes come as they are needed. O(1).
    ///
    /// # Examples
    /// ```
    /// let rooms = hamtrie::HashMap::from([("attic", 1), ("hall", 2)]);
    /// assert!(rooms.capacity() >= rooms.len());
    /// ```
    #[inline]
    pub fn capacity(&self) -> usize {
        self.len()
    }

    /// Does nothing: nodes come as they are needed. Running out of memory later is still possible. O(1).
    ///
    /// # Panics
    /// If so many entries fit in no memory, as in `std`: "capacity overflow".
    ///
    /// # Examples
    /// ```
    /// let mut seats = hamtrie::HashMap::new();
    /// seats.reserve(100); // nothing to do: nodes come with the entries
    /// seats.insert("1A", "ada");
    /// assert_eq!(seats.capacity(), 1);
    /// ```
    #[track_caller]
    pub fn reserve(&mut self, additional: usize) {
        assert!(self.try_reserve(additional).is_ok(), "capacity overflow");
    }

    /// Does nothing but tell if so many more entries fit in no memory. Nodes come as they are needed, so running out of memory
    /// later is still possible: [`HashTable`](crate::HashTable) has methods that tell. O(1).
    ///
    /// # Examples
    /// A length that came over a network:
    /// ```
    /// let mut received = hamtrie::HashMap::<u64, String>::new();
    /// assert!(received.try_reserve(1000).is_ok());
    /// assert!(received.try_reserve(usize::MAX).is_err());
    /// ```
    pub fn try_reserve(&mut self, additional: usize) -> Result<(), TryReserveError> {
        check_capacity::<(K, V)>(self.len(), additional)
    }

    /// Does nothing: a map has no memory to spare. O(1). What freed nodes leave in the pool goes back with
    /// [`pool::trim`](crate::pool::trim).
    ///
    /// # Examples
    /// ```
    /// let mut seats = hamtrie::HashMap::from([("1A", "ada"), ("1B", "bob")]);
    /// seats.remove("1B"); // frees what the entry needed
    /// seats.shrink_to_fit();
    /// assert_eq!(seats.capacity(), 1);
    /// ```
    pub fn shrink_to_fit(&mut self) {}

    /// Does nothing, as [`shrink_to_fit`](Self::shrink_to_fit). O(1).
    ///
    /// # Examples
    /// ```
    /// let mut seats = hamtrie::HashMap::from([("1A", "ada")]);
    /// seats.shrink_to(0);
    /// assert_eq!(seats.capacity(), 1);
    /// ```
    pub fn shrink_to(&mut self, _min_capacity: usize) {}
}
