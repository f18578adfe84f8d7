//! [`HashTable`]: the raw layer. It stores entries `T` and is told hashes and equality by its callers.

mod algebra;
pub(crate) mod between;
mod bulk;
mod entry;
mod fallible;
pub(crate) mod iter;

use crate::error::or_abort;
pub use crate::error::{OutOfMemory, TryInsertError};
use crate::layout::{Auto, Copies, Edits, Layout};
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;
use core::fmt;

pub use algebra::{Conflict, Resolution};
pub use between::{Diff, DiffItem, Identity};
pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use iter::{IntoIter, IntoUnique, Iter, IterMut};

/// A persistent hash table of `T` with explicit hashes and equality, in the manner of `hashbrown::HashTable`.
///
/// It is what [`HashMap`](crate::HashMap) and [`HashSet`](crate::HashSet) are made of. Use it when the key is
/// part of the value, when hashes are at hand already, or when equality needs a context.
///
/// A caller must always give the same hash for equal entries; else entries are not found again, but
/// nothing worse happens. `clone` is O(1), and so is a snapshot.
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
    pub(crate) trie: Trie<T, L, A>,
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
        self.len() == 0
    }

    /// The entry with this hash for which `eq` holds. O(1) on average; `eq` is called for entries whose
    /// fingerprint matches, so rarely more than once.
    #[inline]
    pub fn find(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<&T> {
        self.trie.find(hash, eq)
    }

    /// Whether both tables have the same root: a cheap sign that they have the same entries. O(1).
    ///
    /// True for a table and its clone until one of them changes, and for two empty tables.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.trie.ptr_eq(&other.trie)
    }

    /// Borrows all entries, in an order that means nothing but stays the same while the table does.
    pub fn iter(&self) -> Iter<'_, T, L> {
        Iter::new(self)
    }

    /// Gives all entries away. Those that other versions hold are cloned; if entries are not `Clone`, see
    /// [`into_unique`](Self::into_unique).
    #[allow(
        clippy::should_implement_trait,
        reason = "the trait's method, which `t.into_iter()` would not find without \
        `Clone` entries: it would silently borrow them"
    )]
    pub fn into_iter(self) -> IntoIter<T, A, L>
    where
        L: Copies<T>,
    {
        IntoIter::new(self)
    }

    /// Gives away the entries that no other version holds, and leaves the others to the versions that do. Never clones.
    /// O(n) to its end.
    pub fn into_unique(self) -> IntoUnique<T, A, L> {
        IntoUnique::new(self)
    }

    /// Removes all entries. O(1) if others hold them, else O(n).
    pub fn clear(&mut self) {
        self.trie.clear();
    }

    /// Verifies all invariants of this table's nodes, for tests and fuzzers. `hasher` gives the hash of an entry.
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
    /// Adds an entry without looking for an equal one, and returns it. O(1) on average.
    ///
    /// `hasher` gives the hash of entries that are there already; it is called when a leaf splits.
    /// With an equal entry in the table, there are two of them, of which a search finds either.
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

    /// Puts `value` in the place of the entry for which `eq` holds, which is dropped if no other version has it, or
    /// adds it. True if it was added. Never clones an entry that is shared. O(1) on average.
    ///
    /// `hasher` gives the hash of entries that are there already; it is called when a leaf splits.
    pub fn set(&mut self, hash: u64, eq: impl FnMut(&T) -> bool, value: T, hasher: impl Fn(&T) -> u64) -> bool
    where
        L: Edits<T>,
    {
        or_abort(self.try_set(hash, eq, value, hasher))
    }

    /// Takes the entry out for which `eq` holds, and drops it if no other version has it. True if there was one.
    /// Never clones an entry that is shared. O(1) on average.
    #[inline]
    pub fn discard(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> bool
    where
        L: Edits<T>,
    {
        or_abort(self.try_discard(hash, eq))
    }

    /// Keeps the entries for which `keep` holds. O(n). Copies nothing of leaves that keep all.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool)
    where
        L: Edits<T>,
    {
        or_abort(self.trie.retain(keep));
    }
}

impl<T, A: Allocator, L: Layout<T>> HashTable<T, A, L> {
    /// The entry with this hash for which `eq` holds, for changes. Copies what other versions hold of
    /// the way to it; an absent entry copies nothing. O(1) on average.
    #[inline]
    pub fn find_mut(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<&mut T>
    where
        L: Copies<T>,
    {
        or_abort(self.try_find_mut(hash, eq))
    }

    /// The place of the entry with this hash for which `eq` holds, filled or not. One walk serves for all that is
    /// done with it.
    #[inline]
    pub fn entry(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Entry<'_, T, A, L>
    where
        L: Copies<T>,
    {
        Entry::new(self, hash, eq)
    }

    /// Takes the entry with this hash out for which `eq` holds. Clones it if other versions hold it. O(1) on average.
    #[inline]
    pub fn remove(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<T>
    where
        L: Copies<T>,
    {
        or_abort(self.try_remove(hash, eq))
    }

    /// Borrows all entries for changes. Copies what other versions hold, as it comes to it.
    ///
    /// A caller must not change the hash of an entry, nor what it is equal to.
    pub fn iter_mut(&mut self) -> IterMut<'_, T, A, L>
    where
        L: Copies<T>,
    {
        IterMut::new(self)
    }
}

impl<T, A: Allocator + Clone, L: Layout<T>> HashTable<T, A, L> {
    /// A version of this table with `value` in the place of the entry for which `eq` holds, or added. This
    /// one stays as it is. O(1) on average: copies a path.
    ///
    /// `hasher` gives the hash of entries that are there already; it is called when a leaf splits.
    pub fn update(&self, hash: u64, eq: impl FnMut(&T) -> bool, value: T, hasher: impl Fn(&T) -> u64) -> Self
    where
        L: Edits<T>,
    {
        or_abort(self.try_update(hash, eq, value, hasher))
    }

    /// A version of this table without the entry for which `eq` holds. This one stays as it is. O(1) on
    /// average: copies a path, or nothing if there is no such entry. Clones no entry that is shared.
    pub fn without(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Self
    where
        L: Edits<T>,
    {
        or_abort(self.try_without(hash, eq))
    }
}

impl<T, A: Allocator + Clone, L: Layout<T>> Clone for HashTable<T, A, L> {
    /// A second handle on the same entries. O(1); the two diverge when one of them changes.
    #[inline]
    fn clone(&self) -> Self {
        HashTable { trie: self.trie.clone() }
    }
}

impl<T, A: Allocator + Default, L: Layout<T>> Default for HashTable<T, A, L> {
    fn default() -> Self {
        Self::new_in(A::default())
    }
}

impl<T: fmt::Debug, A: Allocator, L: Layout<T>> fmt::Debug for HashTable<T, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self).finish()
    }
}

impl<'t, T, A: Allocator, L: Layout<T>> IntoIterator for &'t HashTable<T, A, L> {
    type Item = &'t T;
    type IntoIter = Iter<'t, T, L>;

    fn into_iter(self) -> Iter<'t, T, L> {
        self.iter()
    }
}

impl<'t, T, A: Allocator, L: Copies<T>> IntoIterator for &'t mut HashTable<T, A, L> {
    type Item = &'t mut T;
    type IntoIter = IterMut<'t, T, A, L>;

    fn into_iter(self) -> IterMut<'t, T, A, L> {
        self.iter_mut()
    }
}

impl<T, A: Allocator, L: Copies<T>> IntoIterator for HashTable<T, A, L> {
    type Item = T;
    type IntoIter = IntoIter<T, A, L>;

    fn into_iter(self) -> IntoIter<T, A, L> {
        IntoIter::new(self)
    }
}
