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
    ///
    /// # Examples
    /// ```
    /// let text = hamtrie::History::new("Dear Ada");
    /// assert_eq!((*text.current(), text.len()), ("Dear Ada", 1));
    /// ```
    pub fn new(first: T) -> Self {
        History { versions: VecDeque::from([Version::new(first)]), current: 0, limit: None }
    }

    /// A history of one version that keeps at most `limit` of them. When there is one more, the oldest one is dropped.
    ///
    /// # Panics
    /// If `limit` is 0.
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::with_limit("", 2);
    /// text.commit("Dear");
    /// text.commit("Dear Ada"); // the empty text is dropped
    /// assert_eq!(text.undo(), Some(&"Dear"));
    /// assert_eq!(text.undo(), None);
    /// ```
    pub fn with_limit(first: T, limit: usize) -> Self {
        let limit = NonZeroUsize::new(limit).expect("a history has at least one version");
        History { limit: Some(limit), ..Self::new(first) }
    }

    /// The most versions that are kept, if there is a limit.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(hamtrie::History::with_limit("", 100).limit(), Some(100));
    /// assert_eq!(hamtrie::History::new("").limit(), None);
    /// ```
    pub fn limit(&self) -> Option<usize> {
        self.limit.map(NonZeroUsize::get)
    }

    /// The number of versions, those that can be redone included. At least one.
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("");
    /// text.commit("Dear Ada");
    /// text.undo();
    /// assert_eq!(text.len(), 2); // the undone version can come back
    /// ```
    #[expect(clippy::len_without_is_empty, reason = "a history is never empty")]
    pub fn len(&self) -> usize {
        self.versions.len()
    }

    /// The current version. O(1).
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("Dear Ada");
    /// text.commit("Dear Bob");
    /// assert_eq!(text.current(), &"Dear Bob");
    /// ```
    pub fn current(&self) -> &T {
        &self.versions[self.current].value
    }

    /// The index of the current version: how often it can be undone.
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("Dear Ada");
    /// text.commit("Dear Bob");
    /// assert_eq!(text.position(), 1);
    /// text.undo();
    /// assert_eq!(text.position(), 0);
    /// ```
    pub fn position(&self) -> usize {
        self.current
    }

    /// Makes `value` a version after the current one, and current. Versions that could have been redone are dropped. O(1), and
    /// what it takes to drop them.
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("Dear Ada");
    /// text.commit("Dear Bob");
    /// text.undo();
    /// text.commit("Dear Eve"); // instead of Bob
    /// assert_eq!((*text.current(), text.can_redo(), text.len()), ("Dear Eve", false, 2));
    /// ```
    #[doc(alias = "push")]
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
    ///
    /// # Examples
    /// ```
    /// use hamtrie::{HashMap, History};
    ///
    /// let mut settings = History::new(HashMap::from([("theme", "light")]));
    /// let before = settings.edit(|map| map.insert("theme", "dark"));
    /// assert_eq!((before, settings.current()["theme"]), (Some("light"), "dark"));
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("Dear Ada");
    /// text.commit("Dear Bob");
    /// assert_eq!(text.undo(), Some(&"Dear Ada"));
    /// assert_eq!(text.undo(), None);
    /// ```
    pub fn undo(&mut self) -> Option<&T> {
        self.current = self.current.checked_sub(1)?;
        Some(self.current())
    }

    /// Goes forward to the version after the current one, and returns it; `None` if there is none. O(1).
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("Dear Ada");
    /// text.commit("Dear Bob");
    /// text.undo();
    /// assert_eq!(text.redo(), Some(&"Dear Bob"));
    /// assert_eq!(text.redo(), None);
    /// ```
    pub fn redo(&mut self) -> Option<&T> {
        self.go_to(self.current + 1)
    }

    /// Whether there is a version before the current one.
    ///
    /// # Examples
    /// Whether a button is to be grey:
    /// ```
    /// let mut text = hamtrie::History::new("");
    /// assert!(!text.can_undo());
    /// text.commit("Dear Ada");
    /// assert!(text.can_undo());
    /// ```
    pub fn can_undo(&self) -> bool {
        self.current > 0
    }

    /// Whether there is a version after the current one.
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("");
    /// text.commit("Dear Ada");
    /// assert!(!text.can_redo());
    /// text.undo();
    /// assert!(text.can_redo());
    /// ```
    pub fn can_redo(&self) -> bool {
        self.current + 1 < self.len()
    }

    /// A version by its index, the oldest one being 0. O(1).
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("Dear Ada");
    /// text.commit("Dear Bob");
    /// assert_eq!((text.get(0), text.get(2)), (Some(&"Dear Ada"), None));
    /// ```
    pub fn get(&self, index: usize) -> Option<&T> {
        self.versions.get(index).map(|version| &version.value)
    }

    /// Makes the version at an index current, and returns it; `None`, and nothing is done, if there is none. O(1).
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("");
    /// text.commit("Dear");
    /// text.commit("Dear Ada");
    /// assert_eq!(text.go_to(0), Some(&"")); // the other versions stay
    /// assert_eq!(text.go_to(2), Some(&"Dear Ada"));
    /// assert_eq!(text.go_to(7), None);
    /// ```
    pub fn go_to(&mut self, index: usize) -> Option<&T> {
        let version = self.versions.get(index)?;
        self.current = index;
        Some(&version.value)
    }

    /// Gives the current version a name, and returns the name that it had. Another version that has this name loses it. O(n).
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("Dear Ada");
    /// assert_eq!(text.set_name("draft"), None);
    /// assert_eq!(text.set_name("sent"), Some("draft".to_string()));
    /// assert_eq!(text.find("sent"), Some(&"Dear Ada"));
    /// ```
    pub fn set_name(&mut self, name: impl Into<String>) -> Option<String> {
        let name = name.into();
        if let Some(index) = self.index_of(&name) {
            self.versions[index].name = None;
        }
        self.versions[self.current].name.replace(name)
    }

    /// The name of the version at an index, if it has one. O(1).
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("Dear Ada");
    /// text.set_name("sent");
    /// text.commit("Dear Bob");
    /// assert_eq!((text.name(0), text.name(1)), (Some("sent"), None));
    /// ```
    pub fn name(&self, index: usize) -> Option<&str> {
        self.versions.get(index)?.name.as_deref()
    }

    /// The version of a name. O(n).
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("Dear Ada");
    /// text.set_name("sent");
    /// text.commit("Dear Bob");
    /// assert_eq!((text.find("sent"), text.find("printed")), (Some(&"Dear Ada"), None));
    /// ```
    pub fn find(&self, name: &str) -> Option<&T> {
        self.get(self.index_of(name)?)
    }

    /// The index of the version of a name, for [`go_to`](Self::go_to). O(n).
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("Dear Ada");
    /// text.set_name("sent");
    /// text.commit("Dear Bob");
    /// let sent = text.index_of("sent").unwrap();
    /// assert_eq!(text.go_to(sent), Some(&"Dear Ada"));
    /// ```
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.versions.iter().position(|version| version.name.as_deref() == Some(name))
    }

    /// An iterator over all versions, oldest first.
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("");
    /// text.commit("Dear");
    /// text.commit("Dear Ada");
    /// let lengths: Vec<usize> = text.iter().map(|version| version.len()).collect();
    /// assert_eq!(lengths, [0, 4, 8]);
    /// ```
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.versions.iter().map(|version| &version.value)
    }

    /// Drops all versions but the current one.
    ///
    /// # Examples
    /// ```
    /// let mut text = hamtrie::History::new("");
    /// text.commit("Dear Ada");
    /// text.forget_others();
    /// assert_eq!((*text.current(), text.len(), text.can_undo()), ("Dear Ada", 1, false));
    /// ```
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
