//! [`HashMap`]: keys and values, on a trie of pairs.

mod algebra;
mod alter;
#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "borsh")]
mod borsh;
mod capacity;
mod compare;
mod convert;
mod diff;
mod disjoint;
mod entry;
mod entry_ref;
mod extract;
mod iter;
mod merge;
#[cfg(feature = "rayon")]
pub(crate) mod par;
mod patch;
#[cfg(feature = "proptest")]
pub mod proptest;
#[cfg(feature = "quickcheck")]
mod quickcheck;
#[cfg(feature = "rkyv")]
mod rkyv;
mod select;
#[cfg(feature = "serde")]
mod serde;
mod traits;

use crate::drop_first::drop_first;
use crate::error::or_abort;
use crate::hash::DefaultHashBuilder;
use crate::layout::{Auto, Copies, Edits, Layout, Nested, Shared};
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::mem;
use equivalent::Equivalent;

pub use diff::{Diff, DiffItem};
pub use entry::{Entry, OccupiedEntry, OccupiedError, VacantEntry};
pub use entry_ref::{EntryRef, VacantEntryRef};
pub use extract::ExtractIf;
pub use iter::{Drain, IntoIter, IntoKeys, IntoUnique, IntoValues, Iter, IterMut, Keys, Values, ValuesMut};
pub use merge::{Conflict, Resolution};
pub use patch::{Change, Patch, PatchError};

/// A persistent hash map: `clone` is O(1), and every version keeps its content whatever happens to the others.
///
/// A map without other versions changes in place, as a `std` map does. A map with other versions copies the path to
/// what changes, some hundred bytes a level, and shares everything else with them. All operations on one key are O(1)
/// on average (the trie has at most eleven levels; with a million entries, four).
///
/// Iterators visit entries in arbitrary order. Two maps with the same entries may differ in that order.
///
/// # When not to use it
/// When there is only ever one version, [`std::collections::HashMap`] is faster to change and to read.
///
/// # Bounds
/// Reading, cloning, comparing and dropping a map do not need keys and values to be `Clone`. Most methods that change a
/// map need [`Copies`], which every `Clone` pair has; [`put`](Self::put), [`discard`](Self::discard),
/// [`retain_ref`](Self::retain_ref) and the persistent methods need only [`Edits`]. Small entries without drop glue are cloned
/// together with their leaf. Others are cloned only when a caller wants to own or change an entry that other versions
/// hold (see [`crate::layout`]).
///
/// # Panics and memory
/// As with `std` maps, running out of memory ends the program, and a key whose hash or equality changes may not be found
/// again. When `Hash`, `Eq`, `Clone` or `Drop` of a key or value panics, every version stays valid: an operation has
/// either happened or not. The program may abort when more than two billion versions share a node.
///
/// # Maps in maps
/// Where values own maps, `==`, `Hash`, `Debug`, `serde` and `drop` recurse into each nested map, as for `std` maps. Each level
/// takes some hundred bytes of stack (`drop` 200, `==` and `Debug` 800, more without optimisation), so the stack overflows at
/// some ten thousand levels. `clone` is O(1) at any depth. A [`NestedMap`] is dropped in constant stack, and with the feature
/// `stacker` all maps are dropped on a stack that grows. The other operations have no such alternative: limit the depth of
/// untrusted input, or traverse it yourself.
///
/// # Examples
/// Settings with undo:
/// ```
/// use hamtrie::HashMap;
///
/// let mut settings = HashMap::new();
/// let mut history = Vec::new();
/// for (name, value) in [("theme", "light"), ("font", "serif"), ("theme", "dark")] {
///     history.push(settings.clone()); // O(1)
///     settings.insert(name, value);
/// }
/// assert_eq!(settings["theme"], "dark");
/// settings = history.pop().unwrap(); // undo
/// assert_eq!(settings["theme"], "light");
/// assert_eq!(settings.len(), 2);
/// ```
pub struct HashMap<K, V, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Layout<(K, V)> = Auto> {
    trie: Trie<(K, V), L, A>,
    hash_builder: S,
}

/// A [`HashMap`] whose versions share all entries: keys and values may be of any type, and need not be `Clone`.
///
/// # Examples
/// Counters that all versions of a registry share:
/// ```
/// use hamtrie::map::SharedMap;
/// use std::sync::Mutex;
///
/// let mut counters: SharedMap<&str, Mutex<u32>> = SharedMap::default();
/// counters.put("requests", Mutex::new(0));
/// let snapshot = counters.clone();
/// counters.put("errors", Mutex::new(0));
/// *counters["requests"].lock().unwrap() += 1;
/// assert_eq!(*snapshot["requests"].lock().unwrap(), 1); // the same counter
/// assert!(!snapshot.contains_key("errors"));
/// ```
pub type SharedMap<K, V, S = DefaultHashBuilder, A = ChildrenPool> = HashMap<K, V, S, A, Shared>;

/// A [`HashMap`] for values that own maps of the same type, to any depth: it is dropped in constant stack. See [`Nested`].
pub type NestedMap<K, V, S = DefaultHashBuilder, A = ChildrenPool> = HashMap<K, V, S, A, Nested>;

impl<K, V> HashMap<K, V> {
    /// An empty map. Allocates nothing. For maps of another layout, see [`empty`](Self::empty).
    pub const fn new() -> Self {
        Self::with_hasher(DefaultHashBuilder::new())
    }
}

impl<K, V, L: Layout<(K, V)>> HashMap<K, V, DefaultHashBuilder, ChildrenPool, L> {
    /// An empty map in the layout of its type. Allocates nothing.
    ///
    /// [`new`](Self::new) is for the default layout only, so that a call of it says what the type of the map is.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::SharedMap;
    /// use std::sync::Mutex;
    ///
    /// let mut doors = SharedMap::empty();
    /// doors.put("front", Mutex::new(0));
    /// assert!(doors.contains_key("front"));
    /// ```
    pub const fn empty() -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), ChildrenPool)
    }
}

impl<K, V, S> HashMap<K, V, S> {
    /// An empty map that hashes keys with `hash_builder`. Allocates nothing.
    pub const fn with_hasher(hash_builder: S) -> Self {
        Self::with_layout_in(hash_builder, ChildrenPool)
    }
}

impl<K, V, S, A: Allocator> HashMap<K, V, S, A> {
    /// An empty map that hashes keys with `hash_builder` and whose nodes will come from `alloc`. Allocates nothing.
    pub const fn with_hasher_in(hash_builder: S, alloc: A) -> Self {
        Self::with_layout_in(hash_builder, alloc)
    }
}

impl<K, V, A: Allocator> HashMap<K, V, DefaultHashBuilder, A> {
    /// An empty map whose nodes will come from `alloc`. Allocates nothing.
    ///
    /// # Examples
    /// Nodes in an arena that is freed as a whole (with bumpalo's feature `allocator-api2`):
    /// ```
    /// let arena = bumpalo::Bump::new();
    /// let mut scores = hamtrie::HashMap::new_in(&arena);
    /// scores.insert("ada", 3);
    /// assert_eq!(scores["ada"], 3);
    /// ```
    pub const fn new_in(alloc: A) -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), alloc)
    }
}

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// An empty map in the layout of its type, which hashes keys with `hash_builder` and allocates nodes from `alloc`.
    /// Allocates nothing.
    pub const fn with_layout_in(hash_builder: S, alloc: A) -> Self {
        HashMap { trie: Trie::new_in(alloc), hash_builder }
    }

    /// Number of entries. O(1).
    #[inline]
    pub fn len(&self) -> usize {
        self.trie.len()
    }

    /// Whether there are no entries. O(1).
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.trie.is_empty()
    }

    /// The hash builder, which hashes the keys.
    pub fn hasher(&self) -> &S {
        &self.hash_builder
    }

    /// The allocator of the nodes.
    pub fn allocator(&self) -> &A {
        self.trie.allocator()
    }

    /// Whether both maps have the same root. If so, they have the same entries; if not, they may have them too. O(1).
    ///
    /// True for a map and its clone until one of them changes, and for two empty maps.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.trie.ptr_eq(&other.trie)
    }

    /// Removes all entries. O(1) if other versions hold them, else O(n).
    pub fn clear(&mut self) {
        self.trie.clear();
    }
}

impl<K, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A reference to the value of a key. O(1) on average.
    ///
    /// `Q` may be any type that hashes as the key does and compares with it: the type of the key, a borrowed form of it,
    /// or a type that implements [`Equivalent`].
    #[inline]
    pub fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&V> {
        self.find(key).map(|(_, value)| value)
    }

    /// References to the key that is in the map and to its value. O(1) on average.
    #[inline]
    pub fn get_key_value<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<(&K, &V)> {
        self.find(key).map(|(key, value)| (key, value))
    }

    /// Whether the map has a value for a key. O(1) on average.
    #[inline]
    pub fn contains_key<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> bool {
        self.find(key).is_some()
    }

    #[inline]
    fn find<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&(K, V)> {
        self.trie.find(self.hash_builder.hash_one(key), |(other, _)| key.equivalent(other))
    }
}

impl<K: Eq + Hash, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Sets the value of a key, and returns true if it had none. O(1) on average.
    ///
    /// If the map has an equal key, key and value replace it and its value; those are dropped if no other version holds
    /// them. Unlike [`insert`](Self::insert), this never clones a shared entry, since it returns none.
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
    #[inline]
    pub fn discard<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> bool
    where
        L: Edits<(K, V)>,
    {
        let hash = self.hash_builder.hash_one(key);
        or_abort(self.trie.place(hash, |(other, _)| key.equivalent(other)).discard())
    }
}

impl<K: Eq + Hash, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A mutable reference to the value of a key. O(1) on average.
    ///
    /// Copies what other versions hold of the path to the entry, and the entry. Copies nothing if the key is absent.
    #[inline]
    pub fn get_mut<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        L: Copies<(K, V)>,
    {
        self.get_key_value_mut(key).map(|(_, value)| value)
    }

    /// References to the key that is in the map and to its value, the latter mutable. O(1) on average. See
    /// [`get_mut`](Self::get_mut).
    #[inline]
    pub fn get_key_value_mut<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<(&K, &mut V)>
    where
        L: Copies<(K, V)>,
    {
        let hash = self.hash_builder.hash_one(key);
        let entry = or_abort(self.trie.place(hash, |(other, _)| key.equivalent(other)).into_mut());
        entry.map(|(key, value)| (&*key, value))
    }

    /// Inserts a key with a value, and returns the value that the key had. O(1) on average.
    ///
    /// If the map has an equal key, that key stays, as in `std`.
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
    fn extend_hashed(trie: &mut Trie<(K, V), L, A>, hash_builder: &S, hash: u64, entry: (K, V))
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
    #[inline]
    pub fn remove_entry<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<(K, V)>
    where
        L: Copies<(K, V)>,
    {
        let hash = self.hash_builder.hash_one(key);
        or_abort(self.trie.place(hash, |(other, _)| key.equivalent(other)).take())
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
}

impl<K: Eq + Hash, V, S: BuildHasher + Clone, A: Allocator + Clone, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A new version of this map, in which `key` has `value`. This map does not change. O(1) on average: copies a path.
    ///
    /// If the map has an equal key, key and value replace it and its value. A shared entry is never cloned.
    ///
    /// # Examples
    /// ```
    /// let draft = hamtrie::HashMap::from([("title", "Untitled")]);
    /// let named = draft.update("title", "Persistent maps");
    /// assert_eq!((draft["title"], named["title"]), ("Untitled", "Persistent maps"));
    /// ```
    #[must_use = "the map itself is not changed"]
    pub fn update(&self, key: K, value: V) -> Self
    where
        L: Edits<(K, V)>,
    {
        let hash_builder = &self.hash_builder;
        let hash = hash_builder.hash_one(&key);
        let mut draft = self.trie.draft();
        let place = draft.place(hash, |(other, _)| *other == key);
        or_abort(place.write((key, value), |(other, _)| hash_builder.hash_one(other)));
        self.with_trie(draft.finish())
    }

    /// A new version of this map, without `key`. This map does not change. O(1) on average: copies a path.
    ///
    /// If there is no such key, the result is a clone: the same root, nothing copied.
    #[must_use = "the map itself is not changed"]
    pub fn without<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Self
    where
        L: Edits<(K, V)>,
    {
        let hash = self.hash_builder.hash_one(key);
        self.with_trie(or_abort(self.trie.without(hash, |(other, _)| key.equivalent(other))))
    }
}

impl<K: Hash, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Verifies all invariants of this map's nodes, for tests and fuzzers.
    ///
    /// # Panics
    /// If one does not hold.
    #[doc(hidden)]
    pub fn check(&self) {
        self.trie.check(|(key, _)| self.hash_builder.hash_one(key));
    }

    /// Verifies the counters of all nodes, given all the live maps that share any.
    ///
    /// # Panics
    /// If one is wrong.
    #[doc(hidden)]
    pub fn check_counts<'m>(maps: impl IntoIterator<Item = &'m Self>)
    where
        Self: 'm,
    {
        Trie::check_counts(maps.into_iter().map(|map| &map.trie));
    }

    /// A drawing of the nodes, for people who debug them.
    #[doc(hidden)]
    pub fn dump(&self) -> impl fmt::Display {
        self.trie.dump()
    }
}
