//! Set algebra on the keys of two maps: union, intersection, difference.
//!
//! Where both maps have a key, the result has the entry of the left one, whose method is called, unless a function decides.
//! Results share with the inputs what they can.

use super::HashMap;
use super::merge::Resolution;
use crate::drop_first::drop_first;
use crate::error::or_abort;
use crate::layout::{Adopts, Copies, Layout};
use crate::trie::Trie;
use crate::trie::versions::Side;
use crate::trie::versions::algebra::Select;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

impl<K, V, S: Clone, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// A map of `trie` with this map's hash builder.
    #[inline]
    pub(super) fn with_trie(&self, trie: Trie<(K, V), L, A>) -> Self {
        HashMap { trie, hash_builder: self.hash_builder.clone() }
    }

    /// A map of `trie`, which was made from the trie of the map on `side`: it gets that map's hash builder.
    pub(super) fn made_of(&self, other: &Self, (trie, side): (Trie<(K, V), L, A>, Side)) -> Self {
        side.of(self, other).with_trie(trie)
    }
}

/// Set algebra on keys. Each method is at most O(n). Methods that take no function are O(difference) for versions of one map.
///
/// When it shows without a comparison of values that a result has the entries of one of the two maps, the result is a clone
/// of that map: the same root, nothing allocated.
impl<K, V, S, A, L> HashMap<K, V, S, A, L>
where
    K: Eq + Hash,
    S: BuildHasher + Clone,
    A: Allocator + Clone,
    L: Adopts<(K, V), A>,
{
    /// The union: the entries of both maps. For a key that both have, it has this map's entry.
    ///
    /// # Examples
    /// Settings with defaults:
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let defaults = HashMap::from([("theme", "light"), ("font", "serif")]);
    /// let chosen = HashMap::from([("theme", "dark")]);
    /// let settings = chosen.union(&defaults);
    /// assert_eq!((settings["theme"], settings["font"]), ("dark", "serif"));
    /// assert!(defaults.union(&HashMap::new()).ptr_eq(&defaults));
    /// ```
    #[must_use = "neither map is changed"]
    pub fn union(&self, other: &Self) -> Self {
        self.made_of(other, or_abort(self.pair(other).union_of_maps(L::adoption())))
    }

    /// The union of all maps. For a key that several have, it has the entry of the first. Without maps it is empty.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let command_line = HashMap::from([("port", 8080)]);
    /// let file = HashMap::from([("port", 80), ("threads", 4)]);
    /// let built_in = HashMap::from([("threads", 1), ("retries", 3)]);
    /// let settings = HashMap::unions([command_line, file, built_in]);
    /// assert_eq!(settings, HashMap::from([("port", 8080), ("threads", 4), ("retries", 3)]));
    /// ```
    pub fn unions<I: IntoIterator<Item = Self>>(maps: I) -> Self
    where
        S: Default,
        A: Default,
    {
        let mut maps = maps.into_iter();
        let mut all = maps.next().unwrap_or_default();
        maps.by_ref().for_each(|map| all = all.union(&map));
        drop_first(maps, all)
    }

    /// The union. For each key that both maps have, `combine` gives the value, even where the two values are equal. O(n).
    ///
    /// To decide only about keys with different values, use [`merge`](Self::merge).
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let monday = HashMap::from([("apples", 3), ("pears", 2)]);
    /// let tuesday = HashMap::from([("apples", 1)]);
    /// let sold = monday.union_with(&tuesday, |one, other| one + other);
    /// assert_eq!((sold["apples"], sold["pears"]), (4, 2));
    /// ```
    #[must_use = "neither map is changed"]
    pub fn union_with(&self, other: &Self, mut combine: impl FnMut(&V, &V) -> V) -> Self
    where
        K: Clone,
    {
        let union = self.union_with_key(other, |_, mine, theirs| combine(mine, theirs));
        drop_first(combine, union)
    }

    /// As [`union_with`](Self::union_with), with the key.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let day = HashMap::from([("visits", 100), ("peak", 7)]);
    /// let next = HashMap::from([("visits", 50), ("peak", 9)]);
    /// let both = day.union_with_key(&next, |name, one, other| if *name == "peak" { *one.max(other) } else { one + other });
    /// assert_eq!((both["visits"], both["peak"]), (150, 9));
    /// ```
    #[must_use = "neither map is changed"]
    pub fn union_with_key(&self, other: &Self, mut combine: impl FnMut(&K, &V, &V) -> V) -> Self
    where
        K: Clone,
    {
        let union = self.combined(other, |key, mine, theirs| Some(combine(key, mine, theirs)));
        drop_first(combine, union)
    }

    /// As [`unions`](Self::unions), but for a key that several maps have, `combine` gives the value. It gets the value so
    /// far and the one of the next map.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let days = [HashMap::from([("ada", 3)]), HashMap::from([("ada", 2), ("bob", 1)]), HashMap::from([("bob", 4)])];
    /// let total = HashMap::unions_with(days, |so_far, next| so_far + next);
    /// assert_eq!((total["ada"], total["bob"]), (5, 5));
    /// ```
    pub fn unions_with<I: IntoIterator<Item = Self>>(maps: I, mut combine: impl FnMut(&V, &V) -> V) -> Self
    where
        K: Clone,
        S: Default,
        A: Default,
    {
        let union = Self::unions_with_key(maps, |_, so_far, next| combine(so_far, next));
        drop_first(combine, union)
    }

    /// As [`unions_with`](Self::unions_with), with the key.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let days = [HashMap::from([("visits", 3), ("peak", 2)]), HashMap::from([("visits", 1), ("peak", 5)])];
    /// let month = HashMap::unions_with_key(days, |name, so_far, next| match *name {
    ///     "peak" => *so_far.max(next),
    ///     _ => so_far + next,
    /// });
    /// assert_eq!((month["visits"], month["peak"]), (4, 5));
    /// ```
    pub fn unions_with_key<I: IntoIterator<Item = Self>>(maps: I, mut combine: impl FnMut(&K, &V, &V) -> V) -> Self
    where
        K: Clone,
        S: Default,
        A: Default,
    {
        let mut maps = maps.into_iter();
        let mut all = maps.next().unwrap_or_default();
        maps.by_ref().for_each(|map| all = all.union_with_key(&map, &mut combine));
        drop_first((maps, combine), all)
    }

    /// The union. For each key with different values in the two maps, `resolve` decides: it gets the key, this map's value
    /// and the other's. [`Resolution::Base`] leaves the key out.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    /// use hamtrie::map::Resolution;
    ///
    /// let mine = HashMap::from([("apples", 3), ("pears", 2)]);
    /// let theirs = HashMap::from([("apples", 3), ("pears", 4), ("plums", 1)]);
    /// let most = mine.merge(&theirs, |_, a, b| if a > b { Resolution::Left } else { Resolution::Right });
    /// assert_eq!(most, HashMap::from([("apples", 3), ("pears", 4), ("plums", 1)]));
    /// ```
    #[must_use = "neither map is changed"]
    pub fn merge(&self, other: &Self, mut resolve: impl FnMut(&K, &V, &V) -> Resolution<V>) -> Self
    where
        K: Clone,
        V: PartialEq,
    {
        let resolve_entries =
            |(key, mine): &(K, V), (_, theirs): &(K, V)| resolve(key, mine, theirs).map(|value| (key.clone(), value));
        let same = |(_, mine): &(K, V), (_, theirs): &(K, V)| mine == theirs;
        let trie = or_abort(self.pair(other).unite(L::adoption(), same, resolve_entries));
        drop_first(resolve, self.with_trie(trie))
    }

    /// The intersection: the entries of this map whose keys the other one has too.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let born = HashMap::from([("ada", 1815), ("grace", 1906), ("alan", 1912)]);
    /// let invited = HashMap::from([("ada", 0), ("alan", 0)]);
    /// let guests = born.intersection(&invited); // the values are those of `born`
    /// assert_eq!(guests, HashMap::from([("ada", 1815), ("alan", 1912)]));
    /// ```
    #[must_use = "neither map is changed"]
    pub fn intersection(&self, other: &Self) -> Self {
        self.selected(other, Select::Common)
    }

    /// The difference: the entries of this map whose keys the other one does not have.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let tasks = HashMap::from([("write", 1), ("test", 2)]);
    /// let done = HashMap::from([("write", 0)]);
    /// assert_eq!(tasks.difference(&done), HashMap::from([("test", 2)]));
    /// ```
    #[doc(alias = "subtract")]
    #[must_use = "neither map is changed"]
    pub fn difference(&self, other: &Self) -> Self {
        self.selected(other, Select::Only)
    }

    /// Another name of [`difference`](Self::difference).
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let tasks = HashMap::from([("write", 1), ("test", 2)]);
    /// let done = HashMap::from([("write", 0)]);
    /// assert_eq!(tasks.relative_complement(&done), tasks.difference(&done));
    /// ```
    #[must_use = "neither map is changed"]
    pub fn relative_complement(&self, other: &Self) -> Self {
        self.difference(other)
    }

    /// The symmetric difference: the entries of both maps whose keys the other one does not have.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let ours = HashMap::from([("apples", 3), ("pears", 2)]);
    /// let theirs = HashMap::from([("apples", 9), ("plums", 1)]);
    /// assert_eq!(ours.symmetric_difference(&theirs), HashMap::from([("pears", 2), ("plums", 1)]));
    /// ```
    #[doc(alias = "xor")]
    #[must_use = "neither map is changed"]
    pub fn symmetric_difference(&self, other: &Self) -> Self {
        self.made_of(other, or_abort(self.pair(other).symmetric_difference(L::adoption())))
    }

    /// The union. For each key that both maps have, `combine` gives the value, even where the two values are equal; if it returns
    /// `None`, the key is left out. O(n).
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let bought = HashMap::from([("apples", 3), ("pears", 2)]);
    /// let eaten = HashMap::from([("apples", 3), ("plums", 1)]);
    /// let differ = bought.combine(&eaten, |_, a, b| (a != b).then(|| a - b));
    /// assert_eq!(differ, HashMap::from([("pears", 2), ("plums", 1)]));
    /// ```
    #[doc(alias("symmetric_difference_with", "difference_with"))]
    #[must_use = "neither map is changed"]
    pub fn combine(&self, other: &Self, mut combine: impl FnMut(&K, &V, &V) -> Option<V>) -> Self
    where
        K: Clone,
    {
        let combined = self.combined(other, &mut combine);
        drop_first(combine, combined)
    }

    fn combined(&self, other: &Self, mut combine: impl FnMut(&K, &V, &V) -> Option<V>) -> Self
    where
        K: Clone,
    {
        let combine =
            |(key, mine): &(K, V), (_, theirs): &(K, V)| combine(key, mine, theirs).map(|value| (key.clone(), value));
        let trie = or_abort(self.pair(other).combine(Side::Left, L::adoption(), combine));
        self.with_trie(trie)
    }

    fn selected(&self, other: &Self, select: Select) -> Self {
        let trie = or_abort(self.pair(other).select(Side::Left, select, L::adoption()));
        self.with_trie(trie)
    }
}

impl<K: Eq + Hash, V, S: BuildHasher, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// The intersection, with the values that `combine` returns. O(n) in the size of the smaller map.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let counts = HashMap::from([("apples", 3), ("pears", 2)]);
    /// let prices = HashMap::from([("apples", 0.5), ("plums", 0.25)]);
    /// let worth = counts.intersection_with(&prices, |&count, price| f64::from(count) * price);
    /// assert_eq!(worth, HashMap::from([("apples", 1.5)]));
    /// ```
    #[must_use = "neither map is changed"]
    pub fn intersection_with<V2, V3, L2>(
        &self,
        other: &HashMap<K, V2, S, A, L2>,
        mut combine: impl FnMut(&V, &V2) -> V3,
    ) -> HashMap<K, V3, S, A, L>
    where
        K: Clone,
        S: Clone,
        A: Clone,
        L: Copies<(K, V3)>,
        L2: Layout<(K, V2)>,
    {
        let common = self.intersection_with_key(other, |_, mine, theirs| combine(mine, theirs));
        drop_first(combine, common)
    }

    /// As [`intersection_with`](Self::intersection_with), with the key.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashMap;
    ///
    /// let cities = HashMap::from([("France", "Paris"), ("Peru", "Lima")]);
    /// let people = HashMap::from([("France", 68)]);
    /// let lines = cities.intersection_with_key(&people, |country, city, millions| format!("{country}: {city}, {millions} M"));
    /// assert_eq!(lines["France"], "France: Paris, 68 M");
    /// ```
    #[must_use = "neither map is changed"]
    pub fn intersection_with_key<V2, V3, L2>(
        &self,
        other: &HashMap<K, V2, S, A, L2>,
        mut combine: impl FnMut(&K, &V, &V2) -> V3,
    ) -> HashMap<K, V3, S, A, L>
    where
        K: Clone,
        S: Clone,
        A: Clone,
        L: Copies<(K, V3)>,
        L2: Layout<(K, V2)>,
    {
        let mut result = HashMap::with_layout_in(self.hash_builder.clone(), self.allocator().clone());
        if self.len() <= other.len() {
            for (key, mine) in self {
                if let Some(theirs) = other.get(key) {
                    result.insert(key.clone(), combine(key, mine, theirs));
                }
            }
        } else {
            for (key, theirs) in other {
                if let Some((key, mine)) = self.get_key_value(key) {
                    result.insert(key.clone(), combine(key, mine, theirs));
                }
            }
        }
        drop_first(combine, result)
    }
}
