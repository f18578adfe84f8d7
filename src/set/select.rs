//! Parts of a set, as new versions.

use super::HashSet;
use crate::layout::Adopts;
use crate::layout::{Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

impl<T, S: Clone, A: Allocator + Clone, L: Layout<T>> HashSet<T, S, A, L> {
    /// A set of the elements for which `keep` returns true. O(n). It shares with this set what it can, as the result of
    /// [`HashMap::filter`](crate::HashMap::filter) does.
    ///
    /// # Examples
    /// ```
    /// let open: hamtrie::HashSet<u32> = (1..=6).collect();
    /// let even = open.filter(|ticket| ticket % 2 == 0);
    /// assert_eq!((even.len(), open.len()), (3, 6));
    /// ```
    #[must_use = "the set itself is not changed"]
    pub fn filter(&self, keep: impl FnMut(&T) -> bool) -> Self
    where
        L: Edits<T>,
    {
        let mut result = self.clone();
        result.retain(keep);
        result
    }

    /// A set of the elements for which `first` returns true, and one of the others. O(n). Both share with this set what they
    /// can.
    ///
    /// # Examples
    /// ```
    /// let open: hamtrie::HashSet<u32> = (1..=5).collect();
    /// let (even, odd) = open.partition(|ticket| ticket % 2 == 0);
    /// assert_eq!((even.len(), odd.len()), (2, 3));
    /// ```
    #[must_use = "the set itself is not changed"]
    pub fn partition(&self, first: impl FnMut(&T) -> bool) -> (Self, Self)
    where
        T: Eq + Hash,
        S: BuildHasher,
        L: Adopts<T, A>,
    {
        let accepted = self.filter(first);
        let rest = self.make_difference(&accepted);
        (accepted, rest)
    }
}
