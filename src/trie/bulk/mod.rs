#![allow(unsafe_code, reason = "moves entries out of a vector, and fills new nodes")]
//! Building a trie of many entries at once: sorts them by where they belong, then writes each node once.
//!
//! ```text
//!   entries      e0    e1    e2    e3  ..       hashed by the caller, in the order of arrival
//!   keys         h0,0  h1,1  h2,2  h3,3 ..      (1) hash with its bits in reverse, and index
//!   sorted       h2,2  h0,0  h3,3  h1,1 ..      (2) by radix: what a node covers now stands side by side
//!   again        h3,3                           (3) hashes that came before: left to the caller, who compares entries
//!   nodes        [e2 e0] [e1] ..                (4) from left to right, bottom up, at their final size
//! ```
//!
//! Inserting one by one walks down once for each entry, makes each leaf in five sizes and splits it, and jumps from one
//! end of memory to the other. Here every step runs through memory from one end to the other, but for (4), which fetches
//! entries in their new order.
//!
//! No user code runs in this file. Memory that runs out ends the program; in a build in which that is a panic, entries
//! are leaked.

#[cfg(feature = "rayon")]
mod parallel;
mod sort;

use super::Trie;
use crate::hash::{DIGIT_BITS, DIGITS, DigitRange, Level};
use crate::node::branch::{Branch, LEAST_WIDTH};
use crate::node::fingerprint::LANES;
use crate::node::layout::Layout;
use crate::node::leaf::{Leaf, Reservation};
use crate::node::memory::or_abort;
use crate::node::ptr::NodePtr;
use crate::prefetch::prefetch;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;
use core::ops::Range;
use sort::{AGAIN, Key, sort};

/// How many entries ahead are loaded.
const AHEAD: usize = 16;

/// Entries with their hashes, on the way into a trie.
pub(crate) struct Batch<T> {
    keys: Vec<Key>,
    entries: Vec<T>,
}

impl<T> Batch<T> {
    /// The most entries that a batch should have: with 16 bytes for each, 32 MiB are what sorting takes then.
    pub(crate) const MOST: usize = 1 << 20;

    pub(crate) fn with_capacity(entries: usize) -> Self {
        Batch { keys: Vec::with_capacity(entries), entries: Vec::with_capacity(entries) }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Adds an entry.
    ///
    /// # Panics
    /// If there are four thousand million.
    #[inline]
    pub(crate) fn push(&mut self, hash: u64, entry: T) {
        assert!(self.len() < AGAIN as usize);
        self.keys.push(Key { reversed: hash.reverse_bits(), index: self.len() as u32 });
        self.entries.push(entry);
    }

    /// The entries and their hashes in the order in which they came.
    pub(crate) fn into_unsorted(self) -> impl Iterator<Item = (u64, T)> {
        self.keys.into_iter().map(|key| key.reversed.reverse_bits()).zip(self.entries)
    }

    /// The entries and their hashes in the order of a trie, and then those whose hash came before.
    pub(crate) fn into_sorted(mut self) -> Vec<(u64, T)> {
        let again = sort(&mut self.keys, LANES);
        self.keys.extend(again);
        let source = Source::new(self.entries);
        // SAFETY: each index was given once.
        unsafe { taken(&source, &self.keys) }
    }
}

/// Entries that are moved out one by one, in any order.
///
/// Those that are not are leaked.
struct Source<T>(Vec<T>);

impl<T> Source<T> {
    fn new(mut entries: Vec<T>) -> Self {
        // SAFETY: less than before. What was there is dropped by nobody from here on.
        unsafe { entries.set_len(0) };
        Source(entries)
    }

    /// Asks the processor to load an entry.
    fn prefetch(&self, index: u32) {
        prefetch(self.0.as_ptr().wrapping_add(index as usize).cast());
    }

    /// Moves an entry out.
    ///
    /// # Safety
    /// The vector had an entry with this index, which is moved for the first time.
    unsafe fn take(&self, index: u32) -> T {
        // SAFETY: as the caller promises.
        unsafe { self.0.as_ptr().add(index as usize).read() }
    }
}

/// Moves the entries of some keys out, with their hashes.
///
/// # Safety
/// As for [`Source::take`]: the indices are those of entries, and none comes twice.
unsafe fn taken<T>(source: &Source<T>, keys: &[Key]) -> Vec<(u64, T)> {
    let mut entries = Vec::with_capacity(keys.len());
    for (at, key) in keys.iter().enumerate() {
        if let Some(ahead) = keys.get(at + AHEAD) {
            source.prefetch(ahead.index);
        }
        // SAFETY: as the caller promises.
        entries.push((key.reversed.reverse_bits(), unsafe { source.take(key.index) }));
    }
    entries
}

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// Fills an empty trie. Returns the entries whose hash another one came with before, with their hashes, in the order
    /// of their coming: the caller has to compare them with what is there.
    pub(crate) fn fill(&mut self, mut batch: Batch<T>) -> Vec<(u64, T)> {
        debug_assert!(self.root.is_empty());
        let again = sort(&mut batch.keys, Leaf::<T, L>::MAX);
        self.build(batch, &again, |builder, len| builder.branch(0..len, Level::ROOT))
    }

    /// Makes the nodes, given the keys of `batch` that are sorted and those that are left over, and a way to make the
    /// root if that is a branch.
    fn build(
        &mut self,
        batch: Batch<T>,
        again: &[Key],
        branch: impl FnOnce(&Builder<'_, T, L, A>, usize) -> NodePtr,
    ) -> Vec<(u64, T)> {
        let keys = &batch.keys[..];
        let source = Source::new(batch.entries);
        // SAFETY: each index was given once, and is in one of the lists.
        let again = unsafe { taken(&source, again) };
        let builder = Builder::<T, L, A> { all: keys, source, alloc: &self.alloc, _layout: PhantomData };
        self.root = match keys.len() {
            0 => NodePtr::EMPTY,
            len if len <= Leaf::<T, L>::MAX => builder.leaf(0..len, DigitRange::ALL),
            len => branch(&builder, len),
        };
        self.len = keys.len();
        again
    }
}

/// Makes nodes of entries that are in the order of a trie.
struct Builder<'a, T, L, A> {
    /// The keys of all entries, with different hashes.
    all: &'a [Key],
    source: Source<T>,
    alloc: &'a A,
    _layout: PhantomData<fn() -> L>,
}

/// What the slots of a branch of full width hold.
type Slots = [NodePtr; DIGITS as usize];

impl<T, L: Layout<T>, A: Allocator> Builder<'_, T, L, A> {
    /// A branch over more entries than a leaf can have.
    fn branch(&self, place: Range<usize>, level: Level) -> NodePtr {
        let mut slots = [NodePtr::EMPTY; DIGITS as usize];
        let depth = self.divide(place, level, DigitRange::ALL, &mut slots);
        self.branch_of(&slots, depth)
    }

    /// A branch with these children, of which `depth` is the greatest local depth.
    fn branch_of(&self, slots: &Slots, depth: u32) -> NodePtr {
        or_abort(Branch::of(self.alloc, &slots[..1 << depth.max(LEAST_WIDTH)])).ptr()
    }

    /// Makes the children for a range of digits. Returns the greatest local depth among them.
    fn divide(&self, place: Range<usize>, level: Level, range: DigitRange, slots: &mut Slots) -> u32 {
        let child = match place.len() {
            0 => return 0,
            len if len <= Leaf::<T, L>::MAX => self.leaf(place, range),
            _ if range.depth() == DIGIT_BITS => self.branch(place, level.below()),
            _ => {
                let [lower, upper] = range.halves();
                let [zeros, ones] = self.halves(place, level, range);
                let depth = self.divide(zeros, level, lower, slots);
                return depth.max(self.divide(ones, level, upper, slots));
            }
        };
        range.slots(slots.len()).for_each(|index| slots[index] = child);
        range.depth()
    }

    /// The places of the entries that go on with a 0 after the digits of a range, and of those with a 1.
    fn halves(&self, place: Range<usize>, level: Level, range: DigitRange) -> [Range<usize>; 2] {
        let bit = 1 << (u64::BITS - 1 - level.0 * DIGIT_BITS - range.depth());
        let zeros = self.all[place.clone()].partition_point(|key| key.reversed & bit == 0);
        let middle = place.start + zeros;
        [place.start..middle, middle..place.end]
    }

    /// A leaf of no more entries than it can have, and of one at least.
    fn leaf(&self, place: Range<usize>, range: DigitRange) -> NodePtr {
        let cap = Leaf::<T, L>::capacity_for(place.len() - 1);
        let leaf = or_abort(Leaf::<T, L>::new(self.alloc, cap, range.depth()));
        for at in place {
            if let Some(ahead) = self.all.get(at + AHEAD) {
                self.source.prefetch(ahead.index);
            }
            let key = self.all[at];
            let reserved = or_abort(Reservation::<T, L, A>::new(self.alloc));
            // SAFETY: the leaf is new, with room for all, and the cell is used once. Each key is in one leaf, and its
            // entry is taken for it alone.
            unsafe { leaf.push(key.reversed.reverse_bits(), self.source.take(key.index), reserved.take()) };
        }
        leaf.ptr()
    }
}
