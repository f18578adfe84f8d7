//! `hamtrie`: one version of a map. Lookups, and changes in place.

#![allow(unsafe_code, reason = "takes pointers from C")]

use super::config::Shared;
use super::entry::{HamtrieEntry, Owned, Stored};
use super::status::{HamtrieStatus, status};
use core::ffi::c_void;
use hamtrie::{HashTable, OutOfMemory, layout};

/// A map whose entries have nothing to free.
pub(super) type Pairs = HashTable<HamtrieEntry, Shared, layout::Inline>;
/// A map whose entries have.
pub(super) type Owners = HashTable<Owned, Shared, layout::Shared>;

/// `hamtrie`. Each counts the configuration once.
#[allow(missing_debug_implementations, reason = "known to C by its address only")]
pub enum Hamtrie {
    Pairs(Pairs),
    Owners(Owners),
}

impl Hamtrie {
    #[inline(always)]
    pub(super) fn shared(&self) -> Shared {
        match self {
            Hamtrie::Pairs(table) => *table.allocator(),
            Hamtrie::Owners(table) => *table.allocator(),
        }
    }

    /// An empty map of the same configuration, which is not counted.
    pub(super) fn empty(&self) -> Hamtrie {
        match self {
            Hamtrie::Pairs(table) => Hamtrie::Pairs(HashTable::new_in(*table.allocator())),
            Hamtrie::Owners(table) => Hamtrie::Owners(HashTable::new_in(*table.allocator())),
        }
    }

    #[inline(always)]
    fn find(&self, key: *const c_void) -> Option<HamtrieEntry> {
        let shared = self.shared();
        let hash = shared.hash(key);
        match self {
            Hamtrie::Pairs(table) => table.find(hash, finds(shared, key)).copied(),
            Hamtrie::Owners(table) => table.find(hash, finds(shared, key)).map(Owned::entry).copied(),
        }
    }
}

/// Whether an entry has a key.
#[inline(always)]
pub(super) fn finds<T: Stored>(shared: Shared, key: *const c_void) -> impl Fn(&T) -> bool {
    move |entry| shared.eq(key, entry.entry().key)
}

/// The hash of an entry.
#[inline(always)]
pub(super) fn hasher<T: Stored>(shared: Shared) -> impl Fn(&T) -> u64 {
    move |entry| shared.hash(entry.entry().key)
}

impl From<OutOfMemory> for HamtrieStatus {
    fn from(_: OutOfMemory) -> Self {
        HamtrieStatus::ErrorMemory
    }
}

/// Writes a result if there is one, and somebody wants it.
///
/// # Safety
/// `out` is null, or may be written to.
#[inline(always)]
pub(super) unsafe fn give<T>(out: *mut T, value: Option<T>) {
    if let (false, Some(value)) = (out.is_null(), value) {
        // SAFETY: as the caller promises.
        unsafe { out.write(value) }
    }
}

/// Number of entries; of a null pointer none.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_size(map: *const Hamtrie) -> usize {
    // SAFETY: a live map, or null.
    match unsafe { map.as_ref() } {
        None => 0,
        Some(Hamtrie::Pairs(table)) => table.len(),
        Some(Hamtrie::Owners(table)) => table.len(),
    }
}

/// Whether there is a key, and its value.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_get(map: *const Hamtrie, key: *const c_void, value: *mut *mut c_void) -> bool {
    // SAFETY: a live map, or null.
    let found = unsafe { map.as_ref() }.and_then(|map| map.find(key));
    // SAFETY: null, or the caller's.
    unsafe { give(value, found.map(|entry| entry.value)) };
    found.is_some()
}

/// Whether there is a key, and the entry as it is stored.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_get_entry(map: *const Hamtrie, key: *const c_void, entry: *mut HamtrieEntry) -> bool {
    // SAFETY: a live map, or null.
    let found = unsafe { map.as_ref() }.and_then(|map| map.find(key));
    // SAFETY: null, or the caller's.
    unsafe { give(entry, found) };
    found.is_some()
}

/// Sets the value of a key in place.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_set(
    map: *mut Hamtrie,
    key: *const c_void,
    value: *mut c_void,
    replaced: *mut bool,
    old: *mut HamtrieEntry,
) -> HamtrieStatus {
    let new = HamtrieEntry { key, value };
    status(|| {
        // SAFETY: a live map that nobody else uses now, or null.
        let map = unsafe { map.as_mut() }.ok_or(HamtrieStatus::ErrorArgument)?;
        let shared = map.shared();
        let was = match map {
            Hamtrie::Pairs(table) => {
                let mut was = None;
                let replace = |old: Option<&HamtrieEntry>| {
                    was = old.copied();
                    new
                };
                let done = table.try_set_with(shared.hash(key), finds(shared, key), replace, hasher(shared));
                done.map_err(OutOfMemory::from)?;
                was
            }
            Hamtrie::Owners(_) if !old.is_null() => return Err(HamtrieStatus::ErrorArgument),
            Hamtrie::Owners(table) => {
                let owned = Owned::store(new, shared);
                match table.try_set(shared.hash(key), finds(shared, key), owned, hasher(shared)) {
                    Ok(true) => None,
                    Ok(false) => Some(new), // nobody asks for the old one
                    Err(error) => {
                        error.value.forget();
                        return Err(HamtrieStatus::ErrorMemory);
                    }
                }
            }
        };
        // SAFETY: null, or the caller's.
        unsafe {
            give(replaced, Some(was.is_some()));
            give(old, was);
        }
        Ok(())
    })
}

/// Takes a key out in place.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_remove(
    map: *mut Hamtrie,
    key: *const c_void,
    removed: *mut bool,
    old: *mut HamtrieEntry,
) -> HamtrieStatus {
    status(|| {
        // SAFETY: a live map that nobody else uses now, or null.
        let map = unsafe { map.as_mut() }.ok_or(HamtrieStatus::ErrorArgument)?;
        let shared = map.shared();
        let (found, was) = match map {
            Hamtrie::Pairs(table) => {
                let was = table.try_remove(shared.hash(key), finds(shared, key))?;
                (was.is_some(), was)
            }
            Hamtrie::Owners(_) if !old.is_null() => return Err(HamtrieStatus::ErrorArgument),
            Hamtrie::Owners(table) => (table.try_discard(shared.hash(key), finds(shared, key))?, None),
        };
        // SAFETY: null, or the caller's.
        unsafe {
            give(removed, Some(found));
            give(old, was);
        }
        Ok(())
    })
}

/// Takes all entries out in place.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_clear(map: *mut Hamtrie) -> HamtrieStatus {
    status(|| {
        // SAFETY: a live map that nobody else uses now, or null.
        match unsafe { map.as_mut() }.ok_or(HamtrieStatus::ErrorArgument)? {
            Hamtrie::Pairs(table) => table.clear(),
            Hamtrie::Owners(table) => table.clear(),
        }
        Ok(())
    })
}
