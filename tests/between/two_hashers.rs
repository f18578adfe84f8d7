//! Operations on two maps that hash the same keys differently, with entries that are never cloned.
//!
//! A cell keeps half of its entry's hash, which is right for all maps that hold it, or for none any more. So the maps of each
//! test go on growing afterwards: then leaves are split by what cells keep.

use crate::sorted::Sorted;
use hamtrie::layout::{Auto, Shared};
use hamtrie::map::{Resolution, SharedMap};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashMap, HashSet};
use quickcheck::QuickCheck;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher, RandomState};
use std::ops::Range;

/// A value that cannot be cloned.
#[derive(Debug, PartialEq)]
struct Only(u64);

type Map = SharedMap<u64, Only, Shape>;
type Model = BTreeMap<u64, u64>;

const PAIRS: [[Shape; 2]; 5] = [
    [Shape::Identity, Shape::Mixed],
    [Shape::Mixed, Shape::Fx],
    [Shape::Fx, Shape::Equal],
    [Shape::High(5), Shape::Low(4)],
    [Shape::Last, Shape::Mixed],
];

fn map(keys: Range<u64>, value: u64, hasher: Shape) -> Map {
    let mut map = Map::with_layout_in(hasher, Default::default());
    keys.for_each(|key| _ = map.put(key, Only(value)));
    map
}

fn model(map: &Map) -> Model {
    let model: Model = map.iter().map(|(&key, value)| (key, value.0)).sorted_map();
    assert_eq!(model.len(), map.len());
    assert!(model.keys().all(|key| map.contains_key(key)), "each key is where its hash leads");
    model
}

fn verify(maps: &[Map], models: &[Model]) {
    for (map, expected) in maps.iter().zip(models) {
        map.check();
        assert_eq!(model(map), *expected);
    }
    Map::check_counts(maps);
}

fn resolve(key: u64) -> Resolution<Only> {
    match key % 4 {
        0 => Resolution::Right,
        1 => Resolution::Value(Only(9)),
        2 => Resolution::Remove,
        _ => Resolution::Left,
    }
}

/// All operations that take entries of one map over to another, and the same on models.
fn operate(left: &Map, right: &Map) -> Vec<(Map, Model)> {
    let (a, b) = (model(left), model(right));
    let union =
        |first: &Model, second: &Model| -> Model { second.clone().into_iter().chain(first.clone()).sorted_map() };
    let merged = |mine: &Model, theirs: &Model| {
        let mut merged = union(mine, theirs);
        for (key, _) in mine.iter().filter(|(key, value)| theirs.get(key).is_some_and(|theirs| theirs != *value)) {
            match key % 4 {
                0 => _ = merged.insert(*key, theirs[key]),
                1 => _ = merged.insert(*key, 9),
                2 => _ = merged.remove(key),
                _ => {}
            }
        }
        merged
    };
    let without = |mine: &Model, theirs: &Model| -> Model {
        mine.clone().into_iter().filter(|(key, _)| !theirs.contains_key(key)).sorted_map()
    };
    let empty = Map::with_layout_in(*left.hasher(), Default::default());
    vec![
        (left.union(right), union(&a, &b)),
        (right.union(left), union(&b, &a)),
        #[cfg(feature = "rayon")]
        (left.par_union(right), union(&a, &b)),
        (left.merge(right, |key, _, _| resolve(*key)), merged(&a, &b)),
        (Map::merge3(&empty, left, right, |conflict| resolve(*conflict.key())), merged(&a, &b)),
        (left.symmetric_difference(right), union(&without(&a, &b), &without(&b, &a))),
        (left.intersection(right), without(&a, &without(&a, &b))),
        (left.difference(right), without(&a, &b)),
        (left.union_with(right, |one, other| Only(one.0 + other.0)), {
            let mut sums = union(&a, &b);
            a.iter().for_each(|(key, value)| _ = b.get(key).map(|other| sums.insert(*key, value + other)));
            sums
        }),
    ]
}

#[test]
fn maps_with_different_hashers_become_one_without_clones() {
    fn property(sizes: (u8, u8, u8)) {
        let (one, other, common) = (u64::from(sizes.0), u64::from(sizes.1), u64::from(sizes.2) % 60);
        for [left, right] in PAIRS {
            let left = map(0..one, 1, left);
            let right = map(one.saturating_sub(common)..one + other, 2, right);
            let kept = right.clone();
            let (mut maps, mut models): (Vec<_>, Vec<_>) = operate(&left, &right).into_iter().unzip();
            for map in [left, right, kept] {
                models.push(model(&map));
                maps.push(map);
            }
            verify(&maps, &models);
            // Leaves are split, which asks for the hashes of entries that came from elsewhere.
            for (map, model) in maps.iter_mut().zip(&mut models) {
                for key in 1000..1300 {
                    map.put(key, Only(key));
                    model.insert(key, key);
                }
            }
            verify(&maps, &models);
            // What came from another map goes on to a third one, and back.
            let again: Vec<_> = maps[0].union(&maps[1]).union(&maps[3]).iter().map(|(key, _)| *key).collect();
            assert_eq!(again.len(), maps[0].union(&maps[3]).len());
            maps.drain(..4);
            models.drain(..4);
            verify(&maps, &models);
            // And merge again.
            for (map, model) in maps.iter_mut().zip(&mut models) {
                map.retain_ref(|key, _| key % 16 == 0);
                model.retain(|key, _| key % 16 == 0);
            }
            verify(&maps, &models);
        }
    }
    exclusive(|| QuickCheck::new().tests(30).quickcheck(property as fn((u8, u8, u8))));
}

#[test]
fn larger_maps_with_different_hashers_are_united() {
    exclusive(|| {
        for [left, right] in PAIRS.into_iter().filter(|pair| pair.iter().all(|shape| !shape.is_crowded())) {
            let (left, right) = (map(0..20_000, 1, left), map(15_000..50_000, 2, right));
            let (mut maps, mut models): (Vec<_>, Vec<_>) = operate(&left, &right).into_iter().unzip();
            models.extend([model(&left), model(&right)]);
            maps.extend([left, right]);
            verify(&maps, &models);
        }
    });
}

#[test]
fn random_states_differ_and_their_maps_become_one() {
    exclusive(|| {
        let one: HashMap<u64, u64, RandomState, ChildrenPool, Shared> = (0..1000).map(|key| (key, key)).collect();
        let other: HashMap<u64, u64, RandomState, ChildrenPool, Shared> = (500..1500).map(|key| (key, key)).collect();
        let union = one.union(&other);
        assert!(union.len() == 1500 && (0..1500).all(|key| union[&key] == key));
        assert_eq!(one.symmetric_difference(&other).len(), 1000);
        assert_eq!(one.merge(&other, |_, _, _| unreachable!("all values are equal")), union);
        let base: HashMap<u64, u64, RandomState, ChildrenPool, Shared> = HashMap::default();
        assert_eq!(HashMap::merge3(&base, &one, &other, |_| unreachable!("all values are equal")), union);
        let sets: [HashSet<String, RandomState, ChildrenPool, Auto>; 2] =
            [(0..100).map(|n| n.to_string()).collect(), (50..150).map(|n| n.to_string()).collect()];
        assert_eq!((&sets[0] | &sets[1]).len(), 150);
        assert_eq!((&sets[0] ^ &sets[1]).len(), 100);
        [&one, &other, &union].into_iter().for_each(HashMap::check);
        HashMap::check_counts([&one, &other, &union]);
    });
}

/// Gives another hash each time: what `Hash` must not do.
#[derive(Clone, Debug)]
struct Fickle(u64, Cell<u64>);

impl PartialEq for Fickle {
    fn eq(&self, other: &Fickle) -> bool {
        self.0 == other.0
    }
}

impl Eq for Fickle {}

impl Hash for Fickle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.1.set(self.1.get() + 1);
        (self.0 ^ self.1.get() << 7).hash(state);
    }
}

#[test]
fn keys_with_inconsistent_hashes_are_lost_but_do_no_harm() {
    exclusive(|| {
        let of = |keys: Range<u64>| {
            let mut map: SharedMap<Fickle, Only, Shape> = SharedMap::with_layout_in(Shape::Mixed, Default::default());
            keys.for_each(|key| _ = map.put(Fickle(key, Cell::new(key * 31)), Only(key)));
            map
        };
        let maps = [of(0..300), of(200..500)];
        let made = [
            maps[0].union(&maps[1]),
            maps[0].symmetric_difference(&maps[1]),
            maps[0].merge(&maps[1], |_, _, _| Resolution::Right),
            SharedMap::merge3(&maps[0], &maps[1], &of(100..400), |_| Resolution::Right),
        ];
        for map in maps.iter().chain(&made) {
            assert_eq!(map.iter().count(), map.len());
        }
        SharedMap::check_counts(maps.iter().chain(&made));
    });
}

#[test]
fn leaves_are_split_in_one_thread_while_another_takes_their_entries_over() {
    exclusive(|| {
        for round in 0..20 {
            let base = map(0..200, round, Shape::Mixed);
            let other = map(100..110, 1, Shape::Fx);
            std::thread::scope(|scope| {
                for thread in 1..3 {
                    let mut mine = base.clone();
                    scope.spawn(move || {
                        (0..500).for_each(|key| _ = mine.put(thread * 1000 + key, Only(key)));
                        mine.check();
                        assert_eq!(mine.len(), 700);
                    });
                }
                scope.spawn(|| {
                    let mut union = other.union(&base);
                    (0..500).for_each(|key| _ = union.put(5000 + key, Only(key)));
                    union.check();
                    assert_eq!(union.len(), 700);
                });
            });
            base.check();
        }
    });
}
