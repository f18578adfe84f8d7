//! The entry of one key in a [`HashMap`], occupied or vacant. Mirrors `std::collections::hash_map::Entry`.

use super::{HashMap, OccupiedEntry};
use crate::error::or_abort;
use crate::hash::DefaultHashBuilder;
use crate::layout::{Auto, Copies};
use crate::pool::ChildrenPool;
use crate::trie::cursor::{Cursor, Inserted};
use crate::trie::place::Place;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};

/// The entry of a key: occupied or vacant. Made by [`HashMap::entry`].
pub enum Entry<'m, K, V, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Copies<(K, V)> = Auto> {
    /// The key has a value.
    Occupied(OccupiedEntry<'m, K, V, S, A, L>),
    /// The key has none yet.
    Vacant(VacantEntry<'m, K, V, S, A, L>),
}

/// An entry of a key that has no value yet.
pub struct VacantEntry<'m, K, V, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Copies<(K, V)> = Auto> {
    cursor: Cursor<'m, (K, V), L, A>,
    key: K,
    hash_builder: &'m S,
}

/// A key was to be inserted that the map has. Made by [`HashMap::try_insert`].
pub struct OccupiedError<'m, K, V, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Copies<(K, V)> = Auto> {
    /// The entry that is in the map.
    pub entry: OccupiedEntry<'m, K, V, S, A, L>,
    /// The value that was not inserted.
    pub value: V,
}

impl<'m, K: Eq + Hash, V, S: BuildHasher, A: Allocator, L: Copies<(K, V)>> Entry<'m, K, V, S, A, L> {
    #[inline]
    pub(super) fn new(map: &'m mut HashMap<K, V, S, A, L>, key: K) -> Self {
        let hash_builder = &map.hash_builder;
        match map.trie.place(hash_builder.hash_one(&key), |(other, _)| *other == key) {
            Place::Occupied(place) => Entry::Occupied(OccupiedEntry::new(place, hash_builder)),
            Place::Vacant(cursor) => Entry::Vacant(VacantEntry::new(cursor, key, hash_builder)),
        }
    }

    /// A mutable reference to the value, which is set to `default` if there is none.
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::from([("apples", 3)]);
    /// *stock.entry("apples").or_insert(0) += 1;
    /// *stock.entry("pears").or_insert(0) += 1;
    /// assert_eq!((stock["apples"], stock["pears"]), (4, 1));
    /// ```
    #[inline]
    pub fn or_insert(self, default: V) -> &'m mut V {
        match self {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(default),
        }
    }

    /// A mutable reference to the value, which is set to what `default` returns if there is none.
    ///
    /// # Examples
    /// ```
    /// let mut pages = hamtrie::HashMap::from([("/", String::from("index"))]);
    /// pages.entry("/").or_insert_with(|| unreachable!("it is cached"));
    /// pages.entry("/help").or_insert_with(|| "help".repeat(2));
    /// assert_eq!(pages["/help"], "helphelp");
    /// ```
    #[inline]
    pub fn or_insert_with(self, default: impl FnOnce() -> V) -> &'m mut V {
        match self {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(default()),
        }
    }

    /// A mutable reference to the value, which is set to what `default` returns for the key if there is none.
    ///
    /// # Examples
    /// ```
    /// let mut lengths = hamtrie::HashMap::new();
    /// lengths.entry("persistent").or_insert_with_key(|word: &&str| word.len());
    /// assert_eq!(lengths["persistent"], 10);
    /// ```
    #[inline]
    pub fn or_insert_with_key(self, default: impl FnOnce(&K) -> V) -> &'m mut V {
        match self {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let value = default(entry.key());
                entry.insert(value)
            }
        }
    }

    /// A mutable reference to the value, which is set to the default of its type if there is none.
    ///
    /// # Examples
    /// ```
    /// let mut index = hamtrie::HashMap::<&str, Vec<u32>>::new();
    /// for (line, word) in [(1, "cat"), (2, "dog"), (3, "cat")] {
    ///     index.entry(word).or_default().push(line);
    /// }
    /// assert_eq!((&index["cat"][..], &index["dog"][..]), (&[1, 3][..], &[2][..]));
    /// ```
    #[inline]
    pub fn or_default(self) -> &'m mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }

    /// Changes the value if there is one.
    ///
    /// # Examples
    /// ```
    /// let mut visits = hamtrie::HashMap::new();
    /// for name in ["ada", "bob", "ada"] {
    ///     visits.entry(name).and_modify(|count| *count += 1).or_insert(1);
    /// }
    /// assert_eq!((visits["ada"], visits["bob"]), (2, 1));
    /// ```
    #[inline]
    #[must_use = "chain it with `or_insert`, or match on it"]
    pub fn and_modify(mut self, change: impl FnOnce(&mut V)) -> Self {
        if let Entry::Occupied(entry) = &mut self {
            change(entry.get_mut());
        }
        self
    }

    /// The key: of an occupied entry the one in the map, else the one that was given.
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::<&str, u32>::new();
    /// assert_eq!(stock.entry("apples").key(), &"apples");
    /// ```
    pub fn key(&self) -> &K {
        match self {
            Entry::Occupied(entry) => entry.key(),
            Entry::Vacant(entry) => entry.key(),
        }
    }

    /// Sets the value and returns the occupied entry.
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::from([("apples", 3)]);
    /// let entry = stock.entry("apples").insert_entry(5);
    /// assert_eq!((entry.key(), entry.get()), (&"apples", &5));
    /// ```
    pub fn insert_entry(self, value: V) -> OccupiedEntry<'m, K, V, S, A, L> {
        match self {
            Entry::Occupied(mut entry) => {
                entry.insert(value);
                entry
            }
            Entry::Vacant(entry) => entry.insert_entry(value),
        }
    }

    /// [`insert_entry`](Self::insert_entry), by its name in `hashbrown`.
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::new();
    /// assert_eq!(stock.entry("apples").insert(5).get(), &5);
    /// ```
    pub fn insert(self, value: V) -> OccupiedEntry<'m, K, V, S, A, L> {
        self.insert_entry(value)
    }

    /// The occupied entry; its value is set to `default` if there was none.
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::from([("apples", 3)]);
    /// assert_eq!(stock.entry("apples").or_insert_entry(0).get(), &3);
    /// assert_eq!(stock.entry("pears").or_insert_entry(0).remove(), 0); // and gone again
    /// ```
    pub fn or_insert_entry(self, default: V) -> OccupiedEntry<'m, K, V, S, A, L> {
        match self {
            Entry::Occupied(entry) => entry,
            Entry::Vacant(entry) => entry.insert_entry(default),
        }
    }

    /// The occupied entry; its value is set to the default of its type if there was none.
    ///
    /// # Examples
    /// ```
    /// let mut notes = hamtrie::HashMap::<&str, String>::new();
    /// let mut entry = notes.entry("todo").or_default_entry();
    /// entry.get_mut().push_str("tests");
    /// assert_eq!(notes["todo"], "tests");
    /// ```
    pub fn or_default_entry(self) -> OccupiedEntry<'m, K, V, S, A, L>
    where
        V: Default,
    {
        match self {
            Entry::Occupied(entry) => entry,
            Entry::Vacant(entry) => entry.insert_entry(V::default()),
        }
    }

    /// Has `change` make another value of the value, if there is one; if it returns `None`, the key is removed. See
    /// [`OccupiedEntry::replace_entry_with`].
    ///
    /// # Examples
    /// ```
    /// let mut tries = hamtrie::HashMap::from([("ada", 1)]);
    /// let use_one = |_: &&str, left: u32| left.checked_sub(1);
    /// _ = tries.entry("ada").and_replace_entry_with(use_one);
    /// assert_eq!(tries["ada"], 0);
    /// _ = tries.entry("ada").and_replace_entry_with(use_one);
    /// assert!(tries.is_empty());
    /// ```
    #[must_use = "chain it with `or_insert`, or match on it"]
    pub fn and_replace_entry_with(self, change: impl FnOnce(&K, V) -> Option<V>) -> Self {
        match self {
            Entry::Occupied(entry) => entry.replace_entry_with(change),
            Entry::Vacant(_) => self,
        }
    }
}

impl<'m, K: Hash, V, S: BuildHasher, A: Allocator, L: Copies<(K, V)>> VacantEntry<'m, K, V, S, A, L> {
    /// Sets the value of the key, and returns a mutable reference to it.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Entry;
    ///
    /// let mut seats = hamtrie::HashMap::from([("1A", "ada")]);
    /// match seats.entry("1B") {
    ///     Entry::Occupied(entry) => println!("{} is taken", entry.key()),
    ///     Entry::Vacant(entry) => _ = entry.insert("bob"),
    /// }
    /// assert_eq!(seats["1B"], "bob");
    /// ```
    #[inline]
    pub fn insert(self, value: V) -> &'m mut V {
        &mut self.fill(value).into_mut().1
    }

    /// Sets the value of the key and returns the occupied entry.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Entry;
    ///
    /// let mut seats = hamtrie::HashMap::new();
    /// let Entry::Vacant(entry) = seats.entry("1B") else { panic!("taken") };
    /// let occupied = entry.insert_entry("bob");
    /// assert_eq!((occupied.key(), occupied.get()), (&"1B", &"bob"));
    /// ```
    pub fn insert_entry(self, value: V) -> OccupiedEntry<'m, K, V, S, A, L> {
        let hash_builder = self.hash_builder;
        OccupiedEntry::new(self.fill(value).into_occupied(), hash_builder)
    }

    #[inline(always)]
    fn fill(self, value: V) -> Inserted<'m, (K, V), L, A> {
        let VacantEntry { cursor, key, hash_builder } = self;
        or_abort(cursor.insert((key, value), |(other, _)| hash_builder.hash_one(other)))
    }
}

impl<'m, K, V, S, A: Allocator, L: Copies<(K, V)>> VacantEntry<'m, K, V, S, A, L> {
    #[inline(always)]
    pub(super) fn new(cursor: Cursor<'m, (K, V), L, A>, key: K, hash_builder: &'m S) -> Self {
        VacantEntry { cursor, key, hash_builder }
    }

    /// The key that was given.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Entry;
    ///
    /// let mut seats = hamtrie::HashMap::<&str, &str>::new();
    /// let Entry::Vacant(entry) = seats.entry("1B") else { panic!("taken") };
    /// assert_eq!(entry.key(), &"1B");
    /// ```
    pub fn key(&self) -> &K {
        &self.key
    }

    /// Returns the key that was given.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Entry;
    ///
    /// let mut seats = hamtrie::HashMap::<String, &str>::new();
    /// let Entry::Vacant(entry) = seats.entry("1B".to_string()) else { panic!("taken") };
    /// assert_eq!(entry.into_key(), "1B"); // the `String` comes back
    /// ```
    pub fn into_key(self) -> K {
        self.key
    }
}

impl<K: fmt::Debug, V: fmt::Debug, S, A: Allocator, L: Copies<(K, V)>> fmt::Debug for Entry<'_, K, V, S, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Entry::Occupied(entry) => f.debug_tuple("Entry").field(entry).finish(),
            Entry::Vacant(entry) => f.debug_tuple("Entry").field(entry).finish(),
        }
    }
}

impl<K: fmt::Debug, V, S, A: Allocator, L: Copies<(K, V)>> fmt::Debug for VacantEntry<'_, K, V, S, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VacantEntry").field(self.key()).finish()
    }
}

impl<K: fmt::Debug, V: fmt::Debug, S, A: Allocator, L: Copies<(K, V)>> fmt::Debug for OccupiedError<'_, K, V, S, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OccupiedError").field("entry", &self.entry).field("value", &self.value).finish()
    }
}

impl<K: fmt::Debug, V: fmt::Debug, S, A: Allocator, L: Copies<(K, V)>> fmt::Display
    for OccupiedError<'_, K, V, S, A, L>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, old) = (self.entry.key(), self.entry.get());
        write!(f, "failed to insert {:?}: key {key:?} already has the value {old:?}", self.value)
    }
}

impl<K: fmt::Debug, V: fmt::Debug, S, A: Allocator, L: Copies<(K, V)>> core::error::Error
    for OccupiedError<'_, K, V, S, A, L>
{
}
