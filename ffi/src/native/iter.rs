//! `hamtrie_iter`: a place among the entries of a map, on the caller's stack.

#![allow(unsafe_code, reason = "exports functions by name, and follows a pointer")]

use super::callback::{Arg, Function, Visit};
use super::entry::HamtrieEntry;
use super::form::Form;
use super::map::Hamtrie;
use super::stored::{OwnedEntry, Stored};
use crate::chunks::Chunks;
use crate::contract::{Out, Ref};
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
enum Place<'m> {
    Nothing,
    Pairs(Chunks<'m, HamtrieEntry>),
    Owners(Iter<'m, OwnedEntry, layout::Shared>),
}

impl<'m> Place<'m> {
    fn first(map: Option<&'m Hamtrie>) -> Self {
        match map {
            None => Place::Nothing,
            Some(Form::Pairs(table)) => Place::Pairs(Chunks::new(table.iter())),
            Some(Form::Owners(table)) => Place::Owners(table.iter()),
        }
    }

    #[inline(always)]
    fn next(&mut self) -> Option<HamtrieEntry> {
        match self {
            Place::Nothing => None,
            Place::Pairs(iter) => iter.next().copied(),
            Place::Owners(iter) => iter.next().map(Stored::entry).copied(),
        }
    }
}

/// `hamtrie_iter *`, as C9 says.
///
/// 1. It is NULL, or a `Place` is there that nobody else uses during the call, and whose map is as C3 says.
#[repr(transparent)]
#[derive(Debug)]
pub struct Started(*mut HamtrieIter);

impl Started {
    #[inline(always)]
    fn get(&mut self) -> Option<&mut Place<'static>> {
        // SAFETY: by 1 of the type. `hamtrie_iter_init` saw that there is room for a `Place`.
        unsafe { self.0.cast::<Place<'static>>().as_mut() }
    }
}

/// Starts at the first entry. `'static` is as long as the iterator is used.
///
/// # Safety
/// C1, C3, C4.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_iter_init(map: Ref<'static, Hamtrie>, iter: Out<HamtrieIter>) {
    iter.cast().put(Place::first(map.get()));
}

/// The next entry.
///
/// # Safety
/// C3, C4, C9.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_iter_next(mut iter: Started, entry: Out<HamtrieEntry>) -> bool {
    let Some(place) = iter.get().filter(|_| !entry.is_null()) else { return false };
    let next = place.next();
    entry.put_if(next);
    next.is_some()
}

/// The next `n` entries, or as many as are left. Returns how many.
///
/// # Safety
/// C3, C4, C9.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_iter_next_n(mut iter: Started, entries: Out<HamtrieEntry>, n: usize) -> usize {
    let Some(place) = iter.get().filter(|_| !entries.is_null()) else { return 0 };
    for index in 0..n {
        let Some(entry) = place.next() else { return index };
        // SAFETY: 1 of `put_at`: it is not NULL, and the call names `n` results.
        unsafe { entries.put_at(index, entry) };
    }
    n
}

/// Calls a function for each entry, until it says no. True if it did not.
///
/// # Safety
/// C1, C3, C6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_for_each(map: Ref<'_, Hamtrie>, visit: Function<Visit>, arg: Arg) -> bool {
    let Some(visit) = visit.with(arg) else { return false };
    match Place::first(map.get()) {
        Place::Nothing => true,
        Place::Pairs(mut iter) => iter.all(|entry| visit.call(*entry)),
        Place::Owners(mut iter) => iter.all(|entry| visit.call(*entry.entry())),
    }
}
