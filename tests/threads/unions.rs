//! Unions by several threads (feature `rayon`), against those by one.

use crate::four::{with_threads, with_threads_of};
use crate::of::map_of;
use hamtrie::layout::{Adopts, Copies, Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::Shape;
use hamtrie::testing::crash::Quiet;
use hamtrie::testing::shape::{Kept, Known};
use hamtrie::{HashMap, HashSet};
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Enough for several threads, and not too slow.
const MANY: u64 = 6000;

type Map<K, V, S, L> = HashMap<K, V, S, ChildrenPool, L>;

/// A map with a hash builder without fields.
fn map<K: Hash + Eq, V, S: BuildHasher + Default, L: Copies<(K, V)>>(
    entries: impl IntoIterator<Item = (K, V)>,
) -> Map<K, V, S, L> {
    map_of(S::default(), entries)
}

/// A map, and others that have as much, more or less of it in common.
fn cases<K, V, S, L>(hasher: &S, many: u64, key: fn(u64) -> K, value: fn(u64) -> V) -> Vec<Map<K, V, S, L>>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    L: Copies<(K, V)>,
{
    let of = |keys: std::ops::Range<u64>, plus: u64| map_of(hasher.clone(), keys.map(|n| (key(n), value(n + plus))));
    let base: Map<K, V, S, L> = of(0..many, 0);
    let mut edited = base.clone();
    (0..many * 3 / 2).step_by(2).for_each(|n| drop(edited.insert(key(n), value(n + 1))));
    let mut thinned = base.clone();
    (0..many).step_by(3).for_each(|n| drop(thinned.remove(&key(n))));
    let (few, unrelated) = (base.update(key(many), value(0)), of(many..2 * many, 0));
    let (equal, overlapping, larger) = (of(0..many, 1), of(many / 2..many * 3 / 2, 1), of(many / 2..3 * many, 1));
    vec![base, edited, thinned, few, unrelated, equal, overlapping, larger, of(0..3, 1), of(0..0, 0)]
}

fn like_one_thread<K, V, S, L>(hasher: S, many: u64, key: fn(u64) -> K, value: fn(u64) -> V)
where
    K: Hash + Eq + Ord + Clone + Debug + Send + Sync,
    V: Eq + Ord + Clone + Debug + Send + Sync,
    S: BuildHasher + Clone + Sync,
    L: Copies<(K, V)> + Adopts<(K, V), ChildrenPool>,
{
    let maps = cases::<K, V, S, L>(&hasher, many, key, value);
    let combine = |mine: &V, theirs: &V| mine.max(theirs).clone();
    for one in &maps {
        let mut made = Vec::new();
        for other in &maps {
            let (wanted, found) = (one.union(other), one.par_union(other));
            found.check();
            assert!(found == wanted);
            for input in [one, other] {
                assert_eq!(found.ptr_eq(input), wanted.ptr_eq(input), "the input itself if nothing was added");
            }
            let (wanted_most, found_most) = (one.union_with(other, combine), one.par_union_with(other, combine));
            found_most.check();
            assert!(found_most == wanted_most);
            made.extend([found, found_most]);
        }
        HashMap::check_counts(maps.iter().chain(&made));
    }
    maps.iter().for_each(HashMap::check);
}

fn integers<S: BuildHasher + Copy + Send + Sync>(hasher: S, shape: Shape) {
    let many = if shape.is_crowded() { 120 } else { MANY };
    with_threads_of(shape, || like_one_thread::<u64, u64, S, Inline>(hasher, many, |n| n, |n| n % 7));
    with_threads_of(shape, || like_one_thread::<u64, u64, S, Shared>(hasher, many, |n| n, |n| n % 7));
}

#[test]
fn unions_are_those_of_one_thread() {
    [0, 1, 2, 4, 8, 9].into_iter().for_each(|number| integers(Known, Shape::ALL[number]));
    integers(Shape::Mixed, Shape::Mixed); // nobody knows for certain that two maps hash alike
    let text = |n: u64| format!("text {n}");
    with_threads(|| like_one_thread::<String, String, Known, Shared>(Known, 5000, text, text));
}

#[test]
fn sets_keep_the_elements_of_the_larger_one() {
    with_threads(|| {
        type Set = HashSet<u64, Known>;
        let [some, others]: [Set; 2] = [(0..MANY).collect(), (MANY / 2..3 * MANY).collect()];
        let union = some.par_union(&others);
        union.check();
        assert!(union == &some | &others && union.len() as u64 == 3 * MANY);
        assert!(some.par_union(&union).ptr_eq(&union) && union.par_union(&some).ptr_eq(&union));
        Set::check_counts([&some, &others, &union]);
    });
}

#[test]
fn maps_that_hash_differently_are_united_by_one_thread() {
    /// Alike for half of the slots of a root, and not for the others. Those are looked at first in one of the two maps.
    #[derive(Clone, Copy)]
    struct Partly(Shape);

    #[derive(Clone, Copy)]
    struct PartlyKept(Kept, u64);

    impl BuildHasher for Partly {
        type Hasher = PartlyKept;

        fn build_hasher(&self) -> PartlyKept {
            PartlyKept(self.0.build_hasher(), 0)
        }
    }

    impl Hasher for PartlyKept {
        fn write(&mut self, _: &[u8]) {
            unreachable!("keys are integers");
        }

        fn write_u64(&mut self, value: u64) {
            self.1 = value;
            self.0.write_u64(value);
        }

        fn finish(&self) -> u64 {
            let mixed = Shape::Mixed.hash_one(self.1);
            if mixed % 64 < 32 { mixed } else { self.0.finish() }
        }
    }

    /// Returns how many times a value was combined, for 3,000 keys, in either direction.
    fn unite<S: BuildHasher + Clone + Sync>(left: S, right: S) -> [u64; 2] {
        let of = |hasher: &S, keys: std::ops::Range<u64>| {
            let map: Map<u64, u64, S, Inline> = map_of(hasher.clone(), keys.map(|key| (key, key)));
            map
        };
        let (one, other) = (of(&left, 0..MANY), of(&right, MANY / 2..2 * MANY));
        let unions = [one.par_union(&other), other.par_union(&one), one.union(&other)];
        unions.iter().for_each(HashMap::check);
        assert!(unions.iter().all(|union| union.len() as u64 == 2 * MANY && union == &unions[2]));
        HashMap::check_counts([&one, &other].into_iter().chain(&unions));
        [(&one, &other), (&other, &one)].map(|(one, other)| {
            let calls = AtomicU64::new(0);
            let sums = one.par_union_with(other, |a, b| {
                calls.fetch_add(1, Ordering::Relaxed);
                a + b
            });
            sums.check();
            assert_eq!(sums.len() as u64, 2 * MANY);
            assert!(sums.iter().all(|(key, &sum)| sum == key << u32::from((MANY / 2..MANY).contains(key))));
            calls.into_inner()
        })
    }
    with_threads(|| assert_eq!(unite(Shape::Mixed, Shape::Fx), [3000, 3000]));
    with_threads(|| {
        let [_, calls] = unite(Partly(Shape::Mixed), Partly(Shape::Fx));
        assert!(calls > 3000, "several threads began, and one had to begin anew");
    });
}

#[test]
fn several_threads_take_part() {
    with_threads(|| {
        let [one, other]: [Map<u64, u64, Known, Inline>; 2] = [0, 1].map(|n| map((0..MANY).map(|key| (key, n))));
        let (main, start) = (AtomicIsize::new(-1), Instant::now());
        let met = AtomicBool::new(false);
        // Nobody goes on until a second thread has come.
        let union = one.par_union_with(&other, |a, b| {
            let me = rayon::current_thread_index().expect("called in the pool") as isize;
            let first =
                main.compare_exchange(-1, me, Ordering::Relaxed, Ordering::Relaxed).unwrap_or_else(|first| first);
            met.fetch_or(first != -1 && first != me, Ordering::Relaxed);
            while !met.load(Ordering::Relaxed) {
                assert!(start.elapsed() < Duration::from_secs(60), "one thread does it all");
                std::thread::yield_now();
            }
            a + b
        });
        union.check();
        assert!(union.len() as u64 == MANY && union.values().all(|&sum| sum == 1));
    });
}

// ---- user code that fails -----------------------------------------------------------------------------------------

static LIVE: AtomicIsize = AtomicIsize::new(0);
/// Calls that are let through before one panics; below zero, all are.
static LEFT: AtomicIsize = AtomicIsize::new(-1);

fn call() {
    if LEFT.load(Ordering::Relaxed) >= 0 && LEFT.fetch_sub(1, Ordering::Relaxed) == 0 {
        panic!("crash test: {:?}", std::thread::current().id());
    }
}

/// Counts the living, and panics when told to.
#[derive(Debug)]
struct Fragile(u64);

impl Fragile {
    fn new(n: u64) -> Fragile {
        LIVE.fetch_add(1, Ordering::Relaxed);
        Fragile(n)
    }
}

impl Clone for Fragile {
    fn clone(&self) -> Fragile {
        call();
        Fragile::new(self.0)
    }
}

impl Drop for Fragile {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

impl PartialEq for Fragile {
    fn eq(&self, other: &Fragile) -> bool {
        call();
        self.0 == other.0
    }
}

impl Eq for Fragile {}

impl Hash for Fragile {
    fn hash<H: Hasher>(&self, state: &mut H) {
        call();
        self.0.hash(state);
    }
}

type Fragiles<L> = Map<Fragile, Fragile, Known, L>;
type Act<L> = fn(&[Fragiles<L>; 2]) -> Fragiles<L>;

fn survives<L: Copies<(Fragile, Fragile)> + Adopts<(Fragile, Fragile), ChildrenPool>>() {
    let _quiet = Quiet::new();
    let of = |keys: std::ops::Range<u64>| -> Fragiles<L> { map(keys.map(|n| (Fragile::new(n), Fragile::new(n)))) };
    let maps = [of(0..6000), of(3000..9500)];
    let live = LIVE.load(Ordering::Relaxed);
    let acts: [Act<L>; 2] = [
        |[one, other]| one.par_union(other),
        |[one, other]| {
            one.par_union_with(other, |a, _| {
                call();
                Fragile::new(a.0)
            })
        },
    ];
    for act in acts {
        let mut skip = 0;
        let union = loop {
            LEFT.store(skip, Ordering::Relaxed);
            let result = catch_unwind(AssertUnwindSafe(|| act(&maps)));
            LEFT.store(-1, Ordering::Relaxed);
            if let Ok(union) = result {
                break union;
            }
            assert_eq!(LIVE.load(Ordering::Relaxed), live, "after {skip} calls");
            Map::check_counts(&maps);
            skip = skip * 2 + 1;
        };
        assert!(skip > 1000 && union.len() == 9500);
        union.check();
        maps.iter().for_each(HashMap::check);
        Map::check_counts(maps.iter().chain([&union]));
    }
}

#[test]
fn a_panic_in_a_thread_leaves_nothing_behind() {
    with_threads(survives::<Inline>);
    with_threads(survives::<Shared>);
    assert_eq!(LIVE.load(Ordering::Relaxed), 0);
}

/// Hashes some keys in another way once it is told to, which no hasher may.
#[derive(Clone, Copy, Default)]
struct Liar;

static LIES: AtomicBool = AtomicBool::new(false);

impl BuildHasher for Liar {
    type Hasher = Kept;

    fn build_hasher(&self) -> Kept {
        if LIES.load(Ordering::Relaxed) { Shape::Fx.build_hasher() } else { Shape::Mixed.build_hasher() }
    }
}

#[test]
fn a_hasher_that_lies_gets_a_map_of_all_entries() {
    with_threads(|| {
        let of = |keys: std::ops::Range<u64>| -> Map<u64, u64, Liar, Inline> { map(keys.map(|n| (n, n))) };
        let maps = [of(0..MANY), of(MANY..2 * MANY)];
        LIES.store(true, Ordering::Relaxed);
        let union = maps[0].par_union(&maps[1]);
        LIES.store(false, Ordering::Relaxed);
        let mut keys: Vec<u64> = union.keys().copied().collect();
        keys.sort_unstable();
        assert!(keys.into_iter().eq(0..2 * MANY) && union.len() as u64 == 2 * MANY);
        Map::check_counts(maps.iter().chain([&union]));
    });
}

// ---- other threads ------------------------------------------------------------------------------------------------

#[test]
fn both_maps_may_be_changed_and_dropped_by_others_meanwhile() {
    fn run<L: Copies<(u64, u64)> + Adopts<(u64, u64), ChildrenPool>>() {
        for _ in 0..4 {
            let of = |keys: std::ops::Range<u64>| -> Map<u64, u64, Known, L> { map(keys.map(|n| (n, n))) };
            let [one, other] = [of(0..MANY), of(MANY / 2..2 * MANY)];
            let theirs = [one.clone(), other.clone()];
            let (mut unions, edited) = std::thread::scope(|scope| {
                let editor = scope.spawn(move || {
                    Known::set(Shape::Mixed);
                    let [mut one, mut other] = theirs;
                    for n in 0..MANY {
                        other.insert(n, 1);
                        one = one.without(&n);
                    }
                    (one, other)
                });
                (vec![one.par_union(&other), other.par_union(&one)], editor.join().unwrap())
            });
            drop((one, other));
            unions.push(unions[0].par_union(&unions[1]));
            assert!(unions.iter().all(|union| (0..2 * MANY).all(|n| union[&n] == n)));
            assert!(edited.0.is_empty() && edited.1.len() as u64 == 2 * MANY);
            unions.iter().for_each(HashMap::check);
            Map::check_counts(unions.iter().chain([&edited.0, &edited.1]));
        }
    }
    with_threads(run::<Inline>);
    with_threads(run::<Shared>);
}
