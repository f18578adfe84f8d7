//! Unions of maps with nothing, or not much, in common: what is below a place is made anew then.

use crate::of::{map_of, set_of};
use crate::sorted::Sorted;
use hamtrie::layout::{Adopts, Copies, Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::guard::live_bytes;
use hamtrie::testing::shape::Known;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashMap, HashSet};
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::ops::Range;

type Map<S, L> = HashMap<u64, u64, S, ChildrenPool, L>;
type Set<S, L> = HashSet<u64, S, ChildrenPool, L>;

/// Keys with one value.
fn entries(keys: &Range<u64>, value: u64) -> impl Iterator<Item = (u64, u64)> + use<> {
    keys.clone().map(move |key| (key, value))
}

fn unites<S, L>(some: Range<u64>, others: Range<u64>, left: &S, right: &S)
where
    S: BuildHasher + Clone,
    L: Copies<(u64, u64)> + Copies<u64> + Adopts<(u64, u64), ChildrenPool> + Adopts<u64, ChildrenPool>,
{
    let one: Map<S, L> = map_of(left.clone(), entries(&some, 1));
    let other: Map<S, L> = map_of(right.clone(), entries(&others, 2));
    let model = |first: (&Range<u64>, u64), second: (&Range<u64>, u64)| -> BTreeMap<u64, u64> {
        entries(second.0, second.1).chain(entries(first.0, first.1)).sorted_map()
    };
    let unions = [one.union(&other), other.union(&one)];
    let wanted = [model((&some, 1), (&others, 2)), model((&others, 2), (&some, 1))];
    for (union, wanted) in unions.iter().zip(wanted) {
        union.check();
        assert_eq!(union.len(), wanted.len());
        assert!(wanted.iter().all(|(key, value)| union.get(key) == Some(value)));
    }
    // The union is related to what it is made of, and so is a version of it.
    let version = unions[0].without(&some.start).update(u64::MAX, 3);
    let again = [version.union(&one), one.union(&version), version.union(&unions[1]), unions[0].union(&unions[1])];
    again.iter().for_each(HashMap::check);
    assert!(again[3] == unions[0] && again[2].len() == unions[0].len() + 1);
    [&one, &other].into_iter().for_each(HashMap::check);
    Map::check_counts([&one, &other, &version].into_iter().chain(&unions).chain(&again));
    drop((one, version));
    unions.iter().chain(&again).for_each(HashMap::check);
    Map::check_counts([&other].into_iter().chain(&unions).chain(&again));

    let sets: [Set<S, L>; 2] = [set_of(left.clone(), some), set_of(right.clone(), others)];
    let union = &sets[0] | &sets[1];
    union.check();
    assert!(union.len() == unions[0].len() && sets.iter().all(|set| set.is_subset(&union)));
    assert!((&union | &sets[0]).ptr_eq(&union), "nothing is added");
    Set::check_counts(sets.iter().chain([&union]));
}

/// Pairs of keys: nothing, a little, a half and all in common, and of different sizes.
fn pairs(sizes: &'static [u64]) -> impl Iterator<Item = (Range<u64>, Range<u64>)> {
    let pairs = sizes.iter().flat_map(|&size| [1, 2, 3, 9].map(|part| (size, size.div_ceil(part))));
    pairs.flat_map(|(size, other)| {
        [0, size / 8, size / 2, size].map(|common| (0..size, size - common..size - common + other))
    })
}

#[test]
fn strangers_unite() {
    for shape in Shape::ALL {
        Known::set(shape);
        let sizes: &[u64] = if shape.is_crowded() { &[1, 12, 70, 200] } else { &[1, 9, 16, 70, 600, 3000] };
        for (some, others) in pairs(sizes) {
            let (some, others) = (&some, &others);
            exclusive(|| unites::<Known, Inline>(some.clone(), others.clone(), &Known, &Known));
            exclusive(|| unites::<Known, Shared>(some.clone(), others.clone(), &Known, &Known));
            exclusive(|| unites::<Shape, Inline>(some.clone(), others.clone(), &shape, &shape));
            exclusive(|| unites::<Shape, Shared>(some.clone(), others.clone(), &shape, &shape));
        }
    }
}

#[test]
fn strangers_that_hash_differently_unite() {
    for (left, right) in [(Shape::Identity, Shape::Mixed), (Shape::Low(4), Shape::Low(1)), (Shape::Equal, Shape::Fx)] {
        for (some, others) in pairs(&[1, 16, 70, 300]) {
            exclusive(|| unites::<Shape, Inline>(some.clone(), others.clone(), &left, &right));
            exclusive(|| unites::<Shape, Shared>(some, others, &left, &right));
        }
    }
}

#[test]
fn what_two_maps_share_stays_shared() {
    exclusive(|| {
        let base: Map<Shape, Inline> = map_of(Shape::Mixed, entries(&(0..20_000), 1));
        let mut left = base.clone();
        let mut right = base.clone();
        // All keys that are added agree in a digit, so that they are below one child of the root.
        let strangers = (20_000..200_000).filter(|key| Shape::Mixed.hash_one(key) % 64 == 5);
        for (at, key) in strangers.enumerate() {
            if at % 2 == 0 { &mut left } else { &mut right }.insert(key, 2);
        }
        let before = live_bytes();
        let union = left.union(&right);
        union.check();
        assert_eq!(union.len(), left.len() + right.len() - base.len());
        let added = live_bytes() - before;
        assert!(added < 64 * (union.len() - base.len()), "{added} bytes");
        Map::check_counts([&base, &left, &right, &union]);
    });
}
