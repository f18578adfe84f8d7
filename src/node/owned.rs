//! Nodes that only one change can see: handles that may be written to.
//!
//! | handle | what it is of |
//! |---|---|
//! | [`Fresh`] | a new node, or several that hang together, which nobody knows yet; released unless attached |
//! | [`FreshLeaf`], [`FreshBranch`] | the same, known to be a leaf or a branch, to be filled |
//! | [`LeafMut`] | a leaf of a fresh node, or one of a trie that is *unique*: reached through unique nodes from one handle |
//!
//! # Invariants
//!
//! * **O1** A [`Fresh`] has the one count of its node, which is of its entry type and layout, from its allocator, and known to
//!   nobody else; or it is empty.
//! * **O2** The leaf of a [`LeafMut`] of lifetime `'c` is alive, of its entry type and layout, and from its allocator. For `'c`
//!   nobody reads or changes it but through the handle. Its entries may be shared with other leaves (see `siblings`).
//! * **O3** What a [`Reservation`] or an [`EndedRun`] has is from its allocator, and nobody else's.

#![allow(unsafe_code, reason = "changes nodes that nobody else sees")]

use super::branch::Branch;
use super::header::Header;
use super::leaf::{Leaf, Released, Reservation};
use super::ptr::NodePtr;
use super::release::release;
use super::view::{EntryAt, LeafRef};
use crate::error::{OutOfMemory, or_abort};
use crate::hash::DigitRange;
use crate::layout::{Copies, Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};

/// A new node that is not attached yet, or none (O1).
pub(crate) struct Fresh<'a, T, L: Layout<T>, A: Allocator> {
    node: NodePtr,
    alloc: &'a A,
    _entries: PhantomData<*const (T, L)>,
}

/// A new leaf that is not attached yet (O1).
pub(crate) struct FreshLeaf<'a, T, L: Layout<T>, A: Allocator>(Fresh<'a, T, L, A>);

/// A new branch that is not attached yet (O1).
pub(crate) struct FreshBranch<'a, T, L: Layout<T>, A: Allocator> {
    branch: Branch,
    fresh: Fresh<'a, T, L, A>,
}

impl<'a, T, L: Layout<T>, A: Allocator> Fresh<'a, T, L, A> {
    /// # Safety
    /// 1. The node is as O1 says.
    #[inline]
    pub(crate) unsafe fn new(node: NodePtr, alloc: &'a A) -> Self {
        Fresh { node, alloc, _entries: PhantomData }
    }

    /// No node.
    pub(crate) fn empty(alloc: &'a A) -> Self {
        Fresh { node: NodePtr::EMPTY, alloc, _entries: PhantomData }
    }

    /// Whether a branch may hold the node over these digits: as what covers them, or as nothing.
    #[inline(always)]
    pub(crate) fn covers(&self, range: DigitRange) -> bool {
        self.node.is_empty() || self.node.is_branch() || {
            // SAFETY: alive (O1), and every node begins with a header.
            let header: &Header = unsafe { &*self.node.address() };
            u32::from(header.depth) == range.depth()
        }
    }

    /// The node, now the caller's to attach.
    #[inline]
    pub(crate) fn attach(self) -> NodePtr {
        ManuallyDrop::new(self).node
    }
}

impl<T, L: Layout<T>, A: Allocator> Drop for Fresh<'_, T, L, A> {
    fn drop(&mut self) {
        // SAFETY: its one count was never handed on (O1).
        unsafe { release::<T, L, A>(self.node, self.alloc) }
    }
}

impl<'a, T, L: Layout<T>, A: Allocator> FreshLeaf<'a, T, L, A> {
    /// A leaf without entries, with room for `cap`, for a range of `depth`.
    #[inline]
    pub(crate) fn new(alloc: &'a A, cap: usize, depth: u32) -> Result<Self, OutOfMemory> {
        Ok(FreshLeaf(Fresh { node: Leaf::<T, L>::new(alloc, cap, depth)?.ptr(), alloc, _entries: PhantomData }))
    }

    /// # Safety
    /// 1. The leaf is as O1 says.
    #[inline]
    pub(crate) unsafe fn of(leaf: Leaf<T, L>, alloc: &'a A) -> Self {
        FreshLeaf(Fresh { node: leaf.ptr(), alloc, _entries: PhantomData })
    }

    /// The leaf, to be filled.
    #[inline]
    pub(crate) fn get_mut(&mut self) -> LeafMut<'_, 'a, T, L, A> {
        // SAFETY: by 1: a leaf that nobody else knows (O1), borrowed with `self`.
        unsafe { LeafMut::new(Leaf::from_ptr(self.0.node), self.0.alloc) }
    }

    /// Makes it a leaf for a range of another depth.
    #[inline(always)]
    pub(crate) fn set_depth(&mut self, depth: u32) {
        // SAFETY: a leaf that nobody else knows, and that is nowhere attached (O1).
        unsafe { Leaf::<T, L>::from_ptr(self.0.node).set_depth(depth) }
    }

    #[inline]
    pub(crate) fn into_fresh(self) -> Fresh<'a, T, L, A> {
        self.0
    }
}

impl<'a, T, L: Layout<T>, A: Allocator> FreshBranch<'a, T, L, A> {
    /// A branch without children, of at least a width.
    pub(crate) fn new(alloc: &'a A, width: u32) -> Result<Self, OutOfMemory> {
        let branch = Branch::new(alloc, width)?;
        Ok(FreshBranch { branch, fresh: Fresh { node: branch.ptr(), alloc, _entries: PhantomData } })
    }

    /// Puts a child in a range that has none.
    ///
    /// # Panics
    /// If the range is too narrow for the branch, or not the child's.
    pub(crate) fn fill(&mut self, range: DigitRange, child: Fresh<'a, T, L, A>) {
        assert!(range.depth() <= self.branch.width() && child.covers(range));
        debug_assert!(self.branch.is_empty_at(range)); // else a node is lost, no more
        // SAFETY: nobody else knows the branch (O1), and it has no bits yet. The range is empty, and fits the child (B3).
        unsafe { self.branch.fill(range, child.attach()) }
    }

    #[inline]
    pub(crate) fn into_fresh(self) -> Fresh<'a, T, L, A> {
        self.fresh
    }
}

/// A leaf that may be changed (O2).
pub(crate) struct LeafMut<'c, 'a, T, L, A> {
    leaf: Leaf<T, L>,
    alloc: &'a A,
    _leaf: PhantomData<&'c mut T>,
}

impl<'c, 'a, T, L: Layout<T>, A: Allocator> LeafMut<'c, 'a, T, L, A> {
    /// # Safety
    /// 1. The leaf is as O2 says.
    #[inline(always)]
    pub(crate) unsafe fn new(leaf: Leaf<T, L>, alloc: &'a A) -> Self {
        LeafMut { leaf, alloc, _leaf: PhantomData }
    }

    /// The leaf, to be read.
    #[inline(always)]
    pub(crate) fn read(&self) -> LeafRef<'_, T, L> {
        // SAFETY: by 1: nobody changes the leaf while the handle is borrowed (O2).
        unsafe { LeafRef::new(self.leaf) }
    }

    /// The leaf without its promise.
    #[inline(always)]
    pub(crate) fn raw(&self) -> Leaf<T, L> {
        self.leaf
    }

    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.leaf.len()
    }

    #[inline(always)]
    pub(crate) fn has_room(&self) -> bool {
        self.leaf.len() < self.leaf.cap()
    }

    /// Appends an entry of a hash, in a cell that was obtained for it, and returns its position.
    ///
    /// # Panics
    /// If there is no room.
    #[inline(always)]
    pub(crate) fn push(&mut self, hash: u64, entry: T, cell: Reservation<'_, T, L, A>) -> usize {
        assert!(self.has_room());
        debug_assert!(size_of::<A>() == 0 || core::ptr::eq(self.alloc, cell.allocator()));
        // SAFETY: ours (O2), with room; the cell is used once (O3).
        unsafe { self.leaf.push(hash, entry, cell.take()) }
    }

    /// Appends the entry at a place in another leaf, which goes on holding it: the cell of a shared one, a clone of an
    /// inline one. `hash` is its hash in this trie.
    ///
    /// # Safety
    /// 1. If entries are shared ones, the cell [has met](EntryAt::meet_hash) the hash, and either trie's allocator can free it.
    ///
    /// # Panics
    /// If there is no room.
    #[inline]
    pub(crate) unsafe fn push_held(&mut self, at: EntryAt<'_, T, L>, hash: u64)
    where
        L: Edits<T>,
    {
        assert!(self.has_room());
        // SAFETY: ours (O2), with room. The other leaf does not change, and has the entry (V1, V2). The cell is as by 1.
        unsafe { self.leaf.push_held(at.leaf().raw(), at.position(), hash, L::duplicate) }
    }

    /// Whether no other leaf holds the entry at a position.
    ///
    /// # Panics
    /// If there is none.
    #[inline(always)]
    pub(crate) fn entry_is_unique(&self, position: usize) -> bool {
        assert!(position < self.len());
        // SAFETY: ours (O2), and below the length.
        unsafe { self.leaf.entry_is_unique(position) }
    }

    /// The entry at a position, which becomes this leaf's own.
    ///
    /// # Panics
    /// If there is none.
    #[inline]
    pub(crate) fn into_entry(self, position: usize, clone: impl Fn(&T) -> T) -> Result<&'c mut T, OutOfMemory> {
        assert!(position < self.len());
        // SAFETY: ours (O2), and below the length.
        let ended = unsafe { self.leaf.own_entry(self.alloc, position, clone)? };
        drop(EndedRun::<T, L, A>::new(ended, self.alloc));
        // SAFETY: as above. No other leaf holds the entry now, and the handle, which had the leaf, is gone.
        Ok(unsafe { self.leaf.entry(position).as_mut() })
    }

    /// The entries, which become this leaf's own one by one.
    #[inline]
    pub(crate) fn into_entries(self) -> LeafEntriesMut<'c, 'a, T, L, A> {
        LeafEntriesMut { next: 0, leaf: self }
    }

    /// Puts another entry of the same hash in the place of one, which is dropped unless other leaves hold it. For that a cell
    /// is needed. To be called when the trie is whole: dropping an entry is user code.
    ///
    /// # Panics
    /// If there is no entry at the position, or no cell where one is needed.
    pub(crate) fn put(&mut self, position: usize, entry: T, cell: Option<Reservation<'_, T, L, A>>) {
        match cell {
            None => {
                assert!(self.entry_is_unique(position));
                // SAFETY: ours (O2), and below the length; no other leaf holds the entry.
                drop(mem::replace(unsafe { self.leaf.entry(position).as_mut() }, entry));
            }
            Some(cell) => {
                assert!(!Leaf::<T, L>::CLONES && position < self.len());
                // SAFETY: ours (O2), of shared entries, and below the length; the cell is used once (O3).
                let ended = unsafe { self.leaf.replace(position, entry, cell.take()) };
                drop(EndedRun::<T, L, A>::new(ended, self.alloc));
            }
        }
    }

    /// Puts the entry at a place in another leaf, which goes on holding it, in the place of one with the same hash.
    ///
    /// # Safety
    /// 1. As for [`LeafMut::push_held`].
    ///
    /// # Panics
    /// If there is no entry at the position, or entries are inline ones.
    pub(crate) unsafe fn put_held(&mut self, position: usize, at: EntryAt<'_, T, L>) -> EndedRun<'a, T, L, A> {
        assert!(!Leaf::<T, L>::CLONES && position < self.len());
        // SAFETY: ours (O2), of shared entries, and below the length. The other leaf does not change, and has the entry
        // (V1, V2). The cell is as by 1.
        let ended = unsafe { self.leaf.replace_held(position, at.leaf().raw(), at.position()) };
        EndedRun::new(ended, self.alloc)
    }

    /// Takes the entry at a position out; the last one moves to its place. It is cloned if other leaves hold it, before
    /// anything changes.
    ///
    /// # Panics
    /// If there is none.
    #[inline]
    pub(crate) fn take(&mut self, position: usize, clone: impl Fn(&T) -> T) -> (T, EndedRun<'a, T, L, A>) {
        assert!(position < self.len());
        // SAFETY: ours (O2), and below the length.
        let (entry, ended) = unsafe { self.leaf.take(self.alloc, position, clone) };
        (entry, EndedRun::new(ended, self.alloc))
    }

    /// As [`LeafMut::take`], for who has no use for the entry.
    ///
    /// # Panics
    /// If there is none.
    #[inline]
    pub(crate) fn discard(&mut self, position: usize) -> Removed<'a, T, L, A> {
        assert!(position < self.len());
        // SAFETY: ours (O2), and below the length.
        let (entry, run) = unsafe { self.leaf.discard(position) };
        Removed { _entry: entry, _run: EndedRun::new(run, self.alloc) }
    }
}

/// The entries of a leaf that may be changed. Each is given out once.
pub(crate) struct LeafEntriesMut<'c, 'a, T, L, A> {
    leaf: LeafMut<'c, 'a, T, L, A>,
    next: usize,
}

impl<T, L: Layout<T>, A: Allocator> LeafEntriesMut<'_, '_, T, L, A> {
    /// The entries that were not given out yet.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &T> {
        (self.next..self.leaf.len()).map(|position| self.leaf.read().place(position).entry())
    }
}

impl<'c, 'a, T, L: Copies<T>, A: Allocator> Iterator for LeafEntriesMut<'c, 'a, T, L, A> {
    type Item = &'c mut T;

    #[inline]
    fn next(&mut self) -> Option<&'c mut T> {
        if self.next == self.leaf.len() {
            return None;
        }
        // SAFETY: by 1: the handle is ours (O2). No two of the handles made here are used for one entry.
        let leaf = unsafe { LeafMut::new(self.leaf.leaf, self.leaf.alloc) };
        self.next += 1;
        Some(or_abort(leaf.into_entry(self.next - 1, L::copy)))
    }
}

/// What was taken out of a leaf, to be dropped when the trie is whole: dropping an entry is user code.
#[must_use]
pub(crate) struct Removed<'a, T, L: Layout<T>, A: Allocator> {
    /// An inline entry.
    _entry: Option<T>,
    _run: EndedRun<'a, T, L, A>,
}

/// A run of a shared entry that ended, to be counted when the trie is whole: it may be the last one.
#[must_use]
pub(crate) struct EndedRun<'a, T, L: Layout<T>, A: Allocator> {
    run: Option<Released<T>>,
    alloc: &'a A,
    _layout: PhantomData<fn() -> L>,
}

impl<'a, T, L: Layout<T>, A: Allocator> EndedRun<'a, T, L, A> {
    #[inline]
    fn new(run: Option<Released<T>>, alloc: &'a A) -> Self {
        EndedRun { run, alloc, _layout: PhantomData }
    }
}

impl<T, L: Layout<T>, A: Allocator> Drop for EndedRun<'_, T, L, A> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: ended in a leaf of this layout, with cells from this allocator (O3).
        unsafe { Leaf::<T, L>::drop_released(self.alloc, self.run.take()) }
    }
}
