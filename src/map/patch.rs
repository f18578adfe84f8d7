//! Patches: the changes from one version of a map to another, as a value that can be kept.

use super::HashMap;
use crate::layout::{Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};

pub use crate::trie::versions::diff::Change;

/// A patch does not fit a map, or another patch: a key has another value there than the one that the patch changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatchError<K> {
    /// Such a key. There may be more.
    pub key: K,
}

impl<K: fmt::Debug> fmt::Display for PatchError<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the patch changes another value of the key {:?}", self.key)
    }
}

impl<K: fmt::Debug> core::error::Error for PatchError<K> {}

/// The changes from one map to another, with keys and values of their own.
///
/// A patch has the values before and after each change. So it can be undone, and it refuses a map that has other values
/// than those that it changes.
///
/// # Examples
/// Edits that were made on one machine, applied on another:
/// ```
/// use hamtrie::HashMap;
/// use hamtrie::map::Patch;
///
/// let published = HashMap::from([("title", "Draft"), ("author", "ada")]);
/// let edited = published.update("title", "Maps").without("author");
/// let patch = Patch::between(&published, &edited);
/// assert_eq!(patch.len(), 2);
/// assert_eq!(patch.apply(&published).unwrap(), edited);
/// assert_eq!(patch.inverse().apply(&edited).unwrap(), published);
/// assert_eq!(patch.apply(&published.update("title", "Sets")).unwrap_err().key, "title");
/// ```
pub struct Patch<K, V> {
    pub(super) changes: HashMap<K, Change<V>>,
}

impl<K, V> Patch<K, V> {
    /// A patch that changes nothing. Allocates nothing.
    ///
    /// # Examples
    /// ```
    /// let nothing = hamtrie::map::Patch::<&str, &str>::new();
    /// let settings = hamtrie::HashMap::from([("theme", "light")]);
    /// assert!(nothing.apply(&settings).unwrap().ptr_eq(&settings));
    /// ```
    pub const fn new() -> Self {
        Patch { changes: HashMap::new() }
    }

    /// How many keys are changed.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Patch;
    ///
    /// let saved = hamtrie::HashMap::from([("theme", "light"), ("font", "serif")]);
    /// let edited = saved.update("theme", "dark").update("size", "12");
    /// assert_eq!(Patch::between(&saved, &edited).len(), 2); // `font` stays
    /// ```
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// Whether nothing is changed.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Patch;
    ///
    /// let saved = hamtrie::HashMap::from([("theme", "light")]);
    /// assert!(Patch::between(&saved, &saved.update("theme", "light")).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// An iterator over all keys with their changes, in arbitrary order.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::{Change, Patch};
    ///
    /// let saved = hamtrie::HashMap::from([("theme", "light")]);
    /// let patch = Patch::between(&saved, &saved.update("theme", "dark"));
    /// for (name, change) in patch.iter() {
    ///     assert_eq!((*name, change), ("theme", &Change::Changed { old: "light", new: "dark" }));
    /// }
    /// ```
    pub fn iter(&self) -> super::Iter<'_, K, Change<V>> {
        self.changes.iter()
    }

    /// The change of a key, if there is one. O(1) on average.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::{Change, Patch};
    ///
    /// let saved = hamtrie::HashMap::from([("theme", "light")]);
    /// let patch = Patch::between(&saved, &saved.without("theme"));
    /// assert_eq!(patch.get(&"theme"), Some(&Change::Removed("light")));
    /// assert_eq!(patch.get(&"font"), None);
    /// ```
    pub fn get(&self, key: &K) -> Option<&Change<V>>
    where
        K: Eq + Hash,
    {
        self.changes.get(key)
    }
}

impl<K: Eq + Hash + Clone, V: Clone + PartialEq> Patch<K, V> {
    /// The changes from one map to another. Costs as much as [`HashMap::diff`], and a clone of what differs.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Patch;
    ///
    /// let saved = hamtrie::HashMap::from([("theme", "light"), ("font", "serif")]);
    /// let edited = saved.without("font");
    /// let patch = Patch::between(&saved, &edited);
    /// assert_eq!(patch.apply(&saved).unwrap(), edited);
    /// ```
    pub fn between<S, A, L>(old: &HashMap<K, V, S, A, L>, new: &HashMap<K, V, S, A, L>) -> Self
    where
        S: BuildHasher,
        A: Allocator,
        L: Layout<(K, V)>,
    {
        let mut diff = old.diff(new);
        let changes = core::iter::from_fn(|| diff.next_change());
        changes.map(|change| (change.latest().0.clone(), change.map(|(_, value)| value.clone()))).collect()
    }

    /// A new version of `map` with the changes. O(changes); shares the rest with `map`.
    ///
    /// # Errors
    /// If `map` has, for one of the keys, another value than the patch expects, or a value where it expects none, or none
    /// where it expects one.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Patch;
    ///
    /// let saved = hamtrie::HashMap::from([("theme", "light"), ("font", "serif")]);
    /// let patch = Patch::between(&saved, &saved.update("theme", "dark"));
    /// let elsewhere = saved.update("font", "mono"); // another change of the same document
    /// let both = patch.apply(&elsewhere).unwrap();
    /// assert_eq!((both["theme"], both["font"]), ("dark", "mono"));
    /// assert_eq!(patch.apply(&saved.update("theme", "blue")).unwrap_err().key, "theme");
    /// ```
    pub fn apply<S, A, L>(&self, map: &HashMap<K, V, S, A, L>) -> Result<HashMap<K, V, S, A, L>, PatchError<K>>
    where
        S: BuildHasher + Clone,
        A: Allocator + Clone,
        L: Edits<(K, V)>,
    {
        if let Some((key, _)) = self.iter().find(|(key, change)| map.get(*key) != change.before()) {
            return Err(PatchError { key: key.clone() });
        }
        let mut result = map.clone();
        for (key, change) in self {
            match change.after() {
                Some(value) => result.put(key.clone(), value.clone()),
                None => result.discard(key),
            };
        }
        Ok(result)
    }

    /// The patch that undoes this one. O(changes).
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Patch;
    ///
    /// let saved = hamtrie::HashMap::from([("theme", "light")]);
    /// let edited = saved.update("theme", "dark").update("size", "12");
    /// let undo = Patch::between(&saved, &edited).inverse();
    /// assert_eq!(undo.apply(&edited).unwrap(), saved);
    /// ```
    #[doc(alias("invert", "undo"))]
    #[must_use = "the patch itself is not changed"]
    pub fn inverse(&self) -> Self {
        self.iter().map(|(key, change)| (key.clone(), change.clone().inverse())).collect()
    }

    /// One patch that does what this one and then `next` do. Keys that get their first value back are not in it.
    /// O(changes of `next`).
    ///
    /// # Errors
    /// If `next` expects another value of a key than this patch leaves there.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Patch;
    ///
    /// let first = hamtrie::HashMap::from([("theme", "light")]);
    /// let second = first.update("theme", "dark");
    /// let third = second.update("theme", "light").update("size", "12");
    /// let both = Patch::between(&first, &second).then(&Patch::between(&second, &third)).unwrap();
    /// assert_eq!(both.len(), 1); // the theme is what it was
    /// assert_eq!(both.apply(&first).unwrap(), third);
    /// ```
    #[doc(alias = "compose")]
    pub fn then(&self, next: &Self) -> Result<Self, PatchError<K>> {
        let mut changes = self.changes.clone();
        for (key, second) in next {
            let Some(first) = self.get(key) else {
                changes.insert(key.clone(), second.clone());
                continue;
            };
            if first.after() != second.before() {
                return Err(PatchError { key: key.clone() });
            }
            match Change::between(first.before().cloned(), second.after().cloned()) {
                Some(change) => changes.insert(key.clone(), change),
                None => changes.remove(key),
            };
        }
        Ok(Patch { changes })
    }
}

impl<K, V> Clone for Patch<K, V> {
    /// O(1).
    fn clone(&self) -> Self {
        Patch { changes: self.changes.clone() }
    }
}

impl<K, V> Default for Patch<K, V> {
    fn default() -> Self {
        Patch::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Patch<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes.fmt(f)
    }
}

impl<K: Eq + Hash, V: PartialEq> PartialEq for Patch<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.changes == other.changes
    }
}

impl<K: Eq + Hash, V: Eq> Eq for Patch<K, V> {}

impl<K: Eq + Hash + Clone, V: Clone> FromIterator<(K, Change<V>)> for Patch<K, V> {
    /// A patch of these changes; of several for one key the last one counts.
    fn from_iter<I: IntoIterator<Item = (K, Change<V>)>>(changes: I) -> Self {
        Patch { changes: changes.into_iter().collect() }
    }
}

impl<'p, K, V> IntoIterator for &'p Patch<K, V> {
    type Item = (&'p K, &'p Change<V>);
    type IntoIter = super::Iter<'p, K, Change<V>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
