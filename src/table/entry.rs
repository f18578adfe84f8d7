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
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut users = hamtrie::HashTable::new();
    /// users.insert_unique(hash(&(17, "")), (17, "ada"), hash);
    /// match users.find_entry(hash(&(17, "")), |user| user.0 == 17) {
    ///     Ok(mut entry) => entry.get_mut().1 = "eve",
    ///     Err(absent) => _ = absent.insert((17, "eve"), hash),
    /// }
    /// assert!(users.iter().eq([&(17, "eve")]));
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut users = hamtrie::HashTable::new();
    /// users.insert_unique(hash(&(17, "")), (17, "ada"), hash);
    /// let entry = users.entry(hash(&(17, "")), |user| user.0 == 17, hash).insert((17, "eve"));
    /// assert_eq!(entry.get(), &(17, "eve"));
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut visits = hamtrie::HashTable::new();
    /// for _ in 0..3 {
    ///     visits.entry(hash(&(17, 0)), |visit| visit.0 == 17, hash).or_insert((17, 0)).get_mut().1 += 1;
    /// }
    /// assert!(visits.iter().eq([&(17, 3)]));
    /// ```
    pub fn or_insert(self, default: T) -> OccupiedEntry<'t, T, A, L> {
        self.or_insert_with(|| default)
    }

    /// The occupied entry; it is what `default` returns if the table had none.
    ///
    /// # Examples
    /// ```
    /// let hash = |(id, _): &(u64, String)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut pages = hamtrie::HashTable::new();
    /// let page = pages.entry(hash(&(17, String::new())), |page| page.0 == 17, hash).or_insert_with(|| (17, "help".repeat(2)));
    /// assert_eq!(page.get().1, "helphelp");
    /// ```
    pub fn or_insert_with(self, default: impl FnOnce() -> T) -> OccupiedEntry<'t, T, A, L> {
        match self {
            Entry::Occupied(entry) => entry,
            Entry::Vacant(entry) => entry.insert(default()),
        }
    }

    /// Changes the entry if there is one. A caller must not change its hash, nor what it is equal to.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut visits = hamtrie::HashTable::new();
    /// for id in [17, 4, 17] {
    ///     visits.entry(hash(&(id, 0)), |visit| visit.0 == id, hash).and_modify(|visit| visit.1 += 1).or_insert((id, 1));
    /// }
    /// assert_eq!(visits.find(hash(&(17, 0)), |visit| visit.0 == 17), Some(&(17, 2)));
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// open.insert_unique(hash(&17), 17, hash);
    /// let entry = open.find_entry(hash(&17), |&ticket| ticket == 17).expect("it is there");
    /// assert_eq!(entry.get(), &17);
    /// ```
    pub fn get(&self) -> &T {
        self.place.entry()
    }

    /// A mutable reference to the entry. Copies what other versions hold.
    ///
    /// A caller must not change the hash of the entry, nor what it is equal to.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut scores = hamtrie::HashTable::new();
    /// scores.insert_unique(hash(&(17, 0)), (17, 3), hash);
    /// let mut entry = scores.find_entry(hash(&(17, 0)), |user| user.0 == 17).expect("it is there");
    /// entry.get_mut().1 += 1;
    /// assert_eq!(entry.get(), &(17, 4));
    /// ```
    pub fn get_mut(&mut self) -> &mut T {
        or_abort(self.place.entry_mut())
    }

    /// A mutable reference to the entry that lives as long as the borrow of the table. Copies what other versions hold.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    ///
    /// fn score(scores: &mut HashTable<(u64, u32)>, hash: u64, id: u64) -> Option<&mut u32> {
    ///     let entry = scores.find_entry(hash, |user| user.0 == id).ok()?;
    ///     Some(&mut entry.into_mut().1)
    /// }
    ///
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut scores = HashTable::new();
    /// scores.insert_unique(hash(&(17, 0)), (17, 3), hash);
    /// *score(&mut scores, hash(&(17, 0)), 17).unwrap() += 1;
    /// assert!(scores.iter().eq([&(17, 4)]));
    /// ```
    pub fn into_mut(self) -> &'t mut T {
        or_abort(self.try_into_mut())
    }

    /// As [`into_mut`](Self::into_mut), but returns an error when there is no memory.
    ///
    /// # Errors
    /// If the allocator fails. The table is as it was.
    ///
    /// # Examples
    /// ```
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut scores = hamtrie::HashTable::new();
    /// scores.insert_unique(hash(&(17, 0)), (17, 3), hash);
    /// let entry = scores.find_entry(hash(&(17, 0)), |user| user.0 == 17).expect("it is there");
    /// entry.try_into_mut()?.1 += 1;
    /// assert!(scores.iter().eq([&(17, 4)]));
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
    #[inline]
    pub fn try_into_mut(self) -> Result<&'t mut T, OutOfMemory> {
        self.place.into_mut()
    }

    /// Removes the entry, and returns it and its place. Clones it if other versions hold it.
    ///
    /// If only the entry is wanted, [`HashTable::remove`] does not look for the place again.
    ///
    /// # Examples
    /// The place of the old entry is that of the new one:
    /// ```
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut users = hamtrie::HashTable::new();
    /// users.insert_unique(hash(&(17, "")), (17, "ada"), hash);
    /// let entry = users.find_entry(hash(&(17, "")), |user| user.0 == 17).expect("it is there");
    /// let ((id, before), place) = entry.remove();
    /// place.insert((id, "eve"), hash);
    /// assert_eq!(before, "ada");
    /// assert!(users.iter().eq([&(17, "eve")]));
    /// ```
    pub fn remove(self) -> (T, AbsentEntry<'t, T, A, L>) {
        let (entry, cursor) = or_abort(self.place.remove_and_stay());
        (entry, AbsentEntry { cursor })
    }
}

impl<'t, T, H: Fn(&T) -> u64, A: Allocator, L: Copies<T>> VacantEntry<'t, T, H, A, L> {
    /// Adds an entry, which must have the hash that [`HashTable::entry`] was called with, and returns it.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::table::Entry;
    ///
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// match open.entry(hash(&17), |&ticket| ticket == 17, hash) {
    ///     Entry::Occupied(entry) => println!("{} is open already", entry.get()),
    ///     Entry::Vacant(entry) => _ = entry.insert(17),
    /// }
    /// assert!(open.iter().eq([&17]));
    /// ```
    pub fn insert(self, value: T) -> OccupiedEntry<'t, T, A, L> {
        self.absent.insert_entry(value, self.hasher)
    }
}

impl<'t, T, A: Allocator, L: Copies<T>> AbsentEntry<'t, T, A, L> {
    /// Adds an entry, which must have the hash that was looked for, and returns a mutable reference to it. `hasher` returns the
    /// hash of entries that are in the table already.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// let absent = open.find_entry(hash(&17), |&ticket| ticket == 17).expect_err("it is not there");
    /// assert_eq!(absent.insert(17, hash), &17);
    /// ```
    pub fn insert(self, value: T, hasher: impl Fn(&T) -> u64) -> &'t mut T {
        or_abort(self.try_insert(value, hasher))
    }

    /// As [`insert`](Self::insert), but returns an error when there is no memory.
    ///
    /// # Errors
    /// If the allocator fails. The table is as it was, and the error has the value.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// let absent = open.find_entry(hash(&17), |&ticket| ticket == 17).expect_err("it is not there");
    /// match absent.try_insert(17, hash) {
    ///     Ok(ticket) => assert_eq!(ticket, &17),
    ///     Err(refused) => eprintln!("{refused}: ticket {} is not kept", refused.value),
    /// }
    /// ```
    #[inline]
    pub fn try_insert(self, value: T, hasher: impl Fn(&T) -> u64) -> Result<&'t mut T, TryInsertError<T>> {
        Ok(self.cursor.insert(value, hasher)?.into_mut())
    }

    /// As [`insert`](Self::insert), but returns the occupied entry.
    ///
    /// # Examples
    /// ```
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let mut open = hamtrie::HashTable::new();
    /// let absent = open.find_entry(hash(&17), |&ticket| ticket == 17).expect_err("it is not there");
    /// assert_eq!(absent.insert_entry(17, hash).get(), &17);
    /// ```
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
