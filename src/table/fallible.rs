//! Changes that return an error when there is no memory. Their namesakes without `try_` end the program instead.
//!
//! All memory that a change needs is obtained before anything is changed. So a change that fails has not happened: every
//! version of the table has the entries that it had, and an entry that was not added comes back with the error.

use super::HashTable;
use crate::drop_first::drop_first;
use crate::error::{OutOfMemory, TryInsertError};
use crate::layout::{Copies, Edits, Layout};
use allocator_api2::alloc::Allocator;

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// As [`insert_unique`](Self::insert_unique), but returns an error when there is no memory. O(1) on average.
    ///
    /// # Errors
    /// If the allocator fails. The table is as it was, and the error has the value.
    #[inline]
    pub fn try_insert_unique(
        &mut self,
        hash: u64,
        value: T,
        hasher: impl Fn(&T) -> u64,
    ) -> Result<&mut T, TryInsertError<T>>
    where
        L: Edits<T>,
    {
        Ok(self.trie.cursor(hash).insert(value, hasher)?.into_mut())
    }

    /// As [`put`](Self::put), but returns an error when there is no memory. O(1) on average.
    ///
    /// # Errors
    /// If the allocator fails. The table is as it was, and the error has the value.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    ///
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut names = HashTable::new();
    /// let entry = (17, "ada");
    /// match names.try_put(hash(&entry), |&(id, _)| id == 17, entry, hash) {
    ///     Ok(added) => assert!(added),
    ///     Err(refused) => eprintln!("{refused}: could not keep {:?}", refused.value),
    /// }
    /// ```
    pub fn try_put(
        &mut self,
        hash: u64,
        eq: impl FnMut(&T) -> bool,
        value: T,
        hasher: impl Fn(&T) -> u64,
    ) -> Result<bool, TryInsertError<T>>
    where
        L: Edits<T>,
    {
        self.trie.place(hash, eq).write(value, hasher)
    }

    /// As [`try_put`](Self::try_put), but `value` makes the entry: it gets the entry that will be replaced, if there is one.
    /// O(1) on average.
    ///
    /// # Errors
    /// If the allocator fails. The table is as it was, and the error has the value.
    #[inline]
    pub fn try_put_with(
        &mut self,
        hash: u64,
        eq: impl FnMut(&T) -> bool,
        value: impl FnOnce(Option<&T>) -> T,
        hasher: impl Fn(&T) -> u64,
    ) -> Result<bool, TryInsertError<T>>
    where
        L: Edits<T>,
    {
        self.trie.place(hash, eq).write_with(value, hasher)
    }

    /// As [`discard`](Self::discard), but returns an error when there is no memory. O(1) on average.
    ///
    /// # Errors
    /// If the allocator fails, which can only happen to a table that shares the entry's leaf with another version. The
    /// table is as it was.
    #[inline]
    pub fn try_discard(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Result<bool, OutOfMemory>
    where
        L: Edits<T>,
    {
        self.trie.place(hash, eq).discard()
    }

    /// As [`retain_ref`](Self::retain_ref), but returns an error when there is no memory. O(n).
    ///
    /// # Errors
    /// If the allocator fails, which can only happen to a table that shares a leaf with another version. Entries that
    /// `keep` has rejected by then may be gone from this table; other versions are as they were.
    pub fn try_retain_ref(&mut self, keep: impl FnMut(&T) -> bool) -> Result<(), OutOfMemory>
    where
        L: Edits<T>,
    {
        self.trie.retain(keep)
    }
}

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// As [`find_mut`](Self::find_mut), but returns an error when there is no memory. O(1) on average.
    ///
    /// # Errors
    /// If the allocator fails, which can only happen when another version holds the entry. The table is as it was.
    #[inline]
    pub fn try_find_mut(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Result<Option<&mut T>, OutOfMemory>
    where
        L: Copies<T>,
    {
        self.trie.place(hash, eq).into_mut()
    }

    /// As [`remove`](Self::remove), but returns an error when there is no memory. O(1) on average.
    ///
    /// # Errors
    /// If the allocator fails, which can only happen to a table that shares the entry's leaf with another version. The
    /// table is as it was.
    #[inline]
    pub fn try_remove(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Result<Option<T>, OutOfMemory>
    where
        L: Copies<T>,
    {
        self.trie.place(hash, eq).take()
    }
}

impl<T, A: Allocator + Clone, L: Layout<T>> HashTable<T, A, L> {
    /// As [`update`](Self::update), but returns an error when there is no memory. O(1) on average.
    ///
    /// # Errors
    /// If the allocator fails. The error has the value.
    pub fn try_update(
        &self,
        hash: u64,
        eq: impl FnMut(&T) -> bool,
        value: T,
        hasher: impl Fn(&T) -> u64,
    ) -> Result<Self, TryInsertError<T>>
    where
        L: Edits<T>,
    {
        self.try_update_with(hash, eq, |_| value, hasher)
    }

    /// As [`try_update`](Self::try_update), but `value` makes the entry: it gets the entry that will be replaced, if there
    /// is one. O(1) on average.
    ///
    /// # Errors
    /// If the allocator fails. The error has the value.
    pub fn try_update_with(
        &self,
        hash: u64,
        eq: impl FnMut(&T) -> bool,
        value: impl FnOnce(Option<&T>) -> T,
        hasher: impl Fn(&T) -> u64,
    ) -> Result<Self, TryInsertError<T>>
    where
        L: Edits<T>,
    {
        let mut draft = self.trie.draft();
        draft.place(hash, eq).write_with(value, &hasher)?;
        Ok(drop_first(hasher, HashTable { trie: draft.finish() }))
    }

    /// As [`without`](Self::without), but returns an error when there is no memory. O(1) on average.
    ///
    /// # Errors
    /// If the allocator fails.
    pub fn try_without(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Result<Self, OutOfMemory>
    where
        L: Edits<T>,
    {
        Ok(HashTable { trie: self.trie.without(hash, eq)? })
    }
}
