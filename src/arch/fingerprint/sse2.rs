//! One comparison of sixteen bytes with SSE2, which every x86-64 processor has.

#![allow(unsafe_code, clippy::multiple_unsafe_ops_per_block, reason = "processor intrinsics")]

use super::Lanes;
use core::arch::x86_64::{_mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8};

/// Bit *i* says that byte *i* of `lanes` is `wanted`.
#[inline(always)]
pub(crate) fn equal(lanes: &Lanes, wanted: u8) -> u16 {
    // SAFETY: the module is compiled only where SSE2 is there, and the unaligned load reads the
    // sixteen bytes of `lanes`.
    unsafe {
        let lanes = _mm_loadu_si128(lanes.as_ptr().cast());
        _mm_movemask_epi8(_mm_cmpeq_epi8(lanes, _mm_set1_epi8(wanted as i8))) as u16
    }
}
