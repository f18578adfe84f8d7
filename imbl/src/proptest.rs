//! Strategies of proptest. Those of other collections are imbl's.

use crate::{HashMap, HashSet};
use proptest::collection::vec;
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use std::hash::Hash;
use std::ops::Range;

pub use imbl::proptest::{ord_map, ord_set, vector};

/// What a strategy makes.
type Made<T> = <<T as Strategy>::Tree as ValueTree>::Value;

/// Maps with a number of entries in this range.
pub fn hash_map<K: Strategy + 'static, V: Strategy + 'static>(
    key: K,
    value: V,
    size: Range<usize>,
) -> BoxedStrategy<HashMap<Made<K>, Made<V>>>
where
    Made<K>: Hash + Eq + Clone,
    Made<V>: Clone,
{
    let least = size.start;
    let maps = vec((key, value), size).prop_map(HashMap::from);
    maps.prop_filter("too many equal keys", move |map| map.len() >= least).boxed()
}

/// Sets with a number of elements in this range.
pub fn hash_set<A: Strategy + 'static>(element: A, size: Range<usize>) -> BoxedStrategy<HashSet<Made<A>>>
where
    Made<A>: Hash + Eq + Clone,
{
    let least = size.start;
    let sets = vec(element, size).prop_map(HashSet::from);
    sets.prop_filter("too many equal elements", move |set| set.len() >= least).boxed()
}
