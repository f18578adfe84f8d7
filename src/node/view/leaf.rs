//! Leaves of a borrowed trie, and their entries.

#![allow(unsafe_code, reason = "reads nodes through pointers that are checked where the handles are made")]

use super::NodeRef;
use crate::hash::Fingerprint;
use crate::layout::Layout;
use crate::node::leaf::Leaf;
use crate::node::ptr::{LEAF_ALIGN, NodePtr};
use crate::node::siblings::Chained;
use core::iter::FusedIterator;
use core::marker::PhantomData;

/// A leaf (V1).
pub(crate) struct LeafRef<'t, T, L> {
    leaf: Leaf<T, L>,
    _trie: PhantomData<&'t T>,
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

copies_as_pointers!(LeafRef, EntryAt, LeafEntries);

impl<'t, T, L: Layout<T>> LeafRef<'t, T, L> {
    /// The most entries that a leaf can have.
    pub(crate) const MAX: usize = Leaf::<T, L>::MAX;
    /// Whether a copy of a leaf clones its entries.
    pub(crate) const CLONES: bool = Leaf::<T, L>::CLONES;

    /// Bytes of the block of an entry that has one.
    pub(crate) const CELL_BYTES: usize = Leaf::<T, L>::CELL_SIZE.next_multiple_of(LEAF_ALIGN);

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
    pub(crate) fn links(self) -> Option<&'t Chained> {
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
