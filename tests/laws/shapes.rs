//! The shapes of tries: sizes at boundaries, the deepest tries, collision nodes, and how they shrink again.

use crate::of::map_of;
use crate::sorted::Sorted;
use hamtrie::layout::{Auto, Copies, Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::guard::live_bytes;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashMap, HashSet};
use std::collections::BTreeSet;

type Map<L = Auto> = HashMap<u64, u64, Shape, ChildrenPool, L>;

fn empty<L: Copies<(u64, u64)>>(shape: Shape) -> Map<L> {
    HashMap::with_layout_in(shape, ChildrenPool)
}

fn of<L: Copies<(u64, u64)>>(shape: Shape, keys: impl IntoIterator<Item = u64>) -> Map<L> {
    map_of(shape, keys.into_iter().map(|key| (key, !key)))
}

/// Sees that a map has these keys, and no others.
fn assert_keys<L: Copies<(u64, u64)>>(map: &Map<L>, keys: impl IntoIterator<Item = u64>) {
    assert_set_of_keys(map, &keys.into_iter().sorted_set());
}

fn assert_set_of_keys<L: Copies<(u64, u64)>>(map: &Map<L>, keys: &BTreeSet<u64>) {
    map.check();
    assert_eq!(map.len(), keys.len());
    assert!(keys.iter().all(|key| map.get(key) == Some(&!key)));
    assert_eq!(map.keys().copied().sorted_set(), *keys);
    assert_eq!(map.iter().count(), map.iter().fold(0, |count, _| count + 1));
}

/// The numbers below `count`, in an order without order.
fn shuffled(count: u64) -> Vec<u64> {
    let mut keys: Vec<u64> = (0..count).collect();
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for end in (1..keys.len()).rev() {
        random = random.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        keys.swap(end, (random >> 33) as usize % (end + 1));
    }
    keys
}

/// The pool's bytes that `make` leaves in use.
fn bytes_of<R>(make: impl FnOnce() -> R) -> usize {
    let before = live_bytes();
    let made = make();
    let bytes = live_bytes() - before;
    drop(made);
    bytes
}

fn sizes_at_boundaries<L: Copies<(u64, u64)>>() {
    let sizes =
        [0, 1, 2, 3, 4, 5, 8, 9, 12, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65, 255, 256, 257, 1023, 1024, 1025, 4097];
    for shape in [Shape::Identity, Shape::Mixed, Shape::Fx] {
        for size in sizes {
            let map = of::<L>(shape, 0..size);
            assert_keys(&map, 0..size);
            let mut one_less = map.clone();
            if size > 0 {
                assert_eq!(one_less.remove(&(size / 2)), Some(!(size / 2)));
            }
            assert_keys(&one_less, (0..size).filter(|&key| key != size / 2));
            assert_keys(&map.update(size, !size), 0..=size);
            HashMap::check_counts([&map, &one_less]);
            assert_keys(&map, 0..size);
        }
    }
}

#[test]
fn every_size_at_a_boundary_keeps_its_entries() {
    exclusive(sizes_at_boundaries::<Inline>);
    exclusive(sizes_at_boundaries::<Shared>);
}

fn removal_to_nothing<L: Copies<(u64, u64)>>() {
    for shape in Shape::ALL {
        let count = if shape.is_crowded() { 150 } else { 3000 };
        let mut map = of::<L>(shape, shuffled(count));
        let base = map.clone();
        for (done, key) in shuffled(count).into_iter().rev().enumerate() {
            assert_eq!(map.remove(&key), Some(!key));
            assert_eq!(map.remove(&key), None);
            if done % 29 == 0 {
                map.check();
                HashMap::check_counts([&map, &base]);
            }
        }
        assert!(map.is_empty() && map.ptr_eq(&empty(shape)), "the root of an empty map is no node");
        assert_keys(&base, 0..count);
    }
}

#[test]
fn removing_all_in_any_order_leaves_no_node() {
    exclusive(removal_to_nothing::<Inline>);
    exclusive(removal_to_nothing::<Shared>);
}

fn equal_hashes<L: Copies<(u64, u64)>>() {
    for count in [2, 3, 15, 16, 17, 18, 32, 33, 48, 49, 64, 65, 129, 1000] {
        let mut map = of::<L>(Shape::Equal, 0..count);
        assert_keys(&map, 0..count);
        let base = map.clone();
        for key in 0..count {
            assert_eq!(map.insert(key, key), Some(!key), "an overwrite finds its entry");
            assert_eq!(map.len() as u64, count, "and adds none");
        }
        assert!((0..count).all(|key| map[&key] == key));
        assert_eq!(map.get(&count), None);
        map.values_mut().for_each(|value| *value = !*value);
        map.check();
        assert!(map == base);
        for key in (2..count).rev() {
            assert_eq!(map.remove(&key), Some(!key));
            if count < 100 || key % 50 == 0 {
                map.check();
                HashMap::check_counts([&map, &base]);
            }
        }
        assert_keys(&map, [0, 1]);
        assert_keys(&base, 0..count);
        map.remove(&0);
        map.remove(&1);
        assert!(map.ptr_eq(&empty(Shape::Equal)));
    }
}

#[test]
fn keys_of_one_hash_are_told_apart() {
    exclusive(equal_hashes::<Inline>);
    exclusive(equal_hashes::<Shared>);
}

#[test]
fn a_collision_node_becomes_a_leaf_again() {
    exclusive(|| {
        let mut map = of::<Auto>(Shape::Equal, 0..1000);
        map.retain_ref(|&key, _| key < 2);
        assert_keys(&map, [0, 1]);
        let small = bytes_of(|| of::<Auto>(Shape::Equal, 0..2));
        let shrunk = live_bytes();
        assert!(shrunk <= 2 * small + 256, "{shrunk} bytes after shrinking, {small} when built small");
    });
}

fn many_shared_pages<L: Copies<(u64, u64)>>() {
    // More pages than one change of one entry lets go of.
    let mut map = of::<L>(Shape::Equal, 0..200);
    let base = map.clone();
    map.retain_ref(|&key, _| key % 2 == 0);
    assert_keys(&map, (0..200).step_by(2));
    HashMap::check_counts([&map, &base]);
    map.values_mut().for_each(|value| *value = 0);
    assert_keys(&base, 0..200);
}

#[test]
fn retain_reaches_every_page_of_a_shared_collision_node() {
    exclusive(many_shared_pages::<Inline>);
    exclusive(many_shared_pages::<Shared>);
}

/// Hashes that differ in one bit only, at every bit.
#[test]
fn keys_that_differ_in_one_bit_part_there() {
    exclusive(|| {
        for bit in 0..64 {
            for count in [1_u64, 20] {
                // `count` keys on both sides of the bit, with equal hashes on each: the shape keeps the bit alone.
                let shape = Shape::Masked(1 << bit);
                let mut map = empty::<Auto>(shape);
                let keys: Vec<u64> = (0..2 * count).collect();
                for &key in &keys {
                    map.insert(key, !key);
                    map.check();
                }
                assert_keys(&map, keys.iter().copied());
                for &key in &keys[..keys.len() - 1] {
                    map.remove(&key);
                    map.check();
                }
                assert_keys(&map, keys.last().copied());
            }
        }
    });
}

#[test]
fn the_least_and_the_greatest_hash_are_as_good_as_any() {
    exclusive(|| {
        let keys = [0, u64::MAX, 1, u64::MAX - 1, 1 << 63, u64::MAX >> 1];
        let map = of::<Auto>(Shape::Identity, keys);
        assert_keys(&map, keys);
        // And in a trie with branches.
        let many: Vec<u64> = (0..500).map(|key| key << 55).chain(0..500).chain(keys).collect();
        assert_keys(&of::<Auto>(Shape::Identity, many.clone()), many);
    });
}

fn deepest<L: Copies<(u64, u64)>>() {
    // Sixteen hashes that part in the last digit, fifty entries of each, so that collision nodes lie below eleven branches.
    let mut map = empty::<L>(Shape::Last);
    for key in 0..800 {
        map.insert(key, !key);
    }
    assert_keys(&map, 0..800);
    let base = map.clone();
    for value in map.values_mut() {
        *value = !*value;
    }
    map.check();
    HashMap::check_counts([&map, &base]);
    assert!(map.iter().all(|(key, value)| key == value));
    assert_eq!(map.into_iter().map(|(key, value)| u64::from(key == value)).sum::<u64>(), 800);
    let mut rest = base.clone();
    rest.retain_ref(|&key, _| key % 16 == 5);
    assert_keys(&rest, (0..800).filter(|key| key % 16 == 5));
    rest.retain_ref(|&key, _| key == 5);
    assert_keys(&rest, [5]);
    assert_keys(&base, 0..800);
}

#[test]
fn the_deepest_trie_is_read_changed_and_shrunk_as_any() {
    exclusive(deepest::<Inline>);
    exclusive(deepest::<Shared>);
}

fn beside_collisions<L: Copies<(u64, u64)>>() {
    // Forty keys with hash 0 (they have none of the bits of the mask), and one key that differs in one more bit each time.
    for bit in [0, 3, 5, 6, 11, 12, 29, 30, 47, 59, 60, 63] {
        let colliding = (0..).filter(|&key| Shape::Masked(1 << bit).apply(key) == 0).take(40);
        let other = (0..).find(|&key| Shape::Masked(1 << bit).apply(key) != 0).expect("one");
        let mut map = of::<L>(Shape::Masked(1 << bit), colliding.clone());
        let base = map.clone();
        map.insert(other, !other);
        HashMap::check_counts([&map, &base]);
        assert_keys(&map, colliding.clone().chain([other]));
        assert_eq!(base.get(&other), None);
        assert_keys(&base.update(other, !other), colliding.clone().chain([other]));
        let without = map.without(&other);
        assert_keys(&without, colliding.clone());
        assert_eq!(map.remove(&other), Some(!other));
        map.insert(other, !other);
        colliding.clone().for_each(|key| assert_eq!(map.remove(&key), Some(!key)));
        assert_keys(&map, [other]);
        assert_keys(&base, colliding);
    }
}

#[test]
fn a_key_beside_a_collision_node_parts_from_it() {
    exclusive(beside_collisions::<Inline>);
    exclusive(beside_collisions::<Shared>);
}

fn shrinks<L: Copies<(u64, u64)>>() {
    for shape in [Shape::Identity, Shape::Mixed, Shape::Fx, Shape::High(12), Shape::Low(10)] {
        let mut map = of::<L>(shape, 0..20_000);
        let keeps = |key: &u64| key % 500 == 7;
        let mut retained = map.clone();
        retained.retain_ref(|key, _| keeps(key));
        (0..20_000).filter(|key| !keeps(key)).for_each(|key| assert_eq!(map.remove(&key), Some(!key)));
        for (map, how) in [(map, "removed one by one"), (retained, "retained")] {
            assert_keys(&map, (0..20_000).filter(keeps));
            let others = live_bytes();
            let fresh = bytes_of(|| of::<L>(shape, (0..20_000).filter(keeps)));
            drop(map);
            let left = others - live_bytes();
            assert!(left <= 2 * fresh + 512, "{shape:?}, {how}: {left} bytes, {fresh} in a map built small");
        }
    }
}

#[test]
fn a_map_that_lost_almost_all_is_as_small_as_one_built_small() {
    exclusive(shrinks::<Inline>);
    exclusive(shrinks::<Shared>);
}

#[test]
fn insert_and_remove_in_turn_do_not_split_and_merge_for_ever() {
    exclusive(|| {
        for shape in [Shape::Identity, Shape::Mixed] {
            for size in 1..=300 {
                let mut map = of::<Inline>(shape, 0..size);
                let turn = |map: &mut Map<Inline>| {
                    map.insert(size, !size);
                    map.remove(&size);
                };
                turn(&mut map);
                let before = map.dump().to_string();
                let bytes = live_bytes();
                (0..4).for_each(|_| turn(&mut map));
                assert_eq!(map.dump().to_string(), before, "{size} entries: same nodes, at the same addresses");
                assert_eq!(live_bytes(), bytes);
            }
        }
    });
}

fn nothing_done<L: Copies<(u64, u64)>>() {
    for shape in Shape::ALL {
        let count = if shape.is_crowded() { 100 } else { 1000 };
        let mut map = of::<L>(shape, 0..count);
        let base = map.clone();
        let bytes = live_bytes();
        for absent in count..count + 100 {
            assert_eq!(map.remove(&absent), None);
            assert_eq!(map.remove_entry(&absent), None);
            assert_eq!(map.get_mut(&absent), None);
            assert!(map.without(&absent).ptr_eq(&base));
            let _ = map.entry(absent);
        }
        map.retain_ref(|_, _| true);
        assert_eq!(live_bytes(), bytes);
        assert!(map.ptr_eq(&base), "{shape:?}: what changes nothing copies nothing");
        HashMap::check_counts([&map, &base]);
    }
}

#[test]
fn what_changes_nothing_copies_nothing() {
    exclusive(nothing_done::<Inline>);
    exclusive(nothing_done::<Shared>);
    exclusive(|| {
        let set: HashSet<u64> = (0..1000).collect();
        assert!((0..1000).all(|element| set.update(element).ptr_eq(&set)));
        let mut same = set.clone();
        assert!((0..1000).all(|element| !same.insert(element)));
        assert!((1000..2000).all(|element| !same.remove(&element)));
        assert!(same.ptr_eq(&set));
    });
}

#[test]
fn entries_that_stay_where_they_are_are_shared_between_versions() {
    exclusive(|| {
        let base = of::<Auto>(Shape::Mixed, 0..100_000);
        let whole = live_bytes();
        let versions: Vec<Map> = (0..100).map(|key| base.update(key * 7, 0)).collect();
        let each = (live_bytes() - whole) / versions.len();
        assert!(each < 3000, "{each} bytes a version of {whole}");
        HashMap::check_counts(versions.iter().chain([&base]));
    });
}

#[test]
fn a_million_entries_are_all_there() {
    exclusive(|| {
        let mut map: HashMap<u64, u64> = (0..1_000_000).map(|key| (key, !key)).collect();
        map.check();
        let base = map.clone();
        assert!((0..1_000_000).all(|key| map[&key] == !key));
        map.retain_ref(|key, _| key % 1000 == 1);
        map.check();
        assert_eq!(map.len(), 1000);
        assert_eq!(base.len(), base.iter().filter(|(key, value)| **key == !**value).count());
    });
}
