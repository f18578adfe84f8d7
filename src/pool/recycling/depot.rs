//! The depot: what the threads of the process share, behind one lock.
//!
//! ```text
//! shelves, one per class:  [ stack of full batches | loose blocks, fewer than a batch ]
//! slabs:                   [ full | full | open | full .. ]      that no thread carves from
//! pools:                   every local pool -> .. -> null        for `stats`
//! idle:                    pools that no thread owns -> null     for the next new thread
//! ```
//!
//! Threads come here once per batch (dozens to thousands of blocks) or per slab, so the lock is rarely
//! contended. `SHELVES_IN_USE` is a hint that is read without the lock: a thread that builds a large map finds
//! all shelves empty and must not lock for each node.
//!
//! A slab is *open* when more blocks may be carved from it: one that `trim` took from a thread and could not
//! free, or one that was made for a thread that had no pool. A thread takes an open slab before it makes a new
//! one.
//!
//! The lock is held for a few instructions, except by `trim` and `stats`. A panic cannot happen under it, and
//! if one did, what it guards is valid between any two calls of this file; so poison is ignored. A thread that forks
//! has the lock meanwhile (`crate::at_fork`).

#![allow(unsafe_code, reason = "follows the lists of local pools, and moves blocks")]

use super::freelist::{BatchStack, FreeBlock, FreeList};
use super::local::LocalPool;
use super::slab::Slab;
use crate::at_fork::{self, Layer, Locks};
use crate::pool::size_class::SizeClass;
use crate::pool::stats::Stats;
use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use crate::sync::{Cell, Mutex, MutexGuard, array, shared_static};
use alloc::vec::Vec;
use allocator_api2::alloc::AllocError;
use core::cell::RefCell;
use core::ops::{Deref, DerefMut};
use core::ptr::{self, NonNull};
use std::sync::{PoisonError, TryLockError};

shared_static! {
    static DEPOT: Mutex<Depot> = Mutex::new(Depot::new());
}

shared_static! {
    /// Whether there is anything on a class's shelf. Written under the lock. A wrong answer costs a call of
    /// `lock`, or a new block.
    static SHELVES_IN_USE: [AtomicBool; SizeClass::COUNT] = array![AtomicBool::new(false); SizeClass::COUNT];
}

shared_static! {
    /// The thread that has the depot, or 0. Only the thread with the depot writes it, so what a thread reads is right about
    /// itself.
    static HOLDER: AtomicUsize = AtomicUsize::new(0);
}

/// The depot, until dropped.
pub(super) struct Held(MutexGuard<'static, Depot>);

impl Deref for Held {
    type Target = Depot;

    fn deref(&self) -> &Depot {
        &self.0
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut Depot {
        &mut self.0
    }
}

impl Held {
    fn of_this_thread(depot: MutexGuard<'static, Depot>) -> Held {
        HOLDER.store(at_fork::this_thread(), Relaxed);
        Held(depot)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HOLDER.store(0, Relaxed);
    }
}

/// Waits for the depot.
pub(super) fn lock() -> Held {
    at_fork::join(Layer::Depot, &Locks { take: take_for_fork, give: give_after_fork });
    Held::of_this_thread(wait())
}

/// Whether there is a depot to wait for.
pub(super) enum Tried {
    NeverUsed,
    InUse,
    Held(Held),
}

/// Takes the depot if nobody has it, the running thread included, and if anybody ever had.
pub(super) fn try_lock() -> Tried {
    if !at_fork::has_joined(Layer::Depot) {
        return Tried::NeverUsed;
    }
    match DEPOT.try_lock() {
        Ok(depot) => Tried::Held(Held::of_this_thread(depot)),
        Err(TryLockError::Poisoned(poisoned)) => Tried::Held(Held::of_this_thread(poisoned.into_inner())),
        Err(TryLockError::WouldBlock) => Tried::InUse,
    }
}

#[cfg(not(pool_tsan))]
fn wait() -> MutexGuard<'static, Depot> {
    DEPOT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits without the part of `Mutex` that waits: it lies in the standard library's own machine code, in which
/// ThreadSanitizer does not see that the lock was taken. What is used here is inlined and seen.
#[cfg(pool_tsan)]
fn wait() -> MutexGuard<'static, Depot> {
    loop {
        match DEPOT.try_lock() {
            Ok(depot) => return depot,
            Err(TryLockError::Poisoned(poisoned)) => return PoisonError::into_inner(poisoned),
            Err(TryLockError::WouldBlock) => std::thread::yield_now(),
        }
    }
}

/// What the thread that has the depot notes about its forks. The depot's lock guards it.
struct Forks {
    /// How many forks have begun and are not done: more than one if the handlers were registered twice.
    depth: Cell<u32>,
    /// The depot. None if the thread that forks had it before: the global allocator, which it calls then, may fork too.
    held: RefCell<Option<Held>>,
}

struct Guarded(Forks);

// SAFETY: only the two functions below use it, when `HOLDER` says that the running thread has the depot.
unsafe impl Sync for Guarded {}

shared_static! {
    static FORKS: Guarded = Guarded(Forks { depth: Cell::new(0), held: RefCell::new(None) });
}

/// See F3 of `crate::at_fork`.
fn take_for_fork() {
    let forks = &FORKS.0;
    if HOLDER.load(Relaxed) != at_fork::this_thread() {
        let depot = lock();
        forks.held.replace(Some(depot));
    }
    forks.depth.set(forks.depth.get() + 1);
}

/// See F3 of `crate::at_fork`.
fn give_after_fork() {
    let forks = &FORKS.0;
    if HOLDER.load(Relaxed) != at_fork::this_thread() || forks.depth.get() == 0 {
        return;
    }
    forks.depth.set(forks.depth.get() - 1);
    if forks.depth.get() == 0 {
        drop(forks.held.take());
    }
}

/// A batch of blocks, or fewer, if the depot has any. Does not lock if it has none.
pub(super) fn take(class: SizeClass) -> Option<FreeList> {
    if SHELVES_IN_USE[class.index()].load(Relaxed) { lock().take_list(class) } else { None }
}

/// Free blocks of one class.
///
/// D1. `loose` is shorter than a batch, and all batches have the same length.
pub(super) struct Shelf {
    pub(super) batches: BatchStack,
    pub(super) loose: FreeList,
    /// How many blocks were carved that no local pool counts, less those that were given back with their slab.
    pub(super) carved: isize,
}

impl Shelf {
    /// Renews the hint after something was taken from the shelf or put on it.
    pub(super) fn note(&self, class: SizeClass) {
        let in_use = self.batches.len() != 0 || self.loose.len != 0;
        SHELVES_IN_USE[class.index()].store(in_use, Relaxed);
    }
}

/// See the head of the file.
pub(super) struct Depot {
    pub(super) shelves: [Shelf; SizeClass::COUNT],
    pub(super) slabs: Vec<Slab>,
    /// How many of `slabs` are open.
    pub(super) open_slabs: usize,
    /// How many slabs there are, with those of local pools, and their bytes.
    pub(super) all_slabs: usize,
    pub(super) all_slab_bytes: usize,
    pools: *const LocalPool,
    idle: *const LocalPool,
}

// SAFETY: the blocks and pools that the depot points to belong to it (P2, P4) or, of pools with an owner, it uses
// what L1 and L2 allow; no part of it is bound to a thread.
unsafe impl Send for Depot {}

/// Blocks.
impl Depot {
    const fn new() -> Self {
        const EMPTY: Shelf = Shelf { batches: BatchStack::EMPTY, loose: FreeList::EMPTY, carved: 0 };
        Self {
            shelves: [EMPTY; SizeClass::COUNT],
            slabs: Vec::new(),
            open_slabs: 0,
            all_slabs: 0,
            all_slab_bytes: 0,
            pools: ptr::null(),
            idle: ptr::null(),
        }
    }

    /// Takes a full batch.
    ///
    /// # Safety
    /// 1. `batch` heads a list of exactly `SizeClass::magazine_blocks` free blocks of `class` that belongs to
    ///    the caller alone (P2).
    pub(super) unsafe fn put_batch(&mut self, class: SizeClass, batch: NonNull<FreeBlock>) {
        let shelf = &mut self.shelves[class.index()];
        // SAFETY: by 1.
        unsafe { shelf.batches.push(batch) };
        shelf.note(class);
    }

    /// Takes one block.
    ///
    /// # Safety
    /// 1. `block` is a block of `class` (P1), and belongs to the caller alone (P2).
    pub(super) unsafe fn put_block(&mut self, class: SizeClass, block: NonNull<u8>) {
        let shelf = &mut self.shelves[class.index()];
        // SAFETY: by 1.
        unsafe { shelf.loose.push(block, class) };
        if shelf.loose.len == class.magazine_blocks() {
            if let Some(batch) = NonNull::new(shelf.loose.take().head) {
                // SAFETY: the list has just become as long as a batch, and is no longer `loose`.
                unsafe { shelf.batches.push(batch) };
            }
        }
        shelf.note(class);
    }

    /// Gives a batch, or else what is loose, or else none.
    fn take_list(&mut self, class: SizeClass) -> Option<FreeList> {
        let shelf = &mut self.shelves[class.index()];
        let list = match shelf.batches.pop() {
            Some(batch) => FreeList { head: batch.as_ptr(), len: class.magazine_blocks() },
            None => shelf.loose.take(),
        };
        shelf.note(class);
        (list.len != 0).then_some(list)
    }

    /// Gives one block, or none.
    fn take_block(&mut self, class: SizeClass) -> Option<NonNull<u8>> {
        let shelf = &mut self.shelves[class.index()];
        if shelf.loose.len == 0 {
            let batch = shelf.batches.pop()?;
            shelf.loose = FreeList { head: batch.as_ptr(), len: class.magazine_blocks() };
        }
        // SAFETY: the list is of this class. It is shorter than a batch again (D1).
        let block = unsafe { shelf.loose.pop(class) };
        shelf.note(class);
        block
    }

    /// One block, for a thread without a pool.
    pub(super) fn allocate(&mut self, class: SizeClass) -> Result<NonNull<u8>, AllocError> {
        if let Some(block) = self.take_block(class) {
            return Ok(block);
        }
        self.reserve_slabs(1)?;
        let mut slab = match self.take_open_slab() {
            Some(slab) => slab,
            None => {
                let slab = Slab::new(Slab::SMALLEST).ok_or(AllocError)?;
                self.count_slab(&slab);
                slab
            }
        };
        let block = slab.carve(class);
        self.keep_slab(slab);
        self.shelves[class.index()].carved += isize::from(block.is_some());
        block.ok_or(AllocError)
    }
}

/// Slabs.
impl Depot {
    /// Makes room for `more` slabs in the list, so that `keep_slab` need not allocate.
    pub(super) fn reserve_slabs(&mut self, more: usize) -> Result<(), AllocError> {
        self.slabs.try_reserve(more).map_err(|_| AllocError)
    }

    /// Takes a slab that no thread carves from any more. Room was reserved.
    pub(super) fn keep_slab(&mut self, mut slab: Slab) {
        slab.open = slab.has_room();
        self.open_slabs += usize::from(slab.open);
        self.slabs.push(slab);
    }

    /// Gives a slab with room for a block of any class at least.
    pub(super) fn take_open_slab(&mut self) -> Option<Slab> {
        if self.open_slabs == 0 {
            return None;
        }
        let place = self.slabs.iter().rposition(|slab| slab.open)?;
        self.open_slabs -= 1;
        Some(self.slabs.swap_remove(place))
    }

    /// Counts a new slab.
    pub(super) fn count_slab(&mut self, slab: &Slab) {
        self.all_slabs += 1;
        self.all_slab_bytes += slab.bytes();
    }
}

/// Local pools.
impl Depot {
    /// Takes note of a new pool.
    ///
    /// # Safety
    /// 1. `pool` is from `LocalPool::create` and was not registered yet.
    pub(super) unsafe fn register(&mut self, pool: NonNull<LocalPool>) {
        // SAFETY: by 1 the pool is valid.
        unsafe { pool.as_ref() }.next.set(self.pools);
        self.pools = pool.as_ptr();
    }

    /// Takes the pool of a thread that ends.
    ///
    /// # Safety
    /// 1. `pool` is registered, not idle, and its owner does not use it again (P4).
    pub(super) unsafe fn put_idle(&mut self, pool: NonNull<LocalPool>) {
        // SAFETY: by 1 the pool is valid.
        unsafe { pool.as_ref() }.next_idle.set(self.idle);
        self.idle = pool.as_ptr();
    }

    /// Gives the pool of a thread that has ended: the caller is the owner now (P4).
    pub(super) fn take_idle(&mut self) -> Option<NonNull<LocalPool>> {
        let pool = NonNull::new(self.idle.cast_mut())?;
        // SAFETY: idle pools are valid.
        self.idle = unsafe { pool.as_ref() }.next_idle.replace(ptr::null());
        Some(pool)
    }

    /// Whether there is any local pool, idle ones included.
    pub(super) fn has_pools(&self) -> bool {
        !self.pools.is_null()
    }

    /// Forgets a pool that the caller owns. What it has carved is counted here from now on. O(pools).
    pub(super) fn unregister(&mut self, pool: NonNull<LocalPool>) {
        // SAFETY: the caller owns the pool, so it is valid.
        let gone = unsafe { pool.as_ref() };
        for class in SizeClass::all() {
            self.shelves[class.index()].carved += gone.magazine(class).carved() as isize;
        }
        if ptr::eq(self.pools, gone) {
            self.pools = gone.next.get();
            return;
        }
        for other in self.pools() {
            if ptr::eq(other.next.get(), gone) {
                other.next.set(gone.next.get());
                return;
            }
        }
    }

    /// All pools that exist. Of a pool that has an owner, only what L1 and L2 allow may be used.
    fn pools(&self) -> impl Iterator<Item = &LocalPool> {
        let mut next = self.pools;
        core::iter::from_fn(move || {
            // SAFETY: registered pools are valid until `trim` unregisters them, for which it needs `&mut self`.
            let pool = unsafe { next.as_ref() }?;
            next = pool.next.get();
            Some(pool)
        })
    }

    /// Fills in all of `stats` but the blocks from the global allocator. O(pools).
    pub(super) fn count(&self, stats: &mut Stats) {
        stats.slabs = self.all_slabs;
        stats.slab_bytes = self.all_slab_bytes;
        for class in SizeClass::all() {
            let shelf = &self.shelves[class.index()];
            let batched = shelf.batches.len() * class.magazine_blocks() as usize;
            let mut free = batched + shelf.loose.len as usize;
            let mut carved = shelf.carved;
            for pool in self.pools() {
                free += pool.magazine(class).free(class);
                carved += pool.magazine(class).carved() as isize;
            }
            // While other threads work, their counters may not fit together.
            let live = carved.saturating_sub_unsigned(free).max(0);
            stats.record(class, live.unsigned_abs(), free);
        }
    }
}
