//! Maps and sets of given entries, with any hasher and layout.
//!
//! Iterators are passed on as trait objects: else all that inserts many entries would be compiled for each of them.

#![allow(dead_code, reason = "not each test program has both")]

use hamtrie::layout::Copies;
use hamtrie::pool::ChildrenPool;
use hamtrie::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

/// A map of these entries.
pub(crate) fn map_of<K, V, S, L>(
    hasher: S,
    entries: impl IntoIterator<Item = (K, V)>,
) -> HashMap<K, V, S, ChildrenPool, L>
where
    K: Hash + Eq,
    S: BuildHasher,
    L: Copies<(K, V)>,
{
    let mut map = HashMap::with_layout_in(hasher, ChildrenPool);
    let entries: &mut dyn Iterator<Item = (K, V)> = &mut entries.into_iter();
    map.extend(entries);
    map
}

/// A set of these elements.
pub(crate) fn set_of<T, S, L>(hasher: S, elements: impl IntoIterator<Item = T>) -> HashSet<T, S, ChildrenPool, L>
where
    T: Hash + Eq,
    S: BuildHasher,
    L: Copies<T>,
{
    let mut set = HashSet::with_layout_in(hasher, ChildrenPool);
    let elements: &mut dyn Iterator<Item = T> = &mut elements.into_iter();
    set.extend(elements);
    set
}
