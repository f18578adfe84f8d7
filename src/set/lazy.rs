//! Lazy set operations: iterators over the elements that a union, an intersection or a difference would have.
//!
//! They look at the two sets as they go and allocate nothing. What makes a set of them shares nodes with the two sets: it does
//! not go through the elements, and is in [`algebra`](super::algebra).

use super::{Diff, DiffItem, HashSet, Iter};
use crate::hash::DefaultHashBuilder;
use crate::layout::{Adopts, Auto, Layout};
use crate::pool::ChildrenPool;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::iter::FusedIterator;

/// The two sets of an operation.
struct Both<'s, T, S, A: Allocator, L: Layout<T>>(&'s HashSet<T, S, A, L>, &'s HashSet<T, S, A, L>);

impl<T, S, A: Allocator, L: Layout<T>> Clone for Both<'_, T, S, A, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, S, A: Allocator, L: Layout<T>> Copy for Both<'_, T, S, A, L> {}

/// An iterator over the elements that are in either set. Made by [`HashSet::union`].
#[must_use = "iterators are lazy and do nothing unless consumed; `&a | &b` is a set"]
pub struct Union<'s, T, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Layout<T> = Auto> {
    sets: Both<'s, T, S, A, L>,
    larger: Iter<'s, T, L>,
    rest: Difference<'s, T, S, A, L>,
}

/// An iterator over the elements that are in both sets. Made by [`HashSet::intersection`].
#[must_use = "iterators are lazy and do nothing unless consumed; `&a & &b` is a set"]
pub struct Intersection<'s, T, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Layout<T> = Auto> {
    sets: Both<'s, T, S, A, L>,
    smaller: Iter<'s, T, L>,
    larger: &'s HashSet<T, S, A, L>,
}

/// An iterator over the elements that are in the first set alone. Made by [`HashSet::difference`].
#[must_use = "iterators are lazy and do nothing unless consumed; `&a - &b` is a set"]
pub struct Difference<'s, T, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Layout<T> = Auto> {
    sets: Both<'s, T, S, A, L>,
    elements: Iter<'s, T, L>,
}

/// An iterator over the elements that are in one of the sets, but not in both. Made by [`HashSet::symmetric_difference`].
#[must_use = "iterators are lazy and do nothing unless consumed; `&a ^ &b` is a set"]
pub struct SymmetricDifference<'s, T, S = DefaultHashBuilder, A: Allocator = ChildrenPool, L: Layout<T> = Auto> {
    sets: Both<'s, T, S, A, L>,
    changes: Diff<'s, T, S, L>,
}

impl<T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// An iterator over the elements that are in this set or in `other`, each once, in arbitrary order. O(n).
    ///
    /// Of two equal elements it has the one of the larger set, or of this set if both sets have the same size. `&a | &b` is a
    /// set of them, for the cost of what is not shared; so is [`Union::to_set`].
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let readers = HashSet::from(["ada", "bob"]);
    /// let writers = HashSet::from(["bob", "eve"]);
    /// assert_eq!(readers.union(&writers).count(), 3);
    /// assert!((&readers | &writers).contains("eve"));
    /// ```
    pub fn union<'s>(&'s self, other: &'s Self) -> Union<'s, T, S, A, L> {
        let (larger, smaller) = if self.len() >= other.len() { (self, other) } else { (other, self) };
        Union { sets: Both(self, other), larger: larger.iter(), rest: smaller.difference(larger) }
    }

    /// An iterator over the elements that are in this set and in `other`, in arbitrary order. O(n) in the size of the smaller
    /// one.
    ///
    /// Of two equal elements it has the one of the smaller set, or of this set if both sets have the same size. `&a & &b` is a
    /// set of them, for the cost of what is not shared; so is [`Intersection::to_set`].
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let readers = HashSet::from(["ada", "bob"]);
    /// let writers = HashSet::from(["bob", "eve"]);
    /// assert!(readers.intersection(&writers).eq([&"bob"]));
    /// ```
    pub fn intersection<'s>(&'s self, other: &'s Self) -> Intersection<'s, T, S, A, L> {
        let (smaller, larger) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        Intersection { sets: Both(self, other), smaller: smaller.iter(), larger }
    }

    /// An iterator over the elements of this set that `other` does not have, in arbitrary order. O(n).
    ///
    /// `&a - &b` is a set of them, for the cost of what is not shared; so is [`Difference::to_set`].
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let readers = HashSet::from(["ada", "bob"]);
    /// let writers = HashSet::from(["bob", "eve"]);
    /// assert!(readers.difference(&writers).eq([&"ada"]));
    /// ```
    pub fn difference<'s>(&'s self, other: &'s Self) -> Difference<'s, T, S, A, L> {
        Difference { sets: Both(self, other), elements: self.iter() }
    }

    /// An iterator over the elements that are in this set or in `other`, but not in both, in arbitrary order. O(difference)
    /// for versions of one set, as what they share is skipped; O(n) for other sets.
    ///
    /// `&a ^ &b` is a set of them, and so is [`SymmetricDifference::to_set`].
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let at_noon = HashSet::from(["ada", "bob"]);
    /// let at_one = at_noon.without("bob");
    /// assert!(at_noon.symmetric_difference(&at_one).eq([&"bob"]));
    /// ```
    #[doc(alias = "xor")]
    pub fn symmetric_difference<'s>(&'s self, other: &'s Self) -> SymmetricDifference<'s, T, S, A, L> {
        SymmetricDifference { sets: Both(self, other), changes: self.diff(other) }
    }
}

impl<'s, T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> Iterator for Union<'s, T, S, A, L> {
    type Item = &'s T;

    fn next(&mut self) -> Option<&'s T> {
        self.larger.next().or_else(|| self.rest.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (larger, (_, most)) = (self.larger.len(), self.rest.size_hint());
        (larger, most.and_then(|most| most.checked_add(larger)))
    }
}

impl<'s, T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> Iterator for Intersection<'s, T, S, A, L> {
    type Item = &'s T;

    fn next(&mut self) -> Option<&'s T> {
        let larger = self.larger;
        self.smaller.find(|&element| larger.contains(element))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.smaller.len()))
    }
}

impl<'s, T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> Iterator for Difference<'s, T, S, A, L> {
    type Item = &'s T;

    fn next(&mut self) -> Option<&'s T> {
        let other = self.sets.1;
        self.elements.find(|&element| !other.contains(element))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.elements.len();
        (left.saturating_sub(self.sets.1.len()), Some(left))
    }
}

impl<'s, T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> Iterator for SymmetricDifference<'s, T, S, A, L> {
    type Item = &'s T;

    fn next(&mut self) -> Option<&'s T> {
        self.changes.next().map(|item| match item {
            DiffItem::Added(element) | DiffItem::Removed(element) | DiffItem::Changed { new: element, .. } => element,
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.sets.0.len().checked_add(self.sets.1.len()))
    }
}

macro_rules! operations {
    ($($name:ident [$($field:ident)*] $method:ident;)*) => {$(
        impl<T: Eq + Hash, S: BuildHasher, A: Allocator, L: Layout<T>> FusedIterator for $name<'_, T, S, A, L> {}

        impl<T, S, A: Allocator, L: Layout<T>> Clone for $name<'_, T, S, A, L> {
            fn clone(&self) -> Self {
                $name { sets: self.sets, $($field: self.$field.clone()),* }
            }
        }

        impl<T: Eq + Hash + fmt::Debug, S: BuildHasher, A: Allocator, L: Layout<T>> fmt::Debug for $name<'_, T, S, A, L> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.clone()).finish()
            }
        }

        impl<T, S, A, L> $name<'_, T, S, A, L>
        where
            T: Eq + Hash,
            S: BuildHasher + Clone,
            A: Allocator + Clone,
            L: Adopts<T, A>,
        {
            /// The set of all elements of this operation, wherever the iterator has come to. It shares nodes with the two sets,
            /// as what the operator of this operation returns. O(difference) for versions of one set, at most O(n).
            ///
            /// # Examples
            /// ```
            /// use hamtrie::HashSet;
            ///
            /// let seen = HashSet::from(["ada", "bob"]);
            /// let today = HashSet::from(["bob", "eve"]);
            /// assert_eq!(today.difference(&seen).to_set(), &today - &seen);
            /// assert_eq!(today.union(&seen).to_set().len(), 3);
            /// ```
            #[must_use = "the iterator is not consumed"]
            pub fn to_set(&self) -> HashSet<T, S, A, L> {
                self.sets.0.$method(self.sets.1)
            }
        }
    )*};
}

operations! {
    Union [larger rest] make_union;
    Intersection [smaller larger] make_intersection;
    Difference [elements] make_difference;
    SymmetricDifference [changes] make_symmetric_difference;
}
