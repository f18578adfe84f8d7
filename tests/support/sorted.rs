//! `std` collections that say what ours must contain, made of any iterator.
//!
//! `collect` would sort in a function of its own for each type of iterator, which takes long to compile.

#![allow(dead_code, reason = "not each test program has both")]

use std::collections::{BTreeMap, BTreeSet};

/// Iterators whose items a test wants in order.
pub(crate) trait Sorted: Iterator + Sized {
    /// As a map. Of equal keys the last one counts.
    fn sorted_map<K: Ord, V>(mut self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        map(&mut self)
    }

    /// As a set.
    fn sorted_set(mut self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        set(&mut self)
    }
}

impl<I: Iterator> Sorted for I {}

fn map<K: Ord, V>(entries: &mut dyn Iterator<Item = (K, V)>) -> BTreeMap<K, V> {
    entries.collect()
}

fn set<T: Ord>(elements: &mut dyn Iterator<Item = T>) -> BTreeSet<T> {
    elements.collect()
}
