//! Programs for the pool alone: blocks are made, resized and freed on some threads, which may end; free slabs go back.
//!
//! | file | what it has |
//! |---|---|
//! | `block` | blocks, which notice if somebody else writes to them |
//! | `worker` | other threads |

mod block;
mod worker;

use crate::bytes::Bytes;
use crate::no_leaks::no_leaks;
use block::Block;
use hamtrie::pool::{self, Stats};
use std::sync::Mutex;
use worker::{Job, Worker};

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Make,
    MakeMany,
    Resize,
    Free,
    FreeOne,
    MakeElsewhere,
    FreeElsewhere,
    KeepElsewhere,
    ReleaseElsewhere,
    TrimElsewhere,
    EndThread,
    Trim,
    Shutdown,
    Check,
}

/// Few of them need another thread: waiting for one takes as long as all the rest of a program.
const OPS: [Op; 64] = [
    Op::Make,
    Op::Make,
    Op::Make,
    Op::Make,
    Op::Make,
    Op::Make,
    Op::Make,
    Op::Make,
    Op::Make,
    Op::Make,
    Op::Make,
    Op::Make,
    Op::Make,
    Op::MakeMany,
    Op::MakeMany,
    Op::MakeMany,
    Op::MakeMany,
    Op::MakeMany,
    Op::MakeMany,
    Op::MakeMany,
    Op::MakeMany,
    Op::MakeMany,
    Op::MakeMany,
    Op::MakeMany,
    Op::Resize,
    Op::Resize,
    Op::Resize,
    Op::Resize,
    Op::Resize,
    Op::Resize,
    Op::Resize,
    Op::Resize,
    Op::Resize,
    Op::Free,
    Op::Free,
    Op::Free,
    Op::Free,
    Op::Free,
    Op::Free,
    Op::Free,
    Op::Free,
    Op::Free,
    Op::Free,
    Op::Free,
    Op::FreeOne,
    Op::FreeOne,
    Op::FreeOne,
    Op::FreeOne,
    Op::FreeOne,
    Op::FreeOne,
    Op::FreeOne,
    Op::FreeOne,
    Op::Trim,
    Op::Trim,
    Op::Shutdown,
    Op::Shutdown,
    Op::Check,
    Op::Check,
    Op::MakeElsewhere,
    Op::FreeElsewhere,
    Op::KeepElsewhere,
    Op::ReleaseElsewhere,
    Op::TrimElsewhere,
    Op::EndThread,
];

/// The other threads, for one program after the other.
static WORKERS: Mutex<Vec<Worker>> = Mutex::new(Vec::new());

/// Blocks that a program keeps at a place.
const PLACES: usize = 4;

/// How many other threads there are.
const THREADS: usize = 2;

/// Runs a program.
///
/// # Panics
/// If the pool does not do what it says.
pub fn run(bytes: &[u8]) {
    let mut workers = WORKERS.lock().unwrap_or_else(|poisoned| {
        // A program has failed: its workers may have, too.
        WORKERS.clear_poison();
        let mut workers = poisoned.into_inner();
        workers.clear();
        workers
    });
    no_leaks(|| {
        let mut program = Program {
            workers: &mut workers,
            blocks: Default::default(),
            kept: [0; THREADS],
            made: 0,
            before: pool::stats(),
        };
        let mut bytes = Bytes::new(bytes);
        while !bytes.is_empty() {
            program.step(&mut bytes);
        }
        program.finish();
    });
}

struct Program<'w> {
    workers: &'w mut Vec<Worker>,
    blocks: [Vec<Block>; PLACES],
    /// How many blocks each worker keeps.
    kept: [usize; THREADS],
    made: u8,
    /// What the pool had before.
    before: Stats,
}

impl Program<'_> {
    fn step(&mut self, bytes: &mut Bytes<'_>) {
        let op = bytes.choice(&OPS);
        let (low, size) = (bytes.byte(), usize::from(bytes.byte()));
        let (place, number) = (usize::from(low) % PLACES, usize::from(low >> 2) % THREADS);
        let alignment = low >> 3;
        let many = 1 + size % 48;
        // Sizes around the borders of classes, and beyond the largest.
        let size = size * 5;
        self.made = self.made.wrapping_add(1);
        match op {
            Op::Make => self.blocks[place].push(Block::new(size, alignment, self.made)),
            Op::MakeMany => {
                // A Vec may grow while it is filled, but that is another allocator's.
                let fill = self.made;
                self.blocks[place].extend((0..many).map(|_| Block::new(size, alignment, fill)));
            }
            Op::Resize => self.blocks[place].iter_mut().rev().take(3).for_each(|block| block.resize(size)),
            Op::Free => self.blocks[place].clear(),
            Op::FreeOne => {
                let blocks = &mut self.blocks[place];
                if !blocks.is_empty() {
                    let index = size % blocks.len();
                    drop(blocks.swap_remove(index));
                }
            }
            Op::MakeElsewhere => {
                let made = self.worker(number).run(Job::Make(many, size, alignment, low));
                self.blocks[place].extend(made);
            }
            Op::FreeElsewhere => {
                let blocks = std::mem::take(&mut self.blocks[place]);
                self.worker(number).run(Job::Free(blocks));
            }
            Op::KeepElsewhere => {
                let blocks = std::mem::take(&mut self.blocks[place]);
                self.kept[number] += blocks.len();
                self.worker(number).run(Job::Keep(blocks));
            }
            Op::ReleaseElsewhere => self.release(number),
            Op::TrimElsewhere => _ = self.worker(number).run(Job::Trim),
            Op::EndThread if size % 8 == 0 => {
                self.worker(number);
                self.workers.swap_remove(number).end();
                self.kept.swap(number, THREADS - 1);
                self.kept[THREADS - 1] = 0;
            }
            Op::EndThread => {}
            Op::Trim => {
                let before = pool::stats().slab_bytes;
                let trimmed = pool::trim();
                assert_eq!(pool::stats().slab_bytes + trimmed, before, "what was trimmed is gone");
            }
            Op::Shutdown => {
                let live = self.before.live_blocks + self.live();
                let done = pool::shutdown();
                assert!(!done || live == 0, "memory in use was given back");
                assert!(!done || pool::stats().slabs == 0, "nothing is left");
            }
            Op::Check => self.check(),
        }
    }

    /// A worker that runs. All of them do after it.
    fn worker(&mut self, number: usize) -> &Worker {
        self.workers.resize_with(THREADS, Worker::start);
        &self.workers[number]
    }

    fn live(&self) -> usize {
        self.blocks.iter().map(Vec::len).sum::<usize>() + self.kept.iter().sum::<usize>()
    }

    fn check(&mut self) {
        let (stats, live) = (pool::stats(), self.live());
        assert_eq!(stats.live_blocks, self.before.live_blocks + live, "live blocks");
        let bytes: usize = self.blocks.iter_mut().flatten().map(Block::len).sum();
        assert!(stats.live_bytes >= self.before.live_bytes + bytes, "live bytes");
        assert!(stats.free_bytes + stats.live_bytes - stats.system_bytes <= stats.slab_bytes, "slabs have all of it");
        self.blocks.iter_mut().flatten().for_each(Block::check);
    }

    fn release(&mut self, number: usize) {
        if std::mem::take(&mut self.kept[number]) != 0 {
            self.worker(number).run(Job::Release);
        }
    }

    fn finish(mut self) {
        (0..THREADS).for_each(|number| self.release(number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hamtrie::testing::exclusive;

    #[test]
    #[should_panic(expected = "live blocks")]
    fn a_block_that_is_not_counted_is_seen() {
        let _block = Block::new(100, 0, 1);
        exclusive(|| {
            let mut program = Program {
                workers: &mut Vec::new(),
                blocks: Default::default(),
                kept: [1; THREADS],
                made: 0,
                before: pool::stats(),
            };
            program.check();
        });
    }
}
