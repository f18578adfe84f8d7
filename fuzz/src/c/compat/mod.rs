//! Programs for `hamt.h`.

mod map;

use super::sys::{Allocator, HamtConfig};
use super::world::{self, World};
use crate::bytes::Bytes;
use crate::model::{KEYS, Model};
use crate::ops::step::{Edit, VERSIONS};
use map::Map;
use std::cell::RefCell;
use std::ptr;

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Set,
    SetMany,
    With,
    Remove,
    RemoveMany,
    Without,
    Iterate,
    /// No map at all.
    Null,
    /// The version that callbacks use.
    Spare,
    /// Lets an allocation of the next step fail.
    Fail,
    /// Lets a callback of the next step use the library.
    Enter,
}

const OPS: [Op; 16] = [
    Op::Set,
    Op::Null,
    Op::SetMany,
    Op::SetMany,
    Op::SetMany,
    Op::With,
    Op::With,
    Op::Remove,
    Op::RemoveMany,
    Op::Without,
    Op::Without,
    Op::Iterate,
    Op::Spare,
    Op::Fail,
    Op::Fail,
    Op::Enter,
];

thread_local! {
    /// What callbacks use: no call is ever about it.
    static SPARE: RefCell<Option<Map>> = const { RefCell::new(None) };
}

/// What a callback may do: anything with another version.
fn enter() {
    SPARE.with_borrow(|spare| {
        let Some(spare) = spare else { return };
        let (len, had) = (spare.len(), spare.get(5).is_some());
        let Some(mut other) = spare.with(5, 200) else { return };
        let right = other.get(5) == Some(200) && other.len() == len + usize::from(!had) && spare.len() == len;
        if !right || other.remove(5) != Some(200) || spare.get(5).is_some() != had {
            World::with(|world| world.wrong("a callback that uses another version got wrong answers"));
        }
    });
}

/// Runs a program. A bit says whether memory is the program's.
pub(super) fn run(bits: u8, mut bytes: Bytes<'_>, spoil: impl FnOnce(&mut [Model])) {
    let mut own =
        Allocator { malloc: Some(world::malloc), realloc: None, free: Some(world::free), ctx: ptr::null_mut() };
    let ator = if bits & 2 != 0 { &raw mut own } else { super::default_allocator() };
    let config = HamtConfig { ator, key_cmp_fn: Some(world::compare), key_hash_fn: Some(world::hash_32) };
    let mut program = Program {
        maps: std::array::from_fn(|_| Map::new(&config).expect("there is memory")),
        models: [Model::EMPTY; VERSIONS],
    };
    while !bytes.is_empty() {
        program.step(&mut bytes);
        World::with(World::check);
    }
    World::with(World::disarm);
    spoil(&mut program.models);
    for (map, model) in program.maps.iter().zip(&program.models) {
        assert_eq!(map.content(KEYS + 1), Some(*model), "content");
    }
    SPARE.take();
}

struct Program {
    maps: [Map; VERSIONS],
    models: [Model; VERSIONS],
}

/// Sees that a call failed because an allocation did.
fn failed() {
    assert!(World::with(World::disarm), "failed without a reason");
}

impl Program {
    fn step(&mut self, bytes: &mut Bytes<'_>) {
        let op = bytes.choice(&OPS);
        let (versions, low) = (bytes.byte(), bytes.byte());
        let [a, b] = [0, 2].map(|shift| usize::from(versions >> shift) % VERSIONS);
        let value = 1 + (low >> 6) + 4 * (versions >> 4);
        let edit = Edit { key: low % KEYS as u8, value, many: usize::from(value) % 32 };
        let mut model = self.models[a];
        match op {
            Op::Fail => return World::with(|world| world.fail_in(edit.value % 8)),
            Op::Enter => return World::with(|world| world.enter_in(edit.key % 32, enter)),
            Op::Spare => drop(SPARE.replace(self.maps[a].without(edit.key))),
            Op::Null => {
                let mut null = Map::null();
                assert_eq!((null.len(), null.get(1), null.remove(1), null.set(1, 1)), (0, None, None, false));
                assert!(null.with(1, 1).is_none() && null.without(1).is_none() && null.content(9).is_none());
            }
            Op::Set => self.set(a, edit.key, edit.value),
            Op::SetMany => edit.keys().for_each(|key| self.set(a, key, edit.value)),
            Op::Remove => self.remove(a, edit.key),
            Op::RemoveMany => edit.keys().for_each(|key| self.remove(a, key)),
            Op::With => {
                model.set(edit.key, Some(edit.value));
                let made = self.maps[a].with(edit.key, edit.value);
                self.put(b, made, model);
            }
            Op::Without => {
                model.set(edit.key, None);
                let made = self.maps[a].without(edit.key);
                self.put(b, made, model);
            }
            Op::Iterate => match self.maps[a].content(edit.many) {
                None => failed(),
                Some(some) => {
                    assert_eq!(some.len(), model.len().min(edit.many));
                    some.iter().for_each(|(key, value)| assert_eq!(model.get(key), Some(value)));
                }
            },
        }
        World::with(World::disarm);
        for version in [a, b] {
            let (map, model) = (&self.maps[version], &self.models[version]);
            assert_eq!(map.len(), model.len(), "size after {op:?}");
            assert_eq!(map.get(edit.key), model.get(edit.key), "value of {} after {op:?}", edit.key);
        }
    }

    fn put(&mut self, version: usize, made: Option<Map>, model: Model) {
        match made {
            Some(made) => (self.maps[version], self.models[version]) = (made, model),
            None => failed(),
        }
    }

    fn set(&mut self, a: usize, key: u8, value: u8) {
        if self.maps[a].set(key, value) {
            self.models[a].set(key, Some(value));
        } else {
            failed();
        }
    }

    fn remove(&mut self, a: usize, key: u8) {
        let wanted = self.models[a].get(key);
        let removed = self.maps[a].remove(key);
        if removed.is_none() && wanted.is_some() {
            failed();
        } else {
            assert_eq!(removed, wanted);
            self.models[a].set(key, None);
        }
    }
}
