//! Versions: new ones from old ones, retain and release.

#![allow(unsafe_code, reason = "exports functions by name, and counts handles")]

use super::config::{GivenConfig, Shared};
use super::entry::{HamtrieEntry, HamtrieKey, HamtrieValue};
use super::form::{Form, both};
use super::map::Hamtrie;
use super::status::{HamtrieStatus, status};
use super::stored::{OwnedEntry, Stored, finds, hasher};
use crate::block::Block;
use crate::contract::{Out, Owned, Ref};
use hamtrie::OutOfMemory;

/// An empty map.
///
/// # Safety
/// C4, C5, C6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_new(config: GivenConfig, map: Out<*mut Hamtrie>) -> HamtrieStatus {
    status(|| {
        if map.is_null() {
            return Err(HamtrieStatus::ErrorArgument);
        }
        let shared = Shared::new(config)?;
        let Some(block) = Block::new(shared) else {
            // SAFETY: 1 of `release`: it was counted for a handle that there will not be.
            unsafe { shared.release() };
            return Err(HamtrieStatus::ErrorMemory);
        };
        map.put(block.hand_out(Hamtrie::empty(shared)));
        Ok(())
    })
}

/// Makes a version from another one.
pub(super) fn derive(
    map: Ref<'_, Hamtrie>,
    out: Out<*mut Hamtrie>,
    make: impl FnOnce(&Hamtrie, Shared) -> Result<Hamtrie, HamtrieStatus>,
) -> HamtrieStatus {
    status(|| {
        let map = map.get().filter(|_| !out.is_null()).ok_or(HamtrieStatus::ErrorArgument)?;
        let shared = map.shared();
        let block = Block::new(shared).ok_or(HamtrieStatus::ErrorMemory)?;
        let version = make(map, shared)?;
        shared.retain();
        out.put(block.hand_out(version));
        Ok(())
    })
}

/// An empty map with the configuration of another one.
///
/// # Safety
/// C1, C3, C4.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_new_like(map: Ref<'_, Hamtrie>, empty: Out<*mut Hamtrie>) -> HamtrieStatus {
    derive(map, empty, |_, shared| Ok(Hamtrie::empty(shared)))
}

/// Another handle on the same version.
///
/// # Safety
/// C1, C3, C4.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_retain(map: Ref<'_, Hamtrie>, same: Out<*mut Hamtrie>) -> HamtrieStatus {
    derive(map, same, |map, _| Ok(both!(map, table => table.clone().into())))
}

/// Frees a handle, and what no other version has.
///
/// # Safety
/// C1, C2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_release(map: Owned<Hamtrie>) {
    let Some(map) = map.take() else { return };
    let shared = map.shared();
    drop(map);
    // SAFETY: 1 of `release`: each handle is counted, and this one is gone with its entries.
    unsafe { shared.release() };
}

/// A new version with another value of a key.
///
/// # Safety
/// C1, C3, C4, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_update(
    map: Ref<'_, Hamtrie>,
    key: HamtrieKey,
    value: HamtrieValue,
    updated: Out<*mut Hamtrie>,
) -> HamtrieStatus {
    let new = HamtrieEntry { key, value };
    derive(map, updated, |map, shared| match map {
        Form::Pairs(table) => table
            .try_update(shared.hash(key), finds(shared, key), new, hasher(shared))
            .map(Hamtrie::from)
            .map_err(|error| OutOfMemory::from(error).into()),
        Form::Owners(table) => table
            .try_update(shared.hash(key), finds(shared, key), OwnedEntry::store(new, shared), hasher(shared))
            .map(Hamtrie::from)
            .map_err(|error| {
                error.value.forget();
                HamtrieStatus::ErrorMemory
            }),
    })
}

/// A new version without a key.
///
/// # Safety
/// C1, C3, C4, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_without(
    map: Ref<'_, Hamtrie>,
    key: HamtrieKey,
    without: Out<*mut Hamtrie>,
) -> HamtrieStatus {
    derive(map, without, |map, shared| {
        Ok(both!(map, table => table.try_without(shared.hash(key), finds(shared, key))?.into()))
    })
}

/// Whether two handles are known to have the same entries.
///
/// # Safety
/// C1, C3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_is_same(a: Ref<'_, Hamtrie>, b: Ref<'_, Hamtrie>) -> bool {
    match (a.get(), b.get()) {
        (Some(Form::Pairs(a)), Some(Form::Pairs(b))) => a.ptr_eq(b),
        (Some(Form::Owners(a)), Some(Form::Owners(b))) => a.ptr_eq(b),
        _ => false,
    }
}
