//! Letting go of nodes: counts a run down and frees what nobody holds any more.
//!
//! A dying branch touches only the children whose runs it ends: of a version that differs from
//! another in one entry that is one child a level. The recursion is as deep as the trie (at most
//! twelve nodes), not as the data.
//!
//! Dropping an entry is user code. When it panics, the rest of the node is still let go; a second
//! panic ends the program, as it does for a slice.

#![allow(unsafe_code, reason = "frees nodes")]

use super::branch::Branch;
use super::collision::Collision;
use super::header::Header;
use super::leaf::Leaf;
use super::ptr::{Kind, NodePtr};
use super::siblings::Places;
use crate::arch::prefetch::prefetch;
use crate::hash::{Digit, DigitRange};
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;

/// How many slots ahead a dying branch has its children loaded.
const AHEAD: usize = 4;

/// Counts one holder of a node down, and frees the node when it was the last. Empty pointers are allowed.
///
/// # Safety
/// 1. The caller owes this count: a run of the node ended, or a handle goes. Entry type, layout and
///    allocator are those that the node was made with.
pub(crate) unsafe fn release<T, L: Layout<T>, A: Allocator>(node: NodePtr, alloc: &A) {
    if node.is_empty() {
        return;
    }
    // SAFETY: alive, as the caller still counts.
    let header: &Header = unsafe { &*node.address() };
    if header.refs.lower() {
        // SAFETY: that was the last holder.
        unsafe { free::<T, L, A>(node, alloc) }
    }
}

#[inline]
unsafe fn free<T, L: Layout<T>, A: Allocator>(node: NodePtr, alloc: &A) {
    // SAFETY, for all arms: the node is alive and ours alone.
    match node.kind() {
        Kind::Empty => {}
        // SAFETY: see above.
        Kind::Leaf => unsafe { Leaf::<T, L>::from_ptr(node).free(alloc) },
        // SAFETY: see above.
        Kind::Branch => unsafe { free_branch::<T, L, A>(Branch::from_ptr(node), alloc) },
        Kind::Collision => {
            // SAFETY: see above.
            let node = unsafe { Collision::from_ptr(node) };
            let _memory = CollisionMemory { node, alloc };
            let children = (0..node.len()).map(|index| node.page(index));
            let mut pages = Dying::<T, L, A, _> { children, alloc, _entries: core::marker::PhantomData };
            pages.run();
        }
    }
}

unsafe fn free_branch<T, L: Layout<T>, A: Allocator>(branch: Branch, alloc: &A) {
    // SAFETY: ours alone.
    let children = unsafe { end_branch(branch) };
    let _memory = BranchMemory { branch, alloc };
    let mut children = Dying::<T, L, A, _> { children, alloc, _entries: core::marker::PhantomData };
    children.run();
    core::mem::forget(children); // none is left
}

/// Takes a dying branch out of its chain. Returns the children whose runs end with it, to be released before its memory is
/// freed.
///
/// # Safety
/// 1. The caller owns the branch alone.
#[inline(always)]
pub(super) unsafe fn end_branch(branch: Branch) -> impl Iterator<Item = NodePtr> {
    // SAFETY: by 1.
    let held: Places = unsafe { branch.unlink() };
    EndedChildren { branch, ended: !held & slots_as_places(branch.slot_count()) }
}

/// The lowest digit of each slot, which is the index of the slot.
fn slots_as_places(slot_count: usize) -> Places {
    Places::MAX >> (Places::BITS as usize - slot_count)
}

/// The children whose runs end with their branch.
struct EndedChildren {
    branch: Branch,
    /// The slots that hold such a child.
    ended: Places,
}

impl Iterator for EndedChildren {
    type Item = NodePtr;

    #[inline]
    fn next(&mut self) -> Option<NodePtr> {
        while self.ended != 0 {
            let index = self.ended.trailing_zeros() as usize;
            // SAFETY: only slots have bits in `ended`; what is in one lives until its run is counted.
            let (child, depth) = unsafe {
                let child = self.branch.slot(index);
                (child, self.branch.depth_of(child))
            };
            // The other slots of the same child.
            self.ended &= !DigitRange::around(Digit::new(index as u32), depth).mask();
            if index + AHEAD < self.branch.slot_count() {
                // SAFETY: below the count.
                prefetch(unsafe { self.branch.slot(index + AHEAD) }.address().cast());
            }
            if !child.is_empty() {
                return Some(child);
            }
        }
        None
    }
}

/// Releases children one after the other, the rest also after a panic.
struct Dying<'a, T, L: Layout<T>, A: Allocator, I: Iterator<Item = NodePtr>> {
    children: I,
    alloc: &'a A,
    _entries: core::marker::PhantomData<*const (T, L)>,
}

impl<T, L: Layout<T>, A: Allocator, I: Iterator<Item = NodePtr>> Dying<'_, T, L, A, I> {
    #[inline]
    fn run(&mut self) {
        for child in self.children.by_ref() {
            // SAFETY: the parent's run of it ended with the parent.
            unsafe { release::<T, L, A>(child, self.alloc) }
        }
    }
}

impl<T, L: Layout<T>, A: Allocator, I: Iterator<Item = NodePtr>> Drop for Dying<'_, T, L, A, I> {
    fn drop(&mut self) {
        self.run(); // what a panic left
    }
}

/// Frees a branch's memory, also when dropping an entry panics.
struct BranchMemory<'a, A: Allocator> {
    branch: Branch,
    alloc: &'a A,
}

impl<A: Allocator> Drop for BranchMemory<'_, A> {
    fn drop(&mut self) {
        // SAFETY: made by `free_branch`, which owns the node and lets its children go first.
        unsafe { self.branch.free_memory(self.alloc) }
    }
}

/// Frees a collision node's memory, also when dropping an entry panics.
struct CollisionMemory<'a, A: Allocator> {
    node: Collision,
    alloc: &'a A,
}

impl<A: Allocator> Drop for CollisionMemory<'_, A> {
    fn drop(&mut self) {
        // SAFETY: made by `free`, which owns the node and lets its pages go first.
        unsafe { self.node.free_memory(self.alloc) }
    }
}
