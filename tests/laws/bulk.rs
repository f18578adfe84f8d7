//! Many entries at once: `extend` and `collect`, against one insert after the other.

use crate::random::Random;
use hamtrie::layout::{Auto, Copies, Edits, Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::crash::{self, Dummy, Event, Quiet};
use hamtrie::testing::guard::live_bytes;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashMap, HashSet};
use std::collections::BTreeMap;

/// A key of which the hash and the equality know only a part.
#[derive(Clone, Copy, Debug)]
struct Named<const N: usize> {
    key: u64,
    /// Which of equal keys it is. Makes entries as large as a test wants.
    name: [u64; N],
}

impl<const N: usize> PartialEq for Named<N> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<const N: usize> Eq for Named<N> {}

impl<const N: usize> std::hash::Hash for Named<N> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_u64(self.key);
    }
}

type Map<L, const N: usize = 1> = HashMap<Named<N>, u64, Shape, ChildrenPool, L>;

fn empty<L: Edits<(Named<N>, u64)>, const N: usize>(shape: Shape) -> Map<L, N> {
    HashMap::with_layout_in(shape, ChildrenPool)
}

/// `count` entries with keys below `keys`. The names and values are numbers in the order of coming.
fn entries<const N: usize>(random: &mut Random, count: u64, keys: u64) -> Vec<(Named<N>, u64)> {
    (0..count).map(|at| (Named { key: random.below(keys), name: [at; N] }, at)).collect()
}

fn content<L: Edits<(Named<N>, u64)>, const N: usize>(map: &Map<L, N>) -> BTreeMap<u64, (u64, u64)> {
    map.check();
    let content: BTreeMap<_, _> = map.iter().map(|(key, value)| (key.key, (key.name[0], *value))).collect();
    assert_eq!(content.len(), map.len(), "no key twice, and len is right");
    content
}

/// What `extend` does with one entry: it replaces a whole entry that a layout knows no way to clone.
fn insert_into<L: Copies<(Named<N>, u64)>, const N: usize>(map: &mut Map<L, N>, (key, value): (Named<N>, u64)) {
    if L::SHARED {
        map.put(key, value);
    } else {
        map.insert(key, value);
    }
}

/// Puts the same entries into two maps, in one call and one by one.
fn like_single_inserts<L: Copies<(Named<N>, u64)>, const N: usize>() {
    let mut random = Random(1);
    for shape in Shape::ALL {
        let counts: &[u64] =
            if shape.is_crowded() { &[0, 1, 16, 23, 24, 25, 90] } else { &[0, 1, 17, 24, 100, 700, 5000] };
        for &count in counts {
            for keys in [count / 10 + 1, count + 1, u64::MAX >> 32] {
                for before in [0, 5, count / 2, count * 20] {
                    if before > 10_000 || (shape.is_crowded() && before > 200) {
                        continue;
                    }
                    let mut many = empty::<L, N>(shape);
                    for (key, value) in entries(&mut random, before, keys) {
                        many.insert(key, value);
                    }
                    let (base, mut single) = (many.clone(), many.clone());
                    let held = content(&base);
                    let new = entries(&mut random, count, keys);
                    new.iter().for_each(|&entry| insert_into(&mut single, entry));
                    many.extend(new);
                    assert_eq!(content(&many), content(&single), "{shape:?}, {count} of {keys} into {before}");
                    assert_eq!(content(&base), held);
                    HashMap::check_counts([&base, &many, &single]);
                }
            }
        }
    }
}

#[test]
fn many_inserts_in_one_call_do_what_single_ones_do() {
    exclusive(like_single_inserts::<Inline, 1>);
    exclusive(like_single_inserts::<Shared, 1>);
}

/// Hashes that agree in their low bits, in more entries than a bucket is meant for, so that buckets are divided anew.
#[test]
fn hashes_that_part_late() {
    fn run<L: Copies<(Named<1>, u64)>>() {
        let masks = [0xFFFFF << 44, 0xFFFFF << 11, 0xFFF << 52 | 0xFF, 0xFFFF << 20 | 1, u64::MAX << 5];
        for shape in masks.map(Shape::Masked) {
            for hinted in [true, false] {
                let new = entries::<1>(&mut Random(2), 40_000, 35_000);
                let (mut many, mut single) = (empty::<L, 1>(shape), empty::<L, 1>(shape));
                new.iter().for_each(|&entry| insert_into(&mut single, entry));
                match hinted {
                    true => many.extend(new),
                    false => many.extend(new.into_iter().filter(|_| true)),
                }
                assert_eq!(content(&many), content(&single), "{shape:?}");
                HashMap::check_counts([&many]);
            }
        }
    }
    exclusive(run::<Inline>);
    exclusive(run::<Shared>);
}

#[test]
fn leaves_for_few_large_entries_are_filled_too() {
    exclusive(like_single_inserts::<Inline, 7>); // eight in a leaf
    exclusive(like_single_inserts::<Inline, 20>); // four
}

#[test]
fn what_is_filled_at_once_can_be_changed() {
    fn run<L: Copies<(Named<1>, u64)>>() {
        for shape in [Shape::Identity, Shape::Mixed, Shape::Low(4), Shape::High(8)] {
            let keys = if shape.is_crowded() { 200 } else { 4000 };
            let mut map = empty::<L, 1>(shape);
            map.extend((0..keys).map(|key| (Named { key, name: [0] }, key)));
            let whole = map.clone();
            for key in (0..keys).filter(|key| key % 3 == 0) {
                assert_eq!(map.remove(&Named { key, name: [9] }), Some(key));
                map.insert(Named { key: key + keys, name: [1] }, key);
            }
            map.check();
            whole.check();
            HashMap::check_counts([&map, &whole]);
            assert_eq!(map.len() as u64, keys);
            map.retain_ref(|key, _| key.key >= keys);
            assert_eq!(map.len() as u64, keys.div_ceil(3));
            map.check();
            assert!((0..keys).all(|key| whole[&Named { key, name: [2] }] == key));
        }
    }
    exclusive(run::<Inline>);
    exclusive(run::<Shared>);
}

/// More than a batch, so that the second one goes into a map that is not empty.
#[test]
fn more_than_a_batch() {
    exclusive(|| {
        let count = (1 << 20) + 70_000_u64;
        let set: HashSet<u64> = (0..count).map(|n| n % (count - 1000)).collect();
        set.check();
        assert_eq!(set.len() as u64, count - 1000);
        assert!((0..count - 1000).all(|n| set.contains(&n)));
    });
}

#[test]
fn of_equal_elements_the_first_stays() {
    exclusive(|| {
        let mut set: HashSet<Named<1>, Shape> = HashSet::with_hasher(Shape::Low(4));
        set.extend((0..300).map(|at| Named { key: at % 100, name: [at] }));
        assert_eq!(set.len(), 100);
        assert!(set.iter().all(|element| element.name[0] == element.key));
        set.extend((0..100).map(|at| Named { key: at, name: [7] }));
        assert!(set.iter().all(|element| element.name[0] == element.key));
        set.check();
    });
}

/// Repeated keys must not leave the map with the nodes that as many different ones would have.
#[test]
fn repeated_keys_cost_no_memory() {
    exclusive(|| {
        for (keys, percent) in [(1000, 100), (10_000, 103), (30_000, 110), (50_000, 125)] {
            let repeated: HashMap<u64, u64> = (0..100_000u64).map(|n| (n % keys, n)).collect();
            let both = |once: HashMap<u64, u64>| live_bytes() - drop_and_measure(once);
            let once = both((0..keys).map(|n| (n, n)).collect());
            let needed = live_bytes();
            assert!(needed * 100 <= once * percent, "{keys} keys: {needed} bytes instead of {once}");
            drop(repeated);
        }
    });
}

fn drop_and_measure<T>(value: T) -> usize {
    drop(value);
    live_bytes()
}

/// Every k-th call of user code panics: what was there before is there, nothing leaks, nothing is dropped twice.
#[test]
fn panics_lose_nothing_of_what_was_there() {
    fn run<L: Copies<(Dummy, Dummy)>>() {
        let _quiet = Quiet::new();
        for event in [Event::Hash, Event::Eq, Event::Clone, Event::Drop, Event::Closure] {
            for (shape, before) in [(Shape::Mixed, 0), (Shape::Low(4), 0), (Shape::Mixed, 30), (Shape::Equal, 20)] {
                let mut skip = 0;
                loop {
                    let mut map: HashMap<Dummy, Dummy, Shape, ChildrenPool, L> =
                        HashMap::with_layout_in(shape, ChildrenPool);
                    for id in 0..before {
                        map.insert(Dummy::new(id), Dummy::new(id));
                    }
                    let other = map.clone();
                    let new: Vec<_> = (0..60).map(|at| (Dummy::new(at % 45), Dummy::new(at + 100))).collect();
                    let crashed = crash::crashes(event, skip, || {
                        map.extend(new.into_iter().inspect(|_| crash::closure()));
                    });
                    map.check();
                    other.check();
                    HashMap::check_counts([&map, &other]);
                    assert_eq!(other.len() as u64, before);
                    assert!((0..before).all(|id| other.iter().any(|(key, value)| key.id() == id && value.id() == id)));
                    assert!((0..before).all(|id| map.iter().any(|(key, _)| key.id() == id)), "a key is lost");
                    if !crashed {
                        assert_eq!(map.len() as u64, 45.max(before));
                        break;
                    }
                    drop((map, other));
                    assert_eq!(crash::dropped_twice(), 0);
                    if event != Event::Drop {
                        assert_eq!(crash::live(), 0, "{event:?} {skip}: an entry leaked");
                    }
                    crash::forget_live();
                    skip += 1;
                }
            }
        }
    }
    exclusive(run::<Inline>);
    exclusive(run::<Shared>);
}

#[test]
fn the_layout_chosen_by_the_entry_works_too() {
    exclusive(like_single_inserts::<Auto, 2>);
    exclusive(|| {
        let texts: HashMap<String, String> = (0..3000).map(|n| (n.to_string(), format!("{n:b}"))).collect();
        texts.check();
        assert!((0..3000).all(|n| texts[&n.to_string()] == format!("{n:b}")));
    });
}
