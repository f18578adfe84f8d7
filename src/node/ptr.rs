//! A pointer to a node that tells the node's kind, and a branch's width, without a load.
//!
//! ```text
//!    63                          6 5 4 3 2 1 0
//!   │ address, a multiple of 64   │ slots - 1 │   branch of 8, 16, .. 64 slots: the lowest bit is set
//!   │ address, a multiple of 16       │0 0 0 0│   leaf (or, with address 0, no node at all)
//!   │ address, a multiple of 16       │0 0 1 0│   collision node
//! ```
//!
//! The number in a branch's tag is the mask that leaves the slot's index of a digit.
//!
//! It neither owns nor counts: see `siblings` and `release` for that.

use super::header::Header;

/// The alignment of branches.
pub(crate) const BRANCH_ALIGN: usize = 64;
/// The least alignment of other nodes.
pub(crate) const LEAF_ALIGN: usize = 16;

const BRANCH: usize = 1;
const COLLISION: usize = 2;

/// What a [`NodePtr`] points to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Empty,
    Leaf,
    Branch,
    Collision,
}

/// A tagged node address, or nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct NodePtr(*mut u8);

impl NodePtr {
    pub(crate) const EMPTY: NodePtr = NodePtr(core::ptr::null_mut());

    #[inline(always)]
    pub(crate) fn leaf(node: *mut Header) -> NodePtr {
        debug_assert_eq!(node.addr() % LEAF_ALIGN, 0);
        NodePtr(node.cast())
    }

    #[inline(always)]
    pub(crate) fn branch(node: *mut Header, slot_mask: usize) -> NodePtr {
        debug_assert!(node.addr() % BRANCH_ALIGN == 0 && slot_mask < BRANCH_ALIGN && (slot_mask + 1).is_power_of_two());
        NodePtr(node.cast::<u8>().wrapping_byte_add(slot_mask))
    }

    #[inline(always)]
    pub(crate) fn collision(node: *mut Header) -> NodePtr {
        debug_assert_eq!(node.addr() % LEAF_ALIGN, 0);
        NodePtr(node.cast::<u8>().wrapping_byte_add(COLLISION))
    }

    #[inline(always)]
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_null()
    }

    #[inline(always)]
    pub(crate) fn is_branch(self) -> bool {
        self.0.addr() & BRANCH != 0
    }

    /// Whether it is a leaf or nothing.
    #[inline(always)]
    pub(crate) fn is_leaf_or_empty(self) -> bool {
        self.0.addr() & (BRANCH | COLLISION) == 0
    }

    #[inline(always)]
    pub(crate) fn is_collision(self) -> bool {
        self.0.addr() & (BRANCH | COLLISION) == COLLISION
    }

    /// The mask that leaves the index of a slot of a digit. The node is a branch.
    #[inline(always)]
    pub(crate) fn slot_mask(self) -> usize {
        debug_assert!(self.is_branch());
        self.any_slot_mask()
    }

    /// The slot mask, if it is a branch; else some bits.
    #[inline(always)]
    pub(crate) fn any_slot_mask(self) -> usize {
        self.0.addr() & (BRANCH_ALIGN - 1)
    }

    /// The node without its tag, if it is a branch; else some address.
    #[inline(always)]
    pub(crate) fn any_branch_address(self) -> *mut Header {
        self.0.wrapping_byte_sub(self.any_slot_mask()).cast()
    }

    #[inline(always)]
    pub(crate) fn kind(self) -> Kind {
        if self.is_branch() {
            Kind::Branch
        } else if self.is_empty() {
            Kind::Empty
        } else if self.is_leaf_or_empty() {
            Kind::Leaf
        } else {
            Kind::Collision
        }
    }

    /// The node without its tag.
    #[inline(always)]
    pub(crate) fn address(self) -> *mut Header {
        let tag = if self.is_branch() { self.slot_mask() } else { self.0.addr() & COLLISION };
        self.0.wrapping_byte_sub(tag).cast()
    }

    /// The node without its tag, if it is known to be a branch.
    #[inline(always)]
    pub(crate) fn branch_address(self) -> *mut Header {
        debug_assert!(self.is_branch());
        self.any_branch_address()
    }

    /// The node without its tag, if it is known to be a leaf.
    #[inline(always)]
    pub(crate) fn leaf_address(self) -> *mut Header {
        debug_assert!(self.is_leaf_or_empty());
        self.0.cast()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_tells_the_kind_and_leaves_the_address() {
        let node = core::ptr::without_provenance_mut::<Header>(0x1270);
        assert_eq!(NodePtr::EMPTY.kind(), Kind::Empty);
        assert_eq!(NodePtr::leaf(node).kind(), Kind::Leaf);
        assert_eq!(NodePtr::leaf(node).address(), node);
        assert_eq!(NodePtr::collision(node).kind(), Kind::Collision);
        assert_eq!(NodePtr::collision(node).address(), node);
        assert!(!NodePtr::collision(node).is_branch() && !NodePtr::leaf(node).is_branch());
        let node = core::ptr::without_provenance_mut::<Header>(0x1240);
        for width in 1..=6 {
            let branch = NodePtr::branch(node, (1 << width) - 1);
            assert_eq!(branch.kind(), Kind::Branch);
            assert_eq!(branch.slot_mask(), (1 << width) - 1);
            assert_eq!(branch.address(), node);
            assert_eq!(branch.branch_address(), node);
        }
    }
}
