//! `sedgewick_universal_hash`, which libhamt exports beside its map: alone here for the reason that `murmur3_32` is.

#![no_std]
#![no_builtins]
#![allow(unsafe_code, reason = "reads keys by pointer")]
#![allow(unreachable_pub, reason = "C reaches it by name")]

use core::ffi::{CStr, c_char};

/// The universal hash for strings of Sedgewick, "Algorithms in C", third edition, program 14.2: a number below `m`; 0 if
/// `m` is less than 2.
///
/// # Safety
/// As in `uh.h`.
#[unsafe(no_mangle)]
#[allow(non_snake_case, reason = "the name is that of the header")]
pub unsafe extern "C" fn sedgewick_universal_hash(str: *const c_char, M: u32) -> u32 {
    if M < 2 {
        return 0;
    }
    let (mut hash, mut factor) = (0_u32, 31415_u32);
    // SAFETY: a string.
    for &byte in unsafe { CStr::from_ptr(str) }.to_bytes() {
        let char = i32::from(byte as c_char) as u32;
        hash = factor.wrapping_mul(hash).wrapping_add(char) % M;
        factor = factor.wrapping_mul(27183) % (M - 1);
    }
    hash
}
