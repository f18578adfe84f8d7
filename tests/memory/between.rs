//! Where the memory of results comes from: what is shared and what is copied, with other allocators, other hashers, entries
//! that cannot be cloned, and no memory left.

#![allow(unsafe_code, reason = "promises that tables share an allocator")]

use crate::watchful::Watchful;
use allocator_api2::alloc::Allocator;
use hamtrie::layout::{Adoption, Adopts, Auto, Copies, Inline, Shared};
use hamtrie::map::{Resolution, SharedMap};
use hamtrie::table::Keyed;
use hamtrie::testing::crash::{self, Dummy, Event};
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{DefaultHashBuilder, HashMap, HashSet, HashTable};
use std::hash::{BuildHasher, Hasher};
use std::sync::Mutex;

/// The hashes of a shape, some of them with a top byte of their own: two of these agree in the half that cells keep, but not in
/// fingerprints.
#[derive(Clone, Copy, Debug)]
struct Top(Shape, Option<u64>);

/// A hasher of [`Top`].
struct TopHasher(Top, <Shape as BuildHasher>::Hasher);

impl BuildHasher for Top {
    type Hasher = TopHasher;

    fn build_hasher(&self) -> TopHasher {
        TopHasher(*self, self.0.build_hasher())
    }
}

impl Hasher for TopHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.1.write(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.1.finish();
        self.0.1.map_or(hash, |top| hash & (u64::MAX >> 8) | top << 56)
    }
}

/// The keys of a range, with values that say where they come from.
fn strings<A, L>(hasher: Top, alloc: A, keys: std::ops::Range<u64>, from: &str) -> HashMap<String, String, Top, A, L>
where
    A: Allocator,
    L: Copies<(String, String)>,
{
    let mut map = HashMap::with_layout_in(hasher, alloc);
    map.extend(keys.map(|key| (key.to_string(), from.to_string())));
    map
}

/// Sees that all operations on two maps give what they should, given the keys of both.
fn all_operations<A, L>(left: &HashMap<String, String, Top, A, L>, right: &HashMap<String, String, Top, A, L>)
where
    A: Allocator + Clone,
    L: Adopts<(String, String), A>,
{
    let common = left.keys().filter(|key| right.contains_key(*key)).count();
    let results = [
        (left.union(right), left.len() + right.len() - common),
        (right.union(left), left.len() + right.len() - common),
        (left.intersection(right), common),
        (left.difference(right), left.len() - common),
        (left.symmetric_difference(right), left.len() + right.len() - 2 * common),
        (left.merge(right, |_, _, _| Resolution::Right), left.len() + right.len() - common),
        (left.union_with(right, |a, b| format!("{a} {b}")), left.len() + right.len() - common),
        (
            HashMap::merge3(&left.intersection(right), left, right, |_| Resolution::Left),
            left.len() + right.len() - common,
        ),
    ];
    for (index, (map, len)) in results.iter().enumerate() {
        map.check();
        assert_eq!(map.len(), *len, "operation {index}");
        for (key, value) in map {
            let wanted = match (index, left.get(key), right.get(key)) {
                (6, Some(left), Some(right)) => format!("{left} {right}"),
                (1 | 5 | 7, left, right) => right.or(left).expect("from one of them").clone(),
                (_, left, right) => left.or(right).expect("from one of them").clone(),
            };
            assert_eq!(*value, wanted, "operation {index}, key {key}");
        }
    }
}

#[test]
fn maps_with_allocators_of_their_own_share_nothing() {
    exclusive(|| {
        let sizes = [(0..300, 200..500), (0..300, 295..305), (0..10, 0..400), (0..400, 3..9), (0..50, 100..150)];
        for (one, other) in sizes {
            let allocs = [Watchful::default(), Watchful::default()];
            let left: HashMap<_, _, _, _, Auto> = strings(Top(Shape::Mixed, None), allocs[0].clone(), one, "left");
            let right = strings(Top(Shape::Mixed, None), allocs[1].clone(), other, "right");
            all_operations(&left, &right);
            let related = left.update("5".into(), "new".into()).without("17");
            all_operations(&left, &related);
            drop((left, right, related));
            assert_eq!(allocs.map(|alloc| alloc.live()), [0, 0]);
        }
    });
}

#[test]
fn maps_that_hash_differently_share_cells() {
    exclusive(|| {
        for (one, other) in [(Shape::Mixed, Shape::Fx), (Shape::Equal, Shape::Mixed), (Shape::Low(4), Shape::Low(1))] {
            let left: HashMap<_, _, _, _, Auto> = strings(Top(one, None), hamtrie::pool::ChildrenPool, 0..150, "left");
            let right = strings(Top(other, None), hamtrie::pool::ChildrenPool, 100..250, "right");
            all_operations(&left, &right);
            assert!(left.diff(&right).count() == 250 && left != right);
        }
        let mut left: SharedMap<u64, Mutex<u64>, Shape> = SharedMap::with_layout_in(Shape::Mixed, Default::default());
        let mut right: SharedMap<u64, Mutex<u64>, Shape> = SharedMap::with_layout_in(Shape::Fx, Default::default());
        (0..50).for_each(|key| assert!(left.put(key, Mutex::new(key))));
        (25..75).for_each(|key| assert!(right.put(key, Mutex::new(key))));
        assert_eq!(left.difference(&right).len(), 25, "needs no new entry");
        let union = left.union(&right);
        *union[&70].lock().unwrap() = 7;
        assert_eq!((union.len(), *right[&70].lock().unwrap()), (75, 7), "the same entry");
        [&left, &right, &union].into_iter().for_each(HashMap::check);
        HashMap::check_counts([&left, &right, &union]);
        assert_eq!((left.len(), right.len()), (50, 50));
    });
}

#[test]
fn maps_whose_hashes_agree_in_part_share_cells_but_not_fingerprints() {
    exclusive(|| {
        let left: HashMap<_, _, _, _, Auto> =
            strings(Top(Shape::Mixed, Some(1)), hamtrie::pool::ChildrenPool, 0..150, "left");
        let right = strings(Top(Shape::Mixed, Some(2)), hamtrie::pool::ChildrenPool, 100..250, "right");
        all_operations(&left, &right);
    });
}

#[test]
fn entries_that_are_not_clone_are_shared() {
    exclusive(|| {
        let mut left: SharedMap<u64, Mutex<u64>> = SharedMap::default();
        let mut right = left.clone();
        (0..100).for_each(|key| assert!(left.put(key, Mutex::new(0))));
        (50..300).for_each(|key| assert!(right.put(key, Mutex::new(1))));
        let union = left.union(&right);
        let rest = right.difference(&left);
        let (even, odd) = union.partition(|key, _| key % 2 == 0);
        assert_eq!((union.len(), rest.len(), even.len(), odd.len()), (300, 200, 150, 150));
        SharedMap::check_counts([&left, &right, &union, &rest, &even, &odd]);
        *union[&7].lock().unwrap() = 5;
        *rest[&200].lock().unwrap() = 6;
        assert_eq!((*left[&7].lock().unwrap(), *right[&200].lock().unwrap()), (5, 6), "the very same entries");
        assert_eq!((*union[&60].lock().unwrap(), *odd[&7].lock().unwrap()), (0, 5));
        drop((left, right, even));
        assert_eq!(*union[&200].lock().unwrap(), 6);
        union.check();
        SharedMap::check_counts([&union, &rest, &odd]);
    });
}

#[test]
fn nothing_is_cloned_for_a_map_of_shared_entries() {
    exclusive(|| {
        let left: HashMap<Dummy, Dummy> = (0..200).map(|id| (Dummy::new(id), Dummy::new(id))).collect();
        let right: HashMap<Dummy, Dummy> = (150..400).map(|id| (Dummy::new(id), Dummy::new(id))).collect();
        let before = crash::calls(Event::Clone);
        let made = [left.union(&right), left.intersection(&right), left.difference(&right)];
        assert_eq!(made.each_ref().map(HashMap::len), [400, 50, 150]);
        assert_eq!(crash::calls(Event::Clone), before);
        HashMap::check_counts(made.iter().chain([&left, &right]));
        drop((left, right, made));
        assert_eq!((crash::live(), crash::dropped_twice()), (0, 0));
    });
}

#[test]
fn two_versions_are_compared_at_the_cost_of_their_difference() {
    exclusive(|| {
        let old: HashMap<Dummy, Dummy> = (0..20_000).map(|id| (Dummy::new(id), Dummy::new(id))).collect();
        let mut new = old.clone();
        new.insert(Dummy::new(77), Dummy::new(1));
        new.remove(&Dummy::new(78));
        let count = |run: &dyn Fn()| {
            let before = [Event::Hash, Event::Eq].map(crash::calls);
            run();
            let after = [Event::Hash, Event::Eq].map(crash::calls);
            (after[0] - before[0], after[1] - before[1])
        };
        assert_eq!(count(&|| assert!(old == old.clone())), (0, 0));
        assert_eq!(count(&|| assert_eq!(old.diff(&old.clone()).count(), 0)), (0, 0));
        let (hashes, equals) = count(&|| assert_eq!(old.diff(&new).count(), 2));
        assert!(hashes <= 32 && equals <= 40, "{hashes} hashes, {equals} comparisons");
        let (hashes, equals) = count(&|| assert!(old.union(&new).ptr_eq(&old)));
        assert!(hashes <= 32 && equals <= 40, "{hashes} hashes, {equals} comparisons");
    });
}

#[test]
fn a_result_that_is_an_input_allocates_nothing() {
    let alloc = Watchful::default();
    let all: HashSet<u64, DefaultHashBuilder, Watchful> = {
        let mut set = HashSet::new_in(alloc.clone());
        set.extend(0..1000);
        set
    };
    let some = all.filter(|element| element % 5 != 0);
    let before = alloc.calls();
    assert!((&all | &some).ptr_eq(&all) && (&some | &all).ptr_eq(&all));
    assert!((&all & &some).ptr_eq(&some) && (&some & &all).ptr_eq(&some));
    assert!((&some - &all).is_empty() && (&all ^ &all).is_empty());
    assert!(all.filter(|_| true).ptr_eq(&all));
    assert_eq!(alloc.calls(), before);
}

// ---- tables, and no memory ----------------------------------------------------------------------------------------

type Table<L> = HashTable<(u64, u64), Watchful, L>;

fn table<L: Copies<(u64, u64)>>(
    alloc: &Watchful,
    hash: impl Fn(&(u64, u64)) -> u64,
    keys: std::ops::Range<u64>,
) -> Table<L> {
    let mut table = HashTable::new_in(alloc.clone());
    for entry in keys.map(|key| (key, key)) {
        table.insert_unique(hash(&entry), entry, &hash);
    }
    table
}

/// Runs operations on tables whose allocator fails in the k-th call.
fn no_memory<L: Copies<(u64, u64)>>(shape: Shape, sharing: bool) {
    let hash = |(key, _): &(u64, u64)| shape.hash_one(key);
    let identity = Keyed { hash, eq: |one: &(u64, u64), other: &(u64, u64)| one.0 == other.0 };
    let alloc = Watchful::default();
    let base: Table<L> = table(&alloc, hash, 0..120);
    let mut left = base.clone();
    let mut right = table(&alloc, hash, 60..200);
    let stranger = table(&alloc, hash, 200..330);
    left.put(hash(&(7, 7)), |entry| entry.0 == 7, (7, 1), hash);
    right.put(hash(&(70, 7)), |entry| entry.0 == 70, (70, 1), hash);
    // SAFETY: all tables have clones of one allocator.
    let adoption = if sharing { unsafe { Adoption::sharing() } } else { Adoption::cloning() };
    let same = |one: &(u64, u64), other: &(u64, u64)| one == other;
    assert!(left.is_equal(&left.clone(), &identity, same) && !left.is_equal(&right, &identity, same));
    assert_eq!(base.diff(&left, identity, same).count(), 1);
    let mut failures = 0;
    for operation in 0..7 {
        let run = || match operation {
            0 => left.try_union(&right, &identity, adoption),
            1 => left.try_intersection(&right, &identity, adoption),
            2 => left.try_difference(&right, &identity, adoption),
            3 => left.try_symmetric_difference(&right, &identity, adoption),
            4 => left.try_union(&stranger, &identity, adoption),
            5 => left.try_merge(&right, &identity, adoption, same, |_, _| Resolution::Value((70, 9))),
            _ => base.try_merge3(&left, &right, &identity, adoption, same, |_| Resolution::Left),
        };
        let wanted = run().expect("there is memory");
        let live = alloc.live();
        for granted in 0.. {
            alloc.refuse_after(granted, usize::MAX);
            let result = run();
            alloc.grant_all();
            [&base, &left, &right, &stranger, &wanted].iter().for_each(|table| table.check(hash));
            if let Ok(result) = result {
                assert!(result.is_equal(&wanted, &identity, same));
                result.check(hash);
                HashTable::check_counts([&base, &left, &right, &stranger, &wanted, &result]);
                break;
            }
            assert_eq!(alloc.live(), live, "all of the failed attempt went back");
            HashTable::check_counts([&base, &left, &right, &stranger, &wanted]);
            failures += 1;
        }
    }
    assert!(failures > 20);
    drop((base, left, right, stranger));
    assert_eq!(alloc.live(), 0);
}

#[test]
fn without_memory_nothing_has_happened() {
    for shape in [Shape::Mixed, Shape::Equal, Shape::Last] {
        no_memory::<Inline>(shape, false);
        no_memory::<Shared>(shape, false);
        no_memory::<Shared>(shape, true);
    }
}

#[test]
fn strangers_are_not_united_by_single_insertions() {
    exclusive(|| {
        let of = |keys: std::ops::Range<u64>| {
            let mut map: HashMap<u64, u64, Shape, Watchful, Inline> =
                HashMap::with_layout_in(Shape::Mixed, Watchful::default());
            map.extend(keys.map(|key| (key, key)));
            map
        };
        for size in [300, 3000, 30_000] {
            let (one, other) = (of(0..size), of(size..2 * size));
            let calls = |map: &HashMap<_, _, _, Watchful, _>| map.allocator().calls();
            let before = calls(&one);
            let union = one.union(&other);
            let united = calls(&one);
            let mut single = one.clone();
            other.iter().for_each(|(&key, &value)| _ = single.insert(key, value));
            let (together, one_by_one) = (united - before, calls(&one) - united);
            [&union, &single].into_iter().for_each(HashMap::check);
            assert!(union == single && union.len() as u64 == 2 * size);
            assert!(3 * together < 2 * one_by_one, "{together} allocations, and {one_by_one} by single insertions");
        }
    });
}
