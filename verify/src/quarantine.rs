//! An allocator for one execution of a model. What is freed is wiped and not used again, so that a later use shows.

#![allow(unsafe_code, reason = "implements the unsafe trait `Allocator`")]

use allocator_api2::alloc::{AllocError, Allocator, Global};
use std::alloc::Layout;
use std::ptr::NonNull;
use std::sync::{Arc, Mutex};

/// What freed memory is full of: no valid pointer, and no object that loom knows.
const WIPED: u8 = 0xA5;

#[derive(Default)]
struct Blocks {
    live: Vec<(NonNull<u8>, Layout)>,
    freed: Vec<(NonNull<u8>, Layout)>,
}

// SAFETY: blocks are memory without an owner; nothing here is bound to a thread.
unsafe impl Send for Blocks {}

impl Drop for Blocks {
    fn drop(&mut self) {
        for (block, layout) in self.live.drain(..).chain(self.freed.drain(..)) {
            // SAFETY: allocated with this layout, and nobody uses it after the execution.
            unsafe { Global.deallocate(block, layout) }
        }
    }
}

/// A handle on the blocks of one execution. All its clones are alike.
#[derive(Clone, Default)]
pub(crate) struct Quarantine(Arc<Mutex<Blocks>>);

impl Quarantine {
    /// How many blocks are in use.
    pub(crate) fn live(&self) -> usize {
        self.0.lock().unwrap().live.len()
    }
}

// SAFETY: blocks come from `Global` and stay what they are until the last clone is gone.
unsafe impl Allocator for Quarantine {
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        let block = Global.allocate(layout)?;
        self.0.lock().unwrap().live.push((block.cast(), layout));
        Ok(block)
    }

    unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
        let mut blocks = self.0.lock().unwrap();
        let place =
            blocks.live.iter().position(|&known| known == (block, layout)).expect("freed twice, or not as it was");
        blocks.live.swap_remove(place);
        blocks.freed.push((block, layout));
        // SAFETY: the block is the caller's to free, and as long as its layout says.
        unsafe { block.write_bytes(WIPED, layout.size()) }
    }
}
