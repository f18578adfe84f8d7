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
        for (key, value) in entries {
            map.insert(key, value);
        }
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

impl<K, V, S, P> From<Vec<(K, V)>> for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: Vec<(K, V)>) -> Self {
        from.into_iter().collect()
    }
}

impl<K, V, S, P> From<&Vec<(K, V)>> for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: &Vec<(K, V)>) -> Self {
        from.iter().cloned().collect()
    }
}

impl<K, V, S, P> From<&[(K, V)]> for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: &[(K, V)]) -> Self {
        from.iter().cloned().collect()
    }
}

impl<K, V, S, S2, P> From<collections::HashMap<K, V, S2>> for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
    S2: BuildHasher,
{
    fn from(from: collections::HashMap<K, V, S2>) -> Self {
        from.into_iter().collect()
    }
}

impl<K, V, S, S2, P> From<&collections::HashMap<K, V, S2>> for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
    S2: BuildHasher,
{
    fn from(from: &collections::HashMap<K, V, S2>) -> Self {
        from.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}

impl<K, V, S, P> From<BTreeMap<K, V>> for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: BTreeMap<K, V>) -> Self {
        from.into_iter().collect()
    }
}

impl<K, V, S, P> From<&BTreeMap<K, V>> for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Clone,
    V: Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn from(from: &BTreeMap<K, V>) -> Self {
        from.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }
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
