//! Collision nodes at the bottom: pages that come, change and go.

#![allow(unsafe_code, reason = "gives nodes new places")]

use super::Mutation;
use crate::error::OutOfMemory;
use crate::layout::Edits;
use crate::node::collision::Collision;
use crate::node::leaf::Leaf;
use crate::node::owned::{Fresh, FreshLeaf};
use crate::node::ptr::NodePtr;
use crate::node::siblings::Places;
use crate::node::view::LeafRef;
use allocator_api2::alloc::Allocator;

/// Pages that a new collision node has room for.
const FIRST_PAGES: usize = 4;

impl<'t, T, L: Edits<T>, A: Allocator> Mutation<'_, 't, T, L, A> {
    /// The collision node at the bottom.
    ///
    /// # Panics
    /// If the bottom is none.
    fn collision(&self) -> Collision {
        assert!(self.bottom().as_collision().is_some());
        // SAFETY: a collision node, and alive (P1).
        unsafe { Collision::from_ptr(self.path.bottom) }
    }

    /// A leaf at the bottom becomes the second page of a collision node, whose first page is new and empty. All its entries
    /// have the cursor's hash.
    ///
    /// # Panics
    /// If the bottom is no leaf.
    #[cold]
    pub(in crate::trie) fn collide(&mut self) -> Result<(), OutOfMemory> {
        let alloc = self.alloc();
        let leaf = self.leaf(None).raw();
        let node = Collision::new(alloc, self.path.hash, FIRST_PAGES, leaf.depth())?;
        // SAFETY: new.
        let fresh = unsafe { Fresh::<T, L, A>::new(node.ptr(), alloc) };
        let page = FreshLeaf::<T, L, A>::new(alloc, LeafRef::<T, L>::capacity_for(0), 0)?;
        // SAFETY: new, with room.
        unsafe { node.push_page(page.into_fresh().attach()) };
        if !self.path.bottom_is_unique() {
            leaf.header().refs.raise(); // the node's hold on it; else it takes over the parent's
        }
        let range = self.path.range();
        // SAFETY: counted; a leaf may be a page here and a leaf elsewhere. With a unique bottom all of the path is unique,
        // so that nothing can fail and drop the leaf that was taken over.
        unsafe {
            node.push_page(leaf.ptr());
            self.splice(Some((range, fresh)))
        }
    }

    /// Puts `new` in the place of the page at `index`, in a collision node made unique. Returns its index.
    ///
    /// # Panics
    /// If the bottom is no collision node with such a page.
    pub(in crate::trie) fn replace_page(
        &mut self,
        index: usize,
        new: FreshLeaf<'t, T, L, A>,
    ) -> Result<usize, OutOfMemory> {
        let node = self.collision();
        if !self.path.bottom_is_unique() {
            return self.copy_with_page(node, Some(index), new, node.cap());
        }
        let old = node.page(index);
        // SAFETY: unique, with such a page; the node's hold on the old one is released.
        unsafe {
            node.set_page(index, new.into_fresh().attach());
            self.retire(old);
        }
        Ok(index)
    }

    /// Adds a page to a collision node made unique. Returns its index.
    ///
    /// # Panics
    /// If the bottom is no collision node.
    pub(in crate::trie) fn add_page(&mut self, new: FreshLeaf<'t, T, L, A>) -> Result<usize, OutOfMemory> {
        let mut node = self.collision();
        let cap = if node.len() < node.cap() { node.cap() } else { node.cap() * 2 };
        if !self.path.bottom_is_unique() {
            return self.copy_with_page(node, None, new, cap);
        }
        if cap > node.cap() {
            let range = self.path.range();
            // SAFETY: unique; the parent's pointer is changed next.
            unsafe {
                node = node.resize(self.alloc(), cap)?;
                self.relink_bottom(range, node.ptr());
            }
        }
        // SAFETY: unique, with room.
        unsafe { node.push_page(new.into_fresh().attach()) };
        Ok(node.len() - 1)
    }

    /// Replaces the collision node at the bottom by a copy with a new page, in the place of one of its own or as one more.
    fn copy_with_page(
        &mut self,
        node: Collision,
        instead_of: Option<usize>,
        new: FreshLeaf<'t, T, L, A>,
        cap: usize,
    ) -> Result<usize, OutOfMemory> {
        let alloc = self.alloc();
        // SAFETY: the node is held through this trie. All pages but the exchanged one are common.
        let copy = unsafe { node.copy(alloc, cap, node.depth(), |other| Some(other) == instead_of)? };
        // SAFETY: new, with room for as many pages as the old one and, with a greater `cap`, one more.
        let fresh = unsafe {
            let fresh = Fresh::new(copy.ptr(), alloc);
            copy.push_page(new.into_fresh().attach());
            fresh
        };
        self.replace_by(fresh)?;
        Ok(copy.len() - 1)
    }

    /// Has two pages of the collision node at the bottom change places.
    ///
    /// # Panics
    /// If the bottom is no unique collision node with such pages.
    pub(in crate::trie) fn swap_pages(&mut self, one: usize, other: usize) {
        let node = self.collision();
        assert!(self.path.bottom_is_unique() && one.max(other) < node.len());
        // SAFETY: unique, and both are below the length.
        unsafe { node.swap_pages(one, other) }
    }

    /// Frees the pages of a unique collision node that have no entries, and the node if it has no pages then. Only a page that
    /// was emptied here has none, and so is unique.
    pub(in crate::trie) fn drop_empty_pages(&mut self) {
        if !self.path.bottom_is_unique() || self.bottom().as_collision().is_none() {
            return;
        }
        let (alloc, node) = (self.alloc(), self.collision());
        for index in (0..node.len()).rev() {
            if self.leaf(Some(index)).len() > 0 {
                continue;
            }
            // SAFETY: the node and the page are unique; the page is a leaf (C3), and without entries.
            unsafe {
                let page = Leaf::<T, L>::from_ptr(node.page(index));
                node.remove_page(index);
                page.dissolve(alloc);
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

    /// Turns a unique collision node with one page, if that is small, into a leaf. True if it did.
    pub(in crate::trie) fn page_to_leaf(&mut self) -> bool {
        let one = self.bottom().as_collision().filter(|node| node.len() == 1).map(|node| node.page(0));
        let small = one.is_some_and(|page| page.len() <= LeafRef::<T, L>::MAX / 2);
        if !small || !self.path.bottom_is_unique() {
            return false;
        }
        let (alloc, range, node) = (self.alloc(), self.path.range(), self.collision());
        let mut leaf = self.leaf(Some(0)).raw();
        if !node.page_is_unique(0) {
            // SAFETY: held through this trie.
            let copy = unsafe { leaf.copy(alloc, leaf.cap(), node.depth(), Places::MAX, L::duplicate) };
            let Ok(copy) = copy else { return false };
            // SAFETY: the node's hold on it ends, as the node does below.
            unsafe { self.retire(leaf.ptr()) };
            leaf = copy;
        }
        // SAFETY: all of the path is unique, as the bottom is; the leaf moves from the node to the node's parent.
        unsafe {
            leaf.set_depth(node.depth());
            self.relink_bottom(range, leaf.ptr());
            node.free_memory(alloc);
        }
        true
    }
}
