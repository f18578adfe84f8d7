//! Live versions, each beside a `std` collection that says what it must contain.
//!
//! The models are deep copies and share nothing: slow, and too simple to be wrong.

use super::shape::Shape;
use crate::layout::Layout;
use crate::pool::ChildrenPool;
use crate::{HashMap, HashSet, HashTable};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash};

/// A collection under test.
pub trait Subject: Clone {
    /// What says what it must contain.
    type Model: Clone;

    /// Sees that every invariant of the nodes holds and that the content is that of the model.
    ///
    /// # Panics
    /// If not.
    fn verify(&self, model: &Self::Model);

    /// Sees that every counter is right, given all live versions.
    ///
    /// # Panics
    /// If one is not.
    fn verify_counts(all: &[(Self, Self::Model)]);
}

impl<K, V, S, L> Subject for HashMap<K, V, S, ChildrenPool, L>
where
    K: Ord + Eq + Hash + Clone + Debug,
    V: PartialEq + Clone + Debug,
    S: BuildHasher + Clone,
    L: Layout<(K, V)>,
{
    type Model = BTreeMap<K, V>;

    fn verify(&self, model: &Self::Model) {
        self.check();
        assert_eq!(self.len(), model.len());
        for (key, value) in model {
            assert_eq!(self.get(key), Some(value), "value of {key:?}");
        }
        let mut seen = 0;
        for (key, value) in self {
            assert_eq!(model.get(key), Some(value), "{key:?} came out of the iterator");
            seen += 1;
        }
        assert_eq!(seen, model.len(), "each entry comes out of the iterator once");
    }

    fn verify_counts(all: &[(Self, Self::Model)]) {
        Self::check_counts(all.iter().map(|(map, _)| map));
    }
}

impl<T, S, L> Subject for HashSet<T, S, ChildrenPool, L>
where
    T: Ord + Eq + Hash + Clone + Debug,
    S: BuildHasher + Clone,
    L: Layout<T>,
{
    type Model = BTreeSet<T>;

    fn verify(&self, model: &Self::Model) {
        self.check();
        assert_eq!(self.len(), model.len());
        assert!(model.iter().all(|element| self.contains(element)));
        assert!(self.iter().all(|element| model.contains(element)));
        assert_eq!(self.iter().count(), model.len());
    }

    fn verify_counts(all: &[(Self, Self::Model)]) {
        Self::check_counts(all.iter().map(|(set, _)| set));
    }
}

/// A table of pairs whose keys are hashed with a shape.
#[derive(Debug)]
pub struct Table<V, L: Layout<(u64, V)>> {
    /// The table.
    pub table: HashTable<(u64, V), ChildrenPool, L>,
    /// What hashes its keys.
    pub shape: Shape,
}

impl<V, L: Layout<(u64, V)>> Table<V, L> {
    /// An empty table.
    pub fn new(shape: Shape) -> Self {
        Table { table: HashTable::new_in(ChildrenPool), shape }
    }
}

impl<V, L: Layout<(u64, V)>> Clone for Table<V, L> {
    fn clone(&self) -> Self {
        Table { table: self.table.clone(), shape: self.shape }
    }
}

impl<V: PartialEq + Clone + Debug, L: Layout<(u64, V)>> Subject for Table<V, L> {
    type Model = BTreeMap<u64, V>;

    fn verify(&self, model: &Self::Model) {
        self.table.check(|(key, _)| self.shape.hash_one(key));
        assert_eq!(self.table.len(), model.len());
        for (key, value) in model {
            let found = self.table.find(self.shape.hash_one(key), |(other, _)| other == key);
            assert_eq!(found.map(|(_, value)| value), Some(value), "value of {key}");
        }
        assert!(self.table.iter().all(|(key, value)| model.get(key) == Some(value)));
        assert_eq!(self.table.iter().count(), model.len());
    }

    fn verify_counts(all: &[(Self, Self::Model)]) {
        HashTable::check_counts(all.iter().map(|(table, _)| &table.table));
    }
}

/// Some live versions of a collection, and their models.
#[derive(Debug)]
pub struct Versions<S: Subject> {
    pairs: Vec<(S, S::Model)>,
    most: usize,
}

impl<S: Subject> Versions<S> {
    /// Starts with one version. There are never more than `most`.
    pub fn new(first: S, model: S::Model, most: usize) -> Self {
        Versions { pairs: vec![(first, model)], most }
    }

    /// The version that a number means. Any number means one.
    pub fn at(&mut self, number: usize) -> &mut (S, S::Model) {
        let index = number % self.pairs.len();
        &mut self.pairs[index]
    }

    /// Adds a version, in the place of the one at `number` if there are enough.
    pub fn add(&mut self, number: usize, subject: S, model: S::Model) {
        if self.pairs.len() < self.most {
            self.pairs.push((subject, model));
        } else {
            *self.at(number) = (subject, model);
        }
    }

    /// Adds a second handle on a version.
    pub fn fork(&mut self, number: usize) {
        let (subject, model) = self.at(number).clone();
        self.add(number + 1, subject, model);
    }

    /// Lets a version go, unless it is the only one.
    pub fn drop(&mut self, number: usize) {
        if self.pairs.len() > 1 {
            self.pairs.swap_remove(number % self.pairs.len());
        }
    }

    /// Lets two versions change places.
    pub fn swap(&mut self, one: usize, other: usize) {
        let count = self.pairs.len();
        self.pairs.swap(one % count, other % count);
    }

    /// Verifies every version, and all counters.
    pub fn verify(&self) {
        self.pairs.iter().for_each(|(subject, model)| subject.verify(model));
        S::verify_counts(&self.pairs);
    }

    /// All versions with their models.
    pub fn into_pairs(self) -> Vec<(S, S::Model)> {
        self.pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions() -> Versions<HashMap<u64, u64>> {
        Versions::new(HashMap::from([(1, 1)]), BTreeMap::from([(1, 1)]), 3)
    }

    #[test]
    fn there_are_never_none_and_never_too_many() {
        let mut versions = versions();
        versions.drop(0);
        for number in 0..10 {
            versions.fork(number);
            versions.swap(number, number + 1);
        }
        versions.verify();
        assert_eq!(versions.into_pairs().len(), 3);
    }

    #[test]
    #[should_panic(expected = "value of 2")]
    fn a_lost_entry_is_noticed() {
        let mut versions = versions();
        let (map, model) = versions.at(0);
        map.insert(3, 3);
        model.insert(2, 3);
        versions.verify();
    }
}
