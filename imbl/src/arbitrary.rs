//! Maps and sets of random bytes, for fuzz targets.

use crate::{GenericHashMap, GenericHashSet};
use arbitrary::{Arbitrary, Result, Unstructured};
use imbl::shared_ptr::SharedPointerKind;
use std::hash::{BuildHasher, Hash};

macro_rules! collects {
    () => {
        fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
            bytes.arbitrary_iter()?.collect()
        }

        fn arbitrary_take_rest(bytes: Unstructured<'a>) -> Result<Self> {
            bytes.arbitrary_take_rest_iter()?.collect()
        }

        fn size_hint(_: usize) -> (usize, Option<usize>) {
            (0, None)
        }
    };
}

impl<'a, K, V, S, P> Arbitrary<'a> for GenericHashMap<K, V, S, P>
where
    K: Arbitrary<'a> + Hash + Eq + Clone,
    V: Arbitrary<'a> + Clone,
    S: BuildHasher + Clone + Default + 'static,
    P: SharedPointerKind + 'static,
{
    collects!();
}

impl<'a, A, S, P> Arbitrary<'a> for GenericHashSet<A, S, P>
where
    A: Arbitrary<'a> + Hash + Eq + Clone,
    S: BuildHasher + Clone + Default + 'static,
    P: SharedPointerKind + 'static,
{
    collects!();
}
