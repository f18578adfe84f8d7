//! Memory for nodes, from any allocator.

#![allow(unsafe_code, reason = "hands memory back to an allocator")]

use crate::error::OutOfMemory;
use allocator_api2::alloc::Allocator;
use core::alloc::Layout;
use core::ptr::NonNull;

#[inline(always)]
pub(crate) fn allocate<A: Allocator>(alloc: &A, layout: Layout) -> Result<NonNull<u8>, OutOfMemory> {
    match alloc.allocate(layout) {
        Ok(block) => Ok(block.cast()),
        Err(_) => Err(OutOfMemory),
    }
}

/// # Safety
/// 1. `block` came from [`allocate`] with the same layout and the same allocator, and is not used any more.
#[inline(always)]
pub(crate) unsafe fn deallocate<A: Allocator>(alloc: &A, block: NonNull<u8>, layout: Layout) {
    // SAFETY: by 1.
    unsafe { alloc.deallocate(block, layout) }
}
