//! Adding and removing single elements in place.

use super::HashSet;
use crate::error::or_abort;
use crate::layout::{Copies, Edits, Layout};
use crate::trie::Trie;
use crate::trie::place::Place;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use core::mem;
use equivalent::Equivalent;

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
    pub(super) fn insert_hashed(trie: &mut Trie<T, L, A>, hash_builder: &S, hash: u64, element: T) -> bool
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

    /// Removes an element and returns it. Clones it if other versions hold it. O(1) on average.
    pub fn take<Q: Hash + Equivalent<T> + ?Sized>(&mut self, element: &Q) -> Option<T>
    where
        L: Copies<T>,
    {
        let hash = self.hash_builder.hash_one(element);
        or_abort(self.trie.place(hash, |other| element.equivalent(other)).take())
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

    /// Removes all elements. O(1) if other versions hold them, else O(n).
    pub fn clear(&mut self) {
        self.trie.clear();
    }
}
