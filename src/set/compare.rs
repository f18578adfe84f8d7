//! Comparing two sets: equality, subsets, disjointness, and the differences between two versions.

use super::{DiffItem, HashSet};
use crate::common::by::{By, Element};
use crate::hash::DefaultHashBuilder;
use crate::layout::{Auto, Layout};
use crate::trie::versions::Pair;
use crate::trie::versions::diff::Changes;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::iter::FusedIterator;

/// An iterator over the differences between two sets. Made by [`HashSet::diff`]. Allocates nothing.
pub struct Diff<'s, T, S = DefaultHashBuilder, L: Layout<T> = Auto> {
    changes: Changes<'s, T, L>,
    rules: By<'s, S, Element>,
}

impl<T, S, L: Layout<T>> Clone for Diff<'_, T, S, L> {
    fn clone(&self) -> Self {
        Diff { changes: self.changes.clone(), rules: self.rules }
    }
}

impl<'s, T: Eq + Hash, S: BuildHasher, L: Layout<T>> Iterator for Diff<'s, T, S, L> {
    type Item = DiffItem<'s, T>;

    fn next(&mut self) -> Option<DiffItem<'s, T>> {
        self.changes.next_entry(&self.rules, |_, _| true).map(DiffItem::of)
    }
}

impl<T: Eq + Hash, S: BuildHasher, L: Layout<T>> FusedIterator for Diff<'_, T, S, L> {}

impl<T: Eq + Hash + fmt::Debug, S: BuildHasher, L: Layout<T>> fmt::Debug for Diff<'_, T, S, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<T, S, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    pub(super) fn pair<'s>(&'s self, right: &'s Self) -> Pair<'s, T, L, A, By<'s, S, Element>> {
        let rules = By::new(&self.hash_builder, &right.hash_builder);
        Pair { left: &self.trie, right: &right.trie, rules }
    }

    /// Whether both sets have the same root. If so, they have the same elements; if not, they may have them too. O(1).
    ///
    /// True for a set and its clone until one of them changes, and for two empty sets.
    ///
    /// # Examples
    /// Whether anything has changed since:
    /// ```
    /// let mut online = hamtrie::HashSet::from(["ada"]);
    /// let at_noon = online.clone();
    /// assert!(online.ptr_eq(&at_noon));
    /// online.insert("bob");
    /// assert!(!online.ptr_eq(&at_noon));
    /// ```
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.trie.ptr_eq(&other.trie)
    }

    /// The bytes of nodes and shared elements that this set has and `base` has not: what keeping it costs besides `base`, a version
    /// before or after it, or an empty set. O(what differs).
    ///
    /// Memory that the elements themselves point to, such as the text of a `String`, is not counted.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let old: HashSet<u32> = (0..10_000).collect();
    /// let new = old.update(10_000);
    /// assert!(new.bytes_beyond(&old) < 2_000);
    /// ```
    pub fn bytes_beyond(&self, base: &Self) -> usize {
        self.trie.bytes_beyond(&base.trie)
    }
}

impl<T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// An iterator over the elements that were added or removed from this set to `new`, in arbitrary order.
    ///
    /// It is lazy and allocates nothing. O(difference) for versions of one set, as what they share is skipped; O(n) for
    /// other sets.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    /// use hamtrie::set::DiffItem;
    ///
    /// let at_noon = HashSet::from(["ada", "bob"]);
    /// let at_one = at_noon.without("bob");
    /// assert_eq!(at_noon.diff(&at_one).next(), Some(DiffItem::Removed(&"bob")));
    /// ```
    pub fn diff<'s>(&'s self, new: &'s Self) -> Diff<'s, T, S, L> {
        let pair = self.pair(new);
        Diff { changes: Changes::new(&pair), rules: pair.rules }
    }

    /// Whether `other` has all elements of this set. Costs as `==`.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let needed = HashSet::from(["read", "write"]);
    /// let granted = HashSet::from(["read", "write", "delete"]);
    /// assert!(needed.is_subset(&granted) && !granted.is_subset(&needed));
    /// ```
    pub fn is_subset(&self, other: &Self) -> bool {
        self.pair(other).is_contained(|_, _| true)
    }

    /// Whether this set has all elements of `other`. Costs as `==`.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let granted = HashSet::from(["read", "write"]);
    /// assert!(granted.is_superset(&HashSet::from(["read"])));
    /// assert!(!granted.is_superset(&HashSet::from(["delete"])));
    /// ```
    pub fn is_superset(&self, other: &Self) -> bool {
        other.is_subset(self)
    }

    /// Whether `other` has all elements of this set and more. Costs as `==`.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let reader = HashSet::from(["read"]);
    /// let editor = reader.update("write");
    /// assert!(reader.is_proper_subset(&editor) && !reader.is_proper_subset(&reader));
    /// ```
    pub fn is_proper_subset(&self, other: &Self) -> bool {
        self.len() < other.len() && self.is_subset(other)
    }

    /// Whether this set has all elements of `other` and more. Costs as `==`.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let reader = HashSet::from(["read"]);
    /// let editor = reader.update("write");
    /// assert!(editor.is_proper_superset(&reader) && !editor.is_proper_superset(&editor));
    /// ```
    pub fn is_proper_superset(&self, other: &Self) -> bool {
        other.is_proper_subset(self)
    }

    /// Whether no element is in both sets. At most O(n) in the size of the smaller one.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let morning = HashSet::from(["ada", "bob"]);
    /// let evening = HashSet::from(["eve"]);
    /// assert!(morning.is_disjoint(&evening) && !morning.is_disjoint(&evening.update("ada")));
    /// ```
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.pair(other).is_disjoint()
    }
}

impl<T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> PartialEq for HashSet<T, S, A, L> {
    /// Whether both have the same elements. O(difference) for versions of one set, O(n) for others.
    fn eq(&self, other: &Self) -> bool {
        self.pair(other).is_equal(|_, _| true)
    }
}

impl<T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> Eq for HashSet<T, S, A, L> {}
