//! A slab: one chunk of memory from the global allocator, from which blocks are carved and to which none returns.
//!
//! ```text
//! start                                                            start + len
//!   v                                                                v
//!   +-----------------------------------+------+----+------+--+------+--------+
//!   |            not carved             |  80  | 32 |  80  |//|  64  | footer |
//!   +-----------------------------------+------+----+------+--+------+--------+
//!                                       ^                  ^ lost to alignment
//!                                       bump pointer, moves down
//! ```
//!
//! The chunk and the bump pointer are a `bumpalo::Bump` that is told never to get a second chunk. Blocks of
//! all classes are mixed, in the order of their first use, so the nodes of one map lie together. A freed block
//! goes to a freelist, not back to its slab; but the slab knows how many bytes were carved from it, and so
//! `super::trim` can tell when all of them are free.
//!
//! This file knows nothing about threads and freelists.

use super::marks;
use crate::pool::size_class::SizeClass;
use bumpalo::Bump;
use core::alloc::Layout;
use core::ptr::NonNull;

/// The smallest alignment of blocks; bumpalo then need not align the common ones.
const MIN_ALIGN: usize = 16;
/// Bytes of each chunk for bumpalo's footer and malloc's bookkeeping, so that a chunk with both fills whole pages.
const OVERHEAD: usize = 64;

/// One chunk of memory.
///
/// S1. `start .. start + len` are the addresses that blocks can have; they stay mapped as long as the slab.
/// S2. `carved` is the number of bytes in blocks that were carved: without what alignment cost.
pub(super) struct Slab {
    bump: Bump<MIN_ALIGN>,
    start: usize,
    len: usize,
    carved: usize,
    /// In the depot: may more blocks be carved from it? See `super::depot`.
    pub(super) open: bool,
    /// While trimming: bytes of this slab that were found on freelists.
    pub(super) free: usize,
}

impl Slab {
    /// The size of a thread's first slab, in bytes.
    pub(super) const SMALLEST: usize = if cfg!(loom) { 512 } else { 4 * 1024 };
    /// The size that a busy thread's slabs grow to, in bytes.
    pub(super) const LARGEST: usize = if cfg!(loom) { 1024 } else { 256 * 1024 };

    /// A new slab of `bytes`, a number of pages. None if the global allocator has no memory.
    pub(super) fn new(bytes: usize) -> Option<Self> {
        let mut bump = Bump::try_with_min_align_and_capacity(bytes - OVERHEAD).ok()?;
        // From here on it may not grow: the limit is what it has already.
        bump.set_allocation_limit(Some(bump.allocated_bytes()));
        // Bumpalo does not tell where the chunk lies, but a block that fills it does. That block is then taken back.
        let len = bump.chunk_capacity() & !(MIN_ALIGN - 1);
        let whole = bump.try_alloc_layout(Layout::from_size_align(len, MIN_ALIGN).ok()?).ok()?;
        let start = whole.addr().get();
        bump.reset();
        marks::no_access(core::ptr::without_provenance(start), len);
        Some(Self { bump, start, len, carved: 0, open: false, free: 0 })
    }

    /// A new block of `class`, or none if the slab has no room left for it.
    #[inline]
    pub(super) fn carve(&mut self, class: SizeClass) -> Option<NonNull<u8>> {
        let block = self.bump.try_alloc_layout(class.layout()).ok()?;
        self.carved += class.block_size();
        marks::undefined(block.as_ptr(), class.block_size());
        Some(block)
    }

    /// Bytes that the slab takes from the global allocator.
    pub(super) fn bytes(&self) -> usize {
        self.bump.allocated_bytes_including_metadata()
    }

    /// Whether one more block of any class surely fits.
    pub(super) fn has_room(&self) -> bool {
        self.bump.chunk_capacity() >= SizeClass::LARGEST + SizeClass::LARGEST_ALIGN
    }

    /// The address of the lowest block that the slab can have.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Whether a block at this address belongs to the slab.
    pub(super) fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.start) < self.len
    }

    /// Whether all carved bytes have been found free.
    pub(super) fn is_unused(&self) -> bool {
        debug_assert!(self.free <= self.carved, "more bytes free than there are");
        self.free == self.carved
    }
}

impl Drop for Slab {
    /// Lets the global allocator use the memory, free of marks.
    fn drop(&mut self) {
        marks::undefined(core::ptr::without_provenance(self.start), self.len);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slab_is_one_chunk_and_says_no_when_it_is_full() {
        let mut slab = Slab::new(Slab::SMALLEST).unwrap();
        let bytes = slab.bytes();
        let (mut last, mut blocks) = (slab.start + slab.len, 0);
        for class in SizeClass::all().cycle() {
            let Some(block) = slab.carve(class) else { break };
            let address = block.addr().get();
            assert!(slab.contains(address) && address + class.block_size() <= last);
            assert_eq!(address % class.align(), 0);
            (last, blocks) = (address, blocks + 1);
        }
        // Nothing of the chunk is unknown to the slab, but for what the last, too large block left.
        assert!(blocks > 10 && last - slab.start < SizeClass::LARGEST + SizeClass::LARGEST_ALIGN);
        assert!(!slab.has_room());
        assert_eq!(slab.bytes(), bytes);
        assert!(bytes <= Slab::SMALLEST);
        assert!(slab.len > Slab::SMALLEST - 4 * OVERHEAD && slab.len <= bytes);
        assert!(!slab.contains(slab.start - 1) && !slab.contains(slab.start + slab.len));
    }
}
