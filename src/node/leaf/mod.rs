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
//! What differs between the two is in `inline` and `shared`, which have one trait, [`Storage`]; this file chooses. `cell` has
//! the entries of shared leaves, `moves` what moves when entries go, and `waiting` is for maps in maps in maps.
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

/// A function of the storage that the layout says, or a constant. The choice is made when the library is compiled.
macro_rules! storage {
    ($function:ident($($argument:expr),*)) => {
        if L::SHARED {
            <$crate::node::leaf::shared::InCells as $crate::node::leaf::storage::Storage<T>>::$function($($argument),*)
        } else {
            <$crate::node::leaf::inline::InPlace as $crate::node::leaf::storage::Storage<T>>::$function($($argument),*)
        }
    };
    ($constant:ident) => {
        if L::SHARED { <$crate::node::leaf::shared::InCells as $crate::node::leaf::storage::Storage<T>>::$constant } else { <$crate::node::leaf::inline::InPlace as $crate::node::leaf::storage::Storage<T>>::$constant }
    };
}

mod cell;
mod change;
mod inline;
mod low_hash;
mod moves;
mod moving;
mod shared;
mod storage;
#[cfg(feature = "std")]
mod waiting;

use super::header::Header;
use super::memory::{allocate, deallocate};
use super::ptr::{LEAF_ALIGN, NodePtr};
use super::siblings::{Chained, Places};
use crate::arch::fingerprint::{LANES, Lanes, Matches};
use crate::arch::prefetch::{LINE, prefetch};
use crate::error::OutOfMemory;
use crate::hash::Fingerprint;
use crate::layout::Layout as Entries;
use crate::lock;
use allocator_api2::alloc::Allocator;
use core::alloc::Layout;
use core::marker::PhantomData;
use core::ptr::NonNull;

pub(crate) use cell::{Released, Reservation};
#[cfg(feature = "std")]
pub(crate) use waiting::Waiting;

/// Bytes of entries that a path copy may clone.
const CLONED_BYTES: usize = 512;
/// The most entries that a leaf can have, if they are small. Few where short programs have to split and merge leaves.
const MOST: usize = if cfg!(any(fuzzing, loom)) { 4 } else { LANES };
/// Capacities are multiples of this.
const STEP: usize = if MOST < LANES { 2 } else { 4 };

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
    /// Whether a copy of a leaf clones its entries.
    pub(crate) const CLONES: bool = !L::SHARED;
    /// Whether the entries of a leaf are a slice.
    pub(crate) const SIDE_BY_SIDE: bool = !L::SHARED;

    /// The most entries that a leaf can have.
    pub(crate) const MAX: usize = if !Self::CLONES || size_of::<T>() * MOST <= CLONED_BYTES {
        MOST
    } else if size_of::<T>() * 2 * STEP <= CLONED_BYTES {
        CLONED_BYTES / size_of::<T>() / STEP * STEP
    } else {
        STEP
    };

    /// Bytes of an entry that leaves share.
    pub(crate) const CELL_SIZE: usize = size_of::<cell::Cell<T>>();

    const FINGERPRINTS: usize = storage!(FIXED);
    const SLOT: Layout = storage!(SLOT);
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

    /// Bytes of the node.
    pub(crate) fn size(self) -> usize {
        Self::layout(self.cap()).size()
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

    /// An empty leaf with the lock of this one, that may become its sibling.
    #[inline(always)]
    fn sibling<A: Allocator>(self, alloc: &A, cap: usize, depth: u32) -> Result<Self, OutOfMemory> {
        Self::with_lock(alloc, cap, depth, Some(self.header().lock))
    }

    #[inline]
    fn with_lock<A: Allocator>(alloc: &A, cap: usize, depth: u32, lock: Option<u8>) -> Result<Self, OutOfMemory> {
        debug_assert!(cap <= Self::MAX);
        let node = allocate(alloc, Self::layout(cap))?;
        let lock = if L::SHARED { lock.unwrap_or_else(|| lock::number_for(node.addr().get())) } else { 0 };
        let header = Header::new(cap as u8, depth as u8, lock);
        // SAFETY: the block is new and has room for what a leaf begins with, and the fingerprints.
        unsafe {
            storage!(begin(node, header));
            node.add(Self::FINGERPRINTS).cast::<Lanes>().write([0; LANES]);
        }
        Ok(Leaf { node: node.cast(), _entries: PhantomData })
    }

    /// # Safety
    /// 1. `node` is a live leaf of this entry type and layout, and stays so while the value is used (L1).
    #[inline(always)]
    pub(crate) unsafe fn from_ptr(node: NodePtr) -> Self {
        debug_assert!(!node.is_empty());
        // SAFETY: by 1: a live node is not null.
        let node = unsafe { NonNull::new_unchecked(node.leaf_address()) };
        Leaf { node, _entries: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn ptr(self) -> NodePtr {
        NodePtr::leaf(self.node.as_ptr())
    }

    #[inline(always)]
    fn node(self) -> NonNull<Header> {
        self.node
    }

    #[inline(always)]
    pub(crate) fn header<'n>(self) -> &'n Header {
        // SAFETY: L1.
        unsafe { self.node.as_ref() }
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

    fn slot_base(self) -> *mut u8 {
        // SAFETY: within the node.
        unsafe { self.node.cast::<u8>().add(Self::SLOTS).as_ptr() }
    }

    /// # Safety
    /// 1. The position is below the capacity.
    #[inline(always)]
    unsafe fn slot(self, position: usize) -> NonNull<u8> {
        debug_assert!(position < self.cap());
        // SAFETY: by 1: within the node (L1).
        unsafe { self.node.cast::<u8>().add(Self::SLOTS + position * Self::SLOT.size()) }
    }

    /// The entry at a position.
    ///
    /// # Safety
    /// 1. The position is below `len` (L1).
    #[inline(always)]
    pub(crate) unsafe fn entry(self, position: usize) -> NonNull<T> {
        debug_assert!(position < self.len());
        // SAFETY: by 1: the slot holds an entry (L1).
        unsafe { storage!(entry(self.slot(position))) }
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
    /// 1. The leaf does not change while `eq` runs.
    #[inline(always)]
    pub(crate) unsafe fn find(self, wanted: Fingerprint, mut eq: impl FnMut(&T) -> bool) -> Option<usize> {
        // SAFETY: by 1; a lane with a fingerprint is a position below `len`.
        self.positions_of(wanted).find(|&position| eq(unsafe { self.entry(position).as_ref() }))
    }

    /// Frees the node itself.
    ///
    /// # Safety
    /// 1. The caller owns the node alone, it is out of its chain, and its entries are taken care of.
    unsafe fn free_memory<A: Allocator>(self, alloc: &A) {
        let layout = Self::layout(self.cap());
        // SAFETY: by 1; allocated by `with_lock` with this layout.
        unsafe {
            storage!(end(self.node));
            deallocate(alloc, self.node.cast(), layout);
        }
    }

    fn positions(len: usize) -> Places {
        !(Places::MAX << len)
    }

    /// Drops the entries and frees the node.
    ///
    /// A panic in a drop does not keep the others from being dropped, as with slices.
    ///
    /// # Safety
    /// 1. The caller owns the node alone: its counter reached 0, or it was never shared.
    pub(crate) unsafe fn free<A: Allocator>(self, alloc: &A) {
        // SAFETY: by 1.
        unsafe { storage!(free(self, alloc)) }
    }
}

/// Frees a leaf's memory, also when dropping an entry panics.
struct LeafMemory<'a, T, L: Entries<T>, A: Allocator> {
    leaf: Leaf<T, L>,
    alloc: &'a A,
}

impl<T, L: Entries<T>, A: Allocator> Drop for LeafMemory<'_, T, L, A> {
    fn drop(&mut self) {
        // SAFETY: made by a `free`, which owns the node and drops its entries.
        unsafe { self.leaf.free_memory(self.alloc) }
    }
}

const _: () = assert!(align_of::<Header>() <= LEAF_ALIGN && align_of::<Chained>() <= LEAF_ALIGN);
