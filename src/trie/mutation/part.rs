//! A bottom that parts: two nodes take the place of one, each with the entries of one side of a *fork*, the lowest bit in which
//! hashes differ.
//!
//! All memory is obtained before an entry moves. The new nodes stand on the level of the old one, or, where the fork is
//! further down, at the end of a chain of branches with one child each.

#![allow(unsafe_code, reason = "gives nodes new places")]

use super::Mutation;
use crate::arch::fingerprint::LANES;
use crate::error::OutOfMemory;
use crate::hash::{DIGIT_BITS, Digit, DigitRange, Fork, Level};
use crate::layout::Edits;
use crate::node::collision::Collision;
use crate::node::leaf::Leaf;
use crate::node::owned::{Fresh, FreshBranch, FreshLeaf};
use crate::node::ptr::NodePtr;
use crate::node::view::LeafRef;
use allocator_api2::alloc::Allocator;

impl<'t, T, L: Edits<T>, A: Allocator> Mutation<'_, 't, T, L, A> {
    /// Parts the leaf at the bottom by the hashes of its entries. The side of the cursor's hash is the bottom afterwards, with
    /// room for one more; it may have no entry yet.
    ///
    /// # Panics
    /// If the bottom is no leaf.
    pub(in crate::trie) fn part_leaf(&mut self, fork: Fork, hashes: &[u64; LANES]) -> Result<(), OutOfMemory> {
        let alloc = self.alloc();
        let len = self.leaf(None).len();
        let consume = self.path.bottom_is_unique();
        self.own_branches()?;
        self.widen_for(fork)?;
        let side_of = |position: usize| fork.side(hashes[position]);
        let more = hashes.iter().take(len).filter(|&&hash| fork.side(hash) == 1).count();
        let counts = [len - more, more];
        let mine = fork.side(self.path.hash);
        let new = |side: usize| {
            // Both sides get an entry, if only the new one: that is what a fork is. So there is room for the new
            // one on its side, where not all of the old ones go.
            let most = if side == mine { counts[side] } else { counts[side] - 1 };
            FreshLeaf::<T, L, A>::new(alloc, LeafRef::<T, L>::capacity_for(most), fork.depth() + 1)
        };
        let [mut lower, mut upper] = [new(0)?, new(1)?];
        let leaves = [lower.get_mut().raw(), upper.get_mut().raw()];
        let graft = Graft::build(self, fork, [lower.into_fresh(), upper.into_fresh()])?;
        // SAFETY: the bottom is a leaf, as was seen above.
        let leaf = unsafe { Leaf::<T, L>::from_ptr(self.path.bottom) };
        // SAFETY: the new leaves are the graft's alone, and have room for their shares. The old one does not change
        // meanwhile, and is unique if it is consumed. Cloning may panic: then the graft goes, with what was cloned.
        unsafe {
            if consume {
                leaf.part(leaves, side_of);
            } else {
                leaf.distribute(false, L::duplicate, |position| leaves[side_of(position)]);
            }
        }
        // SAFETY: the graft has the entries of the bottom, which is a leaf of this depth.
        unsafe { self.attach(graft, leaf.depth(), consume) };
        if consume {
            // SAFETY: its entries are in the new leaves, and its parent points to those.
            unsafe { leaf.dissolve(alloc) };
        }
        self.path.bottom = leaves[mine].ptr();
        self.path.unique = self.path.depth + 1;
        Ok(())
    }

    /// Puts a new leaf without entries, for the cursor's hash, beside the collision node at the bottom. It is the bottom
    /// afterwards.
    ///
    /// # Panics
    /// If the bottom is no collision node.
    #[cold]
    pub(in crate::trie) fn part_from_collision(&mut self, fork: Fork) -> Result<(), OutOfMemory> {
        let alloc = self.alloc();
        assert!(self.bottom().as_collision().is_some());
        let consume = self.path.bottom_is_unique();
        self.own_branches()?;
        self.widen_for(fork)?;
        let mut leaf = FreshLeaf::<T, L, A>::new(alloc, LeafRef::<T, L>::capacity_for(0), fork.depth() + 1)?;
        let bottom = leaf.get_mut().raw().ptr();
        // SAFETY: a collision node, and alive (P1).
        let node = unsafe { Collision::from_ptr(self.path.bottom) };
        // The node stands at another depth from now on. A copy takes over its pages, which are counted one by one.
        // SAFETY: held through this trie; the copy is new.
        let copy = unsafe {
            let copy = node.copy(alloc, node.cap(), fork.depth() + 1, |_| false)?;
            Fresh::new(copy.ptr(), alloc)
        };
        let leaf = leaf.into_fresh();
        let sides = if fork.side(self.path.hash) == 0 { [leaf, copy] } else { [copy, leaf] };
        let graft = Graft::build(self, fork, sides)?;
        let depth = node.depth();
        // SAFETY: the graft has the entries of the bottom, which is a node of this depth.
        unsafe { self.attach(graft, depth, consume) };
        if consume {
            // SAFETY: the trie was its only holder, and has the copy now.
            unsafe { self.retire(node.ptr()) };
        }
        self.path.bottom = bottom;
        self.path.unique = self.path.depth + 1;
        Ok(())
    }

    /// Makes the parent wide enough for a fork. All branches of the path are unique.
    fn widen_for(&mut self, fork: Fork) -> Result<(), OutOfMemory> {
        assert!(self.path.branches_are_unique());
        let (Some(parent), Some(level)) = (self.path.parent(), self.path.parent_level()) else { return Ok(()) };
        let width = if fork.level() == level { fork.depth() + 1 } else { DIGIT_BITS };
        if parent.width() < width {
            // SAFETY: unique; the parent's pointer is changed next.
            unsafe {
                let wider = parent.with_width(self.alloc(), width)?;
                self.relink_parent(wider);
            }
        }
        Ok(())
    }

    /// Puts a graft where the bottom, of local depth `depth`, was.
    ///
    /// If the bottom is to be consumed, it is left for the caller.
    ///
    /// # Safety
    /// 1. The branches of the path are unique, the last one is wide enough, and the graft has the bottom's entries.
    unsafe fn attach(&mut self, graft: Graft<'t, T, L, A>, depth: u32, consume: bool) {
        let Some(parent) = self.path.parent() else {
            // SAFETY: by 1: the new root counts one for what held it, which is this trie now.
            unsafe { self.set_root(graft.into_root(), consume) };
            return;
        };
        let range = DigitRange::around(self.path.digit(), depth);
        // SAFETY: by 1; the range is the bottom's. A bottom that is consumed was unique: no bit is set.
        unsafe {
            if !consume {
                for ended in parent.detach(range) {
                    self.retire(ended);
                }
            }
            parent.fill(range, NodePtr::EMPTY);
            for (part, node) in graft.parts {
                if let Some(node) = node {
                    parent.fill(part, node.attach());
                }
            }
        }
    }
}

/// What takes the place of a node that parted: one node, or two in neighbouring ranges.
struct Graft<'t, T, L: Edits<T>, A: Allocator> {
    parts: [(DigitRange, Option<Fresh<'t, T, L, A>>); 2],
}

impl<'t, T, L: Edits<T>, A: Allocator> Graft<'t, T, L, A> {
    /// Stands the two sides of a fork where the bottom of a path is, with the branches between.
    fn build(
        mutation: &Mutation<'_, 't, T, L, A>,
        fork: Fork,
        sides: [Fresh<'t, T, L, A>; 2],
    ) -> Result<Self, OutOfMemory> {
        let (alloc, path) = (mutation.alloc(), &mutation.path);
        let [lower, upper] = sides;
        let parts = DigitRange::around(Digit::of(path.hash, fork.level()), fork.depth()).halves();
        if path.parent_level() == Some(fork.level()) {
            return Ok(Graft { parts: [(parts[0], Some(lower)), (parts[1], Some(upper))] });
        }
        let first = path.parent_level().map_or(Level::ROOT, Level::below);
        let mut branch = FreshBranch::new(alloc, fork.depth() + 1)?;
        branch.fill(parts[0], lower);
        branch.fill(parts[1], upper);
        for level in (first.0..fork.level().0).rev().map(Level) {
            let mut above = FreshBranch::new(alloc, DIGIT_BITS)?;
            above.fill(DigitRange::around(Digit::of(path.hash, level), DIGIT_BITS), branch.into_fresh());
            branch = above;
        }
        let range = path.parent().map_or(DigitRange::ALL, |_| DigitRange::around(path.digit(), DIGIT_BITS));
        Ok(Graft { parts: [(range, Some(branch.into_fresh())), (range, None)] })
    }

    /// The one node of a graft that becomes a root.
    fn into_root(self) -> NodePtr {
        let [(_, node), _] = self.parts;
        node.expect("a root is one node").attach()
    }
}
