//! The children of a branch in the making.

use crate::error::or_abort;
use crate::hash::{DIGITS, DigitRange};
use crate::node::branch::{Branch, LEAST_WIDTH};
use crate::node::ptr::NodePtr;
use allocator_api2::alloc::Allocator;

/// The slots of a branch that is as wide as its children need it to be.
pub(in crate::trie) struct Slots {
    /// The first `2^width` are in use.
    slots: [NodePtr; DIGITS as usize],
    width: u32,
}

impl Slots {
    /// Slots of nothing, in what will be a branch.
    pub(in crate::trie) fn new() -> Slots {
        Slots { width: LEAST_WIDTH, ..Slots::of_root() }
    }

    /// Slots of nothing, for the first level of a trie, which may turn out to be one leaf.
    pub(in crate::trie) fn of_root() -> Slots {
        Slots { slots: [NodePtr::EMPTY; DIGITS as usize], width: 0 }
    }

    /// Puts a child into a range where there was none.
    #[inline]
    pub(in crate::trie) fn put(&mut self, range: DigitRange, child: NodePtr) {
        self.widen(range.depth());
        range.slots(1 << self.width).for_each(|index| self.slots[index] = child);
    }

    /// Puts in what another one has in a range.
    #[cfg(feature = "rayon")]
    pub(in crate::trie) fn put_all(&mut self, range: DigitRange, mut from: Slots) {
        let width = self.width.max(from.width).max(range.depth());
        self.widen(width);
        from.widen(width);
        range.slots(1 << width).for_each(|index| self.slots[index] = from.slots[index]);
    }

    /// Makes each child take more slots, as [`Branch::with_width`] does.
    #[inline]
    fn widen(&mut self, width: u32) {
        while self.width < width {
            let (narrow, rest) = self.slots.split_at_mut(1 << self.width);
            rest.iter_mut().zip(narrow).for_each(|(slot, child)| *slot = *child);
            self.width += 1;
        }
    }

    fn is_empty(&self) -> bool {
        self.slots[..1 << self.width].iter().all(|child| child.is_empty())
    }

    /// A branch with these children; nothing if there are none.
    pub(in crate::trie) fn branch<A: Allocator>(&mut self, alloc: &A) -> NodePtr {
        if self.is_empty() {
            return NodePtr::EMPTY;
        }
        self.widen(LEAST_WIDTH);
        or_abort(Branch::of(alloc, &self.slots[..1 << self.width])).ptr()
    }

    /// The root of a trie with these children on its first level: the one child that there is, or a branch.
    pub(in crate::trie) fn root<A: Allocator>(&mut self, alloc: &A) -> NodePtr {
        if self.width == 0 { self.slots[0] } else { self.branch(alloc) }
    }
}
