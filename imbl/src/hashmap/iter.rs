//! Iterators over the entries of a map.

use super::GenericHashMap;
use hamtrie::table;
use imbl::shared_ptr::SharedPointerKind;
use std::fmt::{self, Debug};
use std::hash::{BuildHasher, Hash};
use std::iter::FusedIterator;
use std::marker::PhantomData;

macro_rules! borrowing {
    ($(#[$doc:meta])* $name:ident => $item:ty, $of:expr) => {
        $(#[$doc])*
        pub struct $name<'a, K, V, P: SharedPointerKind> {
            entries: table::Iter<'a, (K, V)>,
            pointer: PhantomData<fn() -> P>,
        }

        impl<'a, K, V, P: SharedPointerKind> $name<'a, K, V, P> {
            pub(super) fn new(entries: table::Iter<'a, (K, V)>) -> Self {
                $name { entries, pointer: PhantomData }
            }
        }

        impl<K, V, P: SharedPointerKind> Clone for $name<'_, K, V, P> {
            fn clone(&self) -> Self {
                Self::new(self.entries.clone())
            }
        }

        impl<'a, K, V, P: SharedPointerKind> Iterator for $name<'a, K, V, P> {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<$item> {
                self.entries.next().map($of)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.entries.size_hint()
            }
        }

        impl<K, V, P: SharedPointerKind> ExactSizeIterator for $name<'_, K, V, P> {}
        impl<K, V, P: SharedPointerKind> FusedIterator for $name<'_, K, V, P> {}

        impl<K: Debug, V: Debug, P: SharedPointerKind> Debug for $name<'_, K, V, P> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.clone()).finish()
            }
        }
    };
}

borrowing!(/// The entries of a map.
    Iter => (&'a K, &'a V), |(key, value)| (key, value));
borrowing!(/// The keys of a map.
    Keys => &'a K, |(key, _)| key);
borrowing!(/// The values of a map.
    Values => &'a V, |(_, value)| value);

/// The entries of a map, with mutable values.
pub struct IterMut<'a, K: Clone, V: Clone, P: SharedPointerKind> {
    entries: table::IterMut<'a, (K, V)>,
    pointer: PhantomData<fn() -> P>,
}

impl<'a, K: Clone, V: Clone, P: SharedPointerKind> IterMut<'a, K, V, P> {
    pub(super) fn new(entries: table::IterMut<'a, (K, V)>) -> Self {
        IterMut { entries, pointer: PhantomData }
    }
}

impl<'a, K: Clone, V: Clone, P: SharedPointerKind> Iterator for IterMut<'a, K, V, P> {
    type Item = (&'a K, &'a mut V);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.next().map(|(key, value)| (&*key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl<K: Clone, V: Clone, P: SharedPointerKind> ExactSizeIterator for IterMut<'_, K, V, P> {}
impl<K: Clone, V: Clone, P: SharedPointerKind> FusedIterator for IterMut<'_, K, V, P> {}

impl<K: Clone + Debug, V: Clone + Debug, P: SharedPointerKind> Debug for IterMut<'_, K, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.fmt(f)
    }
}

/// The entries of a map that is consumed.
pub struct ConsumingIter<A, P: SharedPointerKind> {
    entries: table::IntoIter<A>,
    pointer: PhantomData<fn() -> P>,
}

impl<A: Clone, P: SharedPointerKind> Iterator for ConsumingIter<A, P> {
    type Item = A;

    fn next(&mut self) -> Option<A> {
        self.entries.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl<A: Clone, P: SharedPointerKind> ExactSizeIterator for ConsumingIter<A, P> {}
impl<A: Clone, P: SharedPointerKind> FusedIterator for ConsumingIter<A, P> {}

impl<A: Debug, P: SharedPointerKind> Debug for ConsumingIter<A, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.fmt(f)
    }
}

impl<'a, K, V, S, P: SharedPointerKind> IntoIterator for &'a GenericHashMap<K, V, S, P> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V, P>;

    fn into_iter(self) -> Iter<'a, K, V, P> {
        self.iter()
    }
}

impl<K, V, S, P> IntoIterator for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    type Item = (K, V);
    type IntoIter = ConsumingIter<(K, V), P>;

    fn into_iter(self) -> ConsumingIter<(K, V), P> {
        ConsumingIter { entries: self.table.into_iter(), pointer: PhantomData }
    }
}
