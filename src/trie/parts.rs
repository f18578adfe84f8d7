//! Parts of a trie, for threads that share the work on its entries.
//!
//! A part is a node, or the children of a branch within a range of digits. It splits in two: the digits that go on with
//! a 0, and those that go on with a 1. With a good hash either half has about half of the entries, whatever the shape of
//! the trie. A child that covers more digits than the range belongs to the part with its first digit, so each entry is in
//! one part.

#![allow(unsafe_code, reason = "walks nodes and hands out entries")]

use super::Trie;
use super::leaves::own_leaves;
use crate::error::or_abort;
use crate::hash::DigitRange;
use crate::layout::{Copies, Layout};
use crate::node::branch::Branch;
use crate::node::collision::Collision;
use crate::node::leaf::Leaf;
use crate::node::ptr::{Kind, NodePtr};
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;
use core::ops::{ControlFlow, Range};

/// How many children ahead are loaded.
const AHEAD: usize = 2;

/// Nodes of which no other part has any.
struct Nodes {
    node: NodePtr,
    /// The digits of which this part has the children, if the node is a branch.
    range: DigitRange,
}

impl Nodes {
    fn below(node: NodePtr) -> Nodes {
        Nodes { node, range: DigitRange::ALL }
    }

    /// Two parts of about the same size; just one if this is a leaf.
    ///
    /// # Safety
    /// The nodes are alive.
    unsafe fn split(self) -> (Nodes, Option<Nodes>) {
        if !self.node.is_branch() {
            return (self, None);
        }
        // SAFETY: as the caller promises.
        let branch = unsafe { Branch::from_ptr(self.node) };
        if self.range.depth() < branch.width() {
            let [zeros, ones] = self.range.halves();
            return (Nodes { range: zeros, ..self }, Some(Nodes { range: ones, ..self }));
        }
        let slot = self.range.first().value() as usize;
        // SAFETY: the range has as many bits as the branch's slots by now. Else as the caller promises.
        unsafe {
            if !branch.is_first_slot(slot) {
                return (Nodes::below(NodePtr::EMPTY), None);
            }
            Nodes::below(branch.slot(slot)).split()
        }
    }

    /// Calls `visit` with each leaf.
    ///
    /// # Safety
    /// The nodes are alive, and of this entry type and layout.
    unsafe fn leaves<T, L: Layout<T>>(&self, visit: &mut impl FnMut(Leaf<T, L>) -> ControlFlow<()>) -> ControlFlow<()> {
        // SAFETY, for all arms: as the caller promises.
        match self.node.kind() {
            Kind::Empty => {}
            // SAFETY: see above.
            Kind::Leaf => visit(unsafe { Leaf::from_ptr(self.node) })?,
            Kind::Branch => {
                // SAFETY: see above.
                let branch = unsafe { Branch::from_ptr(self.node) };
                // SAFETY: `slots` gives indices below the count.
                for slot in self.range.slots(branch.slot_count()).filter(|&slot| unsafe { branch.is_first_slot(slot) })
                {
                    let ahead = slot + (AHEAD << self.range.depth());
                    if ahead < branch.slot_count() {
                        // SAFETY: below the count.
                        Leaf::<T, L>::prefetch_all(unsafe { branch.slot(ahead) });
                    }
                    // SAFETY: below the count; see above.
                    unsafe { Nodes::below(branch.slot(slot)).leaves(visit)? };
                }
            }
            Kind::Collision => {
                // SAFETY: see above.
                let node = unsafe { Collision::from_ptr(self.node) };
                for index in 0..node.len() {
                    // SAFETY: pages are leaves (C3).
                    visit(unsafe { Leaf::from_ptr(node.page(index)) })?;
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// A part of a borrowed trie.
pub(crate) struct Part<'t, T, L> {
    nodes: Nodes,
    _entries: PhantomData<(&'t T, fn() -> L)>,
}

// SAFETY: gives out `&T`.
unsafe impl<T: Sync, L> Send for Part<'_, T, L> {}

impl<'t, T, L: Layout<T>> Part<'t, T, L> {
    pub(crate) fn whole<A: Allocator>(trie: &'t Trie<T, L, A>) -> Self {
        Part { nodes: Nodes::below(trie.root), _entries: PhantomData }
    }

    pub(crate) fn split(self) -> (Self, Option<Self>) {
        // SAFETY: the trie is borrowed.
        let (one, other) = unsafe { self.nodes.split() };
        (Part { nodes: one, ..self }, other.map(|nodes| Part { nodes, _entries: PhantomData }))
    }

    /// Calls `visit` with the entries of each leaf until it breaks.
    pub(crate) fn leaves(self, mut visit: impl FnMut(LeafEntries<'t, T, L>) -> ControlFlow<()>) {
        // SAFETY: the trie is borrowed.
        let _ = unsafe {
            self.nodes.leaves(&mut |leaf| visit(LeafEntries { leaf, next: 0..leaf.len(), _entries: PhantomData }))
        };
    }
}

/// The entries of a leaf.
pub(crate) struct LeafEntries<'t, T, L> {
    leaf: Leaf<T, L>,
    next: Range<usize>,
    _entries: PhantomData<&'t T>,
}

impl<'t, T, L: Layout<T>> Iterator for LeafEntries<'t, T, L> {
    type Item = &'t T;

    #[inline]
    fn next(&mut self) -> Option<&'t T> {
        // SAFETY: the trie is borrowed; positions below `len` have entries.
        self.next.next().map(|position| unsafe { self.leaf.entry(position).as_ref() })
    }
}

/// A part of a trie whose leaves are all its own.
pub(crate) struct PartMut<'t, T, L, A> {
    nodes: Nodes,
    alloc: &'t A,
    _entries: PhantomData<(&'t mut T, fn() -> L)>,
}

// SAFETY: gives out `&mut T`; makes entries, and drops them where this is their last holder.
unsafe impl<T: Send + Sync, L, A: Sync> Send for PartMut<'_, T, L, A> {}

impl<'t, T, L: Copies<T>, A: Allocator> PartMut<'t, T, L, A> {
    /// Copies the leaves that other versions hold, one after the other. O(leaves).
    pub(crate) fn whole(trie: &'t mut Trie<T, L, A>) -> Self {
        or_abort(own_leaves(trie));
        PartMut { nodes: Nodes::below(trie.root), alloc: &trie.alloc, _entries: PhantomData }
    }

    pub(crate) fn split(self) -> (Self, Option<Self>) {
        let alloc = self.alloc;
        // SAFETY: the trie is borrowed.
        let (one, other) = unsafe { self.nodes.split() };
        (PartMut { nodes: one, ..self }, other.map(|nodes| PartMut { nodes, alloc, _entries: PhantomData }))
    }

    /// Calls `visit` with the entries of each leaf until it breaks.
    pub(crate) fn leaves(self, mut visit: impl FnMut(LeafEntriesMut<'t, T, L, A>) -> ControlFlow<()>) {
        let alloc = self.alloc;
        // SAFETY: the trie is borrowed for changes, all leaves are unique, and no other part has those of this one.
        let _ = unsafe {
            self.nodes
                .leaves(&mut |leaf| visit(LeafEntriesMut { leaf, next: 0..leaf.len(), alloc, _entries: PhantomData }))
        };
    }
}

/// The entries of a leaf that is unique. Copies those that other versions hold, as it comes to them.
pub(crate) struct LeafEntriesMut<'t, T, L, A> {
    leaf: Leaf<T, L>,
    next: Range<usize>,
    alloc: &'t A,
    _entries: PhantomData<&'t mut T>,
}

impl<'t, T, L: Copies<T>, A: Allocator> Iterator for LeafEntriesMut<'t, T, L, A> {
    type Item = &'t mut T;

    #[inline]
    fn next(&mut self) -> Option<&'t mut T> {
        let position = self.next.next()?;
        // SAFETY: a unique leaf of a trie that is borrowed for changes. Each entry is given out once.
        unsafe {
            let released = or_abort(self.leaf.own_entry(self.alloc, position, L::copy));
            Leaf::<T, L>::drop_released(self.alloc, released);
            Some(self.leaf.entry(position).as_mut())
        }
    }
}
