//! A mutation of a trie under way: the path copy, and what the trie lets go of meanwhile.
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
//! Only a mutation lets go of nodes, and only it has something to do at its end. A [`Cursor`] has no drop glue, and so an
//! entry of a map, which has one, ends its borrow where it is last used.
//!
//! The files of this folder are where the nodes of a trie get new places. What they offer is safe, and what uses it, the
//! algorithms beside this folder, has no unsafe code.
//!
//! ```text
//!   mod      replacing the bottom, the path copy, letting go
//!   part     a bottom that parts in two
//!   pages    collision nodes
//!   own      a path that is the trie's own: what can only be done there, and makes it smaller
//! ```

#![allow(unsafe_code, reason = "gives nodes new places")]
#![allow(clippy::multiple_unsafe_ops_per_block, reason = "a step is several writes that are right together")]

mod own;
mod pages;
mod part;

use super::cursor::Cursor;
use super::path::Hold;
use crate::error::OutOfMemory;
use crate::hash::{DigitRange, LEVELS};
use crate::layout::{Edits, Layout};
use crate::node::branch::Branch;
use crate::node::leaf::Leaf;
use crate::node::owned::{Fresh, FreshLeaf};
use crate::node::ptr::NodePtr;
use crate::node::release::release;
use crate::node::siblings::Places;
use allocator_api2::alloc::Allocator;
use core::mem::{self, MaybeUninit};
use core::ops::{Deref, DerefMut};
pub(super) use own::{OwnPath, Shrunk};

/// The most nodes that one mutation lets go of: the top of the old path, and what two ranges held.
const RETIRED: usize = 4;

/// A mutation at a cursor. What it lets go of is released when it ends, also by a panic: drops are user code, which runs when
/// the trie is consistent (T4).
pub(crate) struct Mutation<'c, 't, T, L: Layout<T>, A: Allocator> {
    cursor: &'c mut Cursor<'t, T, L, A>,
    retired: [NodePtr; RETIRED],
}

impl<'t, T, L: Layout<T>, A: Allocator> Cursor<'t, T, L, A> {
    #[inline]
    pub(super) fn mutation(&mut self) -> Mutation<'_, 't, T, L, A> {
        Mutation { cursor: self, retired: [NodePtr::EMPTY; RETIRED] }
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Deref for Mutation<'_, 't, T, L, A> {
    type Target = Cursor<'t, T, L, A>;

    #[inline]
    fn deref(&self) -> &Cursor<'t, T, L, A> {
        self.cursor
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> DerefMut for Mutation<'_, 't, T, L, A> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Cursor<'t, T, L, A> {
        self.cursor
    }
}

impl<T, L: Layout<T>, A: Allocator> Drop for Mutation<'_, '_, T, L, A> {
    #[inline]
    fn drop(&mut self) {
        let rest = FlushTheRest(self);
        rest.0.flush();
        mem::forget(rest);
    }
}

/// Releases what is left when the drop of an entry panics.
struct FlushTheRest<'r, 'c, 't, T, L: Layout<T>, A: Allocator>(&'r mut Mutation<'c, 't, T, L, A>);

impl<T, L: Layout<T>, A: Allocator> Drop for FlushTheRest<'_, '_, '_, T, L, A> {
    fn drop(&mut self) {
        self.0.flush();
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Mutation<'_, 't, T, L, A> {
    /// Keeps a node that the trie no longer holds until the trie is consistent.
    ///
    /// # Safety
    /// 1. The trie owes this count: a run of the node ended, or the trie's hold on it.
    #[inline]
    unsafe fn retire(&mut self, node: NodePtr) {
        if !node.is_empty() {
            let free = self.retired.iter_mut().find(|slot| slot.is_empty());
            *free.expect("flushed between steps") = node;
        }
    }

    /// Releases what was retired. The trie is consistent.
    #[inline]
    pub(super) fn flush(&mut self) {
        // From the last to the first, so that the first place is empty only when all are, also after a panic.
        while !self.retired[0].is_empty() {
            let last = self.retired.iter_mut().rev().find(|node| !node.is_empty());
            let node = last.map_or(NodePtr::EMPTY, |node| mem::replace(node, NodePtr::EMPTY));
            // SAFETY: the trie owed this count when the node was retired (`retire`).
            unsafe { release::<T, L, A>(node, self.alloc()) }
        }
    }

    /// Makes `root` the root. The old one is retired if the trie held it and the caller does not keep it.
    ///
    /// # Safety
    /// 1. The new root counts for this trie, and has the entries that the trie is to have.
    unsafe fn set_root(&mut self, root: NodePtr, keeps_old: bool) {
        let old = mem::replace(self.roots.root, root);
        if self.path.hold == Hold::Owned && !keeps_old {
            // SAFETY: the trie held it (T1) and does so no more.
            unsafe { self.retire(old) };
        }
        self.path.hold = Hold::Owned;
    }

    /// Puts a new leaf in the place of the path's bottom, which the trie does not have for itself, and makes all of the path
    /// unique.
    ///
    /// On failure nothing has changed and the leaf is gone.
    ///
    /// # Panics
    /// If the bottom is unique.
    #[inline]
    pub(super) fn replace(&mut self, mut leaf: FreshLeaf<'t, T, L, A>) -> Result<(), OutOfMemory> {
        assert!(!self.path.bottom_is_unique());
        let range = self.path.range();
        leaf.set_depth(range.depth());
        // SAFETY: by 1: the range is the bottom's, and now the leaf's; the old bottom goes on being held by others.
        unsafe { self.splice(Some((range, leaf.into_fresh()))) }
    }

    /// As [`Mutation::replace`], by any node, or by nothing.
    ///
    /// # Panics
    /// If the bottom is unique, or the node does not cover the same digits.
    pub(super) fn replace_by(&mut self, node: Fresh<'t, T, L, A>) -> Result<(), OutOfMemory> {
        let range = self.path.range();
        assert!(!self.path.bottom_is_unique() && node.covers(range));
        // SAFETY: by 1: the range is the bottom's, and the node's; the old bottom goes on being held by others.
        unsafe { self.splice(Some((range, node))) }
    }

    /// Makes all branches of the path unique. The bottom stays what and as shared as it is.
    pub(super) fn own_branches(&mut self) -> Result<(), OutOfMemory> {
        if self.path.branches_are_unique() {
            return Ok(());
        }
        // SAFETY: by 1: there is no new bottom.
        unsafe { self.splice(None) }
    }

    /// # Safety
    /// 1. The range is that of the path's bottom, and of the new one. If the old one is unique, it lives on elsewhere.
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
            // SAFETY: by 1: the copies hang together below their top, which counts one.
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

    /// Gives a bottom that is a leaf, and unique, another capacity.
    ///
    /// # Panics
    /// If the bottom is not such a leaf, or has more entries.
    #[inline(always)]
    pub(super) fn resize_leaf(&mut self, cap: usize) -> Result<(), OutOfMemory> {
        let range = self.path.range();
        assert!(self.path.bottom_is_unique() && self.leaf(None).len() <= cap);
        // SAFETY: a live leaf, and unique, as all above is; the parent's pointer is changed next.
        unsafe {
            let resized = Leaf::<T, L>::from_ptr(self.path.bottom).resize(self.alloc(), cap)?;
            self.relink_bottom(range, resized.ptr());
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
    /// 1. All branches of the path are unique; `branch` has taken the place of the last one, which is gone.
    unsafe fn relink_parent(&mut self, branch: Branch) {
        self.path.parent = branch.ptr();
        let range = self.path.range_in_parent(self.path.depth - 1);
        match self.grandparent() {
            None => *self.roots.root = branch.ptr(),
            // SAFETY: by 1: unique; the child was held by this branch alone and goes on being so.
            Some(grandparent) => unsafe { grandparent.fill(range, branch.ptr()) },
        }
    }

    /// Notes that the bottom, which is unique, is now another node, over the digits `range`.
    ///
    /// # Safety
    /// 1. All of the path is unique; no bit of the parent is set in `range`, which fits the node, and what was there is taken
    ///    care of.
    unsafe fn relink_bottom(&mut self, range: DigitRange, bottom: NodePtr) {
        self.path.bottom = bottom;
        self.path.unique = self.path.depth + usize::from(!bottom.is_empty());
        match self.path.parent() {
            None => *self.roots.root = bottom,
            // SAFETY: by 1.
            Some(parent) => unsafe { parent.fill(range, bottom) },
        }
    }
}

impl<'t, T, L: Edits<T>, A: Allocator> Mutation<'_, 't, T, L, A> {
    /// A copy of the leaf at the bottom, or of one of its pages, with the entries at `keep` only.
    ///
    /// # Panics
    /// If there is no such leaf, or the capacity is less than the number of entries.
    #[inline]
    pub(super) fn copy_leaf(
        &self,
        page: Option<usize>,
        cap: usize,
        keep: Places,
    ) -> Result<FreshLeaf<'t, T, L, A>, OutOfMemory> {
        let leaf = self.leaf(page);
        assert!(leaf.len() <= cap || (keep & !(Places::MAX << leaf.len())).count_ones() as usize <= cap);
        let alloc = self.alloc();
        // SAFETY: the leaf is alive, and does not change (V1). The copy is new, and from the trie's allocator (T2).
        unsafe { Ok(FreshLeaf::of(leaf.raw().copy(alloc, cap, leaf.depth(), keep, L::duplicate)?, alloc)) }
    }

    /// Makes the leaf at a spot, and all above, the trie's own. Returns the index of its page then, if it is one.
    pub(super) fn own_leaf(&mut self, page: Option<usize>) -> Result<Option<usize>, OutOfMemory> {
        if self.leaf_is_unique(page) { Ok(page) } else { self.copy_path_of(page) }
    }

    /// As [`Mutation::own_leaf`], of a leaf that others hold.
    #[inline(always)]
    pub(super) fn copy_path_of(&mut self, page: Option<usize>) -> Result<Option<usize>, OutOfMemory> {
        let copy = self.copy_leaf(page, self.leaf(page).cap(), Places::MAX)?;
        match page {
            None => self.replace(copy).map(|()| None),
            Some(page) => self.replace_page(page, copy).map(Some),
        }
    }
}
