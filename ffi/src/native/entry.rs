//! `hamtrie_entry`, and the two forms in which a map keeps one.
//!
//! Without functions that free, an entry is two pointers, which lie in the leaf and are copied with it. With them it has to
//! be let go of exactly once however many versions have it: it is a cell that versions share.

#![allow(unsafe_code, reason = "frees a caller's keys and values")]

use super::config::Shared;
use core::ffi::c_void;
use core::mem::ManuallyDrop;

/// `hamtrie_entry`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HamtrieEntry {
    pub(super) key: *const c_void,
    pub(super) value: *mut c_void,
}

/// An entry with something to free.
pub(super) struct Owned {
    entry: HamtrieEntry,
    shared: Shared,
}

impl Owned {
    /// Leaves key and value to the caller.
    pub(super) fn forget(self) {
        let _not_dropped = ManuallyDrop::new(self);
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: an entry is dropped once, by a handle, which counts the configuration until after that.
        unsafe { self.shared.free(self.entry.key.cast_mut(), self.entry.value) }
    }
}

/// What both forms have.
pub(super) trait Stored {
    /// Keeps an entry in a map with this configuration.
    fn store(entry: HamtrieEntry, shared: Shared) -> Self;

    /// The entry, where the map keeps it.
    fn entry(&self) -> &HamtrieEntry;
}

impl Stored for HamtrieEntry {
    #[inline(always)]
    fn store(entry: HamtrieEntry, _: Shared) -> Self {
        entry
    }

    #[inline(always)]
    fn entry(&self) -> &HamtrieEntry {
        self
    }
}

impl Stored for Owned {
    /// Takes over key and value.
    #[inline(always)]
    fn store(entry: HamtrieEntry, shared: Shared) -> Self {
        Owned { entry, shared }
    }

    #[inline(always)]
    fn entry(&self) -> &HamtrieEntry {
        &self.entry
    }
}
