//! The way from a root down to one leaf, and how far down it this trie is the only holder.
//!
//! The nodes of a path are *unique* from the root down to some point: held by this trie alone, so that they may change in
//! place. Below that point others hold them too, and a [`Mutation`](super::mutation::Mutation) copies them.
//!
//! # Invariants
//!
//! * **P1** A `Path` value is made of the root of a live trie, and is not used when nodes on it were replaced without its
//!   knowledge. So the nodes that it names are alive.
//! * **P2** `hold` is `Owned` only if the trie counts as a holder of the root (T1). Else none of its nodes counts as unique.

#![allow(unsafe_code, reason = "walks and replaces nodes")]

use crate::hash::{DIGIT_BITS, Digit, DigitRange, LEVELS, Level};
use crate::node::branch::Branch;
use crate::node::ptr::NodePtr;
use core::mem::MaybeUninit;

/// Whether a trie counts as a holder of its root.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hold {
    Owned,
    /// The root is that of another trie, as in a [`Draft`](super::draft::Draft).
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
    pub(super) parent: NodePtr,
    /// Number of branches.
    pub(super) depth: usize,
    /// Number of unique nodes from the root on, the bottom included.
    pub(super) unique: usize,
    pub(super) hold: Hold,
}

impl Path {
    /// Walks down from the root of a trie.
    ///
    /// # Safety
    /// 1. `root` is that of a live trie, which does not change under the path (P1), and counts in it if `hold` says so (P2).
    #[inline]
    pub(super) unsafe fn descend(root: NodePtr, hash: u64, hold: Hold) -> Path {
        // SAFETY: by 1.
        unsafe { Self::down(root, hash, hold, None) }
    }

    /// Walks down to what the last of so many branches leads to, which may be a branch too, or less far if there are fewer.
    ///
    /// # Safety
    /// 1. As for [`Path::descend`].
    pub(super) unsafe fn descend_to(root: NodePtr, hash: u64, hold: Hold, branches: usize) -> Path {
        // SAFETY: by 1.
        unsafe { Self::down(root, hash, hold, Some(branches)) }
    }

    /// # Safety
    /// 1. As for [`Path::descend`].
    #[inline(always)]
    unsafe fn down(root: NodePtr, hash: u64, hold: Hold, most: Option<usize>) -> Path {
        let mut digits = hash;
        let (mut parent, mut bottom) = (NodePtr::EMPTY, root);
        let mut depth = 0;
        let mut all_unique = hold == Hold::Owned
            && !root.is_empty()
            // SAFETY: the root is alive (P1). A root is unique when its only holder is one handle.
            && unsafe { (*root.address()).refs.is_one() };
        let mut unique = usize::from(all_unique);
        while bottom.is_branch() && most.is_none_or(|most| depth < most) {
            // SAFETY: nodes below the root live as long as the trie (P1).
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
                // SAFETY: P1.
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
        // SAFETY: P1.
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

    pub(super) fn digit_in(&self, index: usize) -> Digit {
        Digit::of(self.hash, Level(index as u32))
    }

    /// The digits of its parent that the branch at an index covers.
    pub(super) fn range_in_parent(&self, index: usize) -> DigitRange {
        match index {
            0 => DigitRange::ALL,
            _ => DigitRange::around(self.digit_in(index - 1), DIGIT_BITS),
        }
    }

    /// The digits that the branch above the bottom covers in its own parent.
    pub(crate) fn range_above(&self) -> DigitRange {
        self.range_in_parent(self.depth - 1)
    }

    /// The branches of a path from this root, from there on.
    ///
    /// # Safety
    /// 1. `root` is the root that the path begins at (P1).
    #[inline]
    pub(super) unsafe fn branches<'a>(
        &self,
        root: NodePtr,
        space: &'a mut [MaybeUninit<NodePtr>; LEVELS],
    ) -> &'a [NodePtr] {
        let mut node = root;
        let mut digits = self.hash;
        for (index, slot) in space[..self.depth].iter_mut().enumerate() {
            // The last branch is not looked into: it may have been replaced, and be gone.
            if index > 0 {
                // SAFETY: P1.
                node = unsafe { Branch::from_ptr(node) }.child_of(digits);
                digits >>= DIGIT_BITS;
            }
            slot.write(node);
        }
        // SAFETY: the first `depth` were written.
        unsafe { core::slice::from_raw_parts(space.as_ptr().cast(), self.depth) }
    }

    /// The branch above the parent of the path's bottom.
    ///
    /// # Safety
    /// 1. As for [`Path::branches`].
    pub(super) unsafe fn grandparent(&self, root: NodePtr) -> Option<Branch> {
        let index = self.depth.checked_sub(2)?;
        let mut space = [const { MaybeUninit::uninit() }; LEVELS];
        // SAFETY: by 1.
        let branches = unsafe { self.branches(root, &mut space) };
        // SAFETY: P1.
        Some(unsafe { Branch::from_ptr(branches[index]) })
    }

    /// The digits of the parent that the bottom covers.
    pub(crate) fn range(&self) -> DigitRange {
        self.parent().map_or(DigitRange::ALL, |parent| parent.range_at(self.digit()))
    }
}
