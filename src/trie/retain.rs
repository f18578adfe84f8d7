//! Taking out all entries that a predicate rejects, leaf by leaf.
//!
//! The predicate sees each entry once. A leaf of which all is kept is not touched, so a call that keeps all
//! copies and allocates nothing. A first pass takes entries out and keeps the shape; a second one, if any leaf
//! became small, merges.

#![allow(unsafe_code, reason = "changes leaves")]

use super::Trie;
use super::change::Change;
use super::cursor::RetiredEntry;
use super::leaves::Position;
use super::path::Fresh;
use super::remove::few;
use crate::error::OutOfMemory;
use crate::hash::DigitRange;
use crate::layout::Edits;
use crate::node::leaf::Leaf;
use crate::node::ptr::{Kind, NodePtr};
use crate::node::siblings::Places;
use allocator_api2::alloc::Allocator;

impl<T, L: Edits<T>, A: Allocator> Trie<T, L, A> {
    /// Keeps the entries for which `keep` holds.
    ///
    /// When it fails or `keep` panics, the entries rejected so far may be gone.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) -> Result<(), OutOfMemory> {
        let mut next = Some(Position::FIRST);
        let mut small = false;
        let unfinished = Unfinished { trie: self };
        while let (Some(position), false) = (next, unfinished.trie.root.is_empty()) {
            let mut cursor = unfinished.trie.cursor(position.0);
            next = Position::after(&cursor.path);
            let mut change = cursor.change();
            small |= match change.path.bottom.kind() {
                Kind::Leaf => change.retain_in_leaf(&mut keep)?,
                Kind::Collision => change.retain_in_pages(&mut keep)?,
                _ => false,
            };
        }
        core::mem::forget(unfinished);
        if small {
            self.tidy_all();
        }
        Ok(())
    }

    /// Frees what has no entries or no children. Calls no user code.
    fn prune(&mut self) {
        let mut next = Some(Position::FIRST);
        while let (Some(position), false) = (next, self.root.is_empty()) {
            let mut cursor = self.cursor(position.0);
            next = Position::after(&cursor.path);
            let mut change = cursor.change();
            // SAFETY: what is empty was emptied here, and so is unique, with all above.
            unsafe { change.drop_empty_leaf() };
            change.drop_empty_pages();
            change.drop_empty_branches();
        }
    }

    /// Merges what is small enough.
    fn tidy_all(&mut self) {
        let mut next = Some(Position::FIRST);
        while let (Some(position), false) = (next, self.root.is_empty()) {
            let mut cursor = self.cursor(position.0);
            next = Position::after(&cursor.path);
            // What is shared was not changed, and merging it would copy it for nothing.
            let changed = cursor.path.branches_are_unique();
            let is_small = match cursor.path.bottom.kind() {
                Kind::Empty => true,
                Kind::Leaf if cursor.path.bottom_is_unique() => {
                    // SAFETY: a live leaf of this trie.
                    let leaf = unsafe { Leaf::<T, L>::from_ptr(cursor.path.bottom) };
                    leaf.len() <= few::<T, L>()
                }
                _ => false,
            };
            if changed && is_small {
                // SAFETY: the branches are unique, and so is the bottom, if it is a node.
                unsafe { cursor.tidy() };
            }
        }
    }
}

/// Cleans up behind a `retain` that panicked, or found no memory, between its two passes.
struct Unfinished<'t, T, L: Edits<T>, A: Allocator> {
    trie: &'t mut Trie<T, L, A>,
}

impl<T, L: Edits<T>, A: Allocator> Drop for Unfinished<'_, T, L, A> {
    fn drop(&mut self) {
        self.trie.prune();
    }
}

impl<T, L: Edits<T>, A: Allocator> Change<'_, '_, T, L, A> {
    /// Takes the rejected entries out of the leaf at the bottom. True if it is small afterwards.
    fn retain_in_leaf(&mut self, keep: &mut dyn FnMut(&T) -> bool) -> Result<bool, OutOfMemory> {
        let alloc = self.alloc();
        // SAFETY: a live leaf of this trie.
        let leaf = unsafe { Leaf::<T, L>::from_ptr(self.path.bottom) };
        let kept = kept(leaf, keep);
        let left = kept.count_ones() as usize;
        if left == leaf.len() {
            return Ok(false);
        }
        if self.path.bottom_is_unique() {
            // SAFETY: the bottom is unique, and so is all above.
            unsafe {
                self.remove_others(leaf, kept);
                if left == 0 {
                    self.drop_empty_leaf();
                }
            }
            return Ok(left <= few::<T, L>());
        }
        let bottom = if left == 0 {
            NodePtr::EMPTY
        } else {
            // SAFETY: held through this trie.
            unsafe { leaf.copy(alloc, Leaf::<T, L>::capacity_for(left), leaf.depth(), kept, L::duplicate)?.ptr() }
        };
        let gone = leaf.len() - left;
        // SAFETY: the copy covers what the leaf did.
        unsafe { self.replace(Fresh::new(bottom, alloc))? };
        *self.roots.len -= gone;
        Ok(left <= few::<T, L>())
    }

    /// Takes all but the `kept` positions out of a leaf.
    ///
    /// # Safety
    /// The leaf is unique, and a leaf of this trie.
    unsafe fn remove_others(&mut self, leaf: Leaf<T, L>, kept: Places) {
        let alloc = self.alloc();
        // From the last to the first, so that what moves to fill a gap is a kept one, or the gap itself.
        for position in (0..leaf.len()).rev().filter(|position| kept >> position & 1 == 0) {
            *self.roots.len -= 1;
            // SAFETY: unique. The entry is dropped when the leaf is whole again.
            unsafe {
                if L::SHARED {
                    drop(RetiredEntry::<T, L, A>::new(leaf.discard(position), alloc));
                } else {
                    drop(leaf.take(alloc, position, L::duplicate).0);
                }
            }
        }
    }

    /// The same for all pages of a collision node.
    #[cold]
    fn retain_in_pages(&mut self, keep: &mut dyn FnMut(&T) -> bool) -> Result<bool, OutOfMemory> {
        let mut index = 0;
        while let Some(node) = self.collision().filter(|node| index < node.len()) {
            // SAFETY: pages are leaves of this entry type (C3).
            let leaf = unsafe { Leaf::<T, L>::from_ptr(node.page(index)) };
            let kept = kept(leaf, keep);
            if kept.count_ones() as usize != leaf.len() {
                let spot = super::cursor::Spot { leaf, position: 0, page: Some(index) };
                // SAFETY: a page of the bottom.
                let owned = unsafe { self.own_leaf_in_order(spot)? };
                self.flush(); // the page before, if it was shared
                // SAFETY: owned.
                unsafe { self.remove_others(owned.leaf, kept) };
            }
            index += 1;
        }
        self.drop_empty_pages();
        let Some(node) = self.collision().filter(|_| self.path.bottom_is_unique()) else {
            return Ok(self.path.bottom.is_empty());
        };
        if node.len() == 1 {
            // SAFETY: the bottom is unique, and so is all above.
            unsafe { self.page_to_leaf(node) };
        }
        Ok(true)
    }

    /// Gives up the pages that became empty, and the node if none is left.
    fn drop_empty_pages(&mut self) {
        let Some(node) = self.collision().filter(|_| self.path.bottom_is_unique()) else { return };
        let alloc = self.alloc();
        for index in (0..node.len()).rev() {
            // SAFETY: pages are leaves of this entry type (C3); an empty one was emptied here, and so is unique.
            unsafe {
                let leaf = Leaf::<T, L>::from_ptr(node.page(index));
                if leaf.len() == 0 {
                    node.remove_page(index);
                    leaf.dissolve(alloc);
                }
            }
        }
        if node.len() == 0 {
            let range = self.path.range();
            // SAFETY: unique, and without pages.
            unsafe {
                self.relink_bottom(range, NodePtr::EMPTY);
                node.free_memory(alloc);
            }
        }
    }

    /// Frees the branches on the way down that have no children. Only emptied ones have none, which are unique.
    fn drop_empty_branches(&mut self) {
        while self.path.bottom.is_empty()
            && self.path.branches_are_unique()
            && self.path.parent().is_some_and(|parent| parent.is_empty_at(DigitRange::ALL))
        {
            // SAFETY: unique, and the branch holds nothing, as does the bottom.
            unsafe { self.collapse_parent() };
        }
    }
}

/// The positions whose entries are to stay. Asks about each entry once, before anything changes.
fn kept<T, L: Edits<T>>(leaf: Leaf<T, L>, keep: &mut dyn FnMut(&T) -> bool) -> Places {
    // SAFETY: positions below `len`; nothing changes meanwhile.
    (0..leaf.len())
        .filter(|&position| keep(unsafe { leaf.entry(position).as_ref() }))
        .map(|position| 1 << position)
        .sum()
}
