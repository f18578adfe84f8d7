//! Maps for `borsh`: the number of entries, then the entries, sorted by their keys. These are the bytes of a `std` map.

use super::HashMap;
use crate::common::borsh::{read, write};
use crate::layout::{Edits, Layout};
use ::borsh::io::{Read, Result, Write};
use ::borsh::{BorshDeserialize, BorshSerialize};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// Writes the bytes that an equal `std` map has: equal maps have equal bytes.
///
/// # Errors
/// If keys take no memory, or if there are more entries than a `u32` can count: both as for a `std` map.
///
/// # Examples
/// ```
/// use hamtrie::HashMap;
///
/// let stock = HashMap::from([("pears", 2), ("apples", 3)]);
/// let bytes = borsh::to_vec(&stock)?;
/// assert_eq!(bytes, borsh::to_vec(&std::collections::HashMap::from([("apples", 3), ("pears", 2)]))?);
/// let back: HashMap<String, i32> = borsh::from_slice(&bytes)?;
/// assert_eq!(back["pears"], 2);
/// # Ok::<(), std::io::Error>(())
/// ```
impl<K, V, S, A, L> BorshSerialize for HashMap<K, V, S, A, L>
where
    K: BorshSerialize + Ord,
    V: BorshSerialize,
    A: Allocator,
    L: Layout<(K, V)>,
{
    fn serialize<W: Write>(&self, writer: &mut W) -> Result<()> {
        write(self.iter().collect(), |&(key, _): &(&K, &V)| key, writer)
    }
}

/// Reads what is written so, or as the bytes of a `std` map.
///
/// A number of entries that is a lie reserves no memory for them. Of equal keys the last value counts. Borsh's feature
/// `de_strict_order` makes equal keys an error, and another order too, as for a `std` map.
impl<K, V, S, A, L> BorshDeserialize for HashMap<K, V, S, A, L>
where
    K: BorshDeserialize + Ord + Eq + Hash,
    V: BorshDeserialize,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<(K, V)>,
{
    /// # Errors
    /// If the bytes end too early, are no key or no value, or if keys take no memory.
    fn deserialize_reader<R: Read>(reader: &mut R) -> Result<Self> {
        Ok(read(reader, |(key, _): &(K, V)| key)?.into_iter().collect())
    }
}
