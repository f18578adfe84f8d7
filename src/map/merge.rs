//! Three-way merges.

use super::HashMap;
use crate::common::by::By;
use crate::drop_first::drop_first;
use crate::error::or_abort;
use crate::layout::Adopts;
use crate::trie::versions::merge::{self, Target};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

pub use crate::trie::versions::merge::Resolution;

/// A key that two versions of one base changed in different ways. See [`HashMap::merge3`].
#[derive(Debug, PartialEq, Eq)]
pub enum Conflict<'m, K, V> {
    /// Both added the key, with different values.
    BothAdded {
        /// The key.
        key: &'m K,
        /// The value on the left.
        left: &'m V,
        /// The value on the right.
        right: &'m V,
    },
    /// Both changed the value, to different ones.
    BothChanged {
        /// The key.
        key: &'m K,
        /// The value in the base.
        base: &'m V,
        /// The value on the left.
        left: &'m V,
        /// The value on the right.
        right: &'m V,
    },
    /// The left version changed the value, the right one removed the key.
    LeftChanged {
        /// The key.
        key: &'m K,
        /// The value in the base.
        base: &'m V,
        /// The value on the left.
        left: &'m V,
    },
    /// The right version changed the value, the left one removed the key.
    RightChanged {
        /// The key.
        key: &'m K,
        /// The value in the base.
        base: &'m V,
        /// The value on the right.
        right: &'m V,
    },
}

impl<K, V> Clone for Conflict<'_, K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for Conflict<'_, K, V> {}

impl<'m, K, V> Conflict<'m, K, V> {
    fn of(conflict: merge::Conflict<&'m (K, V)>) -> Self {
        let (key, _) = conflict.left.or(conflict.right).expect("a conflict is between two");
        let merge::Conflict { base, left, right } = conflict.map(|(_, value)| value);
        match (base, left, right) {
            (Some(base), Some(left), Some(right)) => Conflict::BothChanged { key, base, left, right },
            (None, Some(left), Some(right)) => Conflict::BothAdded { key, left, right },
            (Some(base), Some(left), None) => Conflict::LeftChanged { key, base, left },
            (Some(base), None, Some(right)) => Conflict::RightChanged { key, base, right },
            _ => unreachable!("a conflict is between two"),
        }
    }

    /// The key.
    ///
    /// # Examples
    /// Collecting what a person has to decide:
    /// ```
    /// use hamtrie::HashMap;
    /// use hamtrie::map::Resolution;
    ///
    /// let base = HashMap::from([("title", "Maps"), ("year", "2025")]);
    /// let (ada, bob) = (base.update("title", "Tries"), base.update("title", "Hashes"));
    /// let mut open = Vec::new();
    /// base.merge3(&ada, &bob, |conflict| {
    ///     open.push(*conflict.key());
    ///     Resolution::Base
    /// });
    /// assert_eq!(open, ["title"]);
    /// ```
    pub fn key(&self) -> &'m K {
        match *self {
            Conflict::BothAdded { key, .. }
            | Conflict::BothChanged { key, .. }
            | Conflict::LeftChanged { key, .. }
            | Conflict::RightChanged { key, .. } => key,
        }
    }

    /// The value in the base, if it has the key.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    /// use hamtrie::map::Resolution;
    ///
    /// let base = HashMap::from([("visits", 10)]);
    /// let (ada, bob) = (base.update("visits", 12), base.update("visits", 13));
    /// let merged = base.merge3(&ada, &bob, |conflict| {
    ///     let [base, left, right] = [conflict.base(), conflict.left(), conflict.right()].map(|n| n.copied().unwrap_or(0));
    ///     Resolution::Value(left + right - base) // both sums count
    /// });
    /// assert_eq!(merged["visits"], 15);
    /// ```
    pub fn base(&self) -> Option<&'m V> {
        match *self {
            Conflict::BothAdded { .. } => None,
            Conflict::BothChanged { base, .. }
            | Conflict::LeftChanged { base, .. }
            | Conflict::RightChanged { base, .. } => Some(base),
        }
    }

    /// The value on the left, if the left version has the key.
    ///
    /// # Examples
    /// What was changed on one side and removed on the other stays:
    /// ```
    /// use hamtrie::HashMap;
    /// use hamtrie::map::Resolution;
    ///
    /// let base = HashMap::from([("draft", 1)]);
    /// let (ada, bob) = (base.update("draft", 2), base.without("draft"));
    /// let keep = base.merge3(&ada, &bob, |conflict| match conflict.left().or(conflict.right()) {
    ///     Some(version) => Resolution::Value(*version),
    ///     None => Resolution::Base,
    /// });
    /// assert_eq!(keep["draft"], 2);
    /// ```
    pub fn left(&self) -> Option<&'m V> {
        match *self {
            Conflict::RightChanged { .. } => None,
            Conflict::BothAdded { left, .. }
            | Conflict::BothChanged { left, .. }
            | Conflict::LeftChanged { left, .. } => Some(left),
        }
    }

    /// The value on the right, if the right version has the key.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    /// use hamtrie::map::Resolution;
    ///
    /// let base = HashMap::from([("draft", 1)]);
    /// let (ada, bob) = (base.without("draft"), base.update("draft", 2));
    /// let theirs = base.merge3(&ada, &bob, |conflict| match conflict.right() {
    ///     Some(version) => Resolution::Value(*version),
    ///     None => Resolution::Left,
    /// });
    /// assert_eq!(theirs["draft"], 2);
    /// ```
    pub fn right(&self) -> Option<&'m V> {
        match *self {
            Conflict::LeftChanged { .. } => None,
            Conflict::BothAdded { right, .. }
            | Conflict::BothChanged { right, .. }
            | Conflict::RightChanged { right, .. } => Some(right),
        }
    }
}

impl<K, V, S, A, L> HashMap<K, V, S, A, L>
where
    K: Eq + Hash + Clone,
    V: PartialEq,
    S: BuildHasher + Clone,
    A: Allocator + Clone,
    L: Adopts<(K, V), A>,
{
    /// A three-way merge of two versions of this map: the map that has both the changes from this one to `left` and those from
    /// this one to `right`.
    ///
    /// A key is in conflict if both versions changed it, in different ways. `resolve` is called once for each such key, in
    /// arbitrary order, and decides. If one version has the root of this map, the result is a clone of the other one.
    ///
    /// O(changes from this map to `right`) for versions of one map: pass the version with fewer changes as `right`.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    /// use hamtrie::map::{Conflict, Resolution};
    ///
    /// let base = HashMap::from([("tea", 2), ("milk", 1), ("bread", 1)]);
    /// let ada = base.update("tea", 3).without("milk");
    /// let bob = base.update("tea", 5).update("jam", 1);
    /// let list = base.merge3(&ada, &bob, |conflict| match conflict {
    ///     Conflict::BothChanged { left, right, .. } => Resolution::Value(*left.max(right)),
    ///     _ => Resolution::Base,
    /// });
    /// assert_eq!(list, HashMap::from([("tea", 5), ("bread", 1), ("jam", 1)]));
    /// ```
    #[doc(alias = "three_way_merge")]
    #[must_use = "none of the maps is changed"]
    pub fn merge3(
        &self,
        left: &Self,
        right: &Self,
        mut resolve: impl FnMut(Conflict<'_, K, V>) -> Resolution<V>,
    ) -> Self {
        let hasher = &left.hash_builder;
        let target = Target { trie: &left.trie, rules: By::new(hasher, hasher) };
        let same = |(_, one): &(K, V), (_, other): &(K, V)| one == other;
        let merged = self.pair(right).merge(&target, L::adoption(), same, |conflict| {
            let conflict = Conflict::of(conflict);
            resolve(conflict).map(|value| (conflict.key().clone(), value))
        });
        let merged = left.made_of(right, or_abort(merged));
        drop_first(resolve, merged)
    }
}
