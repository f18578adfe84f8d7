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

macro_rules! from {
    ($([$($parameter:tt)*] $from:ty $(where A: $bound:ident)?, $elements:ident => $copies:expr;)*) => {$(
        impl<A, S, P, $($parameter)*> From<$from> for GenericHashSet<A, S, P>
        where
            A: Hash + Eq + Clone $(+ $bound)?,
            S: BuildHasher + Default + Clone,
            P: SharedPointerKind,
        {
            fn from($elements: $from) -> Self {
                $copies.collect()
            }
        }
    )*};
}

from! {
    [const N: usize] [A; N], elements => elements.into_iter();
    [] &[A], elements => elements.iter().cloned();
    [] Vec<A>, elements => elements.into_iter();
    [] &Vec<A>, elements => elements.iter().cloned();
    [P2: SharedPointerKind] GenericVector<A, P2>, elements => elements.into_iter();
    [P2: SharedPointerKind] &GenericVector<A, P2>, elements => elements.iter().cloned();
    [] collections::HashSet<A>, elements => elements.into_iter();
    [] &collections::HashSet<A>, elements => elements.iter().cloned();
    [] &BTreeSet<A>, elements => elements.iter().cloned();
    [P2: SharedPointerKind] GenericOrdSet<A, P2> where A: Ord, elements => elements.into_iter();
    [P2: SharedPointerKind] &GenericOrdSet<A, P2> where A: Ord, elements => elements.iter().cloned();
}
