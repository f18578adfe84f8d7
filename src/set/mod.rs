//! [`HashSet`]: elements without values, on a trie.

mod algebra;
#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "borsh")]
mod borsh;
mod capacity;
mod compare;
mod convert;
mod entry;
mod extract;
mod iter;
mod lazy;
mod operators;
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

use crate::error::or_abort;
use crate::hash::DefaultHashBuilder;
use crate::layout::{Auto, Copies, Edits, Layout};
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use crate::trie::place::Place;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::mem;
use equivalent::Equivalent;

pub use crate::common::diff::DiffItem;
pub use crate::common::iter::{Drain, IntoIter, IntoUnique, Iter};
pub use compare::Diff;
pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use extract::ExtractIf;
pub use lazy::{Difference, Intersection, SymmetricDifference, Union};

/// A persistent hash set: `clone` is O(1), and every version keeps its content whatever happens to the others.
///
/// What [`HashMap`](crate::HashMap) says about costs, bounds, panics and memory holds for sets too.
///
/// # Examples
/// Who was online, minute by minute:
/// ```
/// use hamtrie::HashSet;
///
/// let mut online = HashSet::from(["ada", "bob"]);
/// let at_noon = online.clone(); // O(1)
/// online.remove("bob");
/// online.insert("eve");
/// assert!(at_noon.contains("bob") && !online.contains("bob"));
/// assert_eq!(online.len(), 2);
/// ```
pub struct HashSet<T, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Layout<T> = Auto> {
    trie: Trie<T, L, A>,
    hash_builder: S,
}

impl<T> HashSet<T> {
    /// An empty set. Allocates nothing. For sets of another layout, see [`empty`](Self::empty).
    pub const fn new() -> Self {
        Self::with_hasher(DefaultHashBuilder::new())
    }
}

impl<T, L: Layout<T>> HashSet<T, DefaultHashBuilder, ChildrenPool, L> {
    /// An empty set in the layout of its type. Allocates nothing.
    pub const fn empty() -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), ChildrenPool)
    }
}

impl<T, S> HashSet<T, S> {
    /// An empty set that hashes elements with `hash_builder`. Allocates nothing.
    pub const fn with_hasher(hash_builder: S) -> Self {
        Self::with_layout_in(hash_builder, ChildrenPool)
    }
}

impl<T, S, A: Allocator> HashSet<T, S, A> {
    /// An empty set that hashes elements with `hash_builder` and whose nodes will come from `alloc`. Allocates nothing.
    pub const fn with_hasher_in(hash_builder: S, alloc: A) -> Self {
        Self::with_layout_in(hash_builder, alloc)
    }
}

impl<T, A: Allocator> HashSet<T, DefaultHashBuilder, A> {
    /// An empty set whose nodes will come from `alloc`. Allocates nothing.
    pub const fn new_in(alloc: A) -> Self {
        Self::with_layout_in(DefaultHashBuilder::new(), alloc)
    }
}

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// An empty set in the layout of its type, which hashes elements with `hash_builder` and allocates nodes from `alloc`.
    /// Allocates nothing.
    pub const fn with_layout_in(hash_builder: S, alloc: A) -> Self {
        HashSet { trie: Trie::new_in(alloc), hash_builder }
    }

    /// Number of elements. O(1).
    #[inline]
    pub fn len(&self) -> usize {
        self.trie.len()
    }

    /// Whether there are no elements. O(1).
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.trie.is_empty()
    }

    /// The hash builder, which hashes the elements.
    pub fn hasher(&self) -> &S {
        &self.hash_builder
    }

    /// The allocator of the nodes.
    pub fn allocator(&self) -> &A {
        self.trie.allocator()
    }

    /// Whether both sets have the same root. If so, they have the same elements; if not, they may have them too. O(1).
    ///
    /// True for a set and its clone until one of them changes, and for two empty sets.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.trie.ptr_eq(&other.trie)
    }

    /// Removes all elements. O(1) if other versions hold them, else O(n).
    pub fn clear(&mut self) {
        self.trie.clear();
    }
}

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// Keeps the elements for which `keep` returns true and removes the others. Visits them in arbitrary order. O(n).
    ///
    /// A leaf whose elements are all kept is not copied: a call that keeps all elements copies and allocates nothing.
    /// When `keep` panics, the elements that it has rejected by then may be gone.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool)
    where
        L: Edits<T>,
    {
        or_abort(self.trie.retain(keep));
    }
}

impl<T, S: BuildHasher, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// Whether an element is in the set. O(1) on average.
    ///
    /// `Q` may be any type that hashes as the element does and compares with it: the type of the element, a borrowed form of
    /// it, or a type that implements [`Equivalent`].
    #[inline]
    pub fn contains<Q: Hash + Equivalent<T> + ?Sized>(&self, element: &Q) -> bool {
        self.get(element).is_some()
    }

    /// A reference to the element of the set that equals `element`. O(1) on average.
    #[inline]
    pub fn get<Q: Hash + Equivalent<T> + ?Sized>(&self, element: &Q) -> Option<&T> {
        self.trie.find(self.hash_builder.hash_one(element), |other| element.equivalent(other))
    }
}

impl<T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// Adds an element, and returns true if the set had no equal one. O(1) on average.
    ///
    /// If it had, that one stays, and nothing is copied.
    #[inline]
    pub fn insert(&mut self, element: T) -> bool
    where
        L: Edits<T>,
    {
        let hash = self.hash_builder.hash_one(&element);
        Self::insert_hashed(&mut self.trie, &self.hash_builder, hash, element)
    }

    #[inline(always)]
    fn insert_hashed(trie: &mut Trie<T, L, A>, hash_builder: &S, hash: u64, element: T) -> bool
    where
        L: Edits<T>,
    {
        let place = trie.place(hash, |other| *other == element);
        or_abort(place.add(element, |other| hash_builder.hash_one(other)))
    }

    /// Removes an element, and returns true if it was there. A shared element is never cloned. O(1) on average.
    #[inline]
    pub fn remove<Q: Hash + Equivalent<T> + ?Sized>(&mut self, element: &Q) -> bool
    where
        L: Edits<T>,
    {
        let hash = self.hash_builder.hash_one(element);
        or_abort(self.trie.place(hash, |other| element.equivalent(other)).discard())
    }
}

impl<T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// Adds an element. If the set had an equal one, replaces and returns it. O(1) on average.
    pub fn replace(&mut self, element: T) -> Option<T>
    where
        L: Copies<T>,
    {
        let hash = self.hash_builder.hash_one(&element);
        let hash_builder = &self.hash_builder;
        let place = self.trie.place(hash, |other| *other == element);
        or_abort(place.exchange(element, |other| hash_builder.hash_one(other), mem::replace))
    }

    /// The element that equals `element`, which is added if there is none. Copies nothing if there is one. O(1) on average.
    ///
    /// # Examples
    /// One copy of each string, however often it occurs:
    /// ```
    /// use std::sync::Arc;
    ///
    /// let mut names = hamtrie::HashSet::<Arc<str>>::new();
    /// let first = names.get_or_insert("ada".into()).clone();
    /// assert!(Arc::ptr_eq(names.get_or_insert("ada".into()), &first));
    /// ```
    pub fn get_or_insert(&mut self, element: T) -> &T
    where
        L: Edits<T>,
    {
        let hash_builder = &self.hash_builder;
        match self.trie.place(hash_builder.hash_one(&element), |other| *other == element) {
            Place::Occupied(place) => place.into_entry(),
            Place::Vacant(cursor) => or_abort(cursor.insert(element, |other| hash_builder.hash_one(other))).into_mut(),
        }
    }

    /// The element that equals `element`; if there is none, what `make` makes of it is added. O(1) on average.
    ///
    /// # Panics
    /// If what `make` returns does not equal `element`, as in `hashbrown`.
    pub fn get_or_insert_with<Q>(&mut self, element: &Q, make: impl FnOnce(&Q) -> T) -> &T
    where
        Q: Hash + Equivalent<T> + ?Sized,
        L: Edits<T>,
    {
        let hash_builder = &self.hash_builder;
        match self.trie.place(hash_builder.hash_one(element), |other| element.equivalent(other)) {
            Place::Occupied(place) => place.into_entry(),
            Place::Vacant(cursor) => {
                let made = make(element);
                assert!(element.equivalent(&made), "what was made does not equal what was looked for");
                or_abort(cursor.insert(made, |other| hash_builder.hash_one(other))).into_mut()
            }
        }
    }

    /// Removes an element and returns it. Clones it if other versions hold it. O(1) on average.
    pub fn take<Q: Hash + Equivalent<T> + ?Sized>(&mut self, element: &Q) -> Option<T>
    where
        L: Copies<T>,
    {
        let hash = self.hash_builder.hash_one(element);
        or_abort(self.trie.place(hash, |other| element.equivalent(other)).take())
    }
}

impl<T: Eq + Hash, S: BuildHasher + Clone, A: Allocator + Clone, L: Layout<T>> HashSet<T, S, A, L> {
    /// A new version of this set, with `element`. This set does not change. O(1) on average: copies a path.
    ///
    /// If there is an equal element already, the result is a clone: the same root, nothing copied.
    #[must_use = "the set itself is not changed"]
    pub fn update(&self, element: T) -> Self
    where
        L: Edits<T>,
    {
        let hash_builder = &self.hash_builder;
        let hash = hash_builder.hash_one(&element);
        let mut draft = self.trie.draft();
        let place = draft.place(hash, |other| *other == element);
        or_abort(place.add(element, |other| hash_builder.hash_one(other)));
        self.with_trie(draft.finish())
    }

    /// A new version of this set, without `element`. This set does not change. O(1) on average: copies a path.
    ///
    /// If there is no such element, the result is a clone: the same root, nothing copied.
    #[must_use = "the set itself is not changed"]
    pub fn without<Q: Hash + Equivalent<T> + ?Sized>(&self, element: &Q) -> Self
    where
        L: Edits<T>,
    {
        let hash = self.hash_builder.hash_one(element);
        self.with_trie(or_abort(self.trie.without(hash, |other| element.equivalent(other))))
    }
}

impl<T: Hash, S: BuildHasher, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// Verifies all invariants of this set's nodes, for tests and fuzzers.
    ///
    /// # Panics
    /// If one does not hold.
    #[doc(hidden)]
    pub fn check(&self) {
        self.trie.check(|element| self.hash_builder.hash_one(element));
    }

    /// Verifies the counters of all nodes, given all the live sets that share any.
    ///
    /// # Panics
    /// If one is wrong.
    #[doc(hidden)]
    pub fn check_counts<'s>(sets: impl IntoIterator<Item = &'s Self>)
    where
        Self: 's,
    {
        Trie::check_counts(sets.into_iter().map(|set| &set.trie));
    }

    /// A drawing of the nodes, for people who debug them.
    #[doc(hidden)]
    pub fn dump(&self) -> impl fmt::Display {
        self.trie.dump()
    }
}
