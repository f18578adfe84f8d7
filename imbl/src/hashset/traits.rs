//! Implementations of standard traits.

use super::GenericHashSet;
use crate::family::Family;
use hamtrie::HashTable;
use imbl::shared_ptr::SharedPointerKind;
use std::fmt::{self, Debug};
use std::hash::{BuildHasher, Hash};
use std::iter::Sum;
use std::ops::{Add, Mul};

impl<A: Clone, S: Clone, P: SharedPointerKind> Clone for GenericHashSet<A, S, P> {
    /// A new version with the same elements. O(1).
    fn clone(&self) -> Self {
        Self::of(self.table.clone(), self.family.clone())
    }
}

impl<A, S1, P1, S2, P2> PartialEq<GenericHashSet<A, S2, P2>> for GenericHashSet<A, S1, P1>
where
    A: Hash + Eq,
    S1: BuildHasher,
    S2: BuildHasher,
    P1: SharedPointerKind,
    P2: SharedPointerKind,
{
    /// Whether both have the same elements. O(difference) for versions of one set.
    fn eq(&self, other: &GenericHashSet<A, S2, P2>) -> bool {
        if self.family.is_of(&other.family) {
            return self.table.is_equal(&other.table, &self.identity(), |_, _| true);
        }
        self.len() == other.len() && self.iter().all(|element| other.contains(element))
    }
}

impl<A: Hash + Eq, S: BuildHasher, P: SharedPointerKind> Eq for GenericHashSet<A, S, P> {}

impl<A, S: Default, P: SharedPointerKind> Default for GenericHashSet<A, S, P> {
    fn default() -> Self {
        Self::of(HashTable::new(), Family::new(S::default()))
    }
}

impl<A: Hash + Eq + Debug, S: BuildHasher, P: SharedPointerKind> Debug for GenericHashSet<A, S, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $does:ident) => {
        impl<A, S, P> $trait for GenericHashSet<A, S, P>
        where
            A: Hash + Eq + Clone,
            S: BuildHasher + Clone,
            P: SharedPointerKind,
        {
            type Output = Self;

            fn $method(self, other: Self) -> Self {
                self.$does(other)
            }
        }

        impl<A, S, P> $trait for &GenericHashSet<A, S, P>
        where
            A: Hash + Eq + Clone,
            S: BuildHasher + Clone,
            P: SharedPointerKind,
        {
            type Output = GenericHashSet<A, S, P>;

            fn $method(self, other: Self) -> GenericHashSet<A, S, P> {
                self.clone().$does(other.clone())
            }
        }
    };
}

operator!(Add, add, union);
operator!(Mul, mul, intersection);

impl<A, S, P> Sum for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn sum<I: Iterator<Item = Self>>(sets: I) -> Self {
        Self::unions(sets)
    }
}
