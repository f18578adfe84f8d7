//! How maps and sets write and read their entries with `borsh`: their number, then one after the other, sorted.

use ::borsh::io::{Error, ErrorKind, Read, Result, Write};
use ::borsh::{BorshDeserialize, BorshSerialize};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// Writes entries as those of a `std` map or set.
pub(crate) fn write<K: Ord, E: BorshSerialize, W: Write>(
    mut entries: Vec<E>,
    key: impl Fn(&E) -> &K,
    writer: &mut W,
) -> Result<()> {
    refuse_without_size::<K>()?;
    entries.sort_unstable_by(|one, other| key(one).cmp(key(other)));
    entries.serialize(writer)
}

/// Reads what is written so. A vector of borsh reserves little before bytes are there, whatever the number says.
pub(crate) fn read<K: Ord, E: BorshDeserialize, R: Read>(reader: &mut R, key: impl Fn(&E) -> &K) -> Result<Vec<E>> {
    refuse_without_size::<K>()?;
    let entries = Vec::<E>::deserialize_reader(reader)?;
    if order_is_strict() && !entries.is_sorted_by(|one, other| key(one) < key(other)) {
        return Err(invalid("keys are not in ascending order"));
    }
    Ok(entries)
}

/// As borsh does it: a few bytes could claim billions of such keys, and none would be missing.
fn refuse_without_size<K>() -> Result<()> {
    if size_of::<K>() == 0 { Err(invalid("keys take no memory")) } else { Ok(()) }
}

/// Whether somebody has switched on borsh's feature `de_strict_order`. A crate cannot see the features of another, but
/// this is what it does: two elements in the wrong order are no set.
fn order_is_strict() -> bool {
    BTreeSet::<u8>::try_from_slice(&[2, 0, 0, 0, 1, 0]).is_err()
}

fn invalid(reason: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, reason)
}
