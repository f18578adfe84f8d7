//! A path of which all nodes are the trie's own: what can only be done there, and makes the trie smaller.
//!
//! Each step is small, and leaves a trie that is complete. `remove` says in which order they are taken, and when.
//!
//! # Invariants
//!
//! * **Q1** All branches of the path of an [`OwnPath`] are unique, and so is its bottom, unless it is empty.

#![allow(unsafe_code, reason = "gives nodes new places")]

use super::Mutation;
use crate::hash::DigitRange;
use crate::layout::Edits;
use crate::node::branch::{Branch, LEAST_WIDTH};
use crate::node::collision::Collision;
use crate::node::leaf::Leaf;
use crate::node::owned::FreshLeaf;
use crate::node::ptr::{Kind, NodePtr};
use crate::node::siblings::Places;
use crate::node::view::LeafRef;
use allocator_api2::alloc::Allocator;

/// A change all of whose path is the trie's own (Q1).
pub(in crate::trie) struct OwnPath<'p, 'c, 't, T, L: Edits<T>, A: Allocator>(&'p mut Mutation<'c, 't, T, L, A>);

/// How a trie became smaller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::trie) enum Shrunk {
    /// The bottom stands in the place of its parent.
    Collapsed,
    /// The bottom covers its buddy's range too.
    Merged,
}

impl<'c, 't, T, L: Edits<T>, A: Allocator> Mutation<'c, 't, T, L, A> {
    /// The change of a path that is all the trie's own; none if it is not.
    pub(in crate::trie) fn own_path(&mut self) -> Option<OwnPath<'_, 'c, 't, T, L, A>> {
        let nodes = self.path.depth + usize::from(!self.path.bottom.is_empty());
        (self.path.unique == nodes).then_some(OwnPath(self))
    }
}

impl<T, L: Edits<T>, A: Allocator> OwnPath<'_, '_, '_, T, L, A> {
    /// As [`Mutation::flush`].
    pub(in crate::trie) fn flush(&mut self) {
        self.0.flush();
    }

    /// Frees the bottom if it is a leaf without entries.
    pub(in crate::trie) fn drop_empty_leaf(&mut self) {
        if self.0.bottom().as_leaf().is_none_or(|leaf| leaf.len() > 0) {
            return;
        }
        let (alloc, range, leaf) = (self.0.alloc(), self.0.path.range(), self.0.leaf(None).raw());
        // SAFETY: unique (Q1), and without entries.
        unsafe {
            self.0.relink_bottom(range, NodePtr::EMPTY);
            leaf.dissolve(alloc);
        }
    }

    /// Sets the local depth of the bottom, whose place in the parent is changed accordingly.
    fn set_bottom_depth(&mut self, depth: u32) {
        let bottom = self.0.path.bottom;
        match bottom.kind() {
            // SAFETY: unique (Q1); its range changes with its depth.
            Kind::Leaf => unsafe { Leaf::<T, L>::from_ptr(bottom).set_depth(depth) },
            // SAFETY: likewise.
            Kind::Collision => unsafe { Collision::from_ptr(bottom).set_depth(depth) },
            Kind::Empty | Kind::Branch => {}
        }
    }

    /// Makes the trie a step smaller, if it can be: puts a bottom that covers all of its parent in the parent's place, or joins
    /// the bottom with what is in its buddy's range. The entries of two leaves become those of one if they are no more than
    /// `most`.
    pub(in crate::trie) fn shrink(&mut self, most: usize) -> Option<Shrunk> {
        let parent = self.0.path.parent()?;
        let range = self.0.path.range();
        match range.buddy() {
            None => {
                self.collapse(parent);
                Some(Shrunk::Collapsed)
            }
            Some(buddy) => self.merge(&Ranges { parent, range, buddy }, most).then_some(Shrunk::Merged),
        }
    }

    /// Puts the bottom in the place of its parent, all of which it covers.
    fn collapse(&mut self, old: Branch) {
        self.set_bottom_depth(self.0.path.range_above().depth());
        let grandparent = self.0.grandparent();
        let path = &mut self.0.path;
        path.depth -= 1;
        path.parent = grandparent.map_or(NodePtr::EMPTY, Branch::ptr);
        let (range, bottom) = (path.range_in_parent(path.depth), path.bottom);
        // SAFETY: the old branch was the one above's only child there; its only child, which is unique (Q1), moves up.
        unsafe {
            self.0.relink_bottom(range, bottom);
            old.dissolve(self.0.alloc());
        }
    }

    /// Joins the bottom with what is in its buddy's range, if that can be. True if it did.
    fn merge(&mut self, at: &Ranges, most: usize) -> bool {
        let &Ranges { parent, range, buddy } = at;
        if parent.is_empty_at(buddy) {
            self.set_bottom_depth(range.depth() - 1);
            let bottom = self.0.path.bottom;
            // SAFETY: unique (Q1); the empty range has no children, but may have bits that mean nothing.
            unsafe {
                let _none = parent.detach(buddy);
                self.0.relink_bottom(range.parent(), bottom);
            }
            return true;
        }
        let other = parent.child(buddy.first());
        let covers = !other.is_empty() && !other.is_branch() && parent.range_at(buddy.first()) == buddy;
        covers
            && match (self.0.path.bottom.kind(), other.kind()) {
                (Kind::Empty, Kind::Leaf) => self.spread_leaf(at),
                (Kind::Empty, Kind::Collision) => self.spread_collision(at),
                (Kind::Leaf, Kind::Leaf) => self.merge_leaves(at, most),
                _ => false,
            }
    }

    /// The leaf in the buddy's range takes the empty bottom's range too.
    fn spread_leaf(&mut self, at: &Ranges) -> bool {
        let (alloc, depth, other) = (self.0.alloc(), at.range.depth() - 1, at.other());
        // SAFETY: a live leaf of this trie, as a child of its own branch.
        let leaf = unsafe { Leaf::<T, L>::from_ptr(other) };
        if at.other_is_unique() {
            // SAFETY: the parent and the leaf are unique; the bottom's range has no child.
            unsafe {
                leaf.set_depth(depth);
                let _none = at.parent.detach(at.range);
                self.0.relink_bottom(at.range.parent(), other);
            }
            return true;
        }
        // A shared leaf is copied, as it gets another depth here.
        let cap = LeafRef::<T, L>::capacity_for(leaf.len());
        // SAFETY: held through this trie. The copy is new.
        let copy = unsafe { leaf.copy(alloc, cap, depth, Places::MAX, L::duplicate) };
        let Ok(copy) = copy else { return false };
        // SAFETY: new, and it has the entries of both, as there are none in the bottom.
        unsafe { self.take_both(at, copy.ptr()) };
        true
    }

    /// The collision node in the buddy's range takes the empty bottom's range too, if that needs no copy.
    fn spread_collision(&mut self, at: &Ranges) -> bool {
        if !at.other_is_unique() {
            return false;
        }
        let other = at.other();
        // SAFETY: the parent and the node are unique; the bottom's range has no child.
        unsafe {
            Collision::from_ptr(other).set_depth(at.range.depth() - 1);
            let _none = at.parent.detach(at.range);
            self.0.relink_bottom(at.range.parent(), other);
        }
        true
    }

    /// Two leaves become one, if they fit.
    fn merge_leaves(&mut self, at: &Ranges, most: usize) -> bool {
        let (alloc, depth) = (self.0.alloc(), at.range.depth() - 1);
        // SAFETY: live leaves of this trie.
        let (mine, theirs) =
            unsafe { (Leaf::<T, L>::from_ptr(self.0.path.bottom), Leaf::<T, L>::from_ptr(at.other())) };
        let len = mine.len() + theirs.len();
        if len > most {
            return false;
        }
        let consume = at.other_is_unique();
        for (from, to) in [(theirs, mine), (mine, theirs)] {
            if consume && to.cap() >= len {
                // SAFETY: both are unique, and the one has room for the other's entries, which leave that.
                unsafe {
                    from.distribute(true, L::duplicate, |_| to);
                    from.dissolve(alloc);
                    to.set_depth(depth);
                    self.0.relink_bottom(at.range.parent(), to.ptr());
                }
                return true;
            }
        }
        let Ok(mut new) = FreshLeaf::<T, L, A>::new(alloc, LeafRef::<T, L>::capacity_for(len), depth) else {
            return false;
        };
        let target = new.get_mut().raw();
        // SAFETY: `mine` is unique, `theirs` too if consumed; the target has room for all. What a panicking clone leaves is
        // a new leaf that nobody else knows.
        unsafe {
            theirs.distribute(consume, L::duplicate, |_| target);
            mine.distribute(true, L::duplicate, |_| target);
            mine.dissolve(alloc);
        }
        let new = new.into_fresh().attach();
        // SAFETY: the new leaf has all entries of both; what was consumed is gone, and else held by others.
        unsafe {
            if consume {
                theirs.dissolve(alloc);
                self.0.relink_bottom(at.range.parent(), new);
            } else {
                self.take_both(at, new);
            }
        }
        true
    }

    /// Puts a new node in both ranges. The bottom is gone already; the buddy is let go of here.
    ///
    /// # Safety
    /// 1. `node` is new and has the entries of both.
    unsafe fn take_both(&mut self, at: &Ranges, node: NodePtr) {
        // SAFETY: the parent is unique (Q1); the bottom's range has no bits or no child, the buddy's one child. By 1.
        unsafe {
            for ended in at.parent.detach(at.buddy) {
                self.0.retire(ended);
            }
            if self.0.path.bottom.is_empty() {
                let _none = at.parent.detach(at.range);
            }
            self.0.relink_bottom(at.range.parent(), node);
        }
    }

    /// Halves the last branch as long as no child looks at its last bit.
    pub(in crate::trie) fn narrow(&mut self) {
        while let Some(parent) = self.0.path.parent().filter(|parent| can_be_narrower(*parent)) {
            // SAFETY: unique (Q1); no child has the full depth, or its slots would differ. The path follows.
            unsafe {
                let Ok(narrower) = parent.with_width(self.0.alloc(), parent.width() - 1) else { return };
                self.0.relink_parent(narrower);
            }
        }
    }

    /// Frees the branches above an empty bottom that have no children.
    pub(in crate::trie) fn drop_empty_branches(&mut self) {
        while let Some(parent) = self.0.path.parent().filter(|parent| parent.is_empty_at(DigitRange::ALL)) {
            self.collapse(parent);
        }
    }
}

/// A branch that is the trie's own, the range of the bottom in it, and the other half of the range that is one bit wider.
struct Ranges {
    parent: Branch,
    range: DigitRange,
    buddy: DigitRange,
}

impl Ranges {
    /// What is in the buddy's range, which is one node.
    fn other(&self) -> NodePtr {
        self.parent.child(self.buddy.first())
    }

    fn other_is_unique(&self) -> bool {
        // SAFETY: the branch is unique; the child is there.
        unsafe { self.parent.child_is_unique(self.buddy.first(), self.other()) }
    }
}

/// Whether a branch may be narrower, and both halves of its slots hold the same children.
fn can_be_narrower(branch: Branch) -> bool {
    let half = branch.slot_count() / 2;
    branch.width() > LEAST_WIDTH
        // SAFETY: both are below the count.
        && (0..half).all(|slot| unsafe { branch.slot(slot) == branch.slot(slot + half) })
}
