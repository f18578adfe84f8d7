//! Maps and sets as data.

use crate::{GenericHashMap, GenericHashSet};
use imbl::shared_ptr::SharedPointerKind;
use serde_core::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_core::ser::{Serialize, Serializer};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

/// Makes a collection of type `C` from what a deserializer finds.
struct Collector<C>(PhantomData<fn() -> C>);

impl<'de, K, V, S, P> Visitor<'de> for Collector<GenericHashMap<K, V, S, P>>
where
    K: Deserialize<'de> + Hash + Eq + Clone,
    V: Deserialize<'de> + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    type Value = GenericHashMap<K, V, S, P>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut entries: M) -> Result<Self::Value, M::Error> {
        let mut map = Self::Value::default();
        while let Some((key, value)) = entries.next_entry()? {
            map.insert(key, value);
        }
        Ok(map)
    }
}

impl<'de, A, S, P> Visitor<'de> for Collector<GenericHashSet<A, S, P>>
where
    A: Deserialize<'de> + Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    type Value = GenericHashSet<A, S, P>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<Q: SeqAccess<'de>>(self, mut elements: Q) -> Result<Self::Value, Q::Error> {
        let mut set = Self::Value::default();
        while let Some(element) = elements.next_element::<A>()? {
            set.insert(element);
        }
        Ok(set)
    }
}

impl<'de, K, V, S, P> Deserialize<'de> for GenericHashMap<K, V, S, P>
where
    K: Deserialize<'de> + Hash + Eq + Clone,
    V: Deserialize<'de> + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Collector::<Self>(PhantomData))
    }
}

impl<'de, A, S, P> Deserialize<'de> for GenericHashSet<A, S, P>
where
    A: Deserialize<'de> + Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Collector::<Self>(PhantomData))
    }
}

impl<K, V, S, P> Serialize for GenericHashMap<K, V, S, P>
where
    K: Serialize + Hash + Eq,
    V: Serialize,
    S: BuildHasher + Default,
    P: SharedPointerKind,
{
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.collect_map(self)
    }
}

impl<A, S, P> Serialize for GenericHashSet<A, S, P>
where
    A: Serialize + Hash + Eq,
    S: BuildHasher + Default,
    P: SharedPointerKind,
{
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.collect_seq(self)
    }
}
