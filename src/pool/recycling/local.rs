//! The pool of one thread: a pair of magazines for each size class, and a slab to carve from when they are empty.
//!
//! In the order of cost, a block comes from: the current magazine, the spare one, a batch of the depot, the
//! slab, a new slab. The first is a handful of instructions and inlined; the rest is here, out of line.
//!
//! A local pool outlives its thread. When the thread ends, the pool goes to the depot as it is (`idle`), and
//! the next thread that needs one adopts it, with its slab and its magazines. This file does not know who the owner is.

#![allow(unsafe_code, reason = "works on magazines and on the slab cell, for the owner only")]

use super::depot::{self, Depot};
use super::magazine::Magazine;
use super::slab::Slab;
use crate::pool::size_class::SizeClass;
use crate::sync::{Cell, Exclusive};
use allocator_api2::alloc::{AllocError, Allocator, Global};
use core::alloc::Layout;
use core::ptr::{self, NonNull};

/// One thread's free blocks and its slab.
///
/// L1. `magazines`, `slab` and `slab_size` are changed by the owner alone (P4); other threads read the
/// magazines' atomics only.
/// L2. `next` and `next_idle` belong to the depot: they are used under its lock only.
/// L3. Nothing that is called while `slab` is borrowed comes back to this pool (P6).
pub(super) struct LocalPool {
    magazines: [Magazine; SizeClass::COUNT],
    slab: Exclusive<Option<Slab>>,
    slab_size: Cell<usize>,
    /// The next of all pools that exist.
    pub(super) next: Cell<*const LocalPool>,
    /// The next of the pools that no thread owns.
    pub(super) next_idle: Cell<*const LocalPool>,
}

impl LocalPool {
    fn new() -> Self {
        Self {
            magazines: core::array::from_fn(|index| Magazine::new(SizeClass::at(index))),
            slab: Exclusive::new(None),
            slab_size: Cell::new(Slab::SMALLEST),
            next: Cell::new(ptr::null()),
            next_idle: Cell::new(ptr::null()),
        }
    }

    /// A new, empty pool, to be registered in the depot. None if there is no memory.
    pub(super) fn create() -> Option<NonNull<Self>> {
        let memory: NonNull<Self> = Global.allocate(Layout::new::<Self>()).ok()?.cast();
        // SAFETY: the memory is fresh and has the layout of a `LocalPool`.
        unsafe { memory.write(Self::new()) };
        Some(memory)
    }

    /// Ends a pool, with the blocks that are still on its lists.
    ///
    /// # Safety
    /// 1. `pool` is from `create`, in no list of the depot, and no thread uses it again.
    pub(super) unsafe fn destroy(pool: NonNull<Self>) {
        // SAFETY: by 1 the pool is still valid, and nobody looks at it.
        unsafe { pool.drop_in_place() };
        // SAFETY: by 1 it was allocated with this layout.
        unsafe { Global.deallocate(pool.cast(), Layout::new::<Self>()) };
    }

    /// The magazines of one class.
    #[inline]
    pub(super) fn magazine(&self, class: SizeClass) -> &Magazine {
        &self.magazines[class.index()]
    }

    /// A block of `class`.
    ///
    /// # Safety
    /// 1. The calling thread is the owner (P4).
    #[inline]
    pub(super) unsafe fn allocate(&self, class: SizeClass) -> Result<NonNull<u8>, AllocError> {
        // SAFETY: by 1.
        match unsafe { self.magazine(class).pop(class) } {
            Some(block) => Ok(block),
            // SAFETY: by 1.
            None => unsafe { self.restock(class) },
        }
    }

    /// Takes a block back.
    ///
    /// # Safety
    /// 1. The calling thread is the owner (P4).
    /// 2. `block` is a block of `class` (P1), and belongs to the caller alone (P2).
    #[inline]
    pub(super) unsafe fn deallocate(&self, block: NonNull<u8>, class: SizeClass) {
        // SAFETY: by 1 and 2.
        if unsafe { self.magazine(class).push(block, class) } {
            self.rotate(class);
        }
    }

    /// The current magazine is full: makes it the spare, and sends the old spare to the depot.
    #[cold]
    #[inline(never)]
    fn rotate(&self, class: SizeClass) {
        if let Some(batch) = self.magazine(class).rotate(class) {
            // SAFETY: a spare magazine is a batch (M3), and it is no longer in the magazine.
            unsafe { depot::lock().put_batch(class, batch) };
        }
    }

    /// The current magazine is empty: a block from further away.
    ///
    /// # Safety
    /// 1. The calling thread is the owner (P4).
    #[inline(never)]
    unsafe fn restock(&self, class: SizeClass) -> Result<NonNull<u8>, AllocError> {
        let magazine = self.magazine(class);
        if !magazine.take_spare() {
            match depot::take(class) {
                Some(list) => magazine.load(class, list),
                // SAFETY: by 1.
                None => return unsafe { self.carve(class) },
            }
        }
        // SAFETY: by 1.
        unsafe { magazine.pop(class) }.ok_or(AllocError)
    }

    /// A block that was never used.
    ///
    /// # Safety
    /// 1. The calling thread is the owner (P4).
    unsafe fn carve(&self, class: SizeClass) -> Result<NonNull<u8>, AllocError> {
        // SAFETY: by 1 and L1, L3 there is no other reference to what is in the cell.
        let block = self.slab.with(|slab| unsafe { &mut *slab }.as_mut().and_then(|slab| slab.carve(class)));
        let block = match block {
            Some(block) => block,
            // SAFETY: by 1.
            None => unsafe { self.carve_from_new_slab(class) }?,
        };
        self.magazine(class).count_carved();
        Ok(block)
    }

    /// The slab is full: leaves it to the depot and gets another, half used from the depot or new.
    ///
    /// # Safety
    /// 1. The calling thread is the owner (P4).
    #[cold]
    unsafe fn carve_from_new_slab(&self, class: SizeClass) -> Result<NonNull<u8>, AllocError> {
        loop {
            let open = {
                let mut depot = depot::lock();
                depot.reserve_slabs(1)?;
                // SAFETY: by 1.
                if let Some(full) = unsafe { self.replace_slab(None) } {
                    depot.keep_slab(full);
                }
                depot.take_open_slab()
            };
            let mut slab = match open {
                Some(slab) => slab,
                None => self.new_slab().ok_or(AllocError)?,
            };
            let block = slab.carve(class);
            // SAFETY: by 1.
            unsafe { self.replace_slab(Some(slab)) };
            // An open slab has room for one block at least, and a new one for more; if not, the next turn has
            // one slab less to look at.
            if let Some(block) = block {
                return Ok(block);
            }
        }
    }

    /// A new slab of the thread's slab size, which doubles each time up to the largest; the smallest if there is no memory
    /// for that.
    fn new_slab(&self) -> Option<Slab> {
        let size = self.slab_size.get();
        let slab = Slab::new(size).or_else(|| Slab::new(Slab::SMALLEST))?;
        self.slab_size.set((2 * size).min(Slab::LARGEST));
        depot::lock().count_slab(&slab);
        Some(slab)
    }

    /// Exchanges the slab that blocks are carved from.
    ///
    /// # Safety
    /// 1. The calling thread is the owner (P4).
    unsafe fn replace_slab(&self, slab: Option<Slab>) -> Option<Slab> {
        // SAFETY: by 1 and L1, L3 there is no reference to what is in the cell.
        self.slab.with(|cell| unsafe { cell.replace(slab) })
    }

    /// Gives all free blocks and the slab to the depot, in which room for a slab was reserved. The pool is then as a new
    /// one.
    ///
    /// # Safety
    /// 1. The calling thread is the owner, or the pool is idle and the caller has the lock (P4).
    pub(super) unsafe fn empty_into(&self, depot: &mut Depot) {
        for class in SizeClass::all() {
            let (mut current, spare) = self.magazine(class).drain(class);
            // SAFETY: a list of the class's magazine.
            while let Some(block) = unsafe { current.pop(class) } {
                // SAFETY: the block was just taken off the list.
                unsafe { depot.put_block(class, block) };
            }
            if let Some(batch) = spare {
                // SAFETY: a spare magazine is a batch (M3), and it is no longer in the magazine.
                unsafe { depot.put_batch(class, batch) };
            }
        }
        // SAFETY: by 1.
        if let Some(slab) = unsafe { self.replace_slab(None) } {
            depot.keep_slab(slab);
        }
        self.slab_size.set(Slab::SMALLEST);
    }
}
