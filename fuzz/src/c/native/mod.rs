//! Programs for `hamtrie.h`.

mod map;
mod op;

use super::sys::{self, Algebra, Config, ERROR_ARGUMENT, ERROR_CONFIG, ERROR_MEMORY, ERROR_STOPPED, Entry, OK};
use super::world::{self, World, key_of, payload};
use crate::bytes::Bytes;
use crate::model::{KEYS, Model};
use crate::ops::rules::{Choice, rule};
use crate::ops::step::{Derive, Edit, VERSIONS};
use map::{Answers, Map, Visit};
use op::{OPS, Op};
use std::cell::RefCell;
use std::ffi::{c_int, c_void};
use std::ptr;

thread_local! {
    /// What callbacks use: no call is ever about it.
    static SPARE: RefCell<Option<(Map, bool)>> = const { RefCell::new(None) };
}

/// What a callback may do: anything with another handle.
fn enter() {
    SPARE.with_borrow(|spare| {
        let Some((spare, owned)) = spare else { return };
        let Ok(mut other) = spare.retain() else { return };
        let len = other.len();
        let had = other.get(5).is_some();
        let replaced = other.set(entry(*owned, 5, 200), None);
        let right = replaced == Ok(had) && other.get(5) == Some(200) && spare.get(5).is_some() == had;
        let right = right && spare.len() == len && other.content(3).len() == len + usize::from(!had);
        let removed = other.remove(5, None);
        if !right || removed != Ok(true) || spare.equal(&other, true) != Ok(!had) {
            World::with(|world| world.wrong("a callback that uses another handle got wrong answers"));
        }
    });
}

/// A key and a value, to be handed over if maps own them.
fn entry(owned: bool, key: u8, value: u8) -> (*mut c_void, *mut c_void) {
    if owned {
        World::with(|world| world.hand_over(key, value))
    } else {
        (world::key_pointer(key), world::pointer(value))
    }
}

/// A configuration.
fn config(kind: Kind) -> Config {
    Config {
        size: size_of::<Config>(),
        ctx: ptr::null_mut(),
        hash: Some(world::hash),
        eq: Some(world::eq),
        key_free: kind.owns_keys.then_some(world::key_free as _),
        value_free: kind.owns_values.then_some(world::value_free as _),
        alloc: kind.allocates.then_some(world::alloc as _),
        dealloc: kind.allocates.then_some(world::dealloc as _),
    }
}

/// What a program may choose about its maps.
#[derive(Clone, Copy, Debug)]
struct Kind {
    owns_keys: bool,
    owns_values: bool,
    allocates: bool,
    /// Whether values are compared by a function.
    compares: bool,
}

impl Kind {
    fn of(bits: u8) -> Kind {
        let owns = bits & 1 != 0;
        Kind {
            owns_keys: owns && bits & 24 != 8,
            owns_values: owns && bits & 24 != 16,
            allocates: bits & 2 != 0,
            // Values that are handed over are all different pointers.
            compares: owns || bits & 4 != 0,
        }
    }
}

/// Runs a program.
pub(super) fn run(bits: u8, mut bytes: Bytes<'_>, spoil: impl FnOnce(&mut [Model])) {
    let kind = Kind::of(bits);
    let config = config(kind);
    World::with(|world| world.owns(kind.owns_keys, kind.owns_values));
    let first = Map::new(&config).expect("there is memory");
    let mut program = Program {
        maps: std::array::from_fn(|_| first.new_like().expect("there is memory")),
        models: [Model::EMPTY; VERSIONS],
        owned: kind.owns_keys || kind.owns_values,
        by: kind.compares,
    };
    while !bytes.is_empty() {
        program.step(&mut bytes, &config);
        World::with(World::check);
    }
    World::with(World::disarm);
    spoil(&mut program.models);
    for (map, model) in program.maps.iter().zip(&program.models) {
        assert_eq!(map.content(8), *model, "content");
    }
    SPARE.take();
}

struct Program {
    maps: [Map; VERSIONS],
    models: [Model; VERSIONS],
    owned: bool,
    /// Whether values are compared by a function.
    by: bool,
}

/// Sees that a call failed for a reason that there is.
fn failed(status: c_int, reason: Option<c_int>) {
    let memory = World::with(World::disarm);
    assert!(Some(status) == reason || (memory && status == ERROR_MEMORY), "status {status}, expected {reason:?}");
}

impl Program {
    fn step(&mut self, bytes: &mut Bytes<'_>, config: &Config) {
        let op = bytes.choice(&OPS);
        let (versions, low) = (bytes.byte(), bytes.byte());
        let [a, b, c, d] = [0, 2, 4, 6].map(|shift| usize::from(versions >> shift) % VERSIONS);
        let value = 1 + (low >> 6) + 4 * (versions & 15);
        let edit = Edit { key: low % KEYS as u8, value, many: usize::from(value) % 32 };
        match op {
            Op::Fail => return World::with(|world| world.fail_in(edit.value % 8)),
            Op::Enter => return World::with(|world| world.enter_in(edit.key % 32, enter)),
            Op::Spare => {
                let spare = self.maps[a].retain().ok().map(|map| (map, self.owned));
                drop(SPARE.replace(spare));
            }
            Op::Set | Op::SetMany | Op::Remove | Op::RemoveMany | Op::Clear => self.change(op, a, edit),
            Op::Compare | Op::Diff | Op::ForEach => self.look(op, [a, b], edit),
            Op::Foreign => self.foreign(a, config),
            _ => self.derive(op, [a, b, c, d], edit),
        }
        World::with(World::disarm);
        for version in [a, d] {
            let (map, model) = (&self.maps[version], &self.models[version]);
            assert_eq!(map.len(), model.len(), "size after {op:?}");
            assert_eq!(map.get(edit.key), model.get(edit.key), "value of {} after {op:?}", edit.key);
        }
    }

    fn change(&mut self, op: Op, a: usize, edit: Edit) {
        match op {
            Op::Set => self.set(a, edit.key, edit.value),
            Op::SetMany => edit.keys().for_each(|key| self.set(a, key, edit.value)),
            Op::Remove => self.remove(a, edit.key),
            Op::RemoveMany => edit.keys().for_each(|key| self.remove(a, key)),
            _ => {
                assert_eq!(self.maps[a].clear(), OK);
                self.models[a] = Model::EMPTY;
            }
        }
    }

    fn set(&mut self, a: usize, key: u8, value: u8) {
        let (map, model) = (&mut self.maps[a], &mut self.models[a]);
        let mut old = Entry { key: ptr::null(), value: ptr::null_mut() };
        let asked = value % 2 == 0;
        let new = entry(self.owned, key, value);
        match map.set(new, asked.then_some(&mut old)) {
            Ok(replaced) => {
                let was = model.set(key, Some(value));
                assert_eq!(replaced, was.is_some());
                assert!(!asked || !self.owned, "nobody gets what other versions may hold");
                assert!(!asked || !replaced || (key_of(old.key), Some(payload(old.value))) == (key, was));
            }
            Err(status) => {
                World::with(|world| world.take_back(new.0));
                failed(status, (self.owned && asked).then_some(ERROR_ARGUMENT));
            }
        }
    }

    fn remove(&mut self, a: usize, key: u8) {
        let (map, model) = (&mut self.maps[a], &mut self.models[a]);
        let mut old = Entry { key: ptr::null(), value: ptr::null_mut() };
        let asked = !self.owned && key % 2 == 0;
        match map.remove(key, asked.then_some(&mut old)) {
            Ok(removed) => {
                let was = model.set(key, None);
                assert_eq!(removed, was.is_some());
                assert!(!asked || !removed || (key_of(old.key), Some(payload(old.value))) == (key, was));
            }
            Err(status) => failed(status, None),
        }
    }

    fn derive(&mut self, op: Op, [a, b, c, d]: [usize; VERSIONS], edit: Edit) {
        let of = [a, b, c];
        let ([left, right, base], models) = (of.map(|of| &self.maps[of]), of.map(|of| self.models[of]));
        let choice = Choice::new(edit.value);
        let by_rule = |op| Model::zip([&models[0], &models[1], &models[2]], |_, values| rule(op, values, choice));
        let mut answers = Answers {
            answer: i32::from(edit.value % 5),
            left: (edit.key % 8 == 0).then_some(edit.many % 8),
            value: edit.value | 128,
            owned: self.owned,
            last: if edit.key % 16 == 0 { -1 } else { 99 },
            gave_up: false,
        };
        let algebra = |operation: Algebra| left.algebra(right, operation);
        let mut model = models[0];
        let made = match op {
            Op::Update => {
                model.set(edit.key, Some(edit.value));
                let new = entry(self.owned, edit.key, edit.value);
                left.update(new).inspect_err(|_| World::with(|world| world.take_back(new.0)))
            }
            Op::Without => {
                model.set(edit.key, None);
                left.without(edit.key)
            }
            Op::Retain => left.retain(),
            Op::NewLike => {
                model = Model::EMPTY;
                left.new_like()
            }
            Op::Union => {
                model = by_rule(Derive::Union);
                algebra(sys::hamtrie_union)
            }
            Op::Intersection => {
                model = by_rule(Derive::Intersection);
                algebra(sys::hamtrie_intersection)
            }
            Op::Difference => {
                model = by_rule(Derive::Difference);
                algebra(sys::hamtrie_difference)
            }
            Op::SymmetricDifference => {
                model = by_rule(Derive::SymmetricDifference);
                algebra(sys::hamtrie_symmetric_difference)
            }
            Op::Merge => {
                model = by_rule(Derive::Merge);
                left.merge(right, self.by, &mut answers)
            }
            _ => {
                model = by_rule(Derive::Merge3);
                Map::merge3([base, left, right], self.by, &mut answers)
            }
        };
        let reason = answers.gave_up.then_some(if answers.last == -1 { ERROR_STOPPED } else { ERROR_ARGUMENT });
        match made {
            Ok(made) => {
                assert!(!answers.gave_up, "who gives up gets no map");
                assert!(op != Op::Retain || made.is_same(left), "a snapshot is the same");
                (self.maps[d], self.models[d]) = (made, model);
            }
            Err(status) => failed(status, reason),
        }
    }

    fn look(&self, op: Op, [a, b]: [usize; 2], edit: Edit) {
        let ([left, right], models) = ([&self.maps[a], &self.maps[b]], [&self.models[a], &self.models[b]]);
        let all =
            |holds: fn([Option<u8>; 2]) -> bool| (0..KEYS as u8).all(|key| holds(models.map(|model| model.get(key))));
        match op {
            Op::Compare => {
                assert_eq!(left.equal(right, self.by), Ok(models[0] == models[1]));
                assert_eq!(left.is_submap(right, self.by), Ok(all(|[a, b]| a.is_none() || a == b)));
                assert_eq!(left.is_disjoint(right), Ok(all(|[a, b]| a.is_none() || b.is_none())));
            }
            Op::Diff => {
                let differ = Model::zip(models, |_, [a, b]| {
                    let how = u8::from(b.is_some()) + 2 * u8::from(a.is_some());
                    Some(how).filter(|_| a != b)
                });
                let mut visit = Visit::new(1 + edit.many);
                let finished = left.diff(right, self.by, &mut visit);
                assert_eq!(finished, Ok(differ.len() < 1 + edit.many), "whether it saw all");
                assert_eq!(visit.calls, differ.len().min(1 + edit.many));
                let seen = Model::collect(visit.seen);
                seen.iter().for_each(|(key, how)| assert_eq!(differ.get(key), Some(how), "key {key}"));
            }
            _ => {
                let mut visit = Visit::new(1 + edit.many);
                assert_eq!(left.for_each(&mut visit), models[0].len() < 1 + edit.many);
                assert_eq!(visit.calls, models[0].len().min(1 + edit.many));
                assert_eq!(left.content(edit.many), *models[0]);
            }
        }
    }

    fn foreign(&mut self, a: usize, config: &Config) {
        World::with(World::disarm);
        let other = Map::new(config).expect("there is memory");
        let (map, model) = (&self.maps[a], &self.models[a]);
        assert_eq!(map.equal(&other, self.by), Err(ERROR_CONFIG));
        assert_eq!(map.is_disjoint(&other), Err(ERROR_CONFIG));
        assert_eq!(map.algebra(&other, sys::hamtrie_union).err(), Some(ERROR_CONFIG));
        assert_eq!(map.diff(&other, self.by, &mut Visit::new(9)), Err(ERROR_CONFIG));
        let mut null = Map::null();
        assert_eq!((null.len(), null.get(1), null.content(8)), (0, None, Model::EMPTY));
        assert_eq!(map.equal(&null, self.by), Ok(model.is_empty()));
        assert_eq!(null.is_submap(map, self.by), Ok(true));
        assert_eq!(map.algebra(&null, sys::hamtrie_union).err(), Some(ERROR_ARGUMENT));
        assert_eq!((null.clear(), null.remove(1, None)), (ERROR_ARGUMENT, Err(ERROR_ARGUMENT)));
        assert_eq!(null.retain().err(), Some(ERROR_ARGUMENT));
    }
}
