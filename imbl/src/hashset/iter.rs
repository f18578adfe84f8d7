//! Iterators over the elements of a set.

use super::GenericHashSet;
use hamtrie::table;
use imbl::shared_ptr::SharedPointerKind;
use std::fmt::{self, Debug};
use std::hash::{BuildHasher, Hash};
use std::iter::FusedIterator;
use std::marker::PhantomData;

/// The elements of a set.
pub struct Iter<'a, A, P: SharedPointerKind> {
    elements: table::Iter<'a, A>,
    pointer: PhantomData<fn() -> P>,
}

impl<'a, A, P: SharedPointerKind> Iter<'a, A, P> {
    pub(super) fn new(elements: table::Iter<'a, A>) -> Self {
        Iter { elements, pointer: PhantomData }
    }
}

impl<A, P: SharedPointerKind> Clone for Iter<'_, A, P> {
    fn clone(&self) -> Self {
        Self::new(self.elements.clone())
    }
}

impl<'a, A, P: SharedPointerKind> Iterator for Iter<'a, A, P> {
    type Item = &'a A;

    fn next(&mut self) -> Option<&'a A> {
        self.elements.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
}

impl<A, P: SharedPointerKind> ExactSizeIterator for Iter<'_, A, P> {}
impl<A, P: SharedPointerKind> FusedIterator for Iter<'_, A, P> {}

impl<A: Debug, P: SharedPointerKind> Debug for Iter<'_, A, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.elements.fmt(f)
    }
}

/// The elements of a set that is consumed.
pub struct ConsumingIter<A: Hash + Eq + Clone, P: SharedPointerKind> {
    elements: table::IntoIter<A>,
    pointer: PhantomData<fn() -> P>,
}

impl<A: Hash + Eq + Clone, P: SharedPointerKind> Iterator for ConsumingIter<A, P> {
    type Item = A;

    fn next(&mut self) -> Option<A> {
        self.elements.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
}

impl<A: Hash + Eq + Clone, P: SharedPointerKind> ExactSizeIterator for ConsumingIter<A, P> {}
impl<A: Hash + Eq + Clone, P: SharedPointerKind> FusedIterator for ConsumingIter<A, P> {}

impl<A: Hash + Eq + Clone + Debug, P: SharedPointerKind> Debug for ConsumingIter<A, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.elements.fmt(f)
    }
}

impl<'a, A, S, P> IntoIterator for &'a GenericHashSet<A, S, P>
where
    A: Hash + Eq,
    S: BuildHasher,
    P: SharedPointerKind,
{
    type Item = &'a A;
    type IntoIter = Iter<'a, A, P>;

    fn into_iter(self) -> Iter<'a, A, P> {
        self.iter()
    }
}

impl<A, S, P> IntoIterator for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher,
    P: SharedPointerKind,
{
    type Item = A;
    type IntoIter = ConsumingIter<A, P>;

    fn into_iter(self) -> ConsumingIter<A, P> {
        ConsumingIter { elements: self.table.into_iter(), pointer: PhantomData }
    }
}
