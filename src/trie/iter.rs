//! All entries, borrowed.
//!
//! [`Iter`] keeps the branches from the root to where it is in an array and allocates nothing. Iterators that change the trie
//! are in [`leaves`](super::leaves).

#![allow(unsafe_code, reason = "walks nodes and hands out entries")]

use super::Trie;
use crate::hash::LEVELS;
use crate::layout::Layout;
use crate::node::branch::Branch;
use crate::node::collision::Collision;
use crate::node::leaf::Leaf;
use crate::node::ptr::{Kind, NodePtr};
use allocator_api2::alloc::Allocator;
use core::iter::FusedIterator;
use core::marker::PhantomData;

/// How many slots ahead leaves are loaded.
const AHEAD: usize = 2;

/// A branch and the slot to go on with.
#[derive(Clone, Copy)]
struct Frame {
    branch: NodePtr,
    slot: u32,
    /// Slots from here on repeat earlier ones: a child of local depth `d` is among the first `2^d`.
    end: u32,
}

impl Frame {
    const NONE: Frame = Frame { branch: NodePtr::EMPTY, slot: 0, end: 0 };
}

/// Borrows all entries.
pub(crate) struct Iter<'t, T, L> {
    stack: [Frame; LEVELS],
    depth: usize,
    /// The leaf whose entries are given out, unless `position == len`.
    leaf: NodePtr,
    position: u32,
    len: u32,
    /// The collision node whose pages are given out, and the next page.
    pages: (NodePtr, u32),
    remaining: usize,
    _entries: PhantomData<(&'t T, fn() -> L)>,
}

// SAFETY: hands out `&T` of a trie that stays borrowed, as a slice iterator does.
unsafe impl<T: Sync, L> Send for Iter<'_, T, L> {}
// SAFETY: as above; `&Iter` gives nothing out.
unsafe impl<T: Sync, L> Sync for Iter<'_, T, L> {}

impl<T, L> Clone for Iter<'_, T, L> {
    fn clone(&self) -> Self {
        Iter { stack: self.stack, ..*self }
    }
}

impl<'t, T, L: Layout<T>> Iter<'t, T, L> {
    pub(crate) fn new<A: Allocator>(trie: &'t Trie<T, L, A>) -> Self {
        let mut iter = Iter {
            stack: [Frame::NONE; LEVELS],
            depth: 0,
            leaf: NodePtr::EMPTY,
            position: 0,
            len: 0,
            pages: (NodePtr::EMPTY, 0),
            remaining: trie.len,
            _entries: PhantomData,
        };
        // SAFETY: the root is alive (T1), and of this entry type (T2).
        unsafe { iter.enter(trie.root) };
        iter
    }

    pub(crate) fn empty() -> Self {
        Iter {
            stack: [Frame::NONE; LEVELS],
            depth: 0,
            leaf: NodePtr::EMPTY,
            position: 0,
            len: 0,
            pages: (NodePtr::EMPTY, 0),
            remaining: 0,
            _entries: PhantomData,
        }
    }

    /// # Safety
    /// The node is in the trie that is borrowed, or empty.
    #[inline]
    unsafe fn enter(&mut self, node: NodePtr) {
        match node.kind() {
            Kind::Empty => {}
            // SAFETY: as the caller promises.
            Kind::Leaf => unsafe { self.enter_leaf(node) },
            Kind::Branch => {
                self.stack[self.depth] = Frame { branch: node, slot: 0, end: 1 };
                self.depth += 1;
            }
            Kind::Collision => self.pages = (node, 0),
        }
    }

    /// # Safety
    /// The node is a leaf in the trie that is borrowed.
    #[inline]
    unsafe fn enter_leaf(&mut self, node: NodePtr) {
        // SAFETY: as the caller promises, it lives as long as the trie is borrowed.
        let leaf = unsafe { Leaf::<T, L>::from_ptr(node) };
        self.leaf = node;
        self.position = 0;
        self.len = leaf.len() as u32;
    }

    /// Goes to the next leaf. Only called while entries remain.
    #[inline]
    fn next_leaf(&mut self) {
        while self.position == self.len {
            if !self.pages.0.is_empty() {
                self.next_page();
                continue;
            }
            let top = &mut self.stack[self.depth - 1];
            // SAFETY: nodes live as long as the trie is borrowed.
            let branch = unsafe { Branch::from_ptr(top.branch) };
            let index = top.slot as usize;
            if top.slot == top.end {
                self.depth -= 1;
                continue;
            }
            top.slot += 1;
            if index + AHEAD < branch.slot_count() {
                // SAFETY: below the count.
                Leaf::<T, L>::prefetch_all(unsafe { branch.slot(index + AHEAD) });
            }
            // SAFETY: `end` is at most the count, as no child has a greater local depth than its branch has width (B3). The
            // child is in the trie that is borrowed.
            unsafe {
                let child = branch.slot(index);
                if branch.is_first_slot(index) {
                    top.end = top.end.max(1 << branch.depth_of(child));
                    self.enter(child);
                }
            }
        }
    }

    /// The entries of the current leaf that were not given out yet, or else those of the next one. They lie in it.
    #[inline]
    pub(crate) fn next_chunk(&mut self) -> Option<&'t [T]> {
        const { assert!(!L::SHARED) };
        if self.position == self.len {
            if self.remaining == 0 {
                return None;
            }
            self.next_leaf();
        }
        // SAFETY: nodes live as long as the trie is borrowed, and do not change.
        let leaf = unsafe { Leaf::<T, L>::from_ptr(self.leaf) };
        let count = (self.len - self.position) as usize;
        // SAFETY: as many entries lie from the position on, side by side.
        let chunk = unsafe { core::slice::from_raw_parts(leaf.entry(self.position as usize).as_ptr(), count) };
        self.position = self.len;
        self.remaining -= count;
        Some(chunk)
    }

    #[cold]
    fn next_page(&mut self) {
        // SAFETY: nodes live as long as the trie is borrowed.
        let node = unsafe { Collision::from_ptr(self.pages.0) };
        let index = self.pages.1 as usize;
        if index == node.len() {
            self.pages.0 = NodePtr::EMPTY;
            return;
        }
        self.pages.1 += 1;
        // SAFETY: a page of a node in the trie.
        unsafe { self.enter_leaf(node.page(index)) };
    }
}

impl<'t, T, L: Layout<T>> Iterator for Iter<'t, T, L> {
    type Item = &'t T;

    #[inline]
    fn next(&mut self) -> Option<&'t T> {
        if self.position == self.len {
            if self.remaining == 0 {
                return None;
            }
            self.next_leaf();
        }
        // SAFETY: nodes live as long as the trie is borrowed, and do not change.
        let leaf = unsafe { Leaf::<T, L>::from_ptr(self.leaf) };
        // SAFETY: the position is below the leaf's length.
        let entry = unsafe { leaf.entry(self.position as usize).as_ref() };
        self.position += 1;
        self.remaining -= 1;
        Some(entry)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining, Some(self.remaining))
    }

    #[inline]
    fn count(self) -> usize {
        self.remaining
    }
}

impl<T, L: Layout<T>> ExactSizeIterator for Iter<'_, T, L> {}
impl<T, L: Layout<T>> FusedIterator for Iter<'_, T, L> {}
