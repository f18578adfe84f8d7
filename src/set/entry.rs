//! One element of a [`HashSet`], there or not. The names are hashbrown's.

use super::HashSet;
use crate::error::or_abort;
use crate::hash::DefaultHashBuilder;
use crate::layout::{Auto, Copies, Layout};
use crate::pool::ChildrenPool;
use crate::trie::cursor::{Cursor, Occupied};
use crate::trie::place::Place;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};

/// The entry of an element: occupied or vacant. Made by [`HashSet::entry`].
pub enum Entry<'s, T, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    /// The set has an equal element.
    Occupied(OccupiedEntry<'s, T, A, L>),
    /// The set has no equal element.
    Vacant(VacantEntry<'s, T, S, A, L>),
}

/// An element that is in the set.
pub struct OccupiedEntry<'s, T, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    place: Occupied<'s, T, L, A>,
}

/// An element that is not in the set yet.
pub struct VacantEntry<'s, T, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Copies<T> = Auto> {
    cursor: Cursor<'s, T, L, A>,
    element: T,
    hash_builder: &'s S,
}

impl<T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// The entry of an element, occupied or vacant. It hashes the element and walks to it once. O(1) on average.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    /// use hamtrie::set::Entry;
    ///
    /// let mut seats = HashSet::from(["1A"]);
    /// match seats.entry("1B") {
    ///     Entry::Occupied(seat) => println!("{} is taken", seat.get()),
    ///     Entry::Vacant(seat) => _ = seat.insert(),
    /// }
    /// assert!(seats.contains("1B"));
    /// ```
    #[inline]
    pub fn entry(&mut self, element: T) -> Entry<'_, T, S, A, L>
    where
        L: Copies<T>,
    {
        let hash_builder = &self.hash_builder;
        match self.trie.place(hash_builder.hash_one(&element), |other| *other == element) {
            Place::Occupied(place) => Entry::Occupied(OccupiedEntry { place }),
            Place::Vacant(cursor) => Entry::Vacant(VacantEntry { cursor, element, hash_builder }),
        }
    }
}

impl<'s, T: Hash, S: BuildHasher, A: Allocator, L: Copies<T>> Entry<'s, T, S, A, L> {
    /// Adds the element if there is no equal one, and returns the occupied entry.
    ///
    /// # Examples
    /// ```
    /// let mut seats = hamtrie::HashSet::new();
    /// assert_eq!(seats.entry("1A").insert().get(), &"1A");
    /// assert!(seats.contains("1A"));
    /// ```
    pub fn insert(self) -> OccupiedEntry<'s, T, A, L> {
        match self {
            Entry::Occupied(entry) => entry,
            Entry::Vacant(entry) => entry.insert(),
        }
    }

    /// Adds the element if there is no equal one.
    ///
    /// # Examples
    /// ```
    /// let mut seats = hamtrie::HashSet::from(["1A"]);
    /// seats.entry("1A").or_insert();
    /// seats.entry("1B").or_insert();
    /// assert_eq!(seats.len(), 2);
    /// ```
    pub fn or_insert(self) {
        self.insert();
    }

    /// The element: of an occupied entry the one in the set, else the one that was given.
    ///
    /// # Examples
    /// ```
    /// let mut seats = hamtrie::HashSet::new();
    /// assert_eq!(seats.entry("1A").get(), &"1A"); // not in the set yet
    /// assert!(seats.is_empty());
    /// ```
    pub fn get(&self) -> &T {
        match self {
            Entry::Occupied(entry) => entry.get(),
            Entry::Vacant(entry) => entry.get(),
        }
    }
}

impl<T, A: Allocator, L: Copies<T>> OccupiedEntry<'_, T, A, L> {
    /// The element in the set.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::set::Entry;
    ///
    /// let mut seats = hamtrie::HashSet::from(["1A"]);
    /// let Entry::Occupied(seat) = seats.entry("1A") else { panic!("free") };
    /// assert_eq!(seat.get(), &"1A");
    /// ```
    pub fn get(&self) -> &T {
        self.place.entry()
    }

    /// Removes the element and returns it. Clones it if other versions hold it.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::set::Entry;
    ///
    /// let mut seats = hamtrie::HashSet::from(["1A"]);
    /// let Entry::Occupied(seat) = seats.entry("1A") else { panic!("free") };
    /// assert_eq!(seat.remove(), "1A");
    /// assert!(seats.is_empty());
    /// ```
    pub fn remove(self) -> T {
        or_abort(self.place.remove())
    }
}

impl<'s, T: Hash, S: BuildHasher, A: Allocator, L: Copies<T>> VacantEntry<'s, T, S, A, L> {
    /// Adds the element and returns the occupied entry.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::set::Entry;
    ///
    /// let mut seats = hamtrie::HashSet::new();
    /// let Entry::Vacant(seat) = seats.entry("1A") else { panic!("taken") };
    /// seat.insert();
    /// assert!(seats.contains("1A"));
    /// ```
    pub fn insert(self) -> OccupiedEntry<'s, T, A, L> {
        let VacantEntry { cursor, element, hash_builder } = self;
        let inserted = or_abort(cursor.insert(element, |other| hash_builder.hash_one(other)));
        OccupiedEntry { place: inserted.into_occupied() }
    }
}

impl<T, S, A: Allocator, L: Copies<T>> VacantEntry<'_, T, S, A, L> {
    /// The element that was given.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::set::Entry;
    ///
    /// let mut seats = hamtrie::HashSet::<&str>::new();
    /// let Entry::Vacant(seat) = seats.entry("1A") else { panic!("taken") };
    /// assert_eq!(seat.get(), &"1A");
    /// ```
    pub fn get(&self) -> &T {
        &self.element
    }

    /// Returns the element that was given.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::set::Entry;
    ///
    /// let mut seats = hamtrie::HashSet::<String>::new();
    /// let Entry::Vacant(seat) = seats.entry("1A".to_string()) else { panic!("taken") };
    /// assert_eq!(seat.into_value(), "1A"); // the `String` comes back
    /// ```
    pub fn into_value(self) -> T {
        self.element
    }
}

impl<T: fmt::Debug, S, A: Allocator, L: Copies<T>> fmt::Debug for Entry<'_, T, S, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Entry::Occupied(entry) => f.debug_tuple("Entry").field(entry).finish(),
            Entry::Vacant(entry) => f.debug_tuple("Entry").field(entry).finish(),
        }
    }
}

impl<T: fmt::Debug, A: Allocator, L: Copies<T>> fmt::Debug for OccupiedEntry<'_, T, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OccupiedEntry").field(self.get()).finish()
    }
}

impl<T: fmt::Debug, S, A: Allocator, L: Copies<T>> fmt::Debug for VacantEntry<'_, T, S, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VacantEntry").field(self.get()).finish()
    }
}
