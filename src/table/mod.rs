//! [`HashTable`]: the raw one. It stores entries `T`; its callers supply hashes and equality.
//!
//! It is for entries that contain their key, for callers that have the hash already, for equality that needs a context (entries
//! that are indices into an arena), and for programs that go on when there is no memory. For all else, a
//! [`HashMap`](crate::HashMap) is less work. Versions and their costs are those of maps: see [`map`](crate::map).
//!
//! # What a caller owes
//!
//! Each method takes the hash of the entry that is meant, and a closure `eq` that knows it. Methods that add entries take a
//! `hasher` too, for those that are there, which is called when a leaf splits. Equal entries need equal hashes, all 64 bits of
//! which count. If a caller breaks this, entries may not be found again; nothing worse happens.
//!
//! Strings, each once, known by their number:
//! ```
//! use hamtrie::{DefaultHashBuilder, HashTable};
//! use std::hash::BuildHasher;
//!
//! struct Interner {
//!     texts: Vec<String>,
//!     numbers: HashTable<usize>,
//! }
//!
//! impl Interner {
//!     fn number(&mut self, text: &str) -> usize {
//!         let Interner { texts, numbers } = self;
//!         let hash = |text: &str| DefaultHashBuilder::new().hash_one(text);
//!         if let Some(&number) = numbers.find(hash(text), |&number| texts[number] == text) {
//!             return number;
//!         }
//!         texts.push(text.to_string());
//!         *numbers.insert_unique(hash(text), texts.len() - 1, |&number| hash(&texts[number]))
//!     }
//! }
//!
//! let mut interner = Interner { texts: Vec::new(), numbers: HashTable::new() };
//! assert_eq!(["tree", "leaf", "tree"].map(|text| interner.number(text)), [0, 1, 0]);
//! ```
//!
//! # No memory, and two tables
//!
//! The methods whose names begin with `try_` return [`OutOfMemory`], or [`TryInsertError`] with the entry that was not added;
//! the table is then as it was. The others end the program, as `std` does. Operations on two tables take [`Keyed`], which
//! hashes and compares entries of both, and an [`Adoption`](crate::layout::Adoption), which says how an entry gets from one
//! into the other.

// The page of `HashTable` lists the methods in the order of these modules.

// Making tables.
mod construct;

// Reading a table.
mod find;
mod iter;

// Changing a table in place.
mod change;
mod entry;
mod extract;

// The names that `hashbrown` has for capacity.
mod capacity;

// New versions of a table, one entry at a time.
mod update;

// Two versions, or any two tables: what differs.
mod compare;

// Two versions, or any two tables: what they make together.
mod algebra;

// Changes that say when there is no memory.
mod fallible;

// Other layouts and allocators.
mod storage;

// Traits.
mod traits;

pub use crate::error::{OutOfMemory, TryInsertError};
use crate::layout::{Auto, Layout};
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;
use core::fmt;

pub use crate::common::diff::DiffItem;
pub use crate::common::iter::{Drain, IntoIter, IntoUnique, Iter, IterMut};
pub use algebra::{Conflict, Resolution};
pub use compare::{Diff, Keyed};
pub use entry::{AbsentEntry, Entry, OccupiedEntry, VacantEntry};
pub use extract::ExtractIf;
pub use iter::IterHash;

/// A persistent hash table of `T` with explicit hashes and equality, in the manner of `hashbrown::HashTable`.
///
/// [`HashMap`](crate::HashMap) and [`HashSet`](crate::HashSet) are its siblings: all three hold the same kind of trie. Use it
/// when the key is part of the value, when you have hashes already, or when equality needs a context.
///
/// A caller must always supply the same hash for equal entries. If it does not, entries may not be found again, but nothing
/// worse happens. `clone` is O(1): a snapshot.
///
/// `L` is how entries are stored; see [`crate::layout`].
///
/// # Examples
/// Sessions, looked up by the identifier that they contain:
/// ```
/// use hamtrie::HashTable;
/// use std::hash::BuildHasher;
///
/// #[derive(Clone)]
/// struct Session { id: u64, user: &'static str }
///
/// let state = hamtrie::DefaultHashBuilder::new();
/// let hash = |session: &Session| state.hash_one(session.id);
/// let mut sessions = HashTable::new();
/// let session = Session { id: 17, user: "ada" };
/// sessions.insert_unique(hash(&session), session, hash);
///
/// let before = sessions.clone();
/// sessions.remove(state.hash_one(17u64), |session| session.id == 17);
/// assert!(sessions.is_empty());
/// assert_eq!(before.find(state.hash_one(17u64), |session| session.id == 17).unwrap().user, "ada");
/// ```
pub struct HashTable<T, A: Allocator = ChildrenPool, L: Layout<T> = Auto> {
    trie: Trie<T, L, A>,
}

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// Verifies all invariants of this table's nodes, for tests and fuzzers. `hasher` returns the hash of an entry.
    ///
    /// # Panics
    /// If one does not hold.
    #[doc(hidden)]
    pub fn check(&self, hasher: impl Fn(&T) -> u64) {
        self.trie.check(hasher);
    }

    /// Verifies the counters of all nodes, given all the live tables that share any.
    ///
    /// # Panics
    /// If one is wrong.
    #[doc(hidden)]
    pub fn check_counts<'t>(tables: impl IntoIterator<Item = &'t Self>)
    where
        T: 't,
        A: 't,
        L: 't,
    {
        Trie::check_counts(tables.into_iter().map(|table| &table.trie));
    }

    /// A drawing of the nodes, for people who debug them.
    #[doc(hidden)]
    pub fn dump(&self) -> impl fmt::Display {
        self.trie.dump()
    }
}
