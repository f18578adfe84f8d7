//! Building a trie by several threads, with rayon.
//!
//! The buckets are parted between threads: a node is made by one thread, with memory from its pool, and becomes part of
//! the trie when all are done. The pool does not mind which thread frees it.

#![allow(unsafe_code, reason = "sends new nodes to another thread")]

use super::threshold::many;
use crate::layout::Layout;
use crate::trie::Trie;
use crate::trie::bulk::counts::Region;
use crate::trie::bulk::scatter::Scatter;
use crate::trie::bulk::slots::Slots;
use crate::trie::bulk::{Batch, Builder, Hashed, occupied};
use alloc::collections::LinkedList;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

/// Children that one thread made and another one puts in a branch.
struct Made(Slots);

// SAFETY: new nodes, known to nobody else, of entries that are `Send`, as the only user asks for.
unsafe impl Send for Made {}

impl<T: Send, L: Layout<T>, A: Allocator + Sync> Trie<T, L, A> {
    /// The same as [`Trie::put_many`]. Several threads hash the entries and, if the trie is empty, make its nodes.
    pub(crate) fn par_put_many(
        &mut self,
        entries: impl ParallelIterator<Item = T>,
        hasher: impl Fn(&T) -> u64 + Sync,
        mut put: impl FnMut(&mut Self, u64, T),
    ) {
        let hashed: LinkedList<Vec<(u64, T)>> = entries.map(|entry| (hasher(&entry), entry)).collect_vec_list();
        let batch = Batch::of_about(hashed.iter().map(Vec::len).sum(), hashed.into_iter().flatten());
        match self.is_empty() {
            true => self.fill_in_parallel(batch).into_iter().for_each(|(hash, entry)| put(self, hash, entry)),
            false => batch.into_entries().for_each(|(hash, entry)| put(self, hash, entry)),
        }
    }

    /// The same as [`Trie::fill`], by several threads.
    fn fill_in_parallel(&mut self, batch: Batch<T>) -> Hashed<T> {
        if batch.len() < many() {
            return self.fill(batch);
        }
        debug_assert!(self.root.is_empty());
        let (len, alloc) = (batch.len(), &self.alloc);
        let counts = occupied(&batch);
        let bits = batch.buckets.len().ilog2();
        let fill = |scatter: &mut Scatter<T, L>, (bin, entries): (usize, Hashed<T>)| {
            let (mut slots, mut again) = (Slots::new(), Vec::new());
            if !entries.is_empty() {
                Builder { scatter, alloc, again: &mut again }.fill(entries, Region::of_bin(bin, bits), &mut slots);
            }
            (Made(slots), again)
        };
        let made = batch.buckets.into_par_iter().enumerate().map_init(Scatter::new, fill);
        let (mut made, again): (Vec<Made>, Vec<Hashed<T>>) = made.unzip();
        let mut root = Slots::of_root();
        counts.divide(alloc, Region::ROOT, &mut root, &mut |region, _, slots| {
            let ends = counts.ends_at(region);
            if ends {
                slots.put_all(region.range, core::mem::replace(&mut made[region.bin()].0, Slots::new()));
            }
            ends
        });
        let again: Hashed<T> = again.into_iter().flatten().collect();
        self.root = root.root(alloc);
        self.len = len - again.len();
        again
    }
}
