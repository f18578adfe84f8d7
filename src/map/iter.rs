//! Iterating over a [`HashMap`]: over its pairs, their keys or their values.
//!
//! All but [`IntoUnique`] know how many items are left. All are fused and allocate nothing but copies of what other
//! versions hold. Those that borrow the map without changing it can be cloned.

use super::HashMap;
use crate::common::iter as entries;
use crate::drop_first::drop_first;
use crate::layout::{Auto, Copies, Layout};
use crate::pool::ChildrenPool;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::iter::FusedIterator;

macro_rules! iterators {
    ($(
        $(#[$doc:meta])*
        $name:ident [$($life:lifetime)?] ($($alloc:ident)?, $bound:ident) over $inner:ident
            gives $item:ty, $pair:pat => $view:expr;
    )*) => {$(
        $(#[$doc])*
        pub struct $name<$($life,)? K, V, $($alloc: Allocator = ChildrenPool,)? L: Layout<(K, V)> = Auto>(
            entries::$inner<$($life,)? (K, V), $($alloc,)? L>,
        );

        impl<$($life,)? K, V, $($alloc: Allocator,)? L: $bound<(K, V)>> Iterator for $name<$($life,)? K, V, $($alloc,)? L> {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<$item> {
                self.0.next().map(|$pair| $view)
            }

            #[inline]
            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }

            #[inline]
            fn count(self) -> usize {
                self.0.len()
            }
        }

        impl<$($life,)? K, V, $($alloc: Allocator,)? L: $bound<(K, V)>> ExactSizeIterator
            for $name<$($life,)? K, V, $($alloc,)? L> {}
        impl<$($life,)? K, V, $($alloc: Allocator,)? L: $bound<(K, V)>> FusedIterator
            for $name<$($life,)? K, V, $($alloc,)? L> {}
    )*};
}

iterators! {
    /// An iterator over all entries. Made by [`HashMap::iter`].
    Iter ['m] (, Layout) over Iter gives (&'m K, &'m V), (key, value) => (key, value);
    /// An iterator over all keys. Made by [`HashMap::keys`].
    Keys ['m] (, Layout) over Iter gives &'m K, (key, _) => key;
    /// An iterator over all values. Made by [`HashMap::values`].
    Values ['m] (, Layout) over Iter gives &'m V, (_, value) => value;
    /// A mutable iterator over all entries. Made by [`HashMap::iter_mut`].
    IterMut ['m] (A, Copies) over IterMut gives (&'m K, &'m mut V), (key, value) => (&*key, value);
    /// A mutable iterator over all values. Made by [`HashMap::values_mut`].
    ValuesMut ['m] (A, Copies) over IterMut gives &'m mut V, (_, value) => value;
    /// A draining iterator over all entries. Made by [`HashMap::drain`].
    Drain ['m] (A, Copies) over Drain gives (K, V), pair => pair;
    /// A consuming iterator over all entries. Made by `into_iter` of a map.
    IntoIter [] (A, Copies) over IntoIter gives (K, V), pair => pair;
    /// A consuming iterator over all keys. Made by [`HashMap::into_keys`].
    IntoKeys [] (A, Copies) over IntoIter gives K, (key, value) => drop_first(value, key);
    /// A consuming iterator over all values. Made by [`HashMap::into_values`].
    IntoValues [] (A, Copies) over IntoIter gives V, (key, value) => drop_first(key, value);
}

macro_rules! borrowing {
    ($($name:ident [$($shown:ident),*];)*) => {$(
        impl<K, V, L: Layout<(K, V)>> Clone for $name<'_, K, V, L> {
            fn clone(&self) -> Self {
                $name(self.0.clone())
            }
        }

        impl<K, V, L: Layout<(K, V)>> Default for $name<'_, K, V, L> {
            /// An iterator over nothing.
            fn default() -> Self {
                $name(entries::Iter::default())
            }
        }

        impl<$($shown: fmt::Debug,)* L: Layout<(K, V)>> fmt::Debug for $name<'_, K, V, L> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.clone()).finish()
            }
        }
    )*};
}

borrowing! {
    Iter [K, V];
    Keys [K, V];
    Values [K, V];
}

macro_rules! changing {
    ($($name:ident [$($life:lifetime)?] ($($default:ident)?) shows [$($shown:ident),*] $pair:pat => $view:expr;)*) => {$(
        impl<K, V, A: Allocator $(+ $default)?, L: Layout<(K, V)>> Default for $name<$($life,)? K, V, A, L> {
            /// An iterator over nothing.
            fn default() -> Self {
                $name(Default::default())
            }
        }

        impl<K, V, A: Allocator, L: Layout<(K, V)>> fmt::Debug for $name<$($life,)? K, V, A, L>
        where
            $($shown: fmt::Debug,)*
        {
            /// Shows what is left.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.0.rest().map(|$pair| $view)).finish()
            }
        }
    )*};
}

changing! {
    IterMut ['_] () shows [K, V] (key, value) => (key, value);
    ValuesMut ['_] () shows [V] (_, value) => value;
    IntoIter [] (Default) shows [K, V] (key, value) => (key, value);
    IntoKeys [] (Default) shows [K] (key, _) => key;
    IntoValues [] (Default) shows [V] (_, value) => value;
}

impl<K: fmt::Debug, V: fmt::Debug, A: Allocator, L: Layout<(K, V)>> fmt::Debug for Drain<'_, K, V, A, L> {
    /// Shows what is left.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A consuming iterator over the entries that no other version holds. Made by
/// [`HashMap::into_unique`].
pub struct IntoUnique<K, V, A: Allocator = ChildrenPool, L: Layout<(K, V)> = Auto>(entries::IntoUnique<(K, V), A, L>);

impl<K, V, A: Allocator, L: Layout<(K, V)>> Iterator for IntoUnique<K, V, A, L> {
    type Item = (K, V);

    fn next(&mut self) -> Option<(K, V)> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V, A: Allocator, L: Layout<(K, V)>> FusedIterator for IntoUnique<K, V, A, L> {}

impl<K, V, A: Allocator, L: Layout<(K, V)>> fmt::Debug for IntoUnique<K, V, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> HashMap<K, V, S, A, L> {
    /// An iterator over all entries, in arbitrary order. The order stays the same as long as the map does not change.
    ///
    /// # Examples
    /// ```
    /// let stock = hamtrie::HashMap::from([("apples", 3), ("pears", 2)]);
    /// let total: i32 = stock.iter().map(|(_, count)| count).sum();
    /// assert_eq!(total, 5);
    /// ```
    pub fn iter(&self) -> Iter<'_, K, V, L> {
        Iter(entries::Iter::new(&self.trie))
    }

    /// An iterator over all keys, in arbitrary order.
    ///
    /// # Examples
    /// ```
    /// let born = hamtrie::HashMap::from([("grace", 1906), ("ada", 1815)]);
    /// let mut names: Vec<_> = born.keys().copied().collect();
    /// names.sort();
    /// assert_eq!(names, ["ada", "grace"]);
    /// ```
    pub fn keys(&self) -> Keys<'_, K, V, L> {
        Keys(entries::Iter::new(&self.trie))
    }

    /// An iterator over all values, in arbitrary order.
    ///
    /// # Examples
    /// ```
    /// let born = hamtrie::HashMap::from([("grace", 1906), ("ada", 1815)]);
    /// assert_eq!(born.values().min(), Some(&1815));
    /// ```
    pub fn values(&self) -> Values<'_, K, V, L> {
        Values(entries::Iter::new(&self.trie))
    }

    /// A mutable iterator over all entries, in arbitrary order: it gives mutable references to the values.
    ///
    /// It copies what other versions hold when it gets there.
    ///
    /// # Examples
    /// ```
    /// let mut prices = hamtrie::HashMap::from([("tea", 200), ("milk", 100)]);
    /// let before = prices.clone();
    /// for (name, price) in prices.iter_mut() {
    ///     if *name == "tea" {
    ///         *price += 20;
    ///     }
    /// }
    /// assert_eq!((before["tea"], prices["tea"], prices["milk"]), (200, 220, 100));
    /// ```
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V, A, L>
    where
        L: Copies<(K, V)>,
    {
        IterMut(entries::IterMut::new(&mut self.trie))
    }

    /// A mutable iterator over all values, in arbitrary order. It copies what other versions hold when it gets there.
    ///
    /// # Examples
    /// ```
    /// let mut prices = hamtrie::HashMap::from([("tea", 200), ("milk", 100)]);
    /// prices.values_mut().for_each(|price| *price *= 2);
    /// assert_eq!((prices["tea"], prices["milk"]), (400, 200));
    /// ```
    pub fn values_mut(&mut self) -> ValuesMut<'_, K, V, A, L>
    where
        L: Copies<(K, V)>,
    {
        ValuesMut(entries::IterMut::new(&mut self.trie))
    }

    /// Removes all entries and returns them as an iterator, in arbitrary order. O(n) if it is consumed.
    ///
    /// The map is empty at once, and stays so if the iterator is dropped early or leaked. Entries that other versions hold are
    /// cloned as the iterator comes to them.
    ///
    /// # Examples
    /// ```
    /// let mut inbox = hamtrie::HashMap::from([(1, "hello"), (2, "world")]);
    /// let read: Vec<_> = inbox.drain().collect();
    /// assert_eq!((read.len(), inbox.len()), (2, 0));
    /// ```
    pub fn drain(&mut self) -> Drain<'_, K, V, A, L>
    where
        A: Clone,
        L: Copies<(K, V)>,
    {
        Drain(entries::Drain::new(&mut self.trie))
    }

    /// A consuming iterator over all entries, in arbitrary order. It clones those that other versions hold; if entries are
    /// not `Clone`, see [`into_unique`](Self::into_unique).
    ///
    /// # Examples
    /// ```
    /// let stock = hamtrie::HashMap::from([("apples", 3), ("pears", 2)]);
    /// let mut rows: Vec<(&str, u32)> = stock.into_iter().collect();
    /// rows.sort();
    /// assert_eq!(rows, [("apples", 3), ("pears", 2)]);
    /// ```
    #[allow(
        clippy::should_implement_trait,
        reason = "the trait's method, which `m.into_iter()` would not find without \
        `Clone` entries: it would silently borrow them"
    )]
    pub fn into_iter(self) -> IntoIter<K, V, A, L>
    where
        L: Copies<(K, V)>,
    {
        IntoIter(entries::IntoIter::new(self.trie))
    }

    /// A consuming iterator over the entries that no other version holds, in arbitrary order. It never clones: the other
    /// entries stay with the versions that hold them. O(n) for the whole iteration.
    ///
    /// For entries that are not `Clone`, as those of a [`SharedMap`](super::SharedMap) may be. It yields all entries of a map
    /// that has no other versions.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::SharedMap;
    /// use std::sync::Mutex;
    ///
    /// let mut counters: SharedMap<&str, Mutex<u32>> = SharedMap::default();
    /// counters.put("requests", Mutex::new(3));
    /// let snapshot = counters.clone();
    /// counters.put("errors", Mutex::new(1));
    /// let unique: Vec<_> = counters.into_unique().map(|(name, count)| (name, count.into_inner().unwrap())).collect();
    /// assert_eq!(unique, [("errors", 1)]);
    /// assert_eq!(snapshot.into_unique().count(), 1); // alone now
    /// ```
    pub fn into_unique(self) -> IntoUnique<K, V, A, L> {
        IntoUnique(entries::IntoUnique::new(self.trie))
    }

    /// A consuming iterator over all keys, in arbitrary order. It clones entries that other versions hold.
    ///
    /// # Examples
    /// ```
    /// let stock = hamtrie::HashMap::from([("apples", 3), ("pears", 2)]);
    /// let mut names: Vec<&str> = stock.into_keys().collect();
    /// names.sort();
    /// assert_eq!(names, ["apples", "pears"]);
    /// ```
    pub fn into_keys(self) -> IntoKeys<K, V, A, L>
    where
        L: Copies<(K, V)>,
    {
        IntoKeys(entries::IntoIter::new(self.trie))
    }

    /// A consuming iterator over all values, in arbitrary order. It clones entries that other versions hold.
    ///
    /// # Examples
    /// ```
    /// let letters = hamtrie::HashMap::from([(1, String::from("Dear Ada")), (2, String::from("Dear Bob"))]);
    /// let mut texts: Vec<String> = letters.into_values().collect();
    /// texts.sort();
    /// assert_eq!(texts, ["Dear Ada", "Dear Bob"]);
    /// ```
    pub fn into_values(self) -> IntoValues<K, V, A, L>
    where
        L: Copies<(K, V)>,
    {
        IntoValues(entries::IntoIter::new(self.trie))
    }
}

impl<'m, K, V, S, A: Allocator, L: Layout<(K, V)>> IntoIterator for &'m HashMap<K, V, S, A, L> {
    type Item = (&'m K, &'m V);
    type IntoIter = Iter<'m, K, V, L>;

    fn into_iter(self) -> Iter<'m, K, V, L> {
        self.iter()
    }
}

impl<'m, K, V, S, A: Allocator, L: Copies<(K, V)>> IntoIterator for &'m mut HashMap<K, V, S, A, L> {
    type Item = (&'m K, &'m mut V);
    type IntoIter = IterMut<'m, K, V, A, L>;

    fn into_iter(self) -> IterMut<'m, K, V, A, L> {
        self.iter_mut()
    }
}

impl<K, V, S, A: Allocator, L: Copies<(K, V)>> IntoIterator for HashMap<K, V, S, A, L> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V, A, L>;

    /// A consuming iterator over all entries, in arbitrary order. It clones those that other versions hold.
    fn into_iter(self) -> IntoIter<K, V, A, L> {
        IntoIter(entries::IntoIter::new(self.trie))
    }
}
