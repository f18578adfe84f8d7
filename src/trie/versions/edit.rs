//! A version in the making that takes over entries of other tries.
//!
//! All user code runs on the draft, which nobody else sees: when it panics, the draft goes and nothing has happened.

#![allow(unsafe_code, reason = "shares entries between tries")]

use super::super::Trie;
use super::super::cursor::{Cursor, Occupied};
use super::super::draft::Draft;
use super::super::place::Place;
use super::strangers::space::Space;
use super::{Rules, Side};
use crate::error::OutOfMemory;
use crate::layout::Adoption;
use crate::layout::Edits;
use crate::node::view::{EntryAt, LeafRef};
use allocator_api2::alloc::Allocator;

/// A draft of the trie on one side, or of one that hashes as it does.
pub(in crate::trie) struct Edit<'b, T, L: Edits<T>, A: Allocator, R> {
    pub(in crate::trie) draft: Draft<'b, T, L, A>,
    pub(in crate::trie) side: Side,
    pub(in crate::trie) rules: &'b R,
    adoption: Adoption<T, A>,
    /// Lists for [`Edit::rebuild`], kept from one call to the next.
    pub(super) space: Space<'b, T, L, A>,
}

impl<'b, T, L: Edits<T>, A: Allocator + Clone, R: Rules<T>> Edit<'b, T, L, A, R> {
    pub(in crate::trie) fn new(base: &'b Trie<T, L, A>, side: Side, rules: &'b R, adoption: Adoption<T, A>) -> Self {
        Edit { draft: base.draft(), side, rules, adoption, space: Space::new(&base.alloc) }
    }

    /// The new version: the base itself if nothing was changed.
    pub(in crate::trie) fn finish(self) -> Trie<T, L, A> {
        self.draft.finish()
    }

    /// Adds an entry of another trie. The draft has no equal of it.
    pub(in crate::trie) fn add(&mut self, held: EntryAt<'_, T, L>) -> Result<(), OutOfMemory> {
        let (side, rules, adoption) = (self.side, self.rules, self.adoption);
        let hash = rules.hash(side, held.entry());
        let hasher = |entry: &T| rules.hash(side, entry);
        let cursor = self.draft.cursor(hash);
        match copy_of::<T, L, A>(held.entry(), adoption) {
            Some(entry) => _ = cursor.insert(entry, hasher)?,
            // SAFETY: by 1: shared entries, hashed as this trie does; the allocators can free each other's cells.
            None => unsafe { cursor.insert_held(held, hasher)? },
        }
        Ok(())
    }

    /// Puts an entry of another trie in the place of its equal, which the draft has.
    pub(in crate::trie) fn replace(&mut self, held: EntryAt<'_, T, L>) -> Result<(), OutOfMemory> {
        let (side, rules, adoption) = (self.side, self.rules, self.adoption);
        let hash = rules.hash(side, held.entry());
        let place = self.draft.place(hash, |other| rules.eq(held.entry(), other));
        let Place::Occupied(place) = place else { return Ok(()) };
        match copy_of::<T, L, A>(held.entry(), adoption) {
            Some(entry) => place.put(entry)?,
            // SAFETY: by 1: shared entries, hashed as this trie does; the allocators can free each other's cells.
            None => unsafe { place.put_held(held)? },
        }
        Ok(())
    }

    /// Adds an entry, or puts it in the place of its equal.
    pub(in crate::trie) fn set(&mut self, entry: T) -> Result<(), OutOfMemory> {
        let (side, rules) = (self.side, self.rules);
        let place = self.draft.place(rules.hash(side, &entry), |other| rules.eq(&entry, other));
        place.write(entry, |entry| rules.hash(side, entry))?;
        Ok(())
    }

    /// Takes the equal of an entry out, if there is one.
    pub(in crate::trie) fn remove(&mut self, entry: &T) -> Result<(), OutOfMemory> {
        let (side, rules) = (self.side, self.rules);
        self.draft.place(rules.hash(side, entry), |other| rules.eq(entry, other)).discard()?;
        Ok(())
    }

    /// Whether the draft can take entries over as they are stored: as cells that may be shared, or inline.
    pub(in crate::trie) fn can_hold(&self) -> bool {
        LeafRef::<T, L>::CLONES || self.adoption.shares()
    }
}

/// A clone of an entry, unless its cell may be shared.
fn copy_of<T, L: Edits<T>, A>(entry: &T, adoption: Adoption<T, A>) -> Option<T> {
    if LeafRef::<T, L>::CLONES { Some(L::duplicate(entry)) } else { adoption.copy(entry) }
}

impl<T, L: Edits<T>, A: Allocator> Cursor<'_, T, L, A> {
    /// Adds the cell of an entry that another trie holds.
    ///
    /// # Safety
    /// 1. Entries are shared ones. The cursor's hash is that of the entry in this trie, and the allocators of both tries can
    ///    free the cell.
    unsafe fn insert_held(mut self, held: EntryAt<'_, T, L>, hasher: impl Fn(&T) -> u64) -> Result<(), OutOfMemory> {
        let mut mutation = self.mutation();
        let page = mutation.make_room(&hasher)?;
        held.meet_hash(mutation.path.hash);
        // SAFETY: by 1; the cell has met the hash.
        mutation.fill(page, |leaf, hash| unsafe { leaf.push_held(held, hash) });
        Ok(())
    }
}

impl<T, L: Edits<T>, A: Allocator> Occupied<'_, T, L, A> {
    /// Puts the cell of an entry that another trie holds in the place of the one here.
    ///
    /// # Safety
    /// 1. As for [`Cursor::insert_held`].
    unsafe fn put_held(mut self, held: EntryAt<'_, T, L>) -> Result<(), OutOfMemory> {
        self.own_leaf()?;
        held.meet_hash(self.cursor.path.hash);
        let position = self.spot.position;
        // SAFETY: by 1; the cell has met the hash.
        drop(unsafe { self.leaf_mut().put_held(position, held) });
        Ok(())
    }
}
