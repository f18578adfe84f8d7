//! `hamtrie_iter`: a place among the entries of a map, on the caller's stack.

#![allow(unsafe_code, reason = "takes pointers from C")]

use super::entry::{HamtrieEntry, Owned, Stored};
use super::map::Hamtrie;
use crate::chunks::Chunks;
use core::ffi::c_void;
use core::mem::{align_of, size_of};
use hamtrie::layout;
use hamtrie::table::Iter;

/// `hamtrie_iter`, as C declares it.
#[repr(C)]
#[derive(Debug)]
pub struct HamtrieIter {
    opaque: [u64; 32],
}

/// What is in it. All bytes zero is an iterator over nothing.
#[repr(C, u64)]
enum Place {
    Nothing,
    Pairs(Chunks<HamtrieEntry>),
    Owners(Iter<'static, Owned, layout::Shared>),
}

const _: () =
    assert!(size_of::<Place>() <= size_of::<HamtrieIter>() && align_of::<Place>() <= align_of::<HamtrieIter>());

impl Place {
    #[inline(always)]
    fn next(&mut self) -> Option<HamtrieEntry> {
        match self {
            Place::Nothing => None,
            Place::Pairs(iter) => iter.next().copied(),
            Place::Owners(iter) => iter.next().map(Owned::entry).copied(),
        }
    }
}

/// # Safety
/// A live map that does not change or go while the result is used, or null.
unsafe fn start(map: *const Hamtrie) -> Place {
    // SAFETY: as the caller promises.
    match unsafe { map.as_ref::<'static>() } {
        None => Place::Nothing,
        Some(Hamtrie::Pairs(table)) => Place::Pairs(Chunks::new(table.iter())),
        Some(Hamtrie::Owners(table)) => Place::Owners(table.iter()),
    }
}

/// Starts at the first entry.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_iter_init(map: *const Hamtrie, iter: *mut HamtrieIter) {
    if !iter.is_null() {
        // SAFETY: large enough and aligned, see above; the map as in the header.
        unsafe { iter.cast::<Place>().write(start(map)) }
    }
}

/// The next entry.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_iter_next(iter: *mut HamtrieIter, entry: *mut HamtrieEntry) -> bool {
    // SAFETY: initialised, and an entry's room.
    unsafe { hamtrie_iter_next_n(iter, entry, 1) == 1 }
}

/// The next `n` entries, or as many as are left. Returns how many.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_iter_next_n(iter: *mut HamtrieIter, entries: *mut HamtrieEntry, n: usize) -> usize {
    if entries.is_null() {
        return 0;
    }
    // SAFETY: initialised, or null.
    let Some(place) = (unsafe { iter.cast::<Place>().as_mut() }) else { return 0 };
    for index in 0..n {
        let Some(entry) = place.next() else { return index };
        // SAFETY: there is room for `n`.
        unsafe { entries.add(index).write(entry) };
    }
    n
}

/// Calls a function for each entry, until it says no. True if it did not.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_for_each(
    map: *const Hamtrie,
    visit: Option<unsafe extern "C" fn(arg: *mut c_void, key: *const c_void, value: *mut c_void) -> bool>,
    arg: *mut c_void,
) -> bool {
    let Some(visit) = visit else { return false };
    // SAFETY: the caller's function.
    let see = |entry: HamtrieEntry| unsafe { visit(arg, entry.key, entry.value) };
    // SAFETY: a live map, or null.
    match unsafe { start(map) } {
        Place::Nothing => true,
        Place::Pairs(mut iter) => iter.all(|entry| see(*entry)),
        Place::Owners(mut iter) => iter.all(|entry| see(*entry.entry())),
    }
}
