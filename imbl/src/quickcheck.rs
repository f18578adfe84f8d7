//! Random maps and sets.

use crate::{GenericHashMap, GenericHashSet};
use imbl::shared_ptr::SharedPointerKind;
use quickcheck::{Arbitrary, Gen};
use std::hash::{BuildHasher, Hash};

impl<K, V, S, P> Arbitrary for GenericHashMap<K, V, S, P>
where
    K: Hash + Eq + Arbitrary + Sync,
    V: Arbitrary + Sync,
    S: BuildHasher + Clone + Default + Send + Sync + 'static,
    P: SharedPointerKind + 'static,
{
    fn arbitrary(random: &mut Gen) -> Self {
        Vec::<(K, V)>::arbitrary(random).into()
    }
}

impl<A, S, P> Arbitrary for GenericHashSet<A, S, P>
where
    A: Hash + Eq + Arbitrary + Sync,
    S: BuildHasher + Clone + Default + Send + Sync + 'static,
    P: SharedPointerKind + 'static,
{
    fn arbitrary(random: &mut Gen) -> Self {
        Vec::<A>::arbitrary(random).into()
    }
}
