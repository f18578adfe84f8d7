//! `murmur3_32`, which libhamt exports beside its map.
//!
//! The name is not ours alone: many a C program has a function called so. libhamt has it in an object of its own, which a
//! linker leaves out of a program that does not ask for it, and so has this library: a crate is an object in
//! `libhamtrie.a`. `no_builtins` keeps it one in builds with link-time optimisation too, as the compiler leaves such
//! crates out of that; `tests/run` sees whether it does.

#![no_std]
#![no_builtins]
#![allow(unsafe_code, reason = "reads keys by pointer")]
#![allow(unreachable_pub, reason = "C reaches it by name")]

/// MurmurHash3 with 32 bits (Austin Appleby, public domain), of `len` bytes at `key`.
///
/// # Safety
/// As in `murmur3.h`.
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
