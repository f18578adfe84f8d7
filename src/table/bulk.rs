//! Putting in many entries with one call.

use super::HashTable;
use crate::node::layout::Edits;
use crate::trie::bulk::Batch;
use allocator_api2::alloc::Allocator;

/// Fewer entries than this are put in one by one.
const MANY: usize = 24;

impl<T, A: Allocator, L: Edits<T>> HashTable<T, A, L> {
    /// Puts entries in, as if `put` were called with each and its hash, in order.
    ///
    /// Of entries with different hashes the order is another one: one part of the table after the other. An empty table
    /// is filled at once, node by node.
    pub(crate) fn put_many<I: IntoIterator<Item = T>>(
        &mut self,
        entries: I,
        hasher: impl Fn(&T) -> u64,
        mut put: impl FnMut(&mut Self, u64, T),
    ) {
        let mut entries = entries.into_iter();
        if entries.size_hint().1.is_some_and(|most| most < MANY) {
            return entries.for_each(|entry| put(self, hasher(&entry), entry));
        }
        loop {
            let mut batch = Batch::with_capacity(entries.size_hint().0.min(Batch::<T>::MOST));
            batch.extend(entries.by_ref().take(Batch::<T>::MOST).map(|entry| (hasher(&entry), entry)));
            let len = batch.len();
            if len >= MANY && self.is_empty() {
                self.trie.fill(batch).into_iter().for_each(|(hash, entry)| put(self, hash, entry));
            } else {
                batch.into_entries().for_each(|(hash, entry)| put(self, hash, entry));
            }
            if len < Batch::<T>::MOST {
                return;
            }
        }
    }
}
