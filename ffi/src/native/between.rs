//! What is between two versions: equality, inclusion, difference. And what calls with several maps have in common.

#![allow(unsafe_code, reason = "takes pointers from C")]

use super::config::Shared;
use super::entry::{HamtrieEntry, Stored};
use super::map::{Hamtrie, Owners, Pairs, give, hasher};
use super::status::{HamtrieStatus, status};
use core::ffi::c_void;
use core::ptr;
use hamtrie::HashTable;
use hamtrie::layout::Layout;
use hamtrie::table::{DiffItem, Identity};

/// `hamtrie_value_eq`.
pub type HamtrieValueEq = unsafe extern "C" fn(arg: *mut c_void, a: *const c_void, b: *const c_void) -> bool;

/// When two entries of one key are the same for a caller.
#[derive(Clone, Copy)]
pub(super) struct Values {
    pub(super) eq: Option<HamtrieValueEq>,
    pub(super) arg: *mut c_void,
}

impl Values {
    pub(super) fn same<T: Stored>(self) -> impl Fn(&T, &T) -> bool {
        move |a, b| {
            let (a, b) = (a.entry().value, b.entry().value);
            match self.eq {
                None => ptr::eq(a, b),
                // SAFETY: the caller's function, for values of theirs.
                Some(eq) => unsafe { eq(self.arg, a, b) },
            }
        }
    }
}

/// The maps of one call, which have one configuration.
pub(super) enum Versions<'m, const N: usize> {
    Pairs([&'m Pairs; N]),
    Owners([&'m Owners; N]),
}

impl<'m, const N: usize> Versions<'m, N> {
    /// An error if the maps do not have one configuration.
    pub(super) fn of(maps: [&'m Hamtrie; N]) -> Result<Self, HamtrieStatus> {
        if maps.iter().any(|map| map.shared() != maps[0].shared()) {
            return Err(HamtrieStatus::ErrorConfig);
        }
        Ok(match maps[0] {
            Hamtrie::Pairs(_) => Versions::Pairs(maps.map(|map| match map {
                Hamtrie::Pairs(table) => table,
                Hamtrie::Owners(_) => unreachable!("a configuration frees or does not"),
            })),
            Hamtrie::Owners(_) => Versions::Owners(maps.map(|map| match map {
                Hamtrie::Owners(table) => table,
                Hamtrie::Pairs(_) => unreachable!("a configuration frees or does not"),
            })),
        })
    }
}

/// How maps of a configuration tell keys.
pub(super) fn identity<T: Stored>(shared: Shared) -> Identity<impl Fn(&T) -> u64, impl Fn(&T, &T) -> bool> {
    Identity { hash: hasher(shared), eq: move |a: &T, b: &T| shared.eq(a.entry().key, b.entry().key) }
}

/// Answers a question about two maps. A null pointer is an empty one; two of them have a yes to all questions.
///
/// # Safety
/// Live maps, or null. `out` is null, or may be written to.
unsafe fn ask(
    maps: [*const Hamtrie; 2],
    out: *mut bool,
    answer: impl FnOnce(Versions<'_, 2>, Shared) -> bool,
) -> HamtrieStatus {
    status(|| {
        // SAFETY: as the caller promises.
        let maps = maps.map(|map| unsafe { map.as_ref() });
        let yes = match maps[0].or(maps[1]) {
            None => true,
            Some(one) => {
                let empty = one.empty();
                answer(Versions::of(maps.map(|map| map.unwrap_or(&empty)))?, one.shared())
            }
        };
        // SAFETY: as the caller promises.
        unsafe { give(out, Some(yes)) };
        Ok(())
    })
}

/// Whether two maps have the same keys, with equal values.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_equal(
    a: *const Hamtrie,
    b: *const Hamtrie,
    value_eq: Option<HamtrieValueEq>,
    arg: *mut c_void,
    equal: *mut bool,
) -> HamtrieStatus {
    let values = Values { eq: value_eq, arg };
    // SAFETY: as the caller promises.
    unsafe {
        ask([a, b], equal, |maps, shared| match maps {
            Versions::Pairs([a, b]) => a.is_equal(b, &identity(shared), values.same()),
            Versions::Owners([a, b]) => a.is_equal(b, &identity(shared), values.same()),
        })
    }
}

/// Whether one map has all keys of another one, with equal values.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_is_submap(
    part: *const Hamtrie,
    whole: *const Hamtrie,
    value_eq: Option<HamtrieValueEq>,
    arg: *mut c_void,
    is_submap: *mut bool,
) -> HamtrieStatus {
    let values = Values { eq: value_eq, arg };
    // SAFETY: as the caller promises.
    unsafe {
        ask([part, whole], is_submap, |maps, shared| match maps {
            Versions::Pairs([part, whole]) => part.is_contained(whole, &identity(shared), values.same()),
            Versions::Owners([part, whole]) => part.is_contained(whole, &identity(shared), values.same()),
        })
    }
}

/// Whether no key is in both maps.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_is_disjoint(
    a: *const Hamtrie,
    b: *const Hamtrie,
    is_disjoint: *mut bool,
) -> HamtrieStatus {
    // SAFETY: as the caller promises.
    unsafe {
        ask([a, b], is_disjoint, |maps, shared| match maps {
            Versions::Pairs([a, b]) => a.is_disjoint(b, &identity(shared)),
            Versions::Owners([a, b]) => a.is_disjoint(b, &identity(shared)),
        })
    }
}

/// Calls `see` with what each version has for a key in which they differ, until it says no. True if it did not.
fn differences<T: Stored, L: Layout<T>>(
    [old, new]: [&HashTable<T, Shared, L>; 2],
    shared: Shared,
    values: Values,
    mut see: impl FnMut(Option<&HamtrieEntry>, Option<&HamtrieEntry>) -> bool,
) -> bool {
    old.diff(new, identity(shared), values.same()).all(|item| match item {
        DiffItem::Added(new) => see(None, Some(new.entry())),
        DiffItem::Removed(old) => see(Some(old.entry()), None),
        DiffItem::Changed { old, new } => see(Some(old.entry()), Some(new.entry())),
    })
}

/// Calls a function for each key that is not the same in two versions, until it says no.
///
/// # Safety
/// As in `hamtrie.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_diff(
    before: *const Hamtrie,
    after: *const Hamtrie,
    value_eq: Option<HamtrieValueEq>,
    visit: Option<
        unsafe extern "C" fn(arg: *mut c_void, before: *const HamtrieEntry, after: *const HamtrieEntry) -> bool,
    >,
    arg: *mut c_void,
    finished: *mut bool,
) -> HamtrieStatus {
    let Some(visit) = visit else { return HamtrieStatus::ErrorArgument };
    let values = Values { eq: value_eq, arg };
    let see = |before: Option<&HamtrieEntry>, after: Option<&HamtrieEntry>| {
        // SAFETY: the caller's function.
        unsafe { visit(arg, pointer(before), pointer(after)) }
    };
    // SAFETY: as the caller promises.
    unsafe {
        ask([before, after], finished, |maps, shared| match maps {
            Versions::Pairs(maps) => differences(maps, shared, values, see),
            Versions::Owners(maps) => differences(maps, shared, values, see),
        })
    }
}

/// Null for none.
pub(super) fn pointer(entry: Option<&HamtrieEntry>) -> *const HamtrieEntry {
    entry.map_or(ptr::null(), ptr::from_ref)
}
