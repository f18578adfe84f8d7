//! Sixteen comparisons in two 64-bit words, on any processor.

use super::Lanes;

const LOW_SEVEN: u64 = 0x7F7F_7F7F_7F7F_7F7F;

/// Bit *i* says that byte *i* of `lanes` is `wanted`.
#[inline]
pub(crate) fn equal(lanes: &Lanes, wanted: u8) -> u16 {
    let pattern = u64::from_ne_bytes([wanted; 8]);
    let half = |start: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&lanes[start..start + 8]);
        let differences = u64::from_le_bytes(bytes) ^ pattern;
        // The top bit of each byte that is 0, exactly: no carry leaves a byte, as its top bit is masked
        // off before the addition (Warren, Hacker's Delight, 6-1).
        let zeros = !(((differences & LOW_SEVEN) + LOW_SEVEN) | differences | LOW_SEVEN);
        // Gathers bits 7, 15, .. 63 in the top byte.
        ((zeros >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u16
    };
    half(0) | half(8) << 8
}
