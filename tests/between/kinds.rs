//! Every kind of trie with every other kind: leaves, branches of all widths, deep ones, and collision nodes, on both sides.
//!
//! Entries are pairs of a hash and a number, so that a test says where each of them goes. Of each two kinds three pairs
//! are tried: two tries with nothing in common, and versions of each in which most or some of the other was added.

use crate::sorted::Sorted;
use hamtrie::HashTable;
use hamtrie::layout::{Adopts, Copies, Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::table::{Conflict, DiffItem, Keyed, Resolution};
use hamtrie::testing::exclusive;
use std::collections::BTreeSet;

type Entry = (u64, u64);
type Table<L> = HashTable<Entry, ChildrenPool, L>;
type Model = BTreeSet<Entry>;

fn hash(entry: &Entry) -> u64 {
    entry.0
}

fn eq(one: &Entry, other: &Entry) -> bool {
    one == other
}

type Hash = fn(&Entry) -> u64;
type Eq = fn(&Entry, &Entry) -> bool;

const IDENTITY: Keyed<Hash, Eq> = Keyed { hash, eq };

/// A hash that is well mixed above the bits that tests choose.
fn top(bits: u64) -> u64 {
    bits | bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) << 56
}

/// Contents for all kinds of roots, and of nodes below them.
fn kinds() -> Vec<(&'static str, Vec<Entry>)> {
    let many = |count: u64, hash: fn(u64) -> u64| (0..count).map(|number| (hash(number), number)).collect::<Vec<_>>();
    let joined = |mut one: Vec<Entry>, other: Vec<Entry>| {
        let taken: Model = one.iter().copied().sorted_set();
        one.extend(other.into_iter().filter(|entry| !taken.contains(entry)));
        one
    };
    vec![
        ("empty", Vec::new()),
        ("one entry", many(1, |_| 5)),
        ("a leaf", many(9, top)),
        ("a full leaf", many(16, top)),
        ("a branch of 8 slots", many(60, top)),
        ("a branch of 32 slots", many(250, top)),
        ("two levels", many(1500, top)),
        ("one side only", joined(many(3, |number| top(number << 1)), many(70, |number| top(number << 1 | 1)))),
        ("a leaf beside a deep branch", joined(many(4, |number| number << 1), many(40, |number| number << 20 | 1))),
        ("the last digit", many(40, |number| number << 60)),
        ("a collision node", many(40, |_| 5)),
        ("pages and one", joined(many(17, |_| 5), many(1, |_| 5 | 1 << 63))),
        ("a collision node beside leaves", joined(many(40, |_| 5), many(20, |number| number << 1))),
        ("a collision node far down", joined(many(20, |_| 7 | 3 << 40), many(20, |number| 7 | number << 40))),
        ("two collision nodes", joined(many(30, |_| 1), many(30, |_| 9))),
        ("collision nodes in all slots", many(1200, |number| number % 64)),
    ]
}

fn build<L: Copies<Entry>>(entries: &[Entry]) -> Table<L> {
    let mut table = Table::new_in(ChildrenPool);
    entries.iter().for_each(|&entry| {
        table.insert_unique(hash(&entry), entry, hash);
    });
    table
}

fn content<L: Copies<Entry>>(table: &Table<L>) -> Model {
    let content: Model = table.iter().copied().sorted_set();
    assert_eq!(content.len(), table.len());
    content
}

/// Runs all operations on two of the live tables.
fn verify<L: Copies<Entry> + Adopts<Entry, ChildrenPool>>(what: &str, live: &[&Table<L>], [one, other]: [usize; 2]) {
    let (left, right) = (live[one], live[other]);
    let (a, b) = (content(left), content(right));
    let same = |_: &Entry, _: &Entry| true;
    assert_eq!(left.is_equal(right, &IDENTITY, same), a == b, "{what}");
    assert_eq!(left.is_subset(right, &IDENTITY, same), a.is_subset(&b), "{what}");
    assert_eq!(left.is_disjoint(right, &IDENTITY), a.is_disjoint(&b), "{what}");
    let (mut added, mut removed) = (Model::new(), Model::new());
    for item in left.diff(right, IDENTITY, same) {
        assert!(match item {
            DiffItem::Added(&entry) => added.insert(entry),
            DiffItem::Removed(&entry) => removed.insert(entry),
            DiffItem::Changed { .. } => false,
        });
    }
    assert_eq!((added, removed), (&b - &a, &a - &b), "{what}");
    let adoption = L::adoption();
    let never = |_: Conflict<'_, Entry>| -> Resolution<Entry> { panic!("no conflicts") };
    let results = [
        (left.try_union(right, &IDENTITY, adoption), &a | &b),
        (left.try_intersection(right, &IDENTITY, adoption), &a & &b),
        (left.try_difference(right, &IDENTITY, adoption), &a - &b),
        (left.try_symmetric_difference(right, &IDENTITY, adoption), &a ^ &b),
        (Table::new_in(ChildrenPool).try_merge3(left, right, &IDENTITY, adoption, same, never), &a | &b),
        (left.try_merge3(&build(&[]), right, &IDENTITY, adoption, same, never), &b - &a),
    ]
    .map(|(result, wanted)| (result.expect("there is memory"), wanted));
    for (result, wanted) in &results {
        result.check(hash);
        assert_eq!(content(result), *wanted, "{what}");
    }
    HashTable::check_counts(live.iter().copied().chain(results.iter().map(|(result, _)| result)));
}

fn all_pairs<L: Copies<Entry> + Adopts<Entry, ChildrenPool>>() {
    exclusive(|| {
        let kinds = kinds();
        for (name, entries) in &kinds {
            let left: Table<L> = build(entries);
            for (other_name, others) in &kinds {
                let what = format!("{name} with {other_name}");
                let right = build(others);
                let mut more = left.clone();
                for (index, entry) in others.iter().enumerate() {
                    match index % 3 {
                        0 => more.discard(hash(entry), |other| other == entry),
                        _ => more.put(hash(entry), |other| other == entry, *entry, hash),
                    };
                }
                let mut fewer = more.clone();
                fewer.retain_ref(|(_, number)| number % 4 != 1);
                let live = [&left, &right, &more, &fewer];
                for pair in [[0, 1], [0, 2], [2, 0], [2, 1], [3, 2], [0, 3]] {
                    verify(&what, &live, pair);
                }
            }
        }
    });
}

#[test]
fn all_kinds_of_nodes_with_inline_entries_meet() {
    all_pairs::<Inline>();
}

#[test]
fn all_kinds_of_nodes_with_shared_entries_meet() {
    all_pairs::<Shared>();
}
