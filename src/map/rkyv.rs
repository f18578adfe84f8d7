//! Maps in the archives of `rkyv`: there a map is an [`ArchivedHashMap`], which can be read where it lies.

use super::HashMap;
use crate::layout::{Edits, Layout};
use ::rkyv::collections::swiss_table::map::{ArchivedHashMap, HashMapResolver};
use ::rkyv::rancor::{Fallible, Source};
use ::rkyv::ser::{self, Writer};
use ::rkyv::{Archive, Deserialize, Place, Serialize};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// How full the archived table is, as that of a `std` map: seven slots of eight.
const LOAD: (usize, usize) = (7, 8);

/// A map is archived as a `std` map is, so each can be read as the other.
///
/// The archived map has no versions: each version is archived as a whole.
///
/// # Examples
/// ```
/// use hamtrie::HashMap;
/// use rkyv::rancor::Error;
/// use rkyv::{access, deserialize, to_bytes};
///
/// type Archived = rkyv::Archived<HashMap<String, u32>>;
///
/// let stock = HashMap::from([("apples".to_string(), 3), ("pears".to_string(), 2)]);
/// let bytes = to_bytes::<Error>(&stock)?;
/// let archived = access::<Archived, Error>(&bytes)?; // checks the bytes, copies nothing
/// assert_eq!(archived.get("pears").unwrap().to_native(), 2);
/// assert_eq!(deserialize::<HashMap<String, u32>, Error>(archived)?, stock);
/// # Ok::<(), Error>(())
/// ```
impl<K, V, S, A, L> Archive for HashMap<K, V, S, A, L>
where
    K: Archive<Archived: Eq + Hash> + Eq + Hash,
    V: Archive,
    A: Allocator,
    L: Layout<(K, V)>,
{
    type Archived = ArchivedHashMap<K::Archived, V::Archived>;
    type Resolver = HashMapResolver;

    fn resolve(&self, resolver: HashMapResolver, out: Place<Self::Archived>) {
        ArchivedHashMap::resolve_from_len(self.len(), LOAD, resolver, out);
    }
}

impl<K, V, S, A, L, Z> Serialize<Z> for HashMap<K, V, S, A, L>
where
    K: Serialize<Z, Archived: Eq + Hash> + Eq + Hash,
    V: Serialize<Z>,
    A: Allocator,
    L: Layout<(K, V)>,
    Z: Fallible<Error: Source> + Writer + ser::Allocator + ?Sized,
{
    fn serialize(&self, serializer: &mut Z) -> Result<HashMapResolver, Z::Error> {
        Self::Archived::serialize_from_iter::<_, _, _, K, V, _>(self.iter(), LOAD, serializer)
    }
}

impl<K, V, S, A, L, D> Deserialize<HashMap<K, V, S, A, L>, D> for ArchivedHashMap<K::Archived, V::Archived>
where
    K: Archive<Archived: Deserialize<K, D>> + Eq + Hash,
    V: Archive<Archived: Deserialize<V, D>>,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<(K, V)>,
    D: Fallible + ?Sized,
{
    /// Of equal keys, which only a forged archive has, the last one counts, with its value.
    fn deserialize(&self, deserializer: &mut D) -> Result<HashMap<K, V, S, A, L>, D::Error> {
        let mut map = HashMap::default();
        for (key, value) in self.iter() {
            map.put(key.deserialize(deserializer)?, value.deserialize(deserializer)?);
        }
        Ok(map)
    }
}
