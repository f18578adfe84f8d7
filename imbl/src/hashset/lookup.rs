//! Finding elements, and comparing with other sets.

use super::GenericHashSet;
use hamtrie::Equivalent;
use hamtrie::table::Keyed;
use imbl::shared_ptr::SharedPointerKind;
use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

impl<A, S, P> GenericHashSet<A, S, P>
where
    A: Hash + Eq,
    S: BuildHasher,
    P: SharedPointerKind,
{
    /// How the elements are hashed and compared.
    pub(super) fn identity(&self) -> Keyed<impl Fn(&A) -> u64, impl Fn(&A, &A) -> bool> {
        Keyed { hash: |element: &A| self.hash(element), eq: A::eq }
    }

    /// Whether the set has the element.
    #[must_use]
    pub fn contains<Q: Hash + Equivalent<A> + ?Sized>(&self, value: &Q) -> bool {
        !self.is_empty() && self.table.find(self.hash(value), |other| value.equivalent(other)).is_some()
    }

    /// Whether `other` has all elements of this set. Two versions of one set: O(difference).
    #[must_use]
    pub fn is_subset<RS: Borrow<Self>>(&self, other: RS) -> bool {
        let other = other.borrow();
        if self.family.agrees(&other.family) {
            return self.table.is_subset(&other.table, &self.identity(), |_, _| true);
        }
        self.len() <= other.len() && self.iter().all(|element| other.contains(element))
    }

    /// The same, and `other` has more elements.
    #[must_use]
    pub fn is_proper_subset<RS: Borrow<Self>>(&self, other: RS) -> bool {
        self.len() != other.borrow().len() && self.is_subset(other)
    }
}
