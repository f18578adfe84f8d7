//! The half of an entry's hash that its cell keeps: enough to split leaves by, down to level 5, without the hasher.
//!
//! Tries that hash an entry differently may hold one cell. Then there is no hash to keep that is right for all of them, and the
//! cell keeps none, for ever: the half is the same for all tries that hold the cell, or unknown.

use crate::sync::atomic::{AtomicU32, Ordering};

/// What stands for "unknown". A half that happens to be this one counts as unknown too, and is computed when needed.
const UNKNOWN: u32 = 0;

/// The low half of the hash of an entry, if all tries with the entry agree about it.
///
/// Written while other threads read: by one that gives the cell to a trie with another hash. To those others the old half
/// is as good as none, so there is nothing to order. To that trie only "unknown" is right, and that is what it finds:
/// the half was forgotten before the trie got the cell, and no other value follows.
pub(super) struct LowHash(AtomicU32);

impl LowHash {
    #[inline(always)]
    pub(super) fn of(hash: u64) -> LowHash {
        LowHash(AtomicU32::new(hash as u32))
    }

    /// Of another entry with the same hash.
    #[inline(always)]
    pub(super) fn same(&self) -> LowHash {
        LowHash(AtomicU32::new(self.0.load(Ordering::Relaxed)))
    }

    #[inline(always)]
    pub(super) fn get(&self) -> Option<u32> {
        let half = self.0.load(Ordering::Relaxed);
        (half != UNKNOWN).then_some(half)
    }

    /// To be called before a trie in which the entry has this hash gets the cell.
    #[inline(always)]
    pub(super) fn meet(&self, hash: u64) {
        if self.get().is_some_and(|half| half != hash as u32) {
            self.forget();
        }
    }

    #[cold]
    fn forget(&self) {
        self.0.store(UNKNOWN, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_that_two_tries_disagree_about_is_forgotten() {
        let half = LowHash::of(0xFFFF_0000_0000_0005);
        half.meet(5);
        assert_eq!((half.get(), half.same().get()), (Some(5), Some(5)));
        half.meet(6);
        assert_eq!((half.get(), half.same().get()), (None, None));
        half.meet(5);
        assert_eq!(half.get(), None);
    }
}
