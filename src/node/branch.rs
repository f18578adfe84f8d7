//! A branch: an array of child pointers, indexed with the low bits of its level's digit.
//!
//! ```text
//!   0        8                                    40       64
//!   │ header │ prev │ next │ with_prev │ with_next │ unused │ slot 0 │ slot 1 │ ... 2^width slots │
//! ```
//!
//! The links have a cache line of their own, so that copying a branch does not write to a line that
//! readers of other maps load. The width is in the pointer that leads here. A child of local depth `d`
//! stands in every `2^d`-th slot, `2^(width - d)` in all; an empty slot holds nothing.
//!
//! # Invariants
//!
//! * **B1** A `Branch` value is made of a live branch of its width and is not used after it is freed.
//! * **B2** Slots change only while the branch is *unique* for the thread that changes it: a root with one
//!   handle, or a child in one run whose parent is unique (no bit at its digit, and a count of 1).
//! * **B3** Only a branch of width 6 has branches below it, each in one slot. A leaf or collision
//!   node covers the range of its local depth, which is at most the width.
//! * **B4** The places of a branch's masks are digits, whatever its width: a wider or narrower branch can
//!   take its place in the chain as it is.

#![allow(unsafe_code, reason = "lays out child pointers in raw memory")]

use super::header::{Header, Refs};
use super::memory::{allocate, deallocate};
use super::ptr::{BRANCH_ALIGN, NodePtr};
use super::siblings::{self, Chained, Places};
use crate::arch::prefetch::prefetch;
use crate::arch::select::select;
use crate::error::OutOfMemory;
use crate::hash::{DIGIT_BITS, DIGITS, Digit, DigitRange};
use crate::lock;
use allocator_api2::alloc::Allocator;
use core::alloc::Layout;
use core::ptr::{self, NonNull};

/// Where the slots begin.
const SLOTS: usize = 64;
/// The least width: with fewer slots a branch would be no smaller, as it is aligned to a cache line.
pub(crate) const LEAST_WIDTH: u32 = 3;
const _: () = assert!(size_of::<Chained>() <= SLOTS);
/// The slot mask of a branch of full width.
const FULL: usize = DIGITS as usize - 1;

/// A live branch (B1). A plain pointer: it owns nothing.
#[derive(Clone, Copy)]
pub(crate) struct Branch {
    node: NonNull<Chained>,
    /// One less than the number of slots.
    slot_mask: usize,
}

impl Branch {
    const fn layout(slot_mask: usize) -> Layout {
        let size = SLOTS + size_of::<NodePtr>() * (slot_mask + 1);
        match Layout::from_size_align(size, BRANCH_ALIGN) {
            Ok(layout) => layout,
            Err(_) => panic!("at most 576 bytes"),
        }
    }

    /// Bytes of the node.
    pub(crate) fn size(self) -> usize {
        Self::layout(self.slot_mask).size()
    }

    /// A branch without children of at least a width, for a caller who owns it alone.
    pub(crate) fn new<A: Allocator>(alloc: &A, width: u32) -> Result<Branch, OutOfMemory> {
        let branch = Branch::uninit(alloc, (1 << width.max(LEAST_WIDTH)) - 1, None)?;
        // SAFETY: new, with `2^width` slots.
        unsafe { branch.slots().write_bytes(0, branch.slot_count()) };
        Ok(branch)
    }

    /// A branch that holds what the slots say, for a caller who owns it alone and gives it the children.
    pub(crate) fn of<A: Allocator>(alloc: &A, slots: &[NodePtr]) -> Result<Branch, OutOfMemory> {
        debug_assert!(slots.len().is_power_of_two() && slots.len() >= 1 << LEAST_WIDTH);
        let branch = Branch::uninit(alloc, slots.len() - 1, None)?;
        // SAFETY: new, with as many slots.
        unsafe { ptr::copy_nonoverlapping(slots.as_ptr(), branch.slots(), slots.len()) };
        Ok(branch)
    }

    /// A branch whose slots are still to be written.
    #[inline]
    fn uninit<A: Allocator>(alloc: &A, slot_mask: usize, lock: Option<u8>) -> Result<Branch, OutOfMemory> {
        // Most copies are of full branches: a constant layout makes theirs a constant size class.
        let node = match slot_mask {
            FULL => allocate(alloc, const { Branch::layout(FULL) })?,
            _ => allocate(alloc, Branch::layout(slot_mask))?,
        };
        let node = node.cast::<Chained>();
        let lock = lock.unwrap_or_else(|| lock::number_for(node.addr().get()));
        // SAFETY: new memory with room for the links.
        unsafe { node.write(Chained::new(Header::new(0, 0, lock))) };
        Ok(Branch { node, slot_mask })
    }

    /// # Safety
    /// 1. `node` is a live branch and stays so while the value is used (B1).
    #[inline(always)]
    pub(crate) unsafe fn from_ptr(node: NodePtr) -> Branch {
        // SAFETY: a live node is not null.
        Branch { node: unsafe { NonNull::new_unchecked(node.branch_address().cast()) }, slot_mask: node.slot_mask() }
    }

    #[inline(always)]
    pub(crate) fn ptr(self) -> NodePtr {
        NodePtr::branch(self.node.as_ptr().cast(), self.slot_mask)
    }

    /// Number of bits of the digit that the branch looks at.
    #[inline(always)]
    pub(crate) fn width(self) -> u32 {
        self.slot_mask.count_ones()
    }

    #[inline(always)]
    pub(crate) fn links<'n>(self) -> &'n Chained {
        // SAFETY: B1.
        unsafe { self.node.as_ref() }
    }

    #[inline(always)]
    pub(crate) fn slot_count(self) -> usize {
        self.slot_mask + 1
    }

    #[inline(always)]
    fn slots(self) -> *mut NodePtr {
        // SAFETY: within the node.
        unsafe { self.node.cast::<u8>().add(SLOTS).cast().as_ptr() }
    }

    /// Asks the processor to load all of the node: it is going to be copied.
    #[inline(always)]
    pub(crate) fn prefetch(self) {
        for offset in (0..SLOTS + self.slot_count() * size_of::<NodePtr>()).step_by(SLOTS) {
            prefetch(self.node.as_ptr().cast::<u8>().cast_const().wrapping_add(offset));
        }
    }

    /// What the slot at an index holds.
    ///
    /// # Safety
    /// 1. The index is below `slot_count`.
    #[inline(always)]
    pub(crate) unsafe fn slot(self, index: usize) -> NodePtr {
        debug_assert!(index < self.slot_count());
        self.links().header.contents.read();
        // SAFETY: B1; within the node, by 1.
        unsafe { self.slots().add(index).read() }
    }

    /// The child that covers a digit.
    #[inline(always)]
    pub(crate) fn child(self, digit: Digit) -> NodePtr {
        self.child_of(u64::from(digit.value()))
    }

    /// The child for a hash whose lowest bits are this level's digit.
    #[inline(always)]
    pub(crate) fn child_of(self, digits: u64) -> NodePtr {
        // SAFETY: no index has other bits than the mask.
        unsafe { self.slot(digits as usize & self.slot_mask) }
    }

    /// The child for a hash whose lowest bits are this level's digit and the next one's, or the child's child if that is
    /// a branch too; with the bits that lead further. Without a conditional jump where the processor has a way.
    #[inline(always)]
    pub(crate) fn child_or_grandchild(self, digits: u64) -> (NodePtr, u64) {
        self.links().header.contents.read();
        // SAFETY: within the node.
        let slot: *const NodePtr = unsafe { self.slots().add(digits as usize & self.slot_mask) };
        // SAFETY: B1.
        let child = unsafe { slot.read() };
        let digits = digits >> DIGIT_BITS;
        if cfg!(loom) && child.is_branch() {
            // SAFETY: a child lives as long as its parent holds it.
            unsafe { Branch::from_ptr(child) }.links().header.contents.read();
        }
        // Of a child that is no branch this address means nothing, and is not chosen.
        let below = child.any_branch_address().cast::<NodePtr>().cast_const();
        let below = below.wrapping_add(SLOTS / size_of::<NodePtr>() + (digits as usize & child.any_slot_mask()));
        let chosen = select(child.is_branch(), below, slot);
        // SAFETY: the slot of the child again, or, of a live branch, one of its own.
        (unsafe { chosen.read() }, digits >> (u32::from(child.is_branch()) * DIGIT_BITS))
    }

    /// Whether the slot at an index is the first one of what it holds.
    ///
    /// A child of local depth `d` is in all slots that agree in the low `d` bits; a slot past the first `2^d` has a higher
    /// bit set, without which it is another slot of the same child.
    ///
    /// # Safety
    /// 1. The index is below `slot_count`.
    #[inline(always)]
    pub(crate) unsafe fn is_first_slot(self, index: usize) -> bool {
        // SAFETY: by 1; the other one is smaller.
        index == 0 || unsafe { self.slot(index) != self.slot(index & !(1 << index.ilog2())) }
    }

    /// The local depth of what a slot holds; that of nothing is as great as it can be.
    ///
    /// # Safety
    /// 1. The branch holds the child, if it is one.
    #[inline(always)]
    pub(crate) unsafe fn depth_of(self, child: NodePtr) -> u32 {
        if child.is_branch() || child.is_empty() {
            return self.width();
        }
        // SAFETY: a child lives as long as its parent holds it.
        let header: &Header = unsafe { &*child.address() };
        header.contents.read();
        u32::from(header.depth)
    }

    /// The digits that the child at `digit` covers. Of no child: the largest range around it without children.
    pub(crate) fn range_at(self, digit: Digit) -> DigitRange {
        let child = self.child(digit);
        if !child.is_empty() {
            // SAFETY: it was in a slot.
            return DigitRange::around(digit, unsafe { self.depth_of(child) });
        }
        let mut range = DigitRange::around(digit, self.width());
        while range.buddy().is_some_and(|buddy| self.is_empty_at(buddy)) {
            range = range.parent();
        }
        range
    }

    /// Whether no digit of the range has a child.
    pub(crate) fn is_empty_at(self, range: DigitRange) -> bool {
        // SAFETY: `slots` gives indices below the count.
        range.slots(self.slot_count()).all(|index| unsafe { self.slot(index) }.is_empty())
    }

    /// The children, with their first digits.
    pub(crate) fn children(self) -> impl Iterator<Item = (Digit, NodePtr)> {
        (0..self.slot_count()).filter_map(move |index| {
            // SAFETY: below the count.
            let child = unsafe { self.slot(index) };
            // SAFETY: likewise.
            let starts_here = !child.is_empty() && unsafe { self.is_first_slot(index) };
            starts_here.then(|| (Digit::new(index as u32), child))
        })
    }

    /// # Safety
    /// 1. The place is a digit of a child.
    unsafe fn refs_at<'n>(self, place: u32) -> &'n Refs {
        // SAFETY: by 1. A child lives as long as its parent holds it.
        unsafe { &(*self.child(Digit::new(place)).address()).refs }
    }

    /// The first digits of the children within a range that is made of whole children.
    fn firsts(self, range: DigitRange) -> Places {
        let mut firsts = 0;
        for index in range.slots(self.slot_count()) {
            // SAFETY: `slots` gives indices below the count.
            if unsafe { !self.slot(index).is_empty() && self.is_first_slot(index) } {
                firsts |= Digit::new(index as u32).bit();
            }
        }
        firsts
    }

    /// Whether the child at `digit` is held by this branch alone.
    ///
    /// # Safety
    /// 1. The branch is unique (B2), and the child is not empty.
    #[inline(always)]
    pub(crate) unsafe fn child_is_unique(self, digit: Digit, child: NodePtr) -> bool {
        // All places of a child have the same bit (S3), so any digit of it will do. The bits first, the
        // counter after (S6).
        // SAFETY: a child lives as long as its parent holds it.
        self.links().shared() & digit.bit() == 0 && unsafe { (*child.address()).refs.is_one() }
    }

    /// Writes a child into the slots of a range.
    ///
    /// # Safety
    /// 1. The branch is unique (B2); what was there is taken care of; the range fits the child (B3) and
    ///    no bit of the masks is set in it.
    #[inline]
    pub(crate) unsafe fn fill(self, range: DigitRange, child: NodePtr) {
        self.links().header.contents.write();
        let mut index = range.first().value() as usize;
        while index <= self.slot_mask {
            // SAFETY: within the node, unique.
            unsafe { self.slots().add(index).write(child) };
            index += 1 << range.depth();
        }
    }

    /// Ends this branch's share in the children of a range, which it is about to overwrite.
    ///
    /// Returns the children whose run ended, to be released when the trie is consistent again.
    ///
    /// # Safety
    /// 1. The branch is unique (B2); the range is made of at most two whole children, or of none.
    pub(crate) unsafe fn detach(self, range: DigitRange) -> [NodePtr; 2] {
        let firsts = self.firsts(range);
        debug_assert!(firsts.count_ones() <= 2);
        // SAFETY: unique, whole children.
        let ended = unsafe { siblings::leave(self.node, range.mask(), firsts, 0, |place| self.refs_at(place)) };
        let mut children = siblings::bits(ended).map(|place| self.child(Digit::new(place)));
        [children.next(), children.next()].map(|child| child.unwrap_or(NodePtr::EMPTY))
    }

    /// A copy for another holder. With `instead`, the copy holds another child in the range of one of this branch's.
    ///
    /// # Safety
    /// 1. The caller holds the branch through a handle, so that it does not change; the range is that of
    ///    one child, or empty; the new child is the caller's, who gives it to the copy.
    #[inline]
    pub(crate) unsafe fn copy<A: Allocator>(
        self,
        alloc: &A,
        instead: Option<(DigitRange, NodePtr)>,
    ) -> Result<Branch, OutOfMemory> {
        let copy = Branch::uninit(alloc, self.slot_mask, Some(self.links().header.lock))?;
        self.links().header.contents.read();
        // SAFETY: both have as many slots; the copy is ours alone. The masks follow from the slots: all
        // children but the one that differs are common.
        unsafe {
            ptr::copy_nonoverlapping(self.slots(), copy.slots(), self.slot_count());
            let (common, left) = match instead {
                None => (Places::MAX, 0),
                Some((range, child)) => {
                    copy.fill(range, child);
                    let is_empty = self.child(range.first()).is_empty();
                    (!range.mask(), if is_empty { 0 } else { range.first().bit() })
                }
            };
            siblings::link(self.node, copy.node, common, left, |place| self.refs_at(place));
        }
        Ok(copy)
    }

    /// The same branch with another width; the old one is gone.
    ///
    /// # Safety
    /// 1. The branch is unique (B2), the parent's pointer is changed to the new one, and no child has a
    ///    greater local depth than the new width.
    pub(crate) unsafe fn with_width<A: Allocator>(self, alloc: &A, width: u32) -> Result<Branch, OutOfMemory> {
        let new = Branch::uninit(alloc, (1 << width) - 1, Some(self.links().header.lock))?;
        for index in 0..new.slot_count() {
            // SAFETY: within the new node, and within the old one.
            unsafe { new.slots().add(index).write(self.slot(index & self.slot_mask)) };
        }
        // SAFETY: the old branch is unique and is forgotten; the new one holds the same children at the
        // same digits (B4).
        unsafe {
            siblings::substitute(self.node, new.node);
            self.free_memory(alloc);
        }
        Ok(new)
    }

    /// Takes the branch out of its chain and frees it, but not its children.
    ///
    /// # Safety
    /// 1. The branch is unique, and its children, of which no bit is set, are now held elsewhere.
    pub(crate) unsafe fn dissolve<A: Allocator>(self, alloc: &A) {
        // SAFETY: by 1.
        unsafe {
            let _ = self.unlink();
            self.free_memory(alloc);
        }
    }

    /// Takes the branch out of its chain. Returns the digits whose children others go on holding.
    ///
    /// # Safety
    /// 1. The caller owns the branch alone and is about to free it.
    pub(crate) unsafe fn unlink(self) -> Places {
        // SAFETY: by 1.
        unsafe { siblings::unlink(self.node, 0, |place| self.refs_at(place)) }
    }

    /// Frees the node itself.
    ///
    /// # Safety
    /// 1. The caller owns the node alone, it is out of its chain, and its children are taken care of.
    #[inline]
    pub(crate) unsafe fn free_memory<A: Allocator>(self, alloc: &A) {
        // SAFETY: the caller's alone; allocated by `uninit` with this layout.
        unsafe {
            (*self.node.as_ptr()).end();
            match self.slot_mask {
                FULL => deallocate(alloc, self.node.cast(), const { Branch::layout(FULL) }),
                _ => deallocate(alloc, self.node.cast(), Branch::layout(self.slot_mask)),
            }
        }
    }
}
