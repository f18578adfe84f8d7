//! A caller's hash, made good enough for a trie.
//!
//! The trie takes its way from the lowest bits and the fingerprint from the top byte. Callers' hashes may be good in
//! neither: libhamt's have 32 bits, and many a C program uses a number as its own hash.

/// An odd number near 2^64 divided by the golden ratio, for Fibonacci hashing (Knuth, The Art of Computer Programming,
/// volume 3, section 6.4).
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Another hash for each hash: both steps can be undone, so different ones stay different.
#[inline(always)]
pub(crate) fn spread(hash: u64) -> u64 {
    let product = hash.wrapping_mul(FACTOR);
    product ^ (product >> 32)
}

#[cfg(test)]
mod tests {
    use super::spread;
    use std::collections::HashSet;

    #[test]
    fn different_hashes_stay_different() {
        let hashes = (0..64).map(|bit| 1 << bit).chain(0..100_000).chain((0..1000).map(|low| low << 32 | low));
        let different: HashSet<u64> = hashes.collect();
        assert_eq!(different.iter().map(|&hash| spread(hash)).collect::<HashSet<_>>().len(), different.len());
    }

    #[test]
    fn low_bits_and_top_byte_of_numbers_in_a_row_are_spread() {
        for shift in [0, 4, 12, 24] {
            let hashes: Vec<u64> = (0..4096_u64).map(|number| spread(number << shift)).collect();
            let mut low = [0; 64];
            hashes.iter().for_each(|hash| low[(hash % 64) as usize] += 1);
            assert!(low.iter().all(|&count| (16..=160).contains(&count)), "shift {shift}: {low:?}");
            let tops: HashSet<u64> = hashes.iter().map(|hash| hash >> 56).collect();
            assert!(tops.len() > 200, "shift {shift}: {} fingerprints", tops.len());
        }
    }
}
