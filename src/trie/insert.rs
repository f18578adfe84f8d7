//! Making room for an entry: growing and splitting leaves, widening branches.
//!
//! An entry goes to the leaf that its hash leads to. When that leaf is full, it parts where its entries'
//! hashes, and the new one, first differ. Shared entries keep half of their hash; inline ones, and those that
//! agree in that half, are hashed again:
//!
//! | where they differ | what happens |
//! |---|---|
//! | in the digit of the leaf's own level | the parent is widened as far as needed; two leaves take the leaf's range, the rest of the range becomes empty |
//! | further down | the parent is widened fully; a chain of branches with one child each leads to one with the two leaves |
//! | nowhere | the leaf becomes the first page of a collision node |
//!
//! A collision node that a key with another hash comes to parts in the same way, into itself and a new
//! leaf. The entry is written last, when nothing can fail any more.

#![allow(unsafe_code, reason = "changes nodes")]

use super::change::Change;
use super::cursor::{Cursor, Inserted, Spot};
use super::path::Fresh;
use crate::arch::fingerprint::LANES;
use crate::error::{OutOfMemory, TryInsertError};
use crate::hash::{DIGIT_BITS, Digit, DigitRange, Fork, Level};
use crate::layout::Edits;
use crate::node::branch::Branch;
use crate::node::collision::Collision;
use crate::node::leaf::{Leaf, Reservation};
use crate::node::ptr::{Kind, NodePtr};
use crate::node::siblings::Places;
use allocator_api2::alloc::Allocator;

/// Pages that a new collision node has room for.
const FIRST_PAGES: usize = 4;

impl<'t, T, L: Edits<T>, A: Allocator> Cursor<'t, T, L, A> {
    /// Adds an entry, which is not there yet.
    ///
    /// `hasher` gives the hash of any entry; the cursor's hash is that of the new one. On failure nothing has changed.
    #[inline]
    pub(crate) fn insert(
        mut self,
        entry: T,
        hasher: impl Fn(&T) -> u64,
    ) -> Result<Inserted<'t, T, L, A>, TryInsertError<T>> {
        let Ok(cell) = Reservation::new(self.alloc()) else { return Err(TryInsertError { value: entry }) };
        let spot = match self.roomy_leaf() {
            // SAFETY: unique, with room.
            Some(leaf) => unsafe { self.fill(leaf, entry, cell) },
            None => self.insert_slowly(entry, cell, hasher)?,
        };
        Ok(Inserted { cursor: self, spot })
    }

    /// As [`Cursor::insert`], when room has to be made first.
    #[inline(never)]
    fn insert_slowly(
        &mut self,
        entry: T,
        cell: Reservation<'t, T, L, A>,
        hasher: impl Fn(&T) -> u64,
    ) -> Result<Spot<T, L>, TryInsertError<T>> {
        let mut change = self.change();
        let Ok(leaf) = change.make_room_slowly(&hasher) else {
            drop(change);
            return Err(TryInsertError { value: entry });
        };
        // SAFETY: unique, with room.
        Ok(unsafe { change.fill(leaf, entry, cell) })
    }

    /// The bottom, if it is a unique leaf with room for one more entry.
    #[inline]
    fn roomy_leaf(&self) -> Option<Leaf<T, L>> {
        if !self.path.bottom_is_unique() || self.path.bottom.kind() != Kind::Leaf {
            return None;
        }
        // SAFETY: the bottom is a live leaf of this trie.
        let leaf = unsafe { Leaf::<T, L>::from_ptr(self.path.bottom) };
        (leaf.len() < leaf.cap()).then_some(leaf)
    }

    /// Adds an entry of the cursor's hash to a leaf where that leads to.
    ///
    /// # Safety
    /// The leaf is unique, with room.
    #[inline]
    unsafe fn fill(&mut self, leaf: Leaf<T, L>, entry: T, cell: Reservation<'t, T, L, A>) -> Spot<T, L> {
        // SAFETY: as the caller promises; the cell is used once.
        let position = unsafe { leaf.push(self.path.hash, entry, cell.take()) };
        *self.roots.len += 1;
        Spot { leaf, position, page: None }
    }
}

impl<'t, T, L: Edits<T>, A: Allocator> Change<'_, 't, T, L, A> {
    /// A unique leaf with room for one more entry, where the cursor's hash leads to. The trie is consistent when it has it.
    pub(super) fn make_room(&mut self, hasher: &impl Fn(&T) -> u64) -> Result<Leaf<T, L>, OutOfMemory> {
        if let Some(leaf) = self.roomy_leaf() {
            return Ok(leaf);
        }
        self.make_room_slowly(hasher)
    }

    #[inline(always)]
    fn make_room_slowly(&mut self, hasher: &impl Fn(&T) -> u64) -> Result<Leaf<T, L>, OutOfMemory> {
        let alloc = self.alloc();
        match self.path.bottom.kind() {
            Kind::Empty => {
                let leaf = Leaf::<T, L>::new(alloc, Leaf::<T, L>::capacity_for(0), self.path.range().depth())?;
                // SAFETY: new; it covers the empty range.
                unsafe { self.replace(Fresh::new(leaf.ptr(), alloc))? };
                Ok(leaf)
            }
            Kind::Leaf => {
                // SAFETY: the bottom is a live leaf of this trie.
                let leaf = unsafe { Leaf::<T, L>::from_ptr(self.path.bottom) };
                // SAFETY: the bottom.
                unsafe { if leaf.len() == Leaf::<T, L>::MAX { self.split(leaf, hasher) } else { self.grow(leaf) } }
            }
            Kind::Collision => {
                // SAFETY: the bottom is a live collision node of this trie.
                let node = unsafe { Collision::from_ptr(self.path.bottom) };
                // SAFETY: the bottom.
                unsafe { if node.hash() == self.path.hash { self.add_to_pages(node) } else { self.split_off(node) } }
            }
            Kind::Branch => unreachable!("a way down ends below the branches"),
        }
    }

    /// A leaf that is full or shared, but may have more entries.
    ///
    /// # Safety
    /// The leaf is the bottom.
    #[inline(always)]
    unsafe fn grow(&mut self, leaf: Leaf<T, L>) -> Result<Leaf<T, L>, OutOfMemory> {
        let alloc = self.alloc();
        let cap = leaf.cap().max(Leaf::<T, L>::capacity_for(leaf.len()));
        if self.path.bottom_is_unique() {
            let range = self.path.range();
            // SAFETY: unique; the parent's pointer is changed next.
            unsafe {
                let grown = leaf.resize(alloc, cap)?;
                self.relink_bottom(range, grown.ptr());
                return Ok(grown);
            }
        }
        // SAFETY: held through this trie; the copy covers what the leaf did.
        unsafe {
            let cap = Leaf::<T, L>::capacity_for(leaf.len());
            let copy = leaf.copy(alloc, cap, leaf.depth(), Places::MAX, L::duplicate)?;
            self.replace(Fresh::new(copy.ptr(), alloc))?;
            Ok(copy)
        }
    }

    /// A leaf that has as many entries as it can.
    ///
    /// # Safety
    /// The leaf is the bottom.
    #[inline(never)]
    unsafe fn split(&mut self, leaf: Leaf<T, L>, hasher: &impl Fn(&T) -> u64) -> Result<Leaf<T, L>, OutOfMemory> {
        let alloc = self.alloc();
        let hash = self.path.hash;
        let mut hashes = [hash; LANES];
        // SAFETY: a position below `len`.
        let kept = |position| unsafe { leaf.low_hash(position) }.map(u64::from);
        // SAFETY: a position below `len`; nothing changes while the hasher runs.
        let computed = |position| Some(hasher(unsafe { leaf.entry(position).as_ref() }));
        let fork = self.fork(leaf, &mut hashes, u64::from(u32::MAX), kept);
        let Some(fork) = fork.or_else(|| self.fork(leaf, &mut hashes, u64::MAX, computed)) else {
            // SAFETY: the bottom, full, and all hashes agree.
            return unsafe { self.collide(leaf) };
        };
        let consume = self.path.bottom_is_unique();
        self.own_branches()?;
        // SAFETY: the branches are unique now.
        unsafe { self.widen_for(fork)? };

        let upper = hashes.iter().take(leaf.len()).filter(|&&other| fork.side(other) == 1).count();
        let counts = [leaf.len() - upper, upper];
        let mine = fork.side(hash);
        let mut sides = [None, None];
        for (side, count) in counts.into_iter().enumerate() {
            // Both sides get an entry, if only the new one: that is what a fork is. So there is room for the new
            // one on its side, where not all of the old ones go.
            let cap = Leaf::<T, L>::capacity_for(if side == mine { count } else { count - 1 });
            let new = Leaf::<T, L>::new(alloc, cap, fork.depth() + 1)?;
            // SAFETY: new.
            sides[side] = Some((new, unsafe { Fresh::<T, L, A>::new(new.ptr(), alloc) }));
        }
        let [Some((lower, lower_fresh)), Some((upper, upper_fresh))] = sides else { unreachable!() };
        let leaves = [lower, upper];
        let graft = Graft::build(self, fork, [lower_fresh, upper_fresh])?;
        // SAFETY: the new leaves are ours alone and have room for their shares. Cloning may panic: then
        // the graft goes, with what was cloned.
        unsafe {
            if consume {
                leaf.part(leaves, |position| fork.side(hashes[position]));
            } else {
                leaf.distribute(false, L::duplicate, |position| leaves[fork.side(hashes[position])]);
            }
        }
        // SAFETY: the graft has the entries of the bottom, which is a leaf of this depth.
        unsafe { self.attach(graft, leaf.depth(), consume) };
        if consume {
            // SAFETY: its entries are in the new leaves, and its parent points to those.
            unsafe { leaf.dissolve(alloc) };
        }
        self.path.bottom = leaves[mine].ptr();
        Ok(leaves[mine])
    }

    /// Where the entries of a leaf and the new one part, judged by the bits `given` of the hashes that `hash_at` gives, and
    /// the hashes. None if they agree in those, or `hash_at` knows none.
    fn fork(
        &self,
        leaf: Leaf<T, L>,
        hashes: &mut [u64; LANES],
        given: u64,
        hash_at: impl Fn(usize) -> Option<u64>,
    ) -> Option<Fork> {
        let mut differences = 0;
        for (position, slot) in hashes.iter_mut().enumerate().take(leaf.len()) {
            *slot = hash_at(position)?;
            differences |= *slot ^ self.path.hash;
        }
        // The bits that lead here are no place to part at, also if a hasher does not give them again: the leaf
        // would take the place of others.
        let known = self.path.parent_level().map_or(0, |level| level.0 * DIGIT_BITS + leaf.depth());
        Fork::of(differences & given & u64::MAX.checked_shl(known).unwrap_or(0))
    }

    /// Makes the parent wide enough for a fork.
    ///
    /// # Safety
    /// All branches of the path are unique.
    unsafe fn widen_for(&mut self, fork: Fork) -> Result<(), OutOfMemory> {
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
    /// The branches of the path are unique, and the graft has the bottom's entries.
    unsafe fn attach(&mut self, graft: Graft<'t, T, L, A>, depth: u32, consume: bool) {
        let Some(parent) = self.path.parent() else {
            // SAFETY: the new root counts one for what held it, which is this trie now.
            unsafe { self.set_root(graft.into_root(), consume) };
            return;
        };
        let range = DigitRange::around(self.path.digit(), depth);
        // SAFETY: unique; the range is the bottom's. A bottom that is consumed was unique: no bit is set.
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

    /// A full leaf whose entries all have the cursor's hash becomes the first page of a collision node.
    ///
    /// # Safety
    /// The leaf is the bottom.
    #[cold]
    unsafe fn collide(&mut self, leaf: Leaf<T, L>) -> Result<Leaf<T, L>, OutOfMemory> {
        let alloc = self.alloc();
        let node = Collision::new(alloc, self.path.hash, FIRST_PAGES, leaf.depth())?;
        // SAFETY: new.
        let fresh = unsafe { Fresh::<T, L, A>::new(node.ptr(), alloc) };
        let page = Leaf::<T, L>::new(alloc, Leaf::<T, L>::capacity_for(0), 0)?;
        // SAFETY: new, with room.
        unsafe { node.push_page(page.ptr()) };
        if !self.path.bottom_is_unique() {
            leaf.header().refs.raise(); // the node's hold on it; else it takes over the parent's
        }
        // SAFETY: counted; a leaf may be a page here and a leaf elsewhere. With a unique bottom all of the
        // path is unique, so that nothing can fail and drop the leaf that was taken over.
        unsafe {
            node.push_page(leaf.ptr());
            self.replace(fresh)?;
        }
        Ok(page)
    }

    /// A page with room in a collision node of the cursor's hash.
    ///
    /// # Safety
    /// The node is the bottom.
    #[cold]
    unsafe fn add_to_pages(&mut self, node: Collision) -> Result<Leaf<T, L>, OutOfMemory> {
        let alloc = self.alloc();
        // SAFETY: pages are leaves of this entry type (C3).
        let page = |index| unsafe { Leaf::<T, L>::from_ptr(node.page(index)) };
        let roomy = (0..node.len()).rev().find(|&index| page(index).len() < Leaf::<T, L>::MAX);
        let Some(index) = roomy else {
            let new = Leaf::<T, L>::new(alloc, Leaf::<T, L>::MAX, 0)?;
            let cap = if node.len() < node.cap() { node.cap() } else { node.cap() * 2 };
            // SAFETY: new.
            let fresh = unsafe { Fresh::new(new.ptr(), alloc) };
            // SAFETY: the bottom, with room for one more.
            unsafe { self.exchange_page(node, None, fresh, cap)? };
            return Ok(new);
        };
        let old = page(index);
        let unique = self.path.bottom_is_unique() && node.page_is_unique(index);
        if unique && old.len() < old.cap() {
            return Ok(old);
        }
        // SAFETY: held through this trie.
        let new = unsafe { old.copy(alloc, Leaf::<T, L>::capacity_for(old.len()), 0, Places::MAX, L::duplicate)? };
        // SAFETY: new.
        let fresh = unsafe { Fresh::new(new.ptr(), alloc) };
        // SAFETY: the bottom, with this page.
        unsafe { self.exchange_page(node, Some(index), fresh, node.cap())? };
        Ok(new)
    }

    /// A new leaf beside a collision node of another hash.
    ///
    /// # Safety
    /// The node is the bottom.
    #[cold]
    unsafe fn split_off(&mut self, node: Collision) -> Result<Leaf<T, L>, OutOfMemory> {
        let alloc = self.alloc();
        let fork = Fork::of(node.hash() ^ self.path.hash).expect("different hashes part");
        let consume = self.path.bottom_is_unique();
        self.own_branches()?;
        // SAFETY: the branches are unique now.
        unsafe { self.widen_for(fork)? };
        let leaf = Leaf::<T, L>::new(alloc, Leaf::<T, L>::capacity_for(0), fork.depth() + 1)?;
        // SAFETY: new.
        let leaf_fresh = unsafe { Fresh::<T, L, A>::new(leaf.ptr(), alloc) };
        // The node stands at another depth from now on. A copy takes over its pages, which are counted one by one.
        // SAFETY: held through this trie.
        let copy = unsafe { node.copy(alloc, node.cap(), fork.depth() + 1, |_| false)? };
        // SAFETY: new.
        let copy_fresh = unsafe { Fresh::<T, L, A>::new(copy.ptr(), alloc) };
        let sides = if fork.side(self.path.hash) == 0 { [leaf_fresh, copy_fresh] } else { [copy_fresh, leaf_fresh] };
        let graft = Graft::build(self, fork, sides)?;
        let depth = node.depth();
        // SAFETY: the graft has the entries of the bottom, which is a node of this depth.
        unsafe { self.attach(graft, depth, consume) };
        if consume {
            // SAFETY: the trie was its only holder, and has the copy now.
            unsafe { self.retire(node.ptr()) };
        }
        self.path.bottom = leaf.ptr();
        Ok(leaf)
    }
}

/// What takes the place of a node that parted: one node, or two in neighbouring ranges.
struct Graft<'t, T, L: Edits<T>, A: Allocator> {
    parts: [(DigitRange, Option<Fresh<'t, T, L, A>>); 2],
}

impl<'t, T, L: Edits<T>, A: Allocator> Graft<'t, T, L, A> {
    /// Stands the two sides of a fork where the bottom of the cursor's path is, with the branches between.
    fn build(cursor: &Cursor<'t, T, L, A>, fork: Fork, sides: [Fresh<'t, T, L, A>; 2]) -> Result<Self, OutOfMemory> {
        let alloc = cursor.alloc();
        let hash = cursor.path.hash;
        let [lower, upper] = sides;
        let parts = DigitRange::around(Digit::of(hash, fork.level()), fork.depth()).halves();
        if cursor.path.parent_level() == Some(fork.level()) {
            return Ok(Graft { parts: [(parts[0], Some(lower)), (parts[1], Some(upper))] });
        }
        let first = cursor.path.parent_level().map_or(Level::ROOT, Level::below);
        let branch = Branch::new(alloc, fork.depth() + 1)?;
        // SAFETY: new; the sides have the depth of the halves.
        unsafe {
            branch.fill(parts[0], lower.attach());
            branch.fill(parts[1], upper.attach());
        }
        // SAFETY: new.
        let mut top = unsafe { Fresh::new(branch.ptr(), alloc) };
        for level in (first.0..fork.level().0).rev().map(Level) {
            let branch = Branch::new(alloc, DIGIT_BITS)?;
            // SAFETY: new, and of full width.
            unsafe {
                branch.fill(DigitRange::around(Digit::of(hash, level), DIGIT_BITS), top.attach());
                top = Fresh::new(branch.ptr(), alloc);
            }
        }
        let range =
            cursor.path.parent().map_or(DigitRange::ALL, |_| DigitRange::around(cursor.path.digit(), DIGIT_BITS));
        Ok(Graft { parts: [(range, Some(top)), (range, None)] })
    }

    /// The one node of a graft that becomes a root.
    fn into_root(self) -> NodePtr {
        let [(_, node), _] = self.parts;
        node.expect("a root is one node").attach()
    }
}
