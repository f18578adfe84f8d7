//! Maps made of other collections, and sums of maps.

use super::HashMap;
use crate::layout::{Adopts, Copies, Layout};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use core::iter::Sum;
use core::ops::Add;

/// A map of the entries that are listed, as `key => value`; of equal keys the last value counts.
///
/// # Examples
/// ```
/// let capitals = hamtrie::hashmap! { "France" => "Paris", "Japan" => "Tokyo" };
/// assert_eq!(capitals["Japan"], "Tokyo");
/// ```
#[macro_export]
macro_rules! hashmap {
    () => { $crate::HashMap::new() };
    ($($key:expr => $value:expr),+ $(,)?) => { $crate::HashMap::from([$(($key, $value)),+]) };
}

macro_rules! from_owned {
    ($($(#[$attribute:meta])* [$($parameter:ident)?] $from:ty;)*) => {$(
        $(#[$attribute])*
        impl<K: Eq + Hash + Clone, V: Clone $(, $parameter)?> From<$from> for HashMap<K, V> {
            /// A map of the entries; of equal keys the last value counts.
            fn from(entries: $from) -> Self {
                entries.into_iter().collect()
            }
        }
    )*};
}

from_owned! {
    [] Vec<(K, V)>;
    [] BTreeMap<K, V>;
    #[cfg(feature = "std")]
    [S] std::collections::HashMap<K, V, S>;
}

macro_rules! from_borrowed {
    ($($(#[$attribute:meta])* [$($parameter:ident)?] $from:ty, $pair:pat => $entry:expr;)*) => {$(
        $(#[$attribute])*
        impl<K: Eq + Hash + Clone, V: Clone $(, $parameter)?> From<&$from> for HashMap<K, V> {
            /// A map of clones of the entries; of equal keys the last value counts.
            fn from(entries: &$from) -> Self {
                entries.iter().map(|$pair| $entry).collect()
            }
        }
    )*};
}

from_borrowed! {
    [] [(K, V)], entry => entry.clone();
    [] Vec<(K, V)>, entry => entry.clone();
    [] BTreeMap<K, V>, (key, value) => (key.clone(), value.clone());
    #[cfg(feature = "std")]
    [S] std::collections::HashMap<K, V, S>, (key, value) => (key.clone(), value.clone());
}

impl<'e, K, V, S, A, L> Extend<&'e (K, V)> for HashMap<K, V, S, A, L>
where
    K: Eq + Hash + Copy + 'e,
    V: Copy + 'e,
    S: BuildHasher,
    A: Allocator,
    L: Copies<(K, V)>,
{
    fn extend<I: IntoIterator<Item = &'e (K, V)>>(&mut self, entries: I) {
        self.extend(entries.into_iter().copied());
    }
}

impl<K: Eq + Hash, V, S: BuildHasher + Clone, A: Allocator + Clone, L: Adopts<(K, V), A>> Add
    for HashMap<K, V, S, A, L>
{
    type Output = Self;

    /// The union; for a key that both maps have, the entry of the left one. See [`HashMap::union`].
    fn add(self, other: Self) -> Self {
        self.union(&other)
    }
}

impl<K: Eq + Hash, V, S: BuildHasher + Clone, A: Allocator + Clone, L: Adopts<(K, V), A>> Add
    for &HashMap<K, V, S, A, L>
{
    type Output = HashMap<K, V, S, A, L>;

    /// The union; for a key that both maps have, the entry of the left one. See [`HashMap::union`].
    fn add(self, other: Self) -> HashMap<K, V, S, A, L> {
        self.union(other)
    }
}

impl<K, V, S, A, L> Sum for HashMap<K, V, S, A, L>
where
    K: Eq + Hash,
    S: BuildHasher + Clone + Default,
    A: Allocator + Clone + Default,
    L: Adopts<(K, V), A>,
{
    /// The union of all maps. See [`HashMap::unions`].
    fn sum<I: Iterator<Item = Self>>(maps: I) -> Self {
        Self::unions(maps)
    }
}

impl<K, V, S, A: Allocator, L: Layout<(K, V)>> AsRef<HashMap<K, V, S, A, L>> for HashMap<K, V, S, A, L> {
    fn as_ref(&self) -> &Self {
        self
    }
}
