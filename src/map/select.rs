//! Parts of a map, and maps of the same keys with other values.

use super::HashMap;
use crate::drop_first::drop_first;
use crate::error::or_abort;
use crate::layout::{Adopts, Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

impl<K, V, S: Clone, A: Allocator + Clone, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A map of the entries for which `keep` returns true. O(n).
    ///
    /// Leaves and whole subtrees whose entries are all kept are shared with this map. If all entries are kept, the result
    /// is a clone: the same root, nothing allocated.
    ///
    /// # Examples
    /// ```
    /// let stock = hamtrie::HashMap::from([("apples", 3), ("pears", 0)]);
    /// let at_hand = stock.filter(|_, count| *count > 0);
    /// assert!(at_hand.len() == 1 && stock.len() == 2);
    /// assert!(at_hand.filter(|_, _| true).ptr_eq(&at_hand));
    /// ```
    #[must_use = "the map itself is not changed"]
    pub fn filter(&self, keep: impl FnMut(&K, &V) -> bool) -> Self
    where
        L: Edits<(K, V)>,
    {
        let mut result = self.clone();
        result.retain_ref(keep);
        result
    }
}

impl<K, V, S, A, L> HashMap<K, V, S, A, L>
where
    K: Eq + Hash,
    S: BuildHasher + Clone,
    A: Allocator + Clone,
    L: Layout<(K, V)>,
{
    /// A map of the entries for which `first` returns true, and one of the others. O(n). Both share with this map what they
    /// can.
    ///
    /// # Examples
    /// ```
    /// let stock = hamtrie::HashMap::from([("apples", 3), ("pears", 0), ("plums", 0)]);
    /// let (at_hand, sold_out) = stock.partition(|_, &count| count > 0);
    /// assert_eq!((at_hand.len(), sold_out.len()), (1, 2));
    /// ```
    #[must_use = "the map itself is not changed"]
    pub fn partition(&self, first: impl FnMut(&K, &V) -> bool) -> (Self, Self)
    where
        L: Adopts<(K, V), A>,
    {
        let accepted = self.filter(first);
        let rest = self.difference(&accepted);
        (accepted, rest)
    }

    /// A map with the values that `change` returns, and without the keys for which it returns `None`. O(n).
    ///
    /// If the returned value equals the old one, the entry stays as it is. Leaves and whole subtrees of such entries are
    /// shared with this map.
    ///
    /// # Examples
    /// Leases that run out as time passes:
    /// ```
    /// let leases = hamtrie::HashMap::from([("ada", 1), ("bob", 5)]);
    /// let later = leases.filter_map_values(|_, &minutes| (minutes > 1).then(|| minutes - 1));
    /// assert_eq!(later, hamtrie::HashMap::from([("bob", 4)]));
    /// ```
    #[doc(alias = "filter_map")]
    #[must_use = "the map itself is not changed"]
    pub fn filter_map_values(&self, mut change: impl FnMut(&K, &V) -> Option<V>) -> Self
    where
        K: Clone,
        V: PartialEq,
        L: Edits<(K, V)>,
    {
        let mut result = self.clone();
        for (key, value) in self {
            match change(key, value) {
                Some(new) if new == *value => {}
                Some(new) => {
                    result.put(key.clone(), new);
                }
                None => {
                    result.discard(key);
                }
            }
        }
        drop_first(change, result)
    }

    /// A map of the same keys with the values that `convert` returns, which may be of another type. O(n).
    ///
    /// The result shares nothing with this map. To change few values, [`filter_map_values`](Self::filter_map_values) copies
    /// less.
    ///
    /// # Examples
    /// ```
    /// let cents = hamtrie::HashMap::from([("tea", 250), ("milk", 99)]);
    /// let labels = cents.map_values(|_, price| format!("{}.{:02}", price / 100, price % 100));
    /// assert_eq!((labels["tea"].as_str(), labels["milk"].as_str()), ("2.50", "0.99"));
    /// ```
    #[doc(alias = "map")]
    #[must_use = "the map itself is not changed"]
    pub fn map_values<W>(&self, mut convert: impl FnMut(&K, &V) -> W) -> HashMap<K, W, S, A, L>
    where
        K: Clone,
        L: Edits<(K, W)>,
    {
        let mut result = HashMap::with_layout_in(self.hash_builder.clone(), self.allocator().clone());
        let hasher = |(key, _): &(K, W)| self.hash_builder.hash_one(key);
        // All keys are different.
        result.trie.put_many(
            self.iter().map(|(key, value)| (key.clone(), convert(key, value))),
            hasher,
            |trie, hash, entry| _ = or_abort(trie.cursor(hash).insert(entry, hasher)),
        );
        drop_first(convert, result)
    }
}
