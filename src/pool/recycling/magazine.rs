//! What one thread keeps of one size class: two lists of free blocks, called magazines, after Bonwick and Adams.
//!
//! ```text
//! allocate: pop                                      deallocate: push
//!         \                                          /
//!          +--------------------+  current is full  +-------------------+
//!          | current: 0 to n-1  | ----------------> | spare: n or none  | ---> depot, if the spare is there
//!          +--------------------+ <---------------- +-------------------+ <--- depot, if it is not
//!                                  current is empty
//! ```
//!
//! There are two because with one, a thread that hovers at the border (free, allocate, free ..) would go to the
//! depot on every call. With two it goes there at most once in `n` calls, and hoards at most `2n` blocks. `n` is
//! `SizeClass::magazine_blocks`.
//!
//! The owner alone changes a magazine; other threads may read the counters, which is why they are atomics. The
//! owner stores to them with plain loads and stores, never with a locked instruction.

#![allow(unsafe_code, reason = "takes blocks off lists and puts them on")]

use super::freelist::{self, FreeBlock, FreeList, Link};
use crate::pool::size_class::SizeClass;
use crate::sync::Cell;
use crate::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};
use core::ptr::{self, NonNull};

/// The two magazines of a class and the count of its blocks. 32 bytes, so that a class is on one cache line.
///
/// M1. `current` is a list of free blocks of the class, one shorter than a batch at most.
/// M2. `room` says how many more make it a batch, so it is 1 at least between two calls.
/// M3. `spare` is a batch or null.
#[repr(C, align(32))]
pub(super) struct Magazine {
    current: Cell<Link>,
    room: AtomicU32,
    spares: AtomicU32,
    spare: Cell<Link>,
    carved: AtomicUsize,
}

impl Magazine {
    pub(super) fn new(class: SizeClass) -> Self {
        Self {
            current: Cell::new(ptr::null_mut()),
            room: AtomicU32::new(class.magazine_blocks()),
            spares: AtomicU32::new(0),
            spare: Cell::new(ptr::null_mut()),
            carved: AtomicUsize::new(0),
        }
    }

    /// Takes a block off the current magazine.
    ///
    /// # Safety
    /// 1. `class` is the class of this magazine, and the calling thread its owner (P4).
    #[inline]
    pub(super) unsafe fn pop(&self, class: SizeClass) -> Option<NonNull<u8>> {
        let block = NonNull::new(self.current.get())?;
        // SAFETY: by 1, and the block is on the list (M1).
        let next = unsafe { freelist::unseal(block, class) };
        self.current.set(next);
        self.room.store(self.room.load(Relaxed) + 1, Relaxed);
        Some(block.cast())
    }

    /// Puts a block on the current magazine. True if that filled it: then `rotate` must be called next.
    ///
    /// # Safety
    /// 1. `class` is the class of this magazine, and the calling thread its owner (P4).
    /// 2. `block` is a block of the class, and belongs to the caller alone (P1, P2).
    #[inline]
    #[must_use]
    pub(super) unsafe fn push(&self, block: NonNull<u8>, class: SizeClass) -> bool {
        debug_assert!(!ptr::eq(self.current.get().cast(), block.as_ptr()), "freed twice");
        // SAFETY: by 1 and 2.
        self.current.set(unsafe { freelist::seal(block, class, self.current.get()) });
        let room = self.room.load(Relaxed) - 1;
        self.room.store(room, Relaxed);
        room == 0
    }

    /// Makes the full current magazine the spare one. Returns the spare that was there, a batch for the depot.
    pub(super) fn rotate(&self, class: SizeClass) -> Option<NonNull<FreeBlock>> {
        debug_assert_eq!(self.room.load(Relaxed), 0);
        let full = self.current.replace(ptr::null_mut());
        self.room.store(class.magazine_blocks(), Relaxed);
        self.spares.store(1, Relaxed);
        NonNull::new(self.spare.replace(full))
    }

    /// Makes the spare magazine the current one, which is empty. False if there is none.
    /// Until the next `pop` there is no room (M2).
    pub(super) fn take_spare(&self) -> bool {
        debug_assert!(self.current.get().is_null());
        let spare = self.spare.replace(ptr::null_mut());
        if spare.is_null() {
            return false;
        }
        self.spares.store(0, Relaxed);
        self.current.set(spare);
        self.room.store(0, Relaxed);
        true
    }

    /// Makes a list from the depot the current magazine, which is empty. Until the next `pop` there may be no
    /// room (M2).
    pub(super) fn load(&self, class: SizeClass, list: FreeList) {
        debug_assert!(self.current.get().is_null());
        debug_assert!(list.len <= class.magazine_blocks());
        self.current.set(list.head);
        self.room.store(class.magazine_blocks() - list.len, Relaxed);
    }

    /// Empties both magazines: the current one as a list, the spare one as a batch.
    pub(super) fn drain(&self, class: SizeClass) -> (FreeList, Option<NonNull<FreeBlock>>) {
        let room = self.room.load(Relaxed);
        let current = FreeList { head: self.current.replace(ptr::null_mut()), len: class.magazine_blocks() - room };
        self.room.store(class.magazine_blocks(), Relaxed);
        self.spares.store(0, Relaxed);
        (current, NonNull::new(self.spare.replace(ptr::null_mut())))
    }

    /// Counts a block that the owner carved from its slab.
    pub(super) fn count_carved(&self) {
        self.carved.store(self.carved.load(Relaxed) + 1, Relaxed);
    }

    /// How many blocks of the class the owner has carved in its life. Any thread may ask.
    pub(super) fn carved(&self) -> usize {
        self.carved.load(Relaxed)
    }

    /// How many blocks are in the two magazines. Any thread may ask; exact if the owner is not at work.
    pub(super) fn free(&self, class: SizeClass) -> usize {
        let blocks = class.magazine_blocks();
        let current = blocks - self.room.load(Relaxed);
        let spare = blocks * self.spares.load(Relaxed);
        current as usize + spare as usize
    }
}
