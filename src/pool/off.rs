//! The pool switched off: no layout has a class, so every node is an allocation of its own from the global
//! allocator, of exactly its size.
//!
//! Used with `--cfg pool_off`, under Miri, and without the `std` feature (there are no thread-local variables
//! then). This is the build in which AddressSanitizer sees a freed node as freed memory, LeakSanitizer sees a
//! lost node as a leak, and ThreadSanitizer is not calmed by the depot's lock. Only `super::system` counts.

#![allow(unsafe_code, reason = "has the signatures of `super::recycling`")]

use super::size_class::SizeClass;
use super::stats::Stats;
use allocator_api2::alloc::AllocError;
use core::alloc::Layout;
use core::ptr::NonNull;

/// The class of a pooled block, of which there are none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NoClass {}

impl NoClass {
    pub(super) fn of(_: Layout) -> Option<Self> {
        None
    }

    pub(super) fn block_size(self) -> usize {
        match self {}
    }
}

pub(super) fn allocate(class: NoClass) -> Result<NonNull<u8>, AllocError> {
    match class {}
}

/// # Safety
/// None: it cannot be called.
pub(super) unsafe fn deallocate(_: NonNull<u8>, class: NoClass) {
    match class {}
}

pub(super) fn count(stats: &mut Stats) {
    for class in SizeClass::all() {
        stats.record(class, 0, 0);
    }
}

pub(super) fn trim() -> usize {
    0
}

pub(super) fn shut_down() -> bool {
    true
}
