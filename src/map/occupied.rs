//! The entry of a key that has a value.

use super::{Entry, VacantEntry};
use crate::drop_first::drop_first;
use crate::error::or_abort;
use crate::hash::DefaultHashBuilder;
use crate::layout::{Auto, Copies};
use crate::pool::ChildrenPool;
use crate::trie::cursor::Occupied;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::mem;

/// An entry of a key that has a value.
pub struct OccupiedEntry<'m, K, V, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Copies<(K, V)> = Auto> {
    place: Occupied<'m, (K, V), L, A>,
    hash_builder: &'m S,
}

impl<'m, K, V, S, A: Allocator, L: Copies<(K, V)>> OccupiedEntry<'m, K, V, S, A, L> {
    #[inline]
    pub(super) fn new(place: Occupied<'m, (K, V), L, A>, hash_builder: &'m S) -> Self {
        OccupiedEntry { place, hash_builder }
    }

    /// The key in the map.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Entry;
    ///
    /// let mut stock = hamtrie::HashMap::from([("apples", 3)]);
    /// let Entry::Occupied(entry) = stock.entry("apples") else { panic!("no apples") };
    /// assert_eq!(entry.key(), &"apples");
    /// ```
    pub fn key(&self) -> &K {
        &self.place.entry().0
    }

    /// The value.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Entry;
    ///
    /// let mut stock = hamtrie::HashMap::from([("apples", 3)]);
    /// let Entry::Occupied(entry) = stock.entry("apples") else { panic!("no apples") };
    /// assert_eq!(entry.get(), &3);
    /// ```
    pub fn get(&self) -> &V {
        &self.place.entry().1
    }

    /// A mutable reference to the value. Copies what other versions hold.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Entry;
    ///
    /// let mut stock = hamtrie::HashMap::from([("apples", 3)]);
    /// if let Entry::Occupied(mut entry) = stock.entry("apples") {
    ///     *entry.get_mut() -= 1;
    ///     assert_eq!(entry.get(), &2);
    /// }
    /// ```
    #[inline]
    pub fn get_mut(&mut self) -> &mut V {
        &mut or_abort(self.place.entry_mut()).1
    }

    /// A mutable reference to the value that lives as long as the borrow of the map. Copies what other versions hold.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    /// use hamtrie::map::Entry;
    ///
    /// fn take_one<'m>(stock: &'m mut HashMap<&str, u32>, name: &'static str) -> Option<&'m mut u32> {
    ///     match stock.entry(name) {
    ///         Entry::Occupied(entry) => Some(entry.into_mut()),
    ///         Entry::Vacant(_) => None,
    ///     }
    /// }
    ///
    /// let mut stock = HashMap::from([("apples", 3)]);
    /// *take_one(&mut stock, "apples").unwrap() -= 1;
    /// assert_eq!((stock["apples"], take_one(&mut stock, "pears")), (2, None));
    /// ```
    #[inline]
    pub fn into_mut(self) -> &'m mut V {
        &mut or_abort(self.place.into_mut()).1
    }

    /// Sets the value and returns the old one.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Entry;
    ///
    /// let mut stock = hamtrie::HashMap::from([("apples", 3)]);
    /// if let Entry::Occupied(mut entry) = stock.entry("apples") {
    ///     assert_eq!(entry.insert(7), 3);
    /// }
    /// assert_eq!(stock["apples"], 7);
    /// ```
    pub fn insert(&mut self, value: V) -> V {
        mem::replace(self.get_mut(), value)
    }

    /// Removes the key and returns its value. Clones the entry if other versions hold it.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Entry;
    ///
    /// let mut stock = hamtrie::HashMap::from([("apples", 1)]);
    /// match stock.entry("apples") {
    ///     Entry::Occupied(entry) if *entry.get() == 1 => assert_eq!(entry.remove(), 1),
    ///     entry => *entry.or_insert(1) -= 1,
    /// }
    /// assert!(stock.is_empty());
    /// ```
    pub fn remove(self) -> V {
        let (key, value) = self.remove_entry();
        drop_first(key, value)
    }

    /// Removes the key and returns it with its value. See [`remove`](Self::remove).
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Entry;
    ///
    /// let mut stock = hamtrie::HashMap::from([("apples", 3)]);
    /// let Entry::Occupied(entry) = stock.entry("apples") else { panic!("no apples") };
    /// assert_eq!(entry.remove_entry(), ("apples", 3));
    /// ```
    pub fn remove_entry(self) -> (K, V) {
        or_abort(self.place.remove())
    }

    /// Has `change` make another value of the value, which it owns; if it returns `None`, the key is removed. Returns the entry
    /// as it is then. Clones the entry if other versions hold it.
    ///
    /// # Panics
    /// When `change` panics, the key is gone, as in `hashbrown`.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    /// use hamtrie::map::Entry;
    ///
    /// let mut drafts = HashMap::from([("letter", String::from("Dear"))]);
    /// if let Entry::Occupied(entry) = drafts.entry("letter") {
    ///     _ = entry.replace_entry_with(|_, text| Some(text + " Ada"));
    /// }
    /// assert_eq!(drafts["letter"], "Dear Ada");
    /// ```
    pub fn replace_entry_with(self, change: impl FnOnce(&K, V) -> Option<V>) -> Entry<'m, K, V, S, A, L>
    where
        K: Hash,
        S: BuildHasher,
    {
        let OccupiedEntry { place, hash_builder } = self;
        let ((key, value), cursor) = or_abort(place.remove_and_stay());
        let new = change(&key, value);
        let entry = VacantEntry::new(cursor, key, hash_builder);
        match new {
            Some(value) => Entry::Occupied(entry.insert_entry(value)),
            None => Entry::Vacant(entry),
        }
    }
}

impl<K: fmt::Debug, V: fmt::Debug, S, A: Allocator, L: Copies<(K, V)>> fmt::Debug for OccupiedEntry<'_, K, V, S, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OccupiedEntry").field("key", self.key()).field("value", self.get()).finish_non_exhaustive()
    }
}
