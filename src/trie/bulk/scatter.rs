//! The nodes of entries that are few enough for the caches.
//!
//! Entries are counted by the next bits of their hashes, which tells what leaves there will be; all nodes are made, at
//! their final size, and then each entry is moved to its leaf.

#![allow(unsafe_code, reason = "fills new leaves")]

use super::Hashed;
use super::counts::{Counts, Region};
use super::sample::Sample;
use super::slots::Slots;
use crate::arch::fingerprint::LANES;
use crate::error::or_abort;
use crate::hash::Fingerprint;
use crate::layout::Layout;
use crate::node::leaf::{Leaf, Reservation};
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::mem::MaybeUninit;

/// Makes nodes, many times over.
pub(in crate::trie) struct Scatter<T, L> {
    counts: Counts,
    /// The leaf of each bin. There are fewer leaves than entries, of which there are at most `LARGE`.
    leaf_of: Vec<u16>,
    leaves: Vec<Filling<T, L>>,
}

/// A new leaf, and a digest of each entry's hash.
struct Filling<T, L> {
    leaf: Leaf<T, L>,
    hashes: [MaybeUninit<u16>; LANES],
}

/// Sixteen bits in which each bit of a hash has a say: in a leaf the low ones agree, and those of weak hashes may differ
/// in a few bits anywhere. The top of a product with an odd number of no pattern (2^64 over the golden ratio).
fn digest(hash: u64) -> u16 {
    (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48) as u16
}

impl<T, L: Layout<T>> Scatter<T, L> {
    pub(in crate::trie) fn new() -> Self {
        Scatter { counts: Counts::new(), leaf_of: Vec::new(), leaves: Vec::new() }
    }

    /// Puts the nodes of entries that belong to a region into the slots of its branch.
    ///
    /// Moves the entries to `again` whose hash seems to have come before, and those whose leaf is full: their hashes do
    /// not differ in the bits that were looked at.
    pub(in crate::trie) fn fill<A: Allocator>(
        &mut self,
        alloc: &A,
        entries: Hashed<T>,
        region: Region,
        slots: &mut Slots,
        again: &mut Hashed<T>,
    ) {
        let known = region.known_bits();
        // Leaves get about half of what they can have. With half of that in a bin, nearly all of them get whole bins.
        let bits = (4 * entries.len() / Leaf::<T, L>::MAX).max(1).ilog2().min(u64::BITS - known);
        let mask = (1 << bits) - 1;
        let bin = |hash: u64| hash.wrapping_shr(known) as usize & mask;
        let Scatter { counts, leaf_of, leaves } = self;
        let mut sample = Sample::of(&entries, known);
        let bins = counts.begin(bits);
        for &(hash, _) in &entries {
            sample.look_at(hash);
            bins[bin(hash)] += 1;
        }
        counts.sum_up();
        if sample.comes_again() {
            return again.extend(entries);
        }
        leaf_of.resize(1 << bits, 0);
        leaves.clear();
        leaves.reserve(1 << bits);
        counts.divide(alloc, region.start(), slots, &mut |region, count, slots| {
            if count > Leaf::<T, L>::MAX && !counts.ends_at(region) {
                return false;
            }
            let cap = Leaf::<T, L>::capacity_for(count.min(Leaf::<T, L>::MAX) - 1);
            let leaf = or_abort(Leaf::new(alloc, cap, region.range.depth()));
            region.bins(bits).for_each(|bin| leaf_of[bin] = leaves.len() as u16);
            Leaf::<T, L>::prefetch(leaf.ptr());
            leaves.push(Filling { leaf, hashes: [const { MaybeUninit::uninit() }; LANES] });
            slots.put(region.range, leaf.ptr());
            true
        });
        let (leaf_of, leaves) = (&leaf_of[..=mask], &mut leaves[..]);
        for (hash, entry) in entries {
            let Filling { leaf, hashes } = &mut leaves[usize::from(leaf_of[bin(hash)])];
            let digest = digest(hash);
            let mut matches = leaf.positions_of(Fingerprint::of(hash));
            // SAFETY: the leaf has entries at these positions, which were pushed below.
            let came_before = matches.any(|position| unsafe { hashes[position].assume_init() } == digest);
            if came_before || leaf.len() >= Leaf::<T, L>::MAX {
                again.push((hash, entry));
                continue;
            }
            let reserved = or_abort(Reservation::<T, L, A>::new(alloc));
            // SAFETY: a new leaf, which nobody else knows, with room for all entries of its bins, or for as many as a
            // leaf can have. The reserved cell is used once.
            let position = unsafe { leaf.push(hash, entry, reserved.take()) };
            hashes[position].write(digest);
        }
    }
}
