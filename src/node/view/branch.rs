//! Branches of a borrowed trie, and their children.

#![allow(unsafe_code, reason = "reads nodes through pointers that are checked where the handles are made")]

use super::NodeRef;
use crate::hash::{Digit, DigitRange};
use crate::layout::Layout;
use crate::node::branch::Branch;
use crate::node::leaf::Leaf;
use crate::node::ptr::NodePtr;
use crate::node::siblings::Chained;
use core::marker::PhantomData;

/// How many slots ahead children are loaded.
const AHEAD: usize = 2;

/// A branch (V1).
pub(crate) struct BranchRef<'t, T, L> {
    branch: Branch,
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

copies_as_pointers!(BranchRef, Children);

impl<'t, T, L> BranchRef<'t, T, L> {
    /// # Safety
    /// 1. The branch is as V1 says.
    #[inline(always)]
    pub(super) unsafe fn new(branch: Branch) -> Self {
        BranchRef { branch, _trie: PhantomData }
    }

    /// Number of bits of the digit that the branch looks at.
    #[inline(always)]
    pub(crate) fn width(self) -> u32 {
        self.branch.width()
    }

    #[inline(always)]
    pub(crate) fn slot_count(self) -> usize {
        self.branch.slot_count()
    }

    /// Bytes of the node.
    pub(super) fn size(self) -> usize {
        self.branch.size()
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
    pub(crate) fn links(self) -> &'t Chained {
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
