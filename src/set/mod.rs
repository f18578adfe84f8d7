//! [`HashSet`]: elements without values, on a trie.

// The page of `HashSet` lists the methods in the order of these modules.

// Making sets.
mod construct;

// Reading a set.
mod get;
mod iter;

// Changing a set in place.
mod change;
mod entry;
mod extract;

// The names that `std` has for capacity.
mod capacity;

// New versions of a set, one element at a time.
mod update;

// New versions of which a function decides.
mod select;

// Two versions, or any two sets: what differs.
mod compare;

// Two versions, or any two sets: what they make together.
mod lazy;
mod operators;

// The same for many sets.
mod algebra;

// Other layouts and allocators.
mod storage;

// Traits and features.
mod convert;
#[cfg(feature = "rayon")]
pub(crate) mod par;
#[cfg(feature = "serde")]
mod serde;
mod traits;

use crate::hash::DefaultHashBuilder;
use crate::layout::{Auto, Layout};
use crate::pool::ChildrenPool;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};

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
