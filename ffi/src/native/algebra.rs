//! Two versions, or three, become one: set algebra and merges.

#![allow(unsafe_code, reason = "takes pointers from C")]

use super::between::{HamtrieValueEq, Values, Versions, identity, pointer};
use super::config::Shared;
use super::entry::{HamtrieEntry, Owned, Stored};
use super::map::Hamtrie;
use super::status::HamtrieStatus;
use super::version::derive;
use core::ffi::c_void;
use core::ptr;
use hamtrie::layout::{Adoption, Edits};
use hamtrie::table::{Conflict, Resolution};
use hamtrie::{HashTable, OutOfMemory};

/// `hamtrie_resolution`. C gives a number, which need not be one of these.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub enum HamtrieResolution {
    /// No result.
    GiveUp = -1,
    /// What the left version has.
    TakeLeft = 0,
    /// What the right version has.
    TakeRight = 1,
    /// What the base has.
    TakeBase = 2,
    /// No entry.
    TakeNone = 3,
    /// A new entry.
    TakeNew = 4,
}

impl HamtrieResolution {
    fn of(number: i32) -> Option<Self> {
        use HamtrieResolution::{GiveUp, TakeBase, TakeLeft, TakeNew, TakeNone, TakeRight};
        [GiveUp, TakeLeft, TakeRight, TakeBase, TakeNone, TakeNew].into_iter().find(|&one| one as i32 == number)
    }
}

/// `hamtrie_resolve`.
pub type HamtrieResolve = unsafe extern "C" fn(
    arg: *mut c_void,
    base: *const HamtrieEntry,
    left: *const HamtrieEntry,
    right: *const HamtrieEntry,
    made: *mut HamtrieEntry,
) -> i32;

/// Asks a caller's function about conflicts, until it gives up.
struct Resolver {
    resolve: HamtrieResolve,
    values: Values,
    shared: Shared,
    /// Why there will be no result.
    failed: Option<HamtrieStatus>,
}

impl Resolver {
    fn ask<T: Stored>(&mut self, [base, left, right]: [Option<&T>; 3]) -> Resolution<T> {
        if self.failed.is_some() {
            return Resolution::Left;
        }
        let [base, left, right] = [base, left, right].map(|stored| pointer(stored.map(T::entry)));
        let mut made = HamtrieEntry { key: ptr::null(), value: ptr::null_mut() };
        // SAFETY: the caller's function, for entries that are there while it runs.
        let answer = unsafe { (self.resolve)(self.values.arg, base, left, right, &raw mut made) };
        match HamtrieResolution::of(answer) {
            Some(HamtrieResolution::TakeLeft) => Resolution::Left,
            Some(HamtrieResolution::TakeRight) => Resolution::Right,
            Some(HamtrieResolution::TakeBase) => Resolution::Base,
            Some(HamtrieResolution::TakeNone) => Resolution::Remove,
            Some(HamtrieResolution::TakeNew) => Resolution::Value(T::store(made, self.shared)),
            Some(HamtrieResolution::GiveUp) => self.fail(HamtrieStatus::ErrorStopped),
            None => self.fail(HamtrieStatus::ErrorArgument),
        }
    }

    fn fail<T>(&mut self, error: HamtrieStatus) -> Resolution<T> {
        self.failed = Some(error);
        Resolution::Left
    }

    fn merge<T: Stored, L: Edits<T>>(
        mut self,
        [left, right]: [&HashTable<T, Shared, L>; 2],
        adoption: Adoption<T, Shared>,
    ) -> Result<HashTable<T, Shared, L>, HamtrieStatus> {
        let (identity, same) = (identity(self.shared), self.values.same());
        let resolve = |left: &T, right: &T| self.ask([None, Some(left), Some(right)]);
        let merged = left.try_merge(right, &identity, adoption, same, resolve)?;
        self.failed.map_or(Ok(merged), Err)
    }

    fn merge3<T: Stored, L: Edits<T>>(
        mut self,
        maps: [&HashTable<T, Shared, L>; 3],
        adoption: Adoption<T, Shared>,
    ) -> Result<HashTable<T, Shared, L>, HamtrieStatus> {
        let (identity, same) = (identity(self.shared), self.values.same());
        let resolve = |conflict: Conflict<'_, T>| {
            self.ask(match conflict {
                Conflict::BothAdded { left, right } => [None, Some(left), Some(right)],
                Conflict::BothChanged { base, left, right } => [Some(base), Some(left), Some(right)],
                Conflict::LeftChanged { base, left } => [Some(base), Some(left), None],
                Conflict::RightChanged { base, right } => [Some(base), None, Some(right)],
            })
        };
        let merged = HashTable::try_merge3(maps, &identity, adoption, same, resolve)?;
        self.failed.map_or(Ok(merged), Err)
    }
}

/// For maps that own their entries: these get from one map into another as they are.
fn sharing() -> Adoption<Owned, Shared> {
    // SAFETY: all maps of a call have one configuration, see `Versions`; copies of it are the allocators.
    unsafe { Adoption::sharing() }
}

/// What sets can do.
#[derive(Clone, Copy)]
enum Algebra {
    Union,
    Intersection,
    Difference,
    SymmetricDifference,
}

impl Algebra {
    fn of<T: Stored, L: Edits<T>>(
        self,
        [left, right]: [&HashTable<T, Shared, L>; 2],
        shared: Shared,
        adoption: Adoption<T, Shared>,
    ) -> Result<HashTable<T, Shared, L>, OutOfMemory> {
        let identity = identity(shared);
        match self {
            Algebra::Union => left.try_union(right, &identity, adoption),
            Algebra::Intersection => left.try_intersection(right, &identity, adoption),
            Algebra::Difference => left.try_difference(right, &identity, adoption),
            Algebra::SymmetricDifference => left.try_symmetric_difference(right, &identity, adoption),
        }
    }

    /// # Safety
    /// Live maps, or null. `result` is null, or may be written to.
    unsafe fn run(self, left: *const Hamtrie, right: *const Hamtrie, result: *mut *mut Hamtrie) -> HamtrieStatus {
        let make = |left: &Hamtrie, shared| {
            // SAFETY: as the caller promises.
            let right = unsafe { right.as_ref() }.ok_or(HamtrieStatus::ErrorArgument)?;
            Ok(match Versions::of([left, right])? {
                Versions::Pairs(maps) => Hamtrie::Pairs(self.of(maps, shared, Adoption::cloning())?),
                Versions::Owners(maps) => Hamtrie::Owners(self.of(maps, shared, sharing())?),
            })
        };
        // SAFETY: as the caller promises.
        unsafe { derive(left, result, make) }
    }
}

/// The entries of both maps; of keys that both have, the left one's.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_union(
    left: *const Hamtrie,
    right: *const Hamtrie,
    result: *mut *mut Hamtrie,
) -> HamtrieStatus {
    // SAFETY: as the caller promises.
    unsafe { Algebra::Union.run(left, right, result) }
}

/// The entries of the left map whose keys the right one has too.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_intersection(
    left: *const Hamtrie,
    right: *const Hamtrie,
    result: *mut *mut Hamtrie,
) -> HamtrieStatus {
    // SAFETY: as the caller promises.
    unsafe { Algebra::Intersection.run(left, right, result) }
}

/// The entries of the left map whose keys the right one does not have.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_difference(
    left: *const Hamtrie,
    right: *const Hamtrie,
    result: *mut *mut Hamtrie,
) -> HamtrieStatus {
    // SAFETY: as the caller promises.
    unsafe { Algebra::Difference.run(left, right, result) }
}

/// The entries of both maps whose keys the other one does not have.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_symmetric_difference(
    left: *const Hamtrie,
    right: *const Hamtrie,
    result: *mut *mut Hamtrie,
) -> HamtrieStatus {
    // SAFETY: as the caller promises.
    unsafe { Algebra::SymmetricDifference.run(left, right, result) }
}

/// The entries of both maps; of keys with different values a function decides.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_merge(
    left: *const Hamtrie,
    right: *const Hamtrie,
    value_eq: Option<HamtrieValueEq>,
    resolve: Option<HamtrieResolve>,
    arg: *mut c_void,
    result: *mut *mut Hamtrie,
) -> HamtrieStatus {
    let make = |left: &Hamtrie, shared| {
        // SAFETY: as the caller promises.
        let right = unsafe { right.as_ref() }.ok_or(HamtrieStatus::ErrorArgument)?;
        let resolve = resolve.ok_or(HamtrieStatus::ErrorArgument)?;
        let resolver = Resolver { resolve, values: Values { eq: value_eq, arg }, shared, failed: None };
        Ok(match Versions::of([left, right])? {
            Versions::Pairs(maps) => Hamtrie::Pairs(resolver.merge(maps, Adoption::cloning())?),
            Versions::Owners(maps) => Hamtrie::Owners(resolver.merge(maps, sharing())?),
        })
    };
    // SAFETY: as the caller promises.
    unsafe { derive(left, result, make) }
}

/// The changes from a base to two versions of it, all made in one map.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_merge3(
    base: *const Hamtrie,
    left: *const Hamtrie,
    right: *const Hamtrie,
    value_eq: Option<HamtrieValueEq>,
    resolve: Option<HamtrieResolve>,
    arg: *mut c_void,
    result: *mut *mut Hamtrie,
) -> HamtrieStatus {
    let make = |base: &Hamtrie, shared| {
        // SAFETY: as the caller promises.
        let [left, right] = [left, right].map(|map| unsafe { map.as_ref() });
        let left = left.ok_or(HamtrieStatus::ErrorArgument)?;
        let right = right.ok_or(HamtrieStatus::ErrorArgument)?;
        let resolve = resolve.ok_or(HamtrieStatus::ErrorArgument)?;
        let resolver = Resolver { resolve, values: Values { eq: value_eq, arg }, shared, failed: None };
        Ok(match Versions::of([base, left, right])? {
            Versions::Pairs(maps) => Hamtrie::Pairs(resolver.merge3(maps, Adoption::cloning())?),
            Versions::Owners(maps) => Hamtrie::Owners(resolver.merge3(maps, sharing())?),
        })
    };
    // SAFETY: as the caller promises.
    unsafe { derive(base, result, make) }
}
