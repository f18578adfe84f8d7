//! Inserting many entries with one call.

use super::super::Trie;
use super::Batch;
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;

/// Fewer entries than this are inserted one by one.
const MANY: usize = 24;

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// Inserts entries: the trie becomes what it would be if `put` were called with each entry and its hash, in order.
    ///
    /// Only entries with equal hashes are inserted in that order. The others go to one part of the trie after the other. An
    /// empty trie is built node by node; `put` is then called only for entries that have to be compared or find no room.
    pub(crate) fn put_many<I: IntoIterator<Item = T>>(
        &mut self,
        entries: I,
        hasher: impl Fn(&T) -> u64,
        mut put: impl FnMut(&mut Self, u64, T),
    ) {
        let mut entries = entries.into_iter();
        let hashed = |entry| (hasher(&entry), entry);
        match entries.size_hint().1 {
            Some(most) if most < MANY => entries.map(hashed).for_each(|(hash, entry)| put(self, hash, entry)),
            Some(most) if most <= Batch::<T>::MOST => self.put_batch(Batch::of(entries.map(hashed)), put),
            _ => loop {
                let batch = Batch::of(entries.by_ref().take(Batch::<T>::MOST).map(hashed));
                let is_last = batch.len() < Batch::<T>::MOST;
                self.put_batch(batch, &mut put);
                if is_last {
                    return;
                }
            },
        }
    }

    fn put_batch(&mut self, batch: Batch<T>, mut put: impl FnMut(&mut Self, u64, T)) {
        if batch.len() >= MANY && self.is_empty() {
            self.fill(batch).into_iter().for_each(|(hash, entry)| put(self, hash, entry));
        } else {
            batch.into_entries().for_each(|(hash, entry)| put(self, hash, entry));
        }
    }
}
