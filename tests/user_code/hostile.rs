//! User code that lies, meddles, or runs at a bad time.
//!
//! Keys whose `Eq` and `Hash` answer at random; keys that, from within `hash`, `eq`, `clone` and `drop`, read, change and
//! drop other versions of the map that is being worked on; maps in thread-local variables that outlive the pool's own.
//! What lies is lost, but nothing else happens, and all memory comes back.

use crate::random::Random;
use hamtrie::layout::{Copies, Inline, Shared};
use hamtrie::pool::{self, ChildrenPool};
use hamtrie::testing::crash::{self, Dummy};
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashMap, HashSet, HashTable};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::mpsc;
use std::thread;

thread_local! {
    static RANDOM: RefCell<Random> = const { RefCell::new(Random(1)) };
}

/// A number below a bound, from this thread's sequence.
fn random(bound: u64) -> u64 {
    RANDOM.with_borrow_mut(|random| random.below(bound))
}

// ---- lies ---------------------------------------------------------------------------------------------------------

#[derive(Clone, Copy, Debug, PartialEq)]
enum Lie {
    Eq,
    Never,
    Always,
    Hash,
    Both,
}

thread_local! {
    static LIE: Cell<Lie> = const { Cell::new(Lie::Eq) };
}

/// A key that lies. The dummy in it counts.
#[derive(Clone, Debug)]
struct Liar(Dummy);

impl PartialEq for Liar {
    fn eq(&self, other: &Liar) -> bool {
        match LIE.get() {
            Lie::Eq | Lie::Both => random(2) == 0,
            Lie::Never => false,
            Lie::Always => true,
            Lie::Hash => self.0 == other.0,
        }
    }
}

impl Eq for Liar {}

impl Hash for Liar {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match LIE.get() {
            Lie::Hash | Lie::Both => random(u64::MAX).wrapping_mul(random(1 << 31)).hash(state),
            _ => self.0.hash(state),
        }
    }
}

fn lies<L: Copies<(Liar, Dummy)>>() {
    let key = |number| Liar(Dummy::new(number));
    for lie in [Lie::Eq, Lie::Never, Lie::Always, Lie::Hash, Lie::Both] {
        LIE.set(lie);
        for shape in [Shape::Mixed, Shape::Low(4), Shape::Equal, Shape::Last] {
            let mut map: HashMap<Liar, Dummy, Shape, ChildrenPool, L> = HashMap::with_layout_in(shape, ChildrenPool);
            let mut others = Vec::new();
            for step in 0..600 {
                let number = random(200);
                match random(10) {
                    0 => others.push(map.clone()),
                    1 => others.push(map.update(key(number), Dummy::new(step))),
                    2 => others.push(map.without(&key(number))),
                    3 => drop(map.remove(&key(number))),
                    4 => drop(map.entry(key(number)).or_insert_with(|| Dummy::new(step)).id()),
                    5 => drop(map.get_mut(&key(number)).map(|value| value.set_id(step))),
                    _ => drop(map.insert(key(number), Dummy::new(step))),
                }
                if others.len() > 4 {
                    others.swap_remove(random(5) as usize);
                }
            }
            assert_eq!(map.iter().count(), map.len(), "{lie:?}");
            let len = map.len();
            let mut rejected = 0;
            map.retain_ref(|key, _| {
                rejected += usize::from(key.0.id() % 2 == 0);
                key.0.id() % 2 == 1
            });
            assert_eq!(map.len(), len - rejected);
            map.values_mut().for_each(|value| value.set_id(1));
            assert!(map.values().all(|value| value.id() == 1));
            assert_eq!(
                others.iter().map(|other| other.iter().count()).sum::<usize>(),
                others.iter().map(HashMap::len).sum()
            );
            HashMap::check_counts(others.iter().chain([&map]));
            drop(others);
            assert_eq!(map.into_iter().count(), len - rejected);
            assert_eq!((crash::live(), crash::dropped_twice()), (0, 0), "{lie:?}");
        }
    }
}

#[test]
fn lying_keys_are_lost_and_nothing_else_happens() {
    exclusive(lies::<Inline>);
    exclusive(lies::<Shared>);
}

#[test]
fn a_table_survives_wrong_hashes() {
    exclusive(|| {
        let mut table: HashTable<(u64, Box<u64>)> = HashTable::new();
        for key in 0..2000 {
            let hash = random(u64::MAX);
            table.insert_unique(hash, (key, Box::new(key)), |_| random(u64::MAX));
            table.remove(random(64), |_| true);
        }
        assert_eq!(table.iter().count(), table.len());
        assert!(table.iter().all(|(key, value)| *key == **value));
        table.retain_ref(|(key, _)| key % 3 == 0);
        assert!(table.into_iter().all(|(key, value)| key == *value && key % 3 == 0));
    });
}

/// Says that it is as long as one wants.
struct Boundless<I>(I, (usize, Option<usize>));

impl<I: Iterator> Iterator for Boundless<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.1
    }
}

#[test]
fn a_wrong_size_hint_changes_nothing() {
    exclusive(|| {
        for hint in [(0, Some(0)), (usize::MAX, None), (usize::MAX, Some(usize::MAX)), (7, Some(3))] {
            let map: HashMap<u64, u64> = Boundless((0..100).map(|key| (key, key)), hint).collect();
            assert_eq!(map.len(), 100);
            let mut set: HashSet<u64> = Boundless(0..100, hint).collect();
            set.extend(Boundless(50..150, hint));
            assert_eq!(set.len(), 150);
        }
    });
}

// ---- meddling -----------------------------------------------------------------------------------------------------

/// Another version of the map that is worked on.
trait Handle {
    /// Does something with it. None if it was dropped.
    fn meddle(self: Box<Self>) -> Option<Box<dyn Handle>>;
}

thread_local! {
    static HANDLES: RefCell<Vec<Box<dyn Handle>>> = const { RefCell::new(Vec::new()) };
    static MEDDLES: Cell<bool> = const { Cell::new(false) };
    static MEDDLED: Cell<u64> = const { Cell::new(0) };
}

/// Called by user code: lets a handle do something, but not from within itself.
fn meddle() {
    if !MEDDLES.replace(false) {
        return;
    }
    let handle = HANDLES.with_borrow_mut(Vec::pop);
    if let Some(handle) = handle.and_then(Handle::meddle) {
        HANDLES.with_borrow_mut(|handles| handles.insert(0, handle));
    }
    MEDDLED.set(MEDDLED.get() + 1);
    MEDDLES.set(true);
}

/// A key or value that meddles whenever it can.
#[derive(Debug)]
struct Meddler(Box<u64>);

impl Meddler {
    fn new(number: u64) -> Meddler {
        Meddler(Box::new(number))
    }
}

impl Clone for Meddler {
    fn clone(&self) -> Meddler {
        meddle();
        Meddler::new(*self.0)
    }
}

impl Drop for Meddler {
    fn drop(&mut self) {
        meddle();
        *self.0 = u64::MAX;
    }
}

impl PartialEq for Meddler {
    fn eq(&self, other: &Meddler) -> bool {
        meddle();
        self.0 == other.0
    }
}

impl Eq for Meddler {}

impl Hash for Meddler {
    fn hash<H: Hasher>(&self, state: &mut H) {
        meddle();
        self.0.hash(state);
    }
}

type Meddled<L> = HashMap<Meddler, Meddler, Shape, ChildrenPool, L>;

impl<L: Copies<(Meddler, Meddler)> + 'static> Handle for Meddled<L> {
    fn meddle(mut self: Box<Self>) -> Option<Box<dyn Handle>> {
        let number = random(60);
        match random(9) {
            0 => return None,
            1 => assert!(self.iter().count() == self.len()),
            2 => drop(self.remove(&Meddler::new(number))),
            3 => *self = self.without(&Meddler::new(number)),
            4 => self.retain_ref(|key, _| *key.0 != number),
            5 => HANDLES.with_borrow_mut(|handles| handles.push(self.clone())),
            6 => drop(self.get(&Meddler::new(number)).map(|value| *value.0)),
            _ => drop(self.insert(Meddler::new(number), Meddler::new(random(1000)))),
        }
        if HANDLES.with_borrow(Vec::len) > 6 {
            return None;
        }
        Some(self)
    }
}

fn meddling<L: Copies<(Meddler, Meddler)> + 'static>() {
    for shape in [Shape::Mixed, Shape::Equal, Shape::High(5), Shape::Low(4)] {
        let mut map: Meddled<L> = HashMap::with_layout_in(shape, ChildrenPool);
        let mut model: BTreeMap<u64, u64> = BTreeMap::new();
        let add_handle = |map: &Meddled<L>| HANDLES.with_borrow_mut(|handles| handles.push(Box::new(map.clone())));
        for step in 0..1500 {
            if random(3) == 0 && HANDLES.with_borrow(Vec::len) < 4 {
                add_handle(&map);
            }
            let number = random(60);
            MEDDLES.set(true);
            match random(9) {
                0 => {
                    let removed = map.remove(&Meddler::new(number));
                    assert_eq!(removed.map(|value| *value.0), model.remove(&number));
                }
                1 => {
                    map = map.without(&Meddler::new(number));
                    model.remove(&number);
                }
                2 => {
                    map = map.update(Meddler::new(number), Meddler::new(step));
                    model.insert(number, step);
                }
                3 => {
                    let value = map.entry(Meddler::new(number)).or_insert_with(|| Meddler::new(step));
                    assert_eq!(*value.0, *model.entry(number).or_insert(step));
                }
                4 => {
                    if let Some(value) = map.get_mut(&Meddler::new(number)) {
                        *value.0 = step;
                        model.insert(number, step);
                    }
                }
                5 if step % 8 == 0 => {
                    map.retain_ref(|key, _| *key.0 % 7 != number % 7);
                    model.retain(|key, _| *key % 7 != number % 7);
                }
                6 if step % 8 == 0 => {
                    map.values_mut().for_each(|value| *value.0 = step);
                    model.values_mut().for_each(|value| *value = step);
                }
                7 if step % 8 == 0 => {
                    let taken: BTreeMap<u64, u64> =
                        map.clone().into_iter().map(|(key, value)| (*key.0, *value.0)).collect();
                    assert_eq!(taken, model);
                }
                _ => {
                    map.insert(Meddler::new(number), Meddler::new(step));
                    model.insert(number, step);
                }
            }
            MEDDLES.set(false);
            map.check();
            let content: BTreeMap<u64, u64> = map.iter().map(|(key, value)| (*key.0, *value.0)).collect();
            assert_eq!(content, model, "step {step}, {shape:?}");
        }
        // The last handles go while the map goes.
        add_handle(&map);
        MEDDLES.set(true);
        drop(map);
        MEDDLES.set(false);
        HANDLES.take();
    }
    assert!(MEDDLED.take() > 1000);
}

#[test]
fn a_map_bears_user_code_that_changes_other_versions() {
    exclusive(meddling::<Inline>);
    exclusive(meddling::<Shared>);
}

// ---- the end of a thread ------------------------------------------------------------------------------------------

/// Uses its map when it is dropped.
struct AtExit(HashMap<u64, String>, Option<mpsc::Sender<usize>>);

impl Drop for AtExit {
    fn drop(&mut self) {
        let before = self.0.clone();
        for key in 0..300 {
            self.0.insert(key + 100, key.to_string());
            self.0.remove(&(key / 2));
        }
        self.0.check();
        HashMap::check_counts([&self.0, &before]);
        let new: HashSet<u64> = (0..100).collect();
        let len = before.iter().filter(|(key, value)| **value == key.to_string()).count() + new.len();
        if let Some(results) = &self.1 {
            results.send(len).expect("the test waits");
        }
    }
}

thread_local! {
    static AT_EXIT: RefCell<AtExit> = const { RefCell::new(AtExit(HashMap::new(), None)) };
}

fn fill(results: mpsc::Sender<usize>) {
    AT_EXIT.with_borrow_mut(|at_exit| {
        at_exit.0.extend((0..200).map(|key| (key, key.to_string())));
        at_exit.1 = Some(results);
    });
}

#[test]
fn a_map_may_be_used_while_its_thread_ends() {
    exclusive(|| {
        let (results, received) = mpsc::channel();
        // Destructors run in the reverse order of first use: here the map's runs after the pool's,
        let first = results.clone();
        thread::spawn(move || {
            AT_EXIT.with(|_| ());
            fill(first);
        })
        .join()
        .unwrap();
        assert_eq!(received.recv(), Ok(300));
        // and here before.
        let second = results.clone();
        thread::spawn(move || {
            assert_eq!(HashSet::from([1, 2]).len(), 2);
            fill(second);
        })
        .join()
        .unwrap();
        assert_eq!(received.recv(), Ok(300));
        drop(results);
        assert_eq!(pool::stats().live_blocks, 0);
    });
}

#[test]
fn a_version_may_outlive_the_thread_that_made_it() {
    exclusive(|| {
        let base: HashMap<u64, String> = (0..500).map(|key| (key, key.to_string())).collect();
        let versions: Vec<_> = (0..8)
            .map(|number| {
                let base = base.clone();
                thread::spawn(move || base.update(number, "changed".into()).without(&(number + 100))).join().unwrap()
            })
            .collect();
        for (number, version) in versions.iter().enumerate() {
            version.check();
            assert_eq!((version.len(), version[&(number as u64)].as_str()), (499, "changed"));
        }
        HashMap::check_counts(versions.iter().chain([&base]));
        assert!(base.iter().all(|(key, value)| *value == key.to_string()));
    });
}
