//! [`History`]: undo, redo and named versions of a value whose clone is cheap.
//!
//! It knows nothing of maps but for how their versions are written (`serde`).

#[cfg(feature = "serde")]
mod serde;

use alloc::collections::VecDeque;
use alloc::string::String;
use core::fmt;
use core::num::NonZeroUsize;

/// The versions of a value, with one that is current: undo, redo, names.
///
/// It is for values whose clone is cheap and shares what is equal: a [`HashMap`](crate::HashMap), a
/// [`HashSet`](crate::HashSet), or a struct of several. A version of a map costs the nodes that changed since the one before.
///
/// With the feature `serde`, a history of maps is written as its first version and what changes from each to the next, and its
/// versions share again what is equal when it has been read. (A thousand versions of a map of 100,000 numbers, two changes
/// apart, are 1.02 of the JSON of the map and the changes, and take as much memory as before when they have been read.)
///
/// # What versions cost
/// Those of maps say so, by [`bytes_beyond`](crate::HashMap::bytes_beyond) of each and the one before it. A history that is to
/// stay small has a [limit](Self::with_limit):
/// ```
/// use hamtrie::{HashMap, History};
///
/// let mut cells = History::with_limit((0..10_000).map(|cell| (cell, 0)).collect::<HashMap<u32, i64>>(), 100);
/// for turn in 0..500 {
///     cells.edit(|map| map.insert(turn * 7, 1));
/// }
/// let pairs = cells.iter().zip(cells.iter().skip(1));
/// let bytes: usize = pairs.map(|(old, new)| new.bytes_beyond(old)).sum();
/// assert_eq!(cells.len(), 100);
/// assert!(bytes < 200_000); // of 99 changes; the map alone takes as much
/// ```
///
/// # Examples
/// A document with undo, and a name for the version that was printed:
/// ```
/// use hamtrie::{HashMap, History};
///
/// let mut document = History::new(HashMap::from([("title", "Untitled")]));
/// document.edit(|text| text.insert("title", "Persistent maps"));
/// document.set_name("printed");
/// document.edit(|text| text.insert("author", "Ada"));
///
/// assert_eq!(document.undo().map(|text| text.len()), Some(1));
/// assert_eq!(document.redo().map(|text| text.len()), Some(2));
/// assert_eq!(document.find("printed").map(|text| text["title"]), Some("Persistent maps"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct History<T> {
    /// Oldest first, at least one, at most `limit`.
    versions: VecDeque<Version<T>>,
    /// The index of the current one.
    current: usize,
    limit: Option<NonZeroUsize>,
}

#[derive(Clone, PartialEq, Eq)]
struct Version<T> {
    value: T,
    name: Option<String>,
}

impl<T> Version<T> {
    fn new(value: T) -> Self {
        Version { value, name: None }
    }
}

impl<T> History<T> {
    /// A history of one version, without a limit.
    pub fn new(first: T) -> Self {
        History { versions: VecDeque::from([Version::new(first)]), current: 0, limit: None }
    }

    /// A history of one version that keeps at most `limit` of them. When there is one more, the oldest one is dropped.
    ///
    /// # Panics
    /// If `limit` is 0.
    pub fn with_limit(first: T, limit: usize) -> Self {
        let limit = NonZeroUsize::new(limit).expect("a history has at least one version");
        History { limit: Some(limit), ..Self::new(first) }
    }

    /// The most versions that are kept, if there is a limit.
    pub fn limit(&self) -> Option<usize> {
        self.limit.map(NonZeroUsize::get)
    }

    /// The number of versions, those that can be redone included. At least one.
    #[expect(clippy::len_without_is_empty, reason = "a history is never empty")]
    pub fn len(&self) -> usize {
        self.versions.len()
    }

    /// The current version. O(1).
    pub fn current(&self) -> &T {
        &self.versions[self.current].value
    }

    /// The index of the current version: how often it can be undone.
    pub fn position(&self) -> usize {
        self.current
    }

    /// Makes `value` a version after the current one, and current. Versions that could have been redone are dropped. O(1), and
    /// what it takes to drop them.
    pub fn commit(&mut self, value: T) {
        self.versions.truncate(self.current + 1);
        self.versions.push_back(Version::new(value));
        let is_above = self.limit.is_some_and(|limit| self.versions.len() > limit.get());
        let oldest = if is_above { self.versions.pop_front() } else { None };
        self.current = self.versions.len() - 1;
        drop(oldest); // last, as it may panic
    }

    /// Changes a clone of the current version, commits it as [`commit`](Self::commit) does, and returns what `change` returns.
    ///
    /// When `change` panics, nothing is committed.
    pub fn edit<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> R
    where
        T: Clone,
    {
        let mut value = self.current().clone();
        let result = change(&mut value);
        self.commit(value);
        result
    }

    /// Goes back to the version before the current one, and returns it; `None` if there is none. O(1).
    pub fn undo(&mut self) -> Option<&T> {
        self.current = self.current.checked_sub(1)?;
        Some(self.current())
    }

    /// Goes forward to the version after the current one, and returns it; `None` if there is none. O(1).
    pub fn redo(&mut self) -> Option<&T> {
        self.go_to(self.current + 1)
    }

    /// Whether there is a version before the current one.
    pub fn can_undo(&self) -> bool {
        self.current > 0
    }

    /// Whether there is a version after the current one.
    pub fn can_redo(&self) -> bool {
        self.current + 1 < self.len()
    }

    /// A version by its index, the oldest one being 0. O(1).
    pub fn get(&self, index: usize) -> Option<&T> {
        self.versions.get(index).map(|version| &version.value)
    }

    /// Makes the version at an index current, and returns it; `None`, and nothing is done, if there is none. O(1).
    pub fn go_to(&mut self, index: usize) -> Option<&T> {
        let version = self.versions.get(index)?;
        self.current = index;
        Some(&version.value)
    }

    /// Gives the current version a name, and returns the name that it had. Another version that has this name loses it. O(n).
    pub fn set_name(&mut self, name: impl Into<String>) -> Option<String> {
        let name = name.into();
        if let Some(index) = self.index_of(&name) {
            self.versions[index].name = None;
        }
        self.versions[self.current].name.replace(name)
    }

    /// The name of the version at an index, if it has one. O(1).
    pub fn name(&self, index: usize) -> Option<&str> {
        self.versions.get(index)?.name.as_deref()
    }

    /// The version of a name. O(n).
    pub fn find(&self, name: &str) -> Option<&T> {
        self.get(self.index_of(name)?)
    }

    /// The index of the version of a name, for [`go_to`](Self::go_to). O(n).
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.versions.iter().position(|version| version.name.as_deref() == Some(name))
    }

    /// An iterator over all versions, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.versions.iter().map(|version| &version.value)
    }

    /// Drops all versions but the current one.
    pub fn forget_others(&mut self) {
        self.versions.swap(0, self.current);
        self.current = 0;
        self.versions.truncate(1);
    }
}

impl<T: Default> Default for History<T> {
    /// A history of one version, which is the default value.
    fn default() -> Self {
        History::new(T::default())
    }
}

impl<T: fmt::Debug> fmt::Debug for History<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History")
            .field("current", self.current())
            .field("position", &self.current)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}
