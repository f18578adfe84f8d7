//! A leaf: up to sixteen entries, found by their fingerprints.
//!
//! ```text
//!  inline            0        8                 24
//!                    │ header │ fingerprint[16] │ entry 0 │ entry 1 │ ...  cap entries │
//!
//!  shared            0        8                                   40                56
//!                    │ header │ prev│next│with_prev│with_next      │ fingerprint[16] │ *cell │ *cell │ ...
//!                                                                                      ▼
//!                                                                          cell: │ refs │ half of the hash │ entry │
//! ```
//!
//! Entries are dense, in no order that means anything: an entry that goes is replaced by the last
//! one. A place without an entry has the fingerprint 0, which no entry has, so that a search needs no
//! length.
//!
//! A leaf with shared entries stands in a sibling chain of its own kind, with one place per position;
//! `siblings` has the rules by which its entries are counted. An inline leaf has no siblings.
//!
//! # Invariants
//!
//! * **L1** A `Leaf` value is made of a live leaf and is not used after that leaf is freed. Positions
//!   below `len` hold entries, all others do not.
//! * **L2** Everything but `refs` and the links changes only while the leaf is *unique* for the thread that
//!   changes it: one run, reached through unique nodes from one handle.
//! * **L3** Bits of a shared leaf's masks are set only at positions below `len` of both neighbours.
//!
//! This file never hashes and never compares keys: it is given fingerprints and a closure.

#![allow(unsafe_code, reason = "lays out entries in raw memory")]

mod adopt;
mod low_hash;
#[cfg(feature = "std")]
mod waiting;

use super::header::{Header, Refs};
use super::memory::{allocate, deallocate};
use super::ptr::{LEAF_ALIGN, NodePtr};
use super::siblings::{self, Chained, Places};
use crate::arch::fingerprint::{LANES, Lanes, Matches};
use crate::arch::prefetch::{LINE, prefetch};
use crate::error::{OutOfMemory, TryInsertError};
use crate::hash::Fingerprint;
use crate::layout::Layout as Entries;
use crate::lock;
use allocator_api2::alloc::Allocator;
use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::{align_of, size_of};
use core::ptr::{self, NonNull};
use low_hash::LowHash;
#[cfg(feature = "std")]
pub(crate) use waiting::Waiting;

/// Bytes of entries that a path copy may clone.
const CLONED_BYTES: usize = 512;
/// The most entries that a leaf can have, if they are small. Few where short programs have to split and merge leaves.
const MOST: usize = if cfg!(any(fuzzing, loom)) { 4 } else { LANES };
/// Capacities are multiples of this.
const STEP: usize = if MOST < LANES { 2 } else { 4 };

/// An entry that leaves share.
#[repr(C)]
pub(crate) struct Cell<T> {
    refs: Refs,
    /// Where padding would be.
    low_hash: LowHash,
    entry: T,
}

/// Memory for one entry, obtained before anything changes. Nothing for inline entries.
pub(crate) struct Reserved<T>(*mut Cell<T>);

/// A live leaf (L1). A plain pointer: it owns nothing.
pub(crate) struct Leaf<T, L> {
    node: NonNull<Header>,
    _entries: PhantomData<*const (T, L)>,
}

impl<T, L> Clone for Leaf<T, L> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, L> Copy for Leaf<T, L> {}

impl<T, L: Entries<T>> Leaf<T, L> {
    /// The most entries that a leaf can have.
    pub(crate) const MAX: usize = if L::SHARED || size_of::<T>() * MOST <= CLONED_BYTES {
        MOST
    } else if size_of::<T>() * 2 * STEP <= CLONED_BYTES {
        CLONED_BYTES / size_of::<T>() / STEP * STEP
    } else {
        STEP
    };

    const FINGERPRINTS: usize = if L::SHARED { size_of::<Chained>() } else { size_of::<Header>() };
    const SLOT: Layout = if L::SHARED { Layout::new::<*mut Cell<T>>() } else { Layout::new::<T>() };
    const SLOTS: usize = (Self::FINGERPRINTS + LANES).next_multiple_of(Self::SLOT.align());

    /// Of a leaf of the greatest capacity; the smaller ones follow from it.
    const LARGEST: Layout = {
        let align = if Self::SLOT.align() > LEAF_ALIGN { Self::SLOT.align() } else { LEAF_ALIGN };
        // Entries too large for half of the address space fail to compile here.
        match Layout::from_size_align(Self::SLOTS + Self::SLOT.size() * Self::MAX, align) {
            Ok(layout) => layout,
            Err(_) => panic!("capacity overflow"),
        }
    };

    #[inline(always)]
    fn layout(cap: usize) -> Layout {
        debug_assert!(cap <= Self::MAX);
        let size = Self::SLOTS + Self::SLOT.size() * cap;
        // SAFETY: no larger than the largest, which was checked.
        unsafe { Layout::from_size_align_unchecked(size, Self::LARGEST.align()) }
    }

    /// The capacity for `len` entries and, if possible, one more.
    pub(crate) fn capacity_for(len: usize) -> usize {
        // Large leaves are the most frequent ones: smaller steps there save half a byte per entry, for one more resize.
        let step = if len >= 3 * STEP { STEP / 2 } else { STEP };
        (len + 1).next_multiple_of(step).min(Self::MAX)
    }

    /// An empty leaf for a caller who owns it alone.
    #[inline]
    pub(crate) fn new<A: Allocator>(alloc: &A, cap: usize, depth: u32) -> Result<Self, OutOfMemory> {
        Self::with_lock(alloc, cap, depth, None)
    }

    #[inline]
    fn with_lock<A: Allocator>(alloc: &A, cap: usize, depth: u32, lock: Option<u8>) -> Result<Self, OutOfMemory> {
        debug_assert!(cap <= Self::MAX);
        let node = allocate(alloc, Self::layout(cap))?;
        let lock = if L::SHARED { lock.unwrap_or_else(|| lock::number_for(node.addr().get())) } else { 0 };
        let header = Header::new(cap as u8, depth as u8, lock);
        // SAFETY: the block is new and has room for the header or the links, and the fingerprints.
        unsafe {
            if L::SHARED {
                node.cast().write(Chained::new(header));
            } else {
                node.cast().write(header);
            }
            node.add(Self::FINGERPRINTS).cast::<Lanes>().write([0; LANES]);
        }
        Ok(Leaf { node: node.cast(), _entries: PhantomData })
    }

    /// # Safety
    /// `node` is a live leaf of this entry type and layout, and stays so while the value is used (L1).
    #[inline(always)]
    pub(crate) unsafe fn from_ptr(node: NodePtr) -> Self {
        debug_assert!(!node.is_empty());
        // SAFETY: a live node is not null.
        let node = unsafe { NonNull::new_unchecked(node.leaf_address()) };
        Leaf { node, _entries: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn ptr(self) -> NodePtr {
        NodePtr::leaf(self.node.as_ptr())
    }

    #[inline(always)]
    pub(crate) fn header<'n>(self) -> &'n Header {
        // SAFETY: L1.
        unsafe { self.node.as_ref() }
    }

    #[inline(always)]
    fn chained(self) -> NonNull<Chained> {
        debug_assert!(L::SHARED);
        self.node.cast()
    }

    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        self.header().contents.read();
        usize::from(self.header().len)
    }

    #[inline(always)]
    pub(crate) fn cap(self) -> usize {
        usize::from(self.header().cap)
    }

    #[inline(always)]
    pub(crate) fn depth(self) -> u32 {
        self.header().contents.read();
        u32::from(self.header().depth)
    }

    #[inline(always)]
    fn lanes(self) -> NonNull<Lanes> {
        // SAFETY: within the node.
        unsafe { self.node.cast::<u8>().add(Self::FINGERPRINTS).cast() }
    }

    /// The fingerprint at a position; 0 where there is no entry.
    pub(crate) fn fingerprint(self, position: usize) -> u8 {
        self.header().contents.read();
        // SAFETY: L1.
        unsafe { self.lanes().as_ref()[position] }
    }

    /// # Safety
    /// The position is below the capacity.
    #[inline(always)]
    unsafe fn slot(self, position: usize) -> NonNull<u8> {
        debug_assert!(position < self.cap());
        // SAFETY: within the node (L1), as the caller promises.
        unsafe { self.node.cast::<u8>().add(Self::SLOTS + position * Self::SLOT.size()) }
    }

    /// # Safety
    /// The leaf has shared entries, and the position is below `len`.
    #[inline(always)]
    unsafe fn cell(self, position: usize) -> NonNull<Cell<T>> {
        debug_assert!(L::SHARED && position < self.len());
        // SAFETY: a position below `len` of a shared leaf holds a pointer to a live cell (L1).
        unsafe { self.slot(position).cast::<NonNull<Cell<T>>>().read() }
    }

    /// # Safety
    /// As for [`Leaf::cell`].
    unsafe fn refs_at<'n>(self, position: u32) -> &'n Refs {
        // SAFETY: as the caller promises. The cell lives as long as a leaf holds it (L1); only its entry is ever borrowed
        // mutably.
        unsafe { &(*self.cell(position as usize).as_ptr()).refs }
    }

    /// How many runs hold the entry at a position, for `check`.
    ///
    /// # Safety
    /// The position is below `len` (L1).
    pub(crate) unsafe fn entry_refs(self, position: usize) -> Option<(u32, *const u8)> {
        // SAFETY: as the caller promises.
        L::SHARED
            .then(|| unsafe { (self.refs_at(position as u32).get(), self.cell(position).as_ptr().cast_const().cast()) })
    }

    /// The low half of the hash of the entry at a position, where it is kept: with shared entries, unless a trie that
    /// hashes them differently has the entry too.
    ///
    /// # Safety
    /// The position is below `len` (L1).
    #[inline]
    pub(crate) unsafe fn low_hash(self, position: usize) -> Option<u32> {
        if !L::SHARED {
            return None;
        }
        // SAFETY: the cell is alive (L1).
        unsafe { (*self.cell(position).as_ptr()).low_hash.get() }
    }

    /// The sibling links of a leaf with shared entries, for `check`.
    pub(crate) fn chain(self) -> Option<NonNull<Chained>> {
        L::SHARED.then(|| self.chained())
    }

    /// The entry at a position.
    ///
    /// # Safety
    /// The position is below `len` (L1).
    #[inline(always)]
    pub(crate) unsafe fn entry(self, position: usize) -> NonNull<T> {
        debug_assert!(position < self.len());
        if L::SHARED {
            // SAFETY: the cell is alive (L1).
            unsafe { NonNull::new_unchecked(&raw mut (*self.cell(position).as_ptr()).entry) }
        } else {
            // SAFETY: `len` is at most the capacity.
            unsafe { self.slot(position) }.cast()
        }
    }

    /// Asks the processor to load a leaf of which nothing was looked at yet.
    #[inline(always)]
    pub(crate) fn prefetch_all(node: NodePtr) {
        prefetch(node.address().cast());
        Self::prefetch(node);
    }

    /// Asks the processor to load what a search of this leaf will look at, but for the first line.
    #[inline(always)]
    pub(crate) fn prefetch(node: NodePtr) {
        let bytes = Self::SLOTS + Self::MAX * Self::SLOT.size();
        // What lies past the fourth line are the last entries of full leaves: not worth a load for all.
        let lines = if bytes / LINE < 3 { bytes / LINE } else { 3 };
        for line in 1..=lines {
            prefetch(node.address().cast::<u8>().wrapping_add(line * LINE));
        }
    }

    /// The positions of the entries with a fingerprint.
    #[inline(always)]
    pub(crate) fn positions_of(self, wanted: Fingerprint) -> Matches {
        self.header().contents.read();
        // SAFETY: L1; copied before anything can change.
        Matches::of(wanted, unsafe { self.lanes().as_ref() })
    }

    /// The position of the entry with this fingerprint for which `eq` holds.
    ///
    /// # Safety
    /// The leaf does not change while `eq` runs.
    #[inline(always)]
    pub(crate) unsafe fn find(self, wanted: Fingerprint, mut eq: impl FnMut(&T) -> bool) -> Option<usize> {
        // SAFETY: a lane with a fingerprint is a position below `len`.
        self.positions_of(wanted).find(|&position| eq(unsafe { self.entry(position).as_ref() }))
    }

    /// Memory for an entry that is to be pushed.
    #[inline(always)]
    fn reserve<A: Allocator>(alloc: &A) -> Result<Reserved<T>, OutOfMemory> {
        if L::SHARED {
            Ok(Reserved(allocate(alloc, Layout::new::<Cell<T>>())?.as_ptr().cast()))
        } else {
            Ok(Reserved(ptr::null_mut()))
        }
    }

    /// Gives back what [`Leaf::reserve`] got.
    ///
    /// # Safety
    /// Same allocator, and not used by a push.
    unsafe fn unreserve<A: Allocator>(alloc: &A, reserved: Reserved<T>) {
        if let Some(cell) = NonNull::new(reserved.0) {
            // SAFETY: allocated by `reserve` with this layout.
            unsafe { deallocate(alloc, cell.cast(), Layout::new::<Cell<T>>()) }
        }
    }

    /// Appends an entry of a hash and returns its position.
    ///
    /// # Safety
    /// The leaf is unique (L2) and has room.
    #[inline(always)]
    pub(crate) unsafe fn push(self, hash: u64, entry: T, reserved: Reserved<T>) -> usize {
        let position = self.len();
        debug_assert!(position < self.cap());
        // SAFETY: unique with room: the slot and the reserved cell are free memory of the right type.
        unsafe {
            if L::SHARED {
                reserved.0.write(Cell { refs: Refs::one(), low_hash: LowHash::of(hash), entry });
                self.slot(position).cast().write(reserved.0);
            } else {
                self.slot(position).cast().write(entry);
            }
            self.set_lane(position, Fingerprint::of(hash).byte());
            self.set_len(position + 1);
        }
        position
    }

    #[inline(always)]
    unsafe fn set_lane(self, position: usize, byte: u8) {
        self.header().contents.write();
        // SAFETY: unique by contract of all callers (L2).
        unsafe { (*self.lanes().as_ptr())[position] = byte }
    }

    #[inline(always)]
    unsafe fn set_len(self, len: usize) {
        self.header().contents.write();
        // SAFETY: unique by contract of all callers (L2).
        unsafe { (*self.node.as_ptr()).len = len as u8 }
    }

    /// # Safety
    /// The leaf is unique (L2), and its place in the parent is changed accordingly.
    pub(crate) unsafe fn set_depth(self, depth: u32) {
        self.header().contents.write();
        // SAFETY: unique.
        unsafe { (*self.node.as_ptr()).depth = depth as u8 }
    }

    /// Whether the entry at a position is held by this leaf alone.
    ///
    /// # Safety
    /// The leaf is unique (L2), and the position is below `len`.
    #[inline(always)]
    pub(crate) unsafe fn entry_is_unique(self, position: usize) -> bool {
        if !L::SHARED {
            return true;
        }
        // SAFETY: L1. The bits first, the counter after (S6).
        let shared = unsafe { self.chained().as_ref() }.shared();
        // SAFETY: of shared entries, and as the caller promises.
        shared & (1 << position) == 0 && unsafe { self.refs_at(position as u32) }.is_one()
    }

    /// Appends the entry at `position` of `from`, held in common with `from` from now on.
    ///
    /// # Safety
    /// `self` is unique and has room; `from` does not change while `clone` runs.
    unsafe fn push_copy(self, from: Self, position: usize, clone: impl Fn(&T) -> T) {
        let at = self.len();
        // SAFETY: the entry lives (L1), the slot is free (room). A cloning panic leaves `self` as it was.
        unsafe {
            if L::SHARED {
                from.refs_at(position as u32).raise();
                self.slot(at).cast().write(from.cell(position));
            } else {
                self.slot(at).cast().write(clone(from.entry(position).as_ref()));
            }
            self.set_lane(at, from.fingerprint(position));
            self.set_len(at + 1);
        }
    }

    /// Appends the entry at `position` of `from` bit by bit. It belongs to both until one of them forgets it.
    ///
    /// # Safety
    /// `self` is unique and has room.
    unsafe fn push_move(self, from: Self, position: usize) {
        let at = self.len();
        // SAFETY: both slots are within their nodes and the one in `self` is free.
        unsafe {
            ptr::copy_nonoverlapping(from.slot(position).as_ptr(), self.slot(at).as_ptr(), Self::SLOT.size());
            self.set_lane(at, from.fingerprint(position));
            self.set_len(at + 1);
        }
    }

    /// Appends each entry to the leaf that `to` gives for its position.
    ///
    /// When this leaf is to be consumed, its owner calls [`Leaf::dissolve`] afterwards and does not use it again.
    ///
    /// # Safety
    /// The leaves that `to` gives are unique, with room for what they get; this one is unique if `consume`.
    pub(crate) unsafe fn distribute(self, consume: bool, clone: impl Fn(&T) -> T, to: impl Fn(usize) -> Self) {
        for position in 0..self.len() {
            let target = to(position);
            // SAFETY: as the caller promises.
            unsafe {
                if consume {
                    target.push_move(self, position);
                } else {
                    target.push_copy(self, position, &clone);
                }
            }
        }
    }

    /// Moves all entries to two empty leaves. As [`Leaf::distribute`] with `consume`, in one pass without a detour
    /// through the leaves' headers: this is what building a map spends its time on.
    ///
    /// # Safety
    /// The leaf is unique; the targets are new, with room for what `side` gives them.
    pub(crate) unsafe fn part(self, targets: [Self; 2], side: impl Fn(usize) -> usize) {
        let mut lens = [0; 2];
        let mut lanes: [Lanes; 2] = [[0; LANES]; 2];
        for position in 0..self.len() {
            let side = side(position);
            let at = lens[side];
            // SAFETY: both slots are within their nodes, and the one of the target is free.
            unsafe {
                let (from, to) = (self.slot(position).as_ptr(), targets[side].slot(at).as_ptr());
                ptr::copy_nonoverlapping(from, to, Self::SLOT.size());
            }
            lanes[side][at] = self.fingerprint(position);
            lens[side] += 1;
        }
        for (side, target) in targets.into_iter().enumerate() {
            // SAFETY: new.
            unsafe {
                target.lanes().write(lanes[side]);
                target.set_len(lens[side]);
            }
        }
    }

    /// Frees the leaf but not its entries, which other leaves have taken over.
    ///
    /// # Safety
    /// The leaf is unique and all its entries were moved. It is gone afterwards.
    pub(crate) unsafe fn dissolve<A: Allocator>(self, alloc: &A) {
        if L::SHARED {
            // SAFETY: unique, and all entries live on elsewhere.
            let _held_by_others =
                unsafe { siblings::unlink(self.chained(), Self::positions(self.len()), |place| self.refs_at(place)) };
        }
        // SAFETY: nobody else knows the node.
        unsafe { self.free_memory(alloc) }
    }

    /// Frees the node itself.
    ///
    /// # Safety
    /// The caller owns the node alone, it is out of its chain, and its entries are taken care of.
    pub(crate) unsafe fn free_memory<A: Allocator>(self, alloc: &A) {
        let layout = Self::layout(self.cap());
        // SAFETY: the caller's alone; allocated by `with_lock` with this layout.
        unsafe {
            if L::SHARED {
                (*self.chained().as_ptr()).end();
            } else {
                (*self.node.as_ptr()).end();
            }
            deallocate(alloc, self.node.cast(), layout);
        }
    }

    fn positions(len: usize) -> Places {
        !(Places::MAX << len)
    }

    /// A copy for another holder, of capacity `cap`, with the entries at `keep` only. It has room for one more when `cap` has.
    ///
    /// Entries at positions that the copy has too stay where they are; gaps are filled from the end.
    ///
    /// # Safety
    /// The caller holds the leaf through a handle, so that it does not change; `cap` is enough.
    pub(crate) unsafe fn copy<A: Allocator>(
        self,
        alloc: &A,
        cap: usize,
        depth: u32,
        keep: Places,
        clone: impl Fn(&T) -> T,
    ) -> Result<Self, OutOfMemory> {
        let copy = Self::with_lock(alloc, cap, depth, Some(self.header().lock))?;
        let moves = Moves::compacting(keep & Self::positions(self.len()));
        if L::SHARED {
            // SAFETY: the copy is ours alone, with room. Held through a handle, the original does not change; both
            // hold the same entries at the positions that stay.
            unsafe {
                ptr::copy_nonoverlapping(self.slot_base(), copy.slot_base(), moves.len * Self::SLOT.size());
                for (gap, from) in moves.gaps() {
                    self.refs_at(from as u32).raise();
                    copy.slot(gap).cast().write(self.cell(from));
                }
                copy.copy_lanes(self, &moves);
                let left = Self::positions(self.len()) & !moves.staying;
                siblings::link(self.chained(), copy.chained(), moves.staying, left, |place| self.refs_at(place));
            }
        } else {
            let mut unfinished = Unfinished { leaf: copy, len: 0, alloc };
            // SAFETY: ours alone, with room; the entry lives while we hold it. `clone` may panic.
            let fill = |at: usize, from: usize| unsafe {
                copy.slot(at).cast().write(clone(self.entry(from).as_ref()));
            };
            // All of a leaf is by far the most frequent case, and a loop that the compiler can unroll.
            if moves.movers == 0 {
                for at in 0..moves.len {
                    fill(at, at);
                    unfinished.len = at + 1;
                }
            } else {
                let mut gaps = moves.gaps().peekable();
                for at in 0..moves.len {
                    fill(at, gaps.next_if(|&(gap, _)| gap == at).map_or(at, |(_, from)| from));
                    unfinished.len = at + 1;
                }
            }
            core::mem::forget(unfinished);
            // SAFETY: ours alone.
            unsafe { copy.copy_lanes(self, &moves) };
        }
        Ok(copy)
    }

    /// A copy for another holder with another entry at one position, of an equal hash. The caller holds that entry too,
    /// until it is certain that the copy stays.
    ///
    /// # Safety
    /// The caller holds the leaf through a handle, so that it does not change. Its entries are shared ones, and the position
    /// is below `len`.
    pub(crate) unsafe fn copy_replacing<A: Allocator>(
        self,
        alloc: &A,
        position: usize,
        entry: T,
    ) -> Result<(Self, HeldEntry<T>), TryInsertError<T>> {
        debug_assert!(L::SHARED);
        let Ok(reserved) = Reservation::<T, L, A>::new(alloc) else { return Err(TryInsertError { value: entry }) };
        let Ok(copy) = Self::with_lock(alloc, self.cap(), self.depth(), Some(self.header().lock)) else {
            return Err(TryInsertError { value: entry });
        };
        let all = Self::positions(self.len());
        let place = 1 << position;
        // SAFETY: the copy is ours alone, with as much room. Both hold the same entries at all other positions.
        unsafe {
            ptr::copy_nonoverlapping(self.slot_base(), copy.slot_base(), self.len() * Self::SLOT.size());
            let cell = reserved.take().0;
            let low_hash = (*self.cell(position).as_ptr()).low_hash.same();
            cell.write(Cell { refs: Refs::one(), low_hash, entry });
            (*cell).refs.set(2);
            copy.slot(position).cast().write(cell);
            copy.lanes().write(self.lanes().read());
            copy.set_len(self.len());
            siblings::link(self.chained(), copy.chained(), all & !place, place, |place| self.refs_at(place));
            Ok((copy, HeldEntry(NonNull::new_unchecked(cell))))
        }
    }

    /// Sets the fingerprints and the length of a copy.
    ///
    /// # Safety
    /// `self` is unique and has its entries.
    #[inline]
    unsafe fn copy_lanes(self, original: Self, moves: &Moves) {
        // SAFETY: of live leaves; `self` is unique.
        unsafe {
            let mut lanes = original.lanes().read();
            for (gap, from) in moves.gaps() {
                lanes[gap] = lanes[from];
            }
            for unused in &mut lanes[moves.len..original.len()] {
                *unused = 0;
            }
            self.lanes().write(lanes);
            self.set_len(moves.len);
        }
    }

    /// The same leaf with another capacity; the old one is gone.
    ///
    /// # Safety
    /// The leaf is unique, `cap` is enough, and the parent's pointer is changed to the new one.
    pub(crate) unsafe fn resize<A: Allocator>(self, alloc: &A, cap: usize) -> Result<Self, OutOfMemory> {
        debug_assert!(cap >= self.len());
        let new = Self::with_lock(alloc, cap, self.depth(), Some(self.header().lock))?;
        // SAFETY: both have room for `len` entries; the old node is forgotten, so each entry is held once,
        // at the same position, and the new one takes its place in the chain.
        unsafe {
            ptr::copy_nonoverlapping(self.slot_base(), new.slot_base(), self.len() * Self::SLOT.size());
            new.lanes().write(self.lanes().read());
            new.set_len(self.len());
            if L::SHARED {
                siblings::substitute(self.chained(), new.chained());
            }
            self.free_memory(alloc);
        }
        Ok(new)
    }

    fn slot_base(self) -> *mut u8 {
        // SAFETY: within the node.
        unsafe { self.node.cast::<u8>().add(Self::SLOTS).as_ptr() }
    }

    /// Takes the entry at `position` out. The last one moves to its place.
    ///
    /// `clone` is called if others hold the entry, before anything changes. What it returns is then the
    /// caller's, and the leaf's hold on the original is returned to be dropped.
    ///
    /// # Safety
    /// The leaf is unique, and the position is below `len`.
    pub(crate) unsafe fn take<A: Allocator>(
        self,
        alloc: &A,
        position: usize,
        clone: impl Fn(&T) -> T,
    ) -> (T, Option<Released<T>>) {
        if !L::SHARED {
            // SAFETY: the position is below `len`; the bits are forgotten below.
            let entry = unsafe { self.entry(position).read() };
            // SAFETY: unique.
            unsafe { self.close_gap(position) };
            return (entry, None);
        }
        // SAFETY: of shared entries, and as the caller promises.
        let cell = unsafe { self.cell(position) };
        // SAFETY: unique.
        if unsafe { self.entry_is_unique(position) } {
            // SAFETY: the entry is ours alone; the cell's memory is freed, the entry lives on in the caller.
            unsafe {
                let _ = self.leave_places(position);
                let entry = (&raw const (*cell.as_ptr()).entry).read();
                free_cell(alloc, cell);
                return (entry, None);
            }
        }
        // SAFETY: the entry lives while we hold it.
        let entry = clone(unsafe { self.entry(position).as_ref() });
        // SAFETY: unique.
        let ended = unsafe { self.leave_places(position) };
        (entry, ended.then_some(Released(cell)))
    }

    /// Takes the entry at `position` out, for who has no use for it. The last one moves to its place. Returns what is to be
    /// dropped: an inline entry, or this leaf's run of a shared one, if it ended.
    ///
    /// # Safety
    /// The leaf is unique, and the position is below `len`. The run is handed to [`Leaf::drop_released`].
    #[inline]
    pub(crate) unsafe fn discard(self, position: usize) -> (Option<T>, Option<Released<T>>) {
        if !L::SHARED {
            // SAFETY: the position is below `len`; the bits are forgotten below.
            let entry = unsafe { self.entry(position).read() };
            // SAFETY: unique.
            unsafe { self.close_gap(position) };
            return (Some(entry), None);
        }
        // SAFETY: as the caller promises.
        let cell = unsafe { self.cell(position) };
        // SAFETY: unique.
        (None, unsafe { self.leave_places(position) }.then_some(Released(cell)))
    }

    /// Gives up one run of an entry.
    ///
    /// # Safety
    /// `released` came from this kind of leaf with the same allocator.
    pub(crate) unsafe fn drop_released<A: Allocator>(alloc: &A, released: Option<Released<T>>) {
        if let Some(Released(cell)) = released {
            // SAFETY: one run ended and is counted down here.
            unsafe { Self::lower_cell(alloc, cell) }
        }
    }

    unsafe fn lower_cell<A: Allocator>(alloc: &A, cell: NonNull<Cell<T>>) {
        // SAFETY: the caller has one run of the cell.
        if unsafe { cell.as_ref() }.refs.lower() {
            let _memory = CellMemory { cell, alloc };
            // SAFETY: that was the last one. The memory is freed even if the drop panics.
            unsafe { (&raw mut (*cell.as_ptr()).entry).drop_in_place() }
        }
    }

    /// Ends the run of the entry at `position`, and fills the gap with the last entry. True if the run
    /// was this leaf alone, so that its end must be counted.
    unsafe fn leave_places(self, position: usize) -> bool {
        let last = self.len() - 1;
        let mover = if last == position { 0 } else { 1 << last };
        let places = 1 << position | mover;
        // SAFETY: unique; both are positions below `len`.
        let ended = unsafe { siblings::leave(self.chained(), places, places, mover, |place| self.refs_at(place)) };
        // SAFETY: unique.
        unsafe { self.close_gap(position) };
        ended != 0
    }

    unsafe fn close_gap(self, position: usize) {
        let last = self.len() - 1;
        // SAFETY: unique; what is overwritten was taken out before.
        unsafe {
            if position != last {
                let (from, to) = (self.slot(last).as_ptr(), self.slot(position).as_ptr());
                ptr::copy_nonoverlapping(from, to, Self::SLOT.size());
                self.set_lane(position, self.fingerprint(last));
            }
            self.set_lane(last, 0);
            self.set_len(last);
        }
    }

    /// Makes the entry at `position` this leaf's own, so that it may be changed.
    ///
    /// # Safety
    /// The leaf is unique, and the position is below `len`.
    #[inline]
    pub(crate) unsafe fn own_entry<A: Allocator>(
        self,
        alloc: &A,
        position: usize,
        clone: impl Fn(&T) -> T,
    ) -> Result<Option<Released<T>>, OutOfMemory> {
        // SAFETY: unique.
        if unsafe { self.entry_is_unique(position) } {
            return Ok(None);
        }
        let reserved = Reservation::<T, L, A>::new(alloc)?;
        // SAFETY: the entry lives while we hold it.
        let entry = clone(unsafe { self.entry(position).as_ref() });
        // SAFETY: unique.
        Ok(unsafe { self.replace(position, entry, reserved.take()) })
    }

    /// Puts a new entry in the place of one that others may hold. Returns this leaf's run of that, if it ended.
    ///
    /// # Safety
    /// The leaf is unique, its entries are shared ones, and the position is below `len`.
    pub(crate) unsafe fn replace(self, position: usize, entry: T, reserved: Reserved<T>) -> Option<Released<T>> {
        debug_assert!(L::SHARED);
        let place = 1 << position;
        // SAFETY: unique; the slot takes the new cell, and the run of the old one ends here.
        unsafe {
            let old = self.cell(position);
            reserved.0.write(Cell { refs: Refs::one(), low_hash: (*old.as_ptr()).low_hash.same(), entry });
            let ended = siblings::leave(self.chained(), place, place, 0, |place| self.refs_at(place));
            self.header().contents.write();
            self.slot(position).cast().write(reserved.0);
            (ended != 0).then_some(Released(old))
        }
    }

    /// Drops the entries and frees the node.
    ///
    /// A panic in a drop does not keep the others from being dropped, as with slices.
    ///
    /// # Safety
    /// The caller owns the node alone: its counter reached 0, or it was never shared.
    pub(crate) unsafe fn free<A: Allocator>(self, alloc: &A) {
        if L::SHARED {
            // SAFETY: ours alone.
            let held = unsafe { siblings::unlink(self.chained(), 0, |place| self.refs_at(place)) };
            let mine = Self::positions(self.len()) & !held;
            let mut rest = Rest { leaf: self, positions: mine, alloc };
            rest.run();
        } else {
            let memory = LeafMemory { leaf: self, alloc };
            if core::mem::needs_drop::<T>() {
                let entries = ptr::slice_from_raw_parts_mut(self.slot_base().cast::<T>(), self.len());
                // SAFETY: the entries are ours and are dropped once.
                unsafe { entries.drop_in_place() };
            }
            drop(memory);
        }
    }
}

/// A new entry that is counted once more than the leaf that it is in, which no other thread knows yet.
#[must_use]
pub(crate) struct HeldEntry<T>(NonNull<Cell<T>>);

impl<T> HeldEntry<T> {
    /// Leaves the entry to its leaf.
    #[inline]
    pub(crate) fn let_go(self) {
        // SAFETY: the leaf holds the cell.
        unsafe { self.0.as_ref() }.refs.set(1);
    }

    /// Takes the entry out of its cell, whose memory goes back.
    ///
    /// # Safety
    /// The leaf is gone. Same allocator.
    #[cold]
    pub(crate) unsafe fn take_back<A: Allocator>(self, alloc: &A) -> T {
        // SAFETY: nobody else holds the cell any more.
        unsafe {
            let entry = (&raw const (*self.0.as_ptr()).entry).read();
            free_cell(alloc, self.0);
            entry
        }
    }
}

/// A run of an entry that ended, to be counted when the trie is consistent again: its drop is user code.
pub(crate) struct Released<T>(NonNull<Cell<T>>);

/// Memory for an entry that is freed unless taken.
pub(crate) struct Reservation<'a, T, L: Entries<T>, A: Allocator> {
    cell: *mut Cell<T>,
    alloc: &'a A,
    _layout: PhantomData<L>,
}

impl<'a, T, L: Entries<T>, A: Allocator> Reservation<'a, T, L, A> {
    #[inline(always)]
    pub(crate) fn new(alloc: &'a A) -> Result<Self, OutOfMemory> {
        Ok(Reservation { cell: Leaf::<T, L>::reserve(alloc)?.0, alloc, _layout: PhantomData })
    }

    #[inline(always)]
    pub(crate) fn allocator(&self) -> &'a A {
        self.alloc
    }

    #[inline(always)]
    pub(crate) fn take(mut self) -> Reserved<T> {
        Reserved(core::mem::replace(&mut self.cell, ptr::null_mut()))
    }
}

impl<T, L: Entries<T>, A: Allocator> Drop for Reservation<'_, T, L, A> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: not taken.
        unsafe { Leaf::<T, L>::unreserve(self.alloc, Reserved(self.cell)) }
    }
}

/// Frees a cell's memory.
///
/// # Safety
/// The cell is the caller's alone, and its entry is taken care of. Same allocator.
#[inline(always)]
unsafe fn free_cell<T, A: Allocator>(alloc: &A, cell: NonNull<Cell<T>>) {
    // SAFETY: as the caller promises; allocated by `reserve` with this layout.
    unsafe {
        (*cell.as_ptr()).refs.end();
        deallocate(alloc, cell.cast(), Layout::new::<Cell<T>>());
    }
}

/// Frees a cell's memory, also when dropping the entry panics.
struct CellMemory<'a, T, A: Allocator> {
    cell: NonNull<Cell<T>>,
    alloc: &'a A,
}

impl<T, A: Allocator> Drop for CellMemory<'_, T, A> {
    fn drop(&mut self) {
        // SAFETY: the last holder is the one that made this guard.
        unsafe { free_cell(self.alloc, self.cell) }
    }
}

/// Frees a leaf's memory, also when dropping an entry panics.
struct LeafMemory<'a, T, L: Entries<T>, A: Allocator> {
    leaf: Leaf<T, L>,
    alloc: &'a A,
}

impl<T, L: Entries<T>, A: Allocator> Drop for LeafMemory<'_, T, L, A> {
    fn drop(&mut self) {
        // SAFETY: made by `free`, which owns the node and drops its entries.
        unsafe { self.leaf.free_memory(self.alloc) }
    }
}

/// The entries of a dying leaf that are still to be let go, then the leaf.
struct Rest<'a, T, L: Entries<T>, A: Allocator> {
    leaf: Leaf<T, L>,
    positions: Places,
    alloc: &'a A,
}

impl<T, L: Entries<T>, A: Allocator> Rest<'_, T, L, A> {
    fn run(&mut self) {
        while self.positions != 0 {
            let position = self.positions.trailing_zeros() as usize;
            self.positions &= self.positions - 1;
            // SAFETY: the leaf's run of this entry ended with the leaf.
            unsafe { Leaf::<T, L>::lower_cell(self.alloc, self.leaf.cell(position)) }
        }
    }
}

impl<T, L: Entries<T>, A: Allocator> Drop for Rest<'_, T, L, A> {
    fn drop(&mut self) {
        let _memory = LeafMemory { leaf: self.leaf, alloc: self.alloc };
        self.run(); // what a panic left
    }
}

/// Frees a leaf that a panicking `clone` kept from being finished.
struct Unfinished<'a, T, L: Entries<T>, A: Allocator> {
    leaf: Leaf<T, L>,
    /// How many entries were cloned.
    len: usize,
    alloc: &'a A,
}

impl<T, L: Entries<T>, A: Allocator> Drop for Unfinished<'_, T, L, A> {
    fn drop(&mut self) {
        // SAFETY: known to nobody else; it holds what was cloned so far.
        unsafe {
            self.leaf.set_len(self.len);
            self.leaf.free(self.alloc);
        }
    }
}

/// Which position each entry of a compacted leaf comes from.
struct Moves {
    len: usize,
    /// Positions whose entries stay.
    staying: Places,
    /// Kept positions past the new length; they fill the gaps in order.
    movers: Places,
}

impl Moves {
    fn compacting(keep: Places) -> Moves {
        let len = keep.count_ones() as usize;
        let below = !(Places::MAX << len);
        Moves { len, staying: keep & below, movers: keep & !below }
    }

    /// The positions to fill, in order, with the positions that their entries come from.
    #[inline]
    fn gaps(&self) -> impl Iterator<Item = (usize, usize)> {
        let gaps = !(Places::MAX << self.len) & !self.staying;
        siblings::bits(gaps).zip(siblings::bits(self.movers)).map(|(gap, from)| (gap as usize, from as usize))
    }
}

const _: () = assert!(align_of::<Header>() <= LEAF_ALIGN && align_of::<Chained>() <= LEAF_ALIGN);

#[cfg(test)]
mod tests {
    use super::Moves;

    #[test]
    fn compacting_keeps_what_can_stay_and_fills_gaps_from_the_end() {
        let sources = |keep| {
            let moves = Moves::compacting(keep);
            let mut sources: Vec<_> = (0..moves.len).collect();
            moves.gaps().for_each(|(gap, from)| sources[gap] = from);
            sources
        };
        assert_eq!(sources(0b1111), [0, 1, 2, 3]);
        assert_eq!(sources(0b1011), [0, 1, 3]);
        assert_eq!(sources(0b1101_0010), [4, 1, 6, 7]);
        assert_eq!(sources(0), [0; 0]);
    }
}
