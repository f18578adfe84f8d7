//! Verifies every invariant of a trie, and, given all live tries that share nodes, every counter.
//!
//! For tests and fuzzers, which call it after every step. Panics with what is wrong.

use super::Trie;
use crate::hash::{DIGIT_BITS, Digit, DigitRange, Fingerprint, LEVELS, Level};
use crate::layout::Layout;
use crate::node::siblings::Places;
use crate::node::view::{BranchRef, CollisionRef, EntryAt, LeafRef, Node, NodeRef};
use alloc::collections::{BTreeMap, BTreeSet};
use allocator_api2::alloc::Allocator;

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// Verifies shape, places, fingerprints, lengths and links: all that one trie shows.
    ///
    /// # Panics
    /// If an invariant does not hold.
    pub(crate) fn check(&self, hasher: impl Fn(&T) -> u64) {
        let mut walk = Walk { hasher: &hasher, entries: 0 };
        if !self.root().is_empty() {
            walk.node(self.root(), Location { level: Level::ROOT, prefix: 0, range: DigitRange::ALL });
        }
        assert_eq!(walk.entries, self.len, "T1: len is the number of entries");
    }

    /// Verifies that every counter is the number of the node's runs and handles.
    ///
    /// # Panics
    /// If one is not, or if `tries` are not all the live tries that share nodes with each other.
    pub(crate) fn check_counts<'t>(tries: impl IntoIterator<Item = &'t Self>)
    where
        T: 't,
        L: 't,
        A: 't,
    {
        let mut counts = Tally::default();
        for root in tries.into_iter().map(Self::root).filter(|root| !root.is_empty()) {
            counts.expect(root.address(), root.refs());
            counts.node(root);
        }
        for (node, (found, expected)) in &counts.runs {
            assert_eq!(found, expected, "S4: counter of {node:?} is the number of its runs and handles");
        }
    }
}

/// Where a node stands.
#[derive(Clone, Copy)]
struct Location {
    level: Level,
    /// The digits of all levels above.
    prefix: u64,
    /// The digits of `level - 1`'s branch that lead here.
    range: DigitRange,
}

struct Walk<'h, T> {
    hasher: &'h dyn Fn(&T) -> u64,
    entries: usize,
}

impl<T> Walk<'_, T> {
    fn node<L: Layout<T>>(&mut self, node: NodeRef<'_, T, L>, place: Location) {
        match node.get() {
            Node::Empty => unreachable!("callers skip empty slots"),
            Node::Leaf(leaf) => self.leaf(leaf, place, None),
            Node::Branch(branch) => self.branch(branch, place),
            Node::Collision(node) => self.collision(node, place),
        }
    }

    fn leaf<L: Layout<T>>(&mut self, leaf: LeafRef<'_, T, L>, place: Location, common_hash: Option<u64>) {
        assert!(leaf.len() > 0, "a leaf has entries");
        assert!(leaf.len() <= leaf.cap() && leaf.cap() <= LeafRef::<T, L>::MAX, "L1: len <= cap <= MAX");
        if common_hash.is_none() {
            assert_eq!(leaf.depth(), place.range.depth(), "B3: a leaf covers the range of its local depth");
        }
        for unused in leaf.len()..16 {
            assert_eq!(leaf.fingerprint(unused), 0, "a place without an entry has no fingerprint");
        }
        for at in leaf.places() {
            let hash = (self.hasher)(at.entry());
            assert_eq!(at.fingerprint(), Fingerprint::of(hash).byte(), "T3: fingerprint");
            assert!(at.low_hash().is_none_or(|low| low == hash as u32), "T3: the half of the hash that is kept");
            place.assert_leads_here(hash);
            assert!(common_hash.is_none_or(|common| common == hash), "C3: one hash in a collision node");
        }
        if let Some(links) = leaf.links() {
            links.check(!(Places::MAX << leaf.len()));
        }
        self.entries += leaf.len();
    }

    fn collision<L: Layout<T>>(&mut self, node: CollisionRef<'_, T, L>, place: Location) {
        assert_eq!(node.depth(), place.range.depth(), "B3: a collision node covers the range of its local depth");
        assert!(node.len() > 0 && node.len() <= node.cap(), "C3: a collision node has pages");
        node.pages().for_each(|page| self.leaf(page, place, Some(node.hash())));
    }

    fn branch<L: Layout<T>>(&mut self, branch: BranchRef<'_, T, L>, place: Location) {
        assert!((place.level.0 as usize) < LEVELS, "no branch below the last digit");
        assert!(place.level == Level::ROOT || place.range.depth() == DIGIT_BITS, "B3: a branch stands in one slot");
        let mut leaves_only = true;
        let mut children = 0;
        let mut covered: Places = 0;
        for (first, child) in branch.children() {
            children += 1;
            let range = branch.range_at(first);
            assert_eq!(range.first(), first, "a child starts at the digit of its own bits");
            assert!(range.depth() <= branch.width(), "B3: local depth at most the width");
            for slot in range.slots(branch.slot_count()) {
                assert!(branch.child_of(slot as u64) == child, "a child fills its range");
            }
            assert_eq!(covered & range.mask(), 0, "a child has one range");
            covered |= range.mask();
            leaves_only &= !child.is_branch();
            let digit = u64::from(first.value()) << (place.level.0 * DIGIT_BITS);
            self.node(child, Location { level: place.level.below(), prefix: place.prefix | digit, range });
            let links = branch.links().links();
            for mask in [links.with_prev, links.with_next] {
                let bits = mask & range.mask();
                assert!(bits == 0 || bits == range.mask(), "S3: bits are constant over a child");
            }
        }
        assert!(children > 0, "a branch has children");
        assert!(leaves_only || branch.width() == DIGIT_BITS, "B3: only a full branch has branches");
        branch.links().check(Places::MAX);
    }
}

impl Location {
    fn assert_leads_here(self, hash: u64) {
        let Some(above) = self.level.0.checked_sub(1) else { return };
        let digit = Digit::of(hash, Level(above));
        assert_eq!(DigitRange::around(digit, self.range.depth()), self.range, "T3: the last digit leads here");
        let low = (1u64 << (above * DIGIT_BITS)) - 1;
        assert_eq!(hash & low, self.prefix & low, "T3: all digits above lead here");
    }
}

/// The runs and handles found of each node or entry cell, and its counter.
#[derive(Default)]
struct Tally {
    runs: BTreeMap<*const u8, (u32, u32)>,
    seen: BTreeSet<*const u8>,
}

impl Tally {
    fn expect(&mut self, node: *const u8, counter: u32) {
        self.runs.entry(node).or_insert((0, counter)).0 += 1;
    }

    fn node<T, L: Layout<T>>(&mut self, node: NodeRef<'_, T, L>) {
        if !self.seen.insert(node.address()) {
            return;
        }
        match node.get() {
            Node::Empty => {}
            Node::Leaf(leaf) => self.leaf(leaf),
            Node::Branch(branch) => {
                let with_prev = branch.links().links().with_prev;
                for (first, child) in branch.children() {
                    if with_prev & first.bit() == 0 {
                        self.expect(child.address(), child.refs()); // a run begins here
                    }
                    self.node(child);
                }
            }
            Node::Collision(node) => {
                for page in node.pages().map(LeafRef::node) {
                    self.expect(page.address(), page.refs());
                    self.node(page);
                }
            }
        }
    }

    fn leaf<T, L: Layout<T>>(&mut self, leaf: LeafRef<'_, T, L>) {
        let Some(links) = leaf.links() else { return };
        let with_prev = links.links().with_prev;
        let begins = leaf.places().filter(|at| with_prev >> at.position() & 1 == 0); // a run
        for (counter, cell) in begins.filter_map(EntryAt::refs) {
            self.expect(cell, counter);
        }
    }
}
