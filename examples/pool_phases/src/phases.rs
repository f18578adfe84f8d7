//! The phases, each an allocator that maps take, and their measurement in turn.

use crate::rows::{Entries, Row};
use allocator_api2::alloc::Global;
use bumpalo::Bump;
use hamtrie::pool::{self, ChildrenPool};
use indicatif::ProgressBar;
use kit::rounds::{Contender, interleaved};
use std::time::Duration;

/// The phases, in the order in which somebody would build them.
pub const PHASES: [&str; 3] = ["global allocator", "bump only", "bump, recycling"];
/// The last of them, which is the one of hamtrie.
pub const RECYCLING: usize = 2;
/// The first of them.
pub const GLOBAL: usize = 0;

/// What a row took with maps of one size.
#[derive(Debug)]
pub struct Measured {
    /// The row.
    pub row: Row,
    /// Entries per map.
    pub size: usize,
    /// Nanoseconds per operation, for each phase.
    pub times: [f64; 3],
}

/// Measures all phases in turn, `rounds` times each row.
pub fn measure(entries: &Entries, rounds: usize, bar: &ProgressBar) -> Vec<Measured> {
    Row::ALL.into_iter().map(|row| measure_row(row, entries, rounds, bar)).collect()
}

fn measure_row(row: Row, entries: &Entries, rounds: usize, bar: &ProgressBar) -> Measured {
    let size = entries.entries.len();
    let mut arena = Arena::default();
    let medians = interleaved(
        rounds,
        &mut [
            Contender::new(PHASES[0], || row.round(Global, entries)),
            Contender::new(PHASES[1], || arena.with(|bump| row.round(bump, entries))),
            Contender::new(PHASES[2], || row.round(ChildrenPool, entries)),
        ],
        bar,
    );
    let per_operation = |time: &Duration| time.as_nanos() as f64 / row.operations(size) as f64;
    Measured { row, size, times: std::array::from_fn(|phase| per_operation(&medians[phase])) }
}

/// The bytes that a map and the versions after it hold when all but the last one are gone: in an arena that never frees,
/// and in the pool.
pub fn bytes_of_versions(entries: &Entries) -> [u64; 2] {
    let bump = Bump::new();
    Row::Version.round(&bump, entries);
    pool::trim();
    let before = pool::stats().slab_bytes;
    Row::Version.round(ChildrenPool, entries);
    [bump.allocated_bytes() as u64, (pool::stats().slab_bytes - before) as u64]
}

/// An arena of one chunk, as warm in each round as the heap and the pool are.
#[derive(Debug, Default)]
struct Arena {
    bump: Bump,
}

impl Arena {
    /// `work` with an empty arena. The first time it grows as it has to; from then on it has that much at once.
    fn with<R>(&mut self, work: impl FnOnce(&Bump) -> R) -> R {
        let chunk = self.bump.chunk_capacity();
        let result = work(&self.bump);
        let taken = self.bump.allocated_bytes();
        if taken > chunk {
            self.bump = Bump::with_capacity(taken + taken / 4);
        }
        self.bump.reset();
        result
    }
}

#[cfg(test)]
mod tests {
    use super::Arena;

    #[test]
    fn an_arena_has_room_for_the_second_round_at_once() {
        let mut arena = Arena::default();
        let fill = |bump: &bumpalo::Bump| (0..1000).for_each(|i| _ = bump.alloc([i; 16]));
        arena.with(fill);
        let chunk = arena.bump.chunk_capacity();
        arena.with(fill);
        assert_eq!(arena.bump.chunk_capacity(), chunk);
    }
}
