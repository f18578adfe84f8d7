//! Parts of a trie, for threads that share the work on its entries: parallel iterators, with rayon.
//!
//! A part is a node, or the children of a branch within a range of digits. It splits in two: the digits that go on with
//! a 0, and those that go on with a 1. With a good hash either half has about half of the entries, whatever the shape of
//! the trie. A child that covers more digits than the range belongs to the part with its first digit, so each entry is in
//! one part.

#![allow(unsafe_code, reason = "parts the entries of one trie between threads")]

use crate::error::OutOfMemory;
use crate::hash::DigitRange;
use crate::layout::{Copies, Layout};
use crate::node::owned::LeafMut;
use crate::node::view::{LeafRef, Node, NodeRef};
use crate::trie::Trie;
use crate::trie::leaves::own_leaves;
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;
use core::ops::ControlFlow;
use rayon::iter::ParallelIterator;
use rayon::iter::plumbing::{Folder, UnindexedConsumer, UnindexedProducer, bridge_unindexed};

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
    fn halves(self) -> (Self, Option<Self>) {
        let Some(branch) = self.node.as_branch() else { return (self, None) };
        if self.range.depth() < branch.width() {
            let [zeros, ones] = self.range.halves();
            return (Part { range: zeros, ..self }, Some(Part { range: ones, ..self }));
        }
        let slot = self.range.first().value();
        if !branch.is_first_slot(slot as usize) {
            return (Part::below(NodeRef::EMPTY), None);
        }
        Part::below(branch.child_of(u64::from(slot))).halves()
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
    pub(crate) fn whole(trie: &'t mut Trie<T, L, A>) -> Result<Self, OutOfMemory> {
        own_leaves(trie)?;
        Ok(PartMut { nodes: Part::whole(trie), alloc: &trie.alloc, _entries: PhantomData })
    }
}

/// Feeds a folder with the entries, one leaf after the other.
macro_rules! fold_leaves {
    ($part:expr, $folder:expr, $leaf:ident => $entries:expr) => {{
        let mut folder = Some($folder);
        let _ = $part.visit(&mut |$leaf| {
            folder = folder.take().map(|folder| folder.consume_iter($entries));
            if folder.as_ref().is_some_and(Folder::full) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        folder.expect("put back after each leaf")
    }};
}

impl<'t, T: Sync, L: Layout<T>> UnindexedProducer for Part<'t, T, L> {
    type Item = &'t T;

    fn split(self) -> (Self, Option<Self>) {
        self.halves()
    }

    fn fold_with<F: Folder<&'t T>>(self, folder: F) -> F {
        fold_leaves!(self, folder, leaf => leaf.entries())
    }
}

impl<'t, T: Sync, L: Layout<T>> ParallelIterator for Part<'t, T, L> {
    type Item = &'t T;

    fn drive_unindexed<C: UnindexedConsumer<&'t T>>(self, consumer: C) -> C::Result {
        bridge_unindexed(self, consumer)
    }
}

impl<'t, T: Send + Sync, L: Copies<T>, A: Allocator + Sync> UnindexedProducer for PartMut<'t, T, L, A> {
    type Item = &'t mut T;

    fn split(self) -> (Self, Option<Self>) {
        let alloc = self.alloc;
        let (one, other) = self.nodes.halves();
        (PartMut { nodes: one, ..self }, other.map(|nodes| PartMut { nodes, alloc, _entries: PhantomData }))
    }

    fn fold_with<F: Folder<&'t mut T>>(self, folder: F) -> F {
        let alloc = self.alloc;
        // SAFETY: by 1: the trie is borrowed for changes, all its leaves are its own, and no other part has this one.
        fold_leaves!(self.nodes, folder, leaf => unsafe { LeafMut::<T, L, A>::new(leaf.raw(), alloc) }.into_entries())
    }
}

impl<'t, T: Send + Sync, L: Copies<T>, A: Allocator + Sync> ParallelIterator for PartMut<'t, T, L, A> {
    type Item = &'t mut T;

    fn drive_unindexed<C: UnindexedConsumer<&'t mut T>>(self, consumer: C) -> C::Result {
        bridge_unindexed(self, consumer)
    }
}
