//! New versions in which a function decides about the entry of one key. The names are imbl's.
//!
//! A version never moves a value out of another one. So where imbl's functions get the old value, these get a reference to it.

use super::HashMap;
use crate::error::or_abort;
use crate::layout::{Copies, Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use equivalent::Equivalent;

impl<K: Eq + Hash, V, S: BuildHasher + Clone, A: Allocator + Clone, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// As [`update`](Self::update), but if the key has a value, `combine` makes the new one of it and `value`. O(1) on average.
    ///
    /// # Examples
    /// ```
    /// let sold = hamtrie::HashMap::from([("apples", 3)]);
    /// let later = sold.update_with("apples", 2, |before, more| before + more);
    /// assert_eq!((sold["apples"], later["apples"]), (3, 5));
    /// ```
    #[doc(alias = "insert_with")]
    #[must_use = "the map itself is not changed"]
    pub fn update_with(&self, key: K, value: V, combine: impl FnOnce(&V, V) -> V) -> Self
    where
        L: Edits<(K, V)>,
    {
        self.update_with_key(key, value, |_, old, new| combine(old, new))
    }

    /// As [`update_with`](Self::update_with), with the key that is in the map.
    ///
    /// # Examples
    /// ```
    /// let sold = hamtrie::HashMap::from([("apples", 3), ("gift card", 1)]);
    /// let add = |name: &&str, before: &u32, more| if *name == "gift card" { *before } else { before + more };
    /// let later = sold.update_with_key("apples", 2, add).update_with_key("gift card", 2, add);
    /// assert_eq!((later["apples"], later["gift card"]), (5, 1));
    /// ```
    #[must_use = "the map itself is not changed"]
    pub fn update_with_key(&self, key: K, value: V, combine: impl FnOnce(&K, &V, V) -> V) -> Self
    where
        L: Edits<(K, V)>,
    {
        let hash_builder = &self.hash_builder;
        let hash = hash_builder.hash_one(&key);
        let mut draft = self.trie.draft();
        let place = draft.place(hash, |(other, _)| *other == key);
        let entry = |old: Option<&(K, V)>| match old {
            Some((old_key, old)) => (key, combine(old_key, old, value)),
            None => (key, value),
        };
        or_abort(place.write_with(entry, |(other, _)| hash_builder.hash_one(other)));
        self.with_trie(draft.finish())
    }

    /// As [`update_with_key`](Self::update_with_key), and a clone of the value that the key had.
    ///
    /// # Examples
    /// ```
    /// let scores = hamtrie::HashMap::from([("ada", 3)]);
    /// let (before, later) = scores.update_lookup_with_key("ada", 2, |_, score, more| score + more);
    /// assert_eq!((before, later["ada"]), (Some(3), 5));
    /// ```
    #[must_use = "the map itself is not changed"]
    pub fn update_lookup_with_key(&self, key: K, value: V, combine: impl FnOnce(&K, &V, V) -> V) -> (Option<V>, Self)
    where
        V: Clone,
        L: Edits<(K, V)>,
    {
        let mut before = None;
        let map = self.update_with_key(key, value, |key, old, new| {
            before = Some(old.clone());
            combine(key, old, new)
        });
        (before, map)
    }

    /// A new version in which the key has the value that `change` makes of the one it has, if it has one; if `change` returns
    /// `None`, the version is without the key. This map does not change. O(1) on average.
    ///
    /// # Examples
    /// ```
    /// let stock = hamtrie::HashMap::from([("apples", 1)]);
    /// let take_one = |count: Option<&u32>| count.and_then(|count| count.checked_sub(1)).filter(|&count| count > 0);
    /// assert!(!stock.alter(take_one, "apples").contains_key("apples"));
    /// ```
    #[must_use = "the map itself is not changed"]
    pub fn alter(&self, change: impl FnOnce(Option<&V>) -> Option<V>, key: K) -> Self
    where
        L: Edits<(K, V)>,
    {
        let hash_builder = &self.hash_builder;
        let hash = hash_builder.hash_one(&key);
        let mut draft = self.trie.draft();
        let place = draft.place(hash, |(other, _)| *other == key);
        match change(place.entry().map(|(_, value)| value)) {
            Some(value) => _ = or_abort(place.write((key, value), |(other, _)| hash_builder.hash_one(other))),
            None => {
                or_abort(place.discard());
                drop(key); // before there is a result, which would be forgotten if this panics
            }
        }
        self.with_trie(draft.finish())
    }

    /// A clone of the value of a key, and a new version without the key; `None` if it has none. O(1) on average.
    ///
    /// # Examples
    /// ```
    /// let queue = hamtrie::HashMap::from([(1, "first"), (2, "second")]);
    /// let (job, rest) = queue.extract(&1).unwrap();
    /// assert_eq!((job, rest.len(), queue.len()), ("first", 1, 2));
    /// ```
    #[doc(alias = "pop")]
    #[must_use = "the map itself is not changed"]
    pub fn extract<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<(V, Self)>
    where
        V: Clone,
        L: Edits<(K, V)>,
    {
        let value = self.get(key)?.clone();
        Some((value, self.without(key)))
    }

    /// As [`extract`](Self::extract), with a clone of the key that is in the map.
    ///
    /// # Examples
    /// ```
    /// let queue = hamtrie::HashMap::from([(1, "first"), (2, "second")]);
    /// let (number, job, rest) = queue.extract_with_key(&1).unwrap();
    /// assert_eq!((number, job, rest.len()), (1, "first", 1));
    /// assert!(queue.extract_with_key(&3).is_none());
    /// ```
    #[must_use = "the map itself is not changed"]
    pub fn extract_with_key<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<(K, V, Self)>
    where
        L: Copies<(K, V)>,
    {
        let (old_key, value) = L::copy(self.find(key)?);
        Some((old_key, value, self.without(key)))
    }
}
