//! Nodes of a borrowed trie: handles that can be read safely, and no more than read.
//!
//! std's B-tree has the same idea (`NodeRef` in `alloc::collections::btree::node`): what a handle may do is in its type.
//!
//! # Invariants
//!
//! * **V1** A handle of lifetime `'t` is empty, or of a node of its entry type and layout that lives, and does not change,
//!   for `'t`: one in a trie that is borrowed for as long. What hangs below such a node lives, and does not change, as long.
//!   (Where a trie is borrowed for changes, the one who has the borrow may change a leaf of which nothing is read any more.)
//! * **V2** The position of an [`EntryAt`] or [`LeafEntries`] is below the length of its leaf, or equal to it for entries
//!   that are at their end.
//! * **V3** The slot of [`Children`] is at most their end, and that at most the branch's number of slots.
//!
//! [`leaf`] has the handles of leaves and their entries, [`branch`] those of branches.

#![allow(unsafe_code, reason = "reads nodes through pointers that are checked where the handles are made")]

macro_rules! copies_as_pointers {
    ($($handle:ident),*) => {$(
        impl<T, L> Clone for $handle<'_, T, L> {
            #[inline(always)]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T, L> Copy for $handle<'_, T, L> {}

        // SAFETY: it reads nodes that do not change (V1), and gives out `&T`, as a slice does.
        unsafe impl<T: Sync, L> Send for $handle<'_, T, L> {}
        // SAFETY: as above.
        unsafe impl<T: Sync, L> Sync for $handle<'_, T, L> {}
    )*};
}

mod branch;
mod leaf;

use super::branch::Branch;
use super::collision::Collision;
use super::header::Header;
use super::leaf::Leaf;
use super::ptr::{Kind, LEAF_ALIGN, NodePtr};
use crate::layout::Layout;
use core::marker::PhantomData;

pub(crate) use branch::{BranchRef, Children};
pub(crate) use leaf::{EntryAt, LeafEntries, LeafRef};

/// A node, or none (V1).
pub(crate) struct NodeRef<'t, T, L> {
    node: NodePtr,
    _trie: PhantomData<(&'t T, fn() -> L)>,
}

/// What a [`NodeRef`] is.
pub(crate) enum Node<'t, T, L> {
    Empty,
    Leaf(LeafRef<'t, T, L>),
    Branch(BranchRef<'t, T, L>),
    Collision(CollisionRef<'t, T, L>),
}

/// A collision node (V1).
pub(crate) struct CollisionRef<'t, T, L> {
    node: Collision,
    _trie: PhantomData<(&'t T, fn() -> L)>,
}

copies_as_pointers!(NodeRef, CollisionRef);

impl<T, L> PartialEq for NodeRef<'_, T, L> {
    /// Whether both are one and the same node.
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<'t, T, L> NodeRef<'t, T, L> {
    pub(crate) const EMPTY: Self = NodeRef { node: NodePtr::EMPTY, _trie: PhantomData };

    /// # Safety
    /// 1. The node is as V1 says.
    #[inline(always)]
    pub(crate) unsafe fn new(node: NodePtr) -> Self {
        NodeRef { node, _trie: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn is_empty(self) -> bool {
        self.node.is_empty()
    }

    #[inline(always)]
    pub(crate) fn is_branch(self) -> bool {
        self.node.is_branch()
    }

    /// Whether it is a leaf or nothing.
    #[inline(always)]
    pub(crate) fn is_leaf_or_empty(self) -> bool {
        self.node.is_leaf_or_empty()
    }

    /// Number of slots, 0 of what is no branch.
    #[inline(always)]
    pub(crate) fn slot_count(self) -> u32 {
        if self.node.is_branch() { self.node.slot_mask() as u32 + 1 } else { 0 }
    }

    /// The branch that it is, if it is one.
    #[inline(always)]
    pub(crate) fn as_branch(self) -> Option<BranchRef<'t, T, L>> {
        if self.node.is_branch() { Some(self.branch()) } else { None }
    }

    #[inline(always)]
    fn branch(self) -> BranchRef<'t, T, L> {
        // SAFETY: callers saw that it is a branch; it is alive (V1).
        unsafe { BranchRef::new(Branch::from_ptr(self.node)) }
    }

    /// The leaf that it is, if it is one.
    #[inline(always)]
    pub(crate) fn as_leaf(self) -> Option<LeafRef<'t, T, L>>
    where
        L: Layout<T>,
    {
        if self.node.is_leaf_or_empty() && !self.node.is_empty() { Some(self.leaf()) } else { None }
    }

    /// The collision node that it is, if it is one.
    #[inline(always)]
    pub(crate) fn as_collision(self) -> Option<CollisionRef<'t, T, L>> {
        self.node.is_collision().then(|| self.collision())
    }

    /// What it is.
    #[inline(always)]
    pub(crate) fn get(self) -> Node<'t, T, L>
    where
        L: Layout<T>,
    {
        match self.node.kind() {
            Kind::Empty => Node::Empty,
            Kind::Leaf => Node::Leaf(self.leaf()),
            Kind::Branch => Node::Branch(self.branch()),
            Kind::Collision => Node::Collision(self.collision()),
        }
    }

    #[inline(always)]
    fn leaf(self) -> LeafRef<'t, T, L>
    where
        L: Layout<T>,
    {
        debug_assert_eq!(self.node.kind(), Kind::Leaf);
        // SAFETY: callers saw that it is a leaf; it is alive, and of these types (V1).
        unsafe { LeafRef::new(Leaf::from_ptr(self.node)) }
    }

    #[inline(always)]
    fn collision(self) -> CollisionRef<'t, T, L> {
        // SAFETY: callers saw that it is a collision node; it is alive (V1).
        CollisionRef { node: unsafe { Collision::from_ptr(self.node) }, _trie: PhantomData }
    }

    /// Its counter; 0 of no node.
    pub(crate) fn refs(self) -> u32 {
        if self.node.is_empty() {
            return 0;
        }
        // SAFETY: alive (V1), and every node begins with a header.
        let header: &Header = unsafe { &*self.node.address() };
        header.refs.get()
    }

    /// Bytes of the block that it lies in, without what is in blocks of its own below it; 0 of no node.
    pub(crate) fn bytes(self) -> usize
    where
        L: Layout<T>,
    {
        let size = match self.get() {
            Node::Empty => 0,
            Node::Leaf(leaf) => leaf.raw().size(),
            Node::Branch(branch) => branch.size(),
            Node::Collision(collision) => collision.node.size(),
        };
        size.next_multiple_of(LEAF_ALIGN)
    }

    /// Where it lies, to tell nodes apart.
    pub(crate) fn address(self) -> *const u8 {
        self.node.address().cast_const().cast()
    }

    /// Asks the processor to load a leaf of which nothing was looked at yet.
    #[inline(always)]
    pub(crate) fn prefetch_leaf(self)
    where
        L: Layout<T>,
    {
        Leaf::<T, L>::prefetch_all(self.node);
    }

    /// The pointer, for a comparison with what a change finds.
    #[inline(always)]
    pub(crate) fn ptr(self) -> NodePtr {
        self.node
    }
}

impl<'t, T, L: Layout<T>> CollisionRef<'t, T, L> {
    /// The hash of all entries.
    pub(crate) fn hash(self) -> u64 {
        self.node.hash()
    }

    /// Whether a page is held by this node alone, if this node is held by one trie alone.
    pub(crate) fn page_is_unique(self, index: usize) -> bool {
        self.node.page_is_unique(index)
    }

    /// Number of pages.
    pub(crate) fn len(self) -> usize {
        self.node.len()
    }

    pub(crate) fn cap(self) -> usize {
        self.node.cap()
    }

    pub(crate) fn depth(self) -> u32 {
        self.node.depth()
    }

    /// The page at an index.
    ///
    /// # Panics
    /// If there are not so many.
    pub(crate) fn page(self, index: usize) -> LeafRef<'t, T, L> {
        // SAFETY: pages are leaves of the node's entry type (C3), and live as long as the node (V1).
        unsafe { LeafRef::new(Leaf::from_ptr(self.node.page(index))) }
    }

    pub(crate) fn pages(self) -> impl Iterator<Item = LeafRef<'t, T, L>> {
        (0..self.len()).map(move |index| self.page(index))
    }
}
