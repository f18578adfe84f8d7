//! How the 64 bits of a hash are spent.
//!
//! ```text
//!  bit 63      56                                   12     6      0
//!     ┌──────────┬───────────────────────────┬──────┬──────┬──────┐
//!     │          │  ...                      │ lv 2 │ lv 1 │ lv 0 │   digits, 6 bits a level
//!     └──────────┴───────────────────────────┴──────┴──────┴──────┘
//!      fingerprint (the same bits again as level 10 and a part of level 9)
//! ```
//!
//! Bits are used from the lowest on. A branch of width `w` looks at the *low* `w` bits of its level's digit: slot
//! `i` is for the digits that end in the bits of `i`. Widening a branch lets it look at one more bit, so that what was in slot
//! `i` is in `i` and in `i + 2^w`. (Within a branch this is extendible hashing: Fagin, Nievergelt, Pippenger and
//! Strong, 1979.) So a place in the trie is a number of low bits, and two hashes part at the lowest bit in which
//! they differ. The deepest digit has four bits only; two hashes that agree in all eleven digits are equal.
//!
//! This file knows nothing of nodes.

/// Bits in a digit: at most six, as masks have 64 places. Everything else follows from it.
pub(crate) const DIGIT_BITS: u32 = 6;
/// Number of values of a digit, and of the slots of a branch of full width.
pub(crate) const DIGITS: u32 = 1 << DIGIT_BITS;
/// Levels that 64 bits are enough for: ten of six bits and one of four.
pub(crate) const LEVELS: usize = 64_u32.div_ceil(DIGIT_BITS) as usize;

/// Depth in the trie: the root is on level 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Level(pub(crate) u32);

impl Level {
    pub(crate) const ROOT: Level = Level(0);

    pub(crate) fn below(self) -> Level {
        Level(self.0 + 1)
    }

    /// Moves six-bit digits of this level to the lowest bits of a hash.
    #[inline(always)]
    fn shift(self) -> u32 {
        self.0 * DIGIT_BITS
    }
}

/// The six bits of a hash that one level looks at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Digit(u32);

impl Digit {
    /// The digit of `hash` on `level`.
    #[inline(always)]
    pub(crate) fn of(hash: u64, level: Level) -> Digit {
        Digit((hash >> level.shift()) as u32 & (DIGITS - 1))
    }

    #[inline(always)]
    pub(crate) fn new(value: u32) -> Digit {
        debug_assert!(value < DIGITS);
        Digit(value)
    }

    #[inline(always)]
    pub(crate) fn value(self) -> u32 {
        self.0
    }

    /// This digit's bit in a sibling mask.
    #[inline(always)]
    pub(crate) fn bit(self) -> u64 {
        1 << self.0
    }
}

/// The `2^(6 - depth)` digits that agree in their low `depth` bits: what a child covers.
///
/// A leaf of local depth `depth` covers such a range of its parent; a branch covers one digit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DigitRange {
    /// The lowest digit: the bits that all of them have in common.
    first: u32,
    depth: u32,
}

impl DigitRange {
    /// All digits of a level.
    pub(crate) const ALL: DigitRange = DigitRange { first: 0, depth: 0 };

    /// The range of local depth `depth` that `digit` is in.
    #[inline(always)]
    pub(crate) fn around(digit: Digit, depth: u32) -> DigitRange {
        debug_assert!(depth <= DIGIT_BITS);
        DigitRange { first: digit.0 & ((1 << depth) - 1), depth }
    }

    #[inline(always)]
    pub(crate) fn first(self) -> Digit {
        Digit(self.first)
    }

    #[inline(always)]
    pub(crate) fn depth(self) -> u32 {
        self.depth
    }

    /// The bits of the range in a sibling mask. (Were there fewer than 64 digits, they would repeat in the rest of it.)
    #[inline(always)]
    pub(crate) fn mask(self) -> u64 {
        /// The multiples of 1, 2, 4, .. 64.
        const EVERY: [u64; 7] = [
            u64::MAX,
            0x5555_5555_5555_5555,
            0x1111_1111_1111_1111,
            0x0101_0101_0101_0101,
            0x0001_0001_0001_0001,
            0x0000_0001_0000_0001,
            1,
        ];
        EVERY[self.depth as usize] << self.first
    }

    /// The other half of the range of depth one less; none for [`DigitRange::ALL`].
    pub(crate) fn buddy(self) -> Option<DigitRange> {
        let last = self.depth.checked_sub(1)?;
        Some(DigitRange { first: self.first ^ (1 << last), ..self })
    }

    /// The range of depth one less that this one is a half of.
    pub(crate) fn parent(self) -> DigitRange {
        DigitRange::around(self.first(), self.depth - 1)
    }

    /// The half with a 0 as the next bit, and the one with a 1.
    pub(crate) fn halves(self) -> [DigitRange; 2] {
        let half = DigitRange { depth: self.depth + 1, ..self };
        [half, DigitRange { first: self.first | 1 << self.depth, ..half }]
    }

    /// The slots that the range takes in a branch of that many slots.
    #[inline(always)]
    pub(crate) fn slots(self, slot_count: usize) -> impl Iterator<Item = usize> {
        debug_assert!(1 << self.depth <= slot_count);
        (self.first as usize..slot_count).step_by(1 << self.depth)
    }
}

/// Eight bits of a hash that a leaf keeps of each entry; never 0, which marks an unused place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fingerprint(u8);

impl Fingerprint {
    /// The fingerprint of a hash: its top byte, with 0 counted as 1.
    #[inline(always)]
    pub(crate) fn of(hash: u64) -> Fingerprint {
        let top = (hash >> 56) as u8;
        Fingerprint(top + u8::from(top == 0))
    }

    /// The fingerprint that a leaf keeps of an entry. A byte of 0 would find what is not there.
    #[inline(always)]
    pub(crate) fn kept(byte: u8) -> Fingerprint {
        debug_assert_ne!(byte, 0);
        Fingerprint(byte)
    }

    #[inline(always)]
    pub(crate) fn byte(self) -> u8 {
        self.0
    }
}

/// Where hashes part: a bit in which they differ, while they agree in all bits below.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fork(u32);

impl Fork {
    /// Where hashes part that differ in the bits `differences`. None when they are equal.
    pub(crate) fn of(differences: u64) -> Option<Fork> {
        (differences != 0).then(|| Fork(differences.trailing_zeros()))
    }

    /// The level whose digit has the bit.
    pub(crate) fn level(self) -> Level {
        Level(self.0 / DIGIT_BITS)
    }

    /// Local depth of the range whose two halves the hashes fall into.
    pub(crate) fn depth(self) -> u32 {
        self.0 % DIGIT_BITS
    }

    /// Which half `hash` falls into.
    #[inline(always)]
    pub(crate) fn side(self, hash: u64) -> usize {
        (hash >> self.0) as usize & 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_their_digits_and_no_others() {
        for depth in 0..=DIGIT_BITS {
            for digit in (0..DIGITS).map(Digit::new) {
                let range = DigitRange::around(digit, depth);
                let inside = |d: u32| range.mask() >> d & 1 == 1;
                assert!(inside(digit.value()));
                assert_eq!((0..DIGITS).filter(|&d| inside(d)).count() as u32, DIGITS >> depth);
                for width in depth.max(1)..=DIGIT_BITS {
                    let slots: Vec<_> = range.slots(1 << width).collect();
                    for d in 0..DIGITS {
                        let slot = d as usize & ((1 << width) - 1);
                        assert_eq!(slots.contains(&slot), inside(d));
                    }
                }
                if let Some(buddy) = range.buddy() {
                    let mut both = [range, buddy];
                    both.sort_by_key(|r| r.first());
                    assert_eq!(range.parent().halves(), both);
                    assert_eq!(buddy.parent(), range.parent());
                    assert_eq!(range.mask() & buddy.mask(), 0);
                    assert_eq!(range.mask() | buddy.mask(), range.parent().mask());
                }
            }
        }
    }

    #[test]
    fn hashes_part_at_the_lowest_bit_in_which_they_differ() {
        let a = 0x1234_5678_9abc_def0_u64;
        let b = a ^ (1 << (3 * DIGIT_BITS + 3)) ^ (1 << 60);
        let fork = Fork::of(a ^ b).unwrap();
        assert_eq!((fork.level(), fork.depth()), (Level(3), 3));
        assert_ne!(fork.side(a), fork.side(b));
        assert_eq!(Fork::of(0), None);
        let last = Fork::of(1 << 63).unwrap();
        assert_eq!((last.level(), last.depth()), (Level(LEVELS as u32 - 1), 63 % DIGIT_BITS));
    }

    #[test]
    fn a_fingerprint_is_never_the_mark_of_an_unused_place() {
        assert_eq!(Fingerprint::of(0).byte(), 1);
        assert_eq!(Fingerprint::of(0xff << 56).byte(), 0xff);
    }
}
