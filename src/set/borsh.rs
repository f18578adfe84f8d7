//! Sets for `borsh`: the number of elements, then the elements, sorted. These are the bytes of a `std` set.

use super::HashSet;
use crate::common::borsh::{read, write};
use crate::layout::{Edits, Layout};
use ::borsh::io::{Read, Result, Write};
use ::borsh::{BorshDeserialize, BorshSerialize};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// Writes the bytes that an equal `std` set has: equal sets have equal bytes.
///
/// # Errors
/// If elements take no memory, or if there are more of them than a `u32` can count: both as for a `std` set.
///
/// # Examples
/// ```
/// use hamtrie::HashSet;
///
/// let online = HashSet::from(["eve", "ada"]);
/// let bytes = borsh::to_vec(&online)?;
/// assert_eq!(bytes, borsh::to_vec(&std::collections::HashSet::from(["ada", "eve"]))?);
/// let back: HashSet<String> = borsh::from_slice(&bytes)?;
/// assert!(back.contains("eve"));
/// # Ok::<(), std::io::Error>(())
/// ```
impl<T, S, A, L> BorshSerialize for HashSet<T, S, A, L>
where
    T: BorshSerialize + Ord,
    A: Allocator,
    L: Layout<T>,
{
    fn serialize<W: Write>(&self, writer: &mut W) -> Result<()> {
        write(self.iter().collect(), |element: &&T| *element, writer)
    }
}

/// Reads what is written so, or as the bytes of a `std` set.
///
/// A number of elements that is a lie reserves no memory for them. Of equal elements one stays. Borsh's feature
/// `de_strict_order` makes equal elements an error, and another order too, as for a `std` set.
impl<T, S, A, L> BorshDeserialize for HashSet<T, S, A, L>
where
    T: BorshDeserialize + Ord + Eq + Hash,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<T>,
{
    /// # Errors
    /// If the bytes end too early, are no element, or if elements take no memory.
    fn deserialize_reader<R: Read>(reader: &mut R) -> Result<Self> {
        Ok(read(reader, |element: &T| element)?.into_iter().collect())
    }
}
