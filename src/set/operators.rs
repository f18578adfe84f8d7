//! Operators: of two sets by reference, of two sets by value, and those that change a set.

use super::HashSet;
use crate::layout::Adopts;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use core::iter::Sum;
use core::ops::{Add, BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Mul, Sub, SubAssign};

macro_rules! operators {
    ($($(#[$doc:meta])* $operator:ident $function:ident is $method:ident;)*) => {$(
        impl<T, S, A, L> $operator<&HashSet<T, S, A, L>> for &HashSet<T, S, A, L>
        where
            T: Eq + Hash,
            S: BuildHasher + Clone,
            A: Allocator + Clone,
            L: Adopts<T, A>,
        {
            type Output = HashSet<T, S, A, L>;

            $(#[$doc])*
            fn $function(self, other: &HashSet<T, S, A, L>) -> HashSet<T, S, A, L> {
                self.$method(other)
            }
        }
    )*};
}

operators! {
    /// The union: the elements of both sets. Of two equal elements it has the one of the larger set, or of the left one if both
    /// have the same size. At most O(n), and O(difference) for versions of one set.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let readers = HashSet::from(["ada", "bob"]);
    /// let all = &readers | &HashSet::from(["eve"]);
    /// assert_eq!(all.len(), 3);
    /// assert!((&readers | &all).ptr_eq(&all)); // all of it shared
    /// ```
    BitOr bitor is make_union;
    /// The intersection: the elements that are in both sets. Of two equal elements it has the one of the smaller set, or of the
    /// left one if both have the same size. Costs as the union.
    BitAnd bitand is make_intersection;
    /// The symmetric difference: the elements that are in one of the sets, but not in both. Costs as the union.
    BitXor bitxor is make_symmetric_difference;
    /// The difference: the elements of the left set that the right one does not have. Costs as the union.
    Sub sub is make_difference;
    /// The union, as of `|`.
    Add add is make_union;
    /// The intersection, as of `&`.
    Mul mul is make_intersection;
}

macro_rules! consuming {
    ($($(#[$doc:meta])* $operator:ident $function:ident is $method:ident;)*) => {$(
        impl<T, S, A, L> $operator for HashSet<T, S, A, L>
        where
            T: Eq + Hash,
            S: BuildHasher + Clone,
            A: Allocator + Clone,
            L: Adopts<T, A>,
        {
            type Output = Self;

            $(#[$doc])*
            fn $function(self, other: Self) -> Self {
                self.$method(&other)
            }
        }
    )*};
}

consuming! {
    /// The union, as of `|`.
    Add add is make_union;
    /// The intersection, as of `&`.
    Mul mul is make_intersection;
}

macro_rules! assigning {
    ($($(#[$doc:meta])* $operator:ident $function:ident is $method:ident;)*) => {$(
        impl<T, S, A, L> $operator<&HashSet<T, S, A, L>> for HashSet<T, S, A, L>
        where
            T: Eq + Hash,
            S: BuildHasher + Clone,
            A: Allocator + Clone,
            L: Adopts<T, A>,
        {
            $(#[$doc])*
            fn $function(&mut self, other: &Self) {
                *self = self.$method(other);
            }
        }
    )*};
}

assigning! {
    /// Adds the elements of `other`.
    BitOrAssign bitor_assign is make_union;
    /// Keeps the elements that `other` has too.
    BitAndAssign bitand_assign is make_intersection;
    /// Keeps what one of the two has, but not both.
    BitXorAssign bitxor_assign is make_symmetric_difference;
    /// Removes the elements of `other`.
    SubAssign sub_assign is make_difference;
}

impl<T, S, A, L> Sum for HashSet<T, S, A, L>
where
    T: Eq + Hash,
    S: BuildHasher + Clone + Default,
    A: Allocator + Clone + Default,
    L: Adopts<T, A>,
{
    /// The union of all sets. See [`HashSet::unions`].
    fn sum<I: Iterator<Item = Self>>(sets: I) -> Self {
        Self::unions(sets)
    }
}
