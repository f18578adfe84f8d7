//! Callbacks of single calls, with the `arg` that they get first.

#![allow(unsafe_code, reason = "calls a caller's functions")]

use super::entry::{HamtrieEntry, HamtrieValue};
use core::ffi::c_void;
use core::ptr;

/// `hamtrie_value_eq`.
pub type HamtrieValueEq = unsafe extern "C" fn(arg: *mut c_void, a: *const c_void, b: *const c_void) -> bool;

/// What `hamtrie_for_each` calls.
pub type Visit = unsafe extern "C" fn(arg: *mut c_void, key: *const c_void, value: *mut c_void) -> bool;

/// What `hamtrie_diff` calls.
pub type VisitChange =
    unsafe extern "C" fn(arg: *mut c_void, before: *const HamtrieEntry, after: *const HamtrieEntry) -> bool;

/// `hamtrie_resolve`.
pub type HamtrieResolve = unsafe extern "C" fn(
    arg: *mut c_void,
    base: *const HamtrieEntry,
    left: *const HamtrieEntry,
    right: *const HamtrieEntry,
    made: *mut HamtrieEntry,
) -> i32;

/// A caller's `arg`, as C6 says. It is not kept, so it gets to no callbacks but those of its call.
#[repr(transparent)]
#[derive(Clone, Copy, Debug)]
pub struct Arg(*mut c_void);

/// A caller's function or NULL, as C6 says. It is not kept.
#[repr(transparent)]
#[derive(Clone, Copy, Debug)]
pub struct Function<F>(Option<F>);

impl<F> Function<F> {
    /// With what it gets first. None for NULL.
    pub(super) fn with(self, arg: Arg) -> Option<Callback<F>> {
        self.0.map(|function| Callback { function, arg })
    }
}

/// A caller's function, and the `arg` of the same call: one may be called with the other, by C6.
#[derive(Clone, Copy)]
pub(super) struct Callback<F> {
    function: F,
    arg: Arg,
}

/// Null for none.
fn pointer(entry: Option<&HamtrieEntry>) -> *const HamtrieEntry {
    entry.map_or(ptr::null(), ptr::from_ref)
}

impl Callback<HamtrieValueEq> {
    pub(super) fn call(self, a: HamtrieValue, b: HamtrieValue) -> bool {
        // SAFETY: by C6 and C7.
        unsafe { (self.function)(self.arg.0, a.as_ptr(), b.as_ptr()) }
    }
}

impl Callback<Visit> {
    #[inline(always)]
    pub(super) fn call(self, entry: HamtrieEntry) -> bool {
        // SAFETY: by C6 and C7.
        unsafe { (self.function)(self.arg.0, entry.key.as_ptr(), entry.value.as_ptr()) }
    }
}

impl Callback<VisitChange> {
    pub(super) fn call(self, before: Option<&HamtrieEntry>, after: Option<&HamtrieEntry>) -> bool {
        // SAFETY: by C6 and C7; the entries are there while it runs.
        unsafe { (self.function)(self.arg.0, pointer(before), pointer(after)) }
    }
}

impl Callback<HamtrieResolve> {
    /// The answer, and the entry that it may speak of.
    pub(super) fn call(self, [base, left, right]: [Option<&HamtrieEntry>; 3]) -> (i32, HamtrieEntry) {
        let mut made = HamtrieEntry::NULL;
        let [base, left, right] = [pointer(base), pointer(left), pointer(right)];
        // SAFETY: by C6 and C7; the entries and the room are there while it runs.
        let answer = unsafe { (self.function)(self.arg.0, base, left, right, &raw mut made) };
        (answer, made)
    }
}
