//! `hamtrie.h` and `hamt.h`, as a Rust program that links with the library would declare them.

#![allow(unsafe_code, reason = "declares functions of C")]

use hamtrie_fuzz_ffi as _;
use std::ffi::{c_int, c_void};

/// A version of `hamtrie.h`.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Hamtrie([u8; 0]);

/// A version of `hamt.h`.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Hamt([u8; 0]);

/// An iterator of `hamt.h`.
#[repr(C)]
#[derive(Debug)]
pub(super) struct HamtIterator([u8; 0]);

/// `HAMTRIE_OK`
pub(super) const OK: c_int = 0;
/// `HAMTRIE_ERROR_ARGUMENT`
pub(super) const ERROR_ARGUMENT: c_int = 1;
/// `HAMTRIE_ERROR_MEMORY`
pub(super) const ERROR_MEMORY: c_int = 2;
/// `HAMTRIE_ERROR_CONFIG`
pub(super) const ERROR_CONFIG: c_int = 4;
/// `HAMTRIE_ERROR_STOPPED`
pub(super) const ERROR_STOPPED: c_int = 5;

/// `hamtrie_config`
#[repr(C)]
#[derive(Debug)]
pub(super) struct Config {
    pub(super) size: usize,
    pub(super) ctx: *mut c_void,
    pub(super) hash: Option<unsafe extern "C" fn(*mut c_void, *const c_void) -> u64>,
    pub(super) eq: Option<ValueEq>,
    pub(super) key_free: Option<unsafe extern "C" fn(*mut c_void, *mut c_void)>,
    pub(super) value_free: Option<unsafe extern "C" fn(*mut c_void, *mut c_void)>,
    pub(super) alloc: Option<unsafe extern "C" fn(*mut c_void, usize, usize) -> *mut c_void>,
    pub(super) dealloc: Option<unsafe extern "C" fn(*mut c_void, *mut c_void, usize, usize)>,
}

/// `hamtrie_entry`
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) key: *const c_void,
    pub(super) value: *mut c_void,
}

/// `hamtrie_iter`
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Iter(pub(super) [u64; 32]);

/// `hamtrie_value_eq`
pub(super) type ValueEq = unsafe extern "C" fn(*mut c_void, *const c_void, *const c_void) -> bool;

/// `hamtrie_resolve`
pub(super) type Resolve =
    unsafe extern "C" fn(*mut c_void, *const Entry, *const Entry, *const Entry, *mut Entry) -> i32;

/// What makes a map of two.
pub(super) type Algebra = unsafe extern "C" fn(*const Hamtrie, *const Hamtrie, *mut *mut Hamtrie) -> c_int;

/// `hamt_allocator`
#[repr(C)]
#[derive(Debug)]
pub(super) struct Allocator {
    pub(super) malloc: Option<unsafe extern "C" fn(isize, *mut c_void) -> *mut c_void>,
    pub(super) realloc: Option<unsafe extern "C" fn(*mut c_void, isize, isize, *mut c_void) -> *mut c_void>,
    pub(super) free: Option<unsafe extern "C" fn(*mut c_void, isize, *mut c_void)>,
    pub(super) ctx: *mut c_void,
}

/// `hamt_config`
#[repr(C)]
#[derive(Debug)]
pub(super) struct HamtConfig {
    pub(super) ator: *mut Allocator,
    pub(super) key_cmp_fn: Option<unsafe extern "C" fn(*const c_void, *const c_void) -> c_int>,
    pub(super) key_hash_fn: Option<unsafe extern "C" fn(*const c_void, usize) -> u32>,
}

// SAFETY: as the headers have them.
unsafe extern "C" {
    pub(super) fn hamtrie_new(config: *const Config, map: *mut *mut Hamtrie) -> c_int;
    pub(super) fn hamtrie_new_like(map: *const Hamtrie, empty: *mut *mut Hamtrie) -> c_int;
    pub(super) fn hamtrie_retain(map: *const Hamtrie, same: *mut *mut Hamtrie) -> c_int;
    pub(super) fn hamtrie_release(map: *mut Hamtrie);
    pub(super) fn hamtrie_size(map: *const Hamtrie) -> usize;
    pub(super) fn hamtrie_get(map: *const Hamtrie, key: *const c_void, value: *mut *mut c_void) -> bool;
    pub(super) fn hamtrie_get_entry(map: *const Hamtrie, key: *const c_void, entry: *mut Entry) -> bool;
    pub(super) fn hamtrie_set(
        map: *mut Hamtrie,
        key: *const c_void,
        value: *mut c_void,
        replaced: *mut bool,
        old: *mut Entry,
    ) -> c_int;
    pub(super) fn hamtrie_remove(map: *mut Hamtrie, key: *const c_void, removed: *mut bool, old: *mut Entry) -> c_int;
    pub(super) fn hamtrie_clear(map: *mut Hamtrie) -> c_int;
    pub(super) fn hamtrie_update(
        map: *const Hamtrie,
        key: *const c_void,
        value: *mut c_void,
        updated: *mut *mut Hamtrie,
    ) -> c_int;
    pub(super) fn hamtrie_without(map: *const Hamtrie, key: *const c_void, without: *mut *mut Hamtrie) -> c_int;
    pub(super) fn hamtrie_is_same(a: *const Hamtrie, b: *const Hamtrie) -> bool;
    pub(super) fn hamtrie_iter_init(map: *const Hamtrie, iter: *mut Iter);
    pub(super) fn hamtrie_iter_next_n(iter: *mut Iter, entries: *mut Entry, n: usize) -> usize;
    pub(super) fn hamtrie_for_each(
        map: *const Hamtrie,
        visit: Option<unsafe extern "C" fn(*mut c_void, *const c_void, *mut c_void) -> bool>,
        arg: *mut c_void,
    ) -> bool;
    pub(super) fn hamtrie_equal(
        a: *const Hamtrie,
        b: *const Hamtrie,
        value_eq: Option<ValueEq>,
        arg: *mut c_void,
        equal: *mut bool,
    ) -> c_int;
    pub(super) fn hamtrie_is_submap(
        part: *const Hamtrie,
        whole: *const Hamtrie,
        value_eq: Option<ValueEq>,
        arg: *mut c_void,
        is_submap: *mut bool,
    ) -> c_int;
    pub(super) fn hamtrie_is_disjoint(a: *const Hamtrie, b: *const Hamtrie, is_disjoint: *mut bool) -> c_int;
    pub(super) fn hamtrie_diff(
        before: *const Hamtrie,
        after: *const Hamtrie,
        value_eq: Option<ValueEq>,
        visit: Option<unsafe extern "C" fn(*mut c_void, *const Entry, *const Entry) -> bool>,
        arg: *mut c_void,
        finished: *mut bool,
    ) -> c_int;
    pub(super) fn hamtrie_union(left: *const Hamtrie, right: *const Hamtrie, result: *mut *mut Hamtrie) -> c_int;
    pub(super) fn hamtrie_intersection(left: *const Hamtrie, right: *const Hamtrie, result: *mut *mut Hamtrie)
    -> c_int;
    pub(super) fn hamtrie_difference(left: *const Hamtrie, right: *const Hamtrie, result: *mut *mut Hamtrie) -> c_int;
    pub(super) fn hamtrie_symmetric_difference(
        left: *const Hamtrie,
        right: *const Hamtrie,
        result: *mut *mut Hamtrie,
    ) -> c_int;
    pub(super) fn hamtrie_merge(
        left: *const Hamtrie,
        right: *const Hamtrie,
        value_eq: Option<ValueEq>,
        resolve: Option<Resolve>,
        arg: *mut c_void,
        result: *mut *mut Hamtrie,
    ) -> c_int;
    pub(super) fn hamtrie_merge3(
        base: *const Hamtrie,
        left: *const Hamtrie,
        right: *const Hamtrie,
        value_eq: Option<ValueEq>,
        resolve: Option<Resolve>,
        arg: *mut c_void,
        result: *mut *mut Hamtrie,
    ) -> c_int;

    pub(super) static mut hamt_allocator_default: Allocator;
    pub(super) fn hamt_create(cfg: *const HamtConfig) -> *mut Hamt;
    pub(super) fn hamt_delete(trie: *mut Hamt);
    pub(super) fn hamt_get(trie: *const Hamt, key: *mut c_void) -> *const c_void;
    pub(super) fn hamt_set(trie: *mut Hamt, key: *mut c_void, value: *mut c_void) -> *const c_void;
    pub(super) fn hamt_pset(trie: *const Hamt, key: *mut c_void, value: *mut c_void) -> *const Hamt;
    pub(super) fn hamt_remove(trie: *mut Hamt, key: *mut c_void) -> *mut c_void;
    pub(super) fn hamt_premove(trie: *const Hamt, key: *mut c_void) -> *const Hamt;
    pub(super) fn hamt_size(trie: *const Hamt) -> usize;
    pub(super) fn hamt_it_create(trie: *mut Hamt) -> *mut HamtIterator;
    pub(super) fn hamt_it_delete(it: *mut HamtIterator);
    pub(super) fn hamt_it_valid(it: *mut HamtIterator) -> bool;
    pub(super) fn hamt_it_next(it: *mut HamtIterator) -> *mut HamtIterator;
    pub(super) fn hamt_it_get_key(it: *mut HamtIterator) -> *const c_void;
    pub(super) fn hamt_it_get_value(it: *mut HamtIterator) -> *const c_void;
}
