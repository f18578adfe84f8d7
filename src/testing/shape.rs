//! Chosen hashes: builders under which integer keys collide as a test wants.
//!
//! The hasher keeps what it is given, unmixed, and a [`Shape`] says which bits of that become the hash. So the way of
//! a key through the trie can be read off the key.

use std::cell::Cell;
use std::hash::{BuildHasher, Hasher};

/// How the bits of a key become its hash. It is the `BuildHasher` itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// As they are: good low bits, and fingerprints that are all alike.
    #[default]
    Identity,
    /// Mixed well, as a good hasher does.
    Mixed,
    /// All keys have one hash: collision nodes and nothing else.
    Equal,
    /// Only so many of the low bits: a shallow trie with collision nodes.
    Low(u32),
    /// The low bits of the key as so many top bits of the hash: the deepest tries, and distinct fingerprints.
    High(u32),
    /// The low bits of the key in bits 60 to 63, the digit of the last level.
    Last,
    /// Multiplied as Fx does: good top bits, low bits no better than the key's.
    Fx,
    /// Mixed, but only the bits of a mask.
    Masked(u64),
}

impl Shape {
    /// One of every kind.
    pub const ALL: [Shape; 11] = [
        Shape::Identity,
        Shape::Mixed,
        Shape::Equal,
        Shape::Low(1),
        Shape::Low(4),
        Shape::High(5),
        Shape::High(8),
        Shape::Last,
        Shape::Fx,
        Shape::Masked(7 << 30),
        Shape::Masked(0x1000_0000_0000_0041),
    ];

    /// The hash of what was written.
    pub fn apply(self, bits: u64) -> u64 {
        match self {
            Shape::Identity => bits,
            Shape::Mixed => mix(bits),
            Shape::Equal => 0x5EED,
            Shape::Low(count) => bits & !(u64::MAX << count),
            Shape::High(count) => bits << (64 - count),
            Shape::Last => bits << 60,
            Shape::Fx => bits.wrapping_mul(0x517C_C1B7_2722_0A95),
            Shape::Masked(mask) => mix(bits) & mask,
        }
    }

    /// Whether many keys have equal hashes, so that operations take time in proportion to their number.
    pub fn is_crowded(self) -> bool {
        !matches!(self, Shape::Identity | Shape::Mixed | Shape::Fx)
    }
}

/// The finalizer of splitmix64.
fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

impl BuildHasher for Shape {
    type Hasher = Kept;

    fn build_hasher(&self) -> Kept {
        Kept { shape: *self, bits: 0 }
    }
}

thread_local! {
    static KNOWN: Cell<Shape> = const { Cell::new(Shape::Identity) };
}

/// A hash builder without fields: the library knows that all maps with it hash alike. The shape is the thread's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known;

impl Known {
    /// Sets the shape of the thread. Maps that it has with keys in them are no longer what they were.
    pub fn set(shape: Shape) {
        KNOWN.set(shape);
    }
}

impl BuildHasher for Known {
    type Hasher = Kept;

    fn build_hasher(&self) -> Kept {
        KNOWN.get().build_hasher()
    }
}

/// Keeps what is written: an integer as it is, several of them, and bytes, folded.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    shape: Shape,
    bits: u64,
}

impl Hasher for Kept {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.bits = self.bits.wrapping_mul(0x100_0000_01B3) ^ value;
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn finish(&self) -> u64 {
        self.shape.apply(self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_is_written_as_it_is() {
        assert_eq!(Shape::Identity.hash_one(0x1234_5678_9ABC_DEF0_u64), 0x1234_5678_9ABC_DEF0);
        assert_eq!(Shape::Identity.hash_one(7_u32), 7);
        assert_eq!(Shape::Last.hash_one(3_u64), 3 << 60);
        assert_eq!(Shape::High(8).hash_one(0x1FF_u64), 0xFF << 56);
        assert_eq!(Shape::Low(4).hash_one(0x1FF_u64), 0xF);
    }

    #[test]
    fn equal_strings_hash_alike_and_others_do_not() {
        assert_eq!(Shape::Mixed.hash_one("key"), Shape::Mixed.hash_one(String::from("key")));
        assert_ne!(Shape::Mixed.hash_one("key"), Shape::Mixed.hash_one("yek"));
        assert_eq!(Shape::Equal.hash_one("key"), Shape::Equal.hash_one("yek"));
    }
}
