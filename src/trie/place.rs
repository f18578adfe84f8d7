//! What a cursor finds: an entry, or the place where it would be; and what callers do with either.
//!
//! The search is over when there is a place. So an entry that is looked for by reference can be moved to where it was found:
//! `trie.place(hash, |other| *other == entry).write(entry, hasher)`.

use super::Trie;
use super::cursor::{Cursor, Occupied, Spot};
use super::draft::Draft;
use super::get::search;
use crate::error::{OutOfMemory, TryInsertError};
use crate::layout::{Copies, Edits, Layout};
use allocator_api2::alloc::Allocator;

/// Where an entry is, or would be.
pub(crate) enum Place<'t, T, L: Layout<T>, A: Allocator> {
    Occupied(Occupied<'t, T, L, A>),
    Vacant(Cursor<'t, T, L, A>),
}

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// The place of the entry of this hash for which `eq` holds.
    #[inline(always)]
    pub(crate) fn place(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Place<'_, T, L, A> {
        self.cursor(hash).find(eq)
    }
}

impl<T, L: Layout<T>, A: Allocator> Draft<'_, T, L, A> {
    /// The place of the entry of this hash for which `eq` holds.
    #[inline(always)]
    pub(crate) fn place(&mut self, hash: u64, eq: impl FnMut(&T) -> bool) -> Place<'_, T, L, A> {
        self.cursor(hash).find(eq)
    }
}

impl<'t, T, L: Layout<T>, A: Allocator> Cursor<'t, T, L, A> {
    /// Goes to the entry for which `eq` holds among those of the cursor's hash.
    #[inline(always)]
    pub(crate) fn find(self, eq: impl FnMut(&T) -> bool) -> Place<'t, T, L, A> {
        let found = search(self.bottom(), self.path.hash, eq);
        match found.map(|(at, page)| Spot { page, position: at.position() }) {
            Some(spot) => Place::Occupied(Occupied { cursor: self, spot }),
            None => Place::Vacant(self),
        }
    }
}

impl<T, L: Edits<T>, A: Allocator + Clone> Trie<T, L, A> {
    /// A new version without the entry of this hash for which `eq` holds.
    #[inline]
    pub(crate) fn without(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Result<Self, OutOfMemory> {
        let mut draft = self.draft();
        draft.place(hash, eq).discard()?;
        Ok(draft.finish())
    }
}

/// All of these change nothing when they fail.
impl<'t, T, L: Layout<T>, A: Allocator> Place<'t, T, L, A> {
    /// The entry that is there.
    #[inline]
    pub(crate) fn entry(&self) -> Option<&T> {
        match self {
            Place::Occupied(place) => Some(place.entry()),
            Place::Vacant(_) => None,
        }
    }

    /// Puts an entry in the place of the one that is there, or adds it. True if there was none.
    #[inline(always)]
    pub(crate) fn write(self, entry: T, hasher: impl Fn(&T) -> u64) -> Result<bool, TryInsertError<T>>
    where
        L: Edits<T>,
    {
        match self {
            Place::Occupied(place) => place.put(entry).map(|()| false),
            Place::Vacant(cursor) => cursor.insert(entry, hasher).map(|_| true),
        }
    }

    /// As [`Place::write`], with what `entry` makes of the entry that is there.
    #[inline(always)]
    pub(crate) fn write_with(
        self,
        entry: impl FnOnce(Option<&T>) -> T,
        hasher: impl Fn(&T) -> u64,
    ) -> Result<bool, TryInsertError<T>>
    where
        L: Edits<T>,
    {
        match self {
            Place::Occupied(place) => {
                let entry = entry(Some(place.entry()));
                place.put(entry).map(|()| false)
            }
            Place::Vacant(cursor) => cursor.insert(entry(None), hasher).map(|_| true),
        }
    }

    /// Adds an entry, or drops it if there is one. True if there was none.
    #[inline(always)]
    pub(crate) fn add(self, entry: T, hasher: impl Fn(&T) -> u64) -> Result<bool, TryInsertError<T>>
    where
        L: Edits<T>,
    {
        match self {
            Place::Occupied(_) => Ok(false),
            Place::Vacant(cursor) => cursor.insert(entry, hasher).map(|_| true),
        }
    }

    /// Has `change` put an entry, or a part of it, in the one that is there, and returns what it returns; or adds the entry.
    #[inline(always)]
    pub(crate) fn exchange<R>(
        self,
        entry: T,
        hasher: impl Fn(&T) -> u64,
        change: impl FnOnce(&mut T, T) -> R,
    ) -> Result<Option<R>, OutOfMemory>
    where
        L: Copies<T>,
    {
        match self {
            Place::Occupied(mut place) => Ok(Some(change(place.entry_mut()?, entry))),
            Place::Vacant(cursor) => {
                cursor.insert(entry, hasher)?;
                Ok(None)
            }
        }
    }

    /// Has `change` put a part of an entry in the one that is there, which is cloned if others hold it; or puts the whole entry in
    /// its place, if the layout knows no way to clone it; or adds the entry.
    #[inline(always)]
    pub(crate) fn change_or_write(
        self,
        entry: T,
        hasher: impl Fn(&T) -> u64,
        change: impl FnOnce(&mut T, T),
    ) -> Result<(), OutOfMemory>
    where
        L: Edits<T>,
    {
        match (self, L::cloner()) {
            (Place::Occupied(mut place), Some(clone)) => change(place.entry_mut_by(clone)?, entry),
            (place, _) => drop(place.write(entry, hasher)?),
        }
        Ok(())
    }

    /// Takes the entry out and drops it, unless others hold it. True if there was one.
    #[inline(always)]
    pub(crate) fn discard(self) -> Result<bool, OutOfMemory>
    where
        L: Edits<T>,
    {
        match self {
            Place::Occupied(place) => place.discard().map(|()| true),
            Place::Vacant(_) => Ok(false),
        }
    }

    /// Takes the entry out. It is cloned if others hold it.
    #[inline(always)]
    pub(crate) fn take(self) -> Result<Option<T>, OutOfMemory>
    where
        L: Copies<T>,
    {
        match self {
            Place::Occupied(place) => place.remove().map(Some),
            Place::Vacant(_) => Ok(None),
        }
    }

    /// The entry, which is made this trie's own, for changes.
    #[inline(always)]
    pub(crate) fn into_mut(self) -> Result<Option<&'t mut T>, OutOfMemory>
    where
        L: Copies<T>,
    {
        match self {
            Place::Occupied(place) => place.into_mut().map(Some),
            Place::Vacant(_) => Ok(None),
        }
    }
}
