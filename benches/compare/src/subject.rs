//! Libraries of different types in one list: the only dynamic call is one per pass, around the timed part.

use std::fmt;
use std::marker::PhantomData;

use crate::keys::{Input, Workload};
use crate::libs::{Label, Map, Persistent};
use crate::ops::{Pass, Task, chain, iterate, life, lookup, memory, shared};

/// A library in the comparison and the way to make its [`Subject`].
pub struct Contestant<W: Workload> {
    /// Its names and its part.
    pub label: Label,
    make: fn(&Input<W>) -> Box<dyn Subject<W>>,
    settle: fn(),
}

impl<W: Workload> fmt::Debug for Contestant<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contestant").field("label", &self.label).finish_non_exhaustive()
    }
}

impl<W: Workload> Contestant<W> {
    /// A library without cheap versions.
    pub fn plain<M: Map<W::Key, W::Value>>(label: Label) -> Self {
        Self { label, make: |input| Box::new(Plain::<W, M>::new(input)), settle: M::settle }
    }

    /// A library with cheap versions.
    pub fn persistent<M: Persistent<W::Key, W::Value>>(label: Label) -> Self {
        Self { label, make: |input| Box::new(Versioned(Plain::<W, M>::new(input))), settle: M::settle }
    }

    /// Builds the base map.
    pub fn subject(&self, input: &Input<W>) -> Box<dyn Subject<W>> {
        (self.make)(input)
    }

    /// Gives the library's spare memory back.
    pub fn settle(&self) {
        (self.settle)();
    }
}

/// A library with its base map of one size, ready to run tasks.
pub trait Subject<W: Workload> {
    /// Runs one pass; `None` where the library cannot do the task. Passes of different `turn`s use different keys.
    fn run(&self, task: Task, input: &Input<W>, turn: usize) -> Option<Pass>;
}

struct Plain<W, M> {
    base: M,
    workload: PhantomData<W>,
}

impl<W: Workload, M: Map<W::Key, W::Value>> Plain<W, M> {
    fn new(input: &Input<W>) -> Self {
        let mut base = M::new();
        for (key, value) in &input.entries {
            base.put(key.clone(), value.clone());
        }
        Self { base, workload: PhantomData }
    }
}

impl<W: Workload, M: Map<W::Key, W::Value>> Subject<W> for Plain<W, M> {
    fn run(&self, task: Task, input: &Input<W>, turn: usize) -> Option<Pass> {
        Some(match task {
            Task::Hit => lookup::hit(&self.base, input, turn),
            Task::Miss => lookup::miss(&self.base, input, turn),
            Task::Iterate => iterate::iterate::<W, M>(&self.base),
            Task::BuildAndDrop => life::build_and_drop::<W, M>(input),
            Task::BuildAndRemove => life::build_and_remove::<W, M>(input),
            Task::Memory => memory::map::<W, M>(input),
            Task::SharedInsert | Task::SharedReplace | Task::SharedRemove | Task::Chain | Task::VersionMemory => {
                return None;
            }
        })
    }
}

struct Versioned<W, M>(Plain<W, M>);

impl<W: Workload, M: Persistent<W::Key, W::Value>> Subject<W> for Versioned<W, M> {
    fn run(&self, task: Task, input: &Input<W>, turn: usize) -> Option<Pass> {
        let base = &self.0.base;
        Some(match task {
            Task::SharedInsert => shared::insert(base, input, turn),
            Task::SharedReplace => shared::replace(base, input, turn),
            Task::SharedRemove => shared::remove(base, input, turn),
            Task::Chain => chain::chain(base, input, turn),
            Task::VersionMemory => memory::versions(base, input),
            _ => return self.0.run(task, input, turn),
        })
    }
}
