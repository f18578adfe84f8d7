//! Parts of a trie, for threads that share the work on its entries.
//!
//! A part is a node, or the children of a branch within a range of digits. It splits in two: the digits that go on with
//! a 0, and those that go on with a 1. With a good hash either half has about half of the entries, whatever the shape of
//! the trie. A child that covers more digits than the range belongs to the part with its first digit, so each entry is in
//! one part.

#![allow(unsafe_code, reason = "parts the entries of one trie between threads")]

use super::Trie;
use super::leaves::own_leaves;
use crate::error::or_abort;
use crate::hash::DigitRange;
use crate::layout::{Copies, Layout};
use crate::node::owned::{LeafEntriesMut, LeafMut};
use crate::node::view::{LeafEntries, LeafRef, Node, NodeRef};
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;
use core::ops::ControlFlow;

/// How many children ahead are loaded.
const AHEAD: usize = 2;

/// A part of a borrowed trie: nodes of which no other part has any.
pub(crate) struct Part<'t, T, L> {
    node: NodeRef<'t, T, L>,
    /// The digits of which this part has the children, if the node is a branch.
    range: DigitRange,
}

impl<'t, T, L: Layout<T>> Part<'t, T, L> {
    pub(crate) fn whole<A: Allocator>(trie: &'t Trie<T, L, A>) -> Self {
        Part::below(trie.root())
    }

    fn below(node: NodeRef<'t, T, L>) -> Self {
        Part { node, range: DigitRange::ALL }
    }

    /// Two parts of about the same size; just one if this is a leaf.
    pub(crate) fn split(self) -> (Self, Option<Self>) {
        let Some(branch) = self.node.as_branch() else { return (self, None) };
        if self.range.depth() < branch.width() {
            let [zeros, ones] = self.range.halves();
            return (Part { range: zeros, ..self }, Some(Part { range: ones, ..self }));
        }
        let slot = self.range.first().value();
        if !branch.is_first_slot(slot as usize) {
            return (Part::below(NodeRef::EMPTY), None);
        }
        Part::below(branch.child_of(u64::from(slot))).split()
    }

    /// Calls `visit` with the entries of each leaf until it breaks.
    pub(crate) fn leaves(self, mut visit: impl FnMut(LeafEntries<'t, T, L>) -> ControlFlow<()>) {
        let _ = self.visit(&mut |leaf| visit(leaf.entries()));
    }

    fn visit(&self, visit: &mut impl FnMut(LeafRef<'t, T, L>) -> ControlFlow<()>) -> ControlFlow<()> {
        match self.node.get() {
            Node::Empty => {}
            Node::Leaf(leaf) => visit(leaf)?,
            Node::Branch(branch) => {
                for slot in self.range.slots(branch.slot_count()).filter(|&slot| branch.is_first_slot(slot)) {
                    let ahead = slot + (AHEAD << self.range.depth());
                    if ahead < branch.slot_count() {
                        branch.child_of(ahead as u64).prefetch_leaf();
                    }
                    Part::below(branch.child_of(slot as u64)).visit(visit)?;
                }
            }
            Node::Collision(node) => node.pages().try_for_each(visit)?,
        }
        ControlFlow::Continue(())
    }
}

/// A part of a trie whose leaves are all its own.
pub(crate) struct PartMut<'t, T, L, A> {
    nodes: Part<'t, T, L>,
    alloc: &'t A,
    _entries: PhantomData<&'t mut T>,
}

// SAFETY: gives out `&mut T`; makes entries, and drops them where this is their last holder.
unsafe impl<T: Send + Sync, L, A: Sync> Send for PartMut<'_, T, L, A> {}

impl<'t, T, L: Copies<T>, A: Allocator> PartMut<'t, T, L, A> {
    /// Copies the leaves that other versions hold, one after the other. O(leaves).
    pub(crate) fn whole(trie: &'t mut Trie<T, L, A>) -> Self {
        or_abort(own_leaves(trie));
        PartMut { nodes: Part::whole(trie), alloc: &trie.alloc, _entries: PhantomData }
    }

    pub(crate) fn split(self) -> (Self, Option<Self>) {
        let alloc = self.alloc;
        let (one, other) = self.nodes.split();
        (PartMut { nodes: one, ..self }, other.map(|nodes| PartMut { nodes, alloc, _entries: PhantomData }))
    }

    /// Calls `visit` with the entries of each leaf until it breaks.
    pub(crate) fn leaves(self, mut visit: impl FnMut(LeafEntriesMut<'t, 't, T, L, A>) -> ControlFlow<()>) {
        let alloc = self.alloc;
        let _ = self.nodes.visit(&mut |leaf| {
            // SAFETY: by 1: the trie is borrowed for changes, all its leaves are its own, and no other part has this one.
            visit(unsafe { LeafMut::new(leaf.raw(), alloc) }.into_entries())
        });
    }
}
