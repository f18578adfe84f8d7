//! How the entries of two maps, or of two sets, are hashed and compared.

use crate::trie::versions::{Rules, Side};
use core::hash::{BuildHasher, Hash};
use core::marker::PhantomData;

/// What of an entry is hashed and compared.
pub(crate) trait KeyOf<T> {
    type Key: Eq + Hash;

    fn key(entry: &T) -> &Self::Key;
}

/// All of it: an element of a set.
pub(crate) struct Element;

impl<T: Eq + Hash> KeyOf<T> for Element {
    type Key = T;

    #[inline]
    fn key(entry: &T) -> &T {
        entry
    }
}

/// The key of an entry of a map.
pub(crate) struct Key;

impl<K: Eq + Hash, V> KeyOf<(K, V)> for Key {
    type Key = K;

    #[inline]
    fn key((key, _): &(K, V)) -> &K {
        key
    }
}

/// The hash builders of two maps or sets, and what of their entries they hash.
pub(crate) struct By<'m, S, P> {
    left: &'m S,
    right: &'m S,
    part: PhantomData<P>,
}

impl<'m, S, P> By<'m, S, P> {
    pub(crate) fn new(left: &'m S, right: &'m S) -> Self {
        By { left, right, part: PhantomData }
    }
}

impl<S, P> Clone for By<'_, S, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, P> Copy for By<'_, S, P> {}

impl<T, S: BuildHasher, P: KeyOf<T>> Rules<T> for By<'_, S, P> {
    #[inline]
    fn hash(&self, side: Side, entry: &T) -> u64 {
        side.of(self.left, self.right).hash_one(P::key(entry))
    }

    #[inline]
    fn eq(&self, one: &T, other: &T) -> bool {
        P::key(one) == P::key(other)
    }

    /// Hash builders without fields hash alike. Of others nothing is known.
    fn agree(&self) -> bool {
        size_of::<S>() == 0
    }
}
