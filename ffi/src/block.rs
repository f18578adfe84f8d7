//! Single objects in an allocator's memory: what a pointer that a C program holds points to.

#![allow(unsafe_code, reason = "owns memory by pointer, as C does")]

use allocator_api2::alloc::{Allocator, Layout};
use core::ptr::{self, NonNull};

/// Memory for one object, given back unless it is filled.
pub(crate) struct Block<T, A: Allocator> {
    place: NonNull<T>,
    alloc: A,
}

impl<T, A: Allocator> Block<T, A> {
    /// None if the allocator has no memory.
    pub(crate) fn new(alloc: A) -> Option<Self> {
        let place = alloc.allocate(Layout::new::<T>()).ok()?.cast();
        Some(Block { place, alloc })
    }

    /// Puts the object there. The caller owns it from now on, by the pointer.
    pub(crate) fn fill(self, object: T) -> *mut T {
        let block = core::mem::ManuallyDrop::new(self);
        // SAFETY: new memory of the right layout.
        unsafe { block.place.write(object) };
        block.place.as_ptr()
    }
}

impl<T, A: Allocator> Drop for Block<T, A> {
    fn drop(&mut self) {
        // SAFETY: allocated by `new` with this layout, or taken over by `take`; there is no object in it.
        unsafe { self.alloc.deallocate(self.place.cast(), Layout::new::<T>()) }
    }
}

/// Takes an object back out of its memory, which is freed.
///
/// # Safety
/// `object` came from [`Block::fill`] with the same allocator, and is not used any more.
pub(crate) unsafe fn take<T, A: Allocator>(object: NonNull<T>, alloc: A) -> T {
    let block = Block { place: object, alloc };
    // SAFETY: filled, as the caller promises, and only the memory is freed.
    unsafe { ptr::read(block.place.as_ptr()) }
}
