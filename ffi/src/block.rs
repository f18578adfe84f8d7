//! Single objects in an allocator's memory: what a pointer that a C program holds points to.
//!
//! This file does not know who holds the pointers: see `contract`.

#![allow(unsafe_code, reason = "owns memory by pointer, as C does")]

use allocator_api2::alloc::{Allocator, Layout};
use core::mem::ManuallyDrop;
use core::ptr::NonNull;

/// What C holds by a pointer. It knows whose memory it lies in.
pub(crate) trait Object {
    /// Equal ones free each other's memory.
    type Alloc: Allocator + PartialEq;

    /// Whose memory it lies in.
    fn alloc(&self) -> Self::Alloc;
}

/// Memory for one object, given back unless it is filled.
///
/// 1. `place` was allocated by `alloc`, or by an equal one, with the layout of a `T`. There is no object in it.
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
    #[inline(always)]
    pub(crate) fn fill(self, object: T) -> NonNull<T> {
        let block = ManuallyDrop::new(self);
        // SAFETY: by 1 of the type.
        unsafe { block.place.write(object) };
        block.place
    }
}

impl<T: Object> Block<T, T::Alloc> {
    /// Puts the object there, for C, which gives it back as an [`Owned`](crate::contract::Owned).
    #[inline(always)]
    pub(crate) fn hand_out(self, object: T) -> *mut T {
        assert!(object.alloc() == self.alloc, "the object knows whose memory it lies in");
        self.fill(object).as_ptr()
    }
}

impl<T, A: Allocator> Drop for Block<T, A> {
    fn drop(&mut self) {
        // SAFETY: by 1 of the type.
        unsafe { self.alloc.deallocate(self.place.cast(), Layout::new::<T>()) }
    }
}

/// Takes an object back out of its memory, which is freed.
///
/// # Safety
/// 1. `place` came from [`Block::fill`], and what is there is not used any more.
/// 2. `alloc` gives the allocator of that block, or an equal one.
#[inline(always)]
pub(crate) unsafe fn take<T, A: Allocator>(place: NonNull<T>, alloc: impl FnOnce(&T) -> A) -> T {
    // SAFETY: by 1.
    let object = unsafe { place.read() };
    // By 1 and 2 that is a block: nobody uses what is left there.
    let alloc = alloc(&object);
    drop(Block { place, alloc });
    object
}
