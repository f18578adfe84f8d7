//! A change of a trie under way: the path copy, and what the trie lets go of meanwhile.
//!
//! What others hold of a path is copied from the bottom up: first the new leaf, then each branch with one child replaced.
//! So a new node is complete before it gets linked to its original, and the two differ in one child from the beginning: no
//! counter of any child changes.
//!
//! ```text
//!        root ── unique        root ── changed in place: one slot
//!         │                     │
//!        N1 ─── shared          N1 ── N1'  copy, linked          (1) new leaf
//!         │             =>      │      │                         (2) N2' = copy of N2 with the new leaf
//!        N2                     N2 ── N2'  copy, linked          (3) N1' = copy of N1 with N2'
//!         │                     │      │                         (4) the slot in the root
//!        leaf                   leaf  new leaf
//! ```
//!
//! Only a change lets go of nodes, and only it has something to do at its end. A [`Cursor`] has no drop glue, and so an
//! entry of a map, which has one, ends its borrow where it is last used.

#![allow(unsafe_code, reason = "replaces nodes")]

use super::Trie;
use super::cursor::Cursor;
use super::path::{Fresh, Hold};
use crate::error::OutOfMemory;
use crate::hash::{DigitRange, LEVELS};
use crate::layout::Layout;
use crate::node::branch::Branch;
use crate::node::ptr::NodePtr;
use crate::node::release::release;
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;
use core::mem::{self, MaybeUninit};
use core::ops::{Deref, DerefMut};

/// What may be changed of a trie.
pub(crate) struct Roots<'t, T, L: Layout<T>, A: Allocator> {
    pub(super) root: &'t mut NodePtr,
    pub(super) len: &'t mut usize,
    pub(super) alloc: &'t A,
    _entries: PhantomData<(&'t mut T, fn() -> L)>,
}

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    #[inline]
    pub(super) fn roots(&mut self) -> Roots<'_, T, L, A> {
        Roots { root: &mut self.root, len: &mut self.len, alloc: &self.alloc, _entries: PhantomData }
    }
}

/// The most nodes that one change lets go of: the top of the old path, and what two ranges held.
const RETIRED: usize = 4;

/// A change at a cursor. What it lets go of is released when it ends, also by a panic: drops are user code, which runs when
/// the trie is consistent (T4).
pub(super) struct Change<'c, 't, T, L: Layout<T>, A: Allocator> {
    cursor: &'c mut Cursor<'t, T, L, A>,
    retired: [NodePtr; RETIRED],
}

impl<'t, T, L: Layout<T>, A: Allocator> Cursor<'t, T, L, A> {
    #[inline]
    pub(super) fn change(&mut self) -> Change<'_, 't, T, L, A> {
        Change { cursor: self, retired: [NodePtr::EMPTY; RETIRED] }
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Deref for Change<'_, 't, T, L, A> {
    type Target = Cursor<'t, T, L, A>;

    #[inline]
    fn deref(&self) -> &Cursor<'t, T, L, A> {
        self.cursor
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> DerefMut for Change<'_, 't, T, L, A> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Cursor<'t, T, L, A> {
        self.cursor
    }
}

impl<T, L: Layout<T>, A: Allocator> Drop for Change<'_, '_, T, L, A> {
    #[inline]
    fn drop(&mut self) {
        let rest = Rest(self);
        rest.0.flush();
        mem::forget(rest);
    }
}

/// Releases what is left when the drop of an entry panics.
struct Rest<'r, 'c, 't, T, L: Layout<T>, A: Allocator>(&'r mut Change<'c, 't, T, L, A>);

impl<T, L: Layout<T>, A: Allocator> Drop for Rest<'_, '_, '_, T, L, A> {
    fn drop(&mut self) {
        self.0.flush();
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Change<'_, 't, T, L, A> {
    /// Keeps a node that the trie no longer holds until the trie is consistent.
    ///
    /// # Safety
    /// The trie owes this count: a run of the node ended, or the trie's hold on it.
    #[inline]
    pub(super) unsafe fn retire(&mut self, node: NodePtr) {
        if !node.is_empty() {
            let free = self.retired.iter_mut().find(|slot| slot.is_empty());
            *free.expect("flushed between changes") = node;
        }
    }

    /// Releases what was retired. The trie is consistent.
    #[inline]
    pub(super) fn flush(&mut self) {
        // From the last to the first, so that the first place is empty only when all are, also after a panic.
        while !self.retired[0].is_empty() {
            let last = self.retired.iter_mut().rev().find(|node| !node.is_empty());
            let node = last.map_or(NodePtr::EMPTY, |node| mem::replace(node, NodePtr::EMPTY));
            // SAFETY: as `retire` demands.
            unsafe { release::<T, L, A>(node, self.alloc()) }
        }
    }

    /// Makes `root` the root. The old one is retired if the trie held it and the caller does not keep it.
    ///
    /// # Safety
    /// The new root counts for this trie, and has the entries that the trie is to have.
    pub(super) unsafe fn set_root(&mut self, root: NodePtr, keeps_old: bool) {
        let old = mem::replace(self.roots.root, root);
        if self.path.hold == Hold::Owned && !keeps_old {
            // SAFETY: the trie held it (T1) and does so no more.
            unsafe { self.retire(old) };
        }
        self.path.hold = Hold::Owned;
    }

    /// Puts `bottom` in the place of the path's bottom, and makes all of the path unique.
    ///
    /// On failure nothing has changed and `bottom` is gone.
    ///
    /// # Safety
    /// `bottom` is new, or empty, and covers what the old one did. If the old bottom was unique, its memory is taken care of
    /// by the caller.
    #[inline]
    pub(super) unsafe fn replace(&mut self, bottom: Fresh<'t, T, L, A>) -> Result<(), OutOfMemory> {
        let range = self.path.range();
        // SAFETY: as the caller promises.
        unsafe { self.splice(Some((range, bottom))) }
    }

    /// Makes all branches of the path unique. The bottom stays what and as shared as it is.
    pub(super) fn own_branches(&mut self) -> Result<(), OutOfMemory> {
        if self.path.branches_are_unique() {
            return Ok(());
        }
        // SAFETY: no new bottom.
        unsafe { self.splice(None) }
    }

    /// # Safety
    /// As for [`Change::replace`]; the range is that of the bottom.
    unsafe fn splice(&mut self, bottom: Option<(DigitRange, Fresh<'t, T, L, A>)>) -> Result<(), OutOfMemory> {
        let alloc = self.alloc();
        let unique_branches = self.path.unique.min(self.path.depth);
        let keeps_old = self.path.bottom_is_unique();
        let new_bottom = bottom.map(|(range, fresh)| (range, fresh.attach()));
        let mut space = [const { MaybeUninit::uninit() }; LEVELS];
        // SAFETY: the path is that of this root (K1).
        let branches = unsafe { self.path.branches(*self.roots.root, &mut space) };
        let mut below = new_bottom;
        let mut parent = self.path.parent;
        for index in (unique_branches..self.path.depth).rev() {
            // SAFETY: shared nodes of the path are held by this trie or the one it borrows from; the range
            // is that of one child.
            let Ok(copy) = (unsafe { Branch::from_ptr(branches[index]).copy(alloc, below) }) else {
                let unattached = below.map_or(NodePtr::EMPTY, |(_, node)| node);
                // SAFETY: the new nodes hang together, and nobody else knows them.
                unsafe { release::<T, L, A>(unattached, alloc) };
                return Err(OutOfMemory);
            };
            below = Some((self.path.range_in_parent(index), copy.ptr()));
            if index + 1 == self.path.depth {
                parent = copy.ptr();
            }
        }
        // Nothing can fail from here on.
        let Some((range, top)) = below else { return Ok(()) };
        if unique_branches == 0 {
            // SAFETY: the copies hang together below their top, which counts one.
            unsafe { self.set_root(top, keeps_old) };
        } else {
            // SAFETY: unique; the range is that of one child, whose slots are overwritten. No bit is set for
            // a unique one.
            unsafe {
                let above = Branch::from_ptr(branches[unique_branches - 1]);
                if !keeps_old {
                    for ended in above.detach(range) {
                        self.retire(ended);
                    }
                }
                above.fill(range, top);
            }
        }
        self.path.parent = parent;
        self.path.unique = self.path.depth;
        if let Some((_, bottom)) = new_bottom {
            self.path.bottom = bottom;
            self.path.unique += usize::from(!bottom.is_empty());
        }
        Ok(())
    }

    /// The branch above the parent of the path's bottom.
    fn grandparent(&self) -> Option<Branch> {
        // SAFETY: the path is that of this root (K1).
        unsafe { self.path.grandparent(*self.roots.root) }
    }

    /// Notes that the last branch, which is unique, is now another node.
    ///
    /// # Safety
    /// All branches of the path are unique; `branch` has taken the place of the last one, which is gone.
    pub(super) unsafe fn relink_parent(&mut self, branch: Branch) {
        self.path.parent = branch.ptr();
        let range = self.path.range_in_parent(self.path.depth - 1);
        match self.grandparent() {
            None => *self.roots.root = branch.ptr(),
            // SAFETY: unique; the child was held by this branch alone and goes on being so.
            Some(grandparent) => unsafe { grandparent.fill(range, branch.ptr()) },
        }
    }

    /// Notes that the bottom, which is unique, is now another node, over the digits `range`.
    ///
    /// # Safety
    /// All of the path is unique; no bit of the parent is set in `range`, and what was there is taken care of.
    pub(super) unsafe fn relink_bottom(&mut self, range: DigitRange, bottom: NodePtr) {
        self.path.bottom = bottom;
        self.path.unique = self.path.depth + usize::from(!bottom.is_empty());
        match self.path.parent() {
            None => *self.roots.root = bottom,
            // SAFETY: unique, and as the caller promises.
            Some(parent) => unsafe { parent.fill(range, bottom) },
        }
    }

    /// Shortens the path by its last branch, in whose place the bottom stands from now on.
    ///
    /// # Safety
    /// All of the path is unique; the branch holds the bottom and nothing else; the bottom's depth is set.
    pub(super) unsafe fn collapse_parent(&mut self) {
        let grandparent = self.grandparent();
        let Some(old) = self.path.parent() else { return };
        self.path.depth -= 1;
        self.path.parent = grandparent.map_or(NodePtr::EMPTY, Branch::ptr);
        let range = self.path.range_in_parent(self.path.depth);
        // SAFETY: the old branch was this one's only child there; its only child moves up.
        unsafe {
            let bottom = self.path.bottom;
            self.relink_bottom(range, bottom);
            old.dissolve(self.alloc());
        }
    }
}
