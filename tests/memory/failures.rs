//! No memory: an allocator fails at the k-th allocation of a run over several live versions, for every k, once or from
//! then on. What fails has not happened, the entry comes back, and nothing leaks.

use crate::watchful::Watchful;
use hamtrie::layout::{Copies, Inline, Shared};
use hamtrie::testing::Shape;
use hamtrie::{HashTable, OutOfMemory, TryInsertError};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hash::BuildHasher;
use std::rc::Rc;

/// When to refuse.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Plan {
    Once,
    Forever,
}

impl Plan {
    /// How many allocations are refused.
    fn refused(self) -> usize {
        match self {
            Plan::Once => 1,
            Plan::Forever => usize::MAX,
        }
    }
}

/// A value that is counted, if its type can be.
trait Value: Clone + Debug {
    fn new(number: u64, token: &Rc<()>) -> Self;
    fn number(&self) -> u64;
}

impl Value for u64 {
    fn new(number: u64, _: &Rc<()>) -> Self {
        number
    }

    fn number(&self) -> u64 {
        *self
    }
}

#[derive(Clone, Debug)]
struct Counted(u64, #[allow(dead_code, reason = "is counted")] Rc<()>);

impl Value for Counted {
    fn new(number: u64, token: &Rc<()>) -> Self {
        Counted(number, Rc::clone(token))
    }

    fn number(&self) -> u64 {
        self.0
    }
}

type Table<V, L> = HashTable<(u64, V), Watchful, L>;

/// Keys of the run; the first half of them is there from the beginning.
const KEYS: u64 = 96;
const STEPS: u64 = 120;
const VERSIONS: usize = 3;

struct Run<V: Value, L: Copies<(u64, V)>> {
    shape: Shape,
    token: Rc<()>,
    versions: Vec<(Table<V, L>, BTreeMap<u64, u64>)>,
}

impl<V: Value, L: Copies<(u64, V)>> Run<V, L> {
    fn new(shape: Shape, alloc: &Watchful) -> Self {
        let token = Rc::new(());
        let hash = |entry: &(u64, V)| shape.hash_one(entry.0);
        let mut base = HashTable::new_in(alloc.clone());
        let mut model = BTreeMap::new();
        for key in 0..KEYS / 2 {
            base.insert_unique(shape.hash_one(key), (key, V::new(key, &token)), hash);
            model.insert(key, key);
        }
        let versions = (0..VERSIONS).map(|_| (base.clone(), model.clone())).collect();
        Run { shape, token, versions }
    }

    /// One step; with the same number always the same. Err if there was no memory, and then nothing has changed.
    fn step(&mut self, number: u64) -> Result<(), OutOfMemory> {
        let dice = Shape::Mixed.apply(number + 1);
        let (key, value, at) = (dice % KEYS, 1000 + number, (dice >> 32) as usize % VERSIONS);
        let to = (at + 1) % VERSIONS;
        let (shape, token) = (self.shape, &self.token);
        let (digits, eq) = (shape.hash_one(key), |entry: &(u64, V)| entry.0 == key);
        let hash = |entry: &(u64, V)| shape.hash_one(entry.0);
        let entry = (key, V::new(value, token));
        let back = |error: TryInsertError<(u64, V)>| {
            assert_eq!((error.value.0, error.value.1.number()), (key, value), "what comes back");
            OutOfMemory::from(error)
        };
        let (table, model) = &mut self.versions[at];
        match (dice >> 16) % 11 {
            0 => {
                let added = table.try_put(digits, eq, entry, hash).map_err(back)?;
                assert_eq!(added, model.insert(key, value).is_none());
            }
            1 => {
                let same_key = |old: Option<&(u64, V)>| {
                    assert_eq!(old.map(|old| old.1.number()), model.get(&key).copied());
                    (key, entry.1)
                };
                let added = table.try_put_with(digits, eq, same_key, hash).map_err(back)?;
                assert_eq!(added, model.insert(key, value).is_none());
            }
            2 => match table.find_entry(digits, eq) {
                Ok(place) => {
                    place.try_into_mut()?.1 = entry.1;
                    assert!(model.insert(key, value).is_some());
                }
                Err(place) => {
                    assert_eq!(place.try_insert(entry, hash).map_err(back)?.0, key);
                    assert!(model.insert(key, value).is_none());
                }
            },
            3 if !model.contains_key(&key) => {
                table.try_insert_unique(digits, entry, hash).map_err(back)?;
                model.insert(key, value);
            }
            3 | 4 => {
                let taken = table.try_remove(digits, eq)?;
                assert_eq!(taken.map(|(_, value)| value.number()), model.remove(&key));
            }
            5 => assert_eq!(table.try_discard(digits, eq)?, model.remove(&key).is_some()),
            6 => {
                if let Some(found) = table.try_find_mut(digits, eq)? {
                    found.1 = entry.1;
                    model.insert(key, value);
                }
            }
            7 | 8 => {
                let updated = if dice >> 60 & 1 == 0 {
                    table.try_update(digits, eq, entry, hash).map_err(back)?
                } else {
                    let same_key = |old: Option<&(u64, V)>| (old.map_or(key, |old| old.0), entry.1);
                    table.try_update_with(digits, eq, same_key, hash).map_err(back)?
                };
                let mut model = model.clone();
                model.insert(key, value);
                self.versions[to] = (updated, model);
            }
            9 => {
                let without = table.try_without(digits, eq)?;
                let mut model = model.clone();
                model.remove(&key);
                self.versions[to] = (without, model);
            }
            _ => {
                let keep = |key: u64| key % 5 != value % 5;
                if let Err(error) = table.try_retain_ref(|entry| keep(entry.0)) {
                    let left: BTreeMap<_, _> = table.iter().map(|(key, value)| (*key, value.number())).collect();
                    assert!(model.iter().all(|(key, value)| !keep(*key) || left.get(key) == Some(value)));
                    assert!(left.iter().all(|(key, value)| model.get(key) == Some(value)));
                    *model = left;
                    return Err(error);
                }
                model.retain(|key, _| keep(*key));
            }
        }
        Ok(())
    }
}

impl<V: Value, L: Copies<(u64, V)>> Run<V, L> {
    /// All versions have what they should have, and keep the invariants.
    fn check(&self) {
        for (table, model) in &self.versions {
            table.check(|entry| self.shape.hash_one(entry.0));
            assert_eq!(table.len(), model.len());
            assert!(table.iter().all(|(key, value)| model.get(key) == Some(&value.number())));
        }
        HashTable::check_counts(self.versions.iter().map(|(table, _)| table));
        let held: usize = self.versions.iter().map(|(table, _)| table.len()).sum();
        assert!(Rc::strong_count(&self.token) <= 1 + held, "no entry is there more often than versions have it");
    }
}

/// Runs with the k-th allocation failing. True if it came to that.
fn run<V: Value, L: Copies<(u64, V)>>(shape: Shape, plan: Plan, k: usize) -> bool {
    let alloc = Watchful::default();
    let mut run = Run::<V, L>::new(shape, &alloc);
    alloc.refuse_after(k, plan.refused());
    for number in 0..STEPS {
        if run.step(number).is_err() {
            assert!(alloc.refused() > 0);
            run.check();
            if plan == Plan::Once {
                run.step(number).expect("there is memory again");
            }
        }
    }
    run.check();
    let Run { token, versions, .. } = run;
    drop(versions);
    assert_eq!(Rc::strong_count(&token), 1, "each value was dropped");
    assert_eq!(alloc.live(), 0, "each block came back");
    alloc.refused() > 0
}

/// Every k of a run, each once; and from every seventh on for ever, as those runs do little.
fn every_k<V: Value, L: Copies<(u64, V)>>(shape: Shape) {
    let fails = (0..).take_while(|&k| run::<V, L>(shape, Plan::Once, k)).count();
    assert!(fails > 50, "the run is too easy: {fails} allocations");
    for k in (0..fails).step_by(7) {
        assert!(run::<V, L>(shape, Plan::Forever, k));
    }
}

#[test]
fn inline_entries_survive_a_failure_at_every_allocation() {
    for shape in [Shape::Mixed, Shape::Identity, Shape::Equal, Shape::High(5), Shape::Low(1)] {
        every_k::<u64, Inline>(shape);
        every_k::<Counted, Inline>(shape);
    }
}

#[test]
fn shared_entries_survive_a_failure_at_every_allocation() {
    for shape in [Shape::Mixed, Shape::Identity, Shape::Equal, Shape::High(5), Shape::Low(1)] {
        every_k::<Counted, Shared>(shape);
    }
}

#[test]
fn merging_is_left_out_when_there_is_no_memory_for_it() {
    let alloc = Watchful::default();
    let shape = Shape::Mixed;
    let hash = |&key: &u64| shape.hash_one(key);
    let mut table: HashTable<u64, Watchful> = HashTable::new_in(alloc.clone());
    (0..1000).for_each(|key| *table.insert_unique(hash(&key), key, hash) = key);
    alloc.refuse_all();
    for key in 0..1000 {
        assert_eq!(table.try_remove(hash(&key), |other| *other == key), Ok(Some(key)));
        table.check(hash);
    }
    assert!(table.is_empty() && alloc.refused() > 0);
    drop(table);
    assert_eq!(alloc.live(), 0);
}

#[test]
fn errors_say_what_happened_without_asking_much_of_entries() {
    struct Opaque;
    let alloc = Watchful::default();
    alloc.refuse_all();
    let mut table: HashTable<Opaque, Watchful, Shared> = HashTable::new_in(alloc);
    let Err(error) = table.try_insert_unique(7, Opaque, |_| 7) else { panic!("there is no memory") };
    assert_eq!(error.to_string(), "no memory for a node");
    assert_eq!(format!("{error:?}"), "TryInsertError { .. }");
    let boxed: Box<dyn std::error::Error> = Box::new(OutOfMemory::from(error));
    assert_eq!(boxed.to_string(), "no memory for a node");
}
