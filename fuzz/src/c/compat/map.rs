//! `hamt.h` in Rust's terms: a version that is deleted when it is dropped.

#![allow(unsafe_code, reason = "calls C functions")]

use crate::c::sys::{self, Hamt, HamtConfig};
use crate::c::world::{key_of, key_pointer, payload, pointer};
use crate::model::{KEYS, Model};
use std::ptr;

/// A version, or null.
#[derive(Debug)]
pub(super) struct Map(*mut Hamt);

impl Drop for Map {
    fn drop(&mut self) {
        // SAFETY: it is deleted once; null may be.
        unsafe { sys::hamt_delete(self.0) };
    }
}

/// None if it is null.
fn made(map: *const Hamt) -> Option<Map> {
    (!map.is_null()).then_some(Map(map.cast_mut()))
}

impl Map {
    /// No version.
    pub(super) fn null() -> Map {
        Map(ptr::null_mut())
    }

    /// An empty map.
    pub(super) fn new(config: &HamtConfig) -> Option<Map> {
        // SAFETY: the configuration is valid, and its allocator outlives the map.
        made(unsafe { sys::hamt_create(config) })
    }

    /// Number of entries.
    pub(super) fn len(&self) -> usize {
        // SAFETY: a live version.
        unsafe { sys::hamt_size(self.0) }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: u8) -> Option<u8> {
        // SAFETY: a live version.
        let value = unsafe { sys::hamt_get(self.0, key_pointer(key)) };
        (!value.is_null()).then(|| payload(value))
    }

    /// Sets a value. False if there is no memory.
    pub(super) fn set(&mut self, key: u8, value: u8) -> bool {
        // SAFETY: a live version, which nobody else uses.
        let set = unsafe { sys::hamt_set(self.0, key_pointer(key), pointer(value)) };
        assert!(set.is_null() || payload(set) == value, "the value that was set comes back");
        !set.is_null()
    }

    /// A version with another value.
    pub(super) fn with(&self, key: u8, value: u8) -> Option<Map> {
        // SAFETY: a live version.
        made(unsafe { sys::hamt_pset(self.0, key_pointer(key), pointer(value)) })
    }

    /// Takes a key out.
    pub(super) fn remove(&mut self, key: u8) -> Option<u8> {
        // SAFETY: a live version, which nobody else uses.
        let value = unsafe { sys::hamt_remove(self.0, key_pointer(key)) };
        (!value.is_null()).then(|| payload(value))
    }

    /// A version without a key.
    pub(super) fn without(&self, key: u8) -> Option<Map> {
        // SAFETY: a live version.
        made(unsafe { sys::hamt_premove(self.0, key_pointer(key)) })
    }

    /// All entries, or the first ones. None if there is no memory for an iterator.
    pub(super) fn content(&self, most: usize) -> Option<Model> {
        let mut all = Vec::with_capacity(KEYS);
        // SAFETY: a live version, which stays as it is.
        let place = unsafe { sys::hamt_it_create(self.0) };
        if place.is_null() {
            return None;
        }
        // SAFETY: a live iterator, until it is deleted.
        unsafe {
            while all.len() < most && sys::hamt_it_valid(place) {
                let (key, value) = (sys::hamt_it_get_key(place), sys::hamt_it_get_value(place));
                all.push((key_of(key), payload(value)));
                assert_eq!(sys::hamt_it_next(place), place);
            }
            sys::hamt_it_delete(place);
        }
        Some(Model::collect(all))
    }
}
