//! Hashes: how the 64 bits are spent (`digits`), and where they come from unless a user says otherwise (`default`).

mod default;
mod digits;

pub use default::{DefaultHashBuilder, DefaultHasher};
pub(crate) use digits::{DIGIT_BITS, DIGITS, Digit, DigitRange, Fingerprint, Fork, LEVELS, Level};
