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

#![allow(unsafe_code, reason = "reads nodes through pointers that are checked where the handles are made")]

use super::branch::Branch;
use super::collision::Collision;
use super::header::Header;
use super::leaf::Leaf;
use super::ptr::{Kind, NodePtr};
use crate::hash::{Digit, DigitRange, Fingerprint};
use crate::layout::Layout;
use core::iter::FusedIterator;
use core::marker::PhantomData;

/// How many slots ahead children are loaded.
const AHEAD: usize = 2;

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

/// A leaf (V1).
pub(crate) struct LeafRef<'t, T, L> {
    leaf: Leaf<T, L>,
    _trie: PhantomData<&'t T>,
}

/// A branch (V1).
pub(crate) struct BranchRef<'t, T, L> {
    branch: Branch,
    _trie: PhantomData<(&'t T, fn() -> L)>,
}

/// A collision node (V1).
pub(crate) struct CollisionRef<'t, T, L> {
    node: Collision,
    _trie: PhantomData<(&'t T, fn() -> L)>,
}

/// The children of a branch, each once, or those that are left (V3). Loads what comes next.
pub(crate) struct Children<'t, T, L> {
    /// A branch, unless there are no slots left.
    branch: NodePtr,
    slot: u32,
    /// Slots from here on repeat earlier ones: a child of local depth `d` is among the first `2^d`.
    end: u32,
    _trie: PhantomData<(&'t T, fn() -> L)>,
}

/// Where an entry is: a leaf, and a position in it (V2).
pub(crate) struct EntryAt<'t, T, L> {
    leaf: LeafRef<'t, T, L>,
    position: usize,
}

/// The entries of a leaf, or what is left of them (V2).
pub(crate) struct LeafEntries<'t, T, L> {
    /// A leaf, unless there are no entries.
    leaf: NodePtr,
    position: u32,
    len: u32,
    _trie: PhantomData<(&'t T, fn() -> L)>,
}

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

copies_as_pointers!(NodeRef, LeafRef, BranchRef, Children, CollisionRef, EntryAt, LeafEntries);

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
        BranchRef { branch: unsafe { Branch::from_ptr(self.node) }, _trie: PhantomData }
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
        LeafRef { leaf: unsafe { Leaf::from_ptr(self.node) }, _trie: PhantomData }
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

impl<'t, T, L> BranchRef<'t, T, L> {
    /// Number of bits of the digit that the branch looks at.
    #[inline(always)]
    pub(crate) fn width(self) -> u32 {
        self.branch.width()
    }

    #[inline(always)]
    pub(crate) fn slot_count(self) -> usize {
        self.branch.slot_count()
    }

    #[inline(always)]
    fn of_child(child: NodePtr) -> NodeRef<'t, T, L> {
        NodeRef { node: child, _trie: PhantomData }
    }

    /// The child for a hash whose lowest bits are this level's digit: what is in the slot of its low bits.
    #[inline(always)]
    pub(crate) fn child_of(self, digits: u64) -> NodeRef<'t, T, L> {
        Self::of_child(self.branch.child_of(digits))
    }

    /// As [`Branch::child_or_grandchild`].
    #[inline(always)]
    pub(crate) fn child_or_grandchild(self, digits: u64) -> (NodeRef<'t, T, L>, u64) {
        let (node, digits) = self.branch.child_or_grandchild(digits);
        (Self::of_child(node), digits)
    }

    /// Whether the slot of some low bits is the first one of what it holds.
    #[cfg(feature = "rayon")]
    #[inline(always)]
    pub(crate) fn is_first_slot(self, slot: usize) -> bool {
        let slot = slot & (self.branch.slot_count() - 1);
        // SAFETY: below the count.
        unsafe { self.branch.is_first_slot(slot) }
    }

    /// The local depth of a child; that of nothing is as great as it can be.
    #[inline(always)]
    pub(crate) fn depth_of(self, child: NodeRef<'_, T, L>) -> u32 {
        // SAFETY: the child is alive (V1).
        unsafe { self.branch.depth_of(child.node) }
    }

    /// The children.
    #[inline(always)]
    pub(crate) fn each_child(self) -> Children<'t, T, L> {
        Children { branch: self.branch.ptr(), slot: 0, end: 1, _trie: PhantomData }
    }

    /// The children, with their first digits.
    pub(crate) fn children(self) -> impl Iterator<Item = (Digit, NodeRef<'t, T, L>)> {
        self.branch.children().map(|(first, child)| (first, Self::of_child(child)))
    }

    /// As [`Branch::range_at`].
    pub(crate) fn range_at(self, digit: Digit) -> DigitRange {
        self.branch.range_at(digit)
    }

    /// The branch, for those who look at its links.
    pub(crate) fn links(self) -> &'t super::siblings::Chained {
        self.branch.links()
    }
}

impl<T, L> Children<'_, T, L> {
    pub(crate) const NONE: Self = Children { branch: NodePtr::EMPTY, slot: 0, end: 0, _trie: PhantomData };
}

impl<'t, T, L: Layout<T>> Iterator for Children<'t, T, L> {
    type Item = NodeRef<'t, T, L>;

    #[inline]
    fn next(&mut self) -> Option<NodeRef<'t, T, L>> {
        while self.slot < self.end {
            // SAFETY: where slots are left there is a branch, which is alive (V1).
            let branch = unsafe { Branch::from_ptr(self.branch) };
            let slot = self.slot as usize;
            self.slot += 1;
            if slot + AHEAD < branch.slot_count() {
                // SAFETY: below the count.
                Leaf::<T, L>::prefetch_all(unsafe { branch.slot(slot + AHEAD) });
            }
            // SAFETY: below the end, and so below the count (V3).
            let (child, is_first) = unsafe { (branch.slot(slot), branch.is_first_slot(slot)) };
            if is_first {
                // SAFETY: the child is alive (V1). It has no greater depth than the branch has width (B3), so V3 holds.
                self.end = self.end.max(1 << unsafe { branch.depth_of(child) });
                if !child.is_empty() {
                    return Some(NodeRef { node: child, _trie: PhantomData });
                }
            }
        }
        None
    }
}

impl<'t, T, L: Layout<T>> LeafRef<'t, T, L> {
    /// The most entries that a leaf can have.
    pub(crate) const MAX: usize = Leaf::<T, L>::MAX;
    /// Whether a copy of a leaf clones its entries.
    pub(crate) const CLONES: bool = Leaf::<T, L>::CLONES;

    /// # Safety
    /// 1. The leaf is as V1 says.
    #[inline(always)]
    pub(crate) unsafe fn new(leaf: Leaf<T, L>) -> Self {
        LeafRef { leaf, _trie: PhantomData }
    }

    /// The capacity for `len` entries and, if possible, one more.
    #[inline]
    pub(crate) fn capacity_for(len: usize) -> usize {
        Leaf::<T, L>::capacity_for(len)
    }

    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        self.leaf.len()
    }

    pub(crate) fn cap(self) -> usize {
        self.leaf.cap()
    }

    pub(crate) fn depth(self) -> u32 {
        self.leaf.depth()
    }

    /// The fingerprint at a position; 0 where there is no entry.
    pub(crate) fn fingerprint(self, position: usize) -> u8 {
        self.leaf.fingerprint(position)
    }

    /// Asks the processor to load what a search will look at, but for the first line.
    #[inline(always)]
    pub(crate) fn prefetch(self) {
        Leaf::<T, L>::prefetch(self.leaf.ptr());
    }

    /// The entry with this fingerprint for which `eq` holds.
    #[inline(always)]
    pub(crate) fn find(self, wanted: Fingerprint, eq: impl FnMut(&T) -> bool) -> Option<EntryAt<'t, T, L>> {
        // SAFETY: the leaf does not change (V1).
        unsafe { self.leaf.find(wanted, eq) }.map(|position| EntryAt { leaf: self, position })
    }

    /// The entries, to be read.
    #[inline]
    pub(crate) fn entries(self) -> LeafEntries<'t, T, L> {
        LeafEntries { leaf: self.leaf.ptr(), position: 0, len: self.leaf.len() as u32, _trie: PhantomData }
    }

    /// Where the entries are.
    #[inline]
    pub(crate) fn places(self) -> impl DoubleEndedIterator<Item = EntryAt<'t, T, L>> {
        (0..self.len()).map(move |position| EntryAt { leaf: self, position })
    }

    /// Where the entry at a position is.
    ///
    /// # Panics
    /// If the position is not below `len`.
    #[inline(always)]
    pub(crate) fn place(self, position: usize) -> EntryAt<'t, T, L> {
        assert!(position < self.len());
        EntryAt { leaf: self, position }
    }

    /// The sibling links, if entries are shared ones.
    pub(crate) fn links(self) -> Option<&'t super::siblings::Chained> {
        // SAFETY: alive (V1).
        self.leaf.chain().map(|chain| unsafe { chain.as_ref() })
    }

    /// The leaf without its promise, for who changes it.
    #[inline(always)]
    pub(crate) fn raw(self) -> Leaf<T, L> {
        self.leaf
    }

    /// The same leaf as a node.
    pub(crate) fn node(self) -> NodeRef<'t, T, L> {
        NodeRef { node: self.leaf.ptr(), _trie: PhantomData }
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
        LeafRef { leaf: unsafe { Leaf::from_ptr(self.node.page(index)) }, _trie: PhantomData }
    }

    pub(crate) fn pages(self) -> impl Iterator<Item = LeafRef<'t, T, L>> {
        (0..self.len()).map(move |index| self.page(index))
    }
}

impl<'t, T, L: Layout<T>> EntryAt<'t, T, L> {
    /// The entry.
    #[inline(always)]
    pub(crate) fn entry(self) -> &'t T {
        // SAFETY: a position below `len` (V2) of a leaf that lives, and does not change, for `'t` (V1).
        unsafe { self.leaf.leaf.entry(self.position).as_ref() }
    }

    #[inline(always)]
    pub(crate) fn leaf(self) -> LeafRef<'t, T, L> {
        self.leaf
    }

    #[inline(always)]
    pub(crate) fn position(self) -> usize {
        self.position
    }

    /// The fingerprint that the leaf keeps of the entry's hash.
    #[inline(always)]
    pub(crate) fn fingerprint(self) -> u8 {
        self.leaf.leaf.fingerprint(self.position)
    }

    /// The low half of the entry's hash, where it is kept: with shared entries, unless tries disagree about it.
    #[inline(always)]
    pub(crate) fn low_hash(self) -> Option<u32> {
        // SAFETY: below `len` (V2).
        unsafe { self.leaf.leaf.low_hash(self.position) }
    }

    /// To be called before a trie in which the entry has this hash gets it as it is stored.
    #[inline(always)]
    pub(crate) fn meet_hash(self, hash: u64) {
        // SAFETY: below `len` (V2).
        unsafe { self.leaf.leaf.meet_hash(self.position, hash) }
    }

    /// How many runs hold the entry, and the address of its cell; none of an inline one.
    pub(crate) fn refs(self) -> Option<(u32, *const u8)> {
        // SAFETY: below `len` (V2).
        unsafe { self.leaf.leaf.entry_refs(self.position) }
    }
}

impl<'t, T, L: Layout<T>> LeafEntries<'t, T, L> {
    pub(crate) const EMPTY: Self = LeafEntries { leaf: NodePtr::EMPTY, position: 0, len: 0, _trie: PhantomData };

    /// How many are left.
    #[inline(always)]
    pub(crate) fn remaining(&self) -> usize {
        (self.len - self.position) as usize
    }

    #[inline(always)]
    fn leaf(&self) -> Leaf<T, L> {
        debug_assert!(self.position < self.len);
        // SAFETY: where entries are left there is a leaf, which is alive (V1).
        unsafe { Leaf::from_ptr(self.leaf) }
    }

    /// Those that are left, which lie side by side, as they are inline ones.
    #[inline]
    pub(crate) fn take_slice(&mut self) -> &'t [T] {
        const { assert!(Leaf::<T, L>::SIDE_BY_SIDE) };
        if self.remaining() == 0 {
            return &[];
        }
        // SAFETY: below `len` (V2).
        let first = unsafe { self.leaf().entry(self.position as usize) };
        let count = self.remaining();
        self.position = self.len;
        // SAFETY: so many entries lie from there on (V2), and stay for `'t` (V1).
        unsafe { core::slice::from_raw_parts(first.as_ptr(), count) }
    }
}

impl<'t, T, L: Layout<T>> Iterator for LeafEntries<'t, T, L> {
    type Item = &'t T;

    #[inline(always)]
    fn next(&mut self) -> Option<&'t T> {
        if self.position == self.len {
            return None;
        }
        // SAFETY: below `len` (V2) of a leaf that lives, and does not change, for `'t` (V1).
        let entry = unsafe { self.leaf().entry(self.position as usize).as_ref() };
        self.position += 1;
        Some(entry)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining(), Some(self.remaining()))
    }
}

impl<T, L: Layout<T>> ExactSizeIterator for LeafEntries<'_, T, L> {}
impl<T, L: Layout<T>> FusedIterator for LeafEntries<'_, T, L> {}
