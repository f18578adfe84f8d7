#![allow(unsafe_code, reason = "callbacks get pointers")]
//! Keys as C programs have them, pointers to memory of their own, and the callbacks that all libraries share.

use std::ffi::{CString, c_char, c_int, c_void};

use super::library::{Compare, Hash};
use crate::keys::{Input, Integers, Words, Workload};

/// Keys of maps of one size.
#[allow(missing_debug_implementations, reason = "pointers")]
pub struct Keys {
    /// What a table calls them.
    pub title: &'static str,
    /// What a map gets, in insertion order.
    pub stored: Vec<*mut c_void>,
    /// Equal keys elsewhere in memory, in another order; at least 65,536, so that no branch predictor learns them.
    pub present: Vec<*mut c_void>,
    /// Keys that the map does not have.
    pub absent: Vec<*mut c_void>,
    /// One callback.
    pub compare: Compare,
    /// The other one.
    pub hash: Hash,
    /// What the pointers point to.
    _memory: Vec<Vec<u64>>,
}

/// Keys one after the other, each starting at a multiple of eight bytes.
fn lay_out(keys: impl Iterator<Item = Vec<u8>>) -> (Vec<*mut c_void>, Vec<u64>) {
    let (mut words, mut starts) = (Vec::new(), Vec::new());
    for key in keys {
        starts.push(words.len());
        words.extend(key.chunks(8).map(|chunk| {
            let mut bytes = [0; 8];
            bytes[..chunk.len()].copy_from_slice(chunk);
            u64::from_ne_bytes(bytes)
        }));
    }
    let base: *mut u64 = words.as_mut_ptr();
    (starts.into_iter().map(|start| base.wrapping_add(start).cast()).collect(), words)
}

impl Keys {
    /// Random 64-bit numbers.
    pub fn integers(size: usize) -> Keys {
        Self::new::<Integers>("u64", size, |key| key.to_ne_bytes().to_vec(), compare_integers, hash_integer)
    }

    /// Words that end with a zero byte.
    pub fn words(size: usize) -> Keys {
        let bytes = |key: &String| CString::new(key.as_str()).unwrap_or_default().into_bytes_with_nul();
        Self::new::<Words>("words", size, bytes, compare_words, hash_word)
    }

    fn new<W: Workload>(
        title: &'static str,
        size: usize,
        bytes: impl Fn(&W::Key) -> Vec<u8>,
        compare: Compare,
        hash: Hash,
    ) -> Keys {
        let input = Input::<W>::new(size);
        let (stored, one) = lay_out(input.entries.iter().map(|(key, _)| bytes(key)));
        let (present, two) = lay_out(input.present.iter().map(&bytes));
        let (absent, three) = lay_out(input.absent.iter().map(&bytes));
        Keys { title, stored, present, absent, compare, hash, _memory: vec![one, two, three] }
    }
}

unsafe extern "C" fn compare_integers(a: *const c_void, b: *const c_void) -> c_int {
    // SAFETY: keys of `Keys::integers`.
    unsafe { c_int::from(*a.cast::<u64>() != *b.cast::<u64>()) }
}

/// The finalizer of splitmix64; each generation with another start, as libhamt needs it.
unsafe extern "C" fn hash_integer(key: *const c_void, generation: usize) -> u32 {
    // SAFETY: a key of `Keys::integers`.
    mix(unsafe { *key.cast::<u64>() } ^ (generation as u64) << 32)
}

unsafe extern "C" fn compare_words(a: *const c_void, b: *const c_void) -> c_int {
    // SAFETY: keys of `Keys::words`, which end with a zero byte.
    unsafe { libc::strcmp(a.cast::<c_char>(), b.cast::<c_char>()) }
}

/// FNV-1a, mixed.
unsafe extern "C" fn hash_word(key: *const c_void, generation: usize) -> u32 {
    let mut hash = 0xCBF2_9CE4_8422_2325 ^ generation as u64;
    let mut byte = key.cast::<u8>();
    // SAFETY: a key of `Keys::words`, which ends with a zero byte.
    unsafe {
        while *byte != 0 {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3);
            byte = byte.add(1);
        }
    }
    mix(hash)
}

fn mix(bits: u64) -> u32 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (bits ^ (bits >> 31)) as u32
}
