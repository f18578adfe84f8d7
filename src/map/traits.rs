//! Implementations of standard traits for [`HashMap`].

use super::HashMap;
use crate::common::{hash_content, write_list};
use crate::layout::{Copies, Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash, Hasher};
use core::ops::{Index, IndexMut};
use equivalent::Equivalent;

impl<K, V, S: Clone, A: Allocator + Clone, L: Layout<(K, V)>> Clone for HashMap<K, V, S, A, L> {
    /// A new version with the same entries. O(1): the two share all nodes until one of them changes.
    #[inline]
    fn clone(&self) -> Self {
        self.with_trie(self.trie.clone())
    }
}

impl<K, V, S: Default, A: Allocator + Default, L: Layout<(K, V)>> Default for HashMap<K, V, S, A, L> {
    /// An empty map. Allocates nothing.
    ///
    /// The type has to be known: defaults of type parameters apply to types, as in `let map: HashMap<_, _> = ..`, not to calls.
    /// [`HashMap::new`] always has the default hasher.
    fn default() -> Self {
        Self::with_layout_in(S::default(), A::default())
    }
}

impl<K: fmt::Debug, V: fmt::Debug, S, A: Allocator, L: Layout<(K, V)>> fmt::Debug for HashMap<K, V, S, A, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: fmt::Display, V: fmt::Display, S, A: Allocator, L: Layout<(K, V)>> fmt::Display for HashMap<K, V, S, A, L> {
    /// Writes all entries in arbitrary order, as `{key: value, key: value}`. O(n).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(f, self, |f, (key, value)| write!(f, "{key}: {value}"))
    }
}

impl<K: Hash, V: Hash, S, A: Allocator, L: Layout<(K, V)>> Hash for HashMap<K, V, S, A, L> {
    /// Feeds the hasher with a sum over all entries. So equal maps have equal hashes, whatever their order of iteration and
    /// their own hashers. O(n).
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_content(&self.trie, state);
    }
}

impl<K, V, S, A, L, Q> Index<&Q> for HashMap<K, V, S, A, L>
where
    S: BuildHasher,
    A: Allocator,
    L: Layout<(K, V)>,
    Q: Hash + Equivalent<K> + ?Sized,
{
    type Output = V;

    /// The value of a key.
    ///
    /// # Panics
    /// If it has none.
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("no entry found for key")
    }
}

impl<K, V, S, A, L, Q> IndexMut<&Q> for HashMap<K, V, S, A, L>
where
    K: Eq + Hash,
    S: BuildHasher,
    A: Allocator,
    L: Copies<(K, V)>,
    Q: Hash + Equivalent<K> + ?Sized,
{
    /// The value of a key, to be changed. Copies what other versions hold of the path to it.
    ///
    /// # Panics
    /// If it has none.
    fn index_mut(&mut self, key: &Q) -> &mut V {
        self.get_mut(key).expect("no entry found for key")
    }
}

impl<K: Eq + Hash, V, S: BuildHasher, A: Allocator, L: Edits<(K, V)>> Extend<(K, V)> for HashMap<K, V, S, A, L> {
    /// Inserts all entries; of equal keys the last value counts, and the first key stays, as in `std`. In the layout
    /// [`Shared`](crate::layout::Shared), where entries need not be `Clone`, the last key stays too, as [`put`](HashMap::put) does
    /// it. O(1) on average for each.
    ///
    /// Faster than [`insert`](HashMap::insert) in a loop if there are many entries, and the map is empty or too large for the
    /// processor's caches. Batches of up to a million entries are sorted into buckets by their hashes. An empty map is then
    /// built bucket by bucket, each node once; any other map is changed one part after the other. During the call, each
    /// entry of a batch takes at least 8 bytes beside its own size. When `entries` panics, the entries of the current batch
    /// are not in the map.
    ///
    /// # Examples
    /// ```
    /// let mut squares = hamtrie::HashMap::new();
    /// squares.extend((0..1000u64).map(|n| (n, n * n)));
    /// assert_eq!(squares[&31], 961);
    /// ```
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        let hash_builder = &self.hash_builder;
        self.trie.put_many(
            entries,
            |(key, _)| hash_builder.hash_one(key),
            |trie, hash, entry| Self::extend_hashed(trie, hash_builder, hash, entry),
        );
    }
}

impl<'e, K, V, S, A, L> Extend<(&'e K, &'e V)> for HashMap<K, V, S, A, L>
where
    K: Eq + Hash + Copy + 'e,
    V: Copy + 'e,
    S: BuildHasher,
    A: Allocator,
    L: Copies<(K, V)>,
{
    fn extend<I: IntoIterator<Item = (&'e K, &'e V)>>(&mut self, entries: I) {
        self.extend(entries.into_iter().map(|(&key, &value)| (key, value)));
    }
}

impl<K, V, S, A, L> FromIterator<(K, V)> for HashMap<K, V, S, A, L>
where
    K: Eq + Hash,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<(K, V)>,
{
    /// A map of the entries. Equal keys are as in [`extend`](Extend::extend).
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        map.extend(entries);
        map
    }
}

impl<K: Eq + Hash + Clone, V: Clone, const N: usize> From<[(K, V); N]> for HashMap<K, V> {
    /// A map of the entries; of equal keys the last value counts.
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}
