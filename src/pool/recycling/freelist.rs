//! Lists of free blocks, threaded through the blocks themselves.
//!
//! ```text
//! FreeList { head, len: 3 }
//!       |
//!       v
//! +------+------ - -+     +------+------ - -+     +------+------ - -+
//! | next |  unused  |  .->| next |  unused  |  .->| null |  unused  |
//! +--|---+------ - -+  |  +--|---+------ - -+  |  +------+------ - -+
//!    '-----------------'     '-----------------'
//! ```
//!
//! (The second word of a block is the address of the block that was the second one after it when it was put on the list. It
//! is a hint for loading ahead, never followed.)
//!
//! A *batch* is such a list with as many blocks as a magazine holds. Batches are stacked in the depot through
//! the second word of their first blocks, so that one push or pop moves dozens to thousands of blocks:
//!
//! ```text
//! BatchStack { head, batches: 2 }
//!       |
//!       v
//! +------+------------+    +------+---+    +------+---+
//! | next | beyond     |  ->| next |   |  ->| next |   |  ...
//! +------+-----|------+    +------+---+    +------+---+
//!              v
//! +------+------------+    +------+---+    +------+---+
//! | next | null       |  ->| next |   |  ->| next |   |  ...
//! +------+------------+    +------+---+    +------+---+
//! ```
//!
//! The smallest block (16 bytes) has room for the two words. Nothing here takes a lock or counts atomically;
//! see `super::magazine` and `super::depot`. This is the only file that reads or writes inside of free blocks
//! (P3).

#![allow(unsafe_code, reason = "reads and writes the links inside of free blocks")]

use super::marks;
use crate::arch::prefetch::prefetch;
use crate::pool::size_class::SizeClass;
use core::ptr::{self, NonNull};

/// The address of a free block, or null at the end of a list.
pub(super) type Link = *mut FreeBlock;

/// What a free block holds.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct FreeBlock {
    next: Link,
    /// In the first block of a stacked batch: the next batch. Elsewhere a hint, which may be out of date: the block after
    /// the next one.
    beyond: Link,
}

/// Bytes of a block that are read or written while it is free.
const LINKS: usize = size_of::<FreeBlock>();

/// Turns a block into a free one that is followed by `next`.
///
/// # Safety
/// 1. `block` is a block of `class` (P1) and belongs to the caller alone (P2).
/// 2. `next` heads a list of the caller's, or is null.
#[inline]
pub(super) unsafe fn seal(block: NonNull<u8>, class: SizeClass, next: Link) -> Link {
    debug_assert!(block.addr().get() % class.align() == 0, "not a block of this class");
    let link: Link = block.as_ptr().cast();
    // SAFETY: by 2.
    let beyond = if next.is_null() { next } else { unsafe { next_of(next) } };
    // SAFETY: by 1 the block has 16 bytes at least, aligned to 16, that nobody else looks at.
    unsafe { link.write(FreeBlock { next, beyond }) };
    marks::no_access(block.as_ptr(), class.block_size());
    link
}

/// Turns a free block into one that can be handed out, and returns what followed it.
///
/// A map that is freed leaves its blocks in an order that no processor foresees. So the block after the next one is loaded
/// already: its link is read two calls from now.
///
/// # Safety
/// 1. `block` is a free block of `class` that the caller has taken off its list or is about to (P2, P3).
#[inline]
pub(super) unsafe fn unseal(block: NonNull<FreeBlock>, class: SizeClass) -> Link {
    marks::defined(block.as_ptr().cast(), LINKS);
    // SAFETY: by 1 both words are links (P3), written by `seal` or `BatchStack::push`.
    let FreeBlock { next, beyond } = unsafe { block.as_ptr().read() };
    prefetch(beyond.cast_const().cast());
    marks::undefined(block.as_ptr().cast(), class.block_size());
    next
}

/// What follows a free block that stays where it is.
///
/// # Safety
/// 1. `block` is a free block on a list of the caller's (P2, P3).
unsafe fn next_of(block: Link) -> Link {
    marks::defined(block.cast(), LINKS);
    // SAFETY: by 1 the first word is a link (P3).
    let next = unsafe { block.cast::<Link>().read() };
    marks::no_access(block.cast(), LINKS);
    next
}

/// Both links of a batch's first block.
///
/// # Safety
/// 1. `batch` is the first block of a batch on a stack of the caller's (P2, P3).
unsafe fn links_of(batch: Link) -> FreeBlock {
    marks::defined(batch.cast(), LINKS);
    // SAFETY: by 1 both words were written by `BatchStack::push`.
    let links = unsafe { batch.read() };
    marks::no_access(batch.cast(), LINKS);
    links
}

/// Some free blocks of one class. Whoever holds the list owns the blocks; all calls must name the same class.
#[derive(Clone, Copy)]
pub(super) struct FreeList {
    pub(super) head: Link,
    pub(super) len: u32,
}

impl FreeList {
    pub(super) const EMPTY: Self = Self { head: ptr::null_mut(), len: 0 };

    /// Puts a block in front.
    ///
    /// # Safety
    /// 1. `block` is a block of `class`, the class of this list, and belongs to the caller alone (P1, P2).
    pub(super) unsafe fn push(&mut self, block: NonNull<u8>, class: SizeClass) {
        // SAFETY: by 1.
        self.head = unsafe { seal(block, class, self.head) };
        self.len += 1;
    }

    /// Takes the block in front.
    ///
    /// # Safety
    /// 1. `class` is the class of this list.
    pub(super) unsafe fn pop(&mut self, class: SizeClass) -> Option<NonNull<u8>> {
        let block = NonNull::new(self.head)?;
        // SAFETY: by 1, and the block is on this list.
        self.head = unsafe { unseal(block, class) };
        self.len -= 1;
        Some(block.cast())
    }

    /// The list, leaving an empty one.
    pub(super) fn take(&mut self) -> Self {
        core::mem::replace(self, Self::EMPTY)
    }

    /// Calls `visit` with the address of each block. Costs a cache miss per block.
    pub(super) fn for_each(&self, mut visit: impl FnMut(usize)) {
        let mut block = self.head;
        while !block.is_null() {
            visit(block.addr());
            // SAFETY: the block is on this list.
            block = unsafe { next_of(block) };
        }
    }
}

/// A stack of batches of one class, each of exactly `SizeClass::magazine_blocks` blocks.
pub(super) struct BatchStack {
    head: Link,
    batches: usize,
}

impl BatchStack {
    pub(super) const EMPTY: Self = Self { head: ptr::null_mut(), batches: 0 };

    /// How many batches there are.
    pub(super) fn len(&self) -> usize {
        self.batches
    }

    /// Puts a batch on top, given its first block. O(1).
    ///
    /// # Safety
    /// 1. `batch` heads a list of exactly `SizeClass::magazine_blocks` free blocks of this stack's class,
    ///    which belongs to the caller alone (P2).
    pub(super) unsafe fn push(&mut self, batch: NonNull<FreeBlock>) {
        let batch = batch.as_ptr();
        // SAFETY: by 1 the block is a free one on the caller's list.
        let next = unsafe { next_of(batch) };
        marks::defined(batch.cast(), LINKS);
        // SAFETY: by 1 the block is the caller's, and it has 16 bytes at least (P1).
        unsafe { batch.write(FreeBlock { next, beyond: self.head }) };
        marks::no_access(batch.cast(), LINKS);
        self.head = batch;
        self.batches += 1;
    }

    /// Takes the first block of the batch on top, and with it the batch. O(1).
    pub(super) fn pop(&mut self) -> Option<NonNull<FreeBlock>> {
        let batch = NonNull::new(self.head)?;
        // SAFETY: the block heads a batch of this stack.
        self.head = unsafe { links_of(batch.as_ptr()) }.beyond;
        self.batches -= 1;
        Some(batch)
    }

    /// Calls `visit` with the address of each block of each batch. Costs a cache miss per block.
    pub(super) fn for_each(&self, mut visit: impl FnMut(usize)) {
        let mut batch = self.head;
        while !batch.is_null() {
            FreeList { head: batch, len: 0 }.for_each(&mut visit);
            // SAFETY: the block heads a batch of this stack.
            batch = unsafe { links_of(batch) }.beyond;
        }
    }
}
