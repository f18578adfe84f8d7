//! How many entries there are in each region of a trie, and the branches that this makes.
//!
//! Knows nothing of entries and leaves.

use super::slots::Slots;
#[cfg(feature = "rayon")]
use crate::hash::Digit;
use crate::hash::{DIGIT_BITS, DigitRange, Level};
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;

/// A region in a trie: a range of digits of the branch on a level.
#[derive(Clone, Copy)]
pub(in crate::trie) struct Region {
    pub(in crate::trie) level: Level,
    pub(in crate::trie) range: DigitRange,
    /// The bits of the hashes here that are counted, and how many.
    first: usize,
    bits: u32,
}

impl Region {
    pub(in crate::trie) const ROOT: Region = Region { level: Level::ROOT, range: DigitRange::ALL, first: 0, bits: 0 };

    /// The region of a bin, of counts from the root on with a number of bits.
    #[cfg(feature = "rayon")]
    pub(in crate::trie) fn of_bin(bin: usize, bits: u32) -> Region {
        let level = Level(bits.saturating_sub(1) / DIGIT_BITS);
        let depth = bits - level.0 * DIGIT_BITS;
        let range = DigitRange::around(Digit::of(bin as u64, level), depth);
        Region { level, range, first: bin, bits }
    }

    /// The same region, with the counting to begin there.
    pub(in crate::trie) fn start(self) -> Region {
        Region { first: 0, bits: 0, ..self }
    }

    /// The number of low bits in which the hashes here agree.
    pub(in crate::trie) fn known_bits(self) -> u32 {
        self.level.0 * DIGIT_BITS + self.range.depth()
    }

    /// The first bin here, and the only one where the counts end.
    pub(in crate::trie) fn bin(self) -> usize {
        self.first
    }

    /// The bins here, of counts with a number of bits.
    pub(in crate::trie) fn bins(self, bits: u32) -> impl Iterator<Item = usize> {
        (self.first..1 << bits).step_by(1 << self.bits)
    }

    fn below(self) -> Region {
        Region { level: self.level.below(), range: DigitRange::ALL, ..self }
    }

    fn halves(self) -> [Region; 2] {
        let [lower, upper] = self.range.halves();
        let bits = self.bits + 1;
        [
            Region { range: lower, bits, ..self },
            Region { range: upper, bits, first: self.first | 1 << self.bits, ..self },
        ]
    }
}

/// The number of entries by the next bits of their hashes, the lowest first: of all, by one bit, by two and so on.
pub(in crate::trie) struct Counts {
    bits: u32,
    /// The counts by `b` bits begin at index `2^b`.
    tree: Vec<u32>,
}

impl Counts {
    pub(in crate::trie) fn new() -> Self {
        Counts { bits: 0, tree: Vec::new() }
    }

    /// Begins anew, with bins of that many bits, all zero, for the caller to count in.
    pub(in crate::trie) fn begin(&mut self, bits: u32) -> &mut [u32] {
        self.bits = bits;
        self.tree.clear();
        self.tree.resize(2 << bits, 0);
        &mut self.tree[1 << bits..]
    }

    /// Adds up what was counted: by fewer and fewer bits.
    pub(in crate::trie) fn sum_up(&mut self) {
        let (mut rest, mut below) = self.tree.split_at_mut(1 << self.bits);
        for bits in (0..self.bits).rev() {
            let (smaller, sums) = rest.split_at_mut(1 << bits);
            let (zeros, ones) = below.split_at(1 << bits);
            for ((sum, zeros), ones) in sums.iter_mut().zip(zeros).zip(ones) {
                *sum = zeros + ones;
            }
            (rest, below) = (smaller, sums);
        }
    }

    /// Whether nothing is known of how the entries of a region part.
    pub(in crate::trie) fn ends_at(&self, region: Region) -> bool {
        region.bits == self.bits
    }

    fn of(&self, region: Region) -> usize {
        self.tree[(1 << region.bits) + region.first] as usize
    }

    /// Makes the children of a region. `end` is told each region there that has entries, and their number: it puts children
    /// there and returns true; or it leaves the region to be divided, which cannot be done where the counts end.
    pub(in crate::trie) fn divide<A: Allocator>(
        &self,
        alloc: &A,
        region: Region,
        slots: &mut Slots,
        end: &mut impl FnMut(Region, usize, &mut Slots) -> bool,
    ) {
        let count = self.of(region);
        if count == 0 || end(region, count, slots) {
            return;
        }
        if region.range.depth() == DIGIT_BITS {
            let mut below = Slots::new();
            self.divide(alloc, region.below(), &mut below, end);
            return slots.put(region.range, below.branch(alloc));
        }
        let [zeros, ones] = region.halves();
        self.divide(alloc, zeros, slots, end);
        self.divide(alloc, ones, slots, end);
    }
}
