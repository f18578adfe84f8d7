//! `struct hamt`: one version of a map.

#![allow(unsafe_code, reason = "exports functions by name, and calls a caller's")]

use super::hooks::Hooks;
use super::memory::Memory;
use crate::block::{Block, Object};
use crate::contract::{Mut, Owned, Ref};
use crate::spread::spread;
use crate::unload;
use core::ffi::{c_int, c_void};
use core::ptr;
use hamtrie::{HashTable, layout};

type Compare = unsafe extern "C" fn(lhs: *const c_void, rhs: *const c_void) -> c_int;
type Hash = unsafe extern "C" fn(key: *const c_void, generation: usize) -> u32;

/// `struct hamt_config`, as far as it is the same in both of libhamt's builds: what comes after is not looked at.
#[repr(C)]
#[derive(Debug)]
pub struct HamtConfig {
    ator: Hooks,
    key_cmp_fn: Option<unsafe extern "C" fn(lhs: *const c_void, rhs: *const c_void) -> c_int>,
    key_hash_fn: Option<unsafe extern "C" fn(key: *const c_void, generation: usize) -> u32>,
}

/// A key of the caller's, as C7 says: for the callbacks of the map of its call, or of the map that holds it.
#[repr(transparent)]
#[derive(Clone, Copy, Debug)]
pub struct HamtKey(*mut c_void);

impl HamtKey {
    pub(super) fn as_ptr(self) -> *const c_void {
        self.0
    }
}

/// What a map knows of an entry. Nothing follows the value.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) key: HamtKey,
    pub(super) value: *mut c_void,
}

pub(super) type Table = HashTable<Pair, Memory, layout::Inline>;

/// `struct hamt`. Each version has one of its own.
#[allow(missing_debug_implementations, reason = "known to C by its address only")]
pub struct Hamt {
    pub(super) table: Table,
    keys: Keys,
}

impl Object for Hamt {
    type Alloc = Memory;

    fn alloc(&self) -> Memory {
        *self.table.allocator()
    }
}

/// The caller's functions, out of a `HamtConfig`.
#[derive(Clone, Copy)]
struct Keys {
    hash: Hash,
    compare: Compare,
}

impl Keys {
    #[inline(always)]
    fn hash(self, key: HamtKey) -> u64 {
        // SAFETY: by C6 and C7.
        spread(u64::from(unsafe { (self.hash)(key.0, 0) }))
    }

    #[inline(always)]
    fn finds(self, key: HamtKey) -> impl Fn(&Pair) -> bool {
        // SAFETY: by C6 and C7.
        move |pair| unsafe { (self.compare)(key.0, pair.key.0) } == 0
    }

    #[inline(always)]
    fn hasher(self) -> impl Fn(&Pair) -> u64 {
        move |pair| self.hash(pair.key)
    }
}

/// What takes the place of an entry, which keeps its key, or of none.
#[inline(always)]
fn pair(key: HamtKey, value: *mut c_void) -> impl Fn(Option<&Pair>) -> Pair {
    move |old| Pair { key: old.map_or(key, |old| old.key), value }
}

/// An empty map, or null if there is no memory, or no configuration.
///
/// # Safety
/// C5, C6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_create(cfg: Ref<'_, HamtConfig>) -> *mut Hamt {
    let Some(&HamtConfig { ator, key_cmp_fn: Some(compare), key_hash_fn: Some(hash) }) = cfg.get() else {
        return ptr::null_mut();
    };
    unload::arm();
    let Some(memory) = Memory::of_maps(ator) else { return ptr::null_mut() };
    let Some(block) = Block::new(memory) else { return ptr::null_mut() };
    block.hand_out(Hamt { table: HashTable::new_in(memory), keys: Keys { hash, compare } })
}

/// Frees a version.
///
/// # Safety
/// C1, C2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_delete(trie: Owned<Hamt>) {
    drop(trie.take());
}

/// The value of a key, or null.
///
/// # Safety
/// C1, C3, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_get(trie: Ref<'_, Hamt>, key: HamtKey) -> *const c_void {
    let Some(&Hamt { ref table, keys }) = trie.get() else { return ptr::null() };
    table.find(keys.hash(key), keys.finds(key)).map_or(ptr::null(), |pair| pair.value)
}

/// Sets the value of a key in place, and returns it, or null if there is no memory.
///
/// # Safety
/// C1, C2, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_set(mut trie: Mut<Hamt>, key: HamtKey, value: *mut c_void) -> *const c_void {
    let Some(&mut Hamt { ref mut table, keys }) = trie.get() else { return ptr::null() };
    match table.try_put_with(keys.hash(key), keys.finds(key), pair(key, value), keys.hasher()) {
        Ok(_) => value,
        Err(_) => ptr::null(),
    }
}

/// A new version with another value of a key, or null if there is no memory.
///
/// # Safety
/// C1, C3, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_pset(trie: Ref<'_, Hamt>, key: HamtKey, value: *mut c_void) -> *const Hamt {
    let Some(&Hamt { ref table, keys }) = trie.get() else { return ptr::null() };
    let Some(block) = Block::new(*table.allocator()) else { return ptr::null() };
    match table.try_update_with(keys.hash(key), keys.finds(key), pair(key, value), keys.hasher()) {
        Ok(table) => block.hand_out(Hamt { table, keys }),
        Err(_) => ptr::null(),
    }
}

/// Takes a key out in place, and returns its value, or null if it was not there or there is no memory.
///
/// # Safety
/// C1, C2, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_remove(mut trie: Mut<Hamt>, key: HamtKey) -> *mut c_void {
    let Some(&mut Hamt { ref mut table, keys }) = trie.get() else { return ptr::null_mut() };
    match table.try_remove(keys.hash(key), keys.finds(key)) {
        Ok(Some(pair)) => pair.value,
        _ => ptr::null_mut(),
    }
}

/// A new version without a key, or null if there is no memory.
///
/// # Safety
/// C1, C3, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_premove(trie: Ref<'_, Hamt>, key: HamtKey) -> *const Hamt {
    let Some(&Hamt { ref table, keys }) = trie.get() else { return ptr::null() };
    let Some(block) = Block::new(*table.allocator()) else { return ptr::null() };
    match table.try_without(keys.hash(key), keys.finds(key)) {
        Ok(table) => block.hand_out(Hamt { table, keys }),
        Err(_) => ptr::null(),
    }
}

/// Number of entries; of a null pointer none.
///
/// # Safety
/// C1, C3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_size(trie: Ref<'_, Hamt>) -> usize {
    trie.get().map_or(0, |map| map.table.len())
}
