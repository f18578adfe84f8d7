//! Merges: two versions, or three, become one, and a caller's function decides about conflicts.

#![allow(unsafe_code, reason = "exports functions by name")]

use super::between::same;
use super::callback::{Arg, Callback, Function, HamtrieResolve, HamtrieValueEq};
use super::config::Shared;
use super::form::both;
use super::map::Hamtrie;
use super::status::HamtrieStatus;
use super::stored::Stored;
use super::together::{Tables, together};
use super::version::derive;
use crate::contract::{Out, Ref};
use hamtrie::HashTable;
use hamtrie::layout::Edits;
use hamtrie::table::{Conflict, Resolution};

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

/// Asks a caller's function about conflicts, until it gives up.
struct Resolver {
    resolve: Callback<HamtrieResolve>,
    value_eq: Option<Callback<HamtrieValueEq>>,
    shared: Shared,
    /// Why there will be no result.
    failed: Option<HamtrieStatus>,
}

impl Resolver {
    fn new(
        resolve: Function<HamtrieResolve>,
        value_eq: Function<HamtrieValueEq>,
        arg: Arg,
        shared: Shared,
    ) -> Result<Self, HamtrieStatus> {
        let resolve = resolve.with(arg).ok_or(HamtrieStatus::ErrorArgument)?;
        Ok(Resolver { resolve, value_eq: value_eq.with(arg), shared, failed: None })
    }

    fn ask<T: Stored>(&mut self, versions: [Option<&T>; 3]) -> Resolution<T> {
        if self.failed.is_some() {
            return Resolution::Left;
        }
        let (answer, made) = self.resolve.call(versions.map(|stored| stored.map(T::entry)));
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
        maps: &Tables<'_, T, L, 2>,
    ) -> Result<HashTable<T, Shared, L>, HamtrieStatus> {
        let ([left, right], same) = (maps.tables(), same(self.value_eq));
        let resolve = |left: &T, right: &T| self.ask([None, Some(left), Some(right)]);
        let merged = left.try_merge(right, &maps.identity(), maps.adoption(), same, resolve)?;
        self.failed.map_or(Ok(merged), Err)
    }

    fn merge3<T: Stored, L: Edits<T>>(
        mut self,
        maps: &Tables<'_, T, L, 3>,
    ) -> Result<HashTable<T, Shared, L>, HamtrieStatus> {
        let same = same(self.value_eq);
        let resolve = |conflict: Conflict<'_, T>| {
            self.ask(match conflict {
                Conflict::BothAdded { left, right } => [None, Some(left), Some(right)],
                Conflict::BothChanged { base, left, right } => [Some(base), Some(left), Some(right)],
                Conflict::LeftChanged { base, left } => [Some(base), Some(left), None],
                Conflict::RightChanged { base, right } => [Some(base), None, Some(right)],
            })
        };
        let [base, left, right] = maps.tables();
        let merged = base.try_merge3(left, right, &maps.identity(), maps.adoption(), same, resolve)?;
        self.failed.map_or(Ok(merged), Err)
    }
}

/// The entries of both maps; of keys with different values a function decides.
///
/// # Safety
/// C1, C3, C4, C6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_merge(
    left: Ref<'_, Hamtrie>,
    right: Ref<'_, Hamtrie>,
    value_eq: Function<HamtrieValueEq>,
    resolve: Function<HamtrieResolve>,
    arg: Arg,
    result: Out<*mut Hamtrie>,
) -> HamtrieStatus {
    derive(left, result, |left, shared| {
        let right = right.get().ok_or(HamtrieStatus::ErrorArgument)?;
        let resolver = Resolver::new(resolve, value_eq, arg, shared)?;
        both!(together([left, right])?, maps => resolver.merge(&maps).map(Hamtrie::from))
    })
}

/// The changes from a base to two versions of it, all made in one map.
///
/// # Safety
/// C1, C3, C4, C6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_merge3(
    base: Ref<'_, Hamtrie>,
    left: Ref<'_, Hamtrie>,
    right: Ref<'_, Hamtrie>,
    value_eq: Function<HamtrieValueEq>,
    resolve: Function<HamtrieResolve>,
    arg: Arg,
    result: Out<*mut Hamtrie>,
) -> HamtrieStatus {
    derive(base, result, |base, shared| {
        let left = left.get().ok_or(HamtrieStatus::ErrorArgument)?;
        let right = right.get().ok_or(HamtrieStatus::ErrorArgument)?;
        let resolver = Resolver::new(resolve, value_eq, arg, shared)?;
        both!(together([base, left, right])?, maps => resolver.merge3(&maps).map(Hamtrie::from))
    })
}
