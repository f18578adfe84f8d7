//! Memory: entries of every size and alignment, other allocators, and how many bytes maps take.

use crate::watchful::Watchful;
use bumpalo::Bump;
use hamtrie::layout::{Copies, Inline, Shared};
use hamtrie::map::Entry;
use hamtrie::pool::{self, ChildrenPool};
use hamtrie::testing::guard::live_bytes;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{DefaultHashBuilder, HashMap, HashSet, HashTable};
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash};

/// Whether nodes come from slabs in this build.
const POOLED: bool = cfg!(all(feature = "std", not(pool_off), not(miri)));

/// Runs a map through its operations, with a version beside it.
fn exercise<K, V, L>(key: impl Fn(u64) -> K, value: impl Fn(u64) -> V, count: u64)
where
    K: Eq + Hash + Clone + Debug,
    V: PartialEq + Clone + Debug,
    L: Copies<(K, V)>,
{
    for shape in [Shape::Mixed, Shape::Equal] {
        let mut map: HashMap<K, V, Shape, ChildrenPool, L> = HashMap::with_layout_in(shape, ChildrenPool);
        for number in 0..count {
            assert_eq!(map.insert(key(number), value(number)), None);
            assert_aligned(&map);
        }
        map.check();
        let base = map.clone();
        for number in 0..count {
            assert_eq!(map.get(&key(number)), Some(&value(number)));
            *map.get_mut(&key(number)).unwrap() = value(number + 1);
            assert_aligned(&map);
        }
        for number in (0..count).step_by(2) {
            assert_eq!(map.remove(&key(number)), Some(value(number + 1)));
        }
        map.check();
        assert_aligned(&map);
        HashMap::check_counts([&map, &base]);
        let other = base.update(key(0), value(7)).without(&key(count - 1));
        assert_eq!(other.get(&key(0)), (count > 1).then(|| value(7)).as_ref());
        assert_aligned(&other);
        map.retain_ref(|_, entry| *entry == value(2));
        assert!(map.values().all(|entry| *entry == value(2)));
        assert_eq!(base.len() as u64, count);
        assert!((0..count).all(|number| base.get(&key(number)) == Some(&value(number))));
        assert_eq!(other.into_iter().count() as u64, count - 1);
    }
}

fn assert_aligned<K, V, S, L: Copies<(K, V)>>(map: &HashMap<K, V, S, ChildrenPool, L>) {
    for (key, value) in map {
        assert!(std::ptr::from_ref(key).is_aligned() && std::ptr::from_ref(value).is_aligned());
    }
}

fn exercise_layouts<K, V>(key: impl Fn(u64) -> K + Copy, value: impl Fn(u64) -> V + Copy, count: u64)
where
    K: Eq + Hash + Clone + Debug,
    V: PartialEq + Clone + Debug,
{
    exclusive(|| exercise::<K, V, Inline>(key, value, count));
    exclusive(|| exercise::<K, V, Shared>(key, value, count));
}

#[test]
fn keys_without_bytes_work() {
    exercise_layouts(|_| (), |number| number, 1);
}

#[test]
fn values_without_bytes_work() {
    exercise_layouts(|number| number, |_| (), 100);
    exercise_layouts(|number| number as u8, |_| [0_u64; 0], 100);
}

#[test]
fn a_table_counts_entries_without_bytes() {
    exclusive(|| {
        let mut table: HashTable<()> = HashTable::new();
        // They have no key, so each needs a hash of its own, and the hasher cannot tell it: one leaf is the limit.
        (0..16).for_each(|_| assert_eq!(table.insert_unique(9, (), |()| 9), &()));
        (0..100).for_each(|_| assert_eq!(table.insert_unique(9, (), |()| 9), &()));
        assert_eq!((table.len(), table.iter().count()), (116, 116));
        assert_eq!(table.remove(9, |()| true), Some(()));
        assert_eq!(table.into_iter().count(), 115);
    });
}

#[test]
fn chunks_and_single_entries_take_turns() {
    exclusive(|| {
        for shape in [Shape::Mixed, Shape::Equal] {
            let hash = |key: &u32| shape.hash_one(*key);
            let mut table: HashTable<u32, ChildrenPool, Inline> = HashTable::default();
            (0..500).for_each(|key| *table.insert_unique(hash(&key), key, hash) = key);
            let (mut iter, mut seen) = (table.iter(), Vec::new());
            while let Some(chunk) = iter.next_slice() {
                assert!((1..=16).contains(&chunk.len()));
                seen.extend_from_slice(chunk);
                assert_eq!(iter.len(), 500 - seen.len());
                seen.extend(iter.next());
            }
            assert!(iter.next().is_none() && iter.next_slice().is_none());
            seen.sort_unstable();
            assert!(seen.into_iter().eq(0..500));
        }
    });
}

#[test]
fn small_and_odd_entries_work() {
    exercise_layouts(|number| number as u8, |number| number % 2 == 0, 200);
    exercise_layouts(|number| number, |number| (number % 2 == 1).then(|| Box::new(number)), 100);
}

macro_rules! aligned {
    ($($name:ident $align:literal),*) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(align($align))]
        struct $name(u64);
    )*};
}

aligned!(Aligned16 16, Aligned64 64, Aligned256 256, Aligned4096 4096);

#[test]
fn over_aligned_entries_are_aligned() {
    exercise_layouts(Aligned16, Aligned64, 60);
    exercise_layouts(Aligned256, |number| number, 40);
    exercise_layouts(|number| number, Aligned4096, 24);
}

#[test]
fn huge_entries_work() {
    exercise_layouts(|number| [number; 512], |_| (), 30);
    exercise_layouts(|number| number, |number| [number as u8; 65536], 10);
}

#[test]
fn a_path_copy_of_large_entries_copies_no_more_than_small_ones() {
    exclusive(|| {
        let map: HashMap<u64, [u8; 4096]> = (0..1000).map(|key| (key, [0; 4096])).collect();
        let before = live_bytes();
        let without = map.without(&500);
        assert!(live_bytes() - before < 2048, "{} bytes", live_bytes() - before);
        drop(without);
        let inline: HashMap<u64, [u8; 120], Shape, ChildrenPool, Inline> = {
            let mut map = HashMap::with_layout_in(Shape::Mixed, ChildrenPool);
            map.extend((0..1000).map(|key| (key, [0; 120])));
            map
        };
        let before = live_bytes();
        let without = inline.without(&500);
        assert!(live_bytes() - before < 2400, "{} bytes", live_bytes() - before);
        drop(without);
    });
}

#[test]
fn keys_may_be_borrowed() {
    exclusive(|| {
        let text = String::from("the cat and the dog and the bird");
        let mut counts: HashMap<&str, u32> = HashMap::new();
        text.split(' ').for_each(|word| *counts.entry(word).or_default() += 1);
        assert_eq!((counts["the"], counts["dog"], counts.len()), (3, 1, 5));
        let numbers: Vec<u64> = (0..100).collect();
        let references: HashMap<&u64, &u64> = numbers.iter().map(|number| (number, number)).collect();
        assert!(numbers.iter().all(|number| std::ptr::eq(references[number], number)));
    });
}

#[test]
fn nodes_may_be_in_an_arena() {
    exclusive(|| {
        let arena = Bump::new();
        let mut map: HashMap<u64, u64, DefaultHashBuilder, &Bump> = HashMap::new_in(&arena);
        map.extend((0..1000).map(|key| (key, key)));
        let base = map.clone();
        (0..500).for_each(|key| assert_eq!(map.remove(&key), Some(key)));
        map.check();
        assert_eq!((map.len(), base.len()), (500, 1000));
        assert_eq!(base.update(5, 6).get(&5), Some(&6));
        let mut set = HashSet::with_hasher_in(Shape::Mixed, &arena);
        set.extend(["one", "two"]);
        set.insert("two");
        assert_eq!(set.len(), 2);
        assert_eq!(live_bytes(), 0, "nothing came from the pool");
        assert!(arena.allocated_bytes() > 10_000);
    });
}

fn blocks_go_back<L: Copies<(u64, String)>>() {
    let alloc = Watchful::default();
    for shape in [Shape::Mixed, Shape::Equal, Shape::High(6)] {
        let before = alloc.calls();
        let mut map: HashMap<u64, String, Shape, Watchful, L> = HashMap::with_layout_in(shape, alloc.clone());
        assert_eq!(alloc.calls(), before, "an empty map allocates nothing");
        map.extend((0..300).map(|key| (key, key.to_string())));
        let base = map.clone();
        (0..300).step_by(3).for_each(|key| assert_eq!(map.remove(&key), Some(key.to_string())));
        map.values_mut().take(40).for_each(String::clear);
        map.retain_ref(|key, _| key % 5 != 1);
        let other = base.without(&3).update(3, String::new());
        drop(base);
        assert_eq!(other.into_iter().take(10).count(), 10);
        drop(map);
        assert_eq!(alloc.live(), 0);
    }
}

#[test]
fn every_block_goes_back_with_its_layout() {
    exclusive(blocks_go_back::<Inline>);
    exclusive(blocks_go_back::<Shared>);
}

fn no_memory_needed<L: Copies<(u64, u64)>>() {
    let alloc = Watchful::default();
    let mut map: HashMap<u64, u64, Shape, Watchful, L> = HashMap::with_layout_in(Shape::Mixed, alloc.clone());
    map.extend((0..1000).map(|key| (key, key)));
    let shared = map.clone();
    // From here on an allocation would end the process.
    alloc.refuse_all();
    assert!((0..1000).all(|key| map.get(&key) == Some(&key)));
    assert_eq!(map.iter().map(|(_, value)| value).sum::<u64>(), 499_500);
    assert_eq!(map.remove(&1000), None);
    assert_eq!(map.get_mut(&1000), None);
    map.retain_ref(|_, _| true);
    assert!(map.without(&1000).ptr_eq(&shared));
    drop(map.clone());
    assert!(matches!(map.entry(1000), Entry::Vacant(_)));
    drop(map);
    // Alone again: changes in place need none either.
    let mut map = shared;
    assert_eq!(map.insert(7, 8), Some(7));
    *map.get_mut(&8).unwrap() = 9;
    map.values_mut().for_each(|value| *value += 1);
    // Removing merges leaves if there is memory, and does without if there is none.
    (0..1000).for_each(|key| assert!(map.remove(&key).is_some()));
    assert!(map.is_empty());
    drop(map);
    assert_eq!(alloc.live(), 0);
}

#[test]
fn what_needs_no_memory_asks_for_none() {
    exclusive(no_memory_needed::<Inline>);
    exclusive(no_memory_needed::<Shared>);
}

#[test]
fn an_empty_map_takes_no_memory_and_a_map_of_one_pair_96_bytes() {
    exclusive(|| {
        const EMPTY: HashMap<u64, u64> = HashMap::new();
        let mut map = EMPTY;
        let _handles = [map.clone(), map.clone()];
        assert_eq!(pool::stats().live_blocks, 0);
        map.insert(1, 2);
        let limit = if POOLED { 96 } else { 88 };
        assert_eq!((pool::stats().live_blocks, live_bytes()), (1, limit));
        assert!(size_of::<HashMap<u64, u64>>() <= 16 && size_of::<HashSet<u64>>() <= 16);
    });
}

#[test]
fn an_entry_of_two_words_takes_26_bytes_at_most() {
    exclusive(|| {
        for count in [1000, 10_000, 100_000] {
            let map: HashMap<u64, u64> = (0..count).map(|key| (key * 0x9E37_79B9, key)).collect();
            let each = live_bytes() as f64 / count as f64;
            assert!(each <= 26.0, "{each} bytes for each of {count} entries");
            assert_eq!(map.len() as u64, count);
        }
    });
}
