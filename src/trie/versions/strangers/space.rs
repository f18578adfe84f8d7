//! Lists of items, kept from one meeting to the next.

use super::nodes::Item;
use allocator_api2::alloc::Allocator;
use allocator_api2::vec::Vec;

/// A list of items, with memory of the base's allocator.
pub(super) type Items<'b, T, L, A> = Vec<Item<'b, T, L>, &'b A>;

/// Lists of items, kept from one meeting to the next.
pub(in crate::trie::versions) struct Space<'b, T, L, A: Allocator> {
    pub(super) items: Items<'b, T, L, A>,
    pub(super) sorted: Items<'b, T, L, A>,
}

impl<'b, T, L, A: Allocator> Space<'b, T, L, A> {
    pub(in crate::trie::versions) fn new(alloc: &'b A) -> Self {
        Space { items: Vec::new_in(alloc), sorted: Vec::new_in(alloc) }
    }
}
