//! Adding, removing and changing single entries in place.

use super::HashTable;
use crate::error::or_abort;
use crate::layout::{Copies, Edits, Layout};
use allocator_api2::alloc::Allocator;

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// Adds an entry without looking for an equal one, and returns a mutable reference to it. O(1) on average.
    ///
    /// `hasher` returns the hash of entries that are in the table already; it is called when a leaf splits. If the table has
    /// an equal entry, it has two of them afterwards, and a search may find either.
    ///
    /// # Panics
    /// As the standard collections, when memory runs out.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// for ticket in 1..=100 {
    ///     open.insert_unique(hash(&ticket), ticket, hash); // each number comes once
    /// }
    /// assert_eq!(open.find(hash(&17), |&ticket| ticket == 17), Some(&17));
    /// ```
    #[doc(alias = "insert")]
    #[inline]
    pub fn insert_unique(&mut self, hash: u64, value: T, hasher: impl Fn(&T) -> u64) -> &mut T
    where
        L: Edits<T>,
    {
        or_abort(self.try_insert_unique(hash, value, hasher))
    }

    /// Replaces the entry for which `eq` returns true with `value`, or adds `value` if there is none. Returns true if it was
    /// added. O(1) on average.
    ///
    /// A replaced entry is dropped if no other version holds it. A shared entry is never cloned. `hasher` returns the hash
    /// of entries that are in the table already; it is called when a leaf splits.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut users = hamtrie::HashTable::new();
    /// let added = users.put(hash(&(17, "")), |user| user.0 == 17, (17, "ada"), hash);
    /// let added_again = users.put(hash(&(17, "")), |user| user.0 == 17, (17, "bob"), hash);
    /// assert_eq!((added, added_again), (true, false));
    /// assert!(users.iter().eq([&(17, "bob")]));
    /// ```
    pub fn put(&mut self, hash: u64, eq: impl FnMut(&T) -> bool, value: T, hasher: impl Fn(&T) -> u64) -> bool
    where
        L: Edits<T>,
    {
        or_abort(self.try_put(hash, eq, value, hasher))
    }

    /// A mutable reference to the entry with this hash for which `eq` returns true. O(1) on average.
    ///
    /// Copies what other versions hold of the path to the entry, and the entry. Copies nothing if the entry is absent. A
    /// caller must not change the hash of the entry, nor what it is equal to.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut scores = hamtrie::HashTable::new();
    /// scores.insert_unique(hash(&(17, 0)), (17, 3), hash);
    /// let before = scores.clone();
    /// if let Some((_, score)) = scores.find_mut(hash(&(17, 0)), |user| user.0 == 17) {
    ///     *score += 1;
    /// }
    /// assert!(before.iter().eq([&(17, 3)]) && scores.iter().eq([&(17, 4)]));
    /// ```
    #[doc(alias = "get_mut")]
    #[inline]
    pub fn find_mut(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<&mut T>
    where
        L: Copies<T>,
    {
        or_abort(self.try_find_mut(hash, eq))
    }

    /// Mutable references to the entries with these hashes for which `eq` returns true, which gets the index of the hash too. O(1)
    /// on average for each; the entries are compared pair by pair. A caller must not change the hash of an entry, nor what it is
    /// equal to.
    ///
    /// # Panics
    /// If two are the same entry.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut accounts = hamtrie::HashTable::new();
    /// for account in [(1, 10), (2, 5)] {
    ///     accounts.insert_unique(hash(&account), account, hash);
    /// }
    /// let ids = [1, 2];
    /// let found = accounts.get_disjoint_mut(ids.map(|id| hash(&(id, 0))), |at, account| account.0 == ids[at]);
    /// let [Some(from), Some(to)] = found else { panic!("no such account") };
    /// (from.1, to.1) = (from.1 - 3, to.1 + 3);
    /// assert_eq!((from.1, to.1), (7, 8));
    /// ```
    pub fn get_disjoint_mut<const N: usize>(
        &mut self,
        hashes: [u64; N],
        eq: impl FnMut(usize, &T) -> bool,
    ) -> [Option<&mut T>; N]
    where
        L: Copies<T>,
    {
        or_abort(self.trie.disjoint_mut(hashes, eq))
    }

    /// Removes the entry with this hash for which `eq` returns true, and returns it. Clones it if other versions hold it.
    /// O(1) on average.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut users = hamtrie::HashTable::new();
    /// users.insert_unique(hash(&(17, "")), (17, "ada"), hash);
    /// assert_eq!(users.remove(hash(&(17, "")), |user| user.0 == 17), Some((17, "ada")));
    /// assert_eq!(users.remove(hash(&(17, "")), |user| user.0 == 17), None);
    /// ```
    #[inline]
    pub fn remove(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<T>
    where
        L: Copies<T>,
    {
        or_abort(self.try_remove(hash, eq))
    }

    /// Removes the entry for which `eq` returns true, and returns true if there was one. O(1) on average.
    ///
    /// The entry is dropped if no other version holds it. A shared entry is never cloned.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// assert!(open.discard(hash(&17), |&ticket| ticket == 17));
    /// assert!(!open.discard(hash(&17), |&ticket| ticket == 17)); // it is gone already
    /// ```
    #[inline]
    pub fn discard(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> bool
    where
        L: Edits<T>,
    {
        or_abort(self.try_discard(hash, eq))
    }

    /// Keeps the entries for which `keep` returns true, which may change them, and removes the others. Visits them in arbitrary
    /// order. O(n).
    ///
    /// So that `keep` can change entries, all leaves and entries that other versions hold are copied.
    /// [`retain_ref`](Self::retain_ref) copies only what it has to. A caller must not change the hash of an entry, nor what it is
    /// equal to.
    ///
    /// # Panics
    /// When `keep` panics, the entries that it has rejected before are gone.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut lives = hamtrie::HashTable::new();
    /// for player in [(1, 3), (2, 1)] {
    ///     lives.insert_unique(hash(&player), player, hash);
    /// }
    /// lives.retain(|(_, left)| {
    ///     *left -= 1;
    ///     *left > 0
    /// });
    /// assert!(lives.iter().eq([&(1, 2)]));
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&mut T) -> bool)
    where
        L: Copies<T>,
    {
        self.extract_if(|entry| !keep(entry)).for_each(drop);
    }

    /// Keeps the entries for which `keep` returns true and removes the others. Visits them in arbitrary order. O(n).
    ///
    /// A leaf whose entries are all kept is not copied, and no entry is cloned.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// for ticket in 1..=6 {
    ///     open.insert_unique(hash(&ticket), ticket, hash);
    /// }
    /// let before = open.clone();
    /// open.retain_ref(|ticket| ticket % 2 == 0);
    /// assert_eq!((open.len(), before.len()), (3, 6));
    /// ```
    pub fn retain_ref(&mut self, keep: impl FnMut(&T) -> bool)
    where
        L: Edits<T>,
    {
        or_abort(self.trie.retain(keep));
    }

    /// Removes all entries. O(1) if other versions hold them, else O(n).
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// let before = open.clone();
    /// open.clear();
    /// assert!(open.is_empty() && before.len() == 1);
    /// ```
    pub fn clear(&mut self) {
        self.trie.clear();
    }
}
