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

use super::cursor::{Cursor, Inserted, Spot};
use super::mutation::Mutation;
use crate::arch::fingerprint::LANES;
use crate::error::{OutOfMemory, TryInsertError};
use crate::hash::{DIGIT_BITS, Fork};
use crate::layout::Edits;
use crate::node::leaf::Reservation;
use crate::node::owned::{FreshLeaf, LeafMut};
use crate::node::siblings::Places;
use crate::node::view::{CollisionRef, EntryAt, LeafRef, Node};
use allocator_api2::alloc::Allocator;

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
        let hash = self.path.hash;
        let spot = match self.roomy_leaf() {
            Some(mut leaf) => {
                let position = leaf.push(hash, entry, cell);
                *self.roots.len += 1;
                Spot { page: None, position }
            }
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
    ) -> Result<Spot, TryInsertError<T>> {
        let mut mutation = self.mutation();
        let Ok(page) = mutation.make_room_slowly(&hasher) else {
            drop(mutation);
            return Err(TryInsertError { value: entry });
        };
        let position = mutation.fill(page, |leaf, hash| leaf.push(hash, entry, cell));
        Ok(Spot { page, position })
    }

    /// The bottom, if it is a leaf, the trie's own, and has room for one more entry.
    #[inline]
    fn roomy_leaf(&mut self) -> Option<LeafMut<'_, 't, T, L, A>> {
        self.bottom_leaf_mut().filter(LeafMut::has_room)
    }
}

impl<'t, T, L: Edits<T>, A: Allocator> Mutation<'_, 't, T, L, A> {
    /// Makes room for an entry of the cursor's hash, in the leaf at the bottom or in the page that it returns. The trie is
    /// consistent when an entry was [filled](Mutation::fill) in.
    pub(super) fn make_room(&mut self, hasher: &impl Fn(&T) -> u64) -> Result<Option<usize>, OutOfMemory> {
        if self.roomy_leaf().is_some() {
            return Ok(None);
        }
        self.make_room_slowly(hasher)
    }

    /// Fills in the entry that room was made for. Returns what `push` does, to which the leaf and the cursor's hash are given.
    #[inline(always)]
    pub(super) fn fill<R>(
        &mut self,
        page: Option<usize>,
        push: impl FnOnce(&mut LeafMut<'_, 't, T, L, A>, u64) -> R,
    ) -> R {
        let hash = self.path.hash;
        let mut leaf = self.leaf_mut(page).expect("made the trie's own with the room");
        let pushed = push(&mut leaf, hash);
        *self.roots.len += 1;
        pushed
    }

    #[inline(always)]
    fn make_room_slowly(&mut self, hasher: &impl Fn(&T) -> u64) -> Result<Option<usize>, OutOfMemory> {
        match self.bottom().get() {
            Node::Empty => {
                self.replace(FreshLeaf::new(self.alloc(), LeafRef::<T, L>::capacity_for(0), 0)?).map(|()| None)
            }
            Node::Leaf(leaf) if leaf.len() == LeafRef::<T, L>::MAX => self.split(hasher),
            Node::Leaf(leaf) => {
                let (len, cap) = (leaf.len(), leaf.cap());
                self.grow(len, cap).map(|()| None)
            }
            Node::Collision(node) if node.hash() == self.path.hash => {
                let roomy = roomy_page(node);
                self.add_to_pages(roomy).map(Some)
            }
            Node::Collision(node) => {
                let fork = Fork::of(node.hash() ^ self.path.hash).expect("different hashes part");
                self.part_from_collision(fork).map(|()| None)
            }
            Node::Branch(_) => unreachable!("a way down ends below the branches"),
        }
    }

    /// A leaf at the bottom that is full or shared, but may have more entries.
    #[inline(always)]
    fn grow(&mut self, len: usize, cap: usize) -> Result<(), OutOfMemory> {
        let enough = LeafRef::<T, L>::capacity_for(len);
        if self.path.bottom_is_unique() {
            return self.resize_leaf(cap.max(enough));
        }
        let copy = self.copy_leaf(None, enough, Places::MAX)?;
        self.replace(copy)
    }

    /// A leaf at the bottom that has as many entries as it can.
    #[inline(never)]
    fn split(&mut self, hasher: &impl Fn(&T) -> u64) -> Result<Option<usize>, OutOfMemory> {
        let mut hashes = [self.path.hash; LANES];
        let kept = |at: EntryAt<'_, T, L>| at.low_hash().map(u64::from);
        let computed = |at: EntryAt<'_, T, L>| Some(hasher(at.entry()));
        let fork = self.fork(&mut hashes, u64::from(u32::MAX), kept);
        let Some(fork) = fork.or_else(|| self.fork(&mut hashes, u64::MAX, computed)) else {
            self.collide()?;
            return Ok(Some(0));
        };
        self.part_leaf(fork, &hashes)?;
        Ok(None)
    }

    /// Where the entries of the leaf at the bottom and the new one part, judged by the bits `given` of the hashes that
    /// `hash_at` gives, and the hashes. None if they agree in those, or `hash_at` knows none.
    fn fork(
        &self,
        hashes: &mut [u64; LANES],
        given: u64,
        hash_at: impl Fn(EntryAt<'_, T, L>) -> Option<u64>,
    ) -> Option<Fork> {
        let leaf = self.leaf(None);
        let mut differences = 0;
        for (at, slot) in leaf.places().zip(hashes) {
            *slot = hash_at(at)?;
            differences |= *slot ^ self.path.hash;
        }
        // The bits that lead here are no place to part at, also if a hasher does not give them again: the leaf
        // would take the place of others.
        let known = self.path.parent_level().map_or(0, |level| level.0 * DIGIT_BITS + leaf.depth());
        Fork::of(differences & given & u64::MAX.checked_shl(known).unwrap_or(0))
    }

    /// Makes room in the collision node at the bottom, whose hash is the cursor's: in a page that has some, or in a new one.
    #[cold]
    fn add_to_pages(&mut self, roomy: Option<usize>) -> Result<usize, OutOfMemory> {
        let Some(page) = roomy else {
            return self.add_page(FreshLeaf::new(self.alloc(), LeafRef::<T, L>::MAX, 0)?);
        };
        let (len, cap) = (self.leaf(Some(page)).len(), self.leaf(Some(page)).cap());
        if self.leaf_is_unique(Some(page)) && len < cap {
            return Ok(page);
        }
        let copy = self.copy_leaf(Some(page), LeafRef::<T, L>::capacity_for(len), Places::MAX)?;
        self.replace_page(page, copy)
    }
}

/// The last page that may have another entry.
fn roomy_page<T, L: Edits<T>>(node: CollisionRef<'_, T, L>) -> Option<usize> {
    (0..node.len()).rev().find(|&page| node.page(page).len() < LeafRef::<T, L>::MAX)
}
