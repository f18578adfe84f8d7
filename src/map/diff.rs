//! The differences between two versions of a map.

use super::HashMap;
use crate::common::by::{By, Key};
use crate::hash::DefaultHashBuilder;
use crate::layout::{Auto, Layout};
use crate::trie::versions::diff::{Change, Changes};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::iter::FusedIterator;

/// A key that was added, removed or changed from one map to another. Made by [`HashMap::diff`].
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum DiffItem<'m, K, V> {
    /// Only the new map has this key, with this value.
    Added(&'m K, &'m V),
    /// Only the old map has this key, with this value.
    Removed(&'m K, &'m V),
    /// Both maps have the key, with different values.
    Changed {
        /// The key, as it is in the new map.
        key: &'m K,
        /// The value in the old map.
        old: &'m V,
        /// The value in the new map.
        new: &'m V,
    },
}

impl<K, V> Clone for DiffItem<'_, K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for DiffItem<'_, K, V> {}

impl<'m, K, V> DiffItem<'m, K, V> {
    fn of(change: Change<&'m (K, V)>) -> Self {
        match change {
            Change::Added((key, new)) => DiffItem::Added(key, new),
            Change::Removed((key, old)) => DiffItem::Removed(key, old),
            Change::Changed { old: (_, old), new: (key, new) } => DiffItem::Changed { key, old, new },
        }
    }

    /// The key.
    ///
    /// # Examples
    /// ```
    /// let saved = hamtrie::HashMap::from([("theme", "light")]);
    /// let settings = saved.update("theme", "dark");
    /// assert!(saved.diff(&settings).map(|change| *change.key()).eq(["theme"]));
    /// ```
    pub fn key(&self) -> &'m K {
        match *self {
            DiffItem::Added(key, _) | DiffItem::Removed(key, _) | DiffItem::Changed { key, .. } => key,
        }
    }

    /// The value in the old map, if it has the key.
    ///
    /// # Examples
    /// ```
    /// let saved = hamtrie::HashMap::from([("theme", "light")]);
    /// let settings = saved.update("theme", "dark");
    /// assert_eq!(saved.diff(&settings).next().unwrap().before(), Some(&"light"));
    /// ```
    pub fn before(&self) -> Option<&'m V> {
        match *self {
            DiffItem::Added(..) => None,
            DiffItem::Removed(_, old) | DiffItem::Changed { old, .. } => Some(old),
        }
    }

    /// The value in the new map, if it has the key.
    ///
    /// # Examples
    /// ```
    /// let saved = hamtrie::HashMap::from([("theme", "light")]);
    /// let settings = saved.without("theme");
    /// assert_eq!(saved.diff(&settings).next().unwrap().after(), None); // removed
    /// ```
    pub fn after(&self) -> Option<&'m V> {
        match *self {
            DiffItem::Removed(..) => None,
            DiffItem::Added(_, new) | DiffItem::Changed { new, .. } => Some(new),
        }
    }
}

/// An iterator over the differences between two maps. Made by [`HashMap::diff`]. Allocates nothing.
pub struct Diff<'m, K, V, S = DefaultHashBuilder, L: Layout<(K, V)> = Auto> {
    changes: Changes<'m, (K, V), L>,
    rules: By<'m, S, Key>,
}

impl<K, V, S, L: Layout<(K, V)>> Clone for Diff<'_, K, V, S, L> {
    fn clone(&self) -> Self {
        Diff { changes: self.changes.clone(), rules: self.rules }
    }
}

impl<'m, K: Eq + Hash, V: PartialEq, S: BuildHasher, L: Layout<(K, V)>> Diff<'m, K, V, S, L> {
    pub(super) fn next_change(&mut self) -> Option<Change<&'m (K, V)>> {
        self.changes.next_entry(&self.rules, |(_, old), (_, new)| old == new)
    }
}

impl<'m, K: Eq + Hash, V: PartialEq, S: BuildHasher, L: Layout<(K, V)>> Iterator for Diff<'m, K, V, S, L> {
    type Item = DiffItem<'m, K, V>;

    fn next(&mut self) -> Option<DiffItem<'m, K, V>> {
        self.next_change().map(DiffItem::of)
    }
}

impl<K: Eq + Hash, V: PartialEq, S: BuildHasher, L: Layout<(K, V)>> FusedIterator for Diff<'_, K, V, S, L> {}

impl<K, V, S, L> fmt::Debug for Diff<'_, K, V, S, L>
where
    K: Eq + Hash + fmt::Debug,
    V: PartialEq + fmt::Debug,
    S: BuildHasher,
    L: Layout<(K, V)>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<K: Eq + Hash, V: PartialEq, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// An iterator over what was added, removed and changed from this map to `new`, in arbitrary order.
    ///
    /// It is lazy and allocates nothing. O(difference) for versions of one map, as what they share is skipped; O(n) for
    /// other maps.
    ///
    /// # Examples
    /// What to write to disk:
    /// ```
    /// use hamtrie::HashMap;
    /// use hamtrie::map::DiffItem;
    ///
    /// let saved = HashMap::from([("theme", "light"), ("font", "serif")]);
    /// let mut settings = saved.clone();
    /// settings.insert("theme", "dark");
    /// settings.remove("font");
    /// for change in saved.diff(&settings) {
    ///     match change {
    ///         DiffItem::Added(name, value) => println!("insert {name} {value}"),
    ///         DiffItem::Removed(name, _) => println!("delete {name}"),
    ///         DiffItem::Changed { key, new, .. } => println!("update {key} {new}"),
    ///     }
    /// }
    /// assert_eq!(saved.diff(&settings).count(), 2);
    /// ```
    #[doc(alias = "changes")]
    pub fn diff<'m>(&'m self, new: &'m Self) -> Diff<'m, K, V, S, L> {
        let pair = self.pair(new);
        Diff { changes: Changes::new(&pair), rules: pair.rules }
    }
}
