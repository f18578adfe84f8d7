//! From how many entries on several threads share the work on a trie.

use core::sync::atomic::{AtomicUsize, Ordering};

/// Fewer entries than this are not worth a second thread.
static MANY: AtomicUsize = AtomicUsize::new(1 << 12);

/// The number. Read once for each operation of several threads, and for no other one.
pub(crate) fn many() -> usize {
    // Relaxed: nothing is said about other memory.
    MANY.load(Ordering::Relaxed)
}

/// Sets the number, for tests that have few entries, and returns the one before.
pub(crate) fn set_many(many: usize) -> usize {
    MANY.swap(many, Ordering::Relaxed)
}
