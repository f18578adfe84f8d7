//! Entries in cells that leaves share. A copy of a leaf touches none of them: the two are siblings in a chain, whose places are
//! positions, and the entries are counted in runs (see `siblings`).

#![allow(unsafe_code, reason = "reads and writes cells in slots")]

use super::cell::{Cell, HeldEntry, Released, Reservation, Reserved, lower, take_out};
use super::low_hash::LowHash;
use super::moves::Moves;
use super::storage::Storage;
use super::{Entries, Leaf, LeafMemory};
use crate::error::{OutOfMemory, TryInsertError};
use crate::node::header::{Header, Refs};
use crate::node::memory::allocate;
use crate::node::siblings::{self, Chained, Places};
use allocator_api2::alloc::Allocator;
use core::alloc::Layout;
use core::ptr::{self, NonNull};

/// A slot is the address of a cell.
pub(super) struct InCells;

/// The cell in a slot.
///
/// # Safety
/// 1. The slot holds an entry, as a cell.
#[inline(always)]
unsafe fn cell<T>(slot: NonNull<u8>) -> NonNull<Cell<T>> {
    // SAFETY: by 1.
    unsafe { slot.cast().read() }
}

/// Its counter.
///
/// # Safety
/// 1. As for [`cell`]; the cell lives as long as a leaf holds it.
#[inline(always)]
unsafe fn refs<'n, T>(slot: NonNull<u8>) -> &'n Refs {
    // SAFETY: by 1. Only the entry of a cell is ever borrowed mutably.
    unsafe { &(*cell::<T>(slot).as_ptr()).refs }
}

impl<T> Storage<T> for InCells {
    const SLOT: Layout = Layout::new::<NonNull<Cell<T>>>();
    const FIXED: usize = size_of::<Chained>();

    #[inline(always)]
    unsafe fn begin(node: NonNull<u8>, header: Header) {
        // SAFETY: by 1.
        unsafe { node.cast().write(Chained::new(header)) }
    }

    #[inline(always)]
    unsafe fn end(node: NonNull<Header>) {
        // SAFETY: by 1.
        unsafe { (*node.cast::<Chained>().as_ptr()).end() }
    }

    #[inline(always)]
    fn reserve<A: Allocator>(alloc: &A) -> Result<Reserved<T>, OutOfMemory> {
        Ok(Reserved(allocate(alloc, Layout::new::<Cell<T>>())?.as_ptr().cast()))
    }

    #[inline(always)]
    unsafe fn write(slot: NonNull<u8>, hash: u64, entry: T, Reserved(memory): Reserved<T>) {
        // SAFETY: by 1.
        unsafe {
            memory.write(Cell { refs: Refs::one(), low_hash: LowHash::of(hash), entry });
            slot.cast().write(memory);
        }
    }

    #[inline(always)]
    unsafe fn entry(slot: NonNull<u8>) -> NonNull<T> {
        // SAFETY: by 1.
        unsafe { NonNull::new_unchecked(&raw mut (*cell::<T>(slot).as_ptr()).entry) }
    }

    #[inline(always)]
    unsafe fn share(from: NonNull<u8>, to: NonNull<u8>, _: impl Fn(&T) -> T) {
        // SAFETY: by 1.
        unsafe {
            refs::<T>(from).raise();
            to.cast().write(cell::<T>(from));
        }
    }

    #[inline(always)]
    unsafe fn is_unique<L: Entries<T>>(leaf: Leaf<T, L>, position: usize) -> bool {
        // SAFETY: by 1. The bits first, the counter after (S6).
        let shared = unsafe { leaf.chained().as_ref() }.shared();
        // SAFETY: by 1.
        shared & (1 << position) == 0 && unsafe { leaf.refs_at(position as u32) }.is_one()
    }

    #[inline(always)]
    unsafe fn copy<L: Entries<T>, A: Allocator>(
        leaf: Leaf<T, L>,
        _: &A,
        to: Leaf<T, L>,
        keep: Places,
        clone: impl Fn(&T) -> T,
    ) {
        let moves = Moves::compacting(keep);
        // SAFETY: by 1: the copy is ours alone, with room. Held through a handle, the original does not change; both
        // hold the same entries at the positions that stay.
        unsafe {
            ptr::copy_nonoverlapping(leaf.slot_base(), to.slot_base(), moves.len * Leaf::<T, L>::SLOT.size());
            for (gap, from) in moves.gaps() {
                Self::share(leaf.slot(from), to.slot(gap), &clone);
            }
            to.copy_lanes(leaf, &moves);
            let left = Leaf::<T, L>::positions(leaf.len()) & !moves.staying;
            siblings::link(leaf.chained(), to.chained(), moves.staying, left, |place| leaf.refs_at(place));
        }
    }

    #[inline(always)]
    unsafe fn take_place<L: Entries<T>>(old: Leaf<T, L>, new: Leaf<T, L>) {
        // SAFETY: by 1.
        unsafe { siblings::substitute(old.chained(), new.chained()) }
    }

    #[inline(always)]
    unsafe fn take<L: Entries<T>, A: Allocator>(
        leaf: Leaf<T, L>,
        alloc: &A,
        position: usize,
        clone: impl Fn(&T) -> T,
    ) -> (T, Option<Released<T>>) {
        // SAFETY: by 1.
        let cell = unsafe { cell::<T>(leaf.slot(position)) };
        // SAFETY: by 1.
        if unsafe { Self::is_unique(leaf, position) } {
            // SAFETY: by 1; the cell is ours alone.
            unsafe {
                let _ = leaf.leave_places(position);
                return (take_out(alloc, cell), None);
            }
        }
        // SAFETY: the entry lives while we hold it.
        let entry = clone(unsafe { leaf.entry(position).as_ref() });
        // SAFETY: by 1.
        let ended = unsafe { leaf.leave_places(position) };
        (entry, ended.then_some(Released(cell)))
    }

    #[inline(always)]
    unsafe fn discard<L: Entries<T>>(leaf: Leaf<T, L>, position: usize) -> (Option<T>, Option<Released<T>>) {
        // SAFETY: by 1.
        unsafe {
            let cell = cell::<T>(leaf.slot(position));
            (None, leaf.leave_places(position).then_some(Released(cell)))
        }
    }

    #[inline(always)]
    unsafe fn own<L: Entries<T>, A: Allocator>(
        leaf: Leaf<T, L>,
        alloc: &A,
        position: usize,
        clone: impl Fn(&T) -> T,
    ) -> Result<Option<Released<T>>, OutOfMemory> {
        // SAFETY: by 1.
        if unsafe { Self::is_unique(leaf, position) } {
            return Ok(None);
        }
        let reserved = Reservation::<T, L, A>::new(alloc)?;
        // SAFETY: the entry lives while we hold it.
        let entry = clone(unsafe { leaf.entry(position).as_ref() });
        // SAFETY: by 1.
        Ok(unsafe { leaf.replace(position, entry, reserved.take()) })
    }

    #[inline(always)]
    unsafe fn leave<L: Entries<T>>(leaf: Leaf<T, L>) {
        let all = Leaf::<T, L>::positions(leaf.len());
        // SAFETY: by 1; all entries live on elsewhere.
        let _held_by_others = unsafe { siblings::unlink(leaf.chained(), all, |place| leaf.refs_at(place)) };
    }

    #[inline(always)]
    unsafe fn free<L: Entries<T>, A: Allocator>(leaf: Leaf<T, L>, alloc: &A) {
        // SAFETY: by 1.
        let held = unsafe { siblings::unlink(leaf.chained(), 0, |place| leaf.refs_at(place)) };
        let mine = Leaf::<T, L>::positions(leaf.len()) & !held;
        let mut rest = DyingEntries { leaf, positions: mine, alloc };
        rest.run();
    }
}

/// What leaves of shared entries alone have.
impl<T, L: Entries<T>> Leaf<T, L> {
    #[inline(always)]
    fn chained(self) -> NonNull<Chained> {
        debug_assert!(L::SHARED);
        self.node().cast()
    }

    /// # Safety
    /// 1. Entries are shared ones, and the position is below `len`.
    #[inline(always)]
    unsafe fn refs_at<'n>(self, position: u32) -> &'n Refs {
        // SAFETY: by 1.
        unsafe { refs::<T>(self.slot(position as usize)) }
    }

    /// The sibling links, for `check`.
    pub(crate) fn chain(self) -> Option<NonNull<Chained>> {
        L::SHARED.then(|| self.chained())
    }

    /// How many runs hold the entry at a position, and where its cell lies, for `check`.
    ///
    /// # Safety
    /// 1. The position is below `len` (L1).
    pub(crate) unsafe fn entry_refs(self, position: usize) -> Option<(u32, *const u8)> {
        // SAFETY: by 1.
        L::SHARED.then(|| unsafe {
            let slot = self.slot(position);
            (refs::<T>(slot).get(), cell::<T>(slot).as_ptr().cast_const().cast())
        })
    }

    /// The low half of the hash of the entry at a position, where it is kept: with shared entries, unless a trie that
    /// hashes them differently has the entry too.
    ///
    /// # Safety
    /// 1. The position is below `len` (L1).
    #[inline]
    pub(crate) unsafe fn low_hash(self, position: usize) -> Option<u32> {
        // SAFETY: by 1.
        if L::SHARED { unsafe { (*cell::<T>(self.slot(position)).as_ptr()).low_hash.get() } } else { None }
    }

    /// To be called before a trie in which the entry at a position has this hash gets the cell: what it keeps of its hash is
    /// right for all tries that have it, or nothing. Inline entries keep nothing.
    ///
    /// # Safety
    /// 1. The position is below `len` (L1).
    #[inline(always)]
    pub(crate) unsafe fn meet_hash(self, position: usize, hash: u64) {
        if L::SHARED {
            // SAFETY: by 1.
            unsafe { &(*cell::<T>(self.slot(position)).as_ptr()).low_hash }.meet(hash);
        }
    }

    /// A copy for another holder with another entry at one position, of an equal hash. The caller holds that entry too,
    /// until it is certain that the copy stays.
    ///
    /// # Safety
    /// 1. The caller holds the leaf through a handle, so that it does not change. Its entries are shared ones, and the position
    ///    is below `len`.
    pub(crate) unsafe fn copy_replacing<A: Allocator>(
        self,
        alloc: &A,
        position: usize,
        entry: T,
    ) -> Result<(Self, HeldEntry<T>), TryInsertError<T>> {
        debug_assert!(L::SHARED);
        let Ok(reserved) = Reservation::<T, L, A>::new(alloc) else { return Err(TryInsertError { value: entry }) };
        let Ok(copy) = self.sibling(alloc, self.cap(), self.depth()) else {
            return Err(TryInsertError { value: entry });
        };
        let all = Self::positions(self.len());
        let place = 1 << position;
        // SAFETY: by 1: the copy is ours alone, with as much room. Both hold the same entries at all other positions.
        unsafe {
            ptr::copy_nonoverlapping(self.slot_base(), copy.slot_base(), self.len() * Leaf::<T, L>::SLOT.size());
            let new = reserved.take().0;
            let low_hash = (*cell::<T>(self.slot(position)).as_ptr()).low_hash.same();
            new.write(Cell { refs: Refs::one(), low_hash, entry });
            (*new).refs.set(2);
            copy.slot(position).cast().write(new);
            copy.take_lanes(self);
            siblings::link(self.chained(), copy.chained(), all & !place, place, |place| self.refs_at(place));
            Ok((copy, HeldEntry(NonNull::new_unchecked(new))))
        }
    }

    /// Puts a new entry in the place of one that others may hold. Returns this leaf's run of that, if it ended.
    ///
    /// # Safety
    /// 1. The leaf is unique, its entries are shared ones, and the position is below `len`.
    pub(crate) unsafe fn replace(self, position: usize, entry: T, Reserved(new): Reserved<T>) -> Option<Released<T>> {
        // SAFETY: by 1; the memory was reserved for the entry.
        unsafe {
            let low_hash = (*cell::<T>(self.slot(position)).as_ptr()).low_hash.same();
            new.write(Cell { refs: Refs::one(), low_hash, entry });
            self.replace_cell(position, NonNull::new_unchecked(new))
        }
    }

    /// Puts the entry at a position of another leaf in the place of one with the same hash. Returns this leaf's run
    /// of that one, if it ended.
    ///
    /// # Safety
    /// 1. As for [`Leaf::replace`]. `from` does not change meanwhile, the position is below its `len`, its cell
    ///    [has met](Leaf::meet_hash) the hash, and either trie's allocator can free it.
    pub(crate) unsafe fn replace_held(self, position: usize, from: Self, at: usize) -> Option<Released<T>> {
        // SAFETY: by 1; the slot takes the new cell, which gets a run more.
        unsafe {
            let slot = from.slot(at);
            refs::<T>(slot).raise();
            self.replace_cell(position, cell::<T>(slot))
        }
    }

    /// Puts a cell in the place of another one. Returns this leaf's run of that one, if it ended.
    ///
    /// # Safety
    /// 1. As for [`Leaf::replace`]; one run of the new cell is for this leaf.
    #[inline]
    unsafe fn replace_cell(self, position: usize, new: NonNull<Cell<T>>) -> Option<Released<T>> {
        debug_assert!(L::SHARED);
        let place = 1 << position;
        // SAFETY: by 1; the run of the old one ends here.
        unsafe {
            let old = cell::<T>(self.slot(position));
            let ended = siblings::leave(self.chained(), place, place, 0, |place| self.refs_at(place));
            self.header().contents.write();
            self.slot(position).cast().write(new);
            (ended != 0).then_some(Released(old))
        }
    }

    /// Ends the run of the entry at `position`, and fills the gap with the last entry. True if the run
    /// was this leaf alone, so that its end must be counted.
    ///
    /// # Safety
    /// 1. The leaf is unique, and the position is below `len`.
    unsafe fn leave_places(self, position: usize) -> bool {
        let last = self.len() - 1;
        let mover = if last == position { 0 } else { 1 << last };
        let places = 1 << position | mover;
        // SAFETY: by 1; both are positions below `len`.
        let ended = unsafe { siblings::leave(self.chained(), places, places, mover, |place| self.refs_at(place)) };
        // SAFETY: by 1.
        unsafe { self.close_gap(position) };
        ended != 0
    }

    /// Gives up one run of an entry.
    ///
    /// # Safety
    /// 1. `released` came from this kind of leaf with the same allocator.
    #[inline]
    pub(crate) unsafe fn drop_released<A: Allocator>(alloc: &A, released: Option<Released<T>>) {
        if let Some(Released(cell)) = released {
            // SAFETY: by 1: one run ended and is counted down here.
            unsafe { lower(alloc, cell) }
        }
    }
}

/// The entries of a dying leaf that are still to be let go, then the leaf.
struct DyingEntries<'a, T, L: Entries<T>, A: Allocator> {
    leaf: Leaf<T, L>,
    positions: Places,
    alloc: &'a A,
}

impl<T, L: Entries<T>, A: Allocator> DyingEntries<'_, T, L, A> {
    fn run(&mut self) {
        while self.positions != 0 {
            let position = self.positions.trailing_zeros() as usize;
            self.positions &= self.positions - 1;
            // SAFETY: the leaf's run of this entry ended with the leaf.
            unsafe { lower(self.alloc, cell::<T>(self.leaf.slot(position))) }
        }
    }
}

impl<T, L: Entries<T>, A: Allocator> Drop for DyingEntries<'_, T, L, A> {
    fn drop(&mut self) {
        let _memory = LeafMemory { leaf: self.leaf, alloc: self.alloc };
        self.run(); // what a panic left
    }
}
