//! Memory for maps and what belongs to them: from a caller's hooks, or from the pool.
//!
//! The hooks are not told an alignment. Nodes want 16 or 64 bytes, and get them by asking for as many bytes more:
//!
//! ```text
//!   what the hooks gave       the node, aligned
//!   v                         v
//!   | unused | address of it  | ...                       the address is in the eight bytes before the node
//! ```
//!
//! Both the node and that word are inside of the block, and tags change an address by less than a node's size, so that a
//! collector that knows interior pointers sees what is in use.

#![allow(unsafe_code, reason = "is an allocator")]

use super::hooks::{HamtAllocator, HookBlock, Hooks};
use allocator_api2::alloc::{AllocError, Allocator, Layout};
use core::ffi::c_void;
use core::ptr::NonNull;
use hamtrie::pool::ChildrenPool;

/// Where the memory of an object comes from: hooks, or the pool if they are NULL.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Memory {
    hooks: Hooks,
}

/// An alignment that is taken for granted.
const GRANTED: usize = align_of::<*mut c_void>();

/// Bytes in front of a node.
fn prefix(layout: Layout) -> usize {
    if layout.align() > GRANTED { layout.align() } else { 0 }
}

/// Where the address of a node's block is.
fn word_before(node: NonNull<u8>) -> *mut NonNull<u8> {
    node.as_ptr().cast::<NonNull<u8>>().wrapping_sub(1)
}

impl Memory {
    /// For maps: from the pool if the hooks are those of the C library. None if some are missing.
    pub(super) fn of_maps(hooks: Hooks) -> Option<Memory> {
        let given = hooks.get().filter(HamtAllocator::is_complete)?;
        Some(Memory { hooks: if given.is_default() { Hooks::NULL } else { hooks } })
    }

    /// From the hooks, whichever they are. None for NULL.
    pub(super) fn of(hooks: Hooks) -> Option<Memory> {
        hooks.get().map(|_| Memory { hooks })
    }

    #[inline(never)]
    fn call_malloc(self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        let prefix = prefix(layout);
        let given = self.hooks.get().and_then(|hooks| hooks.allocate(layout.size() + prefix)).ok_or(AllocError)?;
        if given.start().addr().get() % GRANTED != 0 {
            return Err(AllocError);
        }
        let block = given.keep();
        if prefix == 0 {
            return Ok(NonNull::slice_from_raw_parts(block, layout.size()));
        }
        let offset = prefix - block.addr().get() % prefix;
        let node = block.map_addr(|start| start.saturating_add(offset));
        // SAFETY: by C8 the block is ours; the offset is from 8 to `prefix`, so the word is in it, and the node is too.
        unsafe { word_before(node).write(block) };
        Ok(NonNull::slice_from_raw_parts(node, layout.size()))
    }

    /// # Safety
    /// 1. `node` came from `call_malloc` of these hooks with this layout, and is not used any more.
    #[inline(never)]
    unsafe fn call_free(self, node: NonNull<u8>, layout: Layout) {
        let prefix = prefix(layout);
        // SAFETY: by 1 `call_malloc` wrote the address there.
        let block = if prefix == 0 { node } else { unsafe { word_before(node).read() } };
        if let Some(hooks) = self.hooks.get() {
            // SAFETY: 1 of `HookBlock`: by 1 that is what the hooks gave.
            drop(unsafe { HookBlock::again(block, layout.size() + prefix, hooks) });
        }
    }
}

// SAFETY: blocks are as large and as aligned as asked, of their own (by C8), and live until they are given back; all copies
// have the same hooks.
unsafe impl Allocator for Memory {
    #[inline]
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        if self.hooks.is_null() { ChildrenPool.allocate(layout) } else { self.call_malloc(layout) }
    }

    #[inline]
    unsafe fn deallocate(&self, node: NonNull<u8>, layout: Layout) {
        if self.hooks.is_null() {
            // SAFETY: by the contract of `Allocator`; without hooks it came from the pool.
            unsafe { ChildrenPool.deallocate(node, layout) }
        } else {
            // SAFETY: by the contract of `Allocator`; with hooks it came from them.
            unsafe { self.call_free(node, layout) }
        }
    }
}
