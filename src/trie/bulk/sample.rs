//! Whether hashes come again and again.

/// Whether of a sample of entries some have the same hash.
///
/// If they do, then among all entries there are so many that counting them would say little: leaves would be too large and
/// too deep. Of 2,000 entries with each hash twice, a sample of 125 has four pairs. Such entries are left over.
pub(super) fn hashes_come_again<T>(entries: &[(u64, T)]) -> bool {
    const SAMPLE: usize = 128;
    let step = entries.len().div_ceil(SAMPLE).max(16);
    let mut seen = [0; 2 * SAMPLE];
    entries.iter().step_by(step).map(|(hash, _)| hash | 1).any(|hash| {
        let mut at = (hash >> 32) as usize;
        loop {
            match &mut seen[at % (2 * SAMPLE)] {
                free @ 0 => {
                    *free = hash;
                    return false;
                }
                other if *other == hash => return true,
                _ => at += 1,
            }
        }
    })
}
