//! Shared runs: how the holders of a child are counted without touching the child.
//!
//! A node that was copied stands beside its original in a *sibling chain*. Between two neighbours a
//! 64-bit mask says for each *place* (a digit of a branch, a position of a leaf with shared entries)
//! whether both hold the same child there, in the same run. A *run* of a child is a maximal stretch
//! of neighbours joined by set bits at the child's place. **A child's counter counts its runs.**
//!
//! ```text
//!    original            copy                another copy
//!   ┌─────────┐ 1101 ┌─────────┐ 0111 ┌─────────┐      place 3: one run of one and one of two
//!   │ a b c d │──────│ a b x d │──────│ a b x y │      place 2: a run of one (c), one of two (x)
//!   └─────────┘      └─────────┘      └─────────┘      place 0: a run of three (a)
//!      with_next ==  with_prev
//! ```
//!
//! So a copy costs one link and no counter, however many children there are, and so does its drop.
//!
//! # Invariants
//!
//! * **S1** A node's `prev`, `next`, and its neighbours, change only under the lock of its chain; all
//!   nodes of a chain have the same lock number. A neighbour may be dereferenced only under the lock.
//! * **S2** `a.next == b` exactly if `b.prev == a`, and then `a.with_next == b.with_prev`. A missing
//!   neighbour goes with a mask of 0.
//! * **S3** Where a bit is set at the first place of a child, both neighbours hold that child, over
//!   the same places, and all its places have the bit set. Bits are constant over a child's places.
//! * **S4** `child.refs` = number of its runs (+ map handles, for a root).
//! * **S5** Bits get set only by [`link`], whose caller holds the original through a handle, so that
//!   the original is unique for nobody. All else clears bits: a stale read of a mask can only show
//!   too much sharing, and so only cause a needless copy.
//! * **S6** A run is split by raising the child's counter *first* and clearing the bit (Release)
//!   *after*. Who asks for uniqueness reads the bits (Acquire) *first* and the counter *after*. So whoever
//!   sees the bit clear also sees the raised counter.
//! * **S7** Unlinking writes the neighbour's masks first and its pointers (Release) last. Who sees both
//!   pointers null (Acquire) knows that nobody will touch the node through the chain any more: null
//!   pointers become non-null by copying the node alone, and that takes a handle.
//!
//! This file knows nothing of widths, digits, entries or who frees what.

#![allow(unsafe_code, reason = "follows the links of a sibling chain")]

use super::header::{Header, Refs};
use crate::lock::Guard;
use crate::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use crate::sync::freed;
use core::ptr::{self, NonNull};

/// The beginning of every node that can have siblings.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Chained {
    pub(crate) header: Header,
    prev: AtomicPtr<Chained>,
    next: AtomicPtr<Chained>,
    with_prev: AtomicU64,
    with_next: AtomicU64,
}

/// A set of places as bits.
pub(crate) type Places = u64;

impl Chained {
    /// A node that stands alone.
    pub(crate) fn new(header: Header) -> Chained {
        Chained {
            header,
            prev: AtomicPtr::new(ptr::null_mut()),
            next: AtomicPtr::new(ptr::null_mut()),
            with_prev: AtomicU64::new(0),
            with_next: AtomicU64::new(0),
        }
    }

    /// The places whose children this node holds in common with a neighbour.
    ///
    /// May show too many (S5). What it shows as not shared is ordered after the other holder's last use (S6).
    #[inline(always)]
    pub(crate) fn shared(&self) -> Places {
        self.with_prev.load(Ordering::Acquire) | self.with_next.load(Ordering::Acquire)
    }

    /// Whether there are no neighbours, and no other thread will touch this node through the chain (S7).
    #[inline(always)]
    pub(crate) fn is_alone(&self) -> bool {
        self.next.load(Ordering::Acquire).is_null() && self.prev.load(Ordering::Acquire).is_null()
    }

    /// As [`Header::end`].
    #[inline(always)]
    pub(crate) fn end(&mut self) {
        self.header.end();
        freed!(self.prev);
        freed!(self.next);
        freed!(self.with_prev);
        freed!(self.with_next);
    }

    pub(crate) fn lock(&self) -> Guard {
        Guard::take(self.header.lock)
    }

    /// Verifies S1 and S2 of this node and its neighbours, and that bits are set at some `places` only (L3).
    ///
    /// # Panics
    /// If it is not so.
    pub(crate) fn check(&self, places: Places) {
        let _guard = self.lock();
        let links = self.links();
        for (neighbour, mask, is_next) in [(links.prev, links.with_prev, false), (links.next, links.with_next, true)] {
            // SAFETY: a neighbour, under the lock (S1).
            let Some(neighbour) = (unsafe { neighbour.as_ref() }) else {
                assert_eq!(mask, 0, "S2: no neighbour, no bits");
                continue;
            };
            assert_eq!(neighbour.header.lock, self.header.lock, "S1: one lock a chain");
            let back = neighbour.links();
            let (pointer, mirror) = if is_next { (back.prev, back.with_prev) } else { (back.next, back.with_next) };
            assert!(ptr::eq(pointer, self), "S2: neighbours point to each other");
            assert_eq!(mirror, mask, "S2: both sides have the same mask");
            assert_eq!(mask & !places, 0, "L3: bits only where both have entries");
        }
    }

    /// Neighbours and masks, for `check` and `dump`: the chain must be at rest.
    pub(crate) fn links(&self) -> Links {
        Links {
            prev: self.prev.load(Ordering::Acquire),
            next: self.next.load(Ordering::Acquire),
            with_prev: self.with_prev.load(Ordering::Acquire),
            with_next: self.with_next.load(Ordering::Acquire),
        }
    }
}

/// A snapshot of a node's links.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Links {
    pub(crate) prev: *mut Chained,
    pub(crate) next: *mut Chained,
    pub(crate) with_prev: Places,
    pub(crate) with_next: Places,
}

/// Stands `copy` right after `original`, with the children of `common` places in one run.
///
/// `left` are the first places of the children of `original` that `copy` does not hold there, and
/// `refs_at` gives their counters: `copy` may come to stand in the middle of their runs, which
/// then become two.
///
/// # Safety
/// 1. `original` is alive and the caller holds a handle that reaches it; `copy` is new, unlinked, known
///    to the caller alone and has the lock number of `original`; both hold the same children at `common`,
///    which is made of whole children; all children of `original` outside of `common` are in `left`.
pub(crate) unsafe fn link<'r>(
    original: NonNull<Chained>,
    copy: NonNull<Chained>,
    common: Places,
    left: Places,
    refs_at: impl Fn(u32) -> &'r Refs,
) {
    // SAFETY: both are alive by contract; only atomics are written through other pointers (S1).
    let (original_node, copy_node) = unsafe { (original.as_ref(), copy.as_ref()) };
    debug_assert_eq!(original_node.header.lock, copy_node.header.lock);
    let _guard = original_node.lock();
    let next = original_node.next.load(Ordering::Relaxed);
    let before = original_node.with_next.load(Ordering::Relaxed);
    debug_assert_eq!(left & common, 0);
    for place in bits(before & left) {
        refs_at(place).raise(); // before the bit goes (S6)
    }
    copy_node.prev.store(original.as_ptr(), Ordering::Relaxed);
    copy_node.next.store(next, Ordering::Relaxed);
    copy_node.with_prev.store(common, Ordering::Relaxed);
    copy_node.with_next.store(before & common, Ordering::Relaxed);
    // SAFETY: a neighbour, under the lock (S1).
    if let Some(next) = unsafe { next.as_ref() } {
        next.with_prev.store(before & common, Ordering::Release);
        next.prev.store(copy.as_ptr(), Ordering::Release);
    }
    original_node.with_next.store(common, Ordering::Release);
    original_node.next.store(copy.as_ptr(), Ordering::Release);
}

/// Takes `node` out of all runs of the children at `places`. It is about to hold others there.
///
/// `firsts` are the first places of the children concerned, `refs_at` gives their counters. The
/// children at `movers`, a part of `firsts`, go on being held by the caller elsewhere, as a run of
/// their own, which this function counts. Returns those of the other `firsts` at which `node` was a
/// run of its own: the caller owes one [`Refs::lower`] to each of them.
///
/// # Safety
/// 1. `node` is unique for the caller, `places` is made of whole children and `firsts` are theirs.
#[must_use]
pub(crate) unsafe fn leave<'r>(
    node: NonNull<Chained>,
    places: Places,
    firsts: Places,
    movers: Places,
    refs_at: impl Fn(u32) -> &'r Refs,
) -> Places {
    // SAFETY: alive by contract; only atomics are written through other pointers (S1).
    let this = unsafe { node.as_ref() };
    if this.is_alone() {
        return firsts & !movers;
    }
    let _guard = this.lock();
    let with_prev = this.with_prev.load(Ordering::Relaxed);
    let with_next = this.with_next.load(Ordering::Relaxed);
    for place in bits(with_prev & with_next & firsts) {
        refs_at(place).raise(); // in the middle of its run, which becomes two; before the bits go (S6)
    }
    for place in bits((with_prev | with_next) & movers) {
        refs_at(place).raise(); // the run goes on without us, and ours begins
    }
    let prev = this.prev.load(Ordering::Relaxed);
    // SAFETY: a neighbour, under the lock (S1).
    if let Some(prev) = unsafe { prev.as_ref() } {
        prev.with_next.store(with_prev & !places, Ordering::Release);
        this.with_prev.store(with_prev & !places, Ordering::Release);
    }
    let next = this.next.load(Ordering::Relaxed);
    // SAFETY: a neighbour, under the lock (S1).
    if let Some(next) = unsafe { next.as_ref() } {
        next.with_prev.store(with_next & !places, Ordering::Release);
        this.with_next.store(with_next & !places, Ordering::Release);
    }
    firsts & !movers & !(with_prev | with_next)
}

/// Takes `node` out of its chain for good; its neighbours become neighbours of each other.
///
/// Returns the places whose children others go on holding in the runs that `node` was part of. The
/// caller owes one [`Refs::lower`] to every child whose first place is not among them, but for those
/// at `movers`, which it goes on holding elsewhere, as a run of their own, counted here.
///
/// # Safety
/// 1. `node` is owned by the caller alone (its counter reached 0, or it is unique and about to go).
#[must_use]
pub(crate) unsafe fn unlink<'r>(node: NonNull<Chained>, movers: Places, refs_at: impl Fn(u32) -> &'r Refs) -> Places {
    // SAFETY: alive by contract; only atomics are written through other pointers (S1).
    let this = unsafe { node.as_ref() };
    if this.is_alone() {
        return 0;
    }
    let _guard = this.lock();
    let with_prev = this.with_prev.load(Ordering::Relaxed);
    let with_next = this.with_next.load(Ordering::Relaxed);
    let prev = this.prev.load(Ordering::Relaxed);
    let next = this.next.load(Ordering::Relaxed);
    for place in bits((with_prev | with_next) & movers) {
        refs_at(place).raise(); // before the bits go (S6)
    }
    let joined = with_prev & with_next; // 0 where a neighbour is missing (S2)
    // SAFETY: a neighbour, under the lock (S1).
    if let Some(prev) = unsafe { prev.as_ref() } {
        prev.with_next.store(joined, Ordering::Release);
        prev.next.store(next, Ordering::Release); // last (S7)
    }
    // SAFETY: a neighbour, under the lock (S1).
    if let Some(next) = unsafe { next.as_ref() } {
        next.with_prev.store(joined, Ordering::Release);
        next.prev.store(prev, Ordering::Release); // last (S7)
    }
    with_prev | with_next
}

/// Puts `new` in the place of `old` in its chain, with the same masks. `old` must not be unlinked after that.
///
/// # Safety
/// 1. `old` is unique for the caller; `new` is unlinked, known to the caller alone, has the lock number of
///    `old` and holds the same children over the same places.
pub(crate) unsafe fn substitute(old: NonNull<Chained>, new: NonNull<Chained>) {
    // SAFETY: both are alive by contract; only atomics are written through other pointers (S1).
    let (old_node, new_node) = unsafe { (old.as_ref(), new.as_ref()) };
    if old_node.is_alone() {
        return;
    }
    debug_assert_eq!(old_node.header.lock, new_node.header.lock);
    let _guard = old_node.lock();
    let links = old_node.links();
    new_node.prev.store(links.prev, Ordering::Relaxed);
    new_node.next.store(links.next, Ordering::Relaxed);
    new_node.with_prev.store(links.with_prev, Ordering::Relaxed);
    new_node.with_next.store(links.with_next, Ordering::Relaxed);
    // SAFETY: a neighbour, under the lock (S1).
    if let Some(prev) = unsafe { links.prev.as_ref() } {
        prev.next.store(new.as_ptr(), Ordering::Release);
    }
    // SAFETY: a neighbour, under the lock (S1).
    if let Some(next) = unsafe { links.next.as_ref() } {
        next.prev.store(new.as_ptr(), Ordering::Release);
    }
}

/// The numbers of the set bits, lowest first.
pub(crate) fn bits(mut set: Places) -> impl Iterator<Item = u32> {
    core::iter::from_fn(move || {
        (set != 0).then(|| {
            let lowest = set.trailing_zeros();
            set &= set - 1;
            lowest
        })
    })
}
