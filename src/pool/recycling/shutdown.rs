//! Giving everything back at once, when nothing is in use.
//!
//! `super::trim` looks up every free block, to find the slabs without live blocks. If no local pool is left, and all blocks
//! that were ever carved are on the shelves, then no slab has a live block, and none has to be looked up: the shelves forget
//! their blocks, and all slabs are dropped (P5).
//!
//! It never waits for the depot: it may be the last call of a process, from wherever that ends. A thread that holds the depot
//! is using it.

use super::depot::Depot;
use super::freelist::{BatchStack, FreeList};
use crate::pool::size_class::SizeClass;
use alloc::vec::Vec;

impl Depot {
    /// Gives all memory back if all of it is free. False if not; then all slabs stay.
    pub(super) fn shut_down(&mut self) -> bool {
        self.dissolve_idle();
        if self.has_pools() || self.has_live_blocks() {
            return false;
        }
        for class in SizeClass::all() {
            let shelf = &mut self.shelves[class.index()];
            (shelf.batches, shelf.loose, shelf.carved) = (BatchStack::EMPTY, FreeList::EMPTY, 0);
            shelf.note(class);
        }
        self.slabs = Vec::new();
        (self.open_slabs, self.all_slabs, self.all_slab_bytes) = (0, 0, 0);
        true
    }

    /// Whether a block is in use. There must be no local pools.
    fn has_live_blocks(&self) -> bool {
        SizeClass::all().any(|class| {
            let shelf = &self.shelves[class.index()];
            let free = shelf.batches.len() * class.magazine_blocks() as usize + shelf.loose.len as usize;
            shelf.carved.unsigned_abs() != free
        })
    }
}
