//! Random programs over many live versions, against `std` collections.
//!
//! A program forks, changes, swaps and drops versions; after each step every live version has to have the content of its
//! model and valid nodes, and all counters have to be right. Programs run with every shape of hashes, for small and large
//! entries, with entries in leaves and with shared ones. A failing program is shrunk.
//!
//! `HAMTRIE_PROGRAMS=1000` runs more of them than the few that fit in a test run.

use hamtrie::layout::{Auto, Copies, Inline, Shared};
use hamtrie::map::Entry;
use hamtrie::pool::ChildrenPool;
use hamtrie::table::Entry as TableEntry;
use hamtrie::testing::oracle::Table;
use hamtrie::testing::{Shape, Subject, Versions, exclusive};
use hamtrie::{HashMap, HashSet};
use quickcheck::{Arbitrary, Gen, QuickCheck};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash};

/// The most versions that are alive at a time.
const VERSIONS: usize = 6;
/// The most steps of a program.
const STEPS: usize = 250;

#[derive(Clone, Copy, Debug)]
enum Op {
    Fork,
    Drop,
    Swap,
    Insert,
    Remove,
    RemoveEntry,
    GetMut,
    OrInsert,
    AndModify,
    OccupiedInsert,
    OccupiedRemove,
    InsertEntry,
    InsertEntryAndRemove,
    Update,
    Without,
    Retain,
    RetainAll,
    ExtractIf,
    IterMut,
    ValuesMut,
    SomeMut,
    Clear,
    Consume,
    Extend,
    RemoveMany,
    Collect,
}

const OPS: [(Op, u32); 26] = [
    (Op::Fork, 8),
    (Op::Drop, 7),
    (Op::Swap, 2),
    (Op::Insert, 16),
    (Op::Remove, 12),
    (Op::RemoveEntry, 3),
    (Op::GetMut, 5),
    (Op::OrInsert, 5),
    (Op::AndModify, 4),
    (Op::OccupiedInsert, 3),
    (Op::OccupiedRemove, 4),
    (Op::InsertEntry, 3),
    (Op::InsertEntryAndRemove, 2),
    (Op::Update, 8),
    (Op::Without, 8),
    (Op::Retain, 2),
    (Op::RetainAll, 1),
    (Op::ExtractIf, 3),
    (Op::IterMut, 1),
    (Op::ValuesMut, 1),
    (Op::SomeMut, 2),
    (Op::Clear, 1),
    (Op::Consume, 2),
    (Op::Extend, 6),
    (Op::RemoveMany, 4),
    (Op::Collect, 1),
];

#[derive(Clone, Debug)]
struct Step {
    op: Op,
    version: usize,
    key: u64,
    value: u64,
}

impl Arbitrary for Step {
    fn arbitrary(g: &mut Gen) -> Self {
        let mut ticket = u32::arbitrary(g) % OPS.iter().map(|(_, weight)| weight).sum::<u32>();
        let op = OPS.iter().find(|(_, weight)| {
            let wins = ticket < *weight;
            ticket = ticket.wrapping_sub(*weight);
            wins
        });
        let number = |g: &mut Gen| u64::from(u16::arbitrary(g));
        Step { op: op.expect("one wins").0, version: usize::from(u8::arbitrary(g)), key: number(g), value: number(g) }
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let step = self.clone();
        let numbers = (self.version, self.key, self.value).shrink();
        Box::new(numbers.map(move |(version, key, value)| Step { op: step.op, version, key, value }))
    }
}

#[derive(Clone, Debug)]
struct Program {
    shape: Shape,
    /// Keys are below this.
    keys: u64,
    steps: Vec<Step>,
}

impl Arbitrary for Program {
    fn arbitrary(g: &mut Gen) -> Self {
        let shape = *g.choose(&Shape::ALL).expect("some");
        let keys = if shape.is_crowded() { [12, 60, 150] } else { [30, 200, 1000] };
        Program { shape, keys: *g.choose(&keys).expect("some"), steps: Vec::arbitrary(g) }
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let (shape, keys) = (self.shape, self.keys);
        Box::new(self.steps.shrink().map(move |steps| Program { shape, keys, steps }))
    }
}

/// A key or value made of a number.
trait Made: Clone + Ord + Hash + Debug {
    fn of(number: u64) -> Self;
}

impl Made for u64 {
    fn of(number: u64) -> Self {
        number
    }
}

impl Made for Box<u64> {
    fn of(number: u64) -> Self {
        Box::new(number)
    }
}

impl Made for String {
    fn of(number: u64) -> Self {
        format!("number {number}, a string that needs memory of its own")
    }
}

impl Made for [u64; 25] {
    fn of(number: u64) -> Self {
        [number; 25]
    }
}

impl Made for () {
    fn of(_: u64) {}
}

/// A collection that runs programs.
trait Machine: Subject {
    fn start(shape: Shape) -> (Self, Self::Model);
    fn step(versions: &mut Versions<Self>, step: &Step, keys: u64);
    fn consume(self, model: Self::Model, most: usize);
}

fn run<M: Machine>(program: Program) {
    let (first, model) = M::start(program.shape);
    let mut versions = Versions::new(first, model, VERSIONS);
    for step in &program.steps {
        match step.op {
            Op::Fork => versions.fork(step.version),
            Op::Drop => versions.drop(step.version),
            Op::Swap => versions.swap(step.version, step.value as usize),
            _ => M::step(&mut versions, step, program.keys),
        }
        versions.verify();
    }
    for (count, (subject, model)) in versions.into_pairs().into_iter().enumerate() {
        subject.consume(model, if count % 2 == 0 { usize::MAX } else { 20 });
    }
}

fn programs<M: Machine>(count: u64) {
    let count = std::env::var("HAMTRIE_PROGRAMS").map_or(count, |text| text.parse().expect("a number"));
    exclusive(|| QuickCheck::new().rng(Gen::new(STEPS)).tests(count).quickcheck(run::<M> as fn(Program)));
}

type Map<K, V, L> = HashMap<K, V, Shape, ChildrenPool, L>;

impl<K: Made, V: Made, L: Copies<(K, V)>> Machine for Map<K, V, L> {
    fn start(shape: Shape) -> (Self, BTreeMap<K, V>) {
        (HashMap::with_layout_in(shape, ChildrenPool), BTreeMap::new())
    }

    fn step(versions: &mut Versions<Self>, step: &Step, keys: u64) {
        let key = K::of(step.key % keys);
        let value = V::of(step.value);
        let many = || (0..step.value % 40).map(|more| K::of((step.key + more) % keys));
        let (map, model) = versions.at(step.version);
        match step.op {
            Op::Fork | Op::Drop | Op::Swap => unreachable!("done by the versions"),
            Op::Insert => assert_eq!(map.insert(key.clone(), value.clone()), model.insert(key, value)),
            Op::Remove => assert_eq!(map.remove(&key), model.remove(&key)),
            Op::RemoveEntry => assert_eq!(map.remove_entry(&key), model.remove_entry(&key)),
            Op::GetMut => match (map.get_mut(&key), model.get_mut(&key)) {
                (Some(one), Some(other)) => (*one, *other) = (value.clone(), value),
                (one, other) => assert_eq!(one, other),
            },
            Op::OrInsert => {
                let one = map.entry(key.clone()).or_insert(value.clone());
                assert_eq!(one, model.entry(key).or_insert(value));
            }
            Op::AndModify => {
                let other = V::of(step.value + 1);
                let one = map.entry(key.clone()).and_modify(|old| *old = value.clone()).or_insert(other.clone());
                assert_eq!(one, model.entry(key).and_modify(|old| *old = value).or_insert(other));
            }
            Op::OccupiedInsert => {
                if let Entry::Occupied(mut entry) = map.entry(key.clone()) {
                    assert_eq!(Some(entry.get()), model.get(&key));
                    assert_eq!(Some(entry.insert(value.clone())), model.insert(key, value.clone()));
                    assert_eq!(*entry.get_mut(), value);
                }
            }
            Op::OccupiedRemove => match map.entry(key.clone()) {
                Entry::Occupied(mut entry) => {
                    if step.value % 2 == 0 {
                        assert_eq!(Some(&*entry.get_mut()), model.get(&key));
                    }
                    assert_eq!(Some(entry.remove_entry()), model.remove_entry(&key));
                }
                Entry::Vacant(entry) => {
                    assert_eq!(entry.into_key(), key);
                    assert!(!model.contains_key(&key));
                }
            },
            Op::InsertEntry => {
                let mut entry = map.entry(key.clone()).insert_entry(V::of(0));
                assert_eq!((entry.key(), entry.get()), (&key, &V::of(0)));
                *entry.get_mut() = value.clone();
                assert_eq!(*entry.into_mut(), value);
                model.insert(key, value);
            }
            Op::InsertEntryAndRemove => {
                if let Entry::Vacant(entry) = map.entry(key.clone()) {
                    assert_eq!(entry.insert_entry(value.clone()).remove_entry(), (key, value));
                }
            }
            Op::Update => {
                let (map, mut model) = (map.update(key.clone(), value.clone()), model.clone());
                model.insert(key, value);
                versions.add(step.version + 1, map, model);
            }
            Op::Without => {
                let (map, mut model) = (map.without(&key), model.clone());
                model.remove(&key);
                versions.add(step.version + 1, map, model);
            }
            Op::Retain => {
                let mut asked = 0;
                let bit = step.value % 8;
                let keeps = |value: &V| (Shape::Mixed.hash_one(value) >> bit) & 3 != 0;
                let before = map.len();
                map.retain_ref(|_, value| {
                    asked += 1;
                    keeps(value)
                });
                assert_eq!(asked, before, "retain asks about each entry once");
                model.retain(|_, value| keeps(value));
            }
            Op::ExtractIf => {
                let bit = step.value % 8;
                let selects = |value: &V| (Shape::Mixed.hash_one(value) >> bit) & 3 == 0;
                let most = if step.key % 4 == 0 { (step.key % 7) as usize } else { usize::MAX };
                let mut seen = BTreeSet::new();
                let extracted = map.extract_if(|key, value| {
                    assert!(seen.insert(key.clone()), "extract_if asks about each entry once");
                    selects(value)
                });
                let extracted: Vec<_> = extracted.take(most).collect();
                assert!(most != usize::MAX || seen.len() == model.len());
                for (key, value) in extracted {
                    assert!(selects(&value));
                    assert_eq!(model.remove(&key), Some(value));
                }
                assert!(most != usize::MAX || !model.values().any(selects));
            }
            Op::RetainAll => {
                let before = map.clone();
                map.retain_ref(|_, _| true);
                assert!(map.ptr_eq(&before), "retaining all changes nothing");
            }
            Op::IterMut => {
                assert_eq!(map.iter_mut().len(), model.len());
                let mut seen = BTreeSet::new();
                for (key, one) in &mut *map {
                    assert!(seen.insert(key.clone()), "{key:?} came twice");
                    *one = value.clone();
                }
                assert_eq!(seen.len(), model.len());
                model.values_mut().for_each(|other| *other = value.clone());
            }
            Op::ValuesMut => {
                map.values_mut().for_each(|one| *one = value.clone());
                model.values_mut().for_each(|other| *other = value.clone());
            }
            Op::SomeMut => {
                for (key, one) in map.iter_mut().take((step.value % 30) as usize) {
                    *one = value.clone();
                    model.insert(key.clone(), value.clone());
                }
            }
            Op::Clear => {
                map.clear();
                model.clear();
            }
            Op::Consume => {
                let (map, model) = (map.clone(), model.clone());
                map.consume(model, (step.value % 50) as usize);
                if step.value % 2 == 0 {
                    let pair = versions.at(step.version);
                    let (map, model) = std::mem::replace(pair, Self::start(*pair.0.hasher()));
                    map.consume(model, (step.value % 100) as usize);
                }
            }
            Op::Extend => {
                map.extend(many().map(|key| (key, value.clone())));
                model.extend(many().map(|key| (key, value.clone())));
            }
            Op::RemoveMany => many().for_each(|key| assert_eq!(map.remove(&key), model.remove(&key))),
            Op::Collect => *map = model.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        }
    }

    fn consume(self, mut model: BTreeMap<K, V>, most: usize) {
        let len = model.len();
        let mut entries = self.into_iter();
        assert_eq!(entries.len(), len);
        for (key, value) in entries.by_ref().take(most) {
            assert_eq!(model.remove(&key), Some(value));
        }
        assert_eq!(entries.len(), len.saturating_sub(most));
        assert_eq!(entries.len(), model.len());
    }
}

type Set<T, L> = HashSet<T, Shape, ChildrenPool, L>;

impl<T: Made, L: Copies<T>> Machine for Set<T, L> {
    fn start(shape: Shape) -> (Self, BTreeSet<T>) {
        (HashSet::with_layout_in(shape, ChildrenPool), BTreeSet::new())
    }

    fn step(versions: &mut Versions<Self>, step: &Step, keys: u64) {
        let element = T::of(step.key % keys);
        let many = || (0..step.value % 40).map(|more| T::of((step.key + more) % keys));
        let (set, model) = versions.at(step.version);
        match step.op {
            Op::Fork | Op::Drop | Op::Swap => unreachable!("done by the versions"),
            Op::Insert | Op::OrInsert | Op::InsertEntry => {
                assert_eq!(set.insert(element.clone()), model.insert(element));
            }
            Op::GetMut | Op::AndModify | Op::OccupiedInsert => {
                assert_eq!(set.replace(element.clone()), model.replace(element));
            }
            Op::Remove | Op::OccupiedRemove => assert_eq!(set.remove(&element), model.remove(&element)),
            Op::RemoveEntry | Op::InsertEntryAndRemove => assert_eq!(set.take(&element), model.take(&element)),
            Op::Update => {
                let (other, mut model) = (set.update(element.clone()), model.clone());
                assert_eq!(other.ptr_eq(set), !model.insert(element), "an element that is there changes nothing");
                versions.add(step.version + 1, other, model);
            }
            Op::Without => {
                let (other, mut model) = (set.without(&element), model.clone());
                assert_eq!(other.ptr_eq(set), !model.remove(&element), "an absent element changes nothing");
                versions.add(step.version + 1, other, model);
            }
            Op::Retain | Op::IterMut => {
                let keeps = |element: &T| (Shape::Mixed.hash_one(element) >> (step.value % 8)) & 3 != 0;
                set.retain(keeps);
                model.retain(keeps);
            }
            Op::ExtractIf => {
                let selects = |element: &T| (Shape::Mixed.hash_one(element) >> (step.value % 8)) & 3 == 0;
                let most = if step.key % 4 == 0 { (step.key % 7) as usize } else { usize::MAX };
                let (before, count) = (set.clone(), set.len());
                for element in set.extract_if(selects).take(most) {
                    assert!(selects(&element) && model.remove(&element), "{element:?} came twice, or was not selected");
                }
                assert!(most != usize::MAX || !model.iter().any(selects));
                assert!(model.len() < count || set.ptr_eq(&before), "extracting nothing changes nothing");
            }
            Op::RetainAll => {
                let before = set.clone();
                set.retain(|_| true);
                assert!(set.ptr_eq(&before), "retaining all changes nothing");
            }
            Op::Clear => {
                set.clear();
                model.clear();
            }
            Op::Consume | Op::SomeMut => set.clone().consume(model.clone(), (step.value % 50) as usize),
            Op::Extend | Op::ValuesMut => {
                set.extend(many());
                model.extend(many());
            }
            Op::RemoveMany => many().for_each(|element| assert_eq!(set.remove(&element), model.remove(&element))),
            Op::Collect => *set = model.iter().cloned().collect(),
        }
    }

    fn consume(self, mut model: BTreeSet<T>, most: usize) {
        let mut elements = self.into_iter();
        assert_eq!(elements.len(), model.len());
        elements.by_ref().take(most).for_each(|element| assert!(model.remove(&element)));
        assert_eq!(elements.len(), model.len());
    }
}

impl<V: Made, L: Copies<(u64, V)>> Machine for Table<V, L> {
    fn start(shape: Shape) -> (Self, BTreeMap<u64, V>) {
        (Table::new(shape), BTreeMap::new())
    }

    fn step(versions: &mut Versions<Self>, step: &Step, keys: u64) {
        let key = step.key % keys;
        let value = V::of(step.value);
        let (Table { table, shape }, model) = versions.at(step.version);
        let shape = *shape;
        let hasher = |(key, _): &(u64, V)| shape.hash_one(key);
        let hash = shape.hash_one(key);
        let eq = |(other, _): &(u64, V)| *other == key;
        let mut set = |value: &V| match table.entry(hash, eq, hasher) {
            TableEntry::Occupied(mut entry) => entry.get_mut().1 = value.clone(),
            TableEntry::Vacant(entry) => assert_eq!(entry.insert((key, value.clone())).get().1, *value),
        };
        match step.op {
            Op::Fork | Op::Drop | Op::Swap => unreachable!("done by the versions"),
            Op::Insert | Op::AndModify => {
                set(&value);
                model.insert(key, value);
            }
            Op::Extend => {
                for key in (0..step.value % 40).map(|more| (step.key + more) % keys) {
                    if let std::collections::btree_map::Entry::Vacant(entry) = model.entry(key) {
                        entry.insert(value.clone());
                        table.insert_unique(shape.hash_one(key), (key, value.clone()), hasher);
                    }
                }
            }
            Op::OrInsert | Op::InsertEntry => {
                let one = table.entry(hash, eq, hasher).or_insert_with(|| (key, value.clone()));
                assert_eq!(&one.get().1, model.entry(key).or_insert(value));
            }
            Op::InsertEntryAndRemove => {
                if let TableEntry::Vacant(entry) = table.entry(hash, eq, hasher) {
                    let mut entry = entry.insert((key, V::of(0)));
                    entry.get_mut().1 = value.clone();
                    assert_eq!(entry.remove().0, (key, value));
                }
            }
            Op::Remove | Op::RemoveEntry => {
                assert_eq!(table.remove(hash, eq).map(|(_, value)| value), model.remove(&key));
            }
            Op::OccupiedInsert | Op::OccupiedRemove => match table.entry(hash, eq, hasher) {
                TableEntry::Occupied(entry) => assert_eq!(Some(entry.remove().0.1), model.remove(&key)),
                TableEntry::Vacant(_) => assert!(!model.contains_key(&key)),
            },
            Op::GetMut => match (table.find_mut(hash, eq), model.get_mut(&key)) {
                (Some(one), Some(other)) => (one.1, *other) = (value.clone(), value),
                (one, other) => assert_eq!(one.is_some(), other.is_some()),
            },
            Op::Update => {
                let (table, mut model) = (table.update(hash, eq, (key, value.clone()), hasher), model.clone());
                model.insert(key, value);
                versions.add(step.version + 1, Table { table, shape }, model);
            }
            Op::Without => {
                let (table, mut model) = (table.without(hash, eq), model.clone());
                model.remove(&key);
                versions.add(step.version + 1, Table { table, shape }, model);
            }
            Op::Retain | Op::ExtractIf | Op::RemoveMany => {
                let keeps = |key: u64| (Shape::Mixed.hash_one(key) >> (step.value % 8)) & 3 != 0;
                table.retain_ref(|(key, _)| keeps(*key));
                model.retain(|key, _| keeps(*key));
            }
            Op::RetainAll => {
                let before = table.clone();
                table.retain_ref(|_| true);
                assert!(table.ptr_eq(&before), "retaining all changes nothing");
            }
            Op::IterMut | Op::ValuesMut | Op::SomeMut => {
                for (key, one) in table.iter_mut().take((step.value % 60) as usize) {
                    *one = value.clone();
                    model.insert(*key, value.clone());
                }
            }
            Op::Clear => {
                table.clear();
                model.clear();
            }
            Op::Consume | Op::Collect => {
                let table = table.clone();
                Table { table, shape }.consume(model.clone(), (step.value % 50) as usize);
            }
        }
    }

    fn consume(self, mut model: BTreeMap<u64, V>, most: usize) {
        let mut entries = self.table.into_iter();
        assert_eq!(entries.len(), model.len());
        entries.by_ref().take(most).for_each(|(key, value)| assert_eq!(model.remove(&key), Some(value)));
        assert_eq!(entries.len(), model.len());
    }
}

#[test]
fn maps_of_small_entries_keep_their_content() {
    programs::<Map<u64, u64, Auto>>(300);
}

#[test]
fn maps_of_small_shared_entries_keep_their_content() {
    programs::<Map<u64, u64, Shared>>(300);
}

#[test]
fn maps_of_entries_with_drop_glue_keep_their_content() {
    programs::<Map<u64, Box<u64>, Auto>>(300);
}

#[test]
fn maps_of_inline_entries_with_drop_glue_keep_their_content() {
    programs::<Map<u64, Box<u64>, Inline>>(300);
}

#[test]
fn maps_of_strings_keep_their_content() {
    programs::<Map<String, String, Auto>>(100);
}

#[test]
fn maps_of_inline_strings_keep_their_content() {
    programs::<Map<String, u64, Inline>>(100);
}

#[test]
fn maps_of_large_values_keep_their_content() {
    programs::<Map<u64, [u64; 25], Auto>>(150);
}

#[test]
fn maps_of_large_inline_values_keep_their_content() {
    programs::<Map<u64, [u64; 25], Inline>>(150);
}

#[test]
fn sets_of_small_elements_keep_their_content() {
    programs::<Set<u64, Auto>>(300);
}

#[test]
fn sets_of_small_shared_elements_keep_their_content() {
    programs::<Set<u64, Shared>>(300);
}

#[test]
fn sets_of_strings_keep_their_content() {
    programs::<Set<String, Auto>>(100);
    programs::<Set<String, Inline>>(100);
}

#[test]
fn sets_of_the_only_value_keep_their_content() {
    programs::<Set<(), Auto>>(30);
    programs::<Set<(), Shared>>(30);
}

#[test]
fn tables_of_small_entries_keep_their_content() {
    programs::<Table<u64, Auto>>(200);
    programs::<Table<(), Auto>>(50);
}

#[test]
fn tables_of_shared_entries_keep_their_content() {
    programs::<Table<u64, Shared>>(200);
    programs::<Table<Box<u64>, Auto>>(200);
}

#[test]
fn tables_of_inline_entries_with_drop_glue_keep_their_content() {
    programs::<Table<Box<u64>, Inline>>(200);
}
