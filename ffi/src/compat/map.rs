//! `struct hamt`: one version of a map.

#![allow(unsafe_code, reason = "takes pointers from C")]

use super::hooks::{HamtAllocator, Nodes};
use crate::block::{self, Block};
use crate::spread::spread;
use crate::unload;
use core::ffi::{c_int, c_void};
use core::ptr::{self, NonNull};
use hamtrie::{HashTable, layout};

type Compare = unsafe extern "C" fn(lhs: *const c_void, rhs: *const c_void) -> c_int;
type Hash = unsafe extern "C" fn(key: *const c_void, generation: usize) -> u32;

/// `struct hamt_config`, as far as it is the same in both of libhamt's builds: what comes after is not looked at.
#[repr(C)]
#[derive(Debug)]
pub struct HamtConfig {
    ator: *mut HamtAllocator,
    key_cmp_fn: Option<unsafe extern "C" fn(lhs: *const c_void, rhs: *const c_void) -> c_int>,
    key_hash_fn: Option<unsafe extern "C" fn(key: *const c_void, generation: usize) -> u32>,
}

/// What a map knows of an entry.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) key: *mut c_void,
    pub(super) value: *mut c_void,
}

pub(super) type Table = HashTable<Pair, Nodes, layout::Inline>;

/// `struct hamt`. Each version has one of its own.
#[allow(missing_debug_implementations, reason = "known to C by its address only")]
pub struct Hamt {
    pub(super) table: Table,
    keys: Keys,
}

/// The caller's functions.
#[derive(Clone, Copy)]
struct Keys {
    hash: Hash,
    compare: Compare,
}

impl Keys {
    #[inline(always)]
    fn hash(self, key: *const c_void) -> u64 {
        // SAFETY: the caller's function, for a key of theirs.
        spread(u64::from(unsafe { (self.hash)(key, 0) }))
    }

    #[inline(always)]
    fn finds(self, key: *const c_void) -> impl Fn(&Pair) -> bool {
        // SAFETY: the caller's function, for keys of theirs.
        move |pair| unsafe { (self.compare)(key, pair.key) } == 0
    }

    #[inline(always)]
    fn hasher(self) -> impl Fn(&Pair) -> u64 {
        move |pair| self.hash(pair.key)
    }
}

/// What takes the place of an entry, which keeps its key, or of none.
#[inline(always)]
fn pair(key: *mut c_void, value: *mut c_void) -> impl Fn(Option<&Pair>) -> Pair {
    move |old| Pair { key: old.map_or(key, |old| old.key), value }
}

/// An empty map, or null if there is no memory, or no configuration.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_create(cfg: *const HamtConfig) -> *mut Hamt {
    // SAFETY: a valid configuration, or null.
    let Some(&HamtConfig { ator, key_cmp_fn: Some(compare), key_hash_fn: Some(hash) }) = (unsafe { cfg.as_ref() })
    else {
        return ptr::null_mut();
    };
    unload::arm();
    // SAFETY: hooks outlive the map.
    let Some(nodes) = (unsafe { Nodes::new(ator) }) else { return ptr::null_mut() };
    let Some(handle) = Block::new(nodes) else { return ptr::null_mut() };
    handle.fill(Hamt { table: HashTable::new_in(nodes), keys: Keys { hash, compare } })
}

/// Frees a version.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_delete(trie: *mut Hamt) {
    let Some(handle) = NonNull::new(trie) else { return };
    // SAFETY: made by one of these functions, and not used again.
    unsafe {
        let nodes = *handle.as_ref().table.allocator();
        drop(block::take(handle, nodes));
    }
}

/// The value of a key, or null.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_get(trie: *const Hamt, key: *mut c_void) -> *const c_void {
    // SAFETY: a live map, or null.
    let Some(&Hamt { ref table, keys }) = (unsafe { trie.as_ref() }) else { return ptr::null() };
    table.find(keys.hash(key), keys.finds(key)).map_or(ptr::null(), |pair| pair.value)
}

/// Sets the value of a key in place, and returns it, or null if there is no memory.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_set(trie: *mut Hamt, key: *mut c_void, value: *mut c_void) -> *const c_void {
    // SAFETY: a live map that nobody else uses now, or null.
    let Some(&mut Hamt { ref mut table, keys }) = (unsafe { trie.as_mut() }) else { return ptr::null() };
    match table.try_set_with(keys.hash(key), keys.finds(key), pair(key, value), keys.hasher()) {
        Ok(_) => value,
        Err(_) => ptr::null(),
    }
}

/// A new version with another value of a key, or null if there is no memory.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_pset(trie: *const Hamt, key: *mut c_void, value: *mut c_void) -> *const Hamt {
    // SAFETY: a live map, or null.
    let Some(&Hamt { ref table, keys }) = (unsafe { trie.as_ref() }) else { return ptr::null() };
    let Some(handle) = Block::new(*table.allocator()) else { return ptr::null() };
    match table.try_update_with(keys.hash(key), keys.finds(key), pair(key, value), keys.hasher()) {
        Ok(table) => handle.fill(Hamt { table, keys }),
        Err(_) => ptr::null(),
    }
}

/// Takes a key out in place, and returns its value, or null if it was not there or there is no memory.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_remove(trie: *mut Hamt, key: *mut c_void) -> *mut c_void {
    // SAFETY: a live map that nobody else uses now, or null.
    let Some(&mut Hamt { ref mut table, keys }) = (unsafe { trie.as_mut() }) else { return ptr::null_mut() };
    match table.try_remove(keys.hash(key), keys.finds(key)) {
        Ok(Some(pair)) => pair.value,
        _ => ptr::null_mut(),
    }
}

/// A new version without a key, or null if there is no memory.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_premove(trie: *const Hamt, key: *mut c_void) -> *const Hamt {
    // SAFETY: a live map, or null.
    let Some(&Hamt { ref table, keys }) = (unsafe { trie.as_ref() }) else { return ptr::null() };
    let Some(handle) = Block::new(*table.allocator()) else { return ptr::null() };
    match table.try_without(keys.hash(key), keys.finds(key)) {
        Ok(table) => handle.fill(Hamt { table, keys }),
        Err(_) => ptr::null(),
    }
}

/// Number of entries; of a null pointer none.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_size(trie: *const Hamt) -> usize {
    // SAFETY: a live map, or null.
    unsafe { trie.as_ref() }.map_or(0, |map| map.table.len())
}
