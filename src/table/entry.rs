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
pub enum Entry<'t, T, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    /// The table has the entry.
    Occupied(OccupiedEntry<'t, T, A, L>),
    /// The table does not have the entry.
    Vacant(VacantEntry<'t, T, A, L>),
}

/// An entry that is in the table.
pub struct OccupiedEntry<'t, T, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    place: Occupied<'t, T, L, A>,
}

/// The place of an entry that is not in the table.
pub struct VacantEntry<'t, T, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    cursor: Cursor<'t, T, L, A>,
}

impl<'t, T, A: Allocator, L: Copies<T>> Entry<'t, T, A, L> {
    pub(crate) fn new(table: &'t mut HashTable<T, A, L>, hash: u64, eq: impl FnMut(&T) -> bool) -> Self {
        match table.trie.place(hash, eq) {
            Place::Occupied(place) => Entry::Occupied(OccupiedEntry { place }),
            Place::Vacant(cursor) => Entry::Vacant(VacantEntry { cursor }),
        }
    }

    /// A mutable reference to the entry, which is what `value` returns if the table had none. `hasher` is as in
    /// [`VacantEntry::insert`].
    pub fn or_insert_with(self, value: impl FnOnce() -> T, hasher: impl Fn(&T) -> u64) -> &'t mut T {
        match self {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(value(), hasher),
        }
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

    /// Removes the entry and returns it. Clones it if other versions hold it.
    pub fn remove(self) -> T {
        or_abort(self.place.remove())
    }
}

impl<'t, T, A: Allocator, L: Copies<T>> VacantEntry<'t, T, A, L> {
    /// Adds an entry, which must have the hash that [`HashTable::entry`] was called with, and returns a mutable reference to
    /// it. `hasher` returns the hash of entries that are in the table already.
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

impl<T: fmt::Debug, A: Allocator, L: Copies<T>> fmt::Debug for Entry<'_, T, A, L> {
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

impl<T, A: Allocator, L: Copies<T>> fmt::Debug for VacantEntry<'_, T, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VacantEntry")
    }
}
