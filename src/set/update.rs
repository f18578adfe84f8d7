//! New versions with one element more or less.

use super::HashSet;
use crate::error::or_abort;
use crate::layout::{Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use equivalent::Equivalent;

impl<T: Eq + Hash, S: BuildHasher + Clone, A: Allocator + Clone, L: Layout<T>> HashSet<T, S, A, L> {
    /// A new version of this set, with `element`. This set does not change. O(1) on average: copies a path.
    ///
    /// If there is an equal element already, the result is a clone: the same root, nothing copied.
    ///
    /// # Examples
    /// ```
    /// let at_noon = hamtrie::HashSet::from(["ada"]);
    /// let at_one = at_noon.update("bob");
    /// assert_eq!((at_noon.len(), at_one.len()), (1, 2));
    /// assert!(at_one.update("bob").ptr_eq(&at_one)); // nothing to add
    /// ```
    #[doc(alias = "insert")]
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
    ///
    /// # Examples
    /// ```
    /// let at_noon = hamtrie::HashSet::from(["ada", "bob"]);
    /// let at_one = at_noon.without("bob");
    /// assert_eq!((at_noon.len(), at_one.len()), (2, 1));
    /// assert!(at_one.without("bob").ptr_eq(&at_one)); // nothing to remove
    /// ```
    #[doc(alias = "remove")]
    #[must_use = "the set itself is not changed"]
    pub fn without<Q: Hash + Equivalent<T> + ?Sized>(&self, element: &Q) -> Self
    where
        L: Edits<T>,
    {
        let hash = self.hash_builder.hash_one(element);
        self.with_trie(or_abort(self.trie.without(hash, |other| element.equivalent(other))))
    }
}
