//! Threads that allocate, free, end and trim: magazines, the depot, and the pools of threads that have ended.
//!
//! In a model a magazine has two blocks, so three are enough for a batch to move. Each block has a cell beside it that its
//! owner writes: a block that two threads have, or one that got from one to the other without an order, is a failure.

#![allow(unsafe_code, reason = "calls an allocator")]

use crate::explore::{Model, sets};
use allocator_api2::alloc::Allocator;
use hamtrie::pool::{self, ChildrenPool};
use hamtrie::testing::model;
use loom::cell::UnsafeCell;
use std::alloc::Layout;
use std::collections::HashMap;
use std::ptr::NonNull;
use std::sync::{Arc, Mutex};

/// What is known of a block.
struct Known {
    /// Written by whoever has the block.
    owner: UnsafeCell<()>,
    live: bool,
}

/// All blocks that an execution has seen, by address.
#[derive(Clone, Default)]
struct Blocks(Arc<Mutex<HashMap<usize, Known>>>);

/// A block in use.
struct Block(NonNull<u8>);

// SAFETY: it is memory, and this value is its owner.
unsafe impl Send for Block {}

impl Blocks {
    const LAYOUT: Layout = Layout::new::<[u64; 2]>();

    fn make(&self) -> Block {
        let block: NonNull<u8> = ChildrenPool.allocate(Self::LAYOUT).unwrap().cast();
        self.note(block, true);
        Block(block)
    }

    fn free(&self, Block(block): Block) {
        self.note(block, false);
        // SAFETY: from the pool with this layout, and the caller's.
        unsafe { ChildrenPool.deallocate(block, Self::LAYOUT) }
    }

    fn note(&self, block: NonNull<u8>, live: bool) {
        let mut all = self.0.lock().unwrap();
        let known = all.entry(block.addr().get()).or_insert_with(|| Known { owner: UnsafeCell::new(()), live: false });
        assert_ne!(known.live, live, "a block was given out or freed twice");
        known.live = live;
        known.owner.with_mut(|_| ());
    }
}

/// What a thread does with the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    /// Frees three blocks that another thread has made.
    Free,
    /// Makes three blocks, for another thread to free.
    Make,
    /// Makes three blocks and frees them, and one more when the thread has ended but for its other thread-local variables.
    Both,
    /// Makes a block and frees it, then trims.
    Trim,
    /// Counts what there is.
    Stats,
    /// Gives the pool up, if nobody uses it.
    Shutdown,
}

const WORKS: [Work; 6] = [Work::Free, Work::Make, Work::Both, Work::Trim, Work::Stats, Work::Shutdown];

impl Work {
    /// Returns the blocks that are left.
    fn run(self, blocks: &Blocks, given: Vec<Block>) -> Vec<Block> {
        let make = |count| (0..count).map(|_| blocks.make()).collect::<Vec<_>>();
        let free = |all: Vec<_>| all.into_iter().for_each(|block| blocks.free(block));
        match self {
            Work::Free => free(given),
            Work::Make => return make(3),
            Work::Both => free(make(3)),
            Work::Trim => {
                free(make(1));
                pool::trim();
            }
            Work::Stats => assert!(pool::stats().slabs < 10),
            Work::Shutdown => _ = pool::shutdown(),
        }
        vec![]
    }
}

/// One execution.
fn execute(works: &[Work]) {
    let works = works.to_vec();
    let blocks = Blocks::default();
    let mut threads = vec![];
    for work in works {
        let given = if work == Work::Free { (0..3).map(|_| blocks.make()).collect() } else { vec![] };
        let blocks = blocks.clone();
        threads.push((work, given, blocks));
    }
    let threads: Vec<_> = threads
        .into_iter()
        .map(|(work, given, blocks)| {
            loom::thread::spawn(move || {
                let late = (work == Work::Both).then(|| blocks.make());
                let left = work.run(&blocks, given);
                model::end_thread();
                late.into_iter().for_each(|block| blocks.free(block));
                left
            })
        })
        .collect();
    let left: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    assert_eq!(pool::stats().live_blocks, left.len());
    left.into_iter().for_each(|block| blocks.free(block));
    assert_eq!(pool::stats().live_blocks, 0);
    assert!(pool::shutdown(), "the pool could not give all back");
    model::end_thread();
}

/// Every set of so many works, order aside.
pub(crate) fn models(threads: usize) -> Vec<Model> {
    let of = |works: Vec<Work>| {
        let name = format!("pool: {}", crate::explore::names(&works));
        Model { name, threads, run: Arc::new(move || execute(&works)) }
    };
    sets(&WORKS, threads).into_iter().map(of).collect()
}
