//! A place in one trie, found with one hash and one walk: what entries, inserts and removals start from.
//!
//! A cursor becomes an [`Occupied`] when it finds an entry (see [`place`](super::place)), and an [`Inserted`] when it adds one. So
//! there is no place of an entry apart from the cursor that knows it, which could be used with another trie, or when the trie has
//! changed.
//!
//! What can be done to a unique leaf is done here and now; all else is a [`mutation`](super::mutation), which ends with the operation. So there
//! is nothing to do when a cursor goes.
//!
//! # Invariants
//!
//! * **K1** The path of a cursor is that of its root, and no other cursor, handle or path changes the trie while it lives.
//! * **K2** The spot of an `Occupied` or `Inserted` is where the trie has an entry of the cursor's hash. What changes the one
//!   changes the other. (A spot that is wrong is a panic, not more.)

#![allow(unsafe_code, reason = "knows which leaves are the trie's own")]

use super::Trie;
use super::path::{Hold, Path};
use super::roots::Roots;
use crate::error::{OutOfMemory, TryInsertError};
use crate::layout::{Copies, Edits, Layout};
use crate::node::leaf::{Leaf, Reservation};
use crate::node::owned::{FreshLeaf, LeafMut};
use crate::node::view::{LeafRef, NodeRef};
use allocator_api2::alloc::Allocator;

/// A hash's way down in a trie that is borrowed for changes. Has no drop glue.
pub(crate) struct Cursor<'t, T, L: Layout<T>, A: Allocator> {
    pub(super) roots: Roots<'t, T, L, A>,
    pub(super) path: Path,
}

// SAFETY: a cursor is a mutable borrow of a trie, and a trie may be sent and shared if its entries may be both.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Sync> Send for Cursor<'_, T, L, A> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Sync> Sync for Cursor<'_, T, L, A> {}

/// Where an entry is, in what a cursor leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    /// Of a collision node: which page.
    pub(super) page: Option<usize>,
    pub(super) position: usize,
}

/// A cursor at an entry that it found.
pub(crate) struct Occupied<'t, T, L: Layout<T>, A: Allocator> {
    pub(super) cursor: Cursor<'t, T, L, A>,
    pub(super) spot: Spot,
}

/// A cursor at an entry that it added. Its path knows the node that the entry is in, but not all branches above.
pub(crate) struct Inserted<'t, T, L: Layout<T>, A: Allocator> {
    pub(super) cursor: Cursor<'t, T, L, A>,
    pub(super) spot: Spot,
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
    /// 1. The root is alive. `hold` says whether the trie counts as a holder of it.
    #[inline]
    pub(super) unsafe fn cursor_holding(&mut self, hash: u64, hold: Hold) -> Cursor<'_, T, L, A> {
        // SAFETY: by 1; the root of this trie, which the cursor borrows.
        let path = unsafe { Path::descend(self.root, hash, hold) };
        Leaf::<T, L>::prefetch(path.bottom);
        Cursor { roots: self.roots(), path }
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Cursor<'t, T, L, A> {
    /// # Safety
    /// 1. The path is that of this root (K1).
    #[inline]
    pub(super) unsafe fn new(roots: Roots<'t, T, L, A>, path: Path) -> Self {
        Cursor { roots, path }
    }

    /// What the way down leads to, to be read.
    #[inline(always)]
    pub(super) fn bottom(&self) -> NodeRef<'_, T, L> {
        // SAFETY: by 1: the bottom is alive (P1), and nothing changes the trie while the cursor is borrowed (K1).
        unsafe { NodeRef::new(self.path.bottom) }
    }

    /// As [`Cursor::bottom`], for as long as the trie is borrowed.
    #[inline(always)]
    fn into_bottom(self) -> NodeRef<'t, T, L> {
        // SAFETY: by 1: the bottom is alive (P1), and the cursor, which had the trie for itself (K1), is gone.
        unsafe { NodeRef::new(self.path.bottom) }
    }

    /// The leaf at the bottom, or one of its pages.
    ///
    /// # Panics
    /// If there is no such leaf.
    #[inline(always)]
    pub(super) fn leaf(&self, page: Option<usize>) -> LeafRef<'_, T, L> {
        leaf_of(self.bottom(), page)
    }

    /// Whether the leaf at the bottom, or one of its pages, is the trie's own, with all above.
    #[inline(always)]
    pub(super) fn leaf_is_unique(&self, page: Option<usize>) -> bool {
        self.path.bottom_is_unique() && page.is_none_or(|page| self.page_is_unique(page))
    }

    #[cold]
    fn page_is_unique(&self, page: usize) -> bool {
        self.bottom().as_collision().is_some_and(|node| node.page_is_unique(page))
    }

    /// The leaf at the bottom, for changes, if it is a leaf and the trie's own.
    #[inline(always)]
    pub(super) fn bottom_leaf_mut(&mut self) -> Option<LeafMut<'_, 't, T, L, A>> {
        if !self.path.bottom_is_unique() {
            return None;
        }
        let leaf = self.bottom().as_leaf()?.raw();
        // SAFETY: by 1: unique, and the cursor, which has the trie for itself (K1), is borrowed.
        Some(unsafe { LeafMut::new(leaf, self.roots.alloc) })
    }

    /// The leaf at the bottom, or one of its pages, for changes, if it is the trie's own.
    ///
    /// # Panics
    /// If there is no such page.
    #[inline(always)]
    pub(super) fn leaf_mut(&mut self, page: Option<usize>) -> Option<LeafMut<'_, 't, T, L, A>> {
        if page.is_none() {
            return self.bottom_leaf_mut();
        }
        let leaf = self.leaf(page).raw();
        // SAFETY: by 1: unique, and the cursor, which has the trie for itself (K1), is borrowed.
        self.leaf_is_unique(page).then(|| unsafe { LeafMut::new(leaf, self.roots.alloc) })
    }

    /// As [`Cursor::leaf_mut`], for as long as the trie is borrowed.
    #[inline(always)]
    pub(super) fn into_leaf_mut(self, page: Option<usize>) -> Option<LeafMut<'t, 't, T, L, A>> {
        let leaf = self.leaf(page).raw();
        // SAFETY: by 1: unique, and the cursor, which had the trie for itself (K1), is gone.
        self.leaf_is_unique(page).then(|| unsafe { LeafMut::new(leaf, self.roots.alloc) })
    }

    #[inline(always)]
    pub(super) fn alloc(&self) -> &'t A {
        self.roots.alloc
    }

    /// The same, for less time. If the trie is changed through it, this one must go down [again](Self::again).
    pub(super) fn reborrow(&mut self) -> Cursor<'_, T, L, A> {
        Cursor { roots: self.roots.reborrow(), path: self.path }
    }

    /// Walks down once more, after the trie was changed through this cursor.
    pub(super) fn again(mut self) -> Self {
        // SAFETY: by 1: the root of this trie, which is borrowed here, and which the trie holds since it was changed.
        self.path = unsafe { Path::descend(*self.roots.root, self.path.hash, Hold::Owned) };
        self
    }
}

/// A leaf, or a page of a collision node.
///
/// # Panics
/// If there is no such leaf.
#[inline(always)]
fn leaf_of<'n, T, L: Layout<T>>(bottom: NodeRef<'n, T, L>, page: Option<usize>) -> LeafRef<'n, T, L> {
    let leaf = match page {
        None => bottom.as_leaf(),
        Some(page) => bottom.as_collision().map(|node| node.page(page)),
    };
    leaf.expect("the leaf that the cursor found")
}

impl<'t, T, L: Layout<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// The entry.
    #[inline]
    pub(crate) fn entry(&self) -> &T {
        self.cursor.leaf(self.spot.page).place(self.spot.position).entry()
    }

    /// The entry, for as long as the trie is borrowed.
    #[inline]
    pub(crate) fn into_entry(self) -> &'t T {
        let Occupied { cursor, spot } = self;
        leaf_of(cursor.into_bottom(), spot.page).place(spot.position).entry()
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Inserted<'t, T, L, A> {
    /// The entry, for as long as the trie is borrowed.
    #[inline]
    pub(crate) fn into_mut(self) -> &'t mut T {
        let Inserted { cursor, spot } = self;
        let leaf = cursor.into_leaf_mut(spot.page).expect("what was filled is the trie's own");
        let clone = |_: &T| unreachable!("a new entry is in one leaf");
        leaf.into_entry(spot.position, clone).expect("and needs no memory")
    }

    /// The entry as one that was found.
    pub(crate) fn into_occupied(self) -> Occupied<'t, T, L, A> {
        Occupied { cursor: self.cursor.again(), spot: self.spot }
    }
}

impl<'t, T, L: Edits<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// Makes the leaf, and all above, the trie's own.
    #[inline]
    pub(super) fn own_leaf(&mut self) -> Result<(), OutOfMemory> {
        if self.cursor.leaf_is_unique(self.spot.page) { Ok(()) } else { self.own_leaf_by_copy() }
    }

    #[inline(never)]
    fn own_leaf_by_copy(&mut self) -> Result<(), OutOfMemory> {
        self.spot.page = self.cursor.mutation().copy_path_of(self.spot.page)?;
        Ok(())
    }

    /// The leaf, which is the trie's own, for changes.
    ///
    /// # Panics
    /// If it is not.
    #[inline(always)]
    pub(super) fn leaf_mut(&mut self) -> LeafMut<'_, 't, T, L, A> {
        self.cursor.leaf_mut(self.spot.page).expect("made the trie's own before")
    }

    /// Puts another entry of the same hash in the place of this one, which is dropped unless others hold it.
    ///
    /// On failure all entries are what they were.
    pub(crate) fn put(mut self, entry: T) -> Result<(), TryInsertError<T>> {
        if !LeafRef::<T, L>::CLONES && !self.cursor.path.bottom_is_unique() && self.spot.page.is_none() {
            return self.put_in_copy(entry);
        }
        let Ok(cell) = self.own_place() else { return Err(TryInsertError { value: entry }) };
        let position = self.spot.position;
        self.leaf_mut().put(position, entry, cell);
        Ok(())
    }

    /// Makes the leaf the trie's own, and gets a cell if the entry has to stay for others.
    #[inline]
    fn own_place(&mut self) -> Result<Option<Reservation<'t, T, L, A>>, OutOfMemory> {
        self.own_leaf()?;
        let (alloc, position) = (self.cursor.alloc(), self.spot.position);
        Ok(if self.leaf_mut().entry_is_unique(position) { None } else { Some(Reservation::new(alloc)?) })
    }

    /// As [`Occupied::put`], in a shared leaf of shared entries, which is copied without the old one.
    fn put_in_copy(self, entry: T) -> Result<(), TryInsertError<T>> {
        let Occupied { mut cursor, spot } = self;
        let alloc = cursor.alloc();
        let leaf = cursor.leaf(None);
        assert!(spot.position < leaf.len());
        // SAFETY: the leaf does not change (V1), its entries are shared ones, and the position is below its length.
        let (copy, held) = unsafe { leaf.raw().copy_replacing(alloc, spot.position, entry)? };
        // SAFETY: by 1: new, and from the trie's allocator.
        let copy = unsafe { FreshLeaf::of(copy, alloc) };
        match cursor.mutation().replace(copy) {
            Ok(()) => {
                held.let_go();
                Ok(())
            }
            // SAFETY: the copy is gone.
            Err(OutOfMemory) => Err(TryInsertError { value: unsafe { held.take_back(alloc) } }),
        }
    }

    /// The entry, which is made this trie's own, for changes. The spot is where the entry is, also when it fails or panics.
    #[inline]
    pub(super) fn entry_mut_by(&mut self, clone: impl Fn(&T) -> T) -> Result<&mut T, OutOfMemory> {
        self.own_leaf()?;
        let position = self.spot.position;
        self.leaf_mut().into_entry(position, clone)
    }
}

impl<'t, T, L: Copies<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// The entry, which is made this trie's own, for changes. The spot is where the entry is, also when it fails or panics.
    #[inline]
    pub(crate) fn entry_mut(&mut self) -> Result<&mut T, OutOfMemory> {
        self.entry_mut_by(L::copy)
    }

    /// As [`Occupied::entry_mut`], for as long as the trie is borrowed.
    #[inline]
    pub(crate) fn into_mut(mut self) -> Result<&'t mut T, OutOfMemory> {
        self.own_leaf()?;
        let Occupied { cursor, spot } = self;
        let leaf = cursor.into_leaf_mut(spot.page).expect("made the trie's own before");
        leaf.into_entry(spot.position, L::copy)
    }
}
