//! `struct hamt_iterator`: a place among the entries of a map.

#![allow(unsafe_code, reason = "exports functions by name")]

use super::map::{Hamt, Pair};
use super::memory::Memory;
use crate::block::{Block, Object};
use crate::chunks::Chunks;
use crate::contract::{Mut, Owned, Ref};
use core::ffi::c_void;
use core::ptr;

/// `struct hamt_iterator`. Borrows the map for as long as it is used.
#[allow(missing_debug_implementations, reason = "known to C by its address only")]
pub struct HamtIterator {
    rest: Chunks<'static, Pair>,
    current: Option<&'static Pair>,
    memory: Memory,
}

impl Object for HamtIterator {
    type Alloc = Memory;

    fn alloc(&self) -> Memory {
        self.memory
    }
}

/// An iterator on the first entry, or null if there is no memory, or no map.
///
/// # Safety
/// C1, C3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_create(trie: *mut Hamt) -> *mut HamtIterator {
    // SAFETY: by C1 and C3; `'static` is as long as the iterator is used.
    let map: Ref<'static, Hamt> = unsafe { Ref::new(trie) };
    let Some(Hamt { table, .. }) = map.get() else { return ptr::null_mut() };
    let memory = *table.allocator();
    let Some(block) = Block::new(memory) else { return ptr::null_mut() };
    let mut rest = Chunks::new(table.iter());
    let current = rest.next();
    block.hand_out(HamtIterator { rest, current, memory })
}

/// Frees an iterator.
///
/// # Safety
/// C1, C2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_delete(it: Owned<HamtIterator>) {
    let _iterator = it.take();
}

/// Whether the iterator is on an entry.
///
/// # Safety
/// C1 to C3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_valid(mut it: Mut<HamtIterator>) -> bool {
    it.get().is_some_and(|it| it.current.is_some())
}

/// Goes to the next entry, and returns the iterator.
///
/// # Safety
/// C1 to C3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_next(mut it: Mut<HamtIterator>) -> *mut HamtIterator {
    if let Some(it) = it.get() {
        it.current = it.rest.next();
    }
    it.as_ptr()
}

/// The key that the iterator is on, or null.
///
/// # Safety
/// C1 to C3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_get_key(mut it: Mut<HamtIterator>) -> *const c_void {
    it.get().and_then(|it| it.current).map_or(ptr::null(), |pair| pair.key.as_ptr())
}

/// The value that the iterator is on, or null.
///
/// # Safety
/// C1 to C3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_it_get_value(mut it: Mut<HamtIterator>) -> *const c_void {
    it.get().and_then(|it| it.current).map_or(ptr::null(), |pair| pair.value)
}
