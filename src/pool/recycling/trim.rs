//! Giving slabs back to the global allocator when all of their blocks are free.
//!
//! Blocks do not say which slab they are from, and freeing one does not touch its slab; that is what makes
//! freeing cheap. So `trim` looks for unused slabs, in four steps under the depot's lock:
//!
//! 1. Idle pools are dissolved: their free blocks go to the shelves, their slabs to the list. (The caller's
//!    own pool was emptied before.)
//! 2. The slabs are sorted by address. For every free block on the shelves its slab is looked up, and its size is added to
//!    that slab's `free`.
//! 3. A slab with as many bytes free as were carved from it has no live block. If there is such a slab, all
//!    shelves are filled again, without the blocks of such slabs.
//! 4. Those slabs are dropped.
//!
//! Blocks in the magazines of other threads are not found, so slabs with such blocks stay. The slab that each of these
//! threads carves from stays too. No thread can reach anything that `trim` frees: that is why it is safe while other threads
//! work.
//!
//! O(f log s) for f free blocks and s slabs. Step 2 costs one cache miss per free block, and so does step 3 if there is a slab
//! to drop.

#![allow(unsafe_code, reason = "moves blocks between lists")]

use super::depot::Depot;
use super::freelist::{BatchStack, FreeList};
use super::local::LocalPool;
use super::slab::Slab;
use crate::pool::size_class::SizeClass;
use alloc::vec::Vec;
use core::ptr::NonNull;

impl Depot {
    /// Gives unused slabs back. Returns their bytes.
    pub(super) fn trim(&mut self) -> usize {
        self.dissolve_idle();
        self.find_free_bytes();
        if !self.slabs.iter().any(Slab::is_unused) {
            return 0;
        }
        self.forget_blocks_of_unused_slabs();
        self.drop_unused_slabs()
    }

    /// Ends the pools that no thread owns (step 1), as long as there is memory to list their slabs.
    pub(super) fn dissolve_idle(&mut self) {
        while let Some(pool) = self.take_idle() {
            if self.reserve_slabs(1).is_err() {
                // SAFETY: the pool was idle a moment ago.
                unsafe { self.put_idle(pool) };
                break;
            }
            self.dissolve(pool);
        }
    }

    /// Ends a pool that was idle and is the caller's now.
    fn dissolve(&mut self, pool: NonNull<LocalPool>) {
        // SAFETY: the pool is the caller's (P4), so it is valid.
        let contents = unsafe { pool.as_ref() };
        // SAFETY: the pool is the caller's (P4).
        unsafe { contents.empty_into(self) };
        self.unregister(pool);
        // SAFETY: it is in no list, and its thread has ended.
        unsafe { LocalPool::destroy(pool) };
    }

    /// Sums up the free bytes of each slab (step 2).
    fn find_free_bytes(&mut self) {
        self.slabs.sort_unstable_by_key(Slab::start);
        for slab in &mut self.slabs {
            slab.free = 0;
        }
        for class in SizeClass::all() {
            let shelf = &self.shelves[class.index()];
            let slabs = &mut self.slabs;
            let mut count = |address| {
                if let Some(place) = slab_of(slabs, address) {
                    slabs[place].free += class.block_size();
                }
            };
            shelf.batches.for_each(&mut count);
            shelf.loose.for_each(&mut count);
        }
    }

    /// Takes the blocks of unused slabs off all shelves (step 3).
    fn forget_blocks_of_unused_slabs(&mut self) {
        for class in SizeClass::all() {
            let shelf = &mut self.shelves[class.index()];
            let mut batches = core::mem::replace(&mut shelf.batches, BatchStack::EMPTY);
            let mut list = shelf.loose.take();
            loop {
                // SAFETY: the list is of this class.
                while let Some(block) = unsafe { list.pop(class) } {
                    if slab_of(&self.slabs, block.addr().get()).is_some_and(|place| self.slabs[place].is_unused()) {
                        self.shelves[class.index()].carved -= 1;
                    } else {
                        // SAFETY: the block was just taken off the list.
                        unsafe { self.put_block(class, block) };
                    }
                }
                match batches.pop() {
                    Some(batch) => list = FreeList { head: batch.as_ptr(), len: class.magazine_blocks() },
                    None => break,
                }
            }
            self.shelves[class.index()].note(class);
        }
    }

    /// Drops the slabs of which no list knows a block any more (step 4).
    fn drop_unused_slabs(&mut self) -> usize {
        let mut bytes = 0;
        let before = self.slabs.len();
        self.slabs.retain(|slab| {
            let used = !slab.is_unused();
            bytes += if used { 0 } else { slab.bytes() };
            used
        });
        if self.slabs.is_empty() {
            // Not even the list stays.
            self.slabs = Vec::new();
        }
        self.all_slabs -= before - self.slabs.len();
        self.all_slab_bytes -= bytes;
        self.open_slabs = self.slabs.iter().filter(|slab| slab.open).count();
        bytes
    }
}

/// The index of the slab that an address belongs to, among slabs sorted by address. None if that slab is not among them.
fn slab_of(slabs: &[Slab], address: usize) -> Option<usize> {
    let place = slabs.partition_point(|slab| slab.start() <= address).checked_sub(1)?;
    slabs[place].contains(address).then_some(place)
}
