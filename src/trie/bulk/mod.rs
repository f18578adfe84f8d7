//! Building a trie of many entries at once: each node is made once, at its final size.
//!
//! ```text
//!   entries      e0 e1 e2 e3 ..             hashed by the caller, in the order of arrival
//!   buckets      [e0 e3 ..] [e1 ..] ..      (1) by the lowest bits of the hash, so that a bucket fits in the cache
//!   counts       [ 3  1  0  4 .. ]          (2) in each bucket: how many entries have which next bits
//!   nodes        [     ] [     ] ..         (3) branches, and leaves with room for what belongs there, but empty
//!                [e0   ] [e3   ] ..         (4) each entry is moved to its leaf
//!   again        e7                         (5) whose hash came before: left to the caller, who compares entries
//! ```
//!
//! Inserting one by one walks down once for each entry, makes each leaf in five sizes and splits it, and jumps from one
//! end of memory to the other. Here an entry is moved twice, and only a bucket's leaves are written to at a time.
//!
//! No user code runs once a batch is there. Memory that runs out ends the program; in a build in which that is a panic,
//! entries are leaked.

pub(super) mod counts;
mod put;
mod sample;
pub(super) mod scatter;
pub(super) mod slots;

use super::Trie;
use crate::arch::prefetch::{LINE, prefetch};
use crate::layout::Layout;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use counts::{Counts, Region};
use sample::Sample;
use scatter::Scatter;
use slots::Slots;

/// Entries with their hashes.
pub(super) type Hashed<T> = Vec<(u64, T)>;

/// How many entries a bucket is meant for.
const BUCKET: usize = 2048;
/// A bucket of more entries is divided anew.
const LARGE: usize = 8 * BUCKET;
/// The most buckets, as a power of two: each has a line of the first cache to be written to.
const MOST_BITS: u32 = 9;

/// Entries with their hashes, on the way into a trie.
pub(crate) struct Batch<T> {
    /// By the lowest bits of the hashes in which they may differ, and in the order of arrival. At least one.
    pub(super) buckets: Vec<Hashed<T>>,
}

impl<T> Batch<T> {
    /// The most entries that a batch should have.
    pub(crate) const MOST: usize = 1 << 20;

    /// A batch of entries with their hashes.
    #[inline]
    pub(crate) fn of(entries: impl Iterator<Item = (u64, T)>) -> Self {
        Batch::of_about(entries.size_hint().0.min(Self::MOST), entries)
    }

    /// A batch of about that many entries with their hashes.
    #[inline]
    pub(crate) fn of_about(count: usize, entries: impl Iterator<Item = (u64, T)>) -> Self {
        let mut batch = Batch::by_bits(count, MOST_BITS);
        batch.extend_by(0, entries);
        batch
    }

    /// A batch for about that many entries, with as many buckets as some bits tell apart, or fewer.
    fn by_bits(entries: usize, most_bits: u32) -> Self {
        let bits = (entries / BUCKET).checked_ilog2().map_or(0, |bits| (bits + 1).min(most_bits));
        // Some are larger than others.
        let capacity = if bits == 0 { entries } else { (entries >> bits) / 8 * 9 };
        Batch { buckets: (0..1 << bits).map(|_| Vec::with_capacity(capacity)).collect() }
    }

    pub(crate) fn len(&self) -> usize {
        self.buckets.iter().map(Vec::len).sum()
    }

    /// Adds entries whose hashes agree in some low bits, by the next ones.
    #[inline]
    fn extend_by(&mut self, known_bits: u32, entries: impl Iterator<Item = (u64, T)>) {
        if let [only] = &mut self.buckets[..] {
            return only.extend(entries);
        }
        entries.for_each(|(hash, entry)| {
            let bucket = hash.wrapping_shr(known_bits) as usize & (self.buckets.len() - 1);
            let bucket = &mut self.buckets[bucket];
            // There are more buckets than the processor has an eye on.
            prefetch(bucket.as_ptr().wrapping_add(bucket.len()).cast::<u8>().wrapping_add(LINE));
            bucket.push((hash, entry));
        });
    }

    /// The entries and their hashes: first those of one part of a trie, then those of the next, and of equal hashes in
    /// the order of arrival.
    pub(crate) fn into_entries(mut self) -> impl Iterator<Item = (u64, T)> {
        if let [only] = &mut self.buckets[..] {
            if only.len() > BUCKET {
                self = Batch::of(only.drain(..));
            }
        }
        self.buckets.into_iter().flatten()
    }
}

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// Fills an empty trie. Returns the entries, with their hashes, that are left over: mostly those whose hash another
    /// one came with before. The caller has to compare them with what is there.
    pub(crate) fn fill(&mut self, batch: Batch<T>) -> Hashed<T> {
        debug_assert!(self.root.is_empty());
        let (len, mut again, mut slots) = (batch.len(), Vec::new(), Slots::of_root());
        let scatter = &mut Scatter::<T, L>::new();
        Builder { scatter, alloc: &self.alloc, again: &mut again }.divide(batch, Region::ROOT, &mut slots);
        self.root = slots.root(&self.alloc);
        self.len = len - again.len();
        again
    }
}

/// Which buckets have entries: for each one, or none.
pub(super) fn occupied<T>(batch: &Batch<T>) -> Counts {
    let mut counts = Counts::new();
    let bins = counts.begin(batch.buckets.len().ilog2());
    bins.iter_mut().zip(&batch.buckets).for_each(|(bin, bucket)| *bin = u32::from(!bucket.is_empty()));
    counts.sum_up();
    counts
}

/// Makes nodes of entries.
pub(super) struct Builder<'a, T, L, A> {
    pub(super) scatter: &'a mut Scatter<T, L>,
    pub(super) alloc: &'a A,
    pub(super) again: &'a mut Hashed<T>,
}

impl<T, L: Layout<T>, A: Allocator> Builder<'_, T, L, A> {
    /// Makes the children of a region, of buckets of its entries.
    fn divide(&mut self, mut batch: Batch<T>, region: Region, slots: &mut Slots) {
        let counts = occupied(&batch);
        counts.divide(self.alloc, region.start(), slots, &mut |region, _, slots| {
            let ends = counts.ends_at(region);
            if ends {
                self.fill(core::mem::take(&mut batch.buckets[region.bin()]), region, slots);
            }
            ends
        });
    }

    /// Makes the children of a region, of its entries.
    pub(super) fn fill(&mut self, entries: Hashed<T>, region: Region, slots: &mut Slots) {
        let known = region.known_bits();
        if entries.len() <= LARGE || known == u64::BITS {
            return self.scatter.fill(self.alloc, entries, region, slots, self.again);
        }
        let mut sample = Sample::of(&entries, known);
        entries.iter().for_each(|(hash, _)| sample.look_at(*hash));
        if sample.comes_again() {
            return self.again.extend(entries);
        }
        let mut batch = Batch::by_bits(entries.len(), MOST_BITS.min(u64::BITS - known));
        batch.extend_by(known, entries.into_iter());
        self.divide(batch, region, slots);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Inline, Shared};
    use crate::pool::ChildrenPool;
    use crate::testing::Shape;
    use core::hash::BuildHasher;

    /// Of a number of keys, how many per thousand the builder leaves over.
    fn left_over<L: Layout<(u64, [u64; N])>, const N: usize>(shape: Shape, keys: u64) -> usize {
        let mut trie = Trie::<(u64, [u64; N]), L, ChildrenPool>::new_in(ChildrenPool);
        let again = trie.fill(Batch::of((0..keys).map(|key| (shape.hash_one(key), (key, [key; N])))));
        assert_eq!(trie.len() + again.len(), keys as usize);
        again.len() * 1000 / keys as usize
    }

    #[test]
    fn nearly_all_entries_with_different_hashes_are_put_in_at_once() {
        for shape in [Shape::Identity, Shape::Mixed, Shape::Fx] {
            for keys in [30, 1000, 3000, 20_000, 100_000] {
                let shares = [
                    left_over::<Inline, 0>(shape, keys),
                    left_over::<Inline, 1>(shape, keys),
                    left_over::<Inline, 7>(shape, keys),
                    left_over::<Inline, 20>(shape, keys),
                    left_over::<Shared, 20>(shape, keys),
                ];
                assert!(shares.into_iter().all(|share| share < 50), "{shape:?}, {keys} keys: {shares:?}");
            }
        }
    }
}
