//! The differences of tables and sets.

use crate::trie::versions::diff::Change;

/// A key whose entry differs between two tables or sets.
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum DiffItem<'t, T> {
    /// Only the new one has the key.
    Added(&'t T),
    /// Only the old one has the key.
    Removed(&'t T),
    /// Both have the key, with different entries. Sets have no such items.
    Changed {
        /// The entry of the old one.
        old: &'t T,
        /// The entry of the new one.
        new: &'t T,
    },
}

impl<T> Clone for DiffItem<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for DiffItem<'_, T> {}

impl<'t, T> DiffItem<'t, T> {
    pub(crate) fn of(change: Change<&'t T>) -> Self {
        match change {
            Change::Added(new) => DiffItem::Added(new),
            Change::Removed(old) => DiffItem::Removed(old),
            Change::Changed { old, new } => DiffItem::Changed { old, new },
        }
    }
}
