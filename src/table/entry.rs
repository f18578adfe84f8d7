//! The place of one entry in a [`HashTable`], filled or not.

use super::HashTable;
use crate::error::{OutOfMemory, TryInsertError, or_abort};
use crate::layout::{Auto, Copies};
use crate::pool::ChildrenPool;
use crate::trie::cursor::{Cursor, Occupied};
use allocator_api2::alloc::Allocator;
use core::fmt;

/// What [`HashTable::entry`] found. One hash and one walk serve for all that is done with it.
pub enum Entry<'t, T, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    /// There is such an entry.
    Occupied(OccupiedEntry<'t, T, A, L>),
    /// There is none yet.
    Vacant(VacantEntry<'t, T, A, L>),
}

/// An entry that is there.
pub struct OccupiedEntry<'t, T, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    place: Occupied<'t, T, L, A>,
}

/// The place for an entry that is not there.
pub struct VacantEntry<'t, T, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    cursor: Cursor<'t, T, L, A>,
}

impl<'t, T, A: Allocator, L: Copies<T>> Entry<'t, T, A, L> {
    pub(crate) fn new(table: &'t mut HashTable<T, A, L>, hash: u64, eq: impl FnMut(&T) -> bool) -> Self {
        let cursor = table.trie.cursor(hash);
        match cursor.find(eq) {
            Ok(place) => Entry::Occupied(OccupiedEntry { place }),
            Err(cursor) => Entry::Vacant(VacantEntry { cursor }),
        }
    }

    /// The entry, after adding what `value` returns if there is none. `hasher` as in [`VacantEntry::insert`].
    pub fn or_insert_with(self, value: impl FnOnce() -> T, hasher: impl Fn(&T) -> u64) -> &'t mut T {
        match self {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(value(), hasher),
        }
    }
}

impl<'t, T, A: Allocator, L: Copies<T>> OccupiedEntry<'t, T, A, L> {
    /// The entry.
    pub fn get(&self) -> &T {
        self.place.entry()
    }

    /// The entry, for changes that keep its hash and what it is equal to. Copies what other versions hold.
    pub fn get_mut(&mut self) -> &mut T {
        or_abort(self.place.entry_mut())
    }

    /// The entry, for as long as the table is borrowed.
    pub fn into_mut(self) -> &'t mut T {
        or_abort(self.try_into_mut())
    }

    /// As [`into_mut`](Self::into_mut), but tells when there is no memory.
    ///
    /// # Errors
    /// If the allocator fails. The table is as it was.
    #[inline]
    pub fn try_into_mut(self) -> Result<&'t mut T, OutOfMemory> {
        self.place.into_mut()
    }

    /// Takes the entry out. Clones it if other versions hold it.
    pub fn remove(self) -> T {
        or_abort(self.place.remove())
    }
}

impl<'t, T, A: Allocator, L: Copies<T>> VacantEntry<'t, T, A, L> {
    /// Adds an entry of the hash that was looked for. `hasher` gives the hash of entries that are there already.
    pub fn insert(self, value: T, hasher: impl Fn(&T) -> u64) -> &'t mut T {
        or_abort(self.try_insert(value, hasher))
    }

    /// As [`insert`](Self::insert), but tells when there is no memory.
    ///
    /// # Errors
    /// If the allocator fails. The table is as it was, and the error has the value.
    #[inline]
    pub fn try_insert(self, value: T, hasher: impl Fn(&T) -> u64) -> Result<&'t mut T, TryInsertError<T>> {
        Ok(self.cursor.insert(value, hasher)?.into_mut())
    }

    /// As [`insert`](Self::insert), but returns the entry as an occupied one.
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
