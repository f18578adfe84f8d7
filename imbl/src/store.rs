//! The only place that changes single entries of a [`HashTable`]: what imbl does to a trie, in the words of hamtrie.

use hamtrie::HashTable;
use hamtrie::table::{Entry, OccupiedEntry, VacantEntry};
use std::mem;

/// Puts an entry in, in the place of an equal one, which is returned.
pub(crate) fn put<T: Clone>(
    table: &mut HashTable<T>,
    hash: u64,
    eq: impl Fn(&T, &T) -> bool,
    entry: T,
    hasher: impl Fn(&T) -> u64,
) -> Option<T> {
    match table.entry(hash, |other| eq(other, &entry)) {
        Entry::Occupied(mut place) => Some(mem::replace(place.get_mut(), entry)),
        Entry::Vacant(place) => {
            fill(place, entry, hasher);
            None
        }
    }
}

/// The place of an entry, or where it would be.
pub(crate) enum Place<'t, T: Clone> {
    Taken(OccupiedEntry<'t, T>),
    Free(VacantEntry<'t, T>),
}

pub(crate) fn place<T: Clone>(table: &mut HashTable<T>, hash: u64, eq: impl Fn(&T) -> bool) -> Place<'_, T> {
    match table.entry(hash, eq) {
        Entry::Occupied(place) => Place::Taken(place),
        Entry::Vacant(place) => Place::Free(place),
    }
}

pub(crate) fn fill<T: Clone>(place: VacantEntry<'_, T>, entry: T, hasher: impl Fn(&T) -> u64) -> &mut T {
    place.insert(entry, hasher)
}

/// Keeps the entries for which `keep` returns true.
pub(crate) fn retain<T: Clone>(table: &mut HashTable<T>, mut keep: impl FnMut(&T) -> bool) {
    table.retain(|entry| keep(entry));
}

/// What an operation on two tables returns. Without memory the program ends, as elsewhere in imbl.
pub(crate) fn in_memory<T>(table: Result<HashTable<T>, hamtrie::OutOfMemory>) -> HashTable<T> {
    table.unwrap_or_else(|_| std::alloc::handle_alloc_error(std::alloc::Layout::new::<T>()))
}
