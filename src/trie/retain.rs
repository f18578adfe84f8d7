//! Taking out all entries that a predicate rejects, leaf by leaf.
//!
//! The predicate sees each entry once. A leaf of which all is kept is not touched, so a call that keeps all
//! copies and allocates nothing. A first pass takes entries out and keeps the shape; a second one, if any leaf
//! became small, merges.

use super::Trie;
use super::leaves::Prefix;
use super::mutation::Mutation;
use super::remove::few;
use crate::error::OutOfMemory;
use crate::layout::Edits;
use crate::node::siblings::Places;
use crate::node::view::{LeafRef, Node};
use allocator_api2::alloc::Allocator;

impl<T, L: Edits<T>, A: Allocator> Trie<T, L, A> {
    /// Keeps the entries for which `keep` holds.
    ///
    /// When it fails or `keep` panics, the entries rejected so far may be gone.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) -> Result<(), OutOfMemory> {
        let mut small = false;
        let unfinished = PruneAfterwards { trie: self };
        unfinished.trie.each_bottom(|mutation| {
            small |= match mutation.bottom().get() {
                Node::Leaf(_) => mutation.retain_in_leaf(&mut keep)?,
                Node::Collision(_) => mutation.retain_in_pages(&mut keep)?,
                Node::Empty | Node::Branch(_) => false,
            };
            Ok(())
        })?;
        core::mem::forget(unfinished);
        if small {
            self.tidy_all();
        }
        Ok(())
    }

    /// Calls `visit` with a change of each bottom, until the trie has no entries or it fails.
    fn each_bottom(
        &mut self,
        mut visit: impl FnMut(&mut Mutation<'_, '_, T, L, A>) -> Result<(), OutOfMemory>,
    ) -> Result<(), OutOfMemory> {
        let mut next = Some(Prefix::FIRST);
        while let (Some(position), false) = (next, self.root().is_empty()) {
            let mut cursor = self.cursor(position.0);
            next = Prefix::after(&cursor.path);
            visit(&mut cursor.mutation())?;
        }
        Ok(())
    }

    /// Frees what has no entries or no children. Calls no user code.
    fn prune(&mut self) {
        let _done = self.each_bottom(|mutation| {
            mutation.drop_empty();
            Ok(())
        });
    }

    /// Merges what is small enough, and turns collision nodes with one small page into leaves.
    pub(super) fn tidy_all(&mut self) {
        let _done = self.each_bottom(|mutation| {
            let is_small = match mutation.bottom().get() {
                Node::Empty => true,
                Node::Leaf(leaf) => leaf.len() <= few::<T, L>(),
                Node::Collision(_) => mutation.page_to_leaf() && mutation.leaf(None).len() <= few::<T, L>(),
                Node::Branch(_) => false,
            };
            // What is shared was not changed, and merging it would copy it for nothing.
            if is_small {
                mutation.tidy();
            }
            Ok(())
        });
    }
}

/// Cleans up behind a `retain` that panicked, or found no memory, between its two passes.
struct PruneAfterwards<'t, T, L: Edits<T>, A: Allocator> {
    trie: &'t mut Trie<T, L, A>,
}

impl<T, L: Edits<T>, A: Allocator> Drop for PruneAfterwards<'_, T, L, A> {
    fn drop(&mut self) {
        self.trie.prune();
    }
}

impl<T, L: Edits<T>, A: Allocator> Mutation<'_, '_, T, L, A> {
    /// Frees the leaf or the pages at the bottom if they have no entries, and the branches above if they have no children then.
    /// What is empty was emptied by its trie, and so is the trie's own, with all above.
    pub(super) fn drop_empty(&mut self) {
        self.drop_empty_pages();
        if let Some(mut path) = self.own_path() {
            path.drop_empty_leaf();
            path.drop_empty_branches();
        }
    }

    /// Takes the rejected entries out of the leaf at the bottom. True if it is small afterwards.
    fn retain_in_leaf(&mut self, keep: &mut dyn FnMut(&T) -> bool) -> Result<bool, OutOfMemory> {
        let (kept, len) = kept(self.leaf(None), keep);
        let left = kept.count_ones() as usize;
        if left == len {
            return Ok(false);
        }
        if self.leaf_is_unique(None) {
            self.remove_others(None, kept);
            if let Some(mut path) = self.own_path() {
                path.drop_empty_leaf();
            }
        } else {
            self.replace_by_rest(left, kept)?;
        }
        Ok(left <= few::<T, L>())
    }

    /// Takes all but the `kept` positions out of a leaf that is the trie's own.
    fn remove_others(&mut self, page: Option<usize>, kept: Places) {
        // From the last to the first, so that what moves to fill a gap is a kept one, or the gap itself.
        for position in (0..self.leaf(page).len()).rev().filter(|position| kept >> position & 1 == 0) {
            *self.roots.len -= 1;
            // The entry is dropped when the leaf is whole again.
            drop(self.leaf_mut(page).map(|mut leaf| leaf.discard(position)));
        }
    }

    /// The same as [`Mutation::retain_in_leaf`], for all pages of a collision node.
    #[cold]
    fn retain_in_pages(&mut self, keep: &mut dyn FnMut(&T) -> bool) -> Result<bool, OutOfMemory> {
        let mut page = 0;
        while self.bottom().as_collision().is_some_and(|node| page < node.len()) {
            let (kept, len) = kept(self.leaf(Some(page)), keep);
            if kept.count_ones() as usize != len {
                self.own_leaf_in_order(Some(page))?;
                self.flush(); // the page before, if it was shared
                self.remove_others(Some(page), kept);
            }
            page += 1;
        }
        self.drop_empty_pages();
        self.page_to_leaf();
        Ok(self.path.bottom.is_empty() || self.path.bottom_is_unique())
    }
}

/// The positions whose entries are to stay, and the number of all. Asks about each entry once, before anything changes.
fn kept<T, L: Edits<T>>(leaf: LeafRef<'_, T, L>, keep: &mut dyn FnMut(&T) -> bool) -> (Places, usize) {
    let kept = leaf.places().filter(|at| keep(at.entry())).map(|at| 1 << at.position()).sum();
    (kept, leaf.len())
}
