//! Programs of operations on a few live versions of a map, a set or a table.
//!
//! Each version has a [`Model`] beside it. After each step the length and one key of the versions that took part are
//! compared; at the end all nodes are verified, all counters, all content, and that nothing was lost or dropped twice.
//!
//! User code may panic in any operation. What that leaves is read back: each key must have its value of before, or of
//! after. All other versions must be what they were.
//!
//! | file | what it has |
//! |---|---|
//! | `step` | the operations, and how bytes mean them |
//! | `hashing` | the hashes that a program may choose |
//! | `rules` | what operations on several versions are to do |
//! | `subject` | what programs run on |
//! | `map`, `set`, `table` | that |

pub(crate) mod hashing;
mod map;
pub(crate) mod rules;
mod set;
pub(crate) mod step;
mod subject;
mod table;

use crate::bytes::Bytes;
use crate::counted::{self, Counted, Event};
use crate::model::Model;
use crate::no_leaks::no_leaks;
use hamtrie::layout::{Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::Shape;
use hamtrie::testing::shape::Known;
use hamtrie::{HashMap, HashSet};
use hashing::SHAPES;
use step::{Op, Step, VERSIONS};
use subject::Subject;
use table::Table;

type Map<S, L> = HashMap<Counted, Counted, S, ChildrenPool, L>;
type Set<S, L> = HashSet<Counted, S, ChildrenPool, L>;

/// Runs a program.
///
/// # Panics
/// If the library is not what its model says.
pub fn run(bytes: &[u8]) {
    run_with(bytes, |_| ());
}

/// Runs a program, and changes what is expected of it before that is compared: to see that a fault is seen.
///
/// # Panics
/// As [`run`].
pub fn run_with(bytes: &[u8], spoil: impl FnOnce(&mut [Model])) {
    let mut bytes = Bytes::new(bytes);
    let kind = bytes.byte();
    let shape = bytes.choice(&SHAPES);
    no_leaks(|| {
        counted::start();
        start(kind, shape, bytes, spoil);
        counted::finish();
    });
}

fn start(kind: u8, shape: Shape, bytes: Bytes<'_>, spoil: impl FnOnce(&mut [Model])) {
    match kind % 12 {
        0 | 10 => program::<Map<Shape, Inline>>(shape, bytes, spoil),
        1 | 11 => program::<Map<Shape, Shared>>(shape, bytes, spoil),
        2 => program::<Map<Known, Inline>>(shape, bytes, spoil),
        3 => program::<Map<Known, Shared>>(shape, bytes, spoil),
        4 => program::<Set<Shape, Inline>>(shape, bytes, spoil),
        5 => program::<Set<Shape, Shared>>(shape, bytes, spoil),
        6 => program::<Set<Known, Inline>>(shape, bytes, spoil),
        7 => program::<Set<Known, Shared>>(shape, bytes, spoil),
        8 => program::<Table<Inline>>(shape, bytes, spoil),
        _ => program::<Table<Shared>>(shape, bytes, spoil),
    }
}

fn program<S: Subject>(shape: Shape, mut bytes: Bytes<'_>, spoil: impl FnOnce(&mut [Model])) {
    let mut versions = Versions::<S>::new(shape);
    let mut fuse = None;
    while !bytes.is_empty() {
        let step = Step::read(&mut bytes);
        if step.op == Op::Crash {
            fuse = Some(step.fuse());
        } else {
            versions.step(step, fuse.take());
        }
    }
    spoil(&mut versions.models);
    versions.check();
}

/// Runs it, with a panic where a fuse says so. None if it panicked.
fn attempt<R>(fuse: Option<(Event, u8)>, run: impl FnOnce() -> R) -> Option<R> {
    match fuse {
        None => Some(run()),
        Some((event, skip)) => counted::crashes(event, skip, run),
    }
}

/// The live versions, and what each must contain.
struct Versions<S> {
    handles: [S; VERSIONS],
    models: [Model; VERSIONS],
}

impl<S: Subject> Versions<S> {
    fn new(shape: Shape) -> Self {
        let first = S::first(shape);
        Versions { handles: std::array::from_fn(|_| first.stranger(shape)), models: [Model::EMPTY; VERSIONS] }
    }

    fn step(&mut self, step: Step, fuse: Option<(Event, u8)>) {
        let Step { op, versions: [a, b, c, d], edit } = step;
        let (handles, models) = (&mut self.handles, &mut self.models);
        match op {
            Op::Change(op) => {
                let before = models[a];
                let mut after = before;
                let done = attempt(fuse, || handles[a].change(op, edit, &mut after));
                models[a] = if done.is_some() { after } else { handles[a].content() };
                if done.is_none() {
                    handles[a].check();
                    let is = models[a];
                    let sound = is.is_between(&before, &after, (edit.key, edit.value));
                    assert!(sound, "after a panic in {op:?} it is {is:?}, before {before:?}, without it {after:?}");
                }
            }
            Op::Derive(op) => {
                let mut model = Model::EMPTY;
                let made = attempt(fuse, || {
                    let of = [a, b, c];
                    S::derive(of.map(|of| &handles[of]), of.map(|of| &models[of]), op, edit, &mut model)
                });
                if let Some(made) = made {
                    (handles[d], models[d]) = (made, model);
                }
            }
            Op::Consume(op) => {
                let empty = handles[a].stranger(SHAPES[usize::from(edit.key) % SHAPES.len()]);
                let handle = std::mem::replace(&mut handles[a], empty);
                let model = std::mem::replace(&mut models[a], Model::EMPTY);
                attempt(fuse, || handle.consume(op, edit, &model));
            }
            Op::Look(op) => {
                attempt(fuse, || {
                    S::look([&handles[a], &handles[b]], [&models[a], &models[b]], op, edit);
                });
            }
            Op::Swap => {
                handles.swap(a, b);
                models.swap(a, b);
            }
            Op::Check => self.check(),
            Op::Crash => unreachable!("it is about the next step"),
        }
        for version in [a, b, d] {
            let (handle, model) = (&self.handles[version], &self.models[version]);
            assert_eq!(handle.len(), model.len(), "length after {op:?}");
            assert_eq!(handle.get(edit.key), model.get(edit.key), "value of {} after {op:?}", edit.key);
        }
    }

    fn check(&self) {
        for (handle, model) in self.handles.iter().zip(&self.models) {
            handle.check();
            assert_eq!(handle.len(), model.len(), "length");
            assert_eq!(handle.content(), *model, "content");
            model.iter().for_each(|(key, value)| assert_eq!(handle.get(key), Some(value), "value of {key}"));
        }
        S::check_counts(&self.handles);
    }
}
