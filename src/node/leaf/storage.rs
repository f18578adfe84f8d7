//! What differs between the layouts: how a slot of a leaf holds an entry, and who else holds it.

use super::cell::{Released, Reserved};
use super::{Entries, Leaf};
use crate::error::OutOfMemory;
use crate::node::header::Header;
use crate::node::siblings::Places;
use allocator_api2::alloc::Allocator;
use core::alloc::Layout;
use core::ptr::NonNull;

/// How leaves hold entries `T`. The leaves that its functions are given have a layout with this storage.
///
/// A leaf that is *unique* is so in the sense of L2. A slot is *free* if it has no entry, or one that is forgotten.
pub(super) trait Storage<T> {
    /// One slot.
    const SLOT: Layout;
    /// Bytes before the fingerprints.
    const FIXED: usize;

    /// Writes what a new leaf begins with.
    ///
    /// # Safety
    /// 1. There is memory for it.
    unsafe fn begin(node: NonNull<u8>, header: Header);

    /// To be called before a leaf's memory is freed: tells a model that nobody may use it any more.
    ///
    /// # Safety
    /// 1. The caller owns the leaf alone.
    unsafe fn end(node: NonNull<Header>);

    /// Memory for an entry that is to be written.
    fn reserve<A: Allocator>(alloc: &A) -> Result<Reserved<T>, OutOfMemory>;

    /// Writes an entry of a hash.
    ///
    /// # Safety
    /// 1. The slot is free, and `memory` came from [`Storage::reserve`], and is used once.
    unsafe fn write(slot: NonNull<u8>, hash: u64, entry: T, memory: Reserved<T>);

    /// The entry in a slot.
    ///
    /// # Safety
    /// 1. The slot holds an entry.
    unsafe fn entry(slot: NonNull<u8>) -> NonNull<T>;

    /// Has another slot hold an entry too: the same one, or a clone. A panic in `clone` leaves the slot as it was.
    ///
    /// # Safety
    /// 1. `from` holds an entry, which stays while `clone` runs, and `to` is free.
    unsafe fn share(from: NonNull<u8>, to: NonNull<u8>, clone: impl Fn(&T) -> T);

    /// Whether no other leaf holds the entry at a position.
    ///
    /// # Safety
    /// 1. The leaf is unique, and the position is below its length.
    unsafe fn is_unique<L: Entries<T>>(leaf: Leaf<T, L>, position: usize) -> bool;

    /// As [`Leaf::copy`].
    ///
    /// # Safety
    /// 1. As for [`Leaf::copy`].
    unsafe fn copy<L: Entries<T>, A: Allocator>(
        leaf: Leaf<T, L>,
        alloc: &A,
        to: Leaf<T, L>,
        keep: Places,
        clone: impl Fn(&T) -> T,
    );

    /// Has a leaf take the place of another one in what it shares with other leaves.
    ///
    /// # Safety
    /// 1. The old leaf is unique, and forgotten after this. The new one is known to the caller alone, and has the same entries
    ///    at the same positions.
    unsafe fn take_place<L: Entries<T>>(old: Leaf<T, L>, new: Leaf<T, L>);

    /// As [`Leaf::take`].
    ///
    /// # Safety
    /// 1. As for [`Leaf::take`].
    unsafe fn take<L: Entries<T>, A: Allocator>(
        leaf: Leaf<T, L>,
        alloc: &A,
        position: usize,
        clone: impl Fn(&T) -> T,
    ) -> (T, Option<Released<T>>);

    /// As [`Leaf::discard`].
    ///
    /// # Safety
    /// 1. As for [`Leaf::discard`].
    unsafe fn discard<L: Entries<T>>(leaf: Leaf<T, L>, position: usize) -> (Option<T>, Option<Released<T>>);

    /// As [`Leaf::own_entry`].
    ///
    /// # Safety
    /// 1. As for [`Leaf::own_entry`].
    unsafe fn own<L: Entries<T>, A: Allocator>(
        leaf: Leaf<T, L>,
        alloc: &A,
        position: usize,
        clone: impl Fn(&T) -> T,
    ) -> Result<Option<Released<T>>, OutOfMemory>;

    /// Ends what a leaf shares with other leaves, when all its entries have moved to others of this trie.
    ///
    /// # Safety
    /// 1. The leaf is unique, and about to be freed.
    unsafe fn leave<L: Entries<T>>(leaf: Leaf<T, L>);

    /// As [`Leaf::free`].
    ///
    /// # Safety
    /// 1. As for [`Leaf::free`].
    unsafe fn free<L: Entries<T>, A: Allocator>(leaf: Leaf<T, L>, alloc: &A);
}
