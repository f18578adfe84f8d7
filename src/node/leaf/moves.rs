//! A leaf with fewer entries: which of them move to fill the gaps.

use crate::node::siblings::{Places, bits};

/// Which position each entry of a compacted leaf comes from.
pub(super) struct Moves {
    pub(super) len: usize,
    /// Positions whose entries stay.
    pub(super) staying: Places,
    /// Kept positions past the new length; they fill the gaps in order.
    pub(super) movers: Places,
}

impl Moves {
    #[inline]
    pub(super) fn compacting(keep: Places) -> Moves {
        let len = keep.count_ones() as usize;
        let below = !(Places::MAX << len);
        Moves { len, staying: keep & below, movers: keep & !below }
    }

    /// The positions to fill, in order, with the positions that their entries come from.
    #[inline]
    pub(super) fn gaps(&self) -> impl Iterator<Item = (usize, usize)> {
        let gaps = !(Places::MAX << self.len) & !self.staying;
        bits(gaps).zip(bits(self.movers)).map(|(gap, from)| (gap as usize, from as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::Moves;

    #[test]
    fn compacting_keeps_what_can_stay_and_fills_gaps_from_the_end() {
        let sources = |keep| {
            let moves = Moves::compacting(keep);
            let mut sources: Vec<_> = (0..moves.len).collect();
            moves.gaps().for_each(|(gap, from)| sources[gap] = from);
            sources
        };
        assert_eq!(sources(0b1111), [0, 1, 2, 3]);
        assert_eq!(sources(0b1011), [0, 1, 3]);
        assert_eq!(sources(0b1101_0010), [4, 1, 6, 7]);
        assert_eq!(sources(0), [0; 0]);
    }
}
