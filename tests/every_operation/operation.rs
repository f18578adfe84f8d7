//! A row of the table: an operation, and what it may leave behind when it does not come to its end.

use crate::world::World;
use hamtrie::OutOfMemory;
use std::fmt::Debug;

/// What the receiver may have when the operation did not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaves {
    /// What it had. Also if it does.
    Same,
    /// What it had, or what it has after the operation.
    Either,
    /// Some of the changes.
    Between,
    /// As `Between`, without an entry that was out of it.
    Less,
    /// What it had, or nothing.
    Taken,
}

/// What runs it.
#[derive(Debug)]
pub(crate) enum Act<C> {
    /// When there is no memory, the process ends.
    Sure(fn(&mut World<C>)),
    /// When there is no memory, it has not happened.
    Fallible(fn(&mut World<C>) -> Result<(), OutOfMemory>),
}

#[derive(Debug)]
pub(crate) struct Operation<C> {
    /// The names of what is run, with `+` between them.
    pub(crate) names: &'static str,
    pub(crate) leaves: Leaves,
    pub(crate) act: Act<C>,
}

/// An operation of which the library does not tell that there is no memory.
pub(crate) fn op<C>(names: &'static str, leaves: Leaves, act: fn(&mut World<C>)) -> Operation<C> {
    Operation { names, leaves, act: Act::Sure(act) }
}

/// An operation that tells when there is no memory.
pub(crate) fn fallible<C>(
    names: &'static str,
    leaves: Leaves,
    act: fn(&mut World<C>) -> Result<(), OutOfMemory>,
) -> Operation<C> {
    Operation { names, leaves, act: Act::Fallible(act) }
}

/// Writes something with `Debug`. Gives no string back, which the compiler would forget if a drop panicked after that.
pub(crate) fn show(value: &impl Debug) {
    assert!(format!("{value:?}").len() > 9);
}

impl<C> Operation<C> {
    /// Runs it where there is memory.
    pub(crate) fn run(&self, world: &mut World<C>) {
        match self.act {
            Act::Sure(act) => act(world),
            Act::Fallible(act) => act(world).expect("there is memory"),
        }
    }

    /// The names of the public functions and traits that it runs.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + use<C> {
        self.names.split(" + ")
    }
}
