//! Whether two tries have the same entries, or one has all or none of the other's.

use super::walk::Wanted;
use super::{Pair, Rules, Side};
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;

impl<T, L: Layout<T>, A: Allocator, R: Rules<T>> Pair<'_, T, L, A, R> {
    /// Whether both have the same keys, and `same` holds for the two entries of each.
    ///
    /// As many entries on both sides, and an equal for each one on the left: then there is no other on the right.
    pub(crate) fn is_equal(&self, same: impl FnMut(&T, &T) -> bool) -> bool {
        self.left.len() == self.right.len() && self.is_contained(same)
    }

    /// Whether the right trie has all keys of the left one, and `same` holds for the two entries of each.
    ///
    /// An entry that both tries hold is the same, whatever `same` says of it.
    pub(crate) fn is_contained(&self, mut same: impl FnMut(&T, &T) -> bool) -> bool {
        self.left.len() <= self.right.len()
            && self.unshared(Wanted::only(Side::Left)).all(|at| {
                let mine = at.entry();
                let other = at.find(&self.rules);
                other.is_some_and(|other| core::ptr::eq(mine, other.entry()) || same(mine, other.entry()))
            })
    }

    /// Whether the right trie has all keys of the left one, and `holds` for the two entries of each, which it is asked about
    /// one and all.
    pub(crate) fn is_contained_by(&self, mut holds: impl FnMut(&T, &T) -> bool) -> bool {
        self.left.len() <= self.right.len()
            && self.all(Side::Left).all(|at| at.find(&self.rules).is_some_and(|other| holds(at.entry(), other.entry())))
    }

    /// Whether no key is in both.
    pub(crate) fn is_disjoint(&self) -> bool {
        if self.left.ptr_eq(self.right) {
            return self.left.is_empty();
        }
        let side = if self.left.len() <= self.right.len() { Side::Left } else { Side::Right };
        let mut unshared = 0;
        let none_found = self.unshared(Wanted::only(side)).all(|at| {
            unshared += 1;
            at.find(&self.rules).is_none()
        });
        // Entries that were not visited are in both.
        none_found && unshared == self.trie(side).len()
    }
}
