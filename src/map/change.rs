//! Changing the entry of one key in place: inserting, removing, changing its value.

use super::{Entry, HashMap, OccupiedError};
use crate::drop_first::drop_first;
use crate::error::or_abort;
use crate::layout::{Copies, Edits, Layout};
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use core::mem;
use equivalent::Equivalent;

impl<K: Eq + Hash, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Inserts a key with a value, and returns the value that the key had. O(1) on average.
    ///
    /// If the map has an equal key, that key stays, as in `std`.
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::new();
    /// assert_eq!(stock.insert("apples", 3), None);
    /// let monday = stock.clone();
    /// assert_eq!(stock.insert("apples", 5), Some(3));
    /// assert_eq!((monday["apples"], stock["apples"]), (3, 5));
    /// ```
    #[doc(alias = "insert_mut")]
    #[inline]
    pub fn insert(&mut self, key: K, value: V) -> Option<V>
    where
        L: Copies<(K, V)>,
    {
        let hash_builder = &self.hash_builder;
        let place = self.trie.place(hash_builder.hash_one(&key), |(other, _)| *other == key);
        let hasher = |(other, _): &(K, V)| hash_builder.hash_one(other);
        or_abort(
            place.exchange((key, value), hasher, |(_, old), (key, value)| drop_first(key, mem::replace(old, value))),
        )
    }

    /// As of [`Extend`]: of an equal key only the value is replaced, unless the layout is [`Shared`].
    #[inline(always)]
    pub(super) fn extend_hashed(trie: &mut Trie<(K, V), L, A>, hash_builder: &S, hash: u64, entry: (K, V))
    where
        L: Edits<(K, V)>,
    {
        let place = trie.place(hash, |(other, _)| *other == entry.0);
        let hasher = |(other, _): &(K, V)| hash_builder.hash_one(other);
        let change = |(_, old): &mut (K, V), (key, value)| drop((key, mem::replace(old, value)));
        or_abort(place.change_or_write(entry, hasher, change));
    }

    /// Inserts a key that the map does not have, and returns a mutable reference to its value. O(1) on average.
    ///
    /// # Errors
    /// If the map has the key: then nothing is changed, and the error has the entry that is there and the value that was given.
    ///
    /// # Examples
    /// ```
    /// let mut seats = hamtrie::HashMap::new();
    /// assert!(seats.try_insert("1A", "ada").is_ok());
    /// let error = seats.try_insert("1A", "bob").unwrap_err();
    /// assert_eq!((*error.entry.get(), error.value), ("ada", "bob"));
    /// ```
    pub fn try_insert(&mut self, key: K, value: V) -> Result<&mut V, OccupiedError<'_, K, V, S, A, L>>
    where
        L: Copies<(K, V)>,
    {
        match self.entry(key) {
            Entry::Occupied(entry) => Err(OccupiedError { entry, value }),
            Entry::Vacant(entry) => Ok(entry.insert(value)),
        }
    }

    /// Removes a key and returns its value. O(1) on average.
    ///
    /// Clones the entry if other versions hold it. Changes and copies nothing if the key is absent.
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::from([("apples", 3)]);
    /// let monday = stock.clone();
    /// assert_eq!(stock.remove("apples"), Some(3));
    /// assert_eq!(stock.remove("apples"), None);
    /// assert_eq!(monday["apples"], 3); // an older version keeps it
    /// ```
    #[doc(alias = "remove_mut")]
    #[inline]
    pub fn remove<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        L: Copies<(K, V)>,
    {
        let hash = self.hash_builder.hash_one(key);
        let entry = or_abort(self.trie.place(hash, |(other, _)| key.equivalent(other)).take());
        entry.map(|(key, value)| drop_first(key, value))
    }

    /// Removes a key and returns it with its value. See [`remove`](Self::remove).
    ///
    /// # Examples
    /// ```
    /// let mut users = hamtrie::HashMap::from([("ada".to_string(), 17)]);
    /// assert_eq!(users.remove_entry("ada"), Some(("ada".to_string(), 17)));
    /// assert!(users.is_empty());
    /// ```
    #[doc(alias = "remove_with_key")]
    #[inline]
    pub fn remove_entry<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<(K, V)>
    where
        L: Copies<(K, V)>,
    {
        let hash = self.hash_builder.hash_one(key);
        or_abort(self.trie.place(hash, |(other, _)| key.equivalent(other)).take())
    }

    /// A mutable reference to the value of a key. O(1) on average.
    ///
    /// Copies what other versions hold of the path to the entry, and the entry. Copies nothing if the key is absent.
    ///
    /// # Examples
    /// ```
    /// let mut scores = hamtrie::HashMap::from([("ada", 3)]);
    /// let before = scores.clone();
    /// if let Some(score) = scores.get_mut("ada") {
    ///     *score += 1;
    /// }
    /// assert_eq!((before["ada"], scores["ada"]), (3, 4));
    /// ```
    #[inline]
    pub fn get_mut<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        L: Copies<(K, V)>,
    {
        self.get_key_value_mut(key).map(|(_, value)| value)
    }

    /// References to the key that is in the map and to its value, the latter mutable. O(1) on average. See
    /// [`get_mut`](Self::get_mut).
    ///
    /// # Examples
    /// ```
    /// let mut lengths = hamtrie::HashMap::from([("ada", 0)]);
    /// if let Some((name, length)) = lengths.get_key_value_mut("ada") {
    ///     *length = name.len();
    /// }
    /// assert_eq!(lengths["ada"], 3);
    /// ```
    #[inline]
    pub fn get_key_value_mut<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<(&K, &mut V)>
    where
        L: Copies<(K, V)>,
    {
        let hash = self.hash_builder.hash_one(key);
        let entry = or_abort(self.trie.place(hash, |(other, _)| key.equivalent(other)).into_mut());
        entry.map(|(key, value)| (&*key, value))
    }

    /// The entry of a key, occupied or vacant, to be read and changed in place. It hashes the key and walks to it once.
    ///
    /// # Examples
    /// ```
    /// let mut counts = hamtrie::HashMap::new();
    /// for word in "the cat and the dog".split(' ') {
    ///     *counts.entry(word).or_insert(0) += 1;
    /// }
    /// assert_eq!(counts["the"], 2);
    /// ```
    #[inline]
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V, S, A, L>
    where
        L: Copies<(K, V)>,
    {
        Entry::new(self, key)
    }

    /// Sets the value of a key, and returns true if it had none. O(1) on average.
    ///
    /// If the map has an equal key, key and value replace it and its value; those are dropped if no other version holds
    /// them. Unlike [`insert`](Self::insert), this never clones a shared entry, since it returns none.
    ///
    /// # Examples
    /// Values that are not `Clone`:
    /// ```
    /// use hamtrie::map::SharedMap;
    /// use std::sync::Mutex;
    ///
    /// let mut doors = SharedMap::empty();
    /// assert!(doors.put("front", Mutex::new("open")));
    /// assert!(!doors.put("front", Mutex::new("shut"))); // replaced
    /// assert_eq!(*doors["front"].lock().unwrap(), "shut");
    /// ```
    #[doc(alias("insert_mut", "set"))]
    #[inline]
    pub fn put(&mut self, key: K, value: V) -> bool
    where
        L: Edits<(K, V)>,
    {
        let hash_builder = &self.hash_builder;
        let hash = hash_builder.hash_one(&key);
        let place = self.trie.place(hash, |(other, _)| *other == key);
        or_abort(place.write((key, value), |(other, _)| hash_builder.hash_one(other)))
    }

    /// Removes a key, and returns true if it was there. O(1) on average.
    ///
    /// The key and its value are dropped if no other version holds them. Unlike [`remove`](Self::remove), this never clones
    /// a shared entry, since it returns none.
    ///
    /// # Examples
    /// ```
    /// let mut sessions = hamtrie::HashMap::from([(17, "ada"), (4, "bob")]);
    /// assert!(sessions.discard(&17));
    /// assert!(!sessions.discard(&17)); // it is gone already
    /// assert_eq!(sessions.len(), 1);
    /// ```
    #[doc(alias = "remove_mut")]
    #[inline]
    pub fn discard<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> bool
    where
        L: Edits<(K, V)>,
    {
        let hash = self.hash_builder.hash_one(key);
        or_abort(self.trie.place(hash, |(other, _)| key.equivalent(other)).discard())
    }
}

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Removes all entries. O(1) if other versions hold them, else O(n).
    ///
    /// # Examples
    /// ```
    /// let mut cart = hamtrie::HashMap::from([("apples", 3)]);
    /// let ordered = cart.clone();
    /// cart.clear();
    /// assert!(cart.is_empty() && ordered.len() == 1);
    /// ```
    pub fn clear(&mut self) {
        self.trie.clear();
    }
}
