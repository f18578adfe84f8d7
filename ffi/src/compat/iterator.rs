//! `struct hamt_iterator`: a place among the entries of a map.

#![allow(unsafe_code, reason = "takes pointers from C")]

use super::hooks::Nodes;
use super::map::{Hamt, Pair};
use crate::block::{self, Block};
use crate::chunks::Chunks;
use core::ffi::c_void;
use core::ptr::{self, NonNull};

/// `struct hamt_iterator`. Borrows the map for as long as it is used.
#[allow(missing_debug_implementations, reason = "known to C by its address only")]
pub struct HamtIterator {
    rest: Chunks<Pair>,
    current: Option<&'static Pair>,
    nodes: Nodes,
}

/// An iterator on the first entry, or null if there is no memory, or no map.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_create(trie: *mut Hamt) -> *mut HamtIterator {
    // SAFETY: a live map that outlives the iterator and does not change meanwhile, or null.
    let Some(map) = (unsafe { trie.cast_const().as_ref::<'static>() }) else { return ptr::null_mut() };
    let nodes = *map.table.allocator();
    let Some(place) = Block::new(nodes) else { return ptr::null_mut() };
    let mut rest = Chunks::new(map.table.iter());
    let current = rest.next();
    place.fill(HamtIterator { rest, current, nodes })
}

/// Frees an iterator.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_delete(it: *mut HamtIterator) {
    let Some(it) = NonNull::new(it) else { return };
    // SAFETY: made by `hamt_it_create`, and not used again.
    unsafe {
        let nodes = it.as_ref().nodes;
        let _iterator = block::take(it, nodes);
    }
}

/// Whether the iterator is on an entry.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_valid(it: *mut HamtIterator) -> bool {
    // SAFETY: a live iterator, or null.
    unsafe { it.as_ref() }.is_some_and(|it| it.current.is_some())
}

/// Goes to the next entry, and returns the iterator.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_next(it: *mut HamtIterator) -> *mut HamtIterator {
    // SAFETY: a live iterator, or null.
    if let Some(it) = unsafe { it.as_mut() } {
        it.current = it.rest.next();
    }
    it
}

/// The key that the iterator is on, or null.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_get_key(it: *mut HamtIterator) -> *const c_void {
    // SAFETY: a live iterator, or null.
    unsafe { it.as_ref() }.and_then(|it| it.current).map_or(ptr::null(), |pair| pair.key)
}

/// The value that the iterator is on, or null.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_get_value(it: *mut HamtIterator) -> *const c_void {
    // SAFETY: a live iterator, or null.
    unsafe { it.as_ref() }.and_then(|it| it.current).map_or(ptr::null(), |pair| pair.value)
}
