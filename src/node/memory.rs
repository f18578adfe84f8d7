#![allow(unsafe_code, reason = "hands memory back to an allocator")]
//! Memory for nodes, from any allocator, and what is said when there is none.

use allocator_api2::alloc::Allocator;
use core::alloc::Layout;
use core::fmt;
use core::ptr::NonNull;

/// The allocator had no memory for a node. Nothing was changed.
///
/// It has no fields, so that results of pointers stay as small as pointers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutOfMemory;

impl fmt::Display for OutOfMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no memory for a node")
    }
}

impl core::error::Error for OutOfMemory {}

/// The allocator had no memory for a node, so an entry was not added. Nothing was changed, and the entry comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TryInsertError<T> {
    /// The entry that was not added.
    pub value: T,
}

impl<T> fmt::Debug for TryInsertError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TryInsertError").finish_non_exhaustive()
    }
}

impl<T> fmt::Display for TryInsertError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        OutOfMemory.fmt(f)
    }
}

impl<T> core::error::Error for TryInsertError<T> {}

impl<T> From<TryInsertError<T>> for OutOfMemory {
    /// Drops the entry.
    #[inline]
    fn from(_: TryInsertError<T>) -> Self {
        OutOfMemory
    }
}

impl OutOfMemory {
    /// Ends the program, or panics, as the standard collections do when they get no memory.
    #[cold]
    #[inline(never)]
    pub(crate) fn handle(self) -> ! {
        // The message names a size: that of the largest branch stands for all nodes.
        alloc::alloc::handle_alloc_error(Layout::new::<[u64; 72]>())
    }
}

/// The value, or the end of the program.
#[inline(always)]
pub(crate) fn or_abort<R, E: Into<OutOfMemory>>(result: Result<R, E>) -> R {
    match result {
        Ok(value) => value,
        Err(error) => error.into().handle(),
    }
}

#[inline(always)]
pub(crate) fn allocate<A: Allocator>(alloc: &A, layout: Layout) -> Result<NonNull<u8>, OutOfMemory> {
    match alloc.allocate(layout) {
        Ok(block) => Ok(block.cast()),
        Err(_) => Err(OutOfMemory),
    }
}

/// # Safety
/// `block` came from [`allocate`] with the same layout and the same allocator, and is not used any more.
#[inline(always)]
pub(crate) unsafe fn deallocate<A: Allocator>(alloc: &A, block: NonNull<u8>, layout: Layout) {
    // SAFETY: as the caller promises.
    unsafe { alloc.deallocate(block, layout) }
}
