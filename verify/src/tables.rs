//! Threads that work on versions of one table: the sibling chains, their locks, and the counters of nodes, runs and handles.
//!
//! Each thread gets a version of its own and changes it, reads it, makes others of it, or drops it. The versions share nodes,
//! so that is where the threads meet. When they are done, every version that is left must have its content, all counters must
//! be right, and when the last one is dropped no node and no entry may be left.

use crate::entry::{Alive, Entry};
use crate::explore::{Model, names, sets};
use crate::quarantine::Quarantine;
use hamtrie::HashTable;
use hamtrie::layout::{Copies, Inline, Shared};
use std::collections::BTreeMap;
use std::sync::Arc;

type Table<L> = HashTable<Entry, Quarantine, L>;

/// A version and what it must contain.
struct Version<L: Copies<Entry>> {
    table: Table<L>,
    content: BTreeMap<u64, u64>,
}

/// The low bits are digits, so a key says where its entry is; the top byte is the fingerprint.
fn hash(key: u64) -> u64 {
    key | (key + 1) << 56
}

fn hash_of(entry: &Entry) -> u64 {
    hash(entry.key())
}

/// What a thread does with its version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Step {
    /// Looks an entry up: touches no counter and no link.
    Get,
    /// Changes an entry.
    Set,
    /// Adds an entry to a leaf.
    Insert,
    /// Adds an entry to a full leaf, which is divided, for which a branch becomes wider or a leaf a branch.
    Divide,
    /// Takes an entry out; where few are left, leaves merge.
    Remove,
    /// Makes another version, and keeps both.
    Update,
    /// Makes another handle, and drops the first.
    Clone,
    /// Drops the version.
    Drop,
}

const STEPS: [Step; 8] =
    [Step::Get, Step::Set, Step::Insert, Step::Divide, Step::Remove, Step::Update, Step::Clone, Step::Drop];

impl<L: Copies<Entry>> Version<L> {
    fn set(&mut self, key: u64, value: u64, alive: &Alive) {
        self.table.put(hash(key), |entry| entry.key() == key, Entry::new(key, value, alive), hash_of);
        self.content.insert(key, value);
    }

    fn take(mut self, step: Step, alive: &Alive) -> Vec<Self> {
        match step {
            Step::Get => {
                let found = self.table.find(hash(1), |entry| entry.key() == 1).map(Entry::pair);
                assert_eq!(found.map(|(_, value)| value), self.content.get(&1).copied());
            }
            Step::Set => {
                if let Some(entry) = self.table.find_mut(hash(1), |entry| entry.key() == 1) {
                    entry.set(100);
                    self.content.insert(1, 100);
                }
            }
            Step::Insert => self.set(5, 101, alive),
            Step::Divide => self.set(32, 102, alive),
            Step::Remove => {
                let removed = self.table.remove(hash(1), |entry| entry.key() == 1);
                assert_eq!(removed.as_ref().map(Entry::pair), self.content.remove_entry(&1));
            }
            Step::Update => {
                let entry = Entry::new(0, 103, alive);
                let table = self.table.update(hash(0), |entry| entry.key() == 0, entry, hash_of);
                let mut content = self.content.clone();
                content.insert(0, 103);
                return vec![self, Version { table, content }];
            }
            Step::Clone => {
                let table = self.table.clone();
                drop(std::mem::replace(&mut self.table, table));
            }
            Step::Drop => return vec![],
        }
        vec![self]
    }
}

/// How the versions are related at first.
#[derive(Clone, Copy, Debug)]
enum Kinship {
    /// Handles on one root.
    Twins,
    /// Roots of their own in one sibling chain, with children in common. The first one stays as it is.
    Siblings,
    /// The same without the first one.
    Orphans,
}

/// The keys of the first version.
#[derive(Clone, Copy, Debug)]
enum Size {
    /// One leaf, full.
    Leaf,
    /// A branch with a full leaf and one with room.
    Branch,
    /// A branch with two leaves that merge when one more entry goes.
    Sparse,
}

impl Size {
    fn keys(self) -> &'static [u64] {
        match self {
            Size::Leaf => &[0, 1, 8, 3],
            Size::Branch => &[0, 1, 8, 3, 16, 24],
            Size::Sparse => &[0, 1, 8, 3, 16],
        }
    }
}

fn versions<L: Copies<Entry>>(
    alloc: &Quarantine,
    alive: &Alive,
    size: Size,
    kinship: Kinship,
    count: usize,
) -> Vec<Version<L>> {
    let mut first = Version { table: Table::new_in(alloc.clone()), content: BTreeMap::new() };
    size.keys().iter().for_each(|&key| first.set(key, key, alive));
    if let Size::Sparse = size {
        first.table.discard(hash(16), |entry| entry.key() == 16);
        first.content.remove(&16);
    }
    // The first use of a lock is a matter of `forks`.
    let warm = first.table.clone();
    first.set(0, 9, alive);
    drop(warm);
    let copy = |version: &Version<L>| Version { table: version.table.clone(), content: version.content.clone() };
    let mut all: Vec<_> = (1..count).map(|_| copy(&first)).collect();
    all.push(first);
    if let Kinship::Siblings | Kinship::Orphans = kinship {
        for (version, value) in all.iter_mut().zip(10..) {
            version.set(0, value, alive);
        }
    }
    all
}

/// One execution: a thread per step, each with a version, and perhaps one version that none of them has.
fn execute<L: Copies<Entry> + 'static>(size: Size, kinship: Kinship, steps: &[Step])
where
    Version<L>: Send,
{
    let (alloc, alive) = (Quarantine::default(), Alive::default());
    let mut all = versions::<L>(&alloc, &alive, size, kinship, steps.len() + 1);
    let last = all.pop();
    let kept = last.filter(|_| matches!(kinship, Kinship::Siblings));
    let threads: Vec<_> = all
        .into_iter()
        .zip(steps)
        .map(|(version, &step)| {
            let alive = alive.clone();
            loom::thread::spawn(move || version.take(step, &alive))
        })
        .collect();
    let mut left: Vec<_> = kept.into_iter().collect();
    threads.into_iter().for_each(|thread| left.extend(thread.join().unwrap()));
    for Version { table, content } in &left {
        table.check(hash_of);
        let found: BTreeMap<_, _> = table.iter().map(Entry::pair).collect();
        assert_eq!(found, *content);
    }
    Table::check_counts(left.iter().map(|version| &version.table));
    drop(left);
    assert_eq!((alloc.live(), alive.count()), (0, 0), "nodes and entries that were lost");
}

fn model<L: Copies<Entry> + 'static>(layout: &str, size: Size, kinship: Kinship, steps: &[Step]) -> Model
where
    Version<L>: Send,
{
    let steps = steps.to_vec();
    Model {
        name: format!("{layout} {size:?} {kinship:?}: {}", names(&steps)),
        threads: steps.len(),
        run: Arc::new(move || execute::<L>(size, kinship, &steps)),
    }
}

/// Every set of so many steps, order aside, on every kind of table.
pub(crate) fn models(threads: usize) -> Vec<Model> {
    // Of three in a chain, one has a neighbour on either side in any case.
    let kinships: &[Kinship] = if threads == 2 {
        &[Kinship::Twins, Kinship::Siblings, Kinship::Orphans]
    } else {
        &[Kinship::Twins, Kinship::Orphans]
    };
    let mut models = vec![];
    for steps in sets(&STEPS, threads) {
        for &kinship in kinships {
            models.push(model::<Shared>("shared", Size::Leaf, kinship, &steps));
            for size in [Size::Branch, Size::Sparse] {
                models.push(model::<Inline>("inline", size, kinship, &steps));
                models.push(model::<Shared>("shared", size, kinship, &steps));
            }
        }
    }
    models
}
