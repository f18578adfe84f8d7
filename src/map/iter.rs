//! Iterators over a [`HashMap`](super::HashMap): over its pairs, their keys or their values.
//!
//! All but [`IntoUnique`] know how many items are left. All are fused and allocate nothing but copies of what other
//! versions hold. Those that borrow the map without changing it can be cloned.

use crate::drop_first::drop_first;
use crate::layout::{Auto, Copies, Layout};
use crate::pool::ChildrenPool;
use crate::table::iter as table;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::iter::FusedIterator;

macro_rules! iterators {
    ($(
        $(#[$doc:meta])*
        $name:ident [$($life:lifetime)?] ($($alloc:ident)?, $bound:ident) over $inner:ident
            gives $item:ty, $pair:pat => $view:expr;
    )*) => {$(
        $(#[$doc])*
        pub struct $name<$($life,)? K, V, $($alloc: Allocator = ChildrenPool,)? L: Layout<(K, V)> = Auto>(
            table::$inner<$($life,)? (K, V), $($alloc,)? L>,
        );

        impl<$($life,)? K, V, $($alloc: Allocator,)? L: $bound<(K, V)>> $name<$($life,)? K, V, $($alloc,)? L> {
            pub(crate) fn new(inner: table::$inner<$($life,)? (K, V), $($alloc,)? L>) -> Self {
                $name(inner)
            }
        }

        impl<$($life,)? K, V, $($alloc: Allocator,)? L: $bound<(K, V)>> Iterator for $name<$($life,)? K, V, $($alloc,)? L> {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<$item> {
                self.0.next().map(|$pair| $view)
            }

            #[inline]
            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }

            #[inline]
            fn count(self) -> usize {
                self.0.len()
            }
        }

        impl<$($life,)? K, V, $($alloc: Allocator,)? L: $bound<(K, V)>> ExactSizeIterator
            for $name<$($life,)? K, V, $($alloc,)? L> {}
        impl<$($life,)? K, V, $($alloc: Allocator,)? L: $bound<(K, V)>> FusedIterator
            for $name<$($life,)? K, V, $($alloc,)? L> {}
    )*};
}

iterators! {
    /// An iterator over all entries. Made by [`HashMap::iter`](super::HashMap::iter).
    Iter ['m] (, Layout) over Iter gives (&'m K, &'m V), (key, value) => (key, value);
    /// An iterator over all keys. Made by [`HashMap::keys`](super::HashMap::keys).
    Keys ['m] (, Layout) over Iter gives &'m K, (key, _) => key;
    /// An iterator over all values. Made by [`HashMap::values`](super::HashMap::values).
    Values ['m] (, Layout) over Iter gives &'m V, (_, value) => value;
    /// A mutable iterator over all entries. Made by [`HashMap::iter_mut`](super::HashMap::iter_mut).
    IterMut ['m] (A, Copies) over IterMut gives (&'m K, &'m mut V), (key, value) => (&*key, value);
    /// A mutable iterator over all values. Made by [`HashMap::values_mut`](super::HashMap::values_mut).
    ValuesMut ['m] (A, Copies) over IterMut gives &'m mut V, (_, value) => value;
    /// A consuming iterator over all entries. Made by `into_iter` of a map.
    IntoIter [] (A, Copies) over IntoIter gives (K, V), pair => pair;
    /// A consuming iterator over all keys. Made by [`HashMap::into_keys`](super::HashMap::into_keys).
    IntoKeys [] (A, Copies) over IntoIter gives K, (key, value) => drop_first(value, key);
    /// A consuming iterator over all values. Made by [`HashMap::into_values`](super::HashMap::into_values).
    IntoValues [] (A, Copies) over IntoIter gives V, (key, value) => drop_first(key, value);
}

macro_rules! borrowing {
    ($($name:ident [$($shown:ident),*];)*) => {$(
        impl<K, V, L: Layout<(K, V)>> Clone for $name<'_, K, V, L> {
            fn clone(&self) -> Self {
                $name(self.0.clone())
            }
        }

        impl<K, V, L: Layout<(K, V)>> Default for $name<'_, K, V, L> {
            /// An iterator over nothing.
            fn default() -> Self {
                $name(table::Iter::default())
            }
        }

        impl<$($shown: fmt::Debug,)* L: Layout<(K, V)>> fmt::Debug for $name<'_, K, V, L> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.clone()).finish()
            }
        }
    )*};
}

borrowing! {
    Iter [K, V];
    Keys [K, V];
    Values [K, V];
}

macro_rules! changing {
    ($($name:ident [$($life:lifetime)?] ($($default:ident)?) shows [$($shown:ident),*] $pair:pat => $view:expr;)*) => {$(
        impl<K, V, A: Allocator $(+ $default)?, L: Layout<(K, V)>> Default for $name<$($life,)? K, V, A, L> {
            /// An iterator over nothing.
            fn default() -> Self {
                $name(Default::default())
            }
        }

        impl<K, V, A: Allocator, L: Layout<(K, V)>> fmt::Debug for $name<$($life,)? K, V, A, L>
        where
            $($shown: fmt::Debug,)*
        {
            /// Shows what is left.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.0.rest().map(|$pair| $view)).finish()
            }
        }
    )*};
}

changing! {
    IterMut ['_] () shows [K, V] (key, value) => (key, value);
    ValuesMut ['_] () shows [V] (_, value) => value;
    IntoIter [] (Default) shows [K, V] (key, value) => (key, value);
    IntoKeys [] (Default) shows [K] (key, _) => key;
    IntoValues [] (Default) shows [V] (_, value) => value;
}

/// A consuming iterator over the entries that no other version holds. Made by
/// [`HashMap::into_unique`](super::HashMap::into_unique).
pub struct IntoUnique<K, V, A: Allocator = ChildrenPool, L: Layout<(K, V)> = Auto>(table::IntoUnique<(K, V), A, L>);

impl<K, V, A: Allocator, L: Layout<(K, V)>> IntoUnique<K, V, A, L> {
    pub(crate) fn new(inner: table::IntoUnique<(K, V), A, L>) -> Self {
        IntoUnique(inner)
    }
}

impl<K, V, A: Allocator, L: Layout<(K, V)>> Iterator for IntoUnique<K, V, A, L> {
    type Item = (K, V);

    fn next(&mut self) -> Option<(K, V)> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V, A: Allocator, L: Layout<(K, V)>> FusedIterator for IntoUnique<K, V, A, L> {}

impl<K, V, A: Allocator, L: Layout<(K, V)>> fmt::Debug for IntoUnique<K, V, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
