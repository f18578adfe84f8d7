#![allow(unsafe_code, reason = "reads and changes entries")]
//! A place in one trie, found with one hash and one walk: what entries, inserts and removals start from.
//!
//! What can be done to a unique leaf is done here and now; all else is a [`Change`], which ends with the operation. So there
//! is nothing to do when a cursor goes.
//!
//! # Invariants
//!
//! * **K1** The path of a cursor is that of its root, and no other cursor, handle or path changes the trie while it lives.

use super::Trie;
use super::change::{Change, Roots};
use super::get::{Found, search};
use super::path::{Fresh, Hold, Path};
use crate::node::collision::Collision;
use crate::node::layout::{Copies, Edits, Layout};
use crate::node::leaf::{Leaf, Released, Reservation};
use crate::node::memory::{OutOfMemory, TryInsertError};
use crate::node::ptr::Kind;
use crate::node::siblings::Places;
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;
use core::mem;

/// A hash's way down in a trie that is borrowed for changes. Has no drop glue.
pub(crate) struct Cursor<'t, T, L: Layout<T>, A: Allocator> {
    pub(super) roots: Roots<'t, T, L, A>,
    pub(super) path: Path,
}

// SAFETY: a cursor is a mutable borrow of a trie, and a trie may be sent and shared if its entries may be both.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Sync> Send for Cursor<'_, T, L, A> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Sync> Sync for Cursor<'_, T, L, A> {}

/// Where a cursor found an entry. Valid until the trie changes.
pub(crate) struct Spot<T, L> {
    pub(super) leaf: Leaf<T, L>,
    pub(super) position: usize,
    /// The index of the leaf in a collision node.
    pub(super) page: Option<usize>,
}

// SAFETY: a place in a trie whose entries may be sent and shared; it is used through the trie only.
unsafe impl<T: Send + Sync, L> Send for Spot<T, L> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync, L> Sync for Spot<T, L> {}

impl<T, L> Clone for Spot<T, L> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, L> Copy for Spot<T, L> {}

/// A spot whose entry is the trie's own: [`Cursor::own`] made it so, and nothing has changed since, as the
/// cursor is borrowed or used up with it.
pub(crate) struct OwnSpot<T, L>(pub(super) Spot<T, L>);

/// A run of an entry that ended, released when the trie is consistent again.
#[must_use]
pub(super) struct RetiredEntry<'a, T, L: Layout<T>, A: Allocator> {
    entry: Option<Released<T>>,
    alloc: &'a A,
    _layout: PhantomData<fn() -> L>,
}

impl<'a, T, L: Layout<T>, A: Allocator> RetiredEntry<'a, T, L, A> {
    /// # Safety
    /// The run ended in a leaf of this layout with nodes from this allocator.
    #[inline]
    pub(super) unsafe fn new(entry: Option<Released<T>>, alloc: &'a A) -> Self {
        RetiredEntry { entry, alloc, _layout: PhantomData }
    }
}

impl<T, L: Layout<T>, A: Allocator> Drop for RetiredEntry<'_, T, L, A> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: as `new` demands.
        unsafe { Leaf::<T, L>::drop_released(self.alloc, self.entry.take()) }
    }
}

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// Walks down to where entries of this hash are.
    #[inline]
    pub(crate) fn cursor(&mut self, hash: u64) -> Cursor<'_, T, L, A> {
        // SAFETY: the trie counts as a holder of its root (T1).
        unsafe { self.cursor_holding(hash, Hold::Owned) }
    }

    /// As [`Trie::cursor`], in a trie that may not count as a holder of its root.
    ///
    /// # Safety
    /// The root is alive. `hold` says whether the trie counts as a holder of it.
    #[inline]
    pub(super) unsafe fn cursor_holding(&mut self, hash: u64, hold: Hold) -> Cursor<'_, T, L, A> {
        // SAFETY: the root of this trie, which the cursor borrows; else as the caller promises.
        let path = unsafe { Path::descend(self.root, hash, hold) };
        Leaf::<T, L>::prefetch(path.bottom);
        Cursor { roots: self.roots(), path }
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Cursor<'t, T, L, A> {
    /// # Safety
    /// The path is that of this root (K1).
    #[inline]
    pub(super) unsafe fn new(roots: Roots<'t, T, L, A>, path: Path) -> Self {
        Cursor { roots, path }
    }

    /// The entry for which `eq` holds among those of the cursor's hash.
    #[inline]
    pub(crate) fn find(&self, eq: impl FnMut(&T) -> bool) -> Option<Spot<T, L>> {
        // SAFETY: the bottom lives as long as the trie, which is borrowed and so does not change.
        let Found { place: (leaf, position), page } = unsafe { search(self.path.bottom, self.path.hash, eq) }?;
        Some(Spot { leaf, position, page })
    }

    /// The entry at a spot.
    #[inline]
    pub(crate) fn entry(&self, spot: Spot<T, L>) -> &T {
        // SAFETY: a spot of this trie, which has not changed since.
        unsafe { spot.leaf.entry(spot.position).as_ref() }
    }

    /// The entry at a spot that is the trie's own.
    #[inline]
    pub(crate) fn entry_mut(&mut self, spot: &mut OwnSpot<T, L>) -> &mut T {
        // SAFETY: no other leaf holds the entry, and `&mut self` excludes other borrows.
        unsafe { spot.0.leaf.entry(spot.0.position).as_mut() }
    }

    /// The entry at a spot that is the trie's own, for as long as the trie is borrowed.
    #[inline]
    pub(crate) fn into_entry_mut(self, spot: OwnSpot<T, L>) -> &'t mut T {
        // SAFETY: as for `entry_mut`; the cursor, which borrows the trie, is gone.
        unsafe { spot.0.leaf.entry(spot.0.position).as_mut() }
    }

    /// A cursor on an entry that was just inserted: the way to it may have grown.
    pub(crate) fn again(mut self, spot: OwnSpot<T, L>) -> (Self, Spot<T, L>) {
        let spot = spot.0;
        // SAFETY: the root of this trie; it is the trie's own since something was inserted.
        self.path = unsafe { Path::descend(*self.roots.root, self.path.hash, Hold::Owned) };
        let page = self.collision().and_then(|node| (0..node.len()).find(|&index| node.page(index) == spot.leaf.ptr()));
        (self, Spot { page, ..spot })
    }

    /// The collision node at the bottom, if it is one.
    pub(super) fn collision(&self) -> Option<Collision> {
        // SAFETY: the bottom is alive.
        (self.path.bottom.kind() == Kind::Collision).then(|| unsafe { Collision::from_ptr(self.path.bottom) })
    }

    #[inline(always)]
    pub(super) fn alloc(&self) -> &'t A {
        self.roots.alloc
    }

    /// Whether the leaf at a spot, which is no page, may change in place.
    #[inline(always)]
    pub(super) fn leaf_is_unique(&self, spot: Spot<T, L>) -> bool {
        self.path.bottom_is_unique() && spot.page.is_none()
    }
}

impl<'t, T, L: Copies<T>, A: Allocator> Cursor<'t, T, L, A> {
    /// Makes the entry at a spot this trie's own, so that it may be changed.
    ///
    /// The spot is where the entry is, also when it fails or panics.
    #[inline]
    pub(crate) fn own(&mut self, spot: &mut Spot<T, L>) -> Result<OwnSpot<T, L>, OutOfMemory> {
        self.own_leaf(spot)?;
        let alloc = self.alloc();
        // SAFETY: the leaf is unique now, and the run ended in it.
        let _retired = unsafe {
            let ended = spot.leaf.own_entry(alloc, spot.position, L::copy)?;
            RetiredEntry::<T, L, A>::new(ended, alloc)
        };
        Ok(OwnSpot(*spot))
    }
}

impl<'t, T, L: Edits<T>, A: Allocator> Cursor<'t, T, L, A> {
    /// Puts another entry in the place of the one at a spot. That one is dropped unless others hold it.
    ///
    /// On failure all entries are what they were.
    pub(crate) fn put(&mut self, mut spot: Spot<T, L>, entry: T) -> Result<OwnSpot<T, L>, TryInsertError<T>> {
        if L::SHARED && !self.leaf_is_unique(spot) && spot.page.is_none() {
            return self.put_in_copy(spot, entry);
        }
        let Ok(cell) = self.own_place(&mut spot) else { return Err(TryInsertError { value: entry }) };
        let mut spot = OwnSpot(spot);
        match cell {
            None => drop(mem::replace(self.entry_mut(&mut spot), entry)),
            // SAFETY: the leaf is unique, and the run ended in it.
            Some(reserved) => unsafe {
                let old = spot.0.leaf.replace(spot.0.position, entry, reserved.take());
                drop(RetiredEntry::<T, L, A>::new(old, self.alloc()));
            },
        }
        Ok(spot)
    }

    /// Makes the leaf at a spot unique, and gets a cell if the entry there has to stay for others.
    #[inline]
    fn own_place(&mut self, spot: &mut Spot<T, L>) -> Result<Option<Reservation<'t, T, L, A>>, OutOfMemory> {
        self.own_leaf(spot)?;
        // SAFETY: the leaf is unique now.
        let owned = unsafe { spot.leaf.entry_is_unique(spot.position) };
        Ok(if owned { None } else { Some(Reservation::new(self.alloc())?) })
    }

    /// As [`Cursor::put`], in a shared leaf of shared entries, which is copied without the old one.
    fn put_in_copy(&mut self, spot: Spot<T, L>, entry: T) -> Result<OwnSpot<T, L>, TryInsertError<T>> {
        let mut change = self.change();
        let alloc = change.alloc();
        // SAFETY: the leaf is shared, and held through this trie.
        let (copy, held) = unsafe { spot.leaf.copy_replacing(alloc, spot.position, entry)? };
        // SAFETY: the copy is new, and covers what the leaf did.
        match unsafe { change.replace(Fresh::new(copy.ptr(), alloc)) } {
            Ok(()) => {
                held.let_go();
                Ok(OwnSpot(Spot { leaf: copy, ..spot }))
            }
            // SAFETY: the copy is gone.
            Err(OutOfMemory) => Err(TryInsertError { value: unsafe { held.take_back(alloc) } }),
        }
    }

    /// Makes the leaf at a spot, and all above, unique.
    #[inline]
    pub(super) fn own_leaf(&mut self, spot: &mut Spot<T, L>) -> Result<(), OutOfMemory> {
        if self.leaf_is_unique(*spot) {
            return Ok(());
        }
        self.own_leaf_by_copy(spot)
    }

    #[inline(never)]
    fn own_leaf_by_copy(&mut self, spot: &mut Spot<T, L>) -> Result<(), OutOfMemory> {
        let mut change = self.change();
        *spot = change.copy_leaf(*spot)?;
        Ok(())
    }
}

impl<'t, T, L: Edits<T>, A: Allocator> Change<'_, 't, T, L, A> {
    /// Makes the leaf at a spot, and all above, unique. Returns the spot as it is then.
    pub(super) fn own_leaf(&mut self, spot: Spot<T, L>) -> Result<Spot<T, L>, OutOfMemory> {
        if self.leaf_is_unique(spot) { Ok(spot) } else { self.copy_leaf(spot) }
    }

    #[inline(always)]
    fn copy_leaf(&mut self, spot: Spot<T, L>) -> Result<Spot<T, L>, OutOfMemory> {
        let alloc = self.alloc();
        let Spot { leaf, position, page } = spot;
        let Some(page) = page else {
            // SAFETY: the leaf is shared, and held through this trie.
            let copy = unsafe { leaf.copy(alloc, leaf.cap(), leaf.depth(), Places::MAX, L::duplicate)? };
            // SAFETY: the copy is new, and covers what the leaf did.
            unsafe { self.replace(Fresh::new(copy.ptr(), alloc))? };
            return Ok(Spot { leaf: copy, position, page: None });
        };
        // SAFETY: the spot is in the bottom, which is a collision node.
        let node = unsafe { Collision::from_ptr(self.path.bottom) };
        if self.path.bottom_is_unique() && node.page_is_unique(page) {
            return Ok(spot);
        }
        // SAFETY: the page is held through this trie.
        let copy = unsafe { leaf.copy(alloc, leaf.cap(), 0, Places::MAX, L::duplicate)? };
        // SAFETY: the copy is new.
        let fresh = unsafe { Fresh::new(copy.ptr(), alloc) };
        // SAFETY: the bottom, with this page.
        let page = unsafe { self.exchange_page(node, Some(page), fresh, node.cap())? };
        Ok(Spot { leaf: copy, position, page: Some(page) })
    }

    /// Puts `new` in the place of the page at `index`, or adds it, in a collision node made unique. Returns its index.
    ///
    /// # Safety
    /// The node is the bottom; the index is that of a page; `cap` is enough for the pages that there will be.
    pub(super) unsafe fn exchange_page(
        &mut self,
        node: Collision,
        index: Option<usize>,
        new: Fresh<'t, T, L, A>,
        cap: usize,
    ) -> Result<usize, OutOfMemory> {
        let alloc = self.alloc();
        if !self.path.bottom_is_unique() {
            // SAFETY: the node is held through this trie. All pages but the exchanged one are common.
            let copy = unsafe { node.copy(alloc, cap, node.depth(), |other| Some(other) == index)? };
            // SAFETY: new, with room for as many pages as the old one and, with a greater `cap`, one more. The copy covers
            // what the node did.
            unsafe {
                let fresh = Fresh::new(copy.ptr(), alloc);
                copy.push_page(new.attach());
                self.replace(fresh)?;
            }
            return Ok(copy.len() - 1);
        }
        if let Some(index) = index {
            let old = node.page(index);
            // SAFETY: unique; the node's hold on the old page is released.
            unsafe {
                node.set_page(index, new.attach());
                self.retire(old);
            }
            return Ok(index);
        }
        let mut node = node;
        if cap > node.cap() {
            let range = self.path.range();
            // SAFETY: unique; the parent's pointer is changed next.
            unsafe {
                node = node.resize(alloc, cap)?;
                self.relink_bottom(range, node.ptr());
            }
        }
        // SAFETY: unique, with room.
        unsafe { node.push_page(new.attach()) };
        Ok(node.len() - 1)
    }
}
