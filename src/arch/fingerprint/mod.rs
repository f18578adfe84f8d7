//! Finding a fingerprint among the sixteen of a leaf with one comparison.
//!
//! Three implementations with one function, `equal(&[u8; 16], u8) -> u16`: bit *i* of the result says
//! that byte *i* is equal. The portable one is the oracle for the others.

#[cfg_attr(not(test), allow(dead_code, reason = "the oracle of the others, and what other processors use"))]
mod portable;

#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
mod sse2;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
use sse2::equal;

#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little", not(miri)))]
mod neon;
#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little", not(miri)))]
use neon::equal;

#[cfg(not(any(
    all(target_arch = "x86_64", target_feature = "sse2", not(miri)),
    all(target_arch = "aarch64", target_feature = "neon", target_endian = "little", not(miri)),
)))]
use portable::equal;

use crate::hash::Fingerprint;

/// Places in a leaf for fingerprints, and so the most entries that a leaf can have.
pub(crate) const LANES: usize = 16;

/// The fingerprints of a leaf, in the order of its entries; 0 where there is no entry.
pub(crate) type Lanes = [u8; LANES];

/// The positions at which a fingerprint was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Matches(u16);

impl Matches {
    /// The positions of `wanted` among `lanes`.
    #[inline(always)]
    pub(crate) fn of(wanted: Fingerprint, lanes: &Lanes) -> Matches {
        Matches(equal(lanes, wanted.byte()))
    }
}

impl Iterator for Matches {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let lowest = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(lowest)
    }
}

#[cfg(test)]
mod tests {
    use super::{Lanes, equal, portable};

    fn by_hand(lanes: &Lanes, wanted: u8) -> u16 {
        (0..16).filter(|&i| lanes[i] == wanted).map(|i| 1 << i).sum()
    }

    #[test]
    fn the_portable_one_is_right_and_all_others_agree_with_it() {
        fn property(lanes: Vec<u8>, wanted: u8, near: u8) -> bool {
            let mut all: Lanes = core::array::from_fn(|i| *lanes.get(i).unwrap_or(&(i as u8)));
            all[usize::from(near % 16)] = wanted;
            all[usize::from(near / 16)] = wanted ^ 0x80;
            all[usize::from(near ^ 5) % 16] = wanted.wrapping_add(1);
            let right = by_hand(&all, wanted);
            portable::equal(&all, wanted) == right && equal(&all, wanted) == right
        }
        quickcheck::quickcheck(property as fn(Vec<u8>, u8, u8) -> bool);
    }

    #[test]
    fn every_byte_in_every_lane_is_found_alone() {
        for lane in 0..16 {
            for byte in 0..=255u8 {
                let mut lanes = [byte ^ 1; 16];
                lanes[lane] = byte;
                assert_eq!(portable::equal(&lanes, byte), 1 << lane);
                assert_eq!(equal(&lanes, byte), 1 << lane);
            }
        }
    }
}
