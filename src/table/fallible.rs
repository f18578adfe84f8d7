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
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// if let Err(refused) = open.try_insert_unique(hash(&17), 17, hash) {
    ///     eprintln!("{refused}: ticket {} is not kept", refused.value);
    /// }
    /// assert_eq!(open.len(), 1);
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut visits = hamtrie::HashTable::new();
    /// for _ in 0..3 {
    ///     let one_more = |visit: Option<&(u64, u32)>| (17, visit.map_or(0, |visit| visit.1) + 1);
    ///     visits.try_put_with(hash(&(17, 0)), |visit| visit.0 == 17, one_more, hash)?;
    /// }
    /// assert!(visits.iter().eq([&(17, 3)]));
    /// # Ok::<(), hamtrie::TryInsertError<(u64, u32)>>(())
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// assert!(open.try_discard(hash(&17), |&ticket| ticket == 17)?);
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// for ticket in 1..=6 {
    ///     open.insert_unique(hash(&ticket), ticket, hash);
    /// }
    /// open.try_retain_ref(|ticket| ticket % 2 == 0)?;
    /// assert_eq!(open.len(), 3);
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut scores = hamtrie::HashTable::new();
    /// scores.insert_unique(hash(&(17, 0)), (17, 3), hash);
    /// if let Some((_, score)) = scores.try_find_mut(hash(&(17, 0)), |user| user.0 == 17)? {
    ///     *score += 1;
    /// }
    /// assert!(scores.iter().eq([&(17, 4)]));
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut users = hamtrie::HashTable::new();
    /// users.insert_unique(hash(&(17, "")), (17, "ada"), hash);
    /// assert_eq!(users.try_remove(hash(&(17, "")), |user| user.0 == 17)?, Some((17, "ada")));
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let nobody = hamtrie::HashTable::new();
    /// let users = nobody.try_update(hash(&(17, "")), |user| user.0 == 17, (17, "ada"), hash)?;
    /// assert_eq!((nobody.len(), users.len()), (0, 1));
    /// # Ok::<(), hamtrie::TryInsertError<(u64, &str)>>(())
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let one_more = |visit: Option<&(u64, u32)>| (17, visit.map_or(0, |visit| visit.1) + 1);
    /// let first = hamtrie::HashTable::new().try_update_with(hash(&(17, 0)), |visit| visit.0 == 17, one_more, hash)?;
    /// let second = first.try_update_with(hash(&(17, 0)), |visit| visit.0 == 17, one_more, hash)?;
    /// assert!(first.iter().eq([&(17, 1)]) && second.iter().eq([&(17, 2)]));
    /// # Ok::<(), hamtrie::TryInsertError<(u64, u32)>>(())
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// let later = open.try_without(hash(&17), |&ticket| ticket == 17)?;
    /// assert_eq!((open.len(), later.len()), (1, 0));
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
    pub fn try_without(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Result<Self, OutOfMemory>
    where
        L: Edits<T>,
    {
        Ok(HashTable { trie: self.trie.without(hash, eq)? })
    }
}
