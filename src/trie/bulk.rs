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

/// The most bits that one pass of the sort looks at.
const RADIX_BITS: u32 = 9;
/// The index of a key that is on the list of those whose hash came before.
const AGAIN: u32 = u32::MAX;
/// How many entries ahead are loaded.
const AHEAD: usize = 16;

/// Where an entry belongs, and where it is.
///
/// With the bits in reverse, hashes that agree in their low bits, and so share nodes, are neighbours.
#[derive(Clone, Copy)]
struct Key {
    reversed: u64,
    index: u32,
}

/// Entries with their hashes, on the way into a trie.
pub(crate) struct Batch<T> {
    keys: Vec<Key>,
    entries: Vec<T>,
}

impl<T> Batch<T> {
    /// The most entries that a batch can have: with 16 bytes for each, 32 MiB are the most that sorting takes.
    pub(crate) const MOST: usize = 1 << 20;

    pub(crate) fn with_capacity(entries: usize) -> Self {
        let entries = entries.min(Self::MOST);
        Batch { keys: Vec::with_capacity(entries), entries: Vec::with_capacity(entries) }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Adds an entry.
    ///
    /// # Panics
    /// If there are [`Batch::MOST`].
    #[inline]
    pub(crate) fn push(&mut self, hash: u64, entry: T) {
        assert!(self.len() < Self::MOST);
        self.keys.push(Key { reversed: hash.reverse_bits(), index: self.len() as u32 });
        self.entries.push(entry);
    }

    /// The entries and their hashes in the order in which they came.
    pub(crate) fn into_unsorted(self) -> impl Iterator<Item = (u64, T)> {
        self.keys.into_iter().map(|key| key.reversed.reverse_bits()).zip(self.entries)
    }

    /// The entries and their hashes in the order of a trie, and then those whose hash came before.
    pub(crate) fn into_sorted(mut self) -> impl Iterator<Item = (u64, T)> {
        let again = sort(&mut self.keys, LANES);
        self.keys.extend(again);
        let source = Source::new(self.entries);
        // SAFETY: each index was given once.
        unsafe { taken(&source, &self.keys) }.into_iter()
    }
}

/// Puts keys in the order of a trie, but for those within groups of up to `few`: one leaf has room for them, and they
/// stay in the order of their indices. Takes the keys out whose hash an earlier one has, and returns them.
fn sort(keys: &mut Vec<Key>, few: usize) -> Vec<Key> {
    let mut spare = keys.clone();
    let mut again = Vec::new();
    sort_by_radix(keys, &mut spare, few, u64::BITS, true, &mut again);
    if !again.is_empty() {
        keys.retain(|key| key.index != AGAIN);
        again.sort_unstable_by_key(|key| key.index);
    }
    again
}

/// Sorts keys that agree in all but the lowest `bits`: in place, or into `spare`.
///
/// Moves them to buckets and goes on in each, as MSD radix sort does (Knuth, volume 3, 5.2.5), from one array to the
/// other. There are about a quarter as many buckets as keys, so that most are small enough after one or two passes.
fn sort_by_radix(keys: &mut [Key], spare: &mut [Key], few: usize, bits: u32, in_place: bool, again: &mut Vec<Key>) {
    if keys.len() <= few || bits == 0 {
        single_out(keys, again);
        if !in_place {
            spare.copy_from_slice(keys);
        }
        return;
    }
    let radix_bits = (keys.len().ilog2() - 2).clamp(1, RADIX_BITS).min(bits);
    let bits = bits - radix_bits;
    let mask = (1 << radix_bits) - 1;
    let bucket = |key: &Key| (key.reversed >> bits) as usize & mask;
    let mut ends = [0u32; 1 << RADIX_BITS];
    let ends = &mut ends[..=mask];
    keys.iter().for_each(|key| ends[bucket(key)] += 1);
    let mut end = 0;
    for count in ends.iter_mut() {
        (*count, end) = (end, end + *count);
    }
    for key in keys.iter() {
        let end = &mut ends[bucket(key)];
        spare[*end as usize] = *key;
        *end += 1;
    }
    let mut start = 0;
    for &mut end in ends {
        let place = start..end as usize;
        start = place.end;
        if !place.is_empty() {
            sort_by_radix(&mut spare[place.clone()], &mut keys[place], few, bits, !in_place, again);
        }
    }
}

/// Marks the keys whose hash an earlier one has, and copies them to `again`.
fn single_out(keys: &mut [Key], again: &mut Vec<Key>) {
    // Of different hashes few have the same six bits, and of equal ones all.
    let mut seen = 0u64;
    for at in 0..keys.len() {
        let Key { reversed, .. } = keys[at];
        let bit = 1 << (reversed % 64);
        if seen & bit != 0 && keys[..at].iter().any(|key| key.reversed == reversed) {
            again.push(keys[at]);
            keys[at].index = AGAIN;
        }
        seen |= bit;
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
        let keys = &batch.keys[..];
        let source = Source::new(batch.entries);
        // SAFETY: each index was given once, and is in one of the lists.
        let again = unsafe { taken(&source, &again) };
        let builder = Builder::<T, L, A> { all: keys, source, alloc: &self.alloc, _layout: PhantomData };
        self.root = match keys.len() {
            0 => NodePtr::EMPTY,
            len if len <= Leaf::<T, L>::MAX => builder.leaf(0..len, DigitRange::ALL),
            len => builder.branch(0..len, Level::ROOT),
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
        let width = self.divide(place, level, DigitRange::ALL, &mut slots).max(LEAST_WIDTH);
        or_abort(Branch::of(self.alloc, &slots[..1 << width])).ptr()
    }

    /// Makes the children for a range of digits. Returns the greatest local depth among them.
    fn divide(&self, place: Range<usize>, level: Level, range: DigitRange, slots: &mut Slots) -> u32 {
        let child = match place.len() {
            0 => return 0,
            len if len <= Leaf::<T, L>::MAX => self.leaf(place, range),
            _ if range.depth() == DIGIT_BITS => self.branch(place, level.below()),
            _ => {
                let bit = 1 << (u64::BITS - 1 - level.0 * DIGIT_BITS - range.depth());
                let zeros = self.all[place.clone()].partition_point(|key| key.reversed & bit == 0);
                let middle = place.start + zeros;
                let [lower, upper] = range.halves();
                let depth = self.divide(place.start..middle, level, lower, slots);
                return depth.max(self.divide(middle..place.end, level, upper, slots));
            }
        };
        range.slots(slots.len()).for_each(|index| slots[index] = child);
        range.depth()
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
