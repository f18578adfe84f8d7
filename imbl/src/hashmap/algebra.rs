//! Operations on two maps, by value.
//!
//! Maps of one family share nodes with the result. Others are combined entry by entry.

use super::{Entry, GenericHashMap};
use crate::store;
use hamtrie::layout::Adoption;
use hamtrie::table::Resolution;
use imbl::shared_ptr::SharedPointerKind;
use std::hash::{BuildHasher, Hash};

impl<K, V, S, P> GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    /// The entries of both. Where both have a key: the value of this map, and the key of the larger one.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        if !self.family.agrees(&other.family) {
            return self.union_of_strangers(other);
        }
        let by_cloning = Adoption::cloning();
        if self.len() >= other.len() {
            let table = store::in_memory(self.table.try_union(&other.table, &self.identity(), by_cloning));
            return Self::of(table, self.family);
        }
        let value_of_left = |left: &(K, V), right: &(K, V)| Resolution::Value((right.0.clone(), left.1.clone()));
        let identity = self.identity();
        let table = self.table.try_merge(&other.table, &identity, by_cloning, |_, _| false, value_of_left);
        drop(identity);
        Self::of(store::in_memory(table), other.family)
    }

    fn union_of_strangers(mut self, mut other: Self) -> Self {
        if self.len() >= other.len() {
            for (key, value) in other {
                self.entry(key).or_insert(value);
            }
            return self;
        }
        for (key, value) in self {
            match other.entry(key) {
                Entry::Occupied(mut entry) => drop(entry.insert(value)),
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
            }
        }
        other
    }

    /// The entries of both. Where both have a key: `f` of this map's value and the other's, and the key of the smaller one.
    #[must_use]
    pub fn union_with<F: FnMut(V, V) -> V>(self, other: Self, mut f: F) -> Self {
        self.union_with_key(other, |_, mine, theirs| f(mine, theirs))
    }

    /// The same with a function that gets the key too.
    #[must_use]
    pub fn union_with_key<F: FnMut(&K, V, V) -> V>(self, other: Self, mut f: F) -> Self {
        if self.len() >= other.len() {
            self.with_all_of(other, f)
        } else {
            other.with_all_of(self, |key, mine, theirs| f(key, theirs, mine))
        }
    }

    fn with_all_of(mut self, smaller: Self, mut f: impl FnMut(&K, V, V) -> V) -> Self {
        for (key, theirs) in smaller {
            let value = match self.remove(&key) {
                Some(mine) => f(&key, mine, theirs),
                None => theirs,
            };
            self.insert(key, value);
        }
        self
    }

    /// The union of all, from left to right.
    #[must_use]
    pub fn unions<I: IntoIterator<Item = Self>>(i: I) -> Self
    where
        S: Default,
    {
        i.into_iter().reduce(Self::union).unwrap_or_default()
    }

    /// The union of all, from left to right, where `f` combines values.
    #[must_use]
    pub fn unions_with<I: IntoIterator<Item = Self>, F: Fn(V, V) -> V>(i: I, f: F) -> Self
    where
        S: Default,
    {
        i.into_iter().reduce(|all, map| all.union_with(map, &f)).unwrap_or_default()
    }

    /// The same with a function that gets the key too.
    #[must_use]
    pub fn unions_with_key<I: IntoIterator<Item = Self>, F: Fn(&K, V, V) -> V>(i: I, f: F) -> Self
    where
        S: Default,
    {
        i.into_iter().reduce(|all, map| all.union_with_key(map, &f)).unwrap_or_default()
    }

    /// As [`symmetric_difference`](Self::symmetric_difference), which is not what `std` means by the word.
    #[deprecated(since = "0.1.0", note = "deprecated in imbl: say `symmetric_difference`")]
    #[must_use]
    pub fn difference(self, other: Self) -> Self {
        self.symmetric_difference(other)
    }

    /// The entries whose key is in one of the maps only.
    #[must_use]
    pub fn symmetric_difference(self, other: Self) -> Self {
        if !self.family.agrees(&other.family) {
            return self.symmetric_difference_with_key(other, |_, _, _| None);
        }
        let table = self.table.try_symmetric_difference(&other.table, &self.identity(), Adoption::cloning());
        Self::of(store::in_memory(table), self.family)
    }

    /// As [`symmetric_difference_with`](Self::symmetric_difference_with).
    #[deprecated(since = "0.1.0", note = "deprecated in imbl: say `symmetric_difference_with`")]
    #[must_use]
    pub fn difference_with<F: FnMut(V, V) -> Option<V>>(self, other: Self, f: F) -> Self {
        self.symmetric_difference_with(other, f)
    }

    /// The entries whose key is in one of the maps only, and those of both for which `f` returns a value.
    #[must_use]
    pub fn symmetric_difference_with<F: FnMut(V, V) -> Option<V>>(self, other: Self, mut f: F) -> Self {
        self.symmetric_difference_with_key(other, |_, mine, theirs| f(mine, theirs))
    }

    /// As [`symmetric_difference_with_key`](Self::symmetric_difference_with_key).
    #[deprecated(since = "0.1.0", note = "deprecated in imbl: say `symmetric_difference_with_key`")]
    #[must_use]
    pub fn difference_with_key<F: FnMut(&K, V, V) -> Option<V>>(self, other: Self, f: F) -> Self {
        self.symmetric_difference_with_key(other, f)
    }

    /// The same with a function that gets the key too, which is that of `other`.
    #[must_use]
    pub fn symmetric_difference_with_key<F: FnMut(&K, V, V) -> Option<V>>(mut self, other: Self, mut f: F) -> Self {
        for (key, theirs) in other {
            let value = match self.remove(&key) {
                Some(mine) => f(&key, mine, theirs),
                None => Some(theirs),
            };
            if let Some(value) = value {
                self.insert(key, value);
            }
        }
        self
    }

    /// The entries of this map whose key `other` does not have.
    #[must_use]
    pub fn relative_complement(mut self, other: Self) -> Self {
        if self.family.agrees(&other.family) {
            let table = self.table.try_difference(&other.table, &self.identity(), Adoption::cloning());
            return Self::of(store::in_memory(table), self.family);
        }
        other.keys().for_each(|key| drop(self.remove(key)));
        self
    }

    /// The values of this map whose keys `other` has as well, with the keys of `other`.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        if self.ptr_eq(&other) {
            return self;
        }
        self.intersection_with_key(other, |_, mine, _| mine)
    }

    /// The keys of both, with `f` of this map's value and the other's.
    #[must_use]
    pub fn intersection_with<B, C, F>(self, other: GenericHashMap<K, B, S, P>, mut f: F) -> GenericHashMap<K, C, S, P>
    where
        B: Clone,
        C: Clone,
        F: FnMut(V, B) -> C,
    {
        self.intersection_with_key(other, |_, mine, theirs| f(mine, theirs))
    }

    /// The same with a function that gets the key too. The keys are those of `other`.
    #[must_use]
    pub fn intersection_with_key<B, C, F>(
        self,
        other: GenericHashMap<K, B, S, P>,
        mut f: F,
    ) -> GenericHashMap<K, C, S, P>
    where
        B: Clone,
        C: Clone,
        F: FnMut(&K, V, B) -> C,
    {
        let mut common = self.new_from();
        for (key, theirs) in other {
            if let Some(mine) = self.get(&key) {
                let value = f(&key, mine.clone(), theirs);
                common.insert(key, value);
            }
        }
        common
    }
}
