//! What operations on several versions do to one key: the specification, key by key.

use super::step::Derive;
use crate::counted::{Counted, closure};
use hamtrie::map::Resolution;

/// What is to be done about a conflict.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    number: u8,
    value: u8,
}

impl Choice {
    /// Any number means one. If it is to be another value, it is this one.
    pub(crate) fn new(number: u8) -> Choice {
        Choice { number: number % 5, value: number | 128 }
    }

    /// For the model.
    pub(crate) fn decide([base, left, right]: [Option<u8>; 3], choice: Choice) -> Option<u8> {
        match choice.number {
            0 => left,
            1 => right,
            2 => base,
            3 => None,
            _ => Some(choice.value),
        }
    }

    /// For the library.
    pub(crate) fn resolution(self) -> Resolution<Counted> {
        closure();
        match self.number {
            0 => Resolution::Left,
            1 => Resolution::Right,
            2 => Resolution::Base,
            3 => Resolution::Remove,
            _ => Resolution::Value(Counted::new(self.value)),
        }
    }
}

/// The value that two become where a closure says. Without an order, so that it shows if it was asked with both swapped.
pub(crate) fn combined(left: u8, right: u8) -> u8 {
    left.wrapping_mul(3).wrapping_add(right) | 1
}

/// What the operation makes of a key with these values in the first, second and third version.
pub(crate) fn rule(op: Derive, [a, b, c]: [Option<u8>; 3], choice: Choice) -> Option<u8> {
    match op {
        Derive::Union => a.or(b),
        Derive::UnionWith => match (a, b) {
            (Some(a), Some(b)) => Some(combined(a, b)),
            _ => a.or(b),
        },
        Derive::Intersection => b.and(a),
        Derive::IntersectionWith => Some(combined(a?, b?)),
        Derive::Difference => a.filter(|_| b.is_none()),
        Derive::SymmetricDifference => a.xor(b),
        Derive::Combine => match (a, b) {
            (Some(a), Some(b)) => Some(combined(a, b)).filter(|_| (a ^ b) & 1 == 0),
            _ => a.or(b),
        },
        Derive::Merge => match (a, b) {
            (Some(_), Some(_)) if a != b => Choice::decide([None, a, b], choice),
            _ => a.or(b),
        },
        // The third version is the base.
        Derive::Merge3 => match (c, a, b) {
            (_, left, right) if left == right => left,
            (base, left, right) if base == right => left,
            (base, left, right) if base == left => right,
            (base, left, right) => Choice::decide([base, left, right], choice),
        },
        // From the first to the second, made in the third.
        Derive::Patch => {
            if a == b {
                c
            } else {
                b
            }
        }
        _ => unreachable!("{op:?} is not about several versions"),
    }
}
