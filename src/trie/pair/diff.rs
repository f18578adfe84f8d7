//! What is between an old and a new version, entry by entry.

use super::walk::{Unshared, Wanted};
use super::{Pair, Rules, Side};
use crate::layout::Layout;
use crate::node::view::EntryAt;
use allocator_api2::alloc::Allocator;

/// A key whose entry differs between the left trie, which is the old one, and the right, the new one.
pub(crate) enum Change<'t, T, L> {
    /// The new one only has it.
    Added(EntryAt<'t, T, L>),
    /// The old one only has it.
    Removed(EntryAt<'t, T, L>),
    /// Both have it.
    Changed { old: EntryAt<'t, T, L>, new: EntryAt<'t, T, L> },
}

/// All changes, in an order that means nothing. Allocates nothing.
pub(crate) struct Changes<'t, T, L> {
    unshared: Unshared<'t, T, L>,
}

impl<T, L> Clone for Changes<'_, T, L> {
    fn clone(&self) -> Self {
        Changes { unshared: self.unshared.clone() }
    }
}

impl<'t, T, L: Layout<T>> Changes<'t, T, L> {
    pub(crate) fn new<A: Allocator, R: Rules<T>>(pair: &Pair<'t, T, L, A, R>) -> Self {
        Changes { unshared: pair.unshared(Wanted::BOTH) }
    }

    /// The next change. `rules` are those of the pair; entries of one key are no change if `same` holds for them.
    pub(crate) fn next(
        &mut self,
        rules: &impl Rules<T>,
        mut same: impl FnMut(&T, &T) -> bool,
    ) -> Option<Change<'t, T, L>> {
        self.unshared.by_ref().find_map(|at| match (at.side, at.find(rules)) {
            (Side::Left, None) => Some(Change::Removed(at.held)),
            (Side::Left, Some(_)) => None, // its equal on the right is met, too
            (Side::Right, None) => Some(Change::Added(at.held)),
            (Side::Right, Some(old)) => {
                let unchanged = core::ptr::eq(old.entry(), at.entry()) || same(old.entry(), at.entry());
                (!unchanged).then_some(Change::Changed { old, new: at.held })
            }
        })
    }
}
