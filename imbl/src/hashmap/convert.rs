//! Maps made from other collections, and ordered maps made from maps.

use super::GenericHashMap;
use hamtrie::Equivalent;
use imbl::GenericOrdMap;
use imbl::shared_ptr::SharedPointerKind;
use std::borrow::Borrow;
use std::collections::{self, BTreeMap};
use std::hash::{BuildHasher, Hash};

impl<K, V, S, P> FromIterator<(K, V)> for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        map.extend(entries);
        map
    }
}

impl<K, V, S, RK, RV, P> Extend<(RK, RV)> for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone + From<RK>,
    V: Clone + From<RV>,
    S: BuildHasher + Clone,
    P: SharedPointerKind,
{
    fn extend<I: IntoIterator<Item = (RK, RV)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key.into(), value.into());
        }
    }
}

impl<K, V, OK, OV, SA, SB, P1, P2> From<&GenericHashMap<&K, &V, SA, P1>> for GenericHashMap<OK, OV, SB, P2>
where
    K: Hash + Equivalent<OK> + ToOwned<Owned = OK> + ?Sized,
    V: ToOwned<Owned = OV> + ?Sized,
    OK: Hash + Eq + Clone,
    OV: Borrow<V> + Clone,
    SA: BuildHasher + Clone,
    SB: BuildHasher + Default + Clone,
    P1: SharedPointerKind,
    P2: SharedPointerKind,
{
    fn from(from: &GenericHashMap<&K, &V, SA, P1>) -> Self {
        from.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }
}

macro_rules! from {
    ($([$($hasher:ident)?] $from:ty, $entries:ident => $copies:expr;)*) => {$(
        impl<K, V, S, P $(, $hasher)?> From<$from> for GenericHashMap<K, V, S, P>
        where
            K: Hash + Eq + Clone,
            V: Clone,
            S: BuildHasher + Default + Clone,
            P: SharedPointerKind,
            $($hasher: BuildHasher,)?
        {
            fn from($entries: $from) -> Self {
                $copies.collect()
            }
        }
    )*};
}

from! {
    [] Vec<(K, V)>, entries => entries.into_iter();
    [] &Vec<(K, V)>, entries => entries.iter().cloned();
    [] &[(K, V)], entries => entries.iter().cloned();
    [S2] collections::HashMap<K, V, S2>, entries => entries.into_iter();
    [S2] &collections::HashMap<K, V, S2>, entries => entries.iter().map(|(key, value)| (key.clone(), value.clone()));
    [] BTreeMap<K, V>, entries => entries.into_iter();
    [] &BTreeMap<K, V>, entries => entries.iter().map(|(key, value)| (key.clone(), value.clone()));
}

impl<K, V, S, P1, P2> From<GenericHashMap<K, V, S, P2>> for GenericOrdMap<K, V, P1>
where
    K: Ord + Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P1: SharedPointerKind,
    P2: SharedPointerKind,
{
    fn from(from: GenericHashMap<K, V, S, P2>) -> Self {
        from.into_iter().collect()
    }
}

impl<K, V, S, P1, P2> From<&GenericHashMap<K, V, S, P2>> for GenericOrdMap<K, V, P1>
where
    K: Ord + Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Clone,
    P1: SharedPointerKind,
    P2: SharedPointerKind,
{
    fn from(from: &GenericHashMap<K, V, S, P2>) -> Self {
        from.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}
