//! What maps and sets both do to a [`HashTable`].

use hamtrie::HashTable;
use std::mem;

/// Puts an entry in, in the place of an equal one, which is returned.
pub(crate) fn put<T: Clone>(
    table: &mut HashTable<T>,
    hash: u64,
    eq: impl Fn(&T, &T) -> bool,
    entry: T,
    hasher: impl Fn(&T) -> u64,
) -> Option<T> {
    match table.find_entry(hash, |other| eq(other, &entry)) {
        Ok(mut place) => Some(mem::replace(place.get_mut(), entry)),
        Err(place) => {
            place.insert(entry, hasher);
            None
        }
    }
}

/// What an operation on two tables returns. Without memory the program ends, as elsewhere in imbl.
pub(crate) fn in_memory<T>(table: Result<HashTable<T>, hamtrie::OutOfMemory>) -> HashTable<T> {
    table.unwrap_or_else(|_| std::alloc::handle_alloc_error(std::alloc::Layout::new::<T>()))
}
