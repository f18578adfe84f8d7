//! The entry of a key that is looked for by reference, and made only if it is missing. The names are hashbrown's.

use super::{HashMap, OccupiedEntry, VacantEntry};
use crate::hash::DefaultHashBuilder;
use crate::layout::{Auto, Copies, Layout};
use crate::pool::ChildrenPool;
use crate::trie::cursor::Cursor;
use crate::trie::place::Place;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use equivalent::Equivalent;

/// The entry of a borrowed key: occupied or vacant. Made by [`HashMap::entry_ref`].
pub enum EntryRef<'m, 'q, K, Q: ?Sized, V, S = DefaultHashBuilder, A = ChildrenPool, L = Auto>
where
    A: Allocator,
    L: Copies<(K, V)>,
{
    /// The key has a value.
    Occupied(OccupiedEntry<'m, K, V, S, A, L>),
    /// The key has none yet.
    Vacant(VacantEntryRef<'m, 'q, K, Q, V, S, A, L>),
}

/// An entry of a borrowed key that has no value yet.
pub struct VacantEntryRef<'m, 'q, K, Q: ?Sized, V, S = DefaultHashBuilder, A = ChildrenPool, L = Auto>
where
    A: Allocator,
    L: Copies<(K, V)>,
{
    cursor: Cursor<'m, (K, V), L, A>,
    key: &'q Q,
    hash_builder: &'m S,
}

impl<K: Eq + Hash, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// The entry of a borrowed key. An owned one is made of it, by `From<&Q>`, if the map has none and the entry gets a value.
    /// O(1) on average.
    ///
    /// # Examples
    /// Only the first occurrence of a word allocates:
    /// ```
    /// let mut counts = hamtrie::HashMap::<String, u32>::new();
    /// for word in ["to", "be", "or", "not", "to", "be"] {
    ///     *counts.entry_ref(word).or_insert(0) += 1;
    /// }
    /// assert_eq!((counts["to"], counts.len()), (2, 4));
    /// ```
    #[inline]
    pub fn entry_ref<'m, 'q, Q>(&'m mut self, key: &'q Q) -> EntryRef<'m, 'q, K, Q, V, S, A, L>
    where
        Q: Hash + Equivalent<K> + ?Sized,
        L: Copies<(K, V)>,
    {
        let hash_builder = &self.hash_builder;
        match self.trie.place(hash_builder.hash_one(key), |(other, _)| key.equivalent(other)) {
            Place::Occupied(place) => EntryRef::Occupied(OccupiedEntry::new(place, hash_builder)),
            Place::Vacant(cursor) => EntryRef::Vacant(VacantEntryRef { cursor, key, hash_builder }),
        }
    }
}

impl<'m, 'q, K, Q, V, S, A, L> EntryRef<'m, 'q, K, Q, V, S, A, L>
where
    K: Hash + From<&'q Q>,
    Q: ?Sized,
    S: BuildHasher,
    A: Allocator,
    L: Copies<(K, V)>,
{
    /// A mutable reference to the value, which is set to `default` if there is none.
    ///
    /// # Examples
    /// ```
    /// let mut counts = hamtrie::HashMap::<String, u32>::new();
    /// *counts.entry_ref("cat").or_insert(0) += 1;
    /// assert_eq!(counts["cat"], 1);
    /// ```
    #[inline]
    pub fn or_insert(self, default: V) -> &'m mut V {
        match self {
            EntryRef::Occupied(entry) => entry.into_mut(),
            EntryRef::Vacant(entry) => entry.insert(default),
        }
    }

    /// A mutable reference to the value, which is set to what `default` returns if there is none.
    ///
    /// # Examples
    /// ```
    /// let mut pages = hamtrie::HashMap::<String, String>::new();
    /// pages.entry_ref("/help").or_insert_with(|| "help".repeat(2));
    /// assert_eq!(pages["/help"], "helphelp");
    /// ```
    #[inline]
    pub fn or_insert_with(self, default: impl FnOnce() -> V) -> &'m mut V {
        match self {
            EntryRef::Occupied(entry) => entry.into_mut(),
            EntryRef::Vacant(entry) => entry.insert(default()),
        }
    }

    /// A mutable reference to the value, which is set to what `default` returns for the borrowed key if there is none.
    ///
    /// # Examples
    /// ```
    /// let mut lengths = hamtrie::HashMap::<String, usize>::new();
    /// lengths.entry_ref("persistent").or_insert_with_key(|word| word.len());
    /// assert_eq!(lengths["persistent"], 10);
    /// ```
    #[inline]
    pub fn or_insert_with_key(self, default: impl FnOnce(&Q) -> V) -> &'m mut V {
        match self {
            EntryRef::Occupied(entry) => entry.into_mut(),
            EntryRef::Vacant(entry) => {
                let value = default(entry.key);
                entry.insert(value)
            }
        }
    }

    /// A mutable reference to the value, which is set to the default of its type if there is none.
    ///
    /// # Examples
    /// ```
    /// let mut index = hamtrie::HashMap::<String, Vec<u32>>::new();
    /// for (line, word) in [(1, "cat"), (2, "dog"), (3, "cat")] {
    ///     index.entry_ref(word).or_default().push(line);
    /// }
    /// assert_eq!(index["cat"], [1, 3]);
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
    /// let mut visits = hamtrie::HashMap::<String, u32>::new();
    /// for name in ["ada", "bob", "ada"] {
    ///     visits.entry_ref(name).and_modify(|count| *count += 1).or_insert(1);
    /// }
    /// assert_eq!((visits["ada"], visits["bob"]), (2, 1));
    /// ```
    #[inline]
    #[must_use = "chain it with `or_insert`, or match on it"]
    pub fn and_modify(mut self, change: impl FnOnce(&mut V)) -> Self {
        if let EntryRef::Occupied(entry) = &mut self {
            change(entry.get_mut());
        }
        self
    }

    /// Sets the value and returns the occupied entry.
    ///
    /// # Examples
    /// ```
    /// let mut stock = hamtrie::HashMap::<String, u32>::new();
    /// let entry = stock.entry_ref("apples").insert_entry(5);
    /// assert_eq!((entry.key().as_str(), entry.get()), ("apples", &5));
    /// ```
    pub fn insert_entry(self, value: V) -> OccupiedEntry<'m, K, V, S, A, L> {
        match self {
            EntryRef::Occupied(mut entry) => {
                entry.insert(value);
                entry
            }
            EntryRef::Vacant(entry) => entry.insert_entry(value),
        }
    }
}

impl<'m, 'q, K, Q, V, S, A, L> VacantEntryRef<'m, 'q, K, Q, V, S, A, L>
where
    K: Hash + From<&'q Q>,
    Q: ?Sized,
    S: BuildHasher,
    A: Allocator,
    L: Copies<(K, V)>,
{
    /// Makes a key of the borrowed one, sets its value, and returns a mutable reference to it.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::EntryRef;
    ///
    /// let mut seats = hamtrie::HashMap::<String, &str>::new();
    /// match seats.entry_ref("1B") {
    ///     EntryRef::Occupied(entry) => println!("{} is taken", entry.key()),
    ///     EntryRef::Vacant(entry) => _ = entry.insert("bob"),
    /// }
    /// assert_eq!(seats["1B"], "bob");
    /// ```
    #[inline]
    pub fn insert(self, value: V) -> &'m mut V {
        self.owned().insert(value)
    }

    /// Makes a key of the borrowed one, sets its value, and returns the occupied entry.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::EntryRef;
    ///
    /// let mut seats = hamtrie::HashMap::<String, &str>::new();
    /// let EntryRef::Vacant(entry) = seats.entry_ref("1B") else { panic!("taken") };
    /// assert_eq!(entry.insert_entry("bob").key(), "1B");
    /// ```
    pub fn insert_entry(self, value: V) -> OccupiedEntry<'m, K, V, S, A, L> {
        self.owned().insert_entry(value)
    }

    #[inline(always)]
    fn owned(self) -> VacantEntry<'m, K, V, S, A, L> {
        VacantEntry::new(self.cursor, K::from(self.key), self.hash_builder)
    }
}

impl<'q, K, Q: ?Sized, V, S, A: Allocator, L: Copies<(K, V)>> VacantEntryRef<'_, 'q, K, Q, V, S, A, L> {
    /// The borrowed key.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::EntryRef;
    ///
    /// let mut seats = hamtrie::HashMap::<String, &str>::new();
    /// let EntryRef::Vacant(entry) = seats.entry_ref("1B") else { panic!("taken") };
    /// assert_eq!(entry.key(), "1B");
    /// ```
    pub fn key(&self) -> &'q Q {
        self.key
    }
}

impl<K, Q, V, S, A, L> fmt::Debug for EntryRef<'_, '_, K, Q, V, S, A, L>
where
    K: fmt::Debug,
    Q: fmt::Debug + ?Sized,
    V: fmt::Debug,
    A: Allocator,
    L: Copies<(K, V)>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EntryRef::Occupied(entry) => f.debug_tuple("EntryRef").field(entry).finish(),
            EntryRef::Vacant(entry) => f.debug_tuple("EntryRef").field(entry).finish(),
        }
    }
}

impl<K, Q: fmt::Debug + ?Sized, V, S, A: Allocator, L: Copies<(K, V)>> fmt::Debug
    for VacantEntryRef<'_, '_, K, Q, V, S, A, L>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VacantEntryRef").field(&self.key).finish()
    }
}
