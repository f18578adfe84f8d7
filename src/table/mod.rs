//! [`HashTable`]: the raw one. It stores entries `T`; its callers supply hashes and equality.

mod algebra;
mod capacity;
mod compare;
mod entry;
mod extract;
mod fallible;
mod iter;
mod traits;

use crate::error::or_abort;
pub use crate::error::{OutOfMemory, TryInsertError};
use crate::layout::{Auto, Copies, Edits, Layout};
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

impl<T> HashTable<T> {
    /// An empty table. Allocates nothing.
    pub const fn new() -> Self {
        Self::new_in(ChildrenPool)
    }
}

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// An empty table whose nodes will come from `alloc`. Allocates nothing.
    pub const fn new_in(alloc: A) -> Self {
        HashTable { trie: Trie::new_in(alloc) }
    }

    /// The allocator of the nodes.
    pub fn allocator(&self) -> &A {
        self.trie.allocator()
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

    /// A reference to the entry with this hash for which `eq` returns true. O(1) on average; `eq` is called for entries whose
    /// fingerprint matches, so rarely more than once.
    #[inline]
    pub fn find(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<&T> {
        self.trie.find(hash, eq)
    }

    /// Whether both tables have the same root. If so, they have the same entries; if not, they may have them too. O(1).
    ///
    /// True for a table and its clone until one of them changes, and for two empty tables.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.trie.ptr_eq(&other.trie)
    }

    /// The bytes of nodes and shared entries that this table has and `base` has not: what keeping it costs besides `base`, a version
    /// before or after it, or an empty table. O(what differs).
    ///
    /// Memory that the entries themselves point to, such as the text of a `String`, is not counted.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    ///
    /// let mut table = HashTable::new();
    /// table.insert_unique(7, "seven", |_| 7);
    /// let version = table.clone();
    /// assert_eq!(table.bytes_beyond(&version), 0);
    /// assert!(table.bytes_beyond(&HashTable::new()) > 0);
    /// ```
    pub fn bytes_beyond(&self, base: &Self) -> usize {
        self.trie.bytes_beyond(&base.trie)
    }

    /// Removes all entries. O(1) if other versions hold them, else O(n).
    pub fn clear(&mut self) {
        self.trie.clear();
    }

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

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// Adds an entry without looking for an equal one, and returns a mutable reference to it. O(1) on average.
    ///
    /// `hasher` returns the hash of entries that are in the table already; it is called when a leaf splits. If the table has
    /// an equal entry, it has two of them afterwards, and a search may find either.
    ///
    /// # Panics
    /// As the standard collections, when memory runs out.
    #[inline]
    pub fn insert_unique(&mut self, hash: u64, value: T, hasher: impl Fn(&T) -> u64) -> &mut T
    where
        L: Edits<T>,
    {
        or_abort(self.try_insert_unique(hash, value, hasher))
    }

    /// Replaces the entry for which `eq` returns true with `value`, or adds `value` if there is none. Returns true if it was
    /// added. O(1) on average.
    ///
    /// A replaced entry is dropped if no other version holds it. A shared entry is never cloned. `hasher` returns the hash
    /// of entries that are in the table already; it is called when a leaf splits.
    pub fn put(&mut self, hash: u64, eq: impl FnMut(&T) -> bool, value: T, hasher: impl Fn(&T) -> u64) -> bool
    where
        L: Edits<T>,
    {
        or_abort(self.try_put(hash, eq, value, hasher))
    }

    /// Removes the entry for which `eq` returns true, and returns true if there was one. O(1) on average.
    ///
    /// The entry is dropped if no other version holds it. A shared entry is never cloned.
    #[inline]
    pub fn discard(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> bool
    where
        L: Edits<T>,
    {
        or_abort(self.try_discard(hash, eq))
    }

    /// Keeps the entries for which `keep` returns true, which may change them, and removes the others. Visits them in arbitrary
    /// order. O(n).
    ///
    /// So that `keep` can change entries, all leaves and entries that other versions hold are copied.
    /// [`retain_ref`](Self::retain_ref) copies only what it has to. A caller must not change the hash of an entry, nor what it is
    /// equal to.
    ///
    /// # Panics
    /// When `keep` panics, the entries that it has rejected before are gone.
    pub fn retain(&mut self, mut keep: impl FnMut(&mut T) -> bool)
    where
        L: Copies<T>,
    {
        self.extract_if(|entry| !keep(entry)).for_each(drop);
    }

    /// Keeps the entries for which `keep` returns true and removes the others. Visits them in arbitrary order. O(n).
    ///
    /// A leaf whose entries are all kept is not copied, and no entry is cloned.
    pub fn retain_ref(&mut self, keep: impl FnMut(&T) -> bool)
    where
        L: Edits<T>,
    {
        or_abort(self.trie.retain(keep));
    }
}

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// A mutable reference to the entry with this hash for which `eq` returns true. O(1) on average.
    ///
    /// Copies what other versions hold of the path to the entry, and the entry. Copies nothing if the entry is absent. A
    /// caller must not change the hash of the entry, nor what it is equal to.
    #[inline]
    pub fn find_mut(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<&mut T>
    where
        L: Copies<T>,
    {
        or_abort(self.try_find_mut(hash, eq))
    }

    /// Mutable references to the entries with these hashes for which `eq` returns true, which gets the index of the hash too. O(1)
    /// on average for each; the entries are compared pair by pair. A caller must not change the hash of an entry, nor what it is
    /// equal to.
    ///
    /// # Panics
    /// If two are the same entry.
    pub fn get_disjoint_mut<const N: usize>(
        &mut self,
        hashes: [u64; N],
        eq: impl FnMut(usize, &T) -> bool,
    ) -> [Option<&mut T>; N]
    where
        L: Copies<T>,
    {
        or_abort(self.trie.disjoint_mut(hashes, eq))
    }

    /// Removes the entry with this hash for which `eq` returns true, and returns it. Clones it if other versions hold it.
    /// O(1) on average.
    #[inline]
    pub fn remove(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<T>
    where
        L: Copies<T>,
    {
        or_abort(self.try_remove(hash, eq))
    }
}

impl<T, A: Allocator + Clone, L: Layout<T>> HashTable<T, A, L> {
    /// A new version of this table, in which `value` replaces the entry for which `eq` returns true, or is added. This table
    /// does not change. O(1) on average: copies a path.
    ///
    /// `hasher` returns the hash of entries that are in the table already; it is called when a leaf splits.
    pub fn update(&self, hash: u64, eq: impl FnMut(&T) -> bool, value: T, hasher: impl Fn(&T) -> u64) -> Self
    where
        L: Edits<T>,
    {
        or_abort(self.try_update(hash, eq, value, hasher))
    }

    /// A new version of this table, without the entry for which `eq` returns true. This table does not change. O(1) on
    /// average: copies a path, or nothing if there is no such entry. A shared entry is never cloned.
    pub fn without(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Self
    where
        L: Edits<T>,
    {
        or_abort(self.try_without(hash, eq))
    }
}
