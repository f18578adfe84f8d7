//! The names that `std` has for the capacity of a set, for code that uses them. See [`map`](crate::map): nodes come as elements do.

use super::HashSet;
use crate::error::{TryReserveError, check_capacity};
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// How many elements the set is known to have memory for: as many as it has, since nodes come as they are needed. O(1).
    ///
    /// # Examples
    /// ```
    /// let guests = hamtrie::HashSet::from(["ada", "bob"]);
    /// assert!(guests.capacity() >= guests.len());
    /// ```
    #[inline]
    pub fn capacity(&self) -> usize {
        self.len()
    }

    /// Does nothing: nodes come as they are needed. Running out of memory later is still possible. O(1).
    ///
    /// # Panics
    /// If so many elements fit in no memory, as in `std`: "capacity overflow".
    ///
    /// # Examples
    /// ```
    /// let mut guests = hamtrie::HashSet::new();
    /// guests.reserve(100); // nothing to do: nodes come with the elements
    /// assert!(guests.insert("ada"));
    /// ```
    #[track_caller]
    pub fn reserve(&mut self, additional: usize) {
        assert!(self.try_reserve(additional).is_ok(), "capacity overflow");
    }

    /// Does nothing but tell if so many more elements fit in no memory. O(1).
    ///
    /// # Errors
    /// If their number or size overflows.
    ///
    /// # Examples
    /// A length that came over a network:
    /// ```
    /// let mut received = hamtrie::HashSet::<u64>::new();
    /// assert!(received.try_reserve(1000).is_ok());
    /// assert!(received.try_reserve(usize::MAX).is_err());
    /// ```
    pub fn try_reserve(&mut self, additional: usize) -> Result<(), TryReserveError> {
        check_capacity::<T>(self.len(), additional)
    }

    /// Does nothing: a set has no memory to spare. O(1). What freed nodes leave in the pool goes back with
    /// [`pool::trim`](crate::pool::trim).
    ///
    /// # Examples
    /// ```
    /// let mut guests = hamtrie::HashSet::from(["ada", "bob"]);
    /// guests.remove("bob"); // frees what the element needed
    /// guests.shrink_to_fit();
    /// assert_eq!(guests.capacity(), 1);
    /// ```
    pub fn shrink_to_fit(&mut self) {}

    /// Does nothing, as [`shrink_to_fit`](Self::shrink_to_fit). O(1).
    ///
    /// # Examples
    /// ```
    /// let mut guests = hamtrie::HashSet::from(["ada"]);
    /// guests.shrink_to(0);
    /// assert_eq!(guests.capacity(), 1);
    /// ```
    pub fn shrink_to(&mut self, _min_capacity: usize) {}
}
