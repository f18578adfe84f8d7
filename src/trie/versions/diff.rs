//! What is between an old and a new version, entry by entry.

use super::walk::{Unshared, Wanted};
use super::{Pair, Rules, Side};
use crate::layout::Layout;
use crate::node::view::EntryAt;
use allocator_api2::alloc::Allocator;

/// What a [`Patch`](crate::map::Patch) does to one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Change<V> {
    /// The key is added, with this value.
    Added(V),
    /// The key is removed. It had this value.
    Removed(V),
    /// The key gets another value.
    Changed {
        /// The value that it had.
        old: V,
        /// The value that it gets.
        new: V,
    },
}

impl<V> Change<V> {
    /// The change from `old` to `new`, each a value or none. `None` if both are none, or if the values are equal.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Change;
    ///
    /// assert_eq!(Change::between(None, Some(2)), Some(Change::Added(2)));
    /// assert_eq!(Change::between(Some(1), Some(2)), Some(Change::Changed { old: 1, new: 2 }));
    /// assert_eq!(Change::between(Some(2), Some(2)), None);
    /// ```
    pub fn between(old: Option<V>, new: Option<V>) -> Option<Change<V>>
    where
        V: PartialEq,
    {
        match (old, new) {
            (None, None) => None,
            (None, Some(new)) => Some(Change::Added(new)),
            (Some(old), None) => Some(Change::Removed(old)),
            (Some(old), Some(new)) => (old != new).then_some(Change::Changed { old, new }),
        }
    }

    /// The same change of what `convert` makes of the values.
    pub(crate) fn map<W>(self, mut convert: impl FnMut(V) -> W) -> Change<W> {
        match self {
            Change::Added(new) => Change::Added(convert(new)),
            Change::Removed(old) => Change::Removed(convert(old)),
            Change::Changed { old, new } => Change::Changed { old: convert(old), new: convert(new) },
        }
    }

    /// The value before the change, if there was one.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Change;
    ///
    /// assert_eq!(Change::Changed { old: 1, new: 2 }.before(), Some(&1));
    /// assert_eq!(Change::Added(2).before(), None);
    /// ```
    pub fn before(&self) -> Option<&V> {
        match self {
            Change::Added(_) => None,
            Change::Removed(old) | Change::Changed { old, .. } => Some(old),
        }
    }

    /// The value after the change, if there is one.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Change;
    ///
    /// assert_eq!(Change::Changed { old: 1, new: 2 }.after(), Some(&2));
    /// assert_eq!(Change::Removed(2).after(), None);
    /// ```
    pub fn after(&self) -> Option<&V> {
        match self {
            Change::Removed(_) => None,
            Change::Added(new) | Change::Changed { new, .. } => Some(new),
        }
    }

    /// The value after the change, or else the one before.
    pub(crate) fn latest(&self) -> &V {
        match self {
            Change::Added(value) | Change::Removed(value) | Change::Changed { new: value, .. } => value,
        }
    }

    /// The change that undoes this one.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Change;
    ///
    /// assert_eq!(Change::Added(2).inverse(), Change::Removed(2));
    /// ```
    pub fn inverse(self) -> Change<V> {
        match self {
            Change::Added(value) => Change::Removed(value),
            Change::Removed(value) => Change::Added(value),
            Change::Changed { old, new } => Change::Changed { old: new, new: old },
        }
    }
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

    /// As [`Changes::next`], of entries.
    pub(crate) fn next_entry(
        &mut self,
        rules: &impl Rules<T>,
        same: impl FnMut(&T, &T) -> bool,
    ) -> Option<Change<&'t T>> {
        Some(self.next(rules, same)?.map(EntryAt::entry))
    }

    /// The next change. `rules` are those of the pair; entries of one key are no change if `same` holds for them.
    pub(crate) fn next(
        &mut self,
        rules: &impl Rules<T>,
        mut same: impl FnMut(&T, &T) -> bool,
    ) -> Option<Change<EntryAt<'t, T, L>>> {
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
