//! What is measured: figures (rows of the report) and the tasks that yield them.
//!
//! One task is one pass over fixed work and yields one or more figures; its file says what is inside the timed part.
//! Every pass also returns a checksum over its results, the same for every library that is right.
//!
//! A new operation is a function in a file here, a line in [`TASKS`], a line in [`FIGURES`], and an arm in
//! [`crate::subject`].

pub mod chain;
pub mod iterate;
pub mod life;
pub mod lookup;
pub mod memory;
pub mod shared;

use std::time::Duration;

use crate::results::{Operation, Unit};

/// A row of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Figure {
    /// Looking up keys that are there.
    Hit,
    /// Looking up keys that are not there.
    Miss,
    /// Inserting n entries into an empty map, in place.
    Build,
    /// Removing every entry, in place.
    RemoveAll,
    /// Visiting every entry.
    Iterate,
    /// Dropping a map that nobody shares.
    Drop,
    /// A version with one more entry, dropped at once.
    SharedInsert,
    /// A version with one value replaced, dropped at once.
    SharedReplace,
    /// A version with one entry less, dropped at once.
    SharedRemove,
    /// Versions with one more entry each, all kept.
    Chain,
    /// Heap bytes per entry of a map built in place.
    BytesPerEntry,
    /// Heap bytes per kept version.
    BytesPerVersion,
    /// Heap bytes of a map of one entry.
    BytesOne,
    /// Heap bytes of an empty map.
    BytesEmpty,
}

/// One map, changed in place.
const ALONE: &str = "one map, in place (ns)";

/// A map that another handle holds.
const VERSIONS: &str = "versions of a held map (ns)";

/// The heap.
const MEMORY: &str = "memory (bytes)";

/// How a figure is called.
#[derive(Debug)]
pub struct FigureInfo {
    /// The figure.
    pub figure: Figure,
    /// Its row; the id is the word for `--ops`.
    pub operation: Operation,
    /// The task that has to run for it. (Another may yield it, too.)
    pub task: Task,
}

/// All figures, in the order of the rows.
#[rustfmt::skip]
pub const FIGURES: &[FigureInfo] = &[
    row(Figure::Hit, "hit", "hit", ALONE, Task::Hit),
    row(Figure::Miss, "miss", "miss", ALONE, Task::Miss),
    row(Figure::Build, "build", "build, per insert", ALONE, Task::BuildAndDrop),
    row(Figure::RemoveAll, "remove-all", "remove all, per remove", ALONE, Task::BuildAndRemove),
    row(Figure::Iterate, "iterate", "iterate, per entry", ALONE, Task::Iterate),
    row(Figure::Drop, "drop", "drop, per entry", ALONE, Task::BuildAndDrop),
    row(Figure::SharedInsert, "insert", "insert, drop the new one", VERSIONS, Task::SharedInsert),
    row(Figure::SharedReplace, "replace", "replace, likewise", VERSIONS, Task::SharedReplace),
    row(Figure::SharedRemove, "remove", "remove, likewise", VERSIONS, Task::SharedRemove),
    row(Figure::Chain, "chain", "insert, keep every version", VERSIONS, Task::Chain),
    bytes(Figure::BytesPerEntry, "bytes", "per entry", Task::Memory),
    bytes(Figure::BytesPerVersion, "bytes-version", "per kept version", Task::VersionMemory),
    bytes(Figure::BytesOne, "bytes-one", "map of one entry", Task::Memory),
    bytes(Figure::BytesEmpty, "bytes-empty", "empty map", Task::Memory),
];

const fn row(figure: Figure, id: &'static str, title: &'static str, section: &'static str, task: Task) -> FigureInfo {
    FigureInfo { figure, operation: Operation { id, title, section, unit: Unit::Nanoseconds }, task }
}

const fn bytes(figure: Figure, id: &'static str, title: &'static str, task: Task) -> FigureInfo {
    FigureInfo { figure, operation: Operation { id, title, section: MEMORY, unit: Unit::Bytes }, task }
}

impl Figure {
    /// How this figure is called.
    pub fn info(self) -> &'static FigureInfo {
        FIGURES.iter().find(|info| info.figure == self).expect("every figure is in FIGURES")
    }
}

/// Something to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// [`lookup::hit`].
    Hit,
    /// [`lookup::miss`].
    Miss,
    /// [`iterate::iterate`].
    Iterate,
    /// [`shared::insert`].
    SharedInsert,
    /// [`shared::replace`].
    SharedReplace,
    /// [`shared::remove`].
    SharedRemove,
    /// [`chain::chain`].
    Chain,
    /// [`life::build_and_drop`].
    BuildAndDrop,
    /// [`life::build_and_remove`].
    BuildAndRemove,
    /// [`memory::map`].
    Memory,
    /// [`memory::versions`].
    VersionMemory,
}

/// All tasks, in the order in which they are run: those that only read the base map come first.
pub const TASKS: &[Task] = &[
    Task::Hit,
    Task::Miss,
    Task::Iterate,
    Task::SharedInsert,
    Task::SharedReplace,
    Task::SharedRemove,
    Task::Chain,
    Task::Memory,
    Task::VersionMemory,
    Task::BuildAndDrop,
    Task::BuildAndRemove,
];

impl Task {
    /// How many times a pass puts all entries of the map in or out, or goes through them, roughly.
    pub fn entries(self) -> f64 {
        match self {
            Self::Iterate => 0.25,
            Self::Memory | Self::BuildAndDrop => 1.0,
            Self::BuildAndRemove => 2.0,
            _ => 0.0,
        }
    }

    /// Whether the outcome is the same however often it is run.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Memory | Self::VersionMemory)
    }

    /// The word for messages.
    pub fn name(self) -> &'static str {
        FIGURES.iter().find(|info| info.task == self).map_or("?", |info| info.operation.id)
    }
}

/// An amount for a number of units: nanoseconds for lookups, bytes for entries.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// What it is a reading of.
    pub figure: Figure,
    /// Nanoseconds or bytes, in total.
    pub amount: f64,
    /// How many operations, entries or versions they are for.
    pub units: u64,
}

impl Reading {
    fn time(figure: Figure, time: Duration, units: usize) -> Self {
        Self { figure, amount: time.as_nanos() as f64, units: units as u64 }
    }

    fn bytes(figure: Figure, bytes: i64, units: usize) -> Self {
        Self { figure, amount: bytes as f64, units: units as u64 }
    }
}

/// What one pass yields.
#[derive(Debug)]
pub struct Pass {
    /// The figures.
    pub readings: Vec<Reading>,
    /// The same for every library, unless one is wrong.
    pub checksum: u64,
}

/// Folds a result into a checksum in which order matters.
fn fold(checksum: u64, result: u64) -> u64 {
    (checksum.rotate_left(5) ^ result).wrapping_mul(0x517c_c1b7_2722_0a95)
}
