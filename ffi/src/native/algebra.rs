//! Set algebra: two versions become one.

#![allow(unsafe_code, reason = "exports functions by name")]

use super::config::Shared;
use super::form::both;
use super::map::Hamtrie;
use super::status::HamtrieStatus;
use super::stored::Stored;
use super::together::{Tables, together};
use super::version::derive;
use crate::contract::{Out, Ref};
use hamtrie::layout::Edits;
use hamtrie::{HashTable, OutOfMemory};

/// What sets can do.
#[derive(Clone, Copy)]
enum Algebra {
    Union,
    Intersection,
    Difference,
    SymmetricDifference,
}

impl Algebra {
    fn of<T: Stored, L: Edits<T>>(self, maps: &Tables<'_, T, L, 2>) -> Result<HashTable<T, Shared, L>, OutOfMemory> {
        let ([left, right], identity, adoption) = (maps.tables(), maps.identity(), maps.adoption());
        match self {
            Algebra::Union => left.try_union(right, &identity, adoption),
            Algebra::Intersection => left.try_intersection(right, &identity, adoption),
            Algebra::Difference => left.try_difference(right, &identity, adoption),
            Algebra::SymmetricDifference => left.try_symmetric_difference(right, &identity, adoption),
        }
    }

    fn run(self, left: Ref<'_, Hamtrie>, right: Ref<'_, Hamtrie>, result: Out<*mut Hamtrie>) -> HamtrieStatus {
        derive(left, result, |left, _| {
            let right = right.get().ok_or(HamtrieStatus::ErrorArgument)?;
            Ok(both!(together([left, right])?, maps => self.of(&maps)?.into()))
        })
    }
}

/// The entries of both maps; of keys that both have, the left one's.
///
/// # Safety
/// C1, C3, C4.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_union(
    left: Ref<'_, Hamtrie>,
    right: Ref<'_, Hamtrie>,
    result: Out<*mut Hamtrie>,
) -> HamtrieStatus {
    Algebra::Union.run(left, right, result)
}

/// The entries of the left map whose keys the right one has too.
///
/// # Safety
/// C1, C3, C4.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_intersection(
    left: Ref<'_, Hamtrie>,
    right: Ref<'_, Hamtrie>,
    result: Out<*mut Hamtrie>,
) -> HamtrieStatus {
    Algebra::Intersection.run(left, right, result)
}

/// The entries of the left map whose keys the right one does not have.
///
/// # Safety
/// C1, C3, C4.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_difference(
    left: Ref<'_, Hamtrie>,
    right: Ref<'_, Hamtrie>,
    result: Out<*mut Hamtrie>,
) -> HamtrieStatus {
    Algebra::Difference.run(left, right, result)
}

/// The entries of both maps whose keys the other one does not have.
///
/// # Safety
/// C1, C3, C4.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_symmetric_difference(
    left: Ref<'_, Hamtrie>,
    right: Ref<'_, Hamtrie>,
    result: Out<*mut Hamtrie>,
) -> HamtrieStatus {
    Algebra::SymmetricDifference.run(left, right, result)
}
