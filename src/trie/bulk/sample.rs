//! Whether hashes come again and again.

/// About how many hashes are looked at.
const SAMPLE: usize = 16;

/// A sample of the hashes of some entries: those whose next bits are the first one's, so that a hash that is in it is
/// there each time it comes.
pub(in crate::trie) struct Sample {
    first: u64,
    bits: u64,
    hashes: [u64; 2 * SAMPLE],
    len: usize,
}

impl Sample {
    /// An empty sample for entries whose hashes agree in the low `known_bits`.
    pub(in crate::trie) fn of<T>(entries: &[(u64, T)], known_bits: u32) -> Self {
        let first = entries.first().map_or(0, |(hash, _)| *hash);
        let bits = (entries.len() / SAMPLE).next_power_of_two() as u64 - 1;
        Sample { first, bits: bits.checked_shl(known_bits).unwrap_or(0), hashes: [0; 2 * SAMPLE], len: 0 }
    }

    /// Takes a hash into the sample, if it belongs there and there is room.
    #[inline(always)]
    pub(in crate::trie) fn look_at(&mut self, hash: u64) {
        if (hash ^ self.first) & self.bits == 0 && self.len < self.hashes.len() {
            self.hashes[self.len] = hash;
            self.len += 1;
        }
    }

    /// Whether a quarter of the hashes, or more, came before. If so, counting entries says little: leaves would be too
    /// large and too deep.
    pub(in crate::trie) fn comes_again(mut self) -> bool {
        let hashes = &mut self.hashes[..self.len];
        hashes.sort_unstable();
        let again = hashes.windows(2).filter(|pair| pair[0] == pair[1]).count();
        4 * again >= hashes.len().max(1)
    }
}
