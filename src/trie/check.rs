//! Verifies every invariant of a trie, and, given all live tries that share nodes, every counter.
//!
//! For tests and fuzzers, which call it after every step. Panics with what is wrong.

#![allow(unsafe_code, reason = "reads nodes")]

use super::Trie;
use crate::hash::{DIGIT_BITS, Digit, DigitRange, Fingerprint, LEVELS, Level};
use crate::layout::Layout;
use crate::node::branch::Branch;
use crate::node::collision::Collision;
use crate::node::header::Header;
use crate::node::leaf::Leaf;
use crate::node::ptr::{Kind, NodePtr};
use crate::node::siblings::{Chained, Places};
use alloc::collections::{BTreeMap, BTreeSet};
use allocator_api2::alloc::Allocator;
use core::ptr::NonNull;

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// Verifies shape, places, fingerprints, lengths and links: all that one trie shows.
    ///
    /// # Panics
    /// If an invariant does not hold.
    pub(crate) fn check(&self, hasher: impl Fn(&T) -> u64) {
        let mut walk = Walk::<T, L> { hasher: &hasher, entries: 0, _layout: core::marker::PhantomData };
        match self.root.kind() {
            Kind::Empty => {}
            // SAFETY: the root is alive (T1), and of this entry type (T2).
            _ => unsafe { walk.node(self.root, Place { level: Level::ROOT, prefix: 0, range: DigitRange::ALL }) },
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
        let mut counts = Counts::default();
        for trie in tries {
            if !trie.root.is_empty() {
                // SAFETY: the root is alive (T1), and of this entry type (T2).
                unsafe {
                    counts.expect(trie.root.address().cast_const().cast(), refs(trie.root));
                    counts.node::<T, L>(trie.root);
                }
            }
        }
        for (node, (found, expected)) in &counts.runs {
            assert_eq!(found, expected, "S4: counter of {node:?} is the number of its runs and handles");
        }
    }
}

/// # Safety
/// The node is alive.
unsafe fn refs(node: NodePtr) -> u32 {
    // SAFETY: as the caller promises.
    let header: &Header = unsafe { &*node.address() };
    header.refs.get()
}

/// Where a node stands.
#[derive(Clone, Copy)]
struct Place {
    level: Level,
    /// The digits of all levels above.
    prefix: u64,
    /// The digits of `level - 1`'s branch that lead here.
    range: DigitRange,
}

struct Walk<'h, T, L> {
    hasher: &'h dyn Fn(&T) -> u64,
    entries: usize,
    _layout: core::marker::PhantomData<fn() -> L>,
}

impl<T, L: Layout<T>> Walk<'_, T, L> {
    /// # Safety
    /// The node is alive, and of this entry type and layout.
    unsafe fn node(&mut self, node: NodePtr, place: Place) {
        // SAFETY, for all arms: as the caller promises.
        match node.kind() {
            Kind::Empty => unreachable!("callers skip empty slots"),
            // SAFETY: see above.
            Kind::Leaf => self.leaf(unsafe { Leaf::from_ptr(node) }, place, None),
            // SAFETY: see above.
            Kind::Branch => self.branch(unsafe { Branch::from_ptr(node) }, place),
            // SAFETY: see above.
            Kind::Collision => self.collision(unsafe { Collision::from_ptr(node) }, place),
        }
    }

    fn leaf(&mut self, leaf: Leaf<T, L>, place: Place, common_hash: Option<u64>) {
        assert!(leaf.len() > 0, "a leaf has entries");
        assert!(leaf.len() <= leaf.cap() && leaf.cap() <= Leaf::<T, L>::MAX, "L1: len <= cap <= MAX");
        if common_hash.is_none() {
            assert_eq!(leaf.depth(), place.range.depth(), "B3: a leaf covers the range of its local depth");
        }
        for position in 0..16 {
            if position >= leaf.len() {
                assert_eq!(leaf.fingerprint(position), 0, "a place without an entry has no fingerprint");
                continue;
            }
            // SAFETY: a position below `len`.
            let hash = (self.hasher)(unsafe { leaf.entry(position).as_ref() });
            assert_eq!(leaf.fingerprint(position), Fingerprint::of(hash).byte(), "T3: fingerprint");
            assert!(
                // SAFETY: as above.
                unsafe { leaf.low_hash(position) }.is_none_or(|low| low == hash as u32),
                "T3: the half of the hash that is kept"
            );
            place.assert_leads_here(hash);
            assert!(common_hash.is_none_or(|common| common == hash), "C3: one hash in a collision node");
        }
        if let Some(chain) = leaf.chain() {
            // SAFETY: the leaf is alive (L1).
            unsafe { check_links(chain, !(Places::MAX << leaf.len())) };
        }
        self.entries += leaf.len();
    }

    fn collision(&mut self, node: Collision, place: Place) {
        assert_eq!(node.depth(), place.range.depth(), "B3: a collision node covers the range of its local depth");
        assert!(node.len() > 0 && node.len() <= node.cap(), "C3: a collision node has pages");
        for index in 0..node.len() {
            // SAFETY: pages are leaves of this entry type.
            let leaf = unsafe { Leaf::from_ptr(node.page(index)) };
            self.leaf(leaf, place, Some(node.hash()));
        }
    }

    fn branch(&mut self, branch: Branch, place: Place) {
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
                // SAFETY: `slots` gives indices below the count.
                assert!(unsafe { branch.slot(slot) } == child, "a child fills its range");
            }
            assert_eq!(covered & range.mask(), 0, "a child has one range");
            covered |= range.mask();
            leaves_only &= !child.is_branch();
            let digit = u64::from(first.value()) << (place.level.0 * DIGIT_BITS);
            // SAFETY: a child of a live branch.
            unsafe { self.node(child, Place { level: place.level.below(), prefix: place.prefix | digit, range }) };
            let links = branch.links().links();
            for mask in [links.with_prev, links.with_next] {
                let bits = mask & range.mask();
                assert!(bits == 0 || bits == range.mask(), "S3: bits are constant over a child");
            }
        }
        assert!(children > 0, "a branch has children");
        assert!(leaves_only || branch.width() == DIGIT_BITS, "B3: only a full branch has branches");
        // SAFETY: the branch is alive (B1).
        unsafe { check_links(NonNull::from(branch.links()), Places::MAX) };
    }
}

impl Place {
    fn assert_leads_here(self, hash: u64) {
        let Some(above) = self.level.0.checked_sub(1) else { return };
        let digit = Digit::of(hash, Level(above));
        assert_eq!(DigitRange::around(digit, self.range.depth()), self.range, "T3: the last digit leads here");
        let low = (1u64 << (above * DIGIT_BITS)) - 1;
        assert_eq!(hash & low, self.prefix & low, "T3: all digits above lead here");
    }
}

/// S1, S2 and L3 of one node and its neighbours, under their lock.
///
/// # Safety
/// The node is alive.
unsafe fn check_links(node: NonNull<Chained>, places: Places) {
    // SAFETY: as the caller promises.
    let this = unsafe { node.as_ref() };
    let _guard = this.lock();
    let links = this.links();
    for (neighbour, mask, is_next) in [(links.prev, links.with_prev, false), (links.next, links.with_next, true)] {
        // SAFETY: a neighbour, under the lock (S1).
        let Some(neighbour) = (unsafe { neighbour.as_ref() }) else {
            assert_eq!(mask, 0, "S2: no neighbour, no bits");
            continue;
        };
        assert_eq!(neighbour.header.lock, this.header.lock, "S1: one lock a chain");
        let back = neighbour.links();
        let (pointer, mirror) = if is_next { (back.prev, back.with_prev) } else { (back.next, back.with_next) };
        assert!(core::ptr::eq(pointer, this), "S2: neighbours point to each other");
        assert_eq!(mirror, mask, "S2: both sides have the same mask");
        assert_eq!(mask & !places, 0, "L3: bits only where both have entries");
    }
}

/// The runs and handles found of each node or entry cell, and its counter.
#[derive(Default)]
struct Counts {
    runs: BTreeMap<*const u8, (u32, u32)>,
    seen: BTreeSet<*const Header>,
}

impl Counts {
    fn expect(&mut self, node: *const u8, counter: u32) {
        self.runs.entry(node).or_insert((0, counter)).0 += 1;
    }

    /// # Safety
    /// The node is alive, and of this entry type and layout.
    unsafe fn node<T, L: Layout<T>>(&mut self, node: NodePtr) {
        if !self.seen.insert(node.address()) {
            return;
        }
        match node.kind() {
            Kind::Empty => {}
            // SAFETY: as the caller promises.
            Kind::Leaf => self.leaf(unsafe { Leaf::<T, L>::from_ptr(node) }),
            Kind::Branch => {
                // SAFETY: likewise.
                let branch = unsafe { Branch::from_ptr(node) };
                let with_prev = branch.links().links().with_prev;
                for (first, child) in branch.children() {
                    // SAFETY: a child of a live branch.
                    unsafe {
                        if with_prev & first.bit() == 0 {
                            self.expect(child.address().cast_const().cast(), refs(child)); // a run begins here
                        }
                        self.node::<T, L>(child);
                    }
                }
            }
            Kind::Collision => {
                // SAFETY: likewise.
                let node = unsafe { Collision::from_ptr(node) };
                for index in 0..node.len() {
                    let page = node.page(index);
                    // SAFETY: a page of a live node.
                    unsafe {
                        self.expect(page.address().cast_const().cast(), refs(page));
                        self.node::<T, L>(page);
                    }
                }
            }
        }
    }

    fn leaf<T, L: Layout<T>>(&mut self, leaf: Leaf<T, L>) {
        let Some(chain) = leaf.chain() else { return };
        // SAFETY: alive, as it is below a live root.
        let with_prev = unsafe { chain.as_ref() }.links().with_prev;
        for position in 0..leaf.len() {
            // SAFETY: a position below `len`.
            let counted = unsafe { leaf.entry_refs(position) };
            if let Some((counter, cell)) = counted.filter(|_| with_prev >> position & 1 == 0) {
                self.expect(cell, counter); // a run begins here
            }
        }
    }
}
