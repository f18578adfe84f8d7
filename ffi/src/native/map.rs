//! `hamtrie`: one version of a map. Lookups, and changes in place.

#![allow(unsafe_code, reason = "exports functions by name")]

use super::config::Shared;
use super::entry::{HamtrieEntry, HamtrieKey, HamtrieValue};
use super::form::{Form, both};
use super::status::{HamtrieStatus, status};
use super::stored::{OwnedEntry, Stored, finds, hasher};
use crate::block::Object;
use crate::contract::{Mut, Out, Ref};
use hamtrie::{HashTable, OutOfMemory, layout};

/// A map whose entries have nothing to free.
pub type Pairs = HashTable<HamtrieEntry, Shared, layout::Inline>;
/// A map whose entries have.
pub type Owners = HashTable<OwnedEntry, Shared, layout::Shared>;

/// `hamtrie`. Each counts the configuration once.
pub type Hamtrie = Form<Pairs, Owners>;

impl Hamtrie {
    /// An empty map of a configuration, which is not counted.
    pub(super) fn empty(shared: Shared) -> Hamtrie {
        if shared.frees() { Form::Owners(HashTable::new_in(shared)) } else { Form::Pairs(HashTable::new_in(shared)) }
    }

    #[inline(always)]
    pub(super) fn shared(&self) -> Shared {
        *both!(self, table => table.allocator())
    }

    #[inline(always)]
    fn find(&self, key: HamtrieKey) -> Option<HamtrieEntry> {
        let shared = self.shared();
        let hash = shared.hash(key);
        both!(self, table => table.find(hash, finds(shared, key)).map(Stored::entry).copied())
    }
}

impl From<Pairs> for Hamtrie {
    fn from(table: Pairs) -> Self {
        Form::Pairs(table)
    }
}

impl From<Owners> for Hamtrie {
    fn from(table: Owners) -> Self {
        Form::Owners(table)
    }
}

impl Object for Hamtrie {
    type Alloc = Shared;

    fn alloc(&self) -> Shared {
        self.shared()
    }
}

/// Number of entries; of a null pointer none.
///
/// # Safety
/// C1, C3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_size(map: Ref<'_, Hamtrie>) -> usize {
    map.get().map_or(0, |map| both!(map, table => table.len()))
}

/// Whether there is a key, and its value.
///
/// # Safety
/// C1, C3, C4, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_get(map: Ref<'_, Hamtrie>, key: HamtrieKey, value: Out<HamtrieValue>) -> bool {
    let found = map.get().and_then(|map| map.find(key));
    value.put_if(found.map(|entry| entry.value));
    found.is_some()
}

/// Whether there is a key, and the entry as it is stored.
///
/// # Safety
/// C1, C3, C4, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_get_entry(map: Ref<'_, Hamtrie>, key: HamtrieKey, entry: Out<HamtrieEntry>) -> bool {
    let found = map.get().and_then(|map| map.find(key));
    entry.put_if(found);
    found.is_some()
}

/// Sets the value of a key in place.
///
/// # Safety
/// C1, C2, C4, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_set(
    mut map: Mut<Hamtrie>,
    key: HamtrieKey,
    value: HamtrieValue,
    replaced: Out<bool>,
    old: Out<HamtrieEntry>,
) -> HamtrieStatus {
    let new = HamtrieEntry { key, value };
    status(|| {
        let map = map.get().ok_or(HamtrieStatus::ErrorArgument)?;
        let shared = map.shared();
        let was = match map {
            Form::Pairs(table) => {
                let mut was = None;
                let replace = |old: Option<&HamtrieEntry>| {
                    was = old.copied();
                    new
                };
                let done = table.try_put_with(shared.hash(key), finds(shared, key), replace, hasher(shared));
                done.map_err(OutOfMemory::from)?;
                was
            }
            Form::Owners(_) if !old.is_null() => return Err(HamtrieStatus::ErrorArgument),
            Form::Owners(table) => {
                let owned = OwnedEntry::store(new, shared);
                match table.try_put(shared.hash(key), finds(shared, key), owned, hasher(shared)) {
                    Ok(true) => None,
                    Ok(false) => Some(new), // nobody asks for the old one
                    Err(error) => {
                        error.value.forget();
                        return Err(HamtrieStatus::ErrorMemory);
                    }
                }
            }
        };
        replaced.put(was.is_some());
        old.put_if(was);
        Ok(())
    })
}

/// Takes a key out in place.
///
/// # Safety
/// C1, C2, C4, C7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_remove(
    mut map: Mut<Hamtrie>,
    key: HamtrieKey,
    removed: Out<bool>,
    old: Out<HamtrieEntry>,
) -> HamtrieStatus {
    status(|| {
        let map = map.get().ok_or(HamtrieStatus::ErrorArgument)?;
        let shared = map.shared();
        let (found, was) = match map {
            Form::Pairs(table) => {
                let was = table.try_remove(shared.hash(key), finds(shared, key))?;
                (was.is_some(), was)
            }
            Form::Owners(_) if !old.is_null() => return Err(HamtrieStatus::ErrorArgument),
            Form::Owners(table) => (table.try_discard(shared.hash(key), finds(shared, key))?, None),
        };
        removed.put(found);
        old.put_if(was);
        Ok(())
    })
}

/// Takes all entries out in place.
///
/// # Safety
/// C1, C2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_clear(mut map: Mut<Hamtrie>) -> HamtrieStatus {
    status(|| {
        both!(map.get().ok_or(HamtrieStatus::ErrorArgument)?, table => table.clear());
        Ok(())
    })
}
