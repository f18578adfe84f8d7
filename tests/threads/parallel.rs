//! Parallel iterators and builds (feature `rayon`), against the sequential ones.

use crate::four::with_threads;
use crate::of::map_of;
use hamtrie::layout::{Copies, Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::Shape;
use hamtrie::{HashMap, HashSet};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Map<L> = HashMap<u64, Box<u64>, Shape, ChildrenPool, L>;

fn of<L: Copies<(u64, Box<u64>)>>(shape: Shape, count: u64) -> Map<L> {
    map_of(shape, (0..count).map(|key| (key, Box::new(!key))))
}

fn sizes(shape: Shape) -> &'static [u64] {
    if shape.is_crowded() { &[0, 1, 17, 200] } else { &[0, 1, 17, 1000, 20_000] }
}

fn every_entry_once<L: Copies<(u64, Box<u64>)>>() {
    for shape in Shape::ALL {
        for &count in sizes(shape) {
            let mut map = of::<L>(shape, count);
            let base = map.clone();
            let mut keys: Vec<u64> = map.par_iter().map(|(key, value)| (*key, **value)).map(|(key, _)| key).collect();
            keys.sort_unstable();
            assert!(keys.into_iter().eq(0..count), "{shape:?}");
            assert_eq!(map.par_keys().count() as u64, count);
            assert!(map.par_values().all(|value| base.contains_key(&!**value)));
            assert_eq!(map.par_iter().any(|(key, _)| *key == count / 2), count > 0);

            map.par_iter_mut().for_each(|(key, value)| **value = key + 1);
            map.check();
            base.check();
            HashMap::check_counts([&map, &base]);
            assert!((0..count).all(|key| *map[&key] == key + 1 && *base[&key] == !key));
            map.par_values_mut().for_each(|value| **value += 1); // unshared by now
            assert!((0..count).all(|key| *map[&key] == key + 2 && *base[&key] == !key));

            let taken: BTreeMap<u64, u64> = map.into_par_iter().map(|(key, value)| (key, *value)).collect();
            assert!(taken.into_iter().eq((0..count).map(|key| (key, key + 2))));
        }
    }
}

#[test]
fn every_entry_comes_once() {
    with_threads(every_entry_once::<Inline>);
    with_threads(every_entry_once::<Shared>);
}

fn builds<L: Copies<(u64, Box<u64>)>>() {
    for shape in Shape::ALL {
        for &count in sizes(shape) {
            for held in [0, 3, count] {
                let mut many = of::<L>(shape, held);
                let base = many.clone();
                let mut single = base.clone();
                let entries = |at: u64| (at * 7 % (count - count / 4), Box::new(at));
                (0..count).for_each(|at| drop(single.insert(entries(at).0, entries(at).1)));
                many.par_extend((0..count).into_par_iter().map(entries));
                many.check();
                HashMap::check_counts([&many, &base, &single]);
                assert_eq!(many.len(), single.len());
                assert!(single.iter().all(|(key, value)| many[key] == *value), "the last value counts");
                assert!((0..held).all(|key| *base[&key] == !key));
            }
        }
    }
}

#[test]
fn a_parallel_build_is_like_single_inserts() {
    with_threads(builds::<Inline>);
    with_threads(builds::<Shared>);
    with_threads(|| {
        let set: HashSet<u64> = (0..50_000u64).into_par_iter().map(|n| n % 30_000).collect();
        set.check();
        assert_eq!(set.len(), 30_000);
        assert_eq!(set.par_iter().sum::<u64>(), (0..30_000).sum::<u64>());
        let map: HashMap<u64, u64> = set.into_par_iter().map(|n| (n, n)).collect();
        map.check();
        assert!((0..30_000).all(|n| map[&n] == n));
    });
}

/// Hashes of which most low bits are the same, so that most buckets are empty.
#[test]
fn builds_of_hashes_that_part_late() {
    fn run<L: Copies<(u64, Box<u64>)>>() {
        for shape in [u64::MAX << 11, 0xFFFFF << 40 | 3, 0xFFFFF << 44].map(Shape::Masked) {
            let mut map = of::<L>(shape, 0);
            map.par_extend((0..30_000u64).into_par_iter().map(|n| (n % 25_000, Box::new(n))));
            map.check();
            HashMap::check_counts([&map]);
            assert_eq!(map.len(), 25_000, "{shape:?}");
            assert!((0..25_000).all(|key| *map[&key] == if key < 5000 { key + 25_000 } else { key }));
        }
    }
    with_threads(run::<Inline>);
    with_threads(run::<Shared>);
}

#[test]
fn a_panic_in_a_thread_leaves_maps_valid() {
    fn run<L: Copies<(u64, Box<u64>)>>() {
        let base = of::<L>(Shape::Mixed, 5000);
        let mut map = base.clone();
        let failed = catch_unwind(AssertUnwindSafe(|| {
            map.par_iter_mut().for_each(|(key, value)| {
                **value = 1;
                assert_ne!(*key, 3000, "on purpose");
            });
        }));
        assert!(failed.is_err());
        let failed = catch_unwind(AssertUnwindSafe(|| {
            map.par_extend((0..9000u64).into_par_iter().map(|key| {
                assert_ne!(key, 6000, "on purpose");
                (key, Box::new(key))
            }));
        }));
        assert!(failed.is_err());
        map.check();
        HashMap::check_counts([&map, &base]);
        assert_eq!(map.len(), 5000);
        assert!((0..5000).all(|key| *base[&key] == !key && (*map[&key] == 1 || *map[&key] == !key)));
    }
    with_threads(run::<Inline>);
    with_threads(run::<Shared>);
}
