//! The operations that are counted: each prepares maps, and does its work in [`measured`].

use std::hash::Hash;
use std::hint::black_box;

use hamtrie::HashMap;
use hamtrie::map::Resolution;

/// Sizes of maps.
const SIZES: [usize; 2] = [1_000, 100_000];

/// The most lookups, and the most versions, that one case makes.
const LOOKUPS: usize = 10_000;
const VERSIONS: usize = 1_000;

/// How many parts of a hundred two versions differ in.
const APART: usize = 1;

/// Something to count.
pub(crate) struct Case {
    /// Its name in the file of budgets: operation, keys, size.
    pub(crate) name: String,
    run: Box<dyn Fn() -> usize>,
}

impl Case {
    /// Does the work once, and returns how many operations that was.
    pub(crate) fn run(&self) -> usize {
        (self.run)()
    }
}

/// Instructions are counted from here until it returns.
#[inline(never)]
pub(crate) fn measured(work: &mut dyn FnMut()) {
    work();
    black_box(()); // it returns here, and not from `work`
}

/// All cases, in the order in which they are run.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for size in SIZES {
        add::<u64>(&mut cases, size);
        add::<String>(&mut cases, size);
    }
    cases
}

/// Keys: the number of one makes it, in every run the same.
trait Key: Hash + Eq + Clone + 'static {
    const NAME: &'static str;
    fn new(number: usize) -> Self;
}

impl Key for u64 {
    const NAME: &'static str = "u64";

    fn new(number: usize) -> Self {
        // The finalizer of splitmix64, which has no collisions.
        let bits = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits ^ (bits >> 27)
    }
}

impl Key for String {
    const NAME: &'static str = "words";

    fn new(number: usize) -> Self {
        // As long as words are: 4 to 13 letters.
        let mut letters = u64::new(number);
        let mut word = format!("{number:x}");
        for _ in 0..3 + letters % 6 {
            letters /= 26;
            word.push((b'a' + (letters % 26) as u8) as char);
        }
        word
    }
}

type Map<K> = HashMap<K, u64, ahash::RandomState>;

/// The same hashes in each run, and so the same nodes.
fn empty<K: Key>() -> Map<K> {
    Map::with_hasher(ahash::RandomState::with_seeds(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344))
}

fn keys<K: Key>(from: usize, count: usize) -> Vec<K> {
    (from..from + count).map(K::new).collect()
}

fn map<K: Key>(size: usize) -> Map<K> {
    let mut map = empty();
    for (key, value) in keys(0, size).into_iter().zip(0..) {
        map.insert(key, value);
    }
    map
}

/// A version of a map with other values for some of its keys.
fn changed<K: Key>(map: &Map<K>, from: usize, count: usize) -> Map<K> {
    let mut map = map.clone();
    for key in keys(from, count) {
        map.insert(key, u64::MAX);
    }
    map
}

fn add<K: Key>(cases: &mut Vec<Case>, size: usize) {
    let mut case = |operation: &str, run: Box<dyn Fn() -> usize>| {
        cases.push(Case { name: format!("{operation} {} {size}", K::NAME), run });
    };
    case("build", Box::new(move || build::<K>(size)));
    case("hit", Box::new(move || look_up(&map::<K>(size), &keys(0, size.min(LOOKUPS)), true)));
    case("miss", Box::new(move || look_up(&map::<K>(size), &keys(size, size.min(LOOKUPS)), false)));
    case("insert", Box::new(move || insert_and_drop(&map::<K>(size), keys(size, VERSIONS))));
    case("keep", Box::new(move || insert_and_keep(map::<K>(size), keys(size, VERSIONS))));
    case("remove", Box::new(move || remove_all(map::<K>(size), &keys(0, size))));
    case("iterate", Box::new(move || iterate(&map::<K>(size))));
    case("drop", Box::new(move || drop_it(map::<K>(size))));
    case("diff", Box::new(move || diff(&map::<K>(size), size * APART / 100)));
    case("merge", Box::new(move || merge(&map::<K>(size), size * APART / 100)));
}

/// Insertions into a new map, in place.
fn build<K: Key>(size: usize) -> usize {
    drop(map::<K>(size)); // the pool has what it needs
    let mut keys = keys::<K>(0, size).into_iter();
    let mut map = empty();
    measured(&mut || {
        for key in &mut keys {
            map.insert(key, 1);
        }
    });
    assert_eq!(map.len(), size);
    size
}

fn look_up<K: Key>(map: &Map<K>, keys: &[K], there: bool) -> usize {
    let mut found = 0;
    measured(&mut || found = keys.iter().filter(|key| map.contains_key(*key)).count());
    assert_eq!(found, if there { keys.len() } else { 0 });
    keys.len()
}

/// New versions with one more entry, each dropped at once.
fn insert_and_drop<K: Key>(base: &Map<K>, keys: Vec<K>) -> usize {
    let (count, mut keys) = (keys.len(), keys.into_iter());
    measured(&mut || {
        for key in &mut keys {
            black_box(base.update(key, 1));
        }
    });
    count
}

/// New versions with one more entry each, all kept.
fn insert_and_keep<K: Key>(base: Map<K>, keys: Vec<K>) -> usize {
    let (count, mut keys) = (keys.len(), keys.into_iter());
    let mut versions = Vec::with_capacity(count + 1);
    let size = base.len();
    versions.push(base);
    measured(&mut || {
        for key in &mut keys {
            let last = versions.last().expect("the base is there");
            versions.push(last.update(key, 1));
        }
    });
    assert_eq!(versions[count].len(), size + count);
    count
}

/// Removals of every entry, in place.
fn remove_all<K: Key>(mut map: Map<K>, keys: &[K]) -> usize {
    measured(&mut || {
        for key in keys {
            map.remove(key);
        }
    });
    assert!(map.is_empty());
    keys.len()
}

fn iterate<K: Key>(map: &Map<K>) -> usize {
    let mut sum = 0;
    measured(&mut || sum = map.values().sum::<u64>());
    assert!(sum > 0);
    map.len()
}

/// The end of a map that nobody shares.
fn drop_it<K: Key>(map: Map<K>) -> usize {
    let size = map.len();
    let mut map = Some(map);
    measured(&mut || map = None);
    size
}

/// The differences between two versions, one by one.
fn diff<K: Key>(base: &Map<K>, apart: usize) -> usize {
    let version = changed(base, 0, apart);
    let mut found = 0;
    measured(&mut || found = base.diff(&version).count());
    assert_eq!(found, apart);
    apart
}

/// A merge of two versions, per change.
fn merge<K: Key>(base: &Map<K>, apart: usize) -> usize {
    let (left, right) = (changed(base, 0, apart), changed(base, apart, apart));
    let mut merged = empty();
    measured(&mut || merged = base.merge3(&left, &right, |_| Resolution::Base));
    assert_eq!(base.diff(&merged).count(), 2 * apart);
    2 * apart
}
