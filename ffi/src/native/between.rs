//! What is between two versions: equality, inclusion, difference.

#![allow(unsafe_code, reason = "exports functions by name")]

use super::callback::{Arg, Callback, Function, HamtrieValueEq, VisitChange};
use super::form::both;
use super::map::Hamtrie;
use super::status::{HamtrieStatus, status};
use super::stored::Stored;
use super::together::{Tables, Together, together};
use crate::contract::{Out, Ref};
use hamtrie::layout::Layout;
use hamtrie::table::DiffItem;

/// When two entries of one key are the same for a caller.
pub(super) fn same<T: Stored>(value_eq: Option<Callback<HamtrieValueEq>>) -> impl Fn(&T, &T) -> bool {
    move |a, b| {
        let (a, b) = (a.entry().value, b.entry().value);
        value_eq.map_or_else(|| a == b, |value_eq| value_eq.call(a, b))
    }
}

/// Answers a question about two maps. A null pointer is an empty one; two of them have a yes to all questions.
fn ask(maps: [Ref<'_, Hamtrie>; 2], out: Out<bool>, answer: impl FnOnce(Together<'_, 2>) -> bool) -> HamtrieStatus {
    status(|| {
        let maps = maps.map(|map| map.get());
        let yes = match maps[0].or(maps[1]) {
            None => true,
            Some(one) => {
                let empty = Hamtrie::empty(one.shared());
                answer(together(maps.map(|map| map.unwrap_or(&empty)))?)
            }
        };
        out.put(yes);
        Ok(())
    })
}

/// Whether two maps have the same keys, with equal values.
///
/// # Safety
/// C1, C3, C4, C6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_equal(
    a: Ref<'_, Hamtrie>,
    b: Ref<'_, Hamtrie>,
    value_eq: Function<HamtrieValueEq>,
    arg: Arg,
    equal: Out<bool>,
) -> HamtrieStatus {
    ask([a, b], equal, |maps| {
        both!(maps, maps => {
            let [a, b] = maps.tables();
            a.is_equal(b, &maps.identity(), same(value_eq.with(arg)))
        })
    })
}

/// Whether one map has all keys of another one, with equal values.
///
/// # Safety
/// C1, C3, C4, C6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_is_submap(
    part: Ref<'_, Hamtrie>,
    whole: Ref<'_, Hamtrie>,
    value_eq: Function<HamtrieValueEq>,
    arg: Arg,
    is_submap: Out<bool>,
) -> HamtrieStatus {
    ask([part, whole], is_submap, |maps| {
        both!(maps, maps => {
            let [part, whole] = maps.tables();
            part.is_subset(whole, &maps.identity(), same(value_eq.with(arg)))
        })
    })
}

/// Whether no key is in both maps.
///
/// # Safety
/// C1, C3, C4.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_is_disjoint(
    a: Ref<'_, Hamtrie>,
    b: Ref<'_, Hamtrie>,
    is_disjoint: Out<bool>,
) -> HamtrieStatus {
    ask([a, b], is_disjoint, |maps| {
        both!(maps, maps => {
            let [a, b] = maps.tables();
            a.is_disjoint(b, &maps.identity())
        })
    })
}

/// Shows what each version has for a key in which they differ, until `visit` says no. True if it did not.
fn differences<T: Stored, L: Layout<T>>(
    maps: &Tables<'_, T, L, 2>,
    value_eq: Option<Callback<HamtrieValueEq>>,
    visit: Callback<VisitChange>,
) -> bool {
    let [before, after] = maps.tables();
    before.diff(after, maps.identity(), same(value_eq)).all(|item| match item {
        DiffItem::Added(new) => visit.call(None, Some(new.entry())),
        DiffItem::Removed(old) => visit.call(Some(old.entry()), None),
        DiffItem::Changed { old, new } => visit.call(Some(old.entry()), Some(new.entry())),
    })
}

/// Calls a function for each key that is not the same in two versions, until it says no.
///
/// # Safety
/// C1, C3, C4, C6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamtrie_diff(
    before: Ref<'_, Hamtrie>,
    after: Ref<'_, Hamtrie>,
    value_eq: Function<HamtrieValueEq>,
    visit: Function<VisitChange>,
    arg: Arg,
    finished: Out<bool>,
) -> HamtrieStatus {
    let Some(visit) = visit.with(arg) else { return HamtrieStatus::ErrorArgument };
    ask([before, after], finished, |maps| both!(maps, maps => differences(&maps, value_eq.with(arg), visit)))
}
