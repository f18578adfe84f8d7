//! All entries, borrowed.
//!
//! [`Iter`] keeps the branches from the root to where it is in an array and allocates nothing. Iterators that change the trie
//! are in [`leaves`](super::leaves).

use super::Trie;
use crate::hash::LEVELS;
use crate::layout::Layout;
use crate::node::view::{Children, LeafEntries, LeafRef, Node, NodeRef};
use allocator_api2::alloc::Allocator;
use core::iter::FusedIterator;

/// Borrows all entries.
pub(crate) struct Iter<'t, T, L> {
    /// What is left of each branch on the way.
    stack: [Children<'t, T, L>; LEVELS],
    depth: usize,
    /// What is left of the leaf whose entries are given out.
    entries: LeafEntries<'t, T, L>,
    /// The collision node whose pages are given out, and the next page.
    pages: (NodeRef<'t, T, L>, u32),
    remaining: usize,
}

impl<T, L> Clone for Iter<'_, T, L> {
    fn clone(&self) -> Self {
        Iter { stack: self.stack, ..*self }
    }
}

impl<'t, T, L: Layout<T>> Iter<'t, T, L> {
    pub(crate) fn new<A: Allocator>(trie: &'t Trie<T, L, A>) -> Self {
        let mut iter = Self::empty();
        iter.remaining = trie.len;
        iter.enter(trie.root());
        iter
    }

    pub(crate) fn empty() -> Self {
        Iter {
            stack: [Children::NONE; LEVELS],
            depth: 0,
            entries: LeafEntries::EMPTY,
            pages: (NodeRef::EMPTY, 0),
            remaining: 0,
        }
    }

    #[inline]
    fn enter(&mut self, node: NodeRef<'t, T, L>) {
        match node.get() {
            Node::Empty => {}
            Node::Leaf(leaf) => self.entries = leaf.entries(),
            Node::Branch(branch) => {
                self.stack[self.depth] = branch.each_child();
                self.depth += 1;
            }
            Node::Collision(_) => self.pages = (node, 0),
        }
    }

    /// Goes to the next leaf. Only called while entries remain.
    #[inline]
    fn next_leaf(&mut self) {
        while self.entries.remaining() == 0 {
            if !self.pages.0.is_empty() {
                self.next_page();
                continue;
            }
            match self.stack[self.depth - 1].next() {
                Some(child) => self.enter(child),
                None => self.depth -= 1,
            }
        }
    }

    /// The entries of the current leaf that were not given out yet, or else those of the next one. They lie in it.
    #[inline]
    pub(crate) fn next_slice(&mut self) -> Option<&'t [T]> {
        if self.entries.remaining() == 0 {
            if self.remaining == 0 {
                return None;
            }
            self.next_leaf();
        }
        let chunk = self.entries.take_slice();
        self.remaining -= chunk.len();
        Some(chunk)
    }

    #[cold]
    fn next_page(&mut self) {
        let (node, next) = &mut self.pages;
        let page: Option<LeafRef<'t, T, L>> = node.as_collision().and_then(|node| node.pages().nth(*next as usize));
        match page {
            Some(page) => {
                *next += 1;
                self.entries = page.entries();
            }
            None => *node = NodeRef::EMPTY,
        }
    }
}

impl<'t, T, L: Layout<T>> Iterator for Iter<'t, T, L> {
    type Item = &'t T;

    #[inline]
    fn next(&mut self) -> Option<&'t T> {
        if self.entries.remaining() == 0 {
            if self.remaining == 0 {
                return None;
            }
            self.next_leaf();
        }
        self.remaining -= 1;
        self.entries.next()
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
