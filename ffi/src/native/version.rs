//! Versions: new ones from old ones, retain and release.

#![allow(unsafe_code, reason = "takes pointers from C")]

use super::config::{HamtrieConfig, Shared};
use super::entry::{HamtrieEntry, Owned, Stored};
use super::map::{Hamtrie, finds, hasher};
use super::status::{HamtrieStatus, status};
use crate::block::{self, Block};
use core::ffi::c_void;
use core::ptr::NonNull;
use hamtrie::{HashTable, OutOfMemory};

/// An empty map.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_new(config: *const HamtrieConfig, map: *mut *mut Hamtrie) -> HamtrieStatus {
    status(|| {
        let out = NonNull::new(map).ok_or(HamtrieStatus::ErrorArgument)?;
        // SAFETY: a valid configuration, or null.
        let shared = unsafe { Shared::new(config) }?;
        let Some(handle) = Block::new(shared) else {
            // SAFETY: there is no handle.
            unsafe { shared.release() };
            return Err(HamtrieStatus::ErrorMemory);
        };
        let empty = if shared.frees() {
            Hamtrie::Owners(HashTable::new_in(shared))
        } else {
            Hamtrie::Pairs(HashTable::new_in(shared))
        };
        // SAFETY: the caller's.
        unsafe { out.write(handle.fill(empty)) };
        Ok(())
    })
}

/// Makes a version from another one.
///
/// # Safety
/// `map` is a live map or null, `out` is null or may be written to.
pub(super) unsafe fn derive(
    map: *const Hamtrie,
    out: *mut *mut Hamtrie,
    make: impl FnOnce(&Hamtrie, Shared) -> Result<Hamtrie, HamtrieStatus>,
) -> HamtrieStatus {
    status(|| {
        // SAFETY: as the caller promises.
        let map = unsafe { map.as_ref() }.ok_or(HamtrieStatus::ErrorArgument)?;
        let out = NonNull::new(out).ok_or(HamtrieStatus::ErrorArgument)?;
        let shared = map.shared();
        let handle = Block::new(shared).ok_or(HamtrieStatus::ErrorMemory)?;
        let version = make(map, shared)?;
        shared.retain();
        // SAFETY: as the caller promises.
        unsafe { out.write(handle.fill(version)) };
        Ok(())
    })
}

/// An empty map with the configuration of another one.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_new_like(map: *const Hamtrie, empty: *mut *mut Hamtrie) -> HamtrieStatus {
    // SAFETY: as the caller promises.
    unsafe { derive(map, empty, |map, _| Ok(map.empty())) }
}

/// Another handle on the same version.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_retain(map: *const Hamtrie, same: *mut *mut Hamtrie) -> HamtrieStatus {
    // SAFETY: as the caller promises.
    unsafe {
        derive(map, same, |map, _| {
            Ok(match map {
                Hamtrie::Pairs(table) => Hamtrie::Pairs(table.clone()),
                Hamtrie::Owners(table) => Hamtrie::Owners(table.clone()),
            })
        })
    }
}

/// Frees a handle, and what no other version has.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_release(map: *mut Hamtrie) {
    let Some(handle) = NonNull::new(map) else { return };
    // SAFETY: made by one of these functions, and not used again; the configuration goes after what refers to it.
    unsafe {
        let shared = handle.as_ref().shared();
        drop(block::take(handle, shared));
        shared.release();
    }
}

/// A new version with another value of a key.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_update(
    map: *const Hamtrie,
    key: *const c_void,
    value: *mut c_void,
    updated: *mut *mut Hamtrie,
) -> HamtrieStatus {
    let new = HamtrieEntry { key, value };
    let make = |map: &Hamtrie, shared: Shared| match map {
        Hamtrie::Pairs(table) => table
            .try_update(shared.hash(key), finds(shared, key), new, hasher(shared))
            .map(Hamtrie::Pairs)
            .map_err(|error| OutOfMemory::from(error).into()),
        Hamtrie::Owners(table) => table
            .try_update(shared.hash(key), finds(shared, key), Owned::store(new, shared), hasher(shared))
            .map(Hamtrie::Owners)
            .map_err(|error| {
                error.value.forget();
                HamtrieStatus::ErrorMemory
            }),
    };
    // SAFETY: as the caller promises.
    unsafe { derive(map, updated, make) }
}

/// A new version without a key.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_without(
    map: *const Hamtrie,
    key: *const c_void,
    without: *mut *mut Hamtrie,
) -> HamtrieStatus {
    let make = |map: &Hamtrie, shared: Shared| {
        Ok(match map {
            Hamtrie::Pairs(table) => Hamtrie::Pairs(table.try_without(shared.hash(key), finds(shared, key))?),
            Hamtrie::Owners(table) => Hamtrie::Owners(table.try_without(shared.hash(key), finds(shared, key))?),
        })
    };
    // SAFETY: as the caller promises.
    unsafe { derive(map, without, make) }
}

/// Whether two handles are known to have the same entries.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_is_same(a: *const Hamtrie, b: *const Hamtrie) -> bool {
    // SAFETY: live maps, or null.
    match unsafe { (a.as_ref(), b.as_ref()) } {
        (Some(Hamtrie::Pairs(a)), Some(Hamtrie::Pairs(b))) => a.ptr_eq(b),
        (Some(Hamtrie::Owners(a)), Some(Hamtrie::Owners(b))) => a.ptr_eq(b),
        _ => false,
    }
}
