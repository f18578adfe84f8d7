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
    ///
    /// # Examples
    /// ```
    /// let mut online = hamtrie::HashSet::from(["ada"]);
    /// let at_noon = online.clone();
    /// assert!(online.insert("bob"));
    /// assert!(!online.insert("bob")); // there already
    /// assert_eq!((at_noon.len(), online.len()), (1, 2));
    /// ```
    #[doc(alias = "insert_mut")]
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
    ///
    /// # Examples
    /// ```
    /// let mut online = hamtrie::HashSet::from(["ada", "bob"]);
    /// assert!(online.remove("bob"));
    /// assert!(!online.remove("bob"));
    /// assert_eq!(online.len(), 1);
    /// ```
    #[doc(alias("remove_mut", "discard"))]
    #[inline]
    pub fn remove<Q: Hash + Equivalent<T> + ?Sized>(&mut self, element: &Q) -> bool
    where
        L: Edits<T>,
    {
        let hash = self.hash_builder.hash_one(element);
        or_abort(self.trie.place(hash, |other| element.equivalent(other)).discard())
    }

    /// Adds an element. If the set had an equal one, replaces and returns it. O(1) on average.
    ///
    /// # Examples
    /// ```
    /// use std::rc::Rc;
    ///
    /// let mut names = hamtrie::HashSet::<Rc<str>>::new();
    /// let (one, other) = (Rc::from("ada"), Rc::from("ada"));
    /// assert_eq!(names.replace(Rc::clone(&one)), None);
    /// let before = names.replace(other).unwrap();
    /// assert!(Rc::ptr_eq(&before, &one)); // equal, but not the same
    /// ```
    #[doc(alias = "put")]
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
    ///
    /// # Examples
    /// ```
    /// let mut jobs = hamtrie::HashSet::from(["print".to_string(), "scan".to_string()]);
    /// assert_eq!(jobs.take("print"), Some("print".to_string()));
    /// assert_eq!(jobs.take("print"), None);
    /// ```
    #[doc(alias = "pop")]
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
    #[doc(alias = "intern")]
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
    ///
    /// # Examples
    /// A string is made only if there is none:
    /// ```
    /// let mut names = hamtrie::HashSet::<String>::new();
    /// assert_eq!(names.get_or_insert_with("ada", |name| name.to_string()), "ada");
    /// assert_eq!(names.get_or_insert_with("ada", |_| unreachable!("it is there")), "ada");
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let mut open: hamtrie::HashSet<u32> = (1..=6).collect();
    /// let before = open.clone();
    /// open.retain(|ticket| ticket % 2 == 0);
    /// assert_eq!((open.len(), before.len()), (3, 6));
    /// ```
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool)
    where
        L: Edits<T>,
    {
        or_abort(self.trie.retain(keep));
    }

    /// Removes all elements. O(1) if other versions hold them, else O(n).
    ///
    /// # Examples
    /// ```
    /// let mut online = hamtrie::HashSet::from(["ada", "bob"]);
    /// let at_noon = online.clone();
    /// online.clear();
    /// assert!(online.is_empty() && at_noon.len() == 2);
    /// ```
    pub fn clear(&mut self) {
        self.trie.clear();
    }
}
