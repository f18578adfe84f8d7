//! [`HashSet`]: elements without values, on a trie.
//!
//! A set is to a [`HashMap`](crate::HashMap) what it is in `std`. What [`map`](crate::map) says about versions, threads,
//! hashers and memory holds here too.
//!
//! # Two sets
//!
//! As in `std`, [`union`](HashSet::union), [`intersection`](HashSet::intersection), [`difference`](HashSet::difference) and
//! [`symmetric_difference`](HashSet::symmetric_difference) are iterators, which allocate nothing. The operators make a set,
//! which shares nodes with the two, so that for versions of one set they cost what differs:
//!
//! | elements in | iterator | set | in place |
//! |---|---|---|---|
//! | one or both | `a.union(&b)` | `&a \| &b` | `a \|= &b` |
//! | both | `a.intersection(&b)` | `&a & &b` | `a &= &b` |
//! | the first alone | `a.difference(&b)` | `&a - &b` | `a -= &b` |
//! | one alone | `a.symmetric_difference(&b)` | `&a ^ &b` | `a ^= &b` |
//!
//! ```
//! use hamtrie::HashSet;
//!
//! let at_noon: HashSet<u32> = (0..1000).collect();
//! let at_one = at_noon.without(&17).update(1000);
//! let left = &at_noon - &at_one; // skips what the two share
//! assert_eq!(left, HashSet::from([17]));
//! assert_eq!(at_noon.diff(&at_one).count(), 2); // one left, one came
//! ```
//!
//! # Which of two equal elements
//!
//! [`insert`](HashSet::insert) and [`update`](HashSet::update) leave the one that is there; [`replace`](HashSet::replace) takes
//! the new one.

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
#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "borsh")]
mod borsh;
mod convert;
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
#[doc(alias("HashTrieSet", "PersistentHashSet"))]
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
