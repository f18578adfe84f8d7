//! The two forms in which a map keeps an entry.
//!
//! Without functions that free, an entry is two pointers, which lie in the leaf and are copied with it. With them it has to
//! be let go of exactly once however many versions have it: it is a cell that versions share.

#![allow(unsafe_code, reason = "frees a caller's keys and values")]

use super::config::Shared;
use super::entry::{HamtrieEntry, HamtrieKey};
use core::mem::ManuallyDrop;

/// An entry with something to free.
///
/// 1. Key and value are this one's, and nobody else frees them.
pub(super) struct OwnedEntry {
    entry: HamtrieEntry,
    shared: Shared,
}

impl OwnedEntry {
    /// Leaves key and value to the caller.
    pub(super) fn forget(self) {
        let _not_dropped = ManuallyDrop::new(self);
    }
}

impl Drop for OwnedEntry {
    fn drop(&mut self) {
        // SAFETY: 1 of `free`: by C7, and 1 of the type.
        unsafe { self.shared.free(self.entry) }
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

impl Stored for OwnedEntry {
    /// Takes over key and value.
    #[inline(always)]
    fn store(entry: HamtrieEntry, shared: Shared) -> Self {
        OwnedEntry { entry, shared }
    }

    #[inline(always)]
    fn entry(&self) -> &HamtrieEntry {
        &self.entry
    }
}

/// Whether an entry has a key.
#[inline(always)]
pub(super) fn finds<T: Stored>(shared: Shared, key: HamtrieKey) -> impl Fn(&T) -> bool {
    move |entry| shared.eq(key, entry.entry().key)
}

/// The hash of an entry.
#[inline(always)]
pub(super) fn hasher<T: Stored>(shared: Shared) -> impl Fn(&T) -> u64 {
    move |entry| shared.hash(entry.entry().key)
}
