//! Where the pool of a thread gets blocks, and where it leaves them.
//!
//! In the order of cost, a block comes from: the current magazine, the spare one, a batch of the depot, the
//! slab, a new slab. The first is a handful of instructions and inlined; the rest is out of line.

#![allow(unsafe_code, reason = "works on magazines and on the slab, for the owner only")]

use super::depot::{self, Depot};
use super::local::LocalPool;
use super::slab::Slab;
use crate::pool::size_class::SizeClass;
use allocator_api2::alloc::AllocError;
use core::ptr::NonNull;

impl LocalPool {
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
        // SAFETY: by 1.
        let block = match unsafe { self.carve_from_slab(class) } {
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
