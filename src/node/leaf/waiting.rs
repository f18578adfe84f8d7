//! A leaf that nobody holds any more, in a list of such leaves. The list goes through the leaves themselves, in the place of the
//! fingerprints, which nobody looks for any more; so waiting takes no memory.

#![allow(unsafe_code, reason = "writes into dying leaves")]

use super::{Entries, LANES, Leaf};
use core::mem::{align_of, size_of};
use core::ptr::NonNull;

/// What a waiting leaf has in the place of its fingerprints.
#[derive(Clone, Copy)]
pub(crate) struct Waiting {
    /// The next leaf of the list. The last one has what the list says.
    pub(crate) next: NonNull<Waiting>,
    /// Frees the leaf.
    pub(crate) free: unsafe fn(NonNull<Waiting>),
}

const _: () = assert!(size_of::<Waiting>() <= LANES && align_of::<Waiting>() <= 8);

impl<T, L: Entries<T>> Leaf<T, L> {
    /// Writes what a waiting leaf has to know.
    ///
    /// # Safety
    /// 1. The caller owns the leaf alone, and does nothing with it any more but `waiting.free`.
    pub(crate) unsafe fn wait(self, waiting: Waiting) -> NonNull<Waiting> {
        const { assert!(Self::FINGERPRINTS % align_of::<Waiting>() == 0) };
        let place = self.lanes().cast();
        // SAFETY: ours alone, and as large as the fingerprints.
        unsafe { place.write(waiting) };
        place
    }

    /// The leaf that was told to wait.
    ///
    /// # Safety
    /// 1. The place was given by [`Leaf::wait`] for this entry type and layout.
    pub(crate) unsafe fn of_waiting(place: NonNull<Waiting>) -> Self {
        // SAFETY: by 1; the fingerprints of a leaf lie there.
        let node = unsafe { place.cast::<u8>().sub(Self::FINGERPRINTS) };
        Leaf { node: node.cast(), _entries: core::marker::PhantomData }
    }
}
