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

use super::cursor::{Cursor, Occupied, Spot};
use super::mutation::{Mutation, OwnPath, Shrunk};
use crate::error::OutOfMemory;
use crate::layout::{Copies, Edits, Layout};
use crate::node::owned::Fresh;
use crate::node::siblings::Places;
use crate::node::view::LeafRef;
use allocator_api2::alloc::Allocator;

/// At most this many entries are left when a leaf looks for a buddy.
pub(super) const fn few<T, L: Layout<T>>() -> usize {
    LeafRef::<T, L>::MAX / 4
}

/// At most this many entries have two leaves that merge.
const fn comfortable<T, L: Layout<T>>() -> usize {
    LeafRef::<T, L>::MAX / 4 * 3
}

impl<'t, T, L: Copies<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// Takes the entry out of the trie. It is cloned if others hold it.
    #[inline]
    pub(crate) fn remove(self) -> Result<T, OutOfMemory> {
        let Occupied { mut cursor, spot: Spot { page, position } } = self;
        if page.is_none() {
            if let Some(mut leaf) = cursor.leaf_mut(None) {
                // If its run of the entry ended, that is counted when the trie is consistent.
                let (entry, removed) = leaf.take(position, L::copy);
                let left = leaf.len();
                *cursor.roots.len -= 1;
                if left <= few::<T, L>() {
                    cursor.tidy();
                }
                drop(removed); // now, as a panic would forget what is being returned
                return Ok(entry);
            }
            let occupied = Occupied { cursor, spot: Spot { page, position } };
            let entry = L::copy(occupied.entry());
            occupied.discard()?;
            return Ok(entry);
        }
        remove_from_page(cursor, page, position)
    }
}

impl<'t, T, L: Copies<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// As [`Occupied::remove`], and stays where the entry was.
    pub(crate) fn remove_and_stay(self) -> Result<(T, Cursor<'t, T, L, A>), OutOfMemory> {
        let Occupied { mut cursor, spot } = self;
        let entry = Occupied { cursor: cursor.reborrow(), spot }.remove()?;
        Ok((entry, cursor.again()))
    }
}

/// As [`Occupied::remove`], from a collision node.
#[cold]
fn remove_from_page<T, L: Copies<T>, A: Allocator>(
    mut cursor: Cursor<'_, T, L, A>,
    page: Option<usize>,
    position: usize,
) -> Result<T, OutOfMemory> {
    let mut mutation = cursor.mutation();
    let page = mutation.own_leaf(page)?;
    let taken = mutation.leaf_mut(page).map(|mut leaf| leaf.take(position, L::copy));
    let (entry, removed) = taken.expect("made the trie's own");
    mutation.shrink_pages();
    drop((mutation, removed)); // now, as a panic would forget what is being returned
    Ok(entry)
}

impl<'t, T, L: Edits<T>, A: Allocator> Occupied<'t, T, L, A> {
    /// Takes the entry out of the trie and drops it, if no other version has it. Never clones it.
    pub(crate) fn discard(self) -> Result<(), OutOfMemory> {
        let Occupied { mut cursor, spot: Spot { page, position } } = self;
        if page.is_some() {
            return discard_from_page(cursor, page, position);
        }
        if let Some(mut leaf) = cursor.leaf_mut(None) {
            // Dropped when the trie is consistent.
            let _removed = leaf.discard(position);
            let left = leaf.len();
            *cursor.roots.len -= 1;
            if left <= few::<T, L>() {
                cursor.tidy();
            }
            return Ok(());
        }
        let mut mutation = cursor.mutation();
        let left = mutation.leaf(None).len() - 1;
        mutation.replace_by_rest(left, !(1 << position))?;
        if left <= few::<T, L>() {
            mutation.tidy();
        }
        Ok(())
    }
}

#[cold]
fn discard_from_page<T, L: Edits<T>, A: Allocator>(
    mut cursor: Cursor<'_, T, L, A>,
    page: Option<usize>,
    position: usize,
) -> Result<(), OutOfMemory> {
    let mut mutation = cursor.mutation();
    let page = mutation.own_leaf(page)?;
    let _removed = mutation.leaf_mut(page).map(|mut leaf| leaf.discard(position));
    mutation.shrink_pages();
    Ok(())
}

impl<T, L: Edits<T>, A: Allocator> Cursor<'_, T, L, A> {
    /// Makes what is around the bottom smaller if it can be.
    #[inline(never)]
    fn tidy(&mut self) {
        self.mutation().tidy();
    }
}

impl<T, L: Edits<T>, A: Allocator> Mutation<'_, '_, T, L, A> {
    /// Replaces a leaf at the bottom that others hold by a copy with the `left` entries at `keep` only.
    pub(super) fn replace_by_rest(&mut self, left: usize, keep: Places) -> Result<(), OutOfMemory> {
        let gone = self.leaf(None).len() - left;
        match left {
            0 => self.replace_by(Fresh::empty(self.alloc()))?,
            _ => self.replace(self.copy_leaf(None, LeafRef::<T, L>::capacity_for(left), keep)?)?,
        }
        *self.roots.len -= gone;
        Ok(())
    }

    /// Gives up the page that became empty when an entry was taken out, and the collision node if what is left fits in a leaf.
    #[cold]
    fn shrink_pages(&mut self) {
        *self.roots.len -= 1;
        self.drop_empty_pages();
        if self.page_to_leaf() && self.leaf(None).len() <= few::<T, L>() {
            self.tidy();
        }
    }

    /// Makes what is around the bottom smaller if it can be, and all of the path is the trie's own.
    pub(super) fn tidy(&mut self) {
        if let Some(path) = self.own_path() {
            path.tidy();
        }
    }
}

impl<T, L: Edits<T>, A: Allocator> OwnPath<'_, '_, '_, T, L, A> {
    /// Makes what is around the bottom smaller if it can be.
    fn tidy(mut self) {
        self.drop_empty_leaf();
        let mut merged = false;
        loop {
            match self.shrink(comfortable::<T, L>()) {
                Some(Shrunk::Collapsed) => {}
                Some(Shrunk::Merged) => {
                    merged = true;
                    self.flush();
                }
                None => break,
            }
        }
        if merged {
            self.narrow();
        }
    }
}
