//! Moves of entries while their leaves, and the branches above, stand in sibling chains.
//!
//! Instead of random programs, all combinations of a few things:
//!
//! | what | which |
//! |---|---|
//! | [`Ground`] | where the keys part: at the root, in its last bit, further down, past what cells keep of a hash, nowhere |
//! | size of the base | one leaf with room, a full one, several leaves |
//! | [`Fork`] | what each version did to get nodes of its own: replaced, changed, added or took out an entry |
//! | lineage | which version each was forked from: all trees of up to four versions, and some larger ones |
//! | mover | the version that goes on; the others, in front of it and behind, have to stay as they are |
//! | [`Plan`] | what the mover does: swap-removes, growth, splits, widening, merges, narrowing, collapses |
//! | order | in which the versions go: all permutations of up to four |
//!
//! After each step every version must have valid nodes and the content of its model, and all counters must be right.
//!
//! Of four versions each order is tried for every ground, lineage, mover and plan, but not with every size and fork as
//! well. `HAMTRIE_ALL_ORDERS=1` does that too.

use crate::permutations::permutations;
use hamtrie::HashMap;
use hamtrie::layout::{Copies, Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::{Shape, Subject, exclusive};
use std::collections::BTreeMap;

/// Boxes, so that the allocator sees a value that is dropped twice, or never.
type Map<L> = HashMap<u64, Box<u64>, Shape, ChildrenPool, L>;
type Model = BTreeMap<u64, Box<u64>>;
type Version<L> = (Map<L>, Model);

/// What is needed of a layout.
trait Store: Copies<(u64, Box<u64>)> {}
impl<L: Copies<(u64, Box<u64>)>> Store for L {}

/// Where keys part.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ground {
    /// In the first bits of the first digit.
    Root,
    /// In the last two bits of the first digit and the first ones of the second.
    LastBits,
    /// One level down, under a branch with one child.
    OneDown,
    /// Two levels down, in the middle of the digit.
    TwoDown,
    /// In bits that cells do not keep, so that a split hashes the keys again.
    PastKept,
    /// In three digits of the root, and below each one level down: leaves on two levels, and empty ranges.
    Uneven,
    /// Nowhere: collision nodes.
    Nowhere,
}

const GROUNDS: [Ground; 7] = [
    Ground::Root,
    Ground::LastBits,
    Ground::OneDown,
    Ground::TwoDown,
    Ground::PastKept,
    Ground::Uneven,
    Ground::Nowhere,
];

impl Ground {
    /// The key of an index. Its bits are its hash, and the top byte is the fingerprint.
    fn key(self, index: u64) -> u64 {
        let bits = match self {
            Ground::Root | Ground::Nowhere => index,
            Ground::LastBits => index << 4,
            Ground::OneDown => index << 6,
            Ground::TwoDown => index << 15,
            Ground::PastKept => index << 34,
            Ground::Uneven => (index % 3) | ((index / 3) << 6),
        };
        bits | index << 56
    }

    fn shape(self) -> Shape {
        if self == Ground::Nowhere { Shape::Equal } else { Shape::Identity }
    }
}

/// How many entries the first version has: a leaf with room, a full one, several leaves. The last two in builds that look for
/// misuse of memory, and are slow.
const SIZES: &[u64] = if cfg!(any(pool_off, pool_asan)) { &[16, 26] } else { &[7, 12, 16, 26] };

/// How a version gets nodes of its own.
#[derive(Clone, Copy, Debug)]
enum Fork {
    /// By another value for one key, the same for all versions: one cell differs, at the same position.
    Replace,
    /// By changing the value of a key, another for each version.
    Change,
    /// By a new key, another for each version: what is at the end differs, and the capacity.
    Add,
    /// Without a key, another for each version: positions differ.
    TakeOut,
}

const FORKS: [Fork; 4] = [Fork::Replace, Fork::Change, Fork::Add, Fork::TakeOut];

/// One step of the mover.
#[derive(Clone, Copy, Debug)]
enum Step {
    Insert(u64),
    Set(u64),
    Change(u64),
    Remove(u64),
    Discard(u64),
    Retain(fn(u64) -> bool),
    ChangeAll,
}

/// What the mover does.
#[derive(Clone, Copy, Debug)]
enum Plan {
    RemoveFirst,
    RemoveMiddle,
    RemoveLast,
    /// One of each: first, last and middle, by all ways to remove and replace.
    Mix,
    /// Adds keys: leaves grow, then split, the branch widens.
    Fill,
    /// Removes all keys, first to last: leaves merge, the branch narrows, then collapses.
    Drain,
    /// Last to first.
    DrainBackwards,
    /// From both ends.
    DrainBothEnds,
    /// Splits, then merges what was split.
    Breathe,
    /// Keeps every other entry, then one, then none.
    Retain,
    /// Replaces and changes each value.
    Rewrite,
}

const PLANS: [Plan; 11] = [
    Plan::RemoveFirst,
    Plan::RemoveMiddle,
    Plan::RemoveLast,
    Plan::Mix,
    Plan::Fill,
    Plan::Drain,
    Plan::DrainBackwards,
    Plan::DrainBothEnds,
    Plan::Breathe,
    Plan::Retain,
    Plan::Rewrite,
];

/// New keys in a plan begin here.
const NEW: u64 = 60;
/// How many of them.
const MORE: u64 = 18;

impl Plan {
    fn steps(self, size: u64) -> Vec<Step> {
        let new = || NEW..NEW + MORE;
        match self {
            Plan::RemoveFirst => vec![Step::Discard(0)],
            Plan::RemoveMiddle => vec![Step::Remove(size / 2)],
            Plan::RemoveLast => vec![Step::Discard(size - 1)],
            Plan::Mix => vec![
                Step::Remove(1),
                Step::Set(size / 2),
                Step::Insert(NEW),
                Step::Discard(size - 2),
                Step::Change(size / 2 + 1),
                Step::Discard(size / 2),
                Step::Remove(NEW),
            ],
            Plan::Fill => new().map(Step::Insert).collect(),
            Plan::Drain => (0..size).map(Step::Discard).collect(),
            Plan::DrainBackwards => (0..size).rev().map(Step::Remove).collect(),
            Plan::DrainBothEnds => {
                (0..size).map(|at| Step::Discard(if at % 2 == 0 { at / 2 } else { size - 1 - at / 2 })).collect()
            }
            Plan::Breathe => new().map(Step::Insert).chain(new().map(Step::Discard)).collect(),
            Plan::Retain => {
                vec![Step::Retain(|index| index % 2 == 0), Step::Retain(|index| index == 4), Step::Retain(|_| false)]
            }
            Plan::Rewrite => (0..size)
                .map(|at| if at % 2 == 0 { Step::Set(at) } else { Step::Change(at) })
                .chain([Step::ChangeAll])
                .collect(),
        }
    }
}

/// All ways in which that many versions can have been forked from each other: the parents of all but the first.
fn lineages(count: usize) -> Vec<Vec<usize>> {
    (1..count).fold(vec![Vec::new()], |lineages, version| {
        let longer = |parents: Vec<usize>| {
            (0..version).map(move |parent| parents.iter().copied().chain([parent]).collect::<Vec<_>>())
        };
        lineages.into_iter().flat_map(longer).collect()
    })
}

/// A number that no other entry has, so that a value of another version shows.
struct Values(u64);

impl Values {
    fn next(&mut self) -> Box<u64> {
        self.0 += 1;
        Box::new(self.0)
    }
}

/// One combination, up to the order in which versions go.
#[derive(Clone, Debug)]
struct Scene {
    ground: Ground,
    size: u64,
    fork: Fork,
    parents: Vec<usize>,
    mover: usize,
    plan: Plan,
}

impl Scene {
    /// The versions before the mover moves. The first was built alone, in the order of the indices.
    fn fork<L: Store>(&self, values: &mut Values) -> Vec<Version<L>> {
        let mut base: Version<L> = (HashMap::with_layout_in(self.ground.shape(), ChildrenPool), Model::new());
        for index in 0..self.size {
            self.step(&mut base, Step::Insert(index), values);
        }
        let mut versions = vec![base];
        for (number, &parent) in self.parents.iter().enumerate() {
            let mut version = versions[parent].clone();
            let number = number as u64;
            let step = match self.fork {
                Fork::Replace => Step::Set(self.size / 3),
                Fork::Change => Step::Change(number + 1),
                Fork::Add => Step::Insert(self.size + number),
                Fork::TakeOut => Step::Discard(number + 1),
            };
            self.step(&mut version, step, values);
            versions.push(version);
        }
        versions
    }

    fn step<L: Store>(&self, (map, model): &mut Version<L>, step: Step, values: &mut Values) {
        let value = values.next();
        match step {
            Step::Insert(index) => {
                let key = self.ground.key(index);
                assert_eq!(map.insert(key, value.clone()), model.insert(key, value));
            }
            Step::Set(index) => {
                let key = self.ground.key(index);
                assert_eq!(map.put(key, value.clone()), model.insert(key, value).is_none());
            }
            Step::Change(index) => {
                let key = self.ground.key(index);
                assert_eq!(
                    map.get_mut(&key).map(|old| *old = value.clone()),
                    model.get_mut(&key).map(|old| *old = value)
                );
            }
            Step::Remove(index) => {
                let key = self.ground.key(index);
                assert_eq!(map.remove(&key), model.remove(&key));
            }
            Step::Discard(index) => {
                let key = self.ground.key(index);
                assert_eq!(map.discard(&key), model.remove(&key).is_some());
            }
            Step::Retain(keep) => {
                map.retain_ref(|&key, _| keep(key >> 56));
                model.retain(|&key, _| keep(key >> 56));
            }
            Step::ChangeAll => {
                map.values_mut().for_each(|old| *old = value.clone());
                model.values_mut().for_each(|old| *old = value.clone());
            }
        }
    }

    /// Plays the scene to the end of the plan, and calls `watch` before the first step and after each one.
    fn play<L: Store>(&self, mut watch: impl FnMut(&[Version<L>])) -> Vec<Version<L>> {
        let mut values = Values(0);
        let mut versions = self.fork(&mut values);
        watch(&versions);
        for step in self.plan.steps(self.size) {
            self.step(&mut versions[self.mover], step, &mut values);
            watch(&versions);
        }
        versions
    }

    /// Plays the scene, and lets the versions go in an order.
    fn end<L: Store>(&self, order: &[usize]) {
        let mut versions: Vec<_> = self.play::<L>(|_| ()).into_iter().map(Some).collect();
        for &number in order {
            versions[number] = None;
            verify_all(versions.iter().flatten());
        }
    }
}

fn verify_all<'v, L: Store + 'v>(versions: impl Iterator<Item = &'v Version<L>> + Clone) {
    for (map, model) in versions.clone() {
        map.verify(model);
    }
    Map::check_counts(versions.map(|(map, _)| map));
}

/// Says which scene failed.
struct Playing<'s>(&'s Scene, &'s [usize]);

impl Drop for Playing<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("in {:?}, dropped in the order {:?}", self.0, self.1);
        }
    }
}

fn run<L: Store>(scene: &Scene, orders: &[Vec<usize>]) {
    {
        let _playing = Playing(scene, &[]);
        scene.play::<L>(|versions| verify_all(versions.iter()));
    }
    for order in orders {
        let _playing = Playing(scene, order);
        scene.end::<L>(order);
    }
}

/// All scenes on some ground with these lineages; `orders` says which ones to try, given the number of a size and a fork.
fn scenes<L: Store>(ground: Ground, lineages: &[Vec<usize>], orders: impl Fn(usize) -> Vec<Vec<usize>>) {
    let mut combination = 0;
    for &size in SIZES {
        for fork in FORKS {
            let orders = orders(combination);
            combination += 1;
            for parents in lineages {
                for mover in 0..=parents.len() {
                    for plan in PLANS {
                        run::<L>(&Scene { ground, size, fork, parents: parents.clone(), mover, plan }, &orders);
                    }
                }
            }
        }
    }
}

/// Two, three and four versions on some grounds.
fn chains<L: Store>(grounds: &[Ground]) {
    let every_order = std::env::var_os("HAMTRIE_ALL_ORDERS").is_some();
    let combinations = SIZES.len() * FORKS.len();
    exclusive(|| {
        for &ground in grounds {
            for count in [2, 3] {
                scenes::<L>(ground, &lineages(count), |_| permutations(count));
            }
            scenes::<L>(ground, &lineages(4), |combination| {
                let is_due = |number: usize| every_order || number % combinations == combination;
                let numbered = permutations(4).into_iter().enumerate();
                numbered.filter(|(number, _)| is_due(*number)).map(|(_, order)| order).collect()
            });
        }
    });
}

/// Six versions in a row, in a star, and in two branches; they go in some telling orders.
fn long_chains<L: Store>() {
    let lineages = [vec![0, 1, 2, 3, 4], vec![0, 0, 0, 0, 0], vec![0, 0, 1, 2, 3]];
    let orders = [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 3, 1, 4, 0, 5], [0, 5, 1, 4, 2, 3], [1, 3, 5, 0, 2, 4]];
    exclusive(|| {
        for ground in GROUNDS {
            scenes::<L>(ground, &lineages, |combination| vec![orders[combination % orders.len()].to_vec()]);
        }
    });
}

const HALVES: ([Ground; 4], [Ground; 3]) = (
    [Ground::Root, Ground::LastBits, Ground::OneDown, Ground::TwoDown],
    [Ground::PastKept, Ground::Uneven, Ground::Nowhere],
);

#[test]
fn shared_entries_that_part_in_the_kept_half_of_their_hashes_survive_all_moves() {
    chains::<Shared>(&HALVES.0);
}

#[test]
fn shared_entries_that_part_elsewhere_or_nowhere_survive_all_moves() {
    chains::<Shared>(&HALVES.1);
}

#[test]
fn inline_entries_that_part_near_the_root_survive_all_moves() {
    chains::<Inline>(&HALVES.0);
}

#[test]
fn inline_entries_that_part_elsewhere_or_nowhere_survive_all_moves() {
    chains::<Inline>(&HALVES.1);
}

#[test]
fn shared_entries_survive_all_moves_in_long_chains() {
    long_chains::<Shared>();
}

#[test]
fn inline_entries_survive_all_moves_under_long_chains_of_branches() {
    long_chains::<Inline>();
}
