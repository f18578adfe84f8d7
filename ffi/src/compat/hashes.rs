#![allow(unsafe_code, reason = "reads keys by pointer")]
//! The two hash functions that libhamt exports, by their published descriptions.

use core::ffi::{CStr, c_char};

/// MurmurHash3 with 32 bits (Austin Appleby, public domain), of `len` bytes at `key`.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn murmur3_32(key: *const u8, len: usize, seed: u32) -> u32 {
    // SAFETY: as many bytes are there; no bytes may be nowhere.
    let bytes = if len == 0 { &[] } else { unsafe { core::slice::from_raw_parts(key, len) } };
    let scramble = |word: u32| word.wrapping_mul(0xCC9E_2D51).rotate_left(15).wrapping_mul(0x1B87_3593);
    let (words, rest) = bytes.split_at(len - len % 4);
    let mut hash = seed;
    for word in words.chunks_exact(4) {
        hash ^= scramble(u32::from_ne_bytes([word[0], word[1], word[2], word[3]]));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xE654_6B64);
    }
    hash ^= scramble(rest.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte)));
    hash ^= len as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ hash >> 13).wrapping_mul(0xC2B2_AE35);
    hash ^ hash >> 16
}

/// The universal hash for strings of Sedgewick, "Algorithms in C", third edition, program 14.2: a number below `m`; 0 if
/// `m` is less than 2.
///
/// # Safety
/// As in `hamt.h`.
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
