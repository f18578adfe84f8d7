//! Which maps and sets hash alike: those whose hash builders are clones of one.
//!
//! Hash builders cannot be compared. So each one that comes from outside gets a number, which its clones keep. Operations on
//! two tries share nodes only within a family.

use std::sync::atomic::{AtomicU64, Ordering};

/// A hash builder, and the number of the one that it is a clone of.
#[derive(Clone)]
pub(crate) struct Family<S> {
    pub(crate) builder: S,
    number: u64,
}

impl<S> Family<S> {
    pub(crate) fn new(builder: S) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        // Only the number counts, no other memory: relaxed.
        Family { builder, number: NEXT.fetch_add(1, Ordering::Relaxed) }
    }

    /// Whether both hash alike: as clones of one, or because builders without fields are all alike. False says nothing.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        size_of::<S>() == 0 || self.is_of(other)
    }

    /// The same for builders that may have different types: clones have one type.
    pub(crate) fn is_of<S2>(&self, other: &Family<S2>) -> bool {
        self.number == other.number
    }
}
