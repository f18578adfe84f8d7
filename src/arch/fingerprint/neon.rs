//! One comparison of sixteen bytes with NEON.

#![allow(unsafe_code, clippy::multiple_unsafe_ops_per_block, reason = "processor intrinsics")]

use super::Lanes;
use core::arch::aarch64::{vaddv_u8, vand_u8, vceqq_u8, vdupq_n_u8, vget_high_u8, vget_low_u8, vld1_u8, vld1q_u8};

/// The bit of each lane within its half.
const WEIGHTS: [u8; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// Bit *i* says that byte *i* of `lanes` is `wanted`.
#[inline(always)]
pub(crate) fn equal(lanes: &Lanes, wanted: u8) -> u16 {
    // SAFETY: the module is compiled only where NEON is there; the loads read the sixteen bytes of
    // `lanes` and the eight of `WEIGHTS`.
    unsafe {
        let found = vceqq_u8(vld1q_u8(lanes.as_ptr()), vdupq_n_u8(wanted));
        let weights = vld1_u8(WEIGHTS.as_ptr());
        let low = vaddv_u8(vand_u8(vget_low_u8(found), weights));
        let high = vaddv_u8(vand_u8(vget_high_u8(found), weights));
        u16::from(low) | u16::from(high) << 8
    }
}
