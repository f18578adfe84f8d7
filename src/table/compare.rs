//! Comparing two tables: equality, inclusion, disjointness, differences.

use super::HashTable;
use crate::common::diff::DiffItem;
use crate::layout::Layout;
use crate::trie::versions::diff::Changes;
use crate::trie::versions::{Pair, Rules, Side};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::iter::FusedIterator;

/// How operations on two tables hash entries and compare their keys.
///
/// Both tables must have been filled with the hashes that `hash` returns.
#[derive(Clone, Copy)]
pub struct Keyed<H, E> {
    /// The hash of an entry.
    pub hash: H,
    /// Whether two entries have the same key.
    pub eq: E,
}

impl<H, E> fmt::Debug for Keyed<H, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyed")
    }
}

impl<T, H: Fn(&T) -> u64, E: Fn(&T, &T) -> bool> Rules<T> for Keyed<H, E> {
    #[inline]
    fn hash(&self, _: Side, entry: &T) -> u64 {
        (self.hash)(entry)
    }

    #[inline]
    fn eq(&self, one: &T, other: &T) -> bool {
        (self.eq)(one, other)
    }

    fn agree(&self) -> bool {
        true
    }
}

/// An iterator over the differences between two tables. Made by [`HashTable::diff`]. Allocates nothing.
pub struct Diff<'t, T, L, H, E, F> {
    changes: Changes<'t, T, L>,
    identity: Keyed<H, E>,
    same: F,
}

impl<'t, T, L, H, E, F> Iterator for Diff<'t, T, L, H, E, F>
where
    L: Layout<T>,
    H: Fn(&T) -> u64,
    E: Fn(&T, &T) -> bool,
    F: FnMut(&T, &T) -> bool,
{
    type Item = DiffItem<'t, T>;

    fn next(&mut self) -> Option<DiffItem<'t, T>> {
        self.changes.next_entry(&self.identity, &mut self.same).map(DiffItem::of)
    }
}

impl<T, L, H, E, F> FusedIterator for Diff<'_, T, L, H, E, F>
where
    L: Layout<T>,
    H: Fn(&T) -> u64,
    E: Fn(&T, &T) -> bool,
    F: FnMut(&T, &T) -> bool,
{
}

impl<T, L, H, E, F> fmt::Debug for Diff<'_, T, L, H, E, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diff").finish_non_exhaustive()
    }
}

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    pub(crate) fn pair<'t, R>(&'t self, right: &'t Self, rules: R) -> Pair<'t, T, L, A, R> {
        Pair { left: &self.trie, right: &right.trie, rules }
    }

    /// Whether both tables have the same keys, and for each key `same` returns true for the two entries.
    ///
    /// O(difference) for versions of one table, O(n) for others. An entry that both tables share counts as equal to itself:
    /// `same` may not be called for it.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::table::Keyed;
    ///
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let by_id = Keyed { hash, eq: |one: &(u64, &str), other: &(u64, &str)| one.0 == other.0 };
    /// let users = HashTable::new().update(hash(&(17, "")), |_| false, (17, "ada"), hash);
    /// let renamed = users.update(hash(&(17, "")), |user| user.0 == 17, (17, "eve"), hash);
    /// assert!(!users.is_equal(&renamed, &by_id, |one, other| one.1 == other.1));
    /// assert!(users.is_equal(&renamed, &by_id, |_, _| true)); // of the same keys
    /// ```
    pub fn is_equal<H: Fn(&T) -> u64, E: Fn(&T, &T) -> bool>(
        &self,
        other: &Self,
        identity: &Keyed<H, E>,
        same: impl FnMut(&T, &T) -> bool,
    ) -> bool {
        self.pair(other, identity).is_equal(same)
    }

    /// Whether `other` has all keys of this table, and for each key `same` returns true for the two entries. Costs as
    /// much as [`is_equal`](Self::is_equal).
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::table::Keyed;
    ///
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let by_number = Keyed { hash, eq: |one: &u64, other: &u64| one == other };
    /// let open = HashTable::new().update(hash(&17), |_| false, 17, hash);
    /// let more = open.update(hash(&4), |_| false, 4, hash);
    /// assert!(open.is_subset(&more, &by_number, |_, _| true));
    /// assert!(!more.is_subset(&open, &by_number, |_, _| true));
    /// ```
    pub fn is_subset<H: Fn(&T) -> u64, E: Fn(&T, &T) -> bool>(
        &self,
        other: &Self,
        identity: &Keyed<H, E>,
        same: impl FnMut(&T, &T) -> bool,
    ) -> bool {
        self.pair(other, identity).is_contained(same)
    }

    /// Whether no key is in both tables. At most O(n) in the size of the smaller one.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::table::Keyed;
    ///
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let by_number = Keyed { hash, eq: |one: &u64, other: &u64| one == other };
    /// let open = HashTable::new().update(hash(&17), |_| false, 17, hash);
    /// let done = HashTable::new().update(hash(&4), |_| false, 4, hash);
    /// assert!(open.is_disjoint(&done, &by_number));
    /// ```
    pub fn is_disjoint<H: Fn(&T) -> u64, E: Fn(&T, &T) -> bool>(&self, other: &Self, identity: &Keyed<H, E>) -> bool {
        self.pair(other, identity).is_disjoint()
    }

    /// An iterator over what was added, removed and changed from this table to `new`, in arbitrary order.
    ///
    /// It is lazy and allocates nothing. Two entries of one key are no difference if `same` returns true for them, or if
    /// both tables share one entry. O(difference) for versions of one table, O(n) for others.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::table::{DiffItem, Keyed};
    ///
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let by_id = Keyed { hash, eq: |one: &(u64, &str), other: &(u64, &str)| one.0 == other.0 };
    /// let users = HashTable::new().update(hash(&(17, "")), |_| false, (17, "ada"), hash);
    /// let renamed = users.update(hash(&(17, "")), |user| user.0 == 17, (17, "eve"), hash);
    /// let mut diff = users.diff(&renamed, by_id, |one, other| one == other);
    /// assert_eq!(diff.next(), Some(DiffItem::Changed { old: &(17, "ada"), new: &(17, "eve") }));
    /// ```
    pub fn diff<'t, H, E, F>(&'t self, new: &'t Self, identity: Keyed<H, E>, same: F) -> Diff<'t, T, L, H, E, F>
    where
        H: Fn(&T) -> u64,
        E: Fn(&T, &T) -> bool,
        F: FnMut(&T, &T) -> bool,
    {
        let changes = Changes::new(&self.pair(new, &identity));
        Diff { changes, identity, same }
    }

    /// Whether both tables have the same root. If so, they have the same entries; if not, they may have them too. O(1).
    ///
    /// True for a table and its clone until one of them changes, and for two empty tables.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// let before = open.clone();
    /// assert!(open.ptr_eq(&before));
    /// open.insert_unique(hash(&4), 4, hash);
    /// assert!(!open.ptr_eq(&before));
    /// ```
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.trie.ptr_eq(&other.trie)
    }

    /// The bytes of nodes and shared entries that this table has and `base` has not: what keeping it costs besides `base`, a version
    /// before or after it, or an empty table. O(what differs).
    ///
    /// Memory that the entries themselves point to, such as the text of a `String`, is not counted.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    ///
    /// let mut table = HashTable::new();
    /// table.insert_unique(7, "seven", |_| 7);
    /// let version = table.clone();
    /// assert_eq!(table.bytes_beyond(&version), 0);
    /// assert!(table.bytes_beyond(&HashTable::new()) > 0);
    /// ```
    pub fn bytes_beyond(&self, base: &Self) -> usize {
        self.trie.bytes_beyond(&base.trie)
    }
}
