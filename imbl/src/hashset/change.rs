//! Changing single elements, in place or in a new version.

use super::GenericHashSet;
use crate::store;
use hamtrie::Equivalent;
use imbl::shared_ptr::SharedPointerKind;
use std::hash::{BuildHasher, Hash};

impl<A, S, P> GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    /// Puts an element in, in the place of an equal one, which is returned.
    pub fn insert(&mut self, a: A) -> Option<A> {
        let builder = &self.family.builder;
        store::put(&mut self.table, builder.hash_one(&a), A::eq, a, |element| builder.hash_one(element))
    }

    /// Removes an element, and returns it.
    pub fn remove<Q: Hash + Equivalent<A> + ?Sized>(&mut self, value: &Q) -> Option<A> {
        let hash = self.hash(value);
        self.table.remove(hash, |other| value.equivalent(other))
    }

    /// A new version with this element, in the place of an equal one.
    #[must_use]
    pub fn update(&self, a: A) -> Self {
        let mut new = self.clone();
        new.insert(a);
        new
    }

    /// A new version without this element.
    #[must_use]
    pub fn without<Q: Hash + Equivalent<A> + ?Sized>(&self, value: &Q) -> Self {
        let table = self.table.without(self.hash(value), |other| value.equivalent(other));
        Self::of(table, self.family.clone())
    }

    /// Keeps the elements for which `f` returns true.
    pub fn retain<F: FnMut(&A) -> bool>(&mut self, f: F) {
        self.table.retain_ref(f);
    }
}
