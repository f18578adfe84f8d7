//! Operations on two sets, by value.
//!
//! Sets of one family share nodes with the result. Others are combined element by element.

use super::GenericHashSet;
use crate::store;
use hamtrie::layout::Adoption;
use imbl::shared_ptr::SharedPointerKind;
use std::hash::{BuildHasher, Hash};

impl<A, S, P> GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    /// The elements of both. Of equal ones that of the smaller set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let (mut larger, smaller) = if self.len() >= other.len() { (self, other) } else { (other, self) };
        if larger.family.agrees(&smaller.family) {
            let table = smaller.table.try_union(&larger.table, &larger.identity(), Adoption::cloning());
            return Self::of(store::in_memory(table), larger.family);
        }
        larger.extend(smaller);
        larger
    }

    /// The union of all, from left to right.
    #[must_use]
    pub fn unions<I: IntoIterator<Item = Self>>(i: I) -> Self
    where
        S: Default,
    {
        i.into_iter().reduce(Self::union).unwrap_or_default()
    }

    /// As [`symmetric_difference`](Self::symmetric_difference), which is not what `std` means by the word.
    #[deprecated(since = "0.1.0", note = "deprecated in imbl: say `symmetric_difference`")]
    #[must_use]
    pub fn difference(self, other: Self) -> Self {
        self.symmetric_difference(other)
    }

    /// The elements that are in one of the sets only.
    #[must_use]
    pub fn symmetric_difference(mut self, other: Self) -> Self {
        if self.family.agrees(&other.family) {
            let table = self.table.try_symmetric_difference(&other.table, &self.identity(), Adoption::cloning());
            return Self::of(store::in_memory(table), self.family);
        }
        for element in other {
            if self.remove(&element).is_none() {
                self.insert(element);
            }
        }
        self
    }

    /// The elements of this set that `other` does not have.
    #[must_use]
    pub fn relative_complement(mut self, other: Self) -> Self {
        if self.family.agrees(&other.family) {
            let table = self.table.try_difference(&other.table, &self.identity(), Adoption::cloning());
            return Self::of(store::in_memory(table), self.family);
        }
        other.iter().for_each(|element| drop(self.remove(element)));
        self
    }

    /// The elements of both, those of `other`.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        if self.family.agrees(&other.family) {
            let table = other.table.try_intersection(&self.table, &self.identity(), Adoption::cloning());
            return Self::of(store::in_memory(table), self.family);
        }
        let mut common = self.new_from();
        common.extend(other.into_iter().filter(|element| self.contains(element)));
        common
    }
}
