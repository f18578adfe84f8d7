//! New versions with one key more, changed or removed.

use super::HashMap;
use crate::error::or_abort;
use crate::layout::{Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use equivalent::Equivalent;

impl<K: Eq + Hash, V, S: BuildHasher + Clone, A: Allocator + Clone, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A new version of this map, in which `key` has `value`. This map does not change. O(1) on average: copies a path.
    ///
    /// If the map has an equal key, key and value replace it and its value. A shared entry is never cloned.
    ///
    /// # Examples
    /// ```
    /// let draft = hamtrie::HashMap::from([("title", "Untitled")]);
    /// let named = draft.update("title", "Persistent maps");
    /// assert_eq!((draft["title"], named["title"]), ("Untitled", "Persistent maps"));
    /// ```
    #[doc(alias("insert", "assoc"))]
    #[must_use = "the map itself is not changed"]
    pub fn update(&self, key: K, value: V) -> Self
    where
        L: Edits<(K, V)>,
    {
        let hash_builder = &self.hash_builder;
        let hash = hash_builder.hash_one(&key);
        let mut draft = self.trie.draft();
        let place = draft.place(hash, |(other, _)| *other == key);
        or_abort(place.write((key, value), |(other, _)| hash_builder.hash_one(other)));
        self.with_trie(draft.finish())
    }

    /// A new version of this map, without `key`. This map does not change. O(1) on average: copies a path.
    ///
    /// If there is no such key, the result is a clone: the same root, nothing copied.
    ///
    /// # Examples
    /// ```
    /// let online = hamtrie::HashMap::from([("ada", 17), ("bob", 4)]);
    /// let later = online.without("bob");
    /// assert_eq!((online.len(), later.len()), (2, 1));
    /// assert!(online.without("eve").ptr_eq(&online)); // nothing to remove
    /// ```
    #[doc(alias("remove", "dissoc"))]
    #[must_use = "the map itself is not changed"]
    pub fn without<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Self
    where
        L: Edits<(K, V)>,
    {
        let hash = self.hash_builder.hash_one(key);
        self.with_trie(or_abort(self.trie.without(hash, |(other, _)| key.equivalent(other))))
    }
}
