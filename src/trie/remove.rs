//! Taking an entry out, and making the trie smaller where it can be.
//!
//! After the entry is gone, its leaf may fit into its *buddy*: the leaf that covers the other half of the
//! range of depth one less. Merging goes on upwards as long as it succeeds:
//!
//! | the bottom | its buddy range | what happens |
//! |---|---|---|
//! | any | is all there is besides, and empty | the bottom's range doubles |
//! | empty | one leaf or collision node | that one's range doubles |
//! | a leaf | one leaf, and both fit in three quarters of one | they merge |
//! | covers its whole parent | - | it takes the parent's place, one level up |
//! | else | | the parent narrows if no child has the depth of its width |
//!
//! A leaf is looked at only when at most a quarter of it is left, and merged only up to three quarters, so
//! that neither removals pay for their buddies, nor an insert and a remove in turn split and merge for ever.
//!
//! Merging is a service: when there is no memory for it, the trie stays as it is, larger than it might be.

#![allow(unsafe_code, reason = "changes nodes")]

use super::change::Change;
use super::cursor::{Cursor, Occupied, RetiredEntry, Spot};
use super::path::Fresh;
use crate::error::OutOfMemory;
use crate::hash::DigitRange;
use crate::layout::{Copies, Edits, Layout};
use crate::node::branch::{Branch, LEAST_WIDTH};
use crate::node::collision::Collision;
use crate::node::leaf::Leaf;
use crate::node::ptr::{Kind, NodePtr};
use crate::node::siblings::Places;
use allocator_api2::alloc::Allocator;

/// At most this many entries are left when a leaf looks for a buddy.
pub(super) const fn few<T, L: Layout<T>>() -> usize {
    Leaf::<T, L>::MAX / 4
}

/// At most this many entries have two leaves that merge.
pub(super) const fn comfortable<T, L: Layout<T>>() -> usize {
    Leaf::<T, L>::MAX / 4 * 3
}

impl<'t, T, L: Copies<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// Takes the entry out of the trie. It is cloned if others hold it.
    #[inline]
    pub(crate) fn remove(self) -> Result<T, OutOfMemory> {
        if self.leaf_is_unique() {
            let Occupied { mut cursor, spot } = self;
            let alloc = cursor.alloc();
            // SAFETY: unique. If its run of the entry ended, that is counted when the trie is consistent.
            let (entry, retired) = unsafe {
                let (entry, ended) = spot.leaf.take(alloc, spot.position, L::copy);
                (entry, RetiredEntry::<T, L, A>::new(ended, alloc))
            };
            *cursor.roots.len -= 1;
            if spot.leaf.len() <= few::<T, L>() {
                // SAFETY: the bottom is unique, and so is all above.
                unsafe { cursor.tidy() };
            }
            drop(retired); // now, as a panic would forget what is being returned
            return Ok(entry);
        }
        if self.spot.page.is_some() {
            return self.remove_from_page();
        }
        let entry = L::copy(self.entry());
        self.discard()?;
        Ok(entry)
    }

    /// As [`Occupied::remove`], from a collision node.
    #[cold]
    fn remove_from_page(mut self) -> Result<T, OutOfMemory> {
        let mut change = self.cursor.change();
        // SAFETY: K2.
        let spot = unsafe { change.own_leaf(self.spot)? };
        let alloc = change.alloc();
        // SAFETY: the page is unique now.
        let (entry, retired) = unsafe {
            let (entry, ended) = spot.leaf.take(alloc, spot.position, L::copy);
            (entry, RetiredEntry::<T, L, A>::new(ended, alloc))
        };
        // SAFETY: owning the page made all of the path unique.
        unsafe { change.shrink_pages(spot) };
        drop((change, retired)); // now, as a panic would forget what is being returned
        Ok(entry)
    }
}

impl<'t, T, L: Edits<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// Takes the entry out of the trie and drops it, if no other version has it. Never clones it.
    pub(crate) fn discard(mut self) -> Result<(), OutOfMemory> {
        if self.spot.page.is_some() {
            return self.discard_from_page();
        }
        let Occupied { cursor, spot: Spot { leaf, position, .. } } = &mut self;
        let (alloc, leaf, position) = (cursor.alloc(), *leaf, *position);
        if cursor.path.bottom_is_unique() {
            // SAFETY: unique. The entry is dropped when the trie is consistent.
            unsafe {
                if L::SHARED {
                    let _retired = RetiredEntry::<T, L, A>::new(leaf.discard(position), alloc);
                    *cursor.roots.len -= 1;
                    cursor.tidy_if_few(leaf);
                } else {
                    let (_entry, _) = leaf.take(alloc, position, L::duplicate);
                    *cursor.roots.len -= 1;
                    cursor.tidy_if_few(leaf);
                }
            }
            return Ok(());
        }
        let left = leaf.len() - 1;
        let bottom = if left == 0 {
            NodePtr::EMPTY
        } else {
            let cap = Leaf::<T, L>::capacity_for(left);
            let keep = Places::MAX & !(1 << position);
            // SAFETY: held through this trie.
            unsafe { leaf.copy(alloc, cap, leaf.depth(), keep, L::duplicate)?.ptr() }
        };
        let mut change = cursor.change();
        // SAFETY: the copy is new, and covers what the leaf did.
        unsafe { change.replace(Fresh::new(bottom, alloc))? };
        *change.roots.len -= 1;
        if left <= few::<T, L>() {
            // SAFETY: all of the path was made unique.
            unsafe { change.tidy() };
        }
        Ok(())
    }

    #[cold]
    fn discard_from_page(mut self) -> Result<(), OutOfMemory> {
        let mut change = self.cursor.change();
        // SAFETY: K2.
        let spot = unsafe { change.own_leaf(self.spot)? };
        let alloc = change.alloc();
        let (_entry, _retired);
        // SAFETY: the page is unique now.
        unsafe {
            if L::SHARED {
                _retired = RetiredEntry::<T, L, A>::new(spot.leaf.discard(spot.position), alloc);
            } else {
                _entry = spot.leaf.take(alloc, spot.position, L::duplicate);
            }
        }
        // SAFETY: owning the page made all of the path unique.
        unsafe { change.shrink_pages(spot) };
        Ok(())
    }
}

impl<T, L: Edits<T>, A: Allocator> Cursor<'_, T, L, A> {
    /// # Safety
    /// All of the path is unique.
    unsafe fn tidy_if_few(&mut self, leaf: Leaf<T, L>) {
        if leaf.len() <= few::<T, L>() {
            // SAFETY: as the caller promises.
            unsafe { self.tidy() };
        }
    }

    /// Makes what is around the bottom smaller if it can be.
    ///
    /// # Safety
    /// All of the path is unique.
    #[inline(never)]
    pub(super) unsafe fn tidy(&mut self) {
        // SAFETY: as the caller promises.
        unsafe { self.change().tidy() };
    }
}

impl<'t, T, L: Edits<T>, A: Allocator> Change<'_, 't, T, L, A> {
    /// Gives up a page that became empty, and the collision node if what is left fits in a leaf.
    ///
    /// # Safety
    /// All of the path is unique, and so is the page at the spot.
    #[cold]
    unsafe fn shrink_pages(&mut self, Spot { leaf, page, .. }: Spot<T, L>) {
        let alloc = self.alloc();
        let node = self.collision().expect("owning a page keeps the collision node");
        let page = page.expect("a spot in a collision node has a page");
        *self.roots.len -= 1;
        // SAFETY: the page and the node are unique.
        unsafe {
            if leaf.len() == 0 {
                node.remove_page(page);
                leaf.dissolve(alloc);
            }
        }
        if node.len() == 1 {
            // SAFETY: as the caller promises.
            unsafe {
                if let Some(leaf) = self.page_to_leaf(node) {
                    if leaf.len() <= few::<T, L>() {
                        self.tidy();
                    }
                }
            }
        }
    }

    /// Turns a collision node with one page, if that is small, into a leaf.
    ///
    /// # Safety
    /// All of the path is unique, and the node is its bottom.
    pub(super) unsafe fn page_to_leaf(&mut self, node: Collision) -> Option<Leaf<T, L>> {
        let alloc = self.alloc();
        let range = self.path.range();
        // SAFETY: pages are leaves of this entry type (C3).
        let mut leaf = unsafe { Leaf::<T, L>::from_ptr(node.page(0)) };
        if leaf.len() > Leaf::<T, L>::MAX / 2 {
            return None;
        }
        if !node.page_is_unique(0) {
            // SAFETY: held through this trie.
            let copy = unsafe { leaf.copy(alloc, leaf.cap(), node.depth(), Places::MAX, L::duplicate) }.ok()?;
            // SAFETY: the node's hold on it ends, as the node does below.
            unsafe { self.retire(leaf.ptr()) };
            leaf = copy;
        }
        // SAFETY: all of the path is unique; the leaf moves from the node to the node's parent.
        unsafe {
            leaf.set_depth(node.depth());
            self.relink_bottom(range, leaf.ptr());
            node.free_memory(alloc);
        }
        Some(leaf)
    }

    /// Makes what is around the bottom smaller if it can be.
    ///
    /// # Safety
    /// All of the path is unique.
    pub(super) unsafe fn tidy(&mut self) {
        // SAFETY: as the caller promises.
        unsafe { self.drop_empty_leaf() };
        let mut merged = false;
        while let Some(parent) = self.path.parent() {
            let range = self.path.range();
            let Some(buddy) = range.buddy() else {
                // SAFETY: the bottom covers all of the parent, which is unique.
                unsafe {
                    self.set_bottom_depth(self.path.range_above().depth());
                    self.collapse_parent();
                }
                continue;
            };
            // SAFETY: all of the path is unique.
            unsafe {
                if !self.merge_with(parent, range, buddy) {
                    if merged {
                        self.narrow(parent);
                    }
                    return;
                }
            }
            merged = true;
            self.flush();
        }
    }

    /// Frees the bottom if it is a leaf without entries.
    ///
    /// # Safety
    /// If it is, all of the path is unique.
    pub(super) unsafe fn drop_empty_leaf(&mut self) {
        if self.path.bottom.kind() != Kind::Leaf {
            return;
        }
        // SAFETY: a live leaf of this trie.
        let leaf = unsafe { Leaf::<T, L>::from_ptr(self.path.bottom) };
        if leaf.len() == 0 {
            let range = self.path.range();
            // SAFETY: unique, and without entries.
            unsafe {
                self.relink_bottom(range, NodePtr::EMPTY);
                leaf.dissolve(self.alloc());
            }
        }
    }

    /// # Safety
    /// All of the path is unique, and the bottom's place in the parent is changed accordingly.
    unsafe fn set_bottom_depth(&mut self, depth: u32) {
        match self.path.bottom.kind() {
            // SAFETY: the bottom is unique; its range changes with its depth.
            Kind::Leaf => unsafe { Leaf::<T, L>::from_ptr(self.path.bottom).set_depth(depth) },
            // SAFETY: likewise.
            Kind::Collision => unsafe { Collision::from_ptr(self.path.bottom).set_depth(depth) },
            _ => {}
        }
    }

    /// Joins the bottom with what is in its buddy range, if that can be. True if it did.
    ///
    /// # Safety
    /// All of the path is unique; `parent` and `range` are the bottom's.
    unsafe fn merge_with(&mut self, parent: Branch, range: DigitRange, buddy: DigitRange) -> bool {
        if parent.is_empty_at(buddy) {
            // SAFETY: unique; the empty range has no children, but may have bits that mean nothing.
            unsafe {
                let _none = parent.detach(buddy);
                self.set_bottom_depth(range.depth() - 1);
                let bottom = self.path.bottom;
                self.relink_bottom(range.parent(), bottom);
            }
            return true;
        }
        let other = parent.child(buddy.first());
        let covers = !other.is_empty() && !other.is_branch() && parent.range_at(buddy.first()) == buddy;
        if !covers {
            return false;
        }
        // SAFETY: as the caller promises; the other one covers the buddy range.
        unsafe {
            match (self.path.bottom.kind(), other.kind()) {
                (Kind::Empty, Kind::Leaf) => self.spread_leaf(parent, range, buddy, other),
                (Kind::Empty, Kind::Collision) => self.spread_collision(parent, range, buddy, other),
                (Kind::Leaf, Kind::Leaf) => self.merge_leaves(parent, range, buddy, other),
                _ => false,
            }
        }
    }

    /// The leaf in the buddy range takes the empty bottom's range too.
    ///
    /// # Safety
    /// All of the path is unique; `other` is all that the parent has in the buddy range, and of this kind.
    unsafe fn spread_leaf(&mut self, parent: Branch, range: DigitRange, buddy: DigitRange, other: NodePtr) -> bool {
        let alloc = self.alloc();
        let depth = range.depth() - 1;
        // SAFETY: a live child of this trie.
        let leaf = unsafe { Leaf::<T, L>::from_ptr(other) };
        // SAFETY: the parent is unique. A shared leaf is copied, as it gets another depth here.
        unsafe {
            if parent.child_is_unique(buddy.first(), other) {
                leaf.set_depth(depth);
                let _none = parent.detach(range);
                self.relink_bottom(range.parent(), other);
                return true;
            }
            let cap = Leaf::<T, L>::capacity_for(leaf.len());
            let Ok(copy) = leaf.copy(alloc, cap, depth, Places::MAX, L::duplicate) else { return false };
            self.take_both(parent, range, buddy, copy.ptr());
        }
        true
    }

    /// The collision node in the buddy range takes the empty bottom's range too, if that needs no copy.
    ///
    /// # Safety
    /// All of the path is unique; `other` is all that the parent has in the buddy range, and of this kind.
    unsafe fn spread_collision(
        &mut self,
        parent: Branch,
        range: DigitRange,
        buddy: DigitRange,
        other: NodePtr,
    ) -> bool {
        // SAFETY: the parent is unique, and the node a live child of it.
        unsafe {
            if !parent.child_is_unique(buddy.first(), other) {
                return false;
            }
            Collision::from_ptr(other).set_depth(range.depth() - 1);
            let _none = parent.detach(range);
            self.relink_bottom(range.parent(), other);
        }
        true
    }

    /// Two leaves become one, if they fit.
    ///
    /// # Safety
    /// As for [`Change::spread_leaf`].
    unsafe fn merge_leaves(&mut self, parent: Branch, range: DigitRange, buddy: DigitRange, other: NodePtr) -> bool {
        let alloc = self.alloc();
        // SAFETY: live leaves of this trie.
        let (mine, theirs) = unsafe { (Leaf::<T, L>::from_ptr(self.path.bottom), Leaf::<T, L>::from_ptr(other)) };
        let len = mine.len() + theirs.len();
        if len > comfortable::<T, L>() {
            return false;
        }
        // SAFETY: the parent is unique.
        let consume = unsafe { parent.child_is_unique(buddy.first(), other) };
        let depth = range.depth() - 1;
        // SAFETY: `mine` is unique, `theirs` too if consumed; the target has room for all. What a panicking
        // clone leaves is a new leaf that nobody else knows.
        unsafe {
            if consume && mine.cap() >= len {
                theirs.distribute(true, L::duplicate, |_| mine);
                theirs.dissolve(alloc);
                mine.set_depth(depth);
                self.relink_bottom(range.parent(), mine.ptr());
                return true;
            }
            if consume && theirs.cap() >= len {
                mine.distribute(true, L::duplicate, |_| theirs);
                mine.dissolve(alloc);
                theirs.set_depth(depth);
                self.relink_bottom(range.parent(), theirs.ptr());
                return true;
            }
            let Ok(new) = Leaf::<T, L>::new(alloc, Leaf::<T, L>::capacity_for(len), depth) else { return false };
            let fresh = Fresh::<T, L, A>::new(new.ptr(), alloc);
            theirs.distribute(consume, L::duplicate, |_| new);
            mine.distribute(true, L::duplicate, |_| new);
            let new = fresh.attach();
            mine.dissolve(alloc);
            if consume {
                theirs.dissolve(alloc);
                self.relink_bottom(range.parent(), new);
            } else {
                self.take_both(parent, range, buddy, new);
            }
        }
        true
    }

    /// Puts a new node in both ranges. The bottom is gone already; the buddy is let go of here.
    ///
    /// # Safety
    /// All of the path is unique; `node` is new and has the entries of both.
    unsafe fn take_both(&mut self, parent: Branch, range: DigitRange, buddy: DigitRange, node: NodePtr) {
        // SAFETY: the parent is unique; the bottom's range has no bits or no child, the buddy's one child.
        unsafe {
            for ended in parent.detach(buddy) {
                self.retire(ended);
            }
            if self.path.bottom.is_empty() {
                let _none = parent.detach(range);
            }
            self.relink_bottom(range.parent(), node);
        }
    }

    /// Halves the branch as long as no child looks at its last bit.
    ///
    /// # Safety
    /// All of the path is unique; `parent` is its last branch.
    unsafe fn narrow(&mut self, mut parent: Branch) {
        while parent.width() > LEAST_WIDTH && halves_are_equal(parent) {
            // SAFETY: unique; no child has the full depth, or its slots would differ. The path follows.
            unsafe {
                let Ok(narrower) = parent.with_width(self.alloc(), parent.width() - 1) else { return };
                self.relink_parent(narrower);
                parent = narrower;
            }
        }
    }
}

/// Whether both halves of a branch's slots hold the same children.
fn halves_are_equal(branch: Branch) -> bool {
    let half = branch.slot_count() / 2;
    // SAFETY: both are below the count.
    (0..half).all(|slot| unsafe { branch.slot(slot) == branch.slot(slot + half) })
}
