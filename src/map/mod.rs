//! [`HashMap`]: keys and values, on a trie of pairs; every version of a map can be kept.
//!
//! # Versions
//!
//! `clone` is O(1): both handles hold the same nodes. A change copies the nodes on the way to the entry that other versions
//! hold, and shares the rest; if no other version holds them, it copies nothing. So a version that is kept costs what has
//! changed since, and its drop gives that back. [`update`](HashMap::update) makes a version from a shared reference. For many
//! changes, change a clone:
//! ```
//! use hamtrie::HashMap;
//!
//! let monday: HashMap<u32, u32> = (0..1000).map(|product| (product, 0)).collect();
//! let mut tuesday = monday.clone();
//! for product in 0..10 {
//!     tuesday.insert(product, 1); // copies what is still shared on the way, else changes in place
//! }
//! assert_eq!(monday.diff(&tuesday).count(), 10); // skips what the two share
//! ```
//! [The first page](crate#what-it-costs) has the costs, and [when not to use it](crate#when-not-to-use-it).
//! [`History`](crate::History) keeps versions for undo.
//!
//! # Threads
//!
//! Maps are `Send` and `Sync` if keys and values are both. Readers hold a lock only to clone the map, and go on without it:
//! ```
//! use hamtrie::HashMap;
//! use std::sync::RwLock;
//!
//! static ROUTES: RwLock<HashMap<&str, &str>> = RwLock::new(HashMap::new());
//!
//! ROUTES.write().unwrap().insert("/", "index");
//! let routes = ROUTES.read().unwrap().clone(); // a version of our own
//! ROUTES.write().unwrap().insert("/help", "help"); // does not wait for readers with a clone
//! assert_eq!((routes.len(), ROUTES.read().unwrap().len()), (1, 2));
//! ```
//! With the feature `arc-swap`, readers of a `Published` need no lock at all.
//!
//! # Entries that are not `Clone`
//!
//! A [`SharedMap`] takes them. All its versions share each entry, and what it offers clones none: [`put`](HashMap::put) is for
//! `insert`, [`discard`](HashMap::discard) for `remove`, [`retain_ref`](HashMap::retain_ref) for `retain`,
//! [`into_unique`](HashMap::into_unique) for `into_iter`. What gives away an entry, or lends it to be changed, does not
//! compile. [`layout`](crate::layout) has the other choices of where entries lie.
//!
//! # Hashers and hostile keys
//!
//! The default is ahash with random keys, drawn once per process; [`DefaultHashBuilder`] says where they are not random. Any
//! other [`BuildHasher`] will do, by [`with_hasher`](HashMap::with_hasher). All 64 bits of a hash count: the low ones choose
//! the way, the highest ones tell the entries of a leaf apart. Keys with equal hashes are all kept, and compared one by one:
//! whoever chooses many of them makes a map slow. That ahash prevents this is its claim, not a proof; with much at stake take
//! `std::hash::RandomState`. Operations on two maps that hash differently are right; they hash keys again where they must.
//!
//! # Memory, `no_std`, C
//!
//! An empty map has no node, and nodes come and go with the entries, so [`capacity`](HashMap::capacity) and its like do
//! nothing. Freed nodes wait in the [`pool`](crate::pool) for the next change, until [`pool::trim`](crate::pool::trim). Without
//! the feature `std` nodes come from the global allocator. For C there is `hamtrie.h`, in the folder `ffi` of the repository.

// The page of `HashMap` lists the methods in the order of these modules.

// Making maps.
mod construct;

// Reading a map.
mod get;
mod iter;

// Changing a map in place.
mod change;
mod entry;
mod entry_ref;
mod extract;
mod occupied;

// Several values at once.
mod disjoint;

// The names that `std` has for capacity.
mod capacity;

// New versions of a map, one key at a time.
mod update;

// New versions of which a function decides.
mod alter;
mod select;

// Two versions, or any two maps: what differs.
mod compare;
mod diff;

// Two versions, or any two maps: what they make together.
mod merge;
mod patch;

// The same without a base.
mod algebra;

// Other layouts and allocators.
mod storage;

// Traits and features.
#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "borsh")]
mod borsh;
mod convert;
#[cfg(feature = "rayon")]
pub(crate) mod par;
#[cfg(feature = "proptest")]
pub mod proptest;
#[cfg(feature = "quickcheck")]
mod quickcheck;
#[cfg(feature = "rkyv")]
mod rkyv;
#[cfg(feature = "serde")]
mod serde;
mod traits;

use crate::hash::DefaultHashBuilder;
use crate::layout::{Auto, Layout, Nested, Shared};
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};

pub use diff::{Diff, DiffItem};
pub use entry::{Entry, OccupiedError, VacantEntry};
pub use entry_ref::{EntryRef, VacantEntryRef};
pub use extract::ExtractIf;
pub use iter::{Drain, IntoIter, IntoKeys, IntoUnique, IntoValues, Iter, IterMut, Keys, Values, ValuesMut};
pub use merge::{Conflict, Resolution};
pub use occupied::OccupiedEntry;
pub use patch::{Change, Patch, PatchError};

/// A persistent hash map: `clone` is O(1), and every version keeps its content whatever happens to the others.
///
/// A map without other versions changes in place, as a `std` map does. A map with other versions copies the path to
/// what changes, some hundred bytes a level, and shares everything else with them. All operations on one key are O(1)
/// on average (the trie has at most eleven levels; with a million entries, four).
///
/// Iterators visit entries in arbitrary order. Two maps with the same entries may differ in that order.
///
/// How to keep versions, to hand them to threads, and what to do about hostile keys, is on the page of the [module](self).
///
/// # When not to use it
/// When there is only ever one version, [`std::collections::HashMap`] is faster to change and to read.
///
/// # Bounds
/// Reading, cloning, comparing and dropping a map do not need keys and values to be `Clone`. Most methods that change a
/// map need [`Copies`](crate::layout::Copies), which every `Clone` pair has; [`put`](Self::put), [`discard`](Self::discard),
/// [`retain_ref`](Self::retain_ref) and the persistent methods need only [`Edits`](crate::layout::Edits). Small entries without drop glue are cloned
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
#[doc(alias("HAMT", "HashTrieMap", "PersistentHashMap", "dictionary"))]
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
