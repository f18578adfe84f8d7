//! New nodes for what two tries have where they meet.
//!
//! Where two tries have little in common, single insertions are a slow way to unite them: each walks down from the root,
//! and leaves are copied, grown in steps and split on the way. So if both have a leaf at a meeting, or a branch with nothing
//! but leaves, and no leaf in common, these nodes are made anew, from the entries of both:
//!
//! ```text
//!   items     entry and hash: those of the other side without an equal, and all of the base
//!   sorted    by the digit with its bits in reverse: what a child covers is side by side
//!   nodes     each at its final size
//! ```
//!
//! Then the new node takes the place of the base's in the draft. All above stays as it is, and so does the place if only few
//! entries would come to it.
//!
//! The two tries need not hash alike: each entry's hash is the base's, and has to lead to this meeting. If one does not, the
//! entries are left to the walk.

#![allow(unsafe_code, reason = "fills new nodes with the entries of old ones")]

mod nodes;
pub(super) mod space;

use super::super::draft::Draft;
use super::edit::Edit;
use super::walk::Meeting;
use super::{Rules, Side};
use crate::error::OutOfMemory;
use crate::hash::{DIGIT_BITS, Fingerprint, Level};
use crate::layout::{Edits, Layout};
use crate::node::owned::Fresh;
use crate::node::view::{EntryAt, LeafRef, Node, NodeRef};
use allocator_api2::alloc::Allocator;
use allocator_api2::vec::Vec;
use core::mem;
use nodes::{Item, NodeMaker};
use space::{Items, Space};

/// Places and branches below this level are left to single insertions. All digits up to it are in the half of a hash that
/// shared entries keep.
const DEEPEST: u32 = 4;
/// If among the first entries of the other side are so many more with an equal than without, the two are taken to be
/// related.
const MORE: usize = 2;
/// Single insertions are better if a meeting has more than so many times the entries that come to it.
const MUCH: usize = 4;

/// What to do about an entry of the other side that has an equal in the base.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Equals {
    /// Keep that of the base.
    Keep,
    /// Leave all of the meeting to the walk, unless both hold the very same entry.
    Refuse,
}

/// Why a meeting is not rebuilt.
enum Stop {
    Memory(OutOfMemory),
    /// It is not worth it, or not possible.
    Refused,
}

impl From<OutOfMemory> for Stop {
    fn from(error: OutOfMemory) -> Self {
        Stop::Memory(error)
    }
}

impl<'b, T, L: Edits<T>, A: Allocator + Clone, R: Rules<T>> Edit<'b, T, L, A, R> {
    /// Adds what the other side has at a meeting, if neither side has more than leaves there and they are not related. False
    /// if nothing was done.
    #[inline(never)]
    pub(super) fn rebuild(&mut self, meeting: Meeting<'b, T, L>, equals: Equals) -> Result<bool, OutOfMemory> {
        if !self.can_hold() || !worth_it(meeting, self.side) {
            return Ok(false);
        }
        let mut space = mem::replace(&mut self.space, Space::new(&self.draft.base().alloc));
        let result = self.rebuild_in(&mut space, meeting, equals);
        space.items.clear();
        self.space = space;
        match result {
            Ok(()) => Ok(true),
            Err(Stop::Refused) => Ok(false),
            Err(Stop::Memory(error)) => Err(error),
        }
    }

    fn rebuild_in(
        &mut self,
        space: &mut Space<'b, T, L, A>,
        meeting: Meeting<'b, T, L>,
        equals: Equals,
    ) -> Result<(), Stop> {
        let Space { items, sorted } = space;
        let old = meeting.node(self.side);
        let prefix = self.gather_only(items, meeting, equals)?;
        let added = items.len();
        if added == 0 {
            return Ok(());
        }
        let count: usize = leaves(old).map(LeafRef::len).sum();
        if added * MUCH < count {
            for item in &*items {
                self.add(item.held())?;
            }
            return Ok(());
        }
        self.gather_all(items, meeting, prefix)?;
        let maker = NodeMaker { alloc: &self.draft.base().alloc };
        let new = if items.len() <= LeafRef::<T, L>::MAX {
            maker.leaf(items, if meeting.level == 0 { 0 } else { DIGIT_BITS })?
        } else {
            // What is in it is of no account.
            if let Some(more) = items.get(sorted.len()..) {
                sorted.try_reserve(more.len()).map_err(|_| OutOfMemory)?;
                sorted.extend_from_slice(more);
            }
            let count = items.len();
            maker.branch(items, &mut sorted[..count], Level(meeting.level))?
        };
        self.draft.graft(prefix, meeting.level, old, new, added)
    }

    /// Lists the entries of the other side without an equal in the base. Returns a hash that leads to the meeting.
    fn gather_only(
        &self,
        items: &mut Items<'b, T, L, A>,
        meeting: Meeting<'b, T, L>,
        equals: Equals,
    ) -> Result<u64, Stop> {
        let (base, other) = (meeting.node(self.side), meeting.node(self.side.other()));
        let mut found = 0;
        // No leaf is empty.
        let first = leaves(base).flat_map(LeafRef::places).next().ok_or(Stop::Refused)?;
        let prefix = self.hash(first);
        for leaf in leaves(other) {
            for held in leaf.places() {
                let entry = held.entry();
                let hash = if self.rules.agree() { self.hash(held) } else { self.rules.hash(self.side, entry) };
                if !agree_up_to(meeting.level, hash, prefix) {
                    return Err(Stop::Refused);
                }
                let eq = |own: &T| core::ptr::eq(own, entry) || self.rules.eq(own, entry);
                match find_below(base, meeting.level, hash, eq) {
                    None => {
                        if items.is_empty() {
                            [base, other].into_iter().for_each(load);
                        }
                        if !self.rules.agree() {
                            held.meet_hash(hash); // else it was taken from there
                        }
                        // SAFETY: by 1: it was seen that the base can hold it.
                        push(items, unsafe { Item::new(held, hash) })?;
                    }
                    Some(own) => {
                        found += 1;
                        let refused = equals == Equals::Refuse && !core::ptr::eq(own, entry);
                        if refused || found == items.len() + MORE {
                            return Err(Stop::Refused);
                        }
                    }
                }
            }
        }
        Ok(prefix)
    }

    /// Lists all entries of the base.
    fn gather_all(&self, items: &mut Items<'b, T, L, A>, meeting: Meeting<'b, T, L>, prefix: u64) -> Result<(), Stop> {
        for leaf in leaves(meeting.node(self.side)) {
            for held in leaf.places() {
                let hash = self.hash(held);
                if !agree_up_to(meeting.level, hash, prefix) {
                    return Err(Stop::Refused);
                }
                // SAFETY: by 1: the base holds it.
                push(items, unsafe { Item::new(held, hash) })?;
            }
        }
        Ok(())
    }

    /// The hash of an entry of the base, or of a trie that hashes as it does: as far as it is needed.
    #[inline]
    fn hash(&self, at: EntryAt<'_, T, L>) -> u64 {
        match at.low_hash() {
            Some(low) => u64::from(low) | u64::from(at.fingerprint()) << 56,
            None => self.rules.hash(self.side, at.entry()),
        }
    }
}

/// Whether two hashes agree in the digits that lead to a level.
fn agree_up_to(level: u32, one: u64, other: u64) -> bool {
    (one ^ other) & !(u64::MAX << (level * DIGIT_BITS)) == 0
}

#[inline(always)]
fn push<'t, T, L: Layout<T>, A: Allocator>(
    items: &mut Vec<Item<'t, T, L>, A>,
    item: Item<'t, T, L>,
) -> Result<(), OutOfMemory> {
    if items.len() == items.capacity() {
        items.try_reserve(LeafRef::<T, L>::MAX).map_err(|_| OutOfMemory)?;
    }
    items.push(item);
    Ok(())
}

/// Whether both sides have nothing but leaves at a meeting, of which the other side, compared to the base, has not too few.
fn worth_it<T, L: Layout<T>>(meeting: Meeting<'_, T, L>, side: Side) -> bool {
    if meeting.level > DEEPEST {
        return false;
    }
    let (own, others) = (leaf_count(meeting.node(side)), leaf_count(meeting.node(side.other())));
    let (Some(own), Some(others)) = (own, others) else { return false };
    own <= others * MUCH / 2
}

/// The number of leaves that a node has, or is, unless it has other nodes.
fn leaf_count<T, L: Layout<T>>(node: NodeRef<'_, T, L>) -> Option<usize> {
    match node.get() {
        Node::Leaf(_) => Some(1),
        Node::Empty | Node::Collision(_) => None,
        Node::Branch(branch) => {
            branch.children().try_fold(0, |count, (_, child)| child.is_leaf_or_empty().then_some(count + 1))
        }
    }
}

/// Asks the processor to load all leaves of a node.
fn load<T, L: Layout<T>>(node: NodeRef<'_, T, L>) {
    if let Some(branch) = node.as_branch() {
        branch.children().for_each(|(_, leaf)| leaf.prefetch_leaf());
    }
}

/// The leaves of a node that has no others, or the node itself.
fn leaves<'t, T, L: Layout<T>>(node: NodeRef<'t, T, L>) -> impl Iterator<Item = LeafRef<'t, T, L>> {
    let children = node.as_branch().into_iter().flat_map(|branch| branch.children().map(|(_, child)| child));
    node.as_leaf().into_iter().chain(children.filter_map(NodeRef::as_leaf))
}

/// The entry of a hash for which `eq` holds, in a leaf or one of the leaves of a branch on this level.
#[inline]
fn find_below<'t, T, L: Layout<T>>(
    node: NodeRef<'t, T, L>,
    level: u32,
    hash: u64,
    eq: impl FnMut(&T) -> bool,
) -> Option<&'t T> {
    let leaf = node.as_branch().map_or(node, |branch| branch.child_of(hash >> (level * DIGIT_BITS)));
    leaf.as_leaf()?.find(Fingerprint::of(hash), eq).map(EntryAt::entry)
}

impl<'b, T, L: Edits<T>, A: Allocator> Draft<'b, T, L, A> {
    /// Puts `new`, which has `added` entries more, in the place of `old`, to which the digits of a hash lead. Refused if the
    /// draft has something else there by now.
    fn graft(
        &mut self,
        hash: u64,
        level: u32,
        old: NodeRef<'b, T, L>,
        new: Fresh<'_, T, L, A>,
        added: usize,
    ) -> Result<(), Stop> {
        let mut cursor = self.cursor_down_to(hash, level as usize);
        let path = &cursor.path;
        if path.bottom != old.ptr() || path.parent_level().map_or(0, |above| above.below().0) != level {
            return Err(Stop::Refused);
        }
        let mut mutation = cursor.mutation();
        mutation.replace_by(new)?;
        *mutation.roots.len += added;
        Ok(())
    }
}
