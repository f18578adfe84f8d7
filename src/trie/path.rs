#![allow(unsafe_code, reason = "walks and replaces nodes")]
//! The way from a root down to one leaf, and the path copy.
//!
//! The nodes of a path are *unique* from the root down to some point: held by this trie alone, so that
//! they may change in place. Below that point others hold them too, and a change copies them, from
//! the bottom up: first the new leaf, then each branch with one child replaced. So a new node is complete
//! before it gets linked to its original, and the two differ in one child from the beginning: no counter
//! of any child changes.
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

use super::Trie;
use crate::hash::{DIGIT_BITS, Digit, DigitRange, LEVELS, Level};
use crate::node::branch::Branch;
use crate::node::layout::Layout;
use crate::node::memory::OutOfMemory;
use crate::node::ptr::NodePtr;
use crate::node::release::release;
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;
use core::mem::{self, MaybeUninit};

/// Whether a trie counts as a holder of its root.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hold {
    Owned,
    /// The root is that of another trie, as in a [`Draft`](super::Draft).
    Borrowed,
}

/// The way down that a hash takes.
///
/// Only its end is kept. What needs the branches above walks down once more: it is rare, and they are in the cache.
#[derive(Clone, Copy)]
pub(crate) struct Path {
    pub(crate) hash: u64,
    /// What the last branch leads to: a leaf, a collision node or nothing.
    pub(crate) bottom: NodePtr,
    /// The last branch; nothing if there is none.
    parent: NodePtr,
    /// Number of branches.
    depth: usize,
    /// Number of unique nodes from the root on, the bottom included.
    unique: usize,
    hold: Hold,
}

impl Path {
    /// Walks down from the root of a trie.
    #[inline]
    pub(crate) fn descend(root: NodePtr, hash: u64, hold: Hold) -> Path {
        Self::down(root, hash, hold, None)
    }

    /// Walks down to what the last of so many branches leads to, which may be a branch too, or less far if there are fewer.
    pub(crate) fn descend_to(root: NodePtr, hash: u64, hold: Hold, branches: usize) -> Path {
        Self::down(root, hash, hold, Some(branches))
    }

    #[inline(always)]
    fn down(root: NodePtr, hash: u64, hold: Hold, most: Option<usize>) -> Path {
        let mut digits = hash;
        let (mut parent, mut bottom) = (NodePtr::EMPTY, root);
        let mut depth = 0;
        let mut all_unique = hold == Hold::Owned
            && !root.is_empty()
            // SAFETY: the root is alive. A root is unique when its only holder is one handle.
            && unsafe { (*root.address()).refs.is_one() };
        let mut unique = usize::from(all_unique);
        while bottom.is_branch() && most.is_none_or(|most| depth < most) {
            // SAFETY: nodes below a root live as long as the trie, which is borrowed.
            let branch = unsafe { Branch::from_ptr(bottom) };
            let child = branch.child_of(digits);
            let digit = Digit::of(digits, Level::ROOT);
            // SAFETY: the branch is unique if all above are.
            all_unique = all_unique && !child.is_empty() && unsafe { branch.child_is_unique(digit, child) };
            unique += usize::from(all_unique);
            depth += 1;
            digits >>= DIGIT_BITS;
            (parent, bottom) = (bottom, child);
            if hold == Hold::Borrowed && bottom.is_branch() {
                // SAFETY: alive, as above.
                unsafe { Branch::from_ptr(bottom) }.prefetch();
            }
        }
        Path { hash, bottom, parent, depth, unique, hold }
    }

    /// Whether the bottom may change in place.
    #[inline]
    pub(crate) fn bottom_is_unique(&self) -> bool {
        self.unique > self.depth
    }

    /// Whether all branches may change in place.
    pub(crate) fn branches_are_unique(&self) -> bool {
        self.unique >= self.depth
    }

    /// The branch above the bottom.
    #[inline]
    pub(crate) fn parent(&self) -> Option<Branch> {
        // SAFETY: alive while the trie is.
        (self.depth > 0).then(|| unsafe { Branch::from_ptr(self.parent) })
    }

    /// The level of the branch above the bottom.
    pub(crate) fn parent_level(&self) -> Option<Level> {
        self.depth.checked_sub(1).map(|index| Level(index as u32))
    }

    /// This path's digit in the branch above the bottom.
    #[inline]
    pub(crate) fn digit(&self) -> Digit {
        self.digit_in(self.depth - 1)
    }

    fn digit_in(&self, index: usize) -> Digit {
        Digit::of(self.hash, Level(index as u32))
    }

    /// The digits of its parent that the branch at an index covers.
    fn range_in_parent(&self, index: usize) -> DigitRange {
        match index {
            0 => DigitRange::ALL,
            _ => DigitRange::around(self.digit_in(index - 1), DIGIT_BITS),
        }
    }

    /// The digits that the branch above the bottom covers in its own parent.
    pub(crate) fn range_above(&self) -> DigitRange {
        self.range_in_parent(self.depth - 1)
    }

    /// The digits of the parent that the bottom covers.
    pub(crate) fn range(&self) -> DigitRange {
        self.parent().map_or(DigitRange::ALL, |parent| parent.range_at(self.digit()))
    }
}

/// A new node that is not attached yet; released if it never is.
pub(crate) struct Fresh<'a, T, L: Layout<T>, A: Allocator> {
    node: NodePtr,
    alloc: &'a A,
    _entries: PhantomData<*const (T, L)>,
}

impl<'a, T, L: Layout<T>, A: Allocator> Fresh<'a, T, L, A> {
    #[inline]
    pub(crate) fn new(node: NodePtr, alloc: &'a A) -> Self {
        Fresh { node, alloc, _entries: PhantomData }
    }

    /// The node, now the caller's to attach.
    #[inline]
    pub(crate) fn attach(self) -> NodePtr {
        mem::ManuallyDrop::new(self).node
    }
}

impl<T, L: Layout<T>, A: Allocator> Drop for Fresh<'_, T, L, A> {
    fn drop(&mut self) {
        // SAFETY: its count of one was never handed on.
        unsafe { release::<T, L, A>(self.node, self.alloc) }
    }
}

/// What an operation may change of a trie, and what the trie lets go of meanwhile.
pub(crate) struct Roots<'t, T, L: Layout<T>, A: Allocator> {
    pub(crate) root: &'t mut NodePtr,
    pub(crate) len: &'t mut usize,
    pub(crate) alloc: &'t A,
    retired: [NodePtr; RETIRED],
    _entries: PhantomData<(&'t mut T, fn() -> L)>,
}

/// The most nodes that one change lets go of: the top of the old path, and what two ranges held.
const RETIRED: usize = 4;

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    #[inline]
    pub(crate) fn roots(&mut self) -> Roots<'_, T, L, A> {
        Roots {
            root: &mut self.root,
            len: &mut self.len,
            alloc: &self.alloc,
            retired: [NodePtr::EMPTY; RETIRED],
            _entries: PhantomData,
        }
    }
}

impl<T, L: Layout<T>, A: Allocator> Drop for Roots<'_, T, L, A> {
    #[inline]
    fn drop(&mut self) {
        let rest = Rest(self);
        rest.0.flush();
        mem::forget(rest);
    }
}

/// Releases what is left when the drop of an entry panics.
struct Rest<'r, 't, T, L: Layout<T>, A: Allocator>(&'r mut Roots<'t, T, L, A>);

impl<T, L: Layout<T>, A: Allocator> Drop for Rest<'_, '_, T, L, A> {
    fn drop(&mut self) {
        self.0.flush();
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Roots<'t, T, L, A> {
    /// Keeps a node that the trie no longer holds until the trie is consistent: drops are user code.
    #[inline]
    pub(crate) fn retire(&mut self, node: NodePtr) {
        if !node.is_empty() {
            let free = self.retired.iter_mut().find(|slot| slot.is_empty());
            *free.expect("flushed between changes") = node;
        }
    }

    /// Releases what was retired. The trie is consistent.
    #[inline]
    pub(crate) fn flush(&mut self) {
        // From the last to the first, so that the first place is empty only when all are, also after a panic.
        while !self.retired[0].is_empty() {
            let last = self.retired.iter_mut().rev().find(|node| !node.is_empty());
            let node = last.map_or(NodePtr::EMPTY, |node| mem::replace(node, NodePtr::EMPTY));
            // SAFETY: a run of the node ended, or the trie's hold on it.
            unsafe { release::<T, L, A>(node, self.alloc) }
        }
    }

    /// Makes `root` the root. The old one is retired if the trie held it and the caller does not keep it.
    pub(crate) fn set_root(&mut self, path: &mut Path, root: NodePtr, keeps_old: bool) {
        let old = mem::replace(self.root, root);
        if path.hold == Hold::Owned && !keeps_old {
            self.retire(old);
        }
        path.hold = Hold::Owned;
    }

    /// Puts `bottom` in the place of the path's bottom, and makes all of the path unique.
    ///
    /// On failure nothing has changed and `bottom` is gone.
    ///
    /// # Safety
    /// The path is that of this root. `bottom` is new, or empty, and covers what the old one did. If the
    /// old bottom was unique, its memory is taken care of by the caller.
    #[inline]
    pub(crate) unsafe fn replace(&mut self, path: &mut Path, bottom: Fresh<'t, T, L, A>) -> Result<(), OutOfMemory> {
        let range = path.range();
        // SAFETY: as the caller promises.
        unsafe { self.splice(path, Some((range, bottom))) }
    }

    /// Makes all branches of the path unique. The bottom stays what and as shared as it is.
    ///
    /// # Safety
    /// The path is that of this root.
    pub(crate) unsafe fn own_branches(&mut self, path: &mut Path) -> Result<(), OutOfMemory> {
        if path.branches_are_unique() {
            return Ok(());
        }
        // SAFETY: as the caller promises.
        unsafe { self.splice(path, None) }
    }

    /// The branches of a path of this root, from the root on.
    #[inline]
    fn branches<'a>(&self, path: &Path, space: &'a mut [MaybeUninit<NodePtr>; LEVELS]) -> &'a [NodePtr] {
        let mut node = *self.root;
        let mut digits = path.hash;
        for slot in &mut space[..path.depth] {
            slot.write(node);
            // SAFETY: the nodes of a path live as long as the trie.
            node = unsafe { Branch::from_ptr(node) }.child_of(digits);
            digits >>= DIGIT_BITS;
        }
        // SAFETY: the first `depth` were written.
        unsafe { core::slice::from_raw_parts(space.as_ptr().cast(), path.depth) }
    }

    /// The branch above the parent of the path's bottom.
    fn grandparent(&self, path: &Path) -> Option<Branch> {
        let index = path.depth.checked_sub(2)?;
        let mut space = [const { MaybeUninit::uninit() }; LEVELS];
        // SAFETY: the nodes of a path live as long as the trie.
        Some(unsafe { Branch::from_ptr(self.branches(path, &mut space)[index]) })
    }

    unsafe fn splice(
        &mut self,
        path: &mut Path,
        bottom: Option<(DigitRange, Fresh<'t, T, L, A>)>,
    ) -> Result<(), OutOfMemory> {
        let unique_branches = path.unique.min(path.depth);
        let keeps_old = path.bottom_is_unique();
        let new_bottom = bottom.map(|(range, fresh)| (range, fresh.attach()));
        let mut space = [const { MaybeUninit::uninit() }; LEVELS];
        let branches = self.branches(path, &mut space);
        let mut below = new_bottom;
        let mut parent = path.parent;
        for index in (unique_branches..path.depth).rev() {
            // SAFETY: shared nodes of the path are held by this trie or the one it borrows from; the range
            // is that of one child.
            let Ok(copy) = (unsafe { Branch::from_ptr(branches[index]).copy(self.alloc, below) }) else {
                let unattached = below.map_or(NodePtr::EMPTY, |(_, node)| node);
                // SAFETY: the new nodes hang together, and nobody else knows them.
                unsafe { release::<T, L, A>(unattached, self.alloc) };
                return Err(OutOfMemory);
            };
            below = Some((path.range_in_parent(index), copy.ptr()));
            if index + 1 == path.depth {
                parent = copy.ptr();
            }
        }
        // Nothing can fail from here on.
        let Some((range, top)) = below else { return Ok(()) };
        if unique_branches == 0 {
            self.set_root(path, top, keeps_old);
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
        path.parent = parent;
        path.unique = path.depth;
        if let Some((_, bottom)) = new_bottom {
            path.bottom = bottom;
            path.unique += usize::from(!bottom.is_empty());
        }
        Ok(())
    }

    /// Notes that the last branch, which is unique, is now another node.
    ///
    /// # Safety
    /// All branches of the path are unique; `branch` has taken the place of the last one, which is gone.
    pub(crate) unsafe fn relink_parent(&mut self, path: &mut Path, branch: Branch) {
        path.parent = branch.ptr();
        match self.grandparent(path) {
            None => *self.root = branch.ptr(),
            // SAFETY: unique; the child was held by this branch alone and goes on being so.
            Some(grandparent) => unsafe { grandparent.fill(path.range_in_parent(path.depth - 1), branch.ptr()) },
        }
    }

    /// Notes that the bottom, which is unique, is now another node, over the digits `range`.
    ///
    /// # Safety
    /// All of the path is unique; no bit of the parent is set in `range`, and what was there is taken care of.
    pub(crate) unsafe fn relink_bottom(&mut self, path: &mut Path, range: DigitRange, bottom: NodePtr) {
        path.bottom = bottom;
        path.unique = path.depth + usize::from(!bottom.is_empty());
        match path.parent() {
            None => *self.root = bottom,
            // SAFETY: unique, and as the caller promises.
            Some(parent) => unsafe { parent.fill(range, bottom) },
        }
    }

    /// Shortens the path by its last branch, in whose place the bottom stands from now on.
    ///
    /// # Safety
    /// All of the path is unique; the branch holds the bottom and nothing else; the bottom's depth is set.
    pub(crate) unsafe fn collapse_parent(&mut self, path: &mut Path) {
        let grandparent = self.grandparent(path);
        let Some(old) = path.parent() else { return };
        path.depth -= 1;
        path.parent = grandparent.map_or(NodePtr::EMPTY, Branch::ptr);
        let range = path.range_in_parent(path.depth);
        // SAFETY: the old branch was this one's only child there; its only child moves up.
        unsafe {
            let bottom = path.bottom;
            self.relink_bottom(path, range, bottom);
            old.dissolve(self.alloc);
        }
    }
}
