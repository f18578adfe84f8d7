//! The walk through two tries together: it skips what they share and stops at every leaf that they do not.
//!
//! Two tries of the same entries need not have the same shape. Their leaves may have split at different bits and their
//! branches be of different width. So the walk does not pair nodes one to one, it goes through *slots*: of two branches
//! on one level, slot by slot of the wider one, with what both hold for that digit. A leaf that is in several slots meets
//! something else in each; it is *stopped at* in the first of its slots, together with its *counterpart*: the smallest
//! known node of the other trie below which all hashes of the leaf are.
//!
//! What one slot, or the two roots, can hold:
//!
//! | case | left | right | what happens |
//! |---|---|---|---|
//! | 1 | a node | the same node | nothing: same node, same entries |
//! | 2 | a branch | a branch | go through both, slot by slot |
//! | 3 | a branch | a bottom or nothing | go through the left one's slots: the right one is the counterpart of all below |
//! | 4 | a bottom or nothing | a branch | as 3, the other way round |
//! | 5 | a bottom | anything | stop at the left one, if this is the first of its slots |
//! | 6 | anything | a bottom | stop at the right one, if this is the first of its slots |
//!
//! More than one case can hold: of two bottoms both 5 and 6, of a branch and a bottom both 3 and 6. A bottom is a leaf or
//! a collision node, which is stopped at page by page, but for pages that are on the other side too.
//!
//! The counterpart of a bottom is what the other trie holds in this slot, if that is in all slots that the bottom is in;
//! else the branch that holds it:
//!
//! ```text
//!     left   [ a b a c ]          a, of depth 1, is in slots 0 and 2, where the right trie has w and y
//!     right  [ w x y x ]          counterpart of a: the right branch       of w, of depth 2: a
//!                                 counterpart of b, of depth 2: x          of x, of depth 1: the left branch
//! ```
//!
//! If the two tries may hash differently, a slot says nothing about the other trie, only that same nodes have the same
//! entries. Then the counterpart of everything is the other trie's root.
//!
//! The stack is an array, as in [`super::super::iter`]; nothing is allocated. Where the tries are equal, two branches
//! cost one comparison a slot.

use super::super::Trie;
use super::Side;
use super::visit::{At, Subtree};
use crate::hash::{DIGIT_BITS, DIGITS, LEVELS};
use crate::layout::Layout;
use crate::node::view::{LeafRef, Node, NodeRef};
use allocator_api2::alloc::Allocator;

/// The sides whose entries are wanted.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    left: bool,
    right: bool,
}

impl Wanted {
    pub(crate) const BOTH: Wanted = Wanted { left: true, right: true };

    pub(crate) fn only(side: Side) -> Wanted {
        Wanted { left: side == Side::Left, right: side == Side::Right }
    }

    #[inline]
    fn has(self, side: Side) -> bool {
        match side {
            Side::Left => self.left,
            Side::Right => self.right,
        }
    }
}

impl<'t, T, L> Subtree<'t, T, L> {
    const NONE: Self = Subtree { node: NodeRef::EMPTY, level: 0 };

    /// What the slot at an index holds, counted in the slots of a branch at least as wide. What is no branch fills
    /// all slots of one.
    #[inline(always)]
    fn child(self, index: u32) -> NodeRef<'t, T, L> {
        self.node.as_branch().map_or(self.node, |branch| branch.child_of(u64::from(index)))
    }

    /// The local depth of a child that is in a slot here. What is no branch covers everything.
    #[inline]
    fn depth_of(self, child: NodeRef<'t, T, L>) -> u32 {
        self.node.as_branch().map_or(0, |branch| branch.depth_of(child))
    }
}

/// Where both tries have a node, and these two have no child in common: below a slot of two branches of full width, in no
/// other slot, or at the roots. If both tries hash alike, all hashes below agree in the digits that lead there.
pub(in crate::trie) struct Meeting<'t, T, L> {
    nodes: [NodeRef<'t, T, L>; 2],
    /// The number of digits.
    pub(in crate::trie) level: u32,
}

impl<T, L> Clone for Meeting<'_, T, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, L> Copy for Meeting<'_, T, L> {}

impl<'t, T, L> Meeting<'t, T, L> {
    /// None if one of the nodes is no node, or they are related.
    pub(in crate::trie) fn of(nodes: [NodeRef<'t, T, L>; 2], level: u32) -> Option<Self> {
        let [left, right] = nodes;
        if left.is_empty() || right.is_empty() || left == right {
            return None;
        }
        if let (Some(left), Some(right)) = (left.as_branch(), right.as_branch()) {
            let slots = left.slot_count().max(right.slot_count()) as u64;
            let is_common = |slot| left.child_of(slot) == right.child_of(slot) && !left.child_of(slot).is_empty();
            if (0..slots).any(is_common) {
                return None;
            }
        }
        Some(Meeting { nodes, level })
    }

    pub(in crate::trie) fn node(&self, side: Side) -> NodeRef<'t, T, L> {
        self.nodes[side as usize]
    }
}

/// Two nodes of one level, of which at least one is a branch, and the slot to go on with.
struct Frame<'t, T, L> {
    left: Subtree<'t, T, L>,
    right: Subtree<'t, T, L>,
    slot: u32,
    end: u32,
}

impl<T, L> Clone for Frame<'_, T, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, L> Copy for Frame<'_, T, L> {}

impl<'t, T, L> Frame<'t, T, L> {
    const NONE: Self = Frame { left: Subtree::NONE, right: Subtree::NONE, slot: 0, end: 0 };

    fn at(&self, side: Side) -> Subtree<'t, T, L> {
        match side {
            Side::Left => self.left,
            Side::Right => self.right,
        }
    }

    /// The meeting below a slot, if there is one.
    fn meeting(&self, slot: u32) -> Option<Meeting<'t, T, L>> {
        let nodes = [self.left.child(slot), self.right.child(slot)];
        let alone = |parent: Subtree<'t, T, L>, node: NodeRef<'t, T, L>| {
            parent.node.slot_count() == DIGITS && (node.is_branch() || parent.depth_of(node) == DIGIT_BITS)
        };
        let alone = alone(self.left, nodes[0]) && alone(self.right, nodes[1]);
        if alone { Meeting::of(nodes, self.left.level + 1) } else { None }
    }
}

/// A leaf or collision node that is still to be stopped at.
struct Bottom<'t, T, L> {
    node: NodeRef<'t, T, L>,
    side: Side,
    /// Where the other trie has the equals of its entries.
    counterpart: Subtree<'t, T, L>,
    /// What the other trie has in the same slot: if that is a collision node, pages of it may be the same.
    beside: NodeRef<'t, T, L>,
    /// Of a collision node: the next page.
    page: u32,
}

impl<T, L> Clone for Bottom<'_, T, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, L> Copy for Bottom<'_, T, L> {}

/// The entries of two tries that are not below a node that both have.
pub(crate) struct Unshared<'t, T, L> {
    stack: [Frame<'t, T, L>; LEVELS],
    depth: usize,
    /// What the last slot held, at most one of each side.
    bottoms: [Option<Bottom<'t, T, L>>; 2],
    /// The first entry of a leaf, and the position to go on with, unless it is `len`.
    at: Option<At<'t, T, L>>,
    position: usize,
    len: usize,
    /// Where lookups begin, on either side, if the tries may not hash alike.
    roots: [NodeRef<'t, T, L>; 2],
    wanted: Wanted,
    agree: bool,
    /// Whether to pause at meetings, and where the walk does: in the slot before the one to go on with.
    pauses: bool,
    paused: Option<Meeting<'t, T, L>>,
}

impl<T, L> Clone for Unshared<'_, T, L> {
    fn clone(&self) -> Self {
        Unshared { stack: self.stack, ..*self }
    }
}

impl<'t, T, L: Layout<T>> Unshared<'t, T, L> {
    /// Starts at the roots. `agree` says that both tries give all entries the same hashes.
    pub(crate) fn new<A: Allocator>(
        left: &'t Trie<T, L, A>,
        right: &'t Trie<T, L, A>,
        wanted: Wanted,
        agree: bool,
    ) -> Self {
        let (left, right) = (left.root(), right.root());
        let mut walk = Unshared::idle([left, right], wanted, agree);
        if left != right {
            walk.start(left, right);
        }
        walk
    }

    /// All entries of one of two tries, also those that the other holds too.
    pub(crate) fn all<A: Allocator>(trie: &'t Trie<T, L, A>, other: &'t Trie<T, L, A>, side: Side) -> Self {
        // Beside nothing at all there is nothing to skip. Equals are looked for from the root on.
        let (left, right) = match side {
            Side::Left => (trie.root(), NodeRef::EMPTY),
            Side::Right => (NodeRef::EMPTY, trie.root()),
        };
        let mut walk = Unshared::idle([other.root(); 2], Wanted::only(side), false);
        walk.start(left, right);
        walk
    }

    /// The part of a walk that has not begun that goes through some of the slots of the two roots.
    #[cfg(feature = "rayon")]
    pub(in crate::trie) fn within(mut self, slots: core::ops::Range<u32>) -> Self {
        debug_assert!(self.depth == 1 && self.stack[0].slot == 0 && slots.end <= self.stack[0].end);
        self.stack[0] = Frame { slot: slots.start, end: slots.end, ..self.stack[0] };
        self
    }

    fn idle(roots: [NodeRef<'t, T, L>; 2], wanted: Wanted, agree: bool) -> Self {
        let stack = [Frame::NONE; LEVELS];
        Unshared {
            stack,
            depth: 0,
            bottoms: [None; 2],
            at: None,
            position: 0,
            len: 0,
            roots,
            wanted,
            agree,
            pauses: false,
            paused: None,
        }
    }

    /// The walk with a pause at each [`Meeting`] that is not the roots: the iterator ends there, and goes on after
    /// [`Unshared::pass`].
    pub(in crate::trie) fn pausing(self) -> Self {
        Unshared { pauses: true, ..self }
    }

    /// Leaves out the meeting at which the iterator has paused, if `done` says yes to it; else goes on with what is below.
    /// False if the walk is at its end.
    pub(in crate::trie) fn pass<E>(
        &mut self,
        done: impl FnOnce(Meeting<'t, T, L>) -> Result<bool, E>,
    ) -> Result<bool, E> {
        let Some(meeting) = self.paused.take() else { return Ok(false) };
        if !done(meeting)? {
            let frame = self.stack[self.depth - 1];
            self.open(&frame, frame.slot - 1);
        }
        Ok(true)
    }

    fn start(&mut self, left: NodeRef<'t, T, L>, right: NodeRef<'t, T, L>) {
        let (left, right) = (Subtree { node: left, level: 0 }, Subtree { node: right, level: 0 });
        self.stop_at(Side::Left, left.node, right);
        self.stop_at(Side::Right, right.node, left);
        self.enter(left, right);
    }

    /// Cases 2 to 4: goes through the slots of what is a branch and has wanted entries.
    fn enter(&mut self, left: Subtree<'t, T, L>, right: Subtree<'t, T, L>) {
        let count = |node: NodeRef<'t, T, L>, side| if self.wanted.has(side) { node.slot_count() } else { 0 };
        let end = count(left.node, Side::Left).max(count(right.node, Side::Right));
        if end > 0 {
            self.stack[self.depth] = Frame { left, right, slot: 0, end };
            self.depth += 1;
        }
    }

    /// Cases 5 and 6: stops at a node if it is no branch, and wanted.
    fn stop_at(&mut self, side: Side, node: NodeRef<'t, T, L>, counterpart: Subtree<'t, T, L>) {
        if node.is_branch() || node.is_empty() || !self.wanted.has(side) {
            return;
        }
        let root = self.roots[side.other() as usize];
        let beside = counterpart.node;
        let counterpart = if self.agree { counterpart } else { Subtree { node: root, level: 0 } };
        self.bottoms[side as usize] = Some(Bottom { node, side, counterpart, beside, page: 0 });
    }

    /// Stops at what a frame holds on one side in a slot, `node`, if it is no branch and this is its first slot. The other
    /// side holds `opposite` there.
    fn stop_in_slot(
        &mut self,
        frame: &Frame<'t, T, L>,
        slot: u32,
        side: Side,
        node: NodeRef<'t, T, L>,
        opposite: NodeRef<'t, T, L>,
    ) {
        let (mine, other) = (frame.at(side), frame.at(side.other()));
        if node.is_branch() || node.is_empty() || !mine.node.is_branch() {
            return;
        }
        let depth = mine.depth_of(node);
        if slot >> depth != 0 {
            return;
        }
        let covered = depth >= other.depth_of(opposite);
        // What is no branch is in all slots, on the level that it was met at.
        let counterpart = match covered && other.node.is_branch() {
            true => Subtree { node: opposite, level: other.level + 1 },
            false => other,
        };
        self.stop_at(side, node, counterpart);
    }

    /// Goes to the next slot with different nodes. False at the end, or a pause.
    fn next_slot(&mut self) -> bool {
        while let Some(top) = self.depth.checked_sub(1) {
            let frame = &mut self.stack[top];
            let (left, right) = (frame.left, frame.right);
            // Case 1.
            while frame.slot < frame.end && left.child(frame.slot) == right.child(frame.slot) {
                frame.slot += 1;
            }
            let slot = frame.slot;
            if slot == frame.end {
                self.depth -= 1;
                continue;
            }
            frame.slot += 1;
            let frame = *frame;
            if self.pauses {
                self.paused = frame.meeting(slot);
                if self.paused.is_some() {
                    return false;
                }
            }
            self.open(&frame, slot);
            return true;
        }
        false
    }

    /// Goes to what a frame holds in a slot.
    #[inline]
    fn open(&mut self, frame: &Frame<'t, T, L>, slot: u32) {
        let (left, right) = (frame.left, frame.right);
        let (on_left, on_right) = (left.child(slot), right.child(slot));
        self.stop_in_slot(frame, slot, Side::Left, on_left, on_right);
        self.stop_in_slot(frame, slot, Side::Right, on_right, on_left);
        let below = |subtree: Subtree<'t, T, L>, node| match subtree.node.is_branch() {
            true => Subtree { node, level: subtree.level + 1 },
            false => subtree,
        };
        self.enter(below(left, on_left), below(right, on_right));
    }

    /// Goes to the next leaf or page. False at the end.
    fn next_leaf(&mut self) -> bool {
        loop {
            while let Some(index) = self.bottoms.iter().position(Option::is_some) {
                let Some((leaf, bottom)) = next_of(&mut self.bottoms[index]) else { continue };
                let is_beside = |node: NodeRef<'t, T, L>| {
                    node.as_collision().is_some_and(|node| node.pages().any(|page| page.node() == leaf.node()))
                };
                if is_beside(bottom.beside) {
                    continue;
                }
                // No leaf is empty.
                let Some(held) = leaf.places().next() else { continue };
                (self.position, self.len) = (0, leaf.len());
                self.at = Some(At { side: bottom.side, held, counterpart: bottom.counterpart, agree: self.agree });
                return true;
            }
            if !self.next_slot() {
                return false;
            }
        }
    }
}

/// The next leaf or page of a bottom, which is taken away when it has no more.
fn next_of<'t, T, L: Layout<T>>(slot: &mut Option<Bottom<'t, T, L>>) -> Option<(LeafRef<'t, T, L>, Bottom<'t, T, L>)> {
    let bottom = slot.take()?;
    match bottom.node.get() {
        Node::Leaf(leaf) => Some((leaf, bottom)),
        Node::Collision(node) => {
            let page = node.pages().nth(bottom.page as usize)?;
            *slot = Some(Bottom { page: bottom.page + 1, ..bottom });
            Some((page, bottom))
        }
        Node::Empty | Node::Branch(_) => None,
    }
}

impl<'t, T, L: Layout<T>> Iterator for Unshared<'t, T, L> {
    type Item = At<'t, T, L>;

    #[inline]
    fn next(&mut self) -> Option<At<'t, T, L>> {
        loop {
            // To count up in a part of `at`, which is copied as a whole, would have the copy wait for what was done with the
            // entry before.
            if let Some(at) = self.at.filter(|_| self.position < self.len) {
                let held = at.held.leaf().place(self.position);
                self.position += 1;
                return Some(At { held, ..at });
            }
            if !self.next_leaf() {
                self.at = None;
                return None;
            }
        }
    }
}
