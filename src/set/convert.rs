//! Sets made of other collections.

use super::HashSet;
use crate::layout::Layout;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::hash::Hash;

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

impl<T, S, A: Allocator, L: Layout<T>> AsRef<HashSet<T, S, A, L>> for HashSet<T, S, A, L> {
    fn as_ref(&self) -> &Self {
        self
    }
}
