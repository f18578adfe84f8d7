//! Maps and patches for `serde`: a map is a map, a patch is a sequence of keys with their changes.

use super::{Change, HashMap, Patch};
use crate::drop_first::drop_first;
use crate::layout::{Edits, Layout};
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::marker::PhantomData;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

impl<K: Serialize, V: Serialize, S, A: Allocator, L: Layout<(K, V)>> Serialize for HashMap<K, V, S, A, L> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, K, V, S, A, L> Deserialize<'de> for HashMap<K, V, S, A, L>
where
    K: Deserialize<'de> + Eq + Hash,
    V: Deserialize<'de>,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<(K, V)>,
{
    /// Of equal keys the last one counts, with its value.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<M>(PhantomData<fn() -> M>);

impl<'de, K, V, S, A, L> Visitor<'de> for Entries<HashMap<K, V, S, A, L>>
where
    K: Deserialize<'de> + Eq + Hash,
    V: Deserialize<'de>,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<(K, V)>,
{
    type Value = HashMap<K, V, S, A, L>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut entries: M) -> Result<Self::Value, M::Error> {
        let mut map = HashMap::default();
        while let Some((key, value)) = entries.next_entry()? {
            map.put(key, value);
        }
        Ok(drop_first(entries, map))
    }
}

impl<K: Serialize, V: Serialize> Serialize for Patch<K, V> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de, K, V> Deserialize<'de> for Patch<K, V>
where
    K: Deserialize<'de> + Eq + Hash + Clone,
    V: Deserialize<'de> + Clone,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Changes(PhantomData))
    }
}

struct Changes<K, V>(PhantomData<fn() -> (K, V)>);

impl<'de, K, V> Visitor<'de> for Changes<K, V>
where
    K: Deserialize<'de> + Eq + Hash + Clone,
    V: Deserialize<'de> + Clone,
{
    type Value = Patch<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence of keys with their changes")
    }

    fn visit_seq<Q: SeqAccess<'de>>(self, mut items: Q) -> Result<Patch<K, V>, Q::Error> {
        let mut changes: HashMap<K, Change<V>> = HashMap::new();
        while let Some((key, change)) = items.next_element()? {
            changes.insert(key, change);
        }
        Ok(drop_first(items, Patch { changes }))
    }
}
