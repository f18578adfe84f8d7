//! A place in one trie, found with one hash and one walk: what entries, inserts and removals start from.
//!
//! A cursor becomes an [`Occupied`] when it finds an entry, and an [`Inserted`] when it adds one. So there is no place of an
//! entry apart from the cursor that knows it, which could be used with another trie, or when the trie has changed.
//!
//! What can be done to a unique leaf is done here and now; all else is a [`Change`], which ends with the operation. So there
//! is nothing to do when a cursor goes.
//!
//! # Invariants
//!
//! * **K1** The path of a cursor is that of its root, and no other cursor, handle or path changes the trie while it lives.
//! * **K2** The spot of an `Occupied` or `Inserted` is where the trie has an entry of the cursor's hash. What changes the one
//!   changes the other.
//! * **K3** The entry of an `Inserted` is in a unique leaf, and in no other.

#![allow(unsafe_code, reason = "reads and changes entries")]

use super::Trie;
use super::change::{Change, Roots};
use super::get::search;
use super::path::{Fresh, Hold, Path};
use crate::error::{OutOfMemory, TryInsertError};
use crate::layout::{Copies, Edits, Layout};
use crate::node::collision::Collision;
use crate::node::leaf::{Leaf, Released, Reservation};
use crate::node::ptr::Kind;
use crate::node::siblings::Places;
use crate::node::view::{EntryAt, NodeRef};
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

/// Where an entry is. Valid until the trie changes.
pub(super) struct Spot<T, L> {
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

impl<T, L: Layout<T>> Spot<T, L> {
    #[inline(always)]
    fn of(at: EntryAt<'_, T, L>, page: Option<usize>) -> Self {
        Spot { leaf: at.leaf().raw(), position: at.position(), page }
    }
}

/// A cursor at an entry that it found.
pub(crate) struct Occupied<'t, T, L: Layout<T>, A: Allocator> {
    pub(super) cursor: Cursor<'t, T, L, A>,
    pub(super) spot: Spot<T, L>,
}

/// A cursor at an entry that it added, to which its path may lead no longer.
pub(crate) struct Inserted<'t, T, L: Layout<T>, A: Allocator> {
    pub(super) cursor: Cursor<'t, T, L, A>,
    pub(super) spot: Spot<T, L>,
}

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

    /// Goes to the entry for which `eq` holds among those of the cursor's hash. Gives the cursor back if there is none.
    #[inline]
    pub(crate) fn find(self, eq: impl FnMut(&T) -> bool) -> Result<Occupied<'t, T, L, A>, Self> {
        let found = search(self.bottom(), self.path.hash, eq);
        match found.map(|(at, page)| Spot::of(at, page)) {
            Some(spot) => Ok(Occupied { cursor: self, spot }),
            None => Err(self),
        }
    }

    /// What the way down leads to, to be read.
    #[inline(always)]
    pub(super) fn bottom(&self) -> NodeRef<'_, T, L> {
        // SAFETY: by 1: the bottom is alive (P1), and nothing changes the trie while the cursor is borrowed (K1).
        unsafe { NodeRef::new(self.path.bottom) }
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
    fn leaf_is_unique(&self, spot: Spot<T, L>) -> bool {
        self.path.bottom_is_unique() && spot.page.is_none()
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// The entry.
    #[inline]
    pub(crate) fn entry(&self) -> &T {
        // SAFETY: K2.
        unsafe { self.spot.leaf.entry(self.spot.position).as_ref() }
    }

    /// Whether the leaf, which is no page, may change in place.
    #[inline(always)]
    pub(super) fn leaf_is_unique(&self) -> bool {
        self.cursor.leaf_is_unique(self.spot)
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Inserted<'t, T, L, A> {
    /// The entry, for as long as the trie is borrowed.
    #[inline]
    pub(crate) fn into_mut(self) -> &'t mut T {
        // SAFETY: no other leaf holds the entry (K3), and the cursor, which borrows the trie, is gone.
        unsafe { self.spot.leaf.entry(self.spot.position).as_mut() }
    }

    /// The entry as one that was found.
    pub(crate) fn into_occupied(self) -> Occupied<'t, T, L, A> {
        let Inserted { mut cursor, spot } = self;
        // SAFETY: the root of this trie; it is the trie's own since something was inserted.
        cursor.path = unsafe { Path::descend(*cursor.roots.root, cursor.path.hash, Hold::Owned) };
        let page = |node: Collision| (0..node.len()).find(|&index| node.page(index) == spot.leaf.ptr());
        let page = cursor.collision().and_then(page);
        Occupied { cursor, spot: Spot { page, ..spot } }
    }
}

impl<'t, T, L: Copies<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// Makes the entry this trie's own. The spot is where the entry is, also when it fails or panics.
    #[inline]
    fn own(&mut self) -> Result<(), OutOfMemory> {
        self.own_leaf()?;
        let alloc = self.cursor.alloc();
        // SAFETY: the leaf is unique now, and the run ended in it.
        let _retired = unsafe {
            let ended = self.spot.leaf.own_entry(alloc, self.spot.position, L::copy)?;
            RetiredEntry::<T, L, A>::new(ended, alloc)
        };
        Ok(())
    }

    /// The entry, which is made this trie's own, for changes.
    #[inline]
    pub(crate) fn entry_mut(&mut self) -> Result<&mut T, OutOfMemory> {
        self.own()?;
        // SAFETY: no other leaf holds the entry, and `&mut self` excludes other borrows.
        Ok(unsafe { self.spot.leaf.entry(self.spot.position).as_mut() })
    }

    /// As [`Occupied::entry_mut`], for as long as the trie is borrowed.
    #[inline]
    pub(crate) fn into_mut(mut self) -> Result<&'t mut T, OutOfMemory> {
        self.own()?;
        // SAFETY: no other leaf holds the entry, and the cursor, which borrows the trie, is gone.
        Ok(unsafe { self.spot.leaf.entry(self.spot.position).as_mut() })
    }
}

impl<'t, T, L: Edits<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// Puts another entry of the same hash in the place of this one, which is dropped unless others hold it.
    ///
    /// On failure all entries are what they were.
    pub(crate) fn put(mut self, entry: T) -> Result<(), TryInsertError<T>> {
        if L::SHARED && !self.leaf_is_unique() && self.spot.page.is_none() {
            return self.put_in_copy(entry);
        }
        let Ok(cell) = self.own_place() else { return Err(TryInsertError { value: entry }) };
        let Spot { leaf, position, .. } = self.spot;
        match cell {
            // SAFETY: no other leaf holds the entry, and `self` excludes other borrows.
            None => drop(mem::replace(unsafe { leaf.entry(position).as_mut() }, entry)),
            // SAFETY: the leaf is unique, and the run ended in it.
            Some(reserved) => unsafe {
                let old = leaf.replace(position, entry, reserved.take());
                drop(RetiredEntry::<T, L, A>::new(old, self.cursor.alloc()));
            },
        }
        Ok(())
    }

    /// Makes the leaf unique, and gets a cell if the entry has to stay for others.
    #[inline]
    fn own_place(&mut self) -> Result<Option<Reservation<'t, T, L, A>>, OutOfMemory> {
        self.own_leaf()?;
        // SAFETY: the leaf is unique now.
        let owned = unsafe { self.spot.leaf.entry_is_unique(self.spot.position) };
        Ok(if owned { None } else { Some(Reservation::new(self.cursor.alloc())?) })
    }

    /// As [`Occupied::put`], in a shared leaf of shared entries, which is copied without the old one.
    fn put_in_copy(self, entry: T) -> Result<(), TryInsertError<T>> {
        let Occupied { mut cursor, spot } = self;
        let mut change = cursor.change();
        let alloc = change.alloc();
        // SAFETY: the leaf is shared, and held through this trie.
        let (copy, held) = unsafe { spot.leaf.copy_replacing(alloc, spot.position, entry)? };
        // SAFETY: the copy is new, and covers what the leaf did.
        match unsafe { change.replace(Fresh::new(copy.ptr(), alloc)) } {
            Ok(()) => {
                held.let_go();
                Ok(())
            }
            // SAFETY: the copy is gone.
            Err(OutOfMemory) => Err(TryInsertError { value: unsafe { held.take_back(alloc) } }),
        }
    }

    /// Makes the leaf, and all above, unique.
    #[inline]
    pub(super) fn own_leaf(&mut self) -> Result<(), OutOfMemory> {
        if self.leaf_is_unique() {
            return Ok(());
        }
        self.own_leaf_by_copy()
    }

    #[inline(never)]
    fn own_leaf_by_copy(&mut self) -> Result<(), OutOfMemory> {
        let mut change = self.cursor.change();
        // SAFETY: K2.
        self.spot = unsafe { change.copy_leaf(self.spot)? };
        Ok(())
    }
}

impl<'t, T, L: Edits<T>, A: Allocator> Change<'_, 't, T, L, A> {
    /// Makes the leaf at a spot, and all above, unique. Returns the spot as it is then.
    ///
    /// # Safety
    /// The spot is in the bottom.
    pub(super) unsafe fn own_leaf(&mut self, spot: Spot<T, L>) -> Result<Spot<T, L>, OutOfMemory> {
        // SAFETY: as the caller promises.
        if self.leaf_is_unique(spot) { Ok(spot) } else { unsafe { self.copy_leaf(spot) } }
    }

    /// # Safety
    /// As for [`Change::own_leaf`].
    #[inline(always)]
    unsafe fn copy_leaf(&mut self, spot: Spot<T, L>) -> Result<Spot<T, L>, OutOfMemory> {
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
