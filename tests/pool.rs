//! The laws of the node pool, as its users see them: through `Allocator`, `stats` and `trim`.
//!
//! Statistics are about the whole process, so each test has the process to itself: `alone` lets one test in at
//! a time, and runs it on a thread that has ended, and left its pool to the depot, before the next one starts.
//! Every test begins and ends without a live block.

#![allow(unsafe_code, reason = "allocates by hand")]

use allocator_api2::alloc::{AllocError, Allocator};
use allocator_api2::boxed::Box;
use allocator_api2::vec::Vec;
use hamtrie::pool::{self, ChildrenPool, Stats};
use quickcheck::{Arbitrary, Gen, QuickCheck};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// Whether nodes come from slabs in this build.
const POOLED: bool = cfg!(all(feature = "std", not(pool_off), not(miri)));

/// The size of the largest slab, in bytes.
const SLAB: usize = 256 * 1024;

/// Runs a test while no other test runs.
fn alone(test: impl FnOnce() + Send + 'static) {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(pool::stats().live_bytes, 0);
    if let Err(panic) = thread::spawn(test).join() {
        std::panic::resume_unwind(panic);
    }
    let stats = pool::stats();
    assert_eq!((stats.live_blocks, stats.live_bytes, stats.system_bytes), (0, 0, 0), "{stats}");
}

/// Runs a piece of a test on a thread of its own, which has ended when this returns.
fn elsewhere<T: Send + 'static>(piece: impl FnOnce() -> T + Send + 'static) -> T {
    thread::spawn(piece).join().unwrap()
}

/// A live block, filled with a pattern. Must be freed with `free`.
struct Held {
    block: NonNull<u8>,
    layout: Layout,
    seed: u8,
}

// SAFETY: a block is memory, which any thread may use and free.
unsafe impl Send for Held {}

impl Held {
    fn new(layout: Layout, seed: u8) -> Self {
        Self::try_new(layout, seed).unwrap()
    }

    fn try_new(layout: Layout, seed: u8) -> Result<Self, AllocError> {
        let block = ChildrenPool.allocate(layout)?;
        assert!(block.len() >= layout.size());
        let held = Self { block: block.cast(), layout, seed };
        assert_eq!(held.address() % layout.align(), 0);
        held.fill(0);
        Ok(held)
    }

    fn address(&self) -> usize {
        self.block.as_ptr().addr()
    }

    fn pattern(&self, at: usize) -> u8 {
        self.seed.wrapping_add(at as u8).wrapping_mul(31)
    }

    /// Writes the pattern from a place on.
    fn fill(&self, from: usize) {
        for at in from..self.layout.size() {
            // SAFETY: the block is live and that large.
            let byte = unsafe { self.block.add(at) };
            // SAFETY: likewise.
            unsafe { byte.write(self.pattern(at)) };
        }
    }

    /// Checks that nobody else has written to the block.
    fn check(&self) {
        for at in 0..self.layout.size() {
            // SAFETY: the block is live and that large.
            let byte = unsafe { self.block.add(at) };
            // SAFETY: likewise, and the pattern was written.
            assert_eq!(unsafe { byte.read() }, self.pattern(at), "byte {at} of {:?}", self.layout);
        }
    }

    /// Grows or shrinks the block.
    fn resize(&mut self, size: usize) {
        let new = Layout::from_size_align(size, self.layout.align()).unwrap();
        let kept = self.layout.size().min(size);
        let block = if size >= self.layout.size() {
            // SAFETY: the block is live, of this layout, and the new one is not smaller.
            unsafe { ChildrenPool.grow(self.block, self.layout, new) }
        } else {
            // SAFETY: the block is live, of this layout, and the new one is not larger.
            unsafe { ChildrenPool.shrink(self.block, self.layout, new) }
        };
        self.block = block.unwrap().cast();
        self.layout = new;
        self.fill(kept);
        self.check();
    }

    fn free(self) {
        self.check();
        // SAFETY: the block is live and of this layout, and `self` is gone after this.
        unsafe { ChildrenPool.deallocate(self.block, self.layout) }
    }
}

fn layout(size: usize, align: usize) -> Layout {
    Layout::from_size_align(size, align).unwrap()
}

/// Many blocks of one layout.
fn blocks(count: usize, of: Layout) -> std::vec::Vec<Held> {
    (0..count).map(|n| Held::new(of, n as u8)).collect()
}

fn free_all(blocks: impl IntoIterator<Item = Held>) {
    blocks.into_iter().for_each(Held::free);
}

/// The records of one size class.
fn class(stats: &Stats, block_size: usize) -> (usize, usize) {
    let class = stats.classes().iter().find(|class| class.block_size == block_size).unwrap();
    (class.live, class.free)
}

// ---- one thread ----

#[derive(Clone, Debug)]
enum Op {
    Allocate(usize, u8),
    Free(usize),
    Resize(usize, usize),
    FreeElsewhere(usize),
    Trim,
}

/// Mostly node-like sizes; some empty, some too large for the pool.
fn arbitrary_size(g: &mut Gen) -> usize {
    match u8::arbitrary(g) {
        0..=9 => 0,
        10..=40 => usize::arbitrary(g) % 5000,
        41..=120 => usize::arbitrary(g) % 1100,
        _ => [8, 16, 24, 48, 64, 96, 288, 576][usize::arbitrary(g) % 8],
    }
}

impl Arbitrary for Op {
    fn arbitrary(g: &mut Gen) -> Self {
        match u8::arbitrary(g) % 32 {
            0 => Self::Trim,
            1 => Self::FreeElsewhere(usize::arbitrary(g)),
            2..=5 => Self::Resize(usize::arbitrary(g), arbitrary_size(g)),
            6..=15 => Self::Free(usize::arbitrary(g)),
            _ => Self::Allocate(arbitrary_size(g), u8::arbitrary(g) % 8),
        }
    }
}

/// Fails if the block overlaps with one that is live.
fn assert_disjoint(live: &BTreeMap<usize, Held>, new: &Held) {
    let end = new.address() + new.layout.size();
    if let Some((_, before)) = live.range(..end).next_back() {
        assert!(before.address() + before.layout.size() <= new.address(), "two live blocks overlap");
    }
}

fn run(ops: std::vec::Vec<Op>) {
    // Live blocks by address; blocks without bytes have no address of their own.
    let mut live: BTreeMap<usize, Held> = BTreeMap::new();
    let nth = |live: &mut BTreeMap<usize, Held>, n: usize| {
        let key = *live.keys().nth(n % live.len().max(1))?;
        live.remove(&key)
    };
    for (step, op) in ops.into_iter().enumerate() {
        let (mut fresh, mut gone) = (None, None);
        match op {
            Op::Allocate(size, align) => fresh = Some(Held::new(layout(size, 1 << align), step as u8)),
            Op::Free(n) => gone = nth(&mut live, n),
            Op::Resize(n, size) => {
                fresh = nth(&mut live, n);
                if let Some(block) = &mut fresh {
                    block.resize(size);
                }
            }
            Op::FreeElsewhere(n) => {
                if let Some(block) = nth(&mut live, n) {
                    elsewhere(move || block.free());
                }
            }
            Op::Trim => _ = pool::trim(),
        }
        gone.into_iter().for_each(Held::free);
        if let Some(block) = fresh {
            if block.layout.size() == 0 {
                block.free();
            } else {
                assert_disjoint(&live, &block);
                live.insert(block.address(), block);
            }
        }
        assert_eq!(pool::stats().live_blocks, live.len());
    }
    live.values().for_each(Held::check);
    free_all(live.into_values());
    assert_eq!(pool::stats().live_bytes, 0);
}

#[test]
fn live_blocks_are_aligned_disjoint_and_keep_their_contents() {
    let tests = if cfg!(any(miri, pool_vg)) { 20 } else { 200 };
    alone(move || {
        QuickCheck::new().rng(Gen::new(300)).tests(tests).quickcheck(run as fn(std::vec::Vec<Op>));
    });
}

#[test]
fn the_block_freed_last_is_used_first() {
    if !POOLED {
        return;
    }
    alone(|| {
        for size in [1, 16, 100, 576, 1024] {
            let addresses: std::vec::Vec<usize> = {
                let blocks = blocks(10, layout(size, 8));
                let addresses = blocks.iter().map(Held::address).collect();
                free_all(blocks);
                addresses
            };
            let again = blocks(10, layout(size, 8));
            assert!(again.iter().map(Held::address).eq(addresses.into_iter().rev()));
            free_all(again);
        }
    });
}

#[test]
fn freeing_and_allocating_again_takes_no_new_memory() {
    if !POOLED {
        return;
    }
    alone(|| {
        free_all(blocks(20_000, layout(48, 8)));
        let before = pool::stats();
        let first = blocks(20_000, layout(48, 8));
        let addresses: HashSet<usize> = first.iter().map(Held::address).collect();
        assert_eq!(addresses.len(), 20_000);
        assert_eq!(pool::stats().slab_bytes, before.slab_bytes);
        free_all(first);
        assert_eq!(pool::stats(), before);
    });
}

#[test]
fn blocks_are_as_long_as_their_class() {
    alone(|| {
        for (size, align, len) in [(1, 1, 16), (16, 16, 16), (17, 1, 32), (33, 32, 64), (65, 64, 128), (1024, 8, 1024)]
        {
            let layout = layout(size, align);
            let block = ChildrenPool.allocate(layout).unwrap();
            assert_eq!(block.len(), if POOLED { len } else { size });
            // SAFETY: the block is live and of this layout.
            unsafe { ChildrenPool.deallocate(block.cast(), layout) };
        }
    });
}

#[test]
fn growing_within_a_class_keeps_the_block() {
    if !POOLED {
        return;
    }
    alone(|| {
        let mut block = Held::new(layout(33, 8), 7);
        let address = block.address();
        block.resize(48);
        block.resize(40);
        assert_eq!(block.address(), address);
        block.resize(49);
        assert_ne!(block.address(), address);
        block.free();
    });
}

#[test]
fn zeroed_blocks_are_zeroed_even_when_they_were_used_before() {
    alone(|| {
        let layout = layout(200, 8);
        Held::new(layout, 1).free();
        let block = ChildrenPool.allocate_zeroed(layout).unwrap();
        for at in 0..block.len() {
            // SAFETY: the block is live and that long.
            let byte = unsafe { block.cast::<u8>().add(at) };
            // SAFETY: likewise, and its bytes are initialised.
            assert_eq!(unsafe { byte.read() }, 0);
        }
        // SAFETY: the block is live and of this layout.
        unsafe { ChildrenPool.deallocate(block.cast(), layout) };
    });
}

#[test]
fn large_over_aligned_and_empty_blocks_are_not_pooled() {
    alone(|| {
        let before = pool::stats();
        let large = Held::new(layout(1025, 8), 1);
        let strict = Held::new(layout(100, 4096), 2);
        let huge = Held::new(layout(1_000_000, 128), 3);
        let empty = Held::new(layout(0, 64), 4);
        let stats = pool::stats();
        assert_eq!((stats.system_blocks, stats.system_bytes), (3, 1025 + 100 + 1_000_000));
        assert_eq!((stats.live_blocks, stats.live_bytes), (3, stats.system_bytes));
        assert_eq!((stats.slabs, stats.free_bytes), (before.slabs, before.free_bytes));
        free_all([large, strict, huge, empty]);
        assert_eq!(pool::stats(), before);
    });
}

#[test]
fn collections_live_in_the_pool() {
    alone(|| {
        let mut squares: Vec<u64, ChildrenPool> = Vec::new_in(ChildrenPool);
        squares.extend((0..10_000).map(|n| n * n));
        assert!(squares.iter().enumerate().all(|(n, &square)| square == (n * n) as u64));
        squares.truncate(3);
        squares.shrink_to_fit();
        assert_eq!(squares.as_slice(), [0, 1, 4]);
        let boxed = Box::new_in([7_u8; 300], ChildrenPool);
        assert_eq!(boxed[299], 7);
        assert_eq!(pool::stats().live_blocks, 2);
        assert_eq!(size_of_val(&squares), size_of_val(&std::vec![0_u64]));
    });
}

#[test]
fn stats_are_exact() {
    alone(|| {
        let start = pool::stats();
        let small = blocks(1_000, layout(40, 8));
        let large = blocks(10, layout(1000, 8));
        let stats = pool::stats();
        assert_eq!(stats.live_blocks, 1_010);
        if POOLED {
            assert_eq!(stats.live_bytes, 1_000 * 48 + 10 * 1008);
            assert_eq!((class(&stats, 48).0, class(&stats, 1008).0), (1_000, 10));
            assert!(stats.slabs > 0 && stats.slab_bytes >= stats.live_bytes + stats.free_bytes);
            assert_eq!(stats.system_blocks, 0);
        } else {
            assert_eq!((stats.live_bytes, stats.system_bytes), (50_000, 50_000));
            assert_eq!((stats.slabs, stats.slab_bytes, stats.free_bytes), (0, 0, 0));
        }
        // The same, counted while the blocks' pool has another owner, and after other threads freed some.
        elsewhere(move || {
            free_all(small);
            let now = pool::stats();
            assert_eq!(now.live_blocks, 10);
            assert_eq!(class(&now, 48).0, 0);
        });
        free_all(large);
        let end = pool::stats();
        assert_eq!(end.live_bytes, 0);
        assert!(end.free_bytes >= start.free_bytes && end.slab_bytes >= end.free_bytes);
        assert!(end.to_string().contains("blocks of 0 bytes live"));
    });
}

// ---- several threads ----

#[test]
fn blocks_outlive_their_thread_and_are_freed_by_another() {
    alone(|| {
        for _ in 0..10 {
            let made = elsewhere(|| blocks(3_000, layout(96, 32)));
            made.iter().for_each(Held::check);
            assert_eq!(pool::stats().live_blocks, 3_000);
            elsewhere(move || free_all(made));
        }
        assert!(pool::stats().slab_bytes < 10 * SLAB);
    });
}

#[test]
fn a_thousand_short_threads_use_the_memory_of_one() {
    let threads = if cfg!(miri) { 10 } else { 1_000 };
    alone(move || {
        let mut most = 0;
        for n in 0..threads {
            elsewhere(move || free_all(blocks(20, layout(16 + n % 256, 8))));
            most = most.max(pool::stats().slab_bytes);
        }
        assert!(most <= 4 * SLAB, "{most} bytes");
    });
}

#[test]
fn a_producer_and_a_consumer_use_bounded_memory() {
    let rounds = if cfg!(any(miri, pool_vg)) { 1_000 } else { 100_000 };
    alone(move || {
        pool::trim();
        let (sender, receiver) = mpsc::sync_channel::<Held>(100);
        let consumer = thread::spawn(move || free_all(receiver));
        let mut most = 0;
        for n in 0..rounds {
            sender.send(Held::new(layout(64, 64), n as u8)).unwrap();
            if n % 1_000 == 0 {
                most = most.max(pool::stats().slab_bytes);
            }
        }
        drop(sender);
        consumer.join().unwrap();
        // 6.4 MB went through; two magazines of 32 KiB on either side and a batch between them may stay.
        assert!(most <= 3 * SLAB, "{most} bytes");
    });
}

/// Counts what the destructors below have done.
static DESTROYED: AtomicUsize = AtomicUsize::new(0);

/// A value of a thread-local variable that owns a block, and in its destructor frees it and uses the pool some more.
struct Late(Option<Held>);

impl Drop for Late {
    fn drop(&mut self) {
        self.0.take().into_iter().for_each(Held::free);
        let blocks = blocks(3_000, layout(80, 8));
        free_all(blocks);
        Held::new(layout(5_000, 8), 1).free();
        DESTROYED.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn thread_local_destructors_may_use_the_pool() {
    thread_local! {
        static BEFORE: RefCell<Late> = const { RefCell::new(Late(None)) };
        static AFTER: RefCell<Late> = const { RefCell::new(Late(None)) };
    }
    alone(|| {
        let threads = 20;
        for n in 0..threads {
            elsewhere(move || {
                // One variable is destroyed before the thread's pool goes, one after, and in every second
                // thread the destructor is the first to use the pool.
                BEFORE.with(|_| ());
                if n % 2 == 0 {
                    let block = Held::new(layout(80, 8), 1);
                    AFTER.with(|late| late.borrow_mut().0 = Some(block));
                    BEFORE.with(|late| late.borrow_mut().0 = Some(Held::new(layout(200, 64), 2)));
                }
            });
        }
        assert_eq!(DESTROYED.load(Ordering::SeqCst), threads + threads / 2);
        let stats = pool::stats();
        assert_eq!(stats.live_blocks, 0);
        assert!(stats.slab_bytes <= 8 * SLAB, "{stats}");
        pool::trim();
        assert_eq!(pool::stats().slab_bytes, 0);
    });
}

#[test]
fn many_threads_pass_blocks_around() {
    let rounds = if cfg!(any(miri, pool_vg)) { 200 } else { 20_000 };
    alone(move || {
        let threads = 4;
        let (senders, receivers): (std::vec::Vec<_>, std::vec::Vec<_>) =
            (0..threads).map(|_| mpsc::channel::<Held>()).unzip();
        let workers: std::vec::Vec<_> = receivers
            .into_iter()
            .enumerate()
            .map(|(me, receiver)| {
                let senders = senders.clone();
                thread::spawn(move || {
                    let mut random = Random(me as u64 + 1);
                    for n in 0..rounds {
                        let block = Held::new(layout(1 + random.below(600), 1 << random.below(7)), n as u8);
                        match random.below(3) {
                            0 => block.free(),
                            // A worker that is done hears no more.
                            _ => senders[random.below(threads)].send(block).unwrap_or_else(|refused| refused.0.free()),
                        }
                        free_all(receiver.try_iter());
                    }
                    drop(senders);
                    free_all(receiver);
                })
            })
            .collect();
        drop(senders);
        workers.into_iter().for_each(|worker| worker.join().unwrap());
        assert_eq!(pool::stats().live_bytes, 0);
    });
}

/// Numbers for tests (xorshift; Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

// ---- trim ----

#[test]
fn trim_gives_everything_back_when_nothing_is_live() {
    alone(|| {
        let here = blocks(50_000, layout(48, 8));
        let there = elsewhere(|| blocks(5_000, layout(320, 64)));
        let full = pool::stats().slab_bytes;
        assert_eq!(full > 0, POOLED);
        free_all(here);
        free_all(there);
        let returned = pool::trim();
        let stats = pool::stats();
        assert_eq!((stats.slabs, stats.slab_bytes, stats.free_bytes), (0, 0, 0));
        assert_eq!(returned, full);
        assert_eq!(pool::trim(), 0);
        // And it can begin again.
        free_all(blocks(100, layout(48, 8)));
        assert!(pool::stats().slab_bytes < SLAB);
    });
}

#[test]
fn trim_keeps_slabs_with_a_live_block_and_uses_them_again() {
    if !POOLED {
        return;
    }
    alone(|| {
        pool::trim();
        let mut all = blocks(20_000, layout(48, 8));
        let kept = all.swap_remove(10_000);
        free_all(all);
        assert!(pool::trim() > 0);
        let stats = pool::stats();
        assert_eq!((stats.slabs, stats.live_blocks), (1, 1));
        assert!(stats.free_bytes > 0);
        kept.check();
        // What is free in the slab that stayed is used before there is a new one.
        let again = blocks(class(&stats, 48).1, layout(48, 8));
        assert_eq!(pool::stats().slabs, 1);
        free_all(again);
        kept.free();
        pool::trim();
        assert_eq!(pool::stats().slabs, 0);
    });
}

#[test]
fn slabs_that_trim_left_half_used_are_filled_up() {
    if !POOLED {
        return;
    }
    alone(|| {
        pool::trim();
        let kept = Held::new(layout(100, 8), 1);
        for _ in 0..10 {
            pool::trim();
            free_all(blocks(10, layout(64, 8)));
        }
        assert_eq!(pool::stats().slabs, 1);
        kept.free();
    });
}

#[test]
fn trim_never_takes_what_another_thread_uses() {
    let rounds = if cfg!(any(miri, pool_vg)) { 30 } else { 1_000 };
    alone(move || {
        static DONE: AtomicBool = AtomicBool::new(false);
        let workers: std::vec::Vec<_> = (0..3)
            .map(|me| {
                thread::spawn(move || {
                    let mut random = Random(me + 1);
                    let mut mine = std::vec::Vec::new();
                    for round in 0..rounds {
                        let of = layout(1 + random.below(700), 1 << random.below(7));
                        mine.extend(blocks(random.below(100), of));
                        if round % 50 == 49 {
                            free_all(mine.drain(..));
                            pool::trim();
                        }
                        while mine.len() > 1_000 {
                            mine.swap_remove(random.below(1_000)).free();
                        }
                    }
                    free_all(mine);
                })
            })
            .collect();
        let trimmer = thread::spawn(|| {
            while !DONE.load(Ordering::Relaxed) {
                pool::trim();
                pool::stats();
                // Short-lived pools that the workers' blocks are not in.
                elsewhere(|| free_all(blocks(100, layout(64, 8))));
            }
        });
        workers.into_iter().for_each(|worker| worker.join().unwrap());
        DONE.store(true, Ordering::Relaxed);
        trimmer.join().unwrap();
        pool::trim();
        assert_eq!(pool::stats().slab_bytes, 0);
    });
}

// ---- no memory ----

/// The system's allocator, out of memory for those threads that say so.
struct Scarce;

thread_local! {
    static OUT_OF_MEMORY: Cell<bool> = const { Cell::new(false) };
}

// SAFETY: refuses, or forwards to `System`.
unsafe impl GlobalAlloc for Scarce {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if OUT_OF_MEMORY.get() {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static GLOBAL: Scarce = Scarce;

/// Runs something while the thread gets no memory from the system.
fn without_memory<T>(action: impl FnOnce() -> T) -> T {
    OUT_OF_MEMORY.set(true);
    let result = action();
    OUT_OF_MEMORY.set(false);
    result
}

#[test]
fn without_memory_allocation_fails_and_freeing_works() {
    alone(|| {
        let sizes = [16, 48, 576, 1024, 2000];
        for size in sizes {
            pool::trim();
            let of = layout(size, 8);
            let mut held = std::vec::Vec::with_capacity(100_000);
            // What is left of the slab, then nothing.
            let failed = without_memory(|| {
                while held.len() < held.capacity() {
                    match Held::try_new(of, size as u8) {
                        Ok(block) => held.push(block),
                        Err(AllocError) => return true,
                    }
                }
                false
            });
            assert!(failed);
            held.extend(blocks(100, of));
            without_memory(|| held.drain(..).for_each(Held::free));
            assert_eq!(pool::stats().live_bytes, 0);
        }
    });
}

#[test]
fn a_thread_without_memory_for_a_pool_can_free() {
    alone(|| {
        // Dissolves idle pools, so that the other thread would need a new one.
        pool::trim();
        let made = blocks(5_000, layout(32, 8));
        elsewhere(move || {
            OUT_OF_MEMORY.set(true);
            let mut made = made;
            while let Some(block) = made.pop() {
                block.free();
            }
            OUT_OF_MEMORY.set(false);
        });
        assert_eq!(pool::stats().live_bytes, 0);
    });
}

/// The bytes of all slabs.
fn slab_bytes() -> usize {
    pool::stats().slab_bytes
}

#[test]
fn shutdown_gives_everything_back_when_nothing_is_in_use_and_the_pool_starts_anew() {
    alone(|| {
        for round in 0..3 {
            // More than the magazines hold, in many classes, of this thread and of one that has ended.
            free_all((1..64).flat_map(|step| blocks(3000, layout(16 * step, 8))));
            elsewhere(|| free_all(blocks(10_000, layout(48, 8))));
            assert!(!POOLED || slab_bytes() > SLAB);
            assert!(pool::shutdown(), "{round}: {}", pool::stats());
            let stats = pool::stats();
            assert_eq!((stats.slabs, stats.slab_bytes, stats.free_bytes), (0, 0, 0));
            assert!(pool::shutdown());
        }
    });
}

#[test]
fn shutdown_leaves_all_as_it_is_while_a_block_is_live() {
    alone(|| {
        free_all(blocks(10_000, layout(48, 8)));
        for of in [layout(48, 8), layout(2000, 8)] {
            let held = Held::new(of, 3);
            assert!(!pool::shutdown());
            held.check();
            // The thread gets a pool again.
            free_all(blocks(10_000, layout(48, 8)));
            held.free();
        }
        assert!(pool::shutdown());
        assert_eq!(slab_bytes(), 0);
    });
}

#[test]
fn shutdown_says_no_while_another_thread_has_free_blocks() {
    alone(|| {
        let (ask, asked) = mpsc::channel::<()>();
        let (tell, told) = mpsc::channel();
        let other = thread::spawn(move || {
            free_all(blocks(100, layout(48, 8)));
            tell.send(()).unwrap();
            asked.recv().unwrap();
            free_all(blocks(100, layout(48, 8)));
        });
        told.recv().unwrap();
        assert_eq!(pool::shutdown(), !POOLED);
        ask.send(()).unwrap();
        other.join().unwrap();
        assert!(pool::shutdown());
        assert_eq!(slab_bytes(), 0);
    });
}
