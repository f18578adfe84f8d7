//! Sets in the archives of `rkyv`: there a set is an [`ArchivedHashSet`], which can be read where it lies.

use super::HashSet;
use crate::layout::{Edits, Layout};
use ::rkyv::collections::swiss_table::set::{ArchivedHashSet, HashSetResolver};
use ::rkyv::rancor::{Fallible, Source};
use ::rkyv::ser::{self, Writer};
use ::rkyv::{Archive, Deserialize, Place, Serialize};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// How full the archived table is, as that of a `std` set: seven slots of eight.
const LOAD: (usize, usize) = (7, 8);

/// A set is archived as a `std` set is, so each can be read as the other.
///
/// The archived set has no versions: each version is archived as a whole.
///
/// # Examples
/// ```
/// use hamtrie::HashSet;
/// use rkyv::rancor::Error;
/// use rkyv::{access, deserialize, to_bytes};
///
/// let online = HashSet::from(["ada".to_string(), "eve".to_string()]);
/// let bytes = to_bytes::<Error>(&online)?;
/// let archived = access::<rkyv::Archived<HashSet<String>>, Error>(&bytes)?; // checks the bytes, copies nothing
/// assert!(archived.contains("eve"));
/// assert_eq!(deserialize::<HashSet<String>, Error>(archived)?, online);
/// # Ok::<(), Error>(())
/// ```
impl<T, S, A, L> Archive for HashSet<T, S, A, L>
where
    T: Archive<Archived: Eq + Hash> + Eq + Hash,
    A: Allocator,
    L: Layout<T>,
{
    type Archived = ArchivedHashSet<T::Archived>;
    type Resolver = HashSetResolver;

    fn resolve(&self, resolver: HashSetResolver, out: Place<Self::Archived>) {
        Self::Archived::resolve_from_len(self.len(), LOAD, resolver, out);
    }
}

impl<T, S, A, L, Z> Serialize<Z> for HashSet<T, S, A, L>
where
    T: Serialize<Z, Archived: Eq + Hash> + Eq + Hash,
    A: Allocator,
    L: Layout<T>,
    Z: Fallible<Error: Source> + Writer + ser::Allocator + ?Sized,
{
    fn serialize(&self, serializer: &mut Z) -> Result<HashSetResolver, Z::Error> {
        Self::Archived::serialize_from_iter::<_, T, _>(self.iter(), LOAD, serializer)
    }
}

impl<T, S, A, L, D> Deserialize<HashSet<T, S, A, L>, D> for ArchivedHashSet<T::Archived>
where
    T: Archive<Archived: Deserialize<T, D>> + Eq + Hash,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<T>,
    D: Fallible + ?Sized,
{
    /// Of equal elements, which only a forged archive has, the first stays.
    fn deserialize(&self, deserializer: &mut D) -> Result<HashSet<T, S, A, L>, D::Error> {
        let mut set = HashSet::default();
        for element in self.iter() {
            set.insert(element.deserialize(deserializer)?);
        }
        Ok(set)
    }
}
