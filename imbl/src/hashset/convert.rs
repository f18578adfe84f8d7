//! Sets made from other collections.

use super::GenericHashSet;
use hamtrie::Equivalent;
use imbl::shared_ptr::SharedPointerKind;
use imbl::{GenericOrdSet, GenericVector};
use std::collections::{self, BTreeSet};
use std::hash::{BuildHasher, Hash};

impl<A, RA, S, P> FromIterator<RA> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone + From<RA>,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from_iter<I: IntoIterator<Item = RA>>(elements: I) -> Self {
        let mut set = Self::default();
        set.extend(elements);
        set
    }
}

impl<A, S, R, P> Extend<R> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone + From<R>,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    fn extend<I: IntoIterator<Item = R>>(&mut self, elements: I) {
        for element in elements {
            self.insert(element.into());
        }
    }
}

impl<A, OA, SA, SB, P1, P2> From<&GenericHashSet<&A, SA, P1>> for GenericHashSet<OA, SB, P2>
where
    A: ToOwned<Owned = OA> + Hash + Equivalent<A> + ?Sized,
    OA: Hash + Eq + Clone,
    SA: BuildHasher,
    SB: BuildHasher + Default + Clone,
    P1: SharedPointerKind,
    P2: SharedPointerKind,
{
    fn from(from: &GenericHashSet<&A, SA, P1>) -> Self {
        from.iter().map(|element| (*element).to_owned()).collect()
    }
}

impl<A, S, P, const N: usize> From<[A; N]> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: [A; N]) -> Self {
        from.into_iter().collect()
    }
}

impl<A, S, P> From<&[A]> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: &[A]) -> Self {
        from.iter().cloned().collect()
    }
}

impl<A, S, P> From<Vec<A>> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: Vec<A>) -> Self {
        from.into_iter().collect()
    }
}

impl<A, S, P> From<&Vec<A>> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: &Vec<A>) -> Self {
        from.iter().cloned().collect()
    }
}

impl<A, S, P, P2> From<GenericVector<A, P2>> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
    P2: SharedPointerKind,
{
    fn from(from: GenericVector<A, P2>) -> Self {
        from.into_iter().collect()
    }
}

impl<A, S, P, P2> From<&GenericVector<A, P2>> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
    P2: SharedPointerKind,
{
    fn from(from: &GenericVector<A, P2>) -> Self {
        from.iter().cloned().collect()
    }
}

impl<A, S, P> From<collections::HashSet<A>> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: collections::HashSet<A>) -> Self {
        from.into_iter().collect()
    }
}

impl<A, S, P> From<&collections::HashSet<A>> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: &collections::HashSet<A>) -> Self {
        from.iter().cloned().collect()
    }
}

impl<A, S, P> From<&BTreeSet<A>> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: &BTreeSet<A>) -> Self {
        from.iter().cloned().collect()
    }
}

impl<A, S, P, P2> From<GenericOrdSet<A, P2>> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
    P2: SharedPointerKind,
    A: Ord,
{
    fn from(from: GenericOrdSet<A, P2>) -> Self {
        from.into_iter().collect()
    }
}

impl<A, S, P, P2> From<&GenericOrdSet<A, P2>> for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
    P2: SharedPointerKind,
    A: Ord,
{
    fn from(from: &GenericOrdSet<A, P2>) -> Self {
        from.iter().cloned().collect()
    }
}
