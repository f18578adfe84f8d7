//! `hamtrie_entry`: a key and its value.
//!
//! Only callbacks look behind a key or a value: see `config` and `callback`.

use core::ffi::c_void;
use core::ptr;

/// A key of the caller's, as C7 says: for the callbacks of the maps of its call, or of the map that holds it.
#[repr(transparent)]
#[derive(Clone, Copy, Debug)]
pub struct HamtrieKey(*const c_void);

impl HamtrieKey {
    #[inline(always)]
    pub(super) fn as_ptr(self) -> *const c_void {
        self.0
    }
}

/// A value of the caller's, as C7 says. Two are equal if the pointers are.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HamtrieValue(*mut c_void);

impl HamtrieValue {
    #[inline(always)]
    pub(super) fn as_ptr(self) -> *mut c_void {
        self.0
    }
}

/// `hamtrie_entry`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HamtrieEntry {
    pub(super) key: HamtrieKey,
    pub(super) value: HamtrieValue,
}

impl HamtrieEntry {
    /// What a callback that makes an entry finds. Not to be given to another one.
    pub(super) const NULL: Self = HamtrieEntry { key: HamtrieKey(ptr::null()), value: HamtrieValue(ptr::null_mut()) };
}
