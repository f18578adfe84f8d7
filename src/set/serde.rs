//! Sets for `serde`: a set is a sequence.

use super::HashSet;
use crate::drop_first::drop_first;
use crate::layout::{Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::marker::PhantomData;
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

impl<T: Serialize, S, A: Allocator, L: Layout<T>> Serialize for HashSet<T, S, A, L> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de, T, S, A, L> Deserialize<'de> for HashSet<T, S, A, L>
where
    T: Deserialize<'de> + Eq + Hash,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<T>,
{
    /// Of equal elements the first stays.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Elements(PhantomData))
    }
}

struct Elements<M>(PhantomData<fn() -> M>);

impl<'de, T, S, A, L> Visitor<'de> for Elements<HashSet<T, S, A, L>>
where
    T: Deserialize<'de> + Eq + Hash,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<T>,
{
    type Value = HashSet<T, S, A, L>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence of elements")
    }

    fn visit_seq<Q: SeqAccess<'de>>(self, mut items: Q) -> Result<Self::Value, Q::Error> {
        let mut set = HashSet::default();
        while let Some(element) = items.next_element()? {
            set.insert(element);
        }
        Ok(drop_first(items, set))
    }
}
