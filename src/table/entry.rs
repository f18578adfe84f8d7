//! One entry of a [`HashTable`], occupied or vacant.

use super::HashTable;
use crate::error::{OutOfMemory, TryInsertError, or_abort};
use crate::layout::{Auto, Copies};
use crate::pool::ChildrenPool;
use crate::trie::cursor::{Cursor, Occupied};
use crate::trie::place::Place;
use allocator_api2::alloc::Allocator;
use core::fmt;

/// An entry of a table, occupied or vacant, found with one walk. Made by [`HashTable::entry`].
///
/// `H` returns the hash of entries that are in the table already.
pub enum Entry<'t, T, H, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    /// The table has the entry.
    Occupied(OccupiedEntry<'t, T, A, L>),
    /// The table does not have the entry.
    Vacant(VacantEntry<'t, T, H, A, L>),
}

/// An entry that is in the table. Made by [`HashTable::entry`] and [`HashTable::find_entry`].
pub struct OccupiedEntry<'t, T, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    place: Occupied<'t, T, L, A>,
}

/// The place of an entry that is not in the table, and what hashes those that are. Made by [`HashTable::entry`].
pub struct VacantEntry<'t, T, H, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    absent: AbsentEntry<'t, T, A, L>,
    hasher: H,
}

/// The place of an entry that is not in the table, or no more. Made by [`HashTable::find_entry`] and
/// [`OccupiedEntry::remove`].
pub struct AbsentEntry<'t, T, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    cursor: Cursor<'t, T, L, A>,
}

impl<T, A: Allocator, L: Copies<T>> HashTable<T, A, L> {
    /// The entry with this hash for which `eq` returns true, occupied or vacant, to be read and changed in place. It walks to
    /// the entry once. `hasher` returns the hash of entries that are in the table already; it is called when a leaf splits.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    ///
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut visits = HashTable::new();
    /// for id in [17, 4, 17] {
    ///     visits.entry(hash(&(id, 0)), |visit| visit.0 == id, hash).or_insert((id, 0)).get_mut().1 += 1;
    /// }
    /// assert_eq!(visits.find(hash(&(17, 0)), |visit| visit.0 == 17), Some(&(17, 2)));
    /// ```
    #[inline]
    pub fn entry<H>(&mut self, hash: u64, eq: impl FnMut(&T) -> bool, hasher: H) -> Entry<'_, T, H, A, L>
    where
        H: Fn(&T) -> u64,
    {
        match self.find_entry(hash, eq) {
            Ok(entry) => Entry::Occupied(entry),
            Err(absent) => Entry::Vacant(VacantEntry { absent, hasher }),
        }
    }

    /// The entry with this hash for which `eq` returns true, to be read and changed in place. It walks to the entry once.
    ///
    /// # Errors
    /// If there is none: the error is the place where it would be.
    #[inline]
    pub fn find_entry(
        &mut self,
        hash: u64,
        eq: impl FnMut(&T) -> bool,
    ) -> Result<OccupiedEntry<'_, T, A, L>, AbsentEntry<'_, T, A, L>> {
        match self.trie.place(hash, eq) {
            Place::Occupied(place) => Ok(OccupiedEntry { place }),
            Place::Vacant(cursor) => Err(AbsentEntry { cursor }),
        }
    }
}

impl<'t, T, H: Fn(&T) -> u64, A: Allocator, L: Copies<T>> Entry<'t, T, H, A, L> {
    /// Sets the entry, which must be equal to what was looked for, and returns it.
    pub fn insert(self, value: T) -> OccupiedEntry<'t, T, A, L> {
        match self {
            Entry::Occupied(mut entry) => {
                *entry.get_mut() = value;
                entry
            }
            Entry::Vacant(entry) => entry.insert(value),
        }
    }

    /// The occupied entry; it is `default` if the table had none.
    pub fn or_insert(self, default: T) -> OccupiedEntry<'t, T, A, L> {
        self.or_insert_with(|| default)
    }

    /// The occupied entry; it is what `default` returns if the table had none.
    pub fn or_insert_with(self, default: impl FnOnce() -> T) -> OccupiedEntry<'t, T, A, L> {
        match self {
            Entry::Occupied(entry) => entry,
            Entry::Vacant(entry) => entry.insert(default()),
        }
    }

    /// Changes the entry if there is one. A caller must not change its hash, nor what it is equal to.
    #[must_use = "chain it with `or_insert`, or match on it"]
    pub fn and_modify(mut self, change: impl FnOnce(&mut T)) -> Self {
        if let Entry::Occupied(entry) = &mut self {
            change(entry.get_mut());
        }
        self
    }
}

impl<'t, T, A: Allocator, L: Copies<T>> OccupiedEntry<'t, T, A, L> {
    /// A reference to the entry.
    pub fn get(&self) -> &T {
        self.place.entry()
    }

    /// A mutable reference to the entry. Copies what other versions hold.
    ///
    /// A caller must not change the hash of the entry, nor what it is equal to.
    pub fn get_mut(&mut self) -> &mut T {
        or_abort(self.place.entry_mut())
    }

    /// A mutable reference to the entry that lives as long as the borrow of the table. Copies what other versions hold.
    pub fn into_mut(self) -> &'t mut T {
        or_abort(self.try_into_mut())
    }

    /// As [`into_mut`](Self::into_mut), but returns an error when there is no memory.
    ///
    /// # Errors
    /// If the allocator fails. The table is as it was.
    #[inline]
    pub fn try_into_mut(self) -> Result<&'t mut T, OutOfMemory> {
        self.place.into_mut()
    }

    /// Removes the entry, and returns it and its place. Clones it if other versions hold it.
    ///
    /// If only the entry is wanted, [`HashTable::remove`] does not look for the place again.
    pub fn remove(self) -> (T, AbsentEntry<'t, T, A, L>) {
        let (entry, cursor) = or_abort(self.place.remove_and_stay());
        (entry, AbsentEntry { cursor })
    }
}

impl<'t, T, H: Fn(&T) -> u64, A: Allocator, L: Copies<T>> VacantEntry<'t, T, H, A, L> {
    /// Adds an entry, which must have the hash that [`HashTable::entry`] was called with, and returns it.
    pub fn insert(self, value: T) -> OccupiedEntry<'t, T, A, L> {
        self.absent.insert_entry(value, self.hasher)
    }
}

impl<'t, T, A: Allocator, L: Copies<T>> AbsentEntry<'t, T, A, L> {
    /// Adds an entry, which must have the hash that was looked for, and returns a mutable reference to it. `hasher` returns the
    /// hash of entries that are in the table already.
    pub fn insert(self, value: T, hasher: impl Fn(&T) -> u64) -> &'t mut T {
        or_abort(self.try_insert(value, hasher))
    }

    /// As [`insert`](Self::insert), but returns an error when there is no memory.
    ///
    /// # Errors
    /// If the allocator fails. The table is as it was, and the error has the value.
    #[inline]
    pub fn try_insert(self, value: T, hasher: impl Fn(&T) -> u64) -> Result<&'t mut T, TryInsertError<T>> {
        Ok(self.cursor.insert(value, hasher)?.into_mut())
    }

    /// As [`insert`](Self::insert), but returns the occupied entry.
    pub fn insert_entry(self, value: T, hasher: impl Fn(&T) -> u64) -> OccupiedEntry<'t, T, A, L> {
        OccupiedEntry { place: or_abort(self.cursor.insert(value, hasher)).into_occupied() }
    }
}

impl<T: fmt::Debug, H, A: Allocator, L: Copies<T>> fmt::Debug for Entry<'_, T, H, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Entry::Occupied(entry) => entry.fmt(f),
            Entry::Vacant(entry) => entry.fmt(f),
        }
    }
}

impl<T: fmt::Debug, A: Allocator, L: Copies<T>> fmt::Debug for OccupiedEntry<'_, T, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OccupiedEntry").field(self.get()).finish()
    }
}

impl<T, H, A: Allocator, L: Copies<T>> fmt::Debug for VacantEntry<'_, T, H, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VacantEntry")
    }
}

impl<T, A: Allocator, L: Copies<T>> fmt::Debug for AbsentEntry<'_, T, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AbsentEntry")
    }
}
