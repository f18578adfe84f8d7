//! Sets made of other collections; sums and products of sets; sets that take in others.

use super::HashSet;
use crate::layout::{Adopts, Layout};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use core::iter::Sum;
use core::ops::{Add, BitAndAssign, BitOrAssign, BitXorAssign, Mul, SubAssign};

/// A set of the elements that are listed; of equal ones the first stays.
///
/// # Examples
/// ```
/// let primes = hamtrie::hashset! { 2, 3, 5, 7 };
/// assert!(primes.contains(&5));
/// ```
#[macro_export]
macro_rules! hashset {
    () => { $crate::HashSet::new() };
    ($($element:expr),+ $(,)?) => { $crate::HashSet::from([$($element),+]) };
}

macro_rules! from_owned {
    ($($(#[$attribute:meta])* [$($parameter:ident)?] $from:ty;)*) => {$(
        $(#[$attribute])*
        impl<T: Eq + Hash + Clone $(, $parameter)?> From<$from> for HashSet<T> {
            /// A set of the elements; of equal ones the first stays.
            fn from(elements: $from) -> Self {
                elements.into_iter().collect()
            }
        }
    )*};
}

from_owned! {
    [] Vec<T>;
    [] BTreeSet<T>;
    #[cfg(feature = "std")]
    [S] std::collections::HashSet<T, S>;
}

macro_rules! from_borrowed {
    ($($(#[$attribute:meta])* [$($parameter:ident)?] $from:ty;)*) => {$(
        $(#[$attribute])*
        impl<T: Eq + Hash + Clone $(, $parameter)?> From<&$from> for HashSet<T> {
            /// A set of clones of the elements; of equal ones the first stays.
            fn from(elements: &$from) -> Self {
                elements.iter().cloned().collect()
            }
        }
    )*};
}

from_borrowed! {
    [] [T];
    [] Vec<T>;
    [] BTreeSet<T>;
    #[cfg(feature = "std")]
    [S] std::collections::HashSet<T, S>;
}

macro_rules! of_two {
    ($($(#[$doc:meta])* $operator:ident::$method:ident by $way:ident;)*) => {$(
        impl<T, S, A, L> $operator for HashSet<T, S, A, L>
        where
            T: Eq + Hash,
            S: BuildHasher + Clone,
            A: Allocator + Clone,
            L: Adopts<T, A>,
        {
            type Output = Self;

            $(#[$doc])*
            fn $method(self, other: Self) -> Self {
                self.$way(&other)
            }
        }

        impl<T, S, A, L> $operator for &HashSet<T, S, A, L>
        where
            T: Eq + Hash,
            S: BuildHasher + Clone,
            A: Allocator + Clone,
            L: Adopts<T, A>,
        {
            type Output = HashSet<T, S, A, L>;

            $(#[$doc])*
            fn $method(self, other: Self) -> HashSet<T, S, A, L> {
                self.$way(other)
            }
        }
    )*};
}

of_two! {
    /// The union, as of `|`.
    Add::add by make_union;
    /// The intersection, as of `&`.
    Mul::mul by make_intersection;
}

macro_rules! assigning {
    ($($(#[$doc:meta])* $operator:ident::$method:ident by $way:ident;)*) => {$(
        impl<T, S, A, L> $operator<&HashSet<T, S, A, L>> for HashSet<T, S, A, L>
        where
            T: Eq + Hash,
            S: BuildHasher + Clone,
            A: Allocator + Clone,
            L: Adopts<T, A>,
        {
            $(#[$doc])*
            fn $method(&mut self, other: &Self) {
                *self = self.$way(other);
            }
        }
    )*};
}

assigning! {
    /// Adds the elements of `other`.
    BitOrAssign::bitor_assign by make_union;
    /// Keeps the elements that `other` has too.
    BitAndAssign::bitand_assign by make_intersection;
    /// Keeps what one of the two has, but not both.
    BitXorAssign::bitxor_assign by make_symmetric_difference;
    /// Removes the elements of `other`.
    SubAssign::sub_assign by make_difference;
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

impl<T, S, A: Allocator, L: Layout<T>> AsRef<HashSet<T, S, A, L>> for HashSet<T, S, A, L> {
    fn as_ref(&self) -> &Self {
        self
    }
}
