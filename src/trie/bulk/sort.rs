//! The order of entries in a trie, by radix sort.
//!
//! Knows nothing of entries and nodes.

use alloc::vec::Vec;

/// The most bits that one pass looks at.
const RADIX_BITS: u32 = 9;
/// The index of a key that is on the list of those whose hash came before.
pub(super) const AGAIN: u32 = u32::MAX;

/// Where an entry belongs, and where it is.
///
/// With the bits in reverse, hashes that agree in their low bits, and so share nodes, are neighbours.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) reversed: u64,
    pub(super) index: u32,
}

/// Puts keys in the order of a trie, but for those within groups of up to `few`: one leaf has room for them, and they
/// stay in the order of their indices. Takes the keys out whose hash an earlier one has, and returns them.
pub(super) fn sort(keys: &mut Vec<Key>, few: usize) -> Vec<Key> {
    let mut spare = keys.clone();
    let mut again = Vec::new();
    sort_by_radix(keys, &mut spare, few, u64::BITS, true, &mut again);
    take_out(keys, &mut again);
    again
}

/// The same as [`sort`], by several threads, for more than `few` keys.
#[cfg(feature = "rayon")]
pub(super) fn sort_in_parallel(keys: &mut Vec<Key>, few: usize) -> Vec<Key> {
    use rayon::iter::{IntoParallelIterator, ParallelIterator};
    debug_assert!(keys.len() > few);
    let mut spare = keys.clone();
    let (bits, ends) = distribute(keys, &mut spare, u64::BITS);
    let (mut buckets, mut start) = (Vec::new(), 0);
    let (mut to, mut from) = (&mut keys[..], &mut spare[..]);
    for end in ends {
        let len = end as usize - start;
        start = end as usize;
        let (bucket, place);
        (bucket, from) = from.split_at_mut(len);
        (place, to) = to.split_at_mut(len);
        buckets.push((bucket, place));
    }
    let sort_bucket = |(bucket, place): (&mut [Key], &mut [Key])| {
        let mut again = Vec::new();
        sort_by_radix(bucket, place, few, bits, false, &mut again);
        again
    };
    let mut again: Vec<Key> = buckets.into_par_iter().flat_map_iter(sort_bucket).collect();
    take_out(keys, &mut again);
    again
}

/// Takes the keys out that have been marked.
fn take_out(keys: &mut Vec<Key>, again: &mut [Key]) {
    if !again.is_empty() {
        keys.retain(|key| key.index != AGAIN);
        again.sort_unstable_by_key(|key| key.index);
    }
}

/// Sorts keys that agree in all but the lowest `bits`: in place, or into `spare`.
///
/// Moves them to buckets and goes on in each, as MSD radix sort does (Knuth, volume 3, 5.2.5), from one array to the
/// other. There are about a quarter as many buckets as keys, so that most are small enough after one or two passes.
fn sort_by_radix(keys: &mut [Key], spare: &mut [Key], few: usize, bits: u32, in_place: bool, again: &mut Vec<Key>) {
    if keys.len() <= few || bits == 0 {
        single_out(keys, again);
        if !in_place {
            spare.copy_from_slice(keys);
        }
        return;
    }
    let (bits, ends) = distribute(keys, spare, bits);
    let mut start = 0;
    for end in ends {
        let place = start..end as usize;
        start = place.end;
        if !place.is_empty() {
            sort_by_radix(&mut spare[place.clone()], &mut keys[place], few, bits, !in_place, again);
        }
    }
}

/// One pass: copies keys that agree in all but the lowest `bits` to buckets in `spare`. Returns in how many bits those of
/// a bucket may differ, and where each bucket ends.
fn distribute(keys: &[Key], spare: &mut [Key], bits: u32) -> (u32, impl Iterator<Item = u32> + use<>) {
    let radix_bits = (keys.len().ilog2() - 2).clamp(1, RADIX_BITS).min(bits);
    let bits = bits - radix_bits;
    let buckets = 1 << radix_bits;
    let bucket = |key: &Key| (key.reversed >> bits) as usize & (buckets - 1);
    let mut ends = [0u32; 1 << RADIX_BITS];
    keys.iter().for_each(|key| ends[bucket(key)] += 1);
    let mut end = 0;
    for count in &mut ends[..buckets] {
        (*count, end) = (end, end + *count);
    }
    for key in keys {
        let end = &mut ends[bucket(key)];
        spare[*end as usize] = *key;
        *end += 1;
    }
    (bits, ends.into_iter().take(buckets))
}

/// Marks the keys whose hash an earlier one has, and copies them to `again`.
fn single_out(keys: &mut [Key], again: &mut Vec<Key>) {
    // Of different hashes few have the same six bits, and of equal ones all.
    let mut seen = 0u64;
    for at in 0..keys.len() {
        let Key { reversed, .. } = keys[at];
        let bit = 1 << (reversed % 64);
        if seen & bit != 0 && keys[..at].iter().any(|key| key.reversed == reversed) {
            again.push(keys[at]);
            keys[at].index = AGAIN;
        }
        seen |= bit;
    }
}
