//! Mutable references to several values at once.

use super::HashMap;
use crate::error::or_abort;
use crate::layout::{Copies, Layout};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use equivalent::Equivalent;

impl<K: Eq + Hash, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// Mutable references to the values of several keys, each as [`get_mut`](Self::get_mut) gives it. O(1) on average for each;
    /// the keys are compared pair by pair.
    ///
    /// # Panics
    /// If two keys are the same one of the map.
    ///
    /// # Examples
    /// ```
    /// let mut accounts = hamtrie::HashMap::from([("ada", 10), ("bob", 5)]);
    /// let [Some(from), Some(to)] = accounts.get_disjoint_mut(["ada", "bob"]) else { panic!("no such account") };
    /// (*from, *to) = (*from - 3, *to + 3);
    /// assert_eq!((accounts["ada"], accounts["bob"]), (7, 8));
    /// ```
    #[doc(alias = "get_many_mut")]
    pub fn get_disjoint_mut<Q, const N: usize>(&mut self, keys: [&Q; N]) -> [Option<&mut V>; N]
    where
        Q: Hash + Equivalent<K> + ?Sized,
        L: Copies<(K, V)>,
    {
        self.get_disjoint_key_value_mut(keys).map(|entry| entry.map(|(_, value)| value))
    }

    /// References to the keys that are in the map and to their values, the latter mutable. See
    /// [`get_disjoint_mut`](Self::get_disjoint_mut).
    ///
    /// # Panics
    /// If two keys are the same one of the map.
    ///
    /// # Examples
    /// ```
    /// let mut seats = hamtrie::HashMap::from([("1A", "ada"), ("1B", "bob")]);
    /// if let [Some((_, one)), Some((_, other))] = seats.get_disjoint_key_value_mut(["1A", "1B"]) {
    ///     std::mem::swap(one, other);
    /// }
    /// assert_eq!((seats["1A"], seats["1B"]), ("bob", "ada"));
    /// ```
    #[doc(alias = "get_many_key_value_mut")]
    pub fn get_disjoint_key_value_mut<Q, const N: usize>(&mut self, keys: [&Q; N]) -> [Option<(&K, &mut V)>; N]
    where
        Q: Hash + Equivalent<K> + ?Sized,
        L: Copies<(K, V)>,
    {
        let hashes = keys.map(|key| self.hash_builder.hash_one(key));
        let entries = or_abort(self.trie.disjoint_mut(hashes, |index, (other, _)| keys[index].equivalent(other)));
        entries.map(|entry| entry.map(|(key, value)| (&*key, value)))
    }
}
