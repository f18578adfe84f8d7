//! `hamtrie_status`: what became of a call; and which library this is.

#![allow(unsafe_code, reason = "exports functions by name")]

use core::ffi::{CStr, c_char, c_int};
use hamtrie::OutOfMemory;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// `hamtrie_status`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HamtrieStatus {
    /// Done.
    Ok = 0,
    /// A null pointer, or a configuration that makes no sense. Nothing happened.
    ErrorArgument = 1,
    /// No memory. Nothing happened.
    ErrorMemory = 2,
    /// An error in this library.
    ErrorInternal = 3,
    /// Maps of different configurations. Nothing happened.
    ErrorConfig = 4,
    /// A callback gave up. No map has changed.
    ErrorStopped = 5,
}

impl From<OutOfMemory> for HamtrieStatus {
    fn from(_: OutOfMemory) -> Self {
        HamtrieStatus::ErrorMemory
    }
}

/// Runs what may fail. A panic in it, which would be an error of this library, becomes a status.
#[inline]
pub(super) fn status(run: impl FnOnce() -> Result<(), HamtrieStatus>) -> HamtrieStatus {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(())) => HamtrieStatus::Ok,
        Ok(Err(error)) => error,
        Err(_) => HamtrieStatus::ErrorInternal,
    }
}

/// What a status means, in English. Any number may be asked about, so it is not the enum that is passed.
#[unsafe(no_mangle)]
pub extern "C" fn hamtrie_strerror(status: c_int) -> *const c_char {
    let text: &CStr = match status {
        0 => c"success",
        1 => c"an argument is null or makes no sense",
        2 => c"out of memory",
        3 => c"internal error",
        4 => c"the maps have different configurations",
        5 => c"a callback gave up",
        _ => c"unknown status",
    };
    text.as_ptr()
}

/// The version of the library, as `HAMTRIE_VERSION` is that of the header.
#[unsafe(no_mangle)]
pub extern "C" fn hamtrie_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_status() {
        assert_eq!(status(|| Ok(())), HamtrieStatus::Ok);
        assert_eq!(status(|| Err(HamtrieStatus::ErrorMemory)), HamtrieStatus::ErrorMemory);
        assert_eq!(status(|| panic!("for this test")), HamtrieStatus::ErrorInternal);
    }
}
