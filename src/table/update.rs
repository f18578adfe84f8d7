//! New versions with one entry more, changed or removed.

use super::HashTable;
use crate::error::or_abort;
use crate::layout::{Edits, Layout};
use allocator_api2::alloc::Allocator;

impl<T, A: Allocator + Clone, L: Layout<T>> HashTable<T, A, L> {
    /// A new version of this table, in which `value` replaces the entry for which `eq` returns true, or is added. This table
    /// does not change. O(1) on average: copies a path.
    ///
    /// `hasher` returns the hash of entries that are in the table already; it is called when a leaf splits.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let nobody = hamtrie::HashTable::new();
    /// let users = nobody.update(hash(&(17, "")), |user| user.0 == 17, (17, "ada"), hash);
    /// assert!(nobody.is_empty() && users.iter().eq([&(17, "ada")]));
    /// ```
    #[doc(alias = "insert")]
    pub fn update(&self, hash: u64, eq: impl FnMut(&T) -> bool, value: T, hasher: impl Fn(&T) -> u64) -> Self
    where
        L: Edits<T>,
    {
        or_abort(self.try_update(hash, eq, value, hasher))
    }

    /// A new version of this table, without the entry for which `eq` returns true. This table does not change. O(1) on
    /// average: copies a path, or nothing if there is no such entry. A shared entry is never cloned.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// let later = open.without(hash(&17), |&ticket| ticket == 17);
    /// assert_eq!((open.len(), later.len()), (1, 0));
    /// ```
    #[doc(alias = "remove")]
    pub fn without(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Self
    where
        L: Edits<T>,
    {
        or_abort(self.try_without(hash, eq))
    }
}
