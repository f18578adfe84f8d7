//! Entries that are never cloned: which operations call `Clone` on shared entries, and how often, and that each is dropped
//! once.
//!
//! | operation | entries that other versions hold | entries that none holds |
//! |---|---|---|
//! | making, changing, reading, comparing and dropping versions, without being given an entry back | none is cloned | none |
//! | being given one entry, or a borrow for changes: `insert` over another, `remove`, `get_mut`, .. | that one, once | none |
//! | being given all: `iter_mut`, `into_iter`, .. | those that it came to, once each | none |
//!
//! So entries of types that are not `Clone` can do all that the first line says.

use crate::permutations::permutations;
use hamtrie::layout::{Auto, Copies, Layout, Shared};
use hamtrie::map::Entry;
use hamtrie::map::SharedMap;
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::crash::{self, Dummy};
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{Equivalent, HashMap, HashSet, HashTable};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Mutex;

/// Entries in a map that is tested: so many that leaves split, and that equal hashes need several pages.
const ENTRIES: u64 = 100;

/// Shapes without collision nodes, with as many entries as there are.
const SPARSE: [Shape; 3] = [Shape::Mixed, Shape::Identity, Shape::High(8)];
/// Shapes with them.
const CROWDED: [Shape; 2] = [Shape::Equal, Shape::Low(2)];

fn shapes() -> impl Iterator<Item = Shape> {
    SPARSE.into_iter().chain(CROWDED)
}

const KEY: usize = 0;
const VALUE: usize = 1;

thread_local! {
    static CLONES: [Cell<u64>; 2] = const { [Cell::new(0), Cell::new(0)] };
}

/// A key or value that counts how often one in its role is cloned.
#[derive(Debug)]
struct Counted<const ROLE: usize, B>(B);

type Key<B> = Counted<KEY, B>;
type Value<B> = Counted<VALUE, B>;

/// What is in it decides how it is stored.
trait Body: Clone + Debug {
    fn of(number: u64) -> Self;
    fn number(&self) -> u64;
}

impl Body for u64 {
    fn of(number: u64) -> Self {
        number
    }

    fn number(&self) -> u64 {
        *self
    }
}

/// Large, and without drop glue.
impl Body for [u64; 9] {
    fn of(number: u64) -> Self {
        [number; 9]
    }

    fn number(&self) -> u64 {
        assert!(self.iter().all(|&other| other == self[0]));
        self[0]
    }
}

/// With drop glue, which is watched.
impl Body for Dummy {
    fn of(number: u64) -> Self {
        Dummy::new(number)
    }

    fn number(&self) -> u64 {
        self.id()
    }
}

impl<const ROLE: usize, B: Body> Counted<ROLE, B> {
    fn of(number: u64) -> Self {
        Counted(B::of(number))
    }
}

impl<const ROLE: usize, B: Clone> Clone for Counted<ROLE, B> {
    fn clone(&self) -> Self {
        CLONES.with(|clones| clones[ROLE].set(clones[ROLE].get() + 1));
        Counted(self.0.clone())
    }
}

impl<const ROLE: usize, B: Body> PartialEq for Counted<ROLE, B> {
    fn eq(&self, other: &Self) -> bool {
        self.0.number() == other.0.number()
    }
}

impl<const ROLE: usize, B: Body> Eq for Counted<ROLE, B> {}

impl<const ROLE: usize, B: Body> Hash for Counted<ROLE, B> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.number().hash(state);
    }
}

/// Looks a key up without making one.
#[derive(Hash)]
struct Number(u64);

impl<const ROLE: usize, B: Body> Equivalent<Counted<ROLE, B>> for Number {
    fn equivalent(&self, key: &Counted<ROLE, B>) -> bool {
        self.0 == key.0.number()
    }
}

/// Sees that an operation clones so many keys and as many values.
#[track_caller]
fn clones<R>(pairs: u64, what: &str, run: impl FnOnce() -> R) -> R {
    clones_of([pairs, pairs], what, run)
}

#[track_caller]
fn clones_of<R>(expected: [u64; 2], what: &str, run: impl FnOnce() -> R) -> R {
    let count = || CLONES.with(|clones| [clones[KEY].get(), clones[VALUE].get()]);
    let before = count();
    let result = run();
    let after = count();
    assert_eq!([after[KEY] - before[KEY], after[VALUE] - before[VALUE]], expected, "keys and values cloned by {what}");
    result
}

/// Runs a law for all kinds of entries that are stored as cells.
macro_rules! hold_for_shared_entries {
    ($law:ident, $shapes:expr) => {
        exclusive(|| {
            for shape in $shapes {
                $law::<Dummy, Auto>(shape);
                $law::<Dummy, Shared>(shape);
                $law::<u64, Shared>(shape);
                $law::<[u64; 9], Auto>(shape);
            }
            assert_eq!((crash::live(), crash::dropped_twice()), (0, 0), "dummies alive, and dropped twice");
        })
    };
}

type Map<B, L> = HashMap<Key<B>, Value<B>, Shape, ChildrenPool, L>;

fn map<B: Body, L: Copies<(Key<B>, Value<B>)>>(shape: Shape) -> Map<B, L> {
    assert!(<L as Layout<(Key<B>, Value<B>)>>::SHARED, "these tests are about shared entries");
    let mut map = HashMap::with_layout_in(shape, ChildrenPool);
    for number in 0..ENTRIES {
        map.insert(Counted::of(number), Counted::of(number));
    }
    map
}

fn verify<B: Body, L: Copies<(Key<B>, Value<B>)>>(maps: &[&Map<B, L>]) {
    maps.iter().for_each(|map| map.check());
    Map::check_counts(maps.iter().copied());
}

fn changing_versions_clones_nothing<B: Body, L: Copies<(Key<B>, Value<B>)>>(shape: Shape) {
    let mut map: Map<B, L> = HashMap::with_layout_in(shape, ChildrenPool);
    let mut history = Vec::new();
    for number in 0..ENTRIES {
        let (key, value) = (Counted::of(number), Counted::of(number));
        match number % 3 {
            0 => assert!(clones(0, "insert of a new key", || map.insert(key, value)).is_none()),
            1 => assert!(clones(0, "set of a new key", || map.put(key, value))),
            _ => assert_eq!(clones(0, "an entry without value", || map.entry(key).or_insert(value)).0.number(), number),
        }
        clones(0, "clone of a map", || history.push(map.clone()));
    }
    verify(&history.iter().chain([&map]).collect::<Vec<_>>());
    for number in (0..ENTRIES).rev() {
        assert!(clones(0, "discard", || map.discard(&Number(number))));
        assert!(!clones(0, "discard of nothing", || map.discard(&Number(number))));
        history.push(map.clone());
    }
    verify(&history.iter().chain([&map]).collect::<Vec<_>>());
    assert!(map.is_empty());

    let full = history[ENTRIES as usize - 1].clone();
    for number in 0..ENTRIES {
        let other = clones(0, "update", || full.update(Counted::of(number), Counted::of(number + 1)));
        assert_eq!(other[&Number(number)].0.number(), number + 1);
        history.push(clones(0, "update of a new key", || other.update(Counted::of(number + 500), Counted::of(0))));
        history.push(clones(0, "without", || other.without(&Number(number))));
        let mut other = other;
        assert!(!clones(0, "set", || other.put(Counted::of(number / 2), Counted::of(7))));
        history.push(other);
    }
    clones(0, "retain", || {
        for (number, map) in history.iter_mut().enumerate() {
            map.retain_ref(|key, _| key.0.number() % 5 != number as u64 % 6);
        }
    });
    verify(&history.iter().chain([&map, &full]).collect::<Vec<_>>());
    clones(0, "reading", || {
        for map in &history {
            assert_eq!(map.iter().chain(map.iter().clone()).count(), 2 * map.len());
            assert!(map.keys().all(|key| map.contains_key(key)) && map.values().len() == map.len());
            assert!(*map == map.clone() && !format!("{map:?}").is_empty());
        }
    });
    clones(0, "drop and clear", || {
        history.iter_mut().step_by(2).for_each(HashMap::clear);
        drop(history);
    });
    clones(0, "what remains", || drop((map, full)));
}

#[test]
fn changing_versions_without_being_given_entries_clones_nothing() {
    hold_for_shared_entries!(changing_versions_clones_nothing, shapes());
}

/// An operation on a key that is there.
type Use<B, L> = (&'static str, fn(&mut Map<B, L>, u64));

/// What gives the caller one entry, or a borrow for changes; the key stays.
fn borrowing_uses<B: Body, L: Copies<(Key<B>, Value<B>)>>() -> [Use<B, L>; 6] {
    [
        ("insert over another", |map, number| {
            assert_eq!(map.insert(Counted::of(number), Counted::of(number)), Some(Counted::of(number)));
        }),
        ("get_mut", |map, number| map.get_mut(&Number(number)).unwrap().0 = B::of(number)),
        ("or_insert", |map, number| {
            assert_eq!(map.entry(Counted::of(number)).or_insert(Counted::of(7)).0.number(), number);
        }),
        ("and_modify", |map, number| {
            let entry = map.entry(Counted::of(number)).and_modify(|value| value.0 = B::of(number));
            assert_eq!(entry.or_insert_with(|| unreachable!()).0.number(), number);
        }),
        ("insert_entry", |map, number| {
            let mut entry = map.entry(Counted::of(number)).insert_entry(Counted::of(number));
            assert_eq!(entry.get_mut().0.number(), number);
        }),
        ("insert of an occupied entry", |map, number| {
            let Entry::Occupied(mut entry) = map.entry(Counted::of(number)) else { unreachable!() };
            assert_eq!((entry.key().0.number(), entry.get().0.number()), (number, number));
            assert_eq!(entry.insert(Counted::of(number)).0.number(), number);
        }),
    ]
}

/// What gives the caller one entry; the key goes.
fn taking_uses<B: Body, L: Copies<(Key<B>, Value<B>)>>() -> [Use<B, L>; 3] {
    [
        ("remove", |map, number| assert_eq!(map.remove(&Number(number)).unwrap().0.number(), number)),
        ("remove_entry", |map, number| {
            let (key, value) = map.remove_entry(&Number(number)).unwrap();
            assert_eq!((key.0.number(), value.0.number()), (number, number));
        }),
        ("remove of an occupied entry", |map, number| {
            let Entry::Occupied(entry) = map.entry(Counted::of(number)) else { unreachable!() };
            assert_eq!(entry.remove().0.number(), number);
        }),
    ]
}

fn borrowing_clones_once<B: Body, L: Copies<(Key<B>, Value<B>)>>(shape: Shape) {
    for (what, run) in borrowing_uses::<B, L>() {
        let mut map = map::<B, L>(shape);
        let base = map.clone();
        for number in 0..ENTRIES {
            clones(1, what, || run(&mut map, number));
            clones(0, "what was cloned before", || {
                borrowing_uses().into_iter().for_each(|(_, run)| run(&mut map, number));
            });
        }
        verify(&[&map, &base]);
        drop(base);
        clones(0, "an unshared map", || (0..ENTRIES).for_each(|number| run(&mut map, number)));
    }
}

#[test]
fn an_entry_borrowed_for_changes_is_cloned_once_and_only_if_others_hold_it() {
    hold_for_shared_entries!(borrowing_clones_once, shapes());
}

fn taking_clones_what_others_hold<B: Body, L: Copies<(Key<B>, Value<B>)>>(shape: Shape) {
    for (what, run) in taking_uses::<B, L>() {
        let mut map = map::<B, L>(shape);
        let base = map.clone();
        for number in 0..ENTRIES {
            clones(1, what, || run(&mut map, number));
            assert!(clones(0, "remove of nothing", || map.remove(&Number(number))).is_none());
        }
        assert_eq!((map.len(), base.len() as u64), (0, ENTRIES));
        verify(&[&map, &base]);
    }
}

#[test]
fn an_entry_that_is_taken_is_cloned_if_others_hold_it() {
    hold_for_shared_entries!(taking_clones_what_others_hold, shapes());
}

fn taking_moves_what_none_holds<B: Body, L: Copies<(Key<B>, Value<B>)>>(shape: Shape) {
    for (what, run) in taking_uses::<B, L>() {
        // Never shared.
        let mut map = map::<B, L>(shape);
        clones(0, what, || (0..ENTRIES).for_each(|number| run(&mut map, number)));
        // Shared before, and new entries in leaves whose other entries are shared.
        let mut map = self::map::<B, L>(shape);
        let base = map.clone();
        for number in ENTRIES..2 * ENTRIES {
            map.put(Counted::of(number), Counted::of(number));
        }
        for number in ENTRIES..ENTRIES + ENTRIES / 2 {
            clones(0, what, || run(&mut map, number));
        }
        verify(&[&map, &base]);
        drop(base);
        for number in (0..ENTRIES).chain(ENTRIES + ENTRIES / 2..2 * ENTRIES) {
            clones(0, what, || run(&mut map, number));
        }
        assert!(map.is_empty());
    }
}

#[test]
fn an_entry_that_is_taken_is_moved_if_none_holds_it() {
    hold_for_shared_entries!(taking_moves_what_none_holds, SPARSE);
}

#[test]
fn an_entry_that_is_taken_from_a_collision_node_is_moved_if_none_holds_it() {
    hold_for_shared_entries!(taking_moves_what_none_holds, CROWDED);
}

/// A way through all entries, and how many came.
type Walk<B, L> = (&'static str, fn(Map<B, L>) -> usize);

fn going_through_all_clones_what_others_hold<B: Body, L: Copies<(Key<B>, Value<B>)>>(shape: Shape) {
    // All shared, all the map's own, and some of both: 10 replaced, 5 added, 3 taken out.
    let unshared = || map::<B, L>(shape);
    let partly = |base: &Map<B, L>| {
        let mut map = base.clone();
        for number in (0..10).chain(500..505) {
            map.put(Counted::of(number), Counted::of(number));
        }
        (20..23).for_each(|number| assert!(map.discard(&Number(number))));
        map
    };
    let (len, shared) = (ENTRIES + 5 - 3, ENTRIES - 10 - 3);

    let walks: [Walk<B, L>; 6] = [
        ("iter_mut", |mut map| map.iter_mut().count_by_steps()),
        ("values_mut", |mut map| map.values_mut().count_by_steps()),
        ("a loop over &mut", |mut map| (&mut map).into_iter().count_by_steps()),
        ("into_iter", |map| map.into_iter().count_by_steps()),
        ("into_keys", |map| map.into_keys().count_by_steps()),
        ("into_values", |map| map.into_values().count_by_steps()),
    ];
    for (what, walk) in walks {
        let base = unshared();
        assert_eq!(clones(ENTRIES, what, || walk(base.clone())) as u64, ENTRIES);
        let map = partly(&base);
        assert_eq!(clones(len, what, || walk(map.clone())) as u64, len);
        verify(&[&base, &map]);
        assert_eq!(clones(shared, what, || walk(map)) as u64, len);
        assert_eq!(clones(0, what, || walk(base)) as u64, ENTRIES);
        // The others are gone before.
        let base = unshared();
        let map = partly(&base);
        drop(base);
        assert_eq!(clones(0, what, || walk(map)) as u64, len);
    }
    // A walk that stops has cloned what it came to.
    let mut map = unshared();
    let base = map.clone();
    clones(30, "the beginning of iter_mut", || assert_eq!(map.iter_mut().take(30).count_by_steps(), 30));
    clones(0, "the same again", || assert_eq!(map.iter_mut().take(30).count_by_steps(), 30));
    clones(ENTRIES - 30, "the rest", || assert_eq!(map.iter_mut().count_by_steps() as u64, ENTRIES));
    clones(30, "the beginning of into_iter", || assert_eq!(base.clone().into_iter().take(30).count_by_steps(), 30));
    clones(0, "the beginning of into_iter", || assert_eq!(map.into_iter().take(30).count_by_steps(), 30));
    clones(0, "the beginning of into_iter", || assert_eq!(base.into_iter().take(30).count_by_steps(), 30));
}

/// Counts by `next`: `count` of these iterators goes nowhere.
trait Steps: Iterator + Sized {
    fn count_by_steps(self) -> usize {
        self.fold(0, |count, _| count + 1)
    }
}

impl<I: Iterator> Steps for I {}

#[test]
fn going_through_all_entries_clones_those_that_others_hold() {
    hold_for_shared_entries!(going_through_all_clones_what_others_hold, shapes());
}

type Set<B, L> = HashSet<Key<B>, Shape, ChildrenPool, L>;

fn sets_clone_what_they_give_away<B: Body, L: Copies<Key<B>>>(shape: Shape) {
    assert!(<L as Layout<Key<B>>>::SHARED);
    let key = Key::<B>::of;
    let mut set: Set<B, L> = HashSet::with_layout_in(shape, ChildrenPool);
    let mut history = Vec::new();
    clones(0, "building", || {
        for number in 0..ENTRIES {
            assert!(set.insert(key(number)));
            assert!(!set.insert(key(number)));
            history.push(set.clone());
            history.push(set.update(key(number + 500)).without(&Number(number / 2)));
            assert!(history[0].without(&Number(9)).ptr_eq(&history[0]));
        }
    });
    let full = set.clone();
    clones(0, "remove and retain", || {
        for number in 0..ENTRIES / 2 {
            assert!(set.remove(&Number(number)));
            assert!(!set.remove(&Number(number)));
            history.push(set.clone());
        }
        set.retain(|element| element.0.number() % 3 == 0);
        assert!(full.iter().all(|element| full.contains(element)));
        assert!(set != full);
    });
    for set in &history {
        set.check();
    }
    HashSet::check_counts(history.iter().chain([&set, &full]));
    clones(0, "drop", || drop((history, set)));

    let mut set = full.clone();
    for number in 0..ENTRIES / 2 {
        clones_of([1, 0], "replace", || assert_eq!(set.replace(key(number)), Some(key(number))));
        clones(0, "replace of one's own", || assert_eq!(set.replace(key(number)), Some(key(number))));
        clones_of([1, 0], "take", || {
            assert_eq!(set.take(&Number(number + ENTRIES / 2)), Some(key(number + ENTRIES / 2)))
        });
    }
    clones(0, "replace of nothing", || assert_eq!(set.replace(key(777)), None));
    clones_of([ENTRIES, 0], "into_iter", || assert_eq!(full.clone().into_iter().count_by_steps() as u64, ENTRIES));
    clones(0, "into_iter", || assert_eq!(set.into_iter().count_by_steps() as u64, ENTRIES / 2 + 1));
    clones(0, "into_iter", || assert_eq!(full.into_iter().count_by_steps() as u64, ENTRIES));
}

#[test]
fn sets_clone_only_what_they_give_away_while_others_hold_it() {
    exclusive(|| {
        for shape in shapes() {
            sets_clone_what_they_give_away::<Dummy, Auto>(shape);
            sets_clone_what_they_give_away::<u64, Shared>(shape);
            sets_clone_what_they_give_away::<[u64; 9], Auto>(shape);
        }
        assert_eq!((crash::live(), crash::dropped_twice()), (0, 0), "dummies alive, and dropped twice");
    });
}

fn tables_clone_what_they_give_away<B: Body, L: Copies<Key<B>>>(shape: Shape) {
    let key = Key::<B>::of;
    let hash = |number: u64| shape.hash_one(number);
    let hasher = |entry: &Key<B>| shape.hash_one(entry.0.number());
    let is = |number: u64| move |entry: &Key<B>| entry.0.number() == number;
    let mut table: HashTable<Key<B>, ChildrenPool, L> = HashTable::new_in(ChildrenPool);
    let mut history = Vec::new();
    clones(0, "building", || {
        for number in 0..ENTRIES {
            match number % 3 {
                0 => assert!(table.put(hash(number), is(number), key(number), hasher)),
                1 => assert_eq!(table.insert_unique(hash(number), key(number), hasher).0.number(), number),
                _ => drop(table.entry(hash(number), is(number), hasher).or_insert_with(|| key(number))),
            }
            history.push(table.clone());
            assert!(!table.put(hash(number / 2), is(number / 2), key(number / 2), hasher));
            history.push(table.update(hash(number), is(number), key(number), hasher));
            history.push(table.update(hash(number + 500), is(number + 500), key(number + 500), hasher));
            history.push(table.without(hash(number / 3), is(number / 3)));
        }
    });
    let full = table.clone();
    clones(0, "discard and retain", || {
        for number in 0..ENTRIES / 2 {
            assert!(table.discard(hash(number), is(number)));
            assert!(!table.discard(hash(number), is(number)));
            history.push(table.clone());
        }
        table.retain_ref(|entry| entry.0.number() % 3 == 0);
        assert!(full.iter().all(|entry| full.find(hasher(entry), is(entry.0.number())).is_some()));
    });
    for table in &history {
        table.check(hasher);
    }
    HashTable::check_counts(history.iter().chain([&table, &full]));
    clones(0, "drop", || drop((history, table)));

    let mut table = full.clone();
    for number in 0..ENTRIES / 2 {
        let last = ENTRIES - 1 - number;
        clones_of([1, 0], "find_mut", || table.find_mut(hash(number), is(number)).unwrap().0 = B::of(number));
        clones(0, "find_mut of one's own", || table.find_mut(hash(number), is(number)).unwrap().0 = B::of(number));
        clones_of([1, 0], "remove", || assert_eq!(table.remove(hash(last), is(last)), Some(key(last))));
        let Ok(mut entry) = table.find_entry(hash(number), is(number)) else { unreachable!() };
        clones(0, "a borrow of one's own", || entry.get_mut().0 = B::of(number));
    }
    clones_of([ENTRIES, 0], "iter_mut", || assert_eq!(full.clone().iter_mut().count_by_steps() as u64, ENTRIES));
    clones_of([ENTRIES, 0], "into_iter", || assert_eq!(full.clone().into_iter().count_by_steps() as u64, ENTRIES));
    clones(0, "into_iter", || assert_eq!(table.into_iter().count_by_steps() as u64, ENTRIES / 2));
    clones(0, "into_iter", || assert_eq!(full.into_iter().count_by_steps() as u64, ENTRIES));
}

#[test]
fn tables_clone_only_what_they_give_away_while_others_hold_it() {
    exclusive(|| {
        for shape in shapes() {
            tables_clone_what_they_give_away::<Dummy, Auto>(shape);
            tables_clone_what_they_give_away::<u64, Shared>(shape);
            tables_clone_what_they_give_away::<[u64; 9], Auto>(shape);
        }
        assert_eq!((crash::live(), crash::dropped_twice()), (0, 0), "dummies alive, and dropped twice");
    });
}

thread_local! {
    static MADE: Cell<u64> = const { Cell::new(0) };
    static DROPPED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Something that cannot be cloned, and that notes by its own number when it is dropped.
#[derive(Debug)]
struct Single {
    number: u64,
    own: u64,
}

impl Single {
    fn new(number: u64) -> Single {
        let own = MADE.get();
        MADE.set(own + 1);
        Single { number, own }
    }
}

impl Drop for Single {
    fn drop(&mut self) {
        DROPPED.with_borrow_mut(|dropped| dropped.push(self.own));
    }
}

impl PartialEq for Single {
    fn eq(&self, other: &Single) -> bool {
        self.number == other.number
    }
}

impl Eq for Single {}

impl Hash for Single {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl Equivalent<Single> for Number {
    fn equivalent(&self, key: &Single) -> bool {
        self.0 == key.number
    }
}

/// A collection of things that cannot be cloned.
trait Holder: Clone {
    fn new(shape: Shape) -> Self;
    fn set(&mut self, number: u64);
    fn update(&self, number: u64) -> Self;
    fn discard(&mut self, number: u64);
    fn without(&self, number: u64) -> Self;
    fn retain(&mut self, keep: fn(u64) -> bool);
    /// The own numbers of all that it holds.
    fn held(&self) -> Vec<u64>;
    fn check(all: &[Option<Self>]);
}

impl Holder for SharedMap<Single, Single, Shape> {
    fn new(shape: Shape) -> Self {
        HashMap::with_layout_in(shape, ChildrenPool)
    }

    fn set(&mut self, number: u64) {
        SharedMap::put(self, Single::new(number), Single::new(number));
    }

    fn update(&self, number: u64) -> Self {
        SharedMap::update(self, Single::new(number), Single::new(number))
    }

    fn discard(&mut self, number: u64) {
        SharedMap::discard(self, &Number(number));
    }

    fn without(&self, number: u64) -> Self {
        SharedMap::without(self, &Number(number))
    }

    fn retain(&mut self, keep: fn(u64) -> bool) {
        SharedMap::retain_ref(self, |key, _| keep(key.number));
    }

    fn held(&self) -> Vec<u64> {
        self.iter().flat_map(|(key, value)| [key.own, value.own]).collect()
    }

    fn check(all: &[Option<Self>]) {
        all.iter().flatten().for_each(SharedMap::check);
        SharedMap::check_counts(all.iter().flatten());
    }
}

impl Holder for HashSet<Single, Shape, ChildrenPool, Shared> {
    fn new(shape: Shape) -> Self {
        HashSet::with_layout_in(shape, ChildrenPool)
    }

    fn set(&mut self, number: u64) {
        self.insert(Single::new(number));
    }

    fn update(&self, number: u64) -> Self {
        HashSet::update(self, Single::new(number))
    }

    fn discard(&mut self, number: u64) {
        self.remove(&Number(number));
    }

    fn without(&self, number: u64) -> Self {
        HashSet::without(self, &Number(number))
    }

    fn retain(&mut self, keep: fn(u64) -> bool) {
        HashSet::retain(self, |element| keep(element.number));
    }

    fn held(&self) -> Vec<u64> {
        self.iter().map(|element| element.own).collect()
    }

    fn check(all: &[Option<Self>]) {
        all.iter().flatten().for_each(HashSet::check);
        HashSet::check_counts(all.iter().flatten());
    }
}

/// A table with the shape that hashes its entries.
#[derive(Clone)]
struct Table(HashTable<Single, ChildrenPool, Shared>, Shape);

impl Table {
    fn hasher(&self) -> impl Fn(&Single) -> u64 + use<> {
        let shape = self.1;
        move |entry| shape.hash_one(entry.number)
    }
}

impl Holder for Table {
    fn new(shape: Shape) -> Self {
        Table(HashTable::new_in(ChildrenPool), shape)
    }

    fn set(&mut self, number: u64) {
        let hasher = self.hasher();
        self.0.put(self.1.hash_one(number), |entry| entry.number == number, Single::new(number), hasher);
    }

    fn update(&self, number: u64) -> Self {
        let hash = self.1.hash_one(number);
        Table(self.0.update(hash, |entry| entry.number == number, Single::new(number), self.hasher()), self.1)
    }

    fn discard(&mut self, number: u64) {
        self.0.discard(self.1.hash_one(number), |entry| entry.number == number);
    }

    fn without(&self, number: u64) -> Self {
        Table(self.0.without(self.1.hash_one(number), |entry| entry.number == number), self.1)
    }

    fn retain(&mut self, keep: fn(u64) -> bool) {
        self.0.retain_ref(|entry| keep(entry.number));
    }

    fn held(&self) -> Vec<u64> {
        self.0.iter().map(|entry| entry.own).collect()
    }

    fn check(all: &[Option<Self>]) {
        all.iter().flatten().for_each(|table| table.0.check(table.hasher()));
        HashTable::check_counts(all.iter().flatten().map(|table| &table.0));
    }
}

/// Sees that exactly what no version holds was dropped, once.
fn verify_drops<H: Holder>(versions: &[Option<H>]) {
    H::check(versions);
    let held: BTreeSet<u64> = versions.iter().flatten().flat_map(H::held).collect();
    let mut dropped = DROPPED.with_borrow(Vec::clone);
    dropped.sort_unstable();
    let expected: Vec<u64> = (0..MADE.get()).filter(|own| !held.contains(own)).collect();
    assert_eq!(dropped, expected, "what was dropped is what no version holds");
}

/// What a version does to differ from the one it was forked from.
fn diverge<H: Holder>(version: &mut H, kind: usize) {
    match kind {
        0 => (100..130).for_each(|number| version.set(number)),
        1 => {
            for number in (0..40).step_by(3) {
                *version = version.update(number).without(number + 1).update(number + 200);
            }
        }
        2 => (0..34).for_each(|number| version.discard(number)),
        _ => {
            version.retain(|number| number % 4 != 1);
            (0..10).for_each(|number| version.set(number));
        }
    }
}

fn each_is_dropped_once<H: Holder>() {
    const LINEAGES: [&[usize]; 8] =
        [&[0, 0], &[0, 1], &[0, 0, 0], &[0, 0, 1], &[0, 0, 2], &[0, 1, 0], &[0, 1, 1], &[0, 1, 2]];
    exclusive(|| {
        for shape in shapes() {
            for (lineage, parents) in LINEAGES.into_iter().enumerate() {
                for (number, order) in permutations(parents.len() + 1).into_iter().enumerate() {
                    MADE.set(0);
                    DROPPED.with_borrow_mut(Vec::clear);
                    let mut base = H::new(shape);
                    (0..40).chain(0..5).for_each(|number| base.set(number));
                    let mut versions = vec![Some(base)];
                    for (child, &parent) in parents.iter().enumerate() {
                        let mut version = versions[parent].clone();
                        version.iter_mut().for_each(|version| diverge(version, (child + lineage + number) % 4));
                        versions.push(version);
                    }
                    // The oldest goes on as well.
                    versions[0].iter_mut().for_each(|base| diverge(base, (lineage + 3 * number) % 4));
                    verify_drops(&versions);
                    for gone in order {
                        versions[gone] = None;
                        verify_drops(&versions);
                    }
                    assert_eq!(DROPPED.with_borrow(Vec::len) as u64, MADE.get(), "all went");
                }
            }
        }
    });
}

#[test]
fn keys_and_values_that_are_not_clone_are_dropped_once_with_their_last_version() {
    each_is_dropped_once::<SharedMap<Single, Single, Shape>>();
}

#[test]
fn elements_that_are_not_clone_are_dropped_once_with_their_last_version() {
    each_is_dropped_once::<HashSet<Single, Shape, ChildrenPool, Shared>>();
}

#[test]
fn table_entries_that_are_not_clone_are_dropped_once_with_their_last_version() {
    each_is_dropped_once::<Table>();
}

#[test]
fn a_mutex_is_one_mutex_in_all_versions_that_hold_it() {
    exclusive(|| {
        let mut counters: SharedMap<u64, Mutex<u64>> = SharedMap::default();
        for number in 0..ENTRIES {
            assert!(counters.put(number, Mutex::new(0)));
        }
        let snapshot = counters.clone();
        let without = counters.without(&3);
        assert!(!counters.put(5, Mutex::new(1000)));
        std::thread::scope(|scope| {
            for map in [&counters, &snapshot, &without] {
                scope.spawn(|| map.values().for_each(|counter| *counter.lock().unwrap() += 1));
            }
        });
        let read = |map: &SharedMap<u64, Mutex<u64>>, number| map.get(&number).map(|counter| *counter.lock().unwrap());
        assert_eq!((read(&counters, 7), read(&snapshot, 7), read(&without, 7)), (Some(3), Some(3), Some(3)));
        assert_eq!((read(&counters, 3), read(&snapshot, 3), read(&without, 3)), (Some(2), Some(2), None));
        assert_eq!((read(&counters, 5), read(&snapshot, 5), read(&without, 5)), (Some(1001), Some(2), Some(2)));
        drop(snapshot);
        counters.retain_ref(|_, counter| *counter.lock().unwrap() > 3);
        assert_eq!((counters.len(), without.len() as u64), (1, ENTRIES - 1));
        SharedMap::check_counts([&counters, &without]);
    });
}

#[test]
fn a_cell_is_one_cell_in_all_versions_that_hold_it() {
    exclusive(|| {
        let mut map: SharedMap<u64, Cell<u64>, Shape> = SharedMap::with_layout_in(Shape::Identity, ChildrenPool);
        (0..ENTRIES).for_each(|number| assert!(map.put(number, Cell::new(number))));
        let other = map.update(ENTRIES, Cell::new(0)).update(1, Cell::new(0));
        map[&0].set(777);
        map[&1].set(777);
        assert_eq!((other[&0].get(), other[&1].get()), (777, 0));
        assert!(map.discard(&0) && !map.discard(&0));
        assert_eq!(other[&0].get(), 777);
        map.retain_ref(|_, cell| cell.get() == 777);
        assert_eq!(map.iter().map(|(key, cell)| (*key, cell.get())).collect::<Vec<_>>(), [(1, 777)]);
        map.check();
        other.check();
        SharedMap::check_counts([&map, &other]);
        drop(map);
        assert_eq!(other.len() as u64, ENTRIES + 1);
    });
}

#[test]
fn a_table_holds_what_is_not_clone() {
    /// A session, which must not be there twice.
    struct Session {
        id: u64,
        requests: Cell<u64>,
    }

    exclusive(|| {
        let hash = |id: u64| Shape::Mixed.hash_one(id);
        let hasher = |session: &Session| hash(session.id);
        let mut sessions: HashTable<Session, ChildrenPool, Shared> = HashTable::default();
        for id in 0..ENTRIES {
            let session = Session { id, requests: Cell::new(0) };
            assert!(sessions.put(hash(id), |session| session.id == id, session, hasher));
        }
        let before = sessions.clone();
        let closed = sessions.without(hash(8), |session| session.id == 8);
        sessions.insert_unique(hash(500), Session { id: 500, requests: Cell::new(9) }, hasher);
        sessions.iter().for_each(|session| session.requests.set(session.requests.get() + 1));
        let requests = |table: &HashTable<Session, _, _>, id| {
            table.find(hash(id), |session| session.id == id).map(|session| session.requests.get())
        };
        assert_eq!((requests(&before, 8), requests(&closed, 8), requests(&sessions, 500)), (Some(1), None, Some(10)));
        sessions.retain_ref(|session| session.requests.get() > 1);
        assert_eq!((sessions.len(), before.len() as u64, closed.len() as u64), (1, ENTRIES, ENTRIES - 1));
        HashTable::check_counts([&sessions, &before, &closed]);
    });
}
