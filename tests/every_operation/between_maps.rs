//! Operations on two maps, or three, or many.

use crate::operation::Leaves::Same;
use crate::operation::{Operation, op, show};
use crate::world::{Chosen, Lays, Map, NEW, new};
use hamtrie::map::{Conflict, DiffItem, Resolution};
use hamtrie::testing::crash::{Dummy, closure};

pub(crate) fn operations<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    let mut all = comparing();
    all.extend(uniting());
    all.extend(selecting());
    all
}

/// A sum of values, from a function that owns one.
fn sum() -> impl FnMut(&Dummy, &Dummy) -> Dummy {
    let guard = new(0);
    move |one, other| {
        closure();
        new(one.id() + other.id() + guard.id())
    }
}

/// The maps, from an iterator that owns something. Their keys are as many higher, so that they share nothing.
fn guarded<S: Chosen, L: Lays>(maps: [&Map<S, L>; 3], more: u64) -> impl Iterator<Item = Map<S, L>> {
    let guard = new(1);
    let renumbered = maps.map(|map| {
        let mut own = map.filter(|_, _| false);
        own.extend(map.iter().map(|(key, value)| (new(key.id() + more), new(value.id()))));
        own
    });
    renumbered.into_iter().inspect(move |_| assert_eq!(guard.id(), 1))
}

fn comparing<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("PartialEq for HashMap", Same, |w| assert!(w.it != w.other)),
        op("PartialEq for HashMap", Same, |w| {
            let own = guarded([&w.it, &w.base, &w.other], 0).next();
            assert!(own.is_some_and(|own| own == w.it));
        }),
        op("HashMap::is_submap", Same, |w| assert!(!w.it.is_submap(&w.other))),
        op("HashMap::is_proper_submap", Same, |w| assert!(!w.it.is_proper_submap(&w.other))),
        op("HashMap::eq_by", Same, |w| {
            let guard = new(0);
            assert!(w.it.eq_by(&w.it, move |_, _| {
                closure();
                guard.id() == 0
            }));
        }),
        op("HashMap::is_submap_by", Same, |w| {
            let mut equal = sum();
            assert!(w.it.is_submap_by(&w.it, move |one, other| equal(one, other).id() == 2 * one.id()));
        }),
        op("HashMap::is_proper_submap_by", Same, |w| {
            let mut equal = sum();
            let larger = w.it.update(new(NEW), new(NEW));
            assert!(w.it.is_proper_submap_by(&larger, move |one, other| equal(one, other).id() == 2 * one.id()));
        }),
        op("HashMap::is_disjoint", Same, |w| assert!(!w.it.is_disjoint(&w.other))),
        op("HashMap::is_disjoint", Same, |w| {
            let own = guarded([&w.it, &w.base, &w.other], NEW).next();
            assert!(own.is_some_and(|own| own.is_disjoint(&w.other)));
        }),
        op("HashMap::diff + Iterator for map::Diff", Same, |w| {
            assert!(w.it.diff(&w.other).inspect(|_| closure()).count() > 2);
        }),
        op("Clone for map::Diff + Debug for map::Diff", Same, |w| {
            show(&w.it.diff(&w.other).clone());
        }),
        op("map::DiffItem::key + map::DiffItem::before + map::DiffItem::after", Same, |w| {
            let ids = |item: DiffItem<'_, Dummy, Dummy>| {
                let value = item.before().or(item.after()).map_or(0, Dummy::id);
                (item.key().id(), value)
            };
            assert!(w.it.diff(&w.other).map(ids).any(|(key, _)| key == 3));
        }),
    ]
}

fn uniting<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("HashMap::union", Same, |w| w.made.push(w.it.union(&w.other))),
        op("HashMap::union", Same, |w| {
            w.made.push(w.it.filter(|key, _| key.id() == 2));
            w.made.push(w.made[0].union(&w.other));
        }),
        op("HashMap::union", Same, |w| {
            w.made.extend(guarded([&w.it, &w.base, &w.other], 5000));
            w.made.push(w.it.union(&w.made[2]));
        }),
        op("HashMap::unions", Same, |w| w.made.push(Map::unions(guarded([&w.base, &w.it, &w.other], 3)))),
        op("HashMap::union_with", Same, |w| w.made.push(w.it.union_with(&w.other, sum()))),
        op("HashMap::union_with_key", Same, |w| {
            let mut sum = sum();
            w.made.push(w.it.union_with_key(&w.other, move |_, one, other| sum(one, other)));
        }),
        op("HashMap::unions_with", Same, |w| {
            w.made.push(Map::unions_with(guarded([&w.base, &w.it, &w.other], 3), sum()));
        }),
        op("HashMap::unions_with_key", Same, |w| {
            let mut sum = sum();
            let sum = move |_: &Dummy, one: &Dummy, other: &Dummy| sum(one, other);
            w.made.push(Map::unions_with_key(guarded([&w.base, &w.it, &w.other], 3), sum));
        }),
        op("HashMap::merge", Same, |w| {
            let mut sum = sum();
            w.made.push(w.it.merge(&w.other, move |key, one, other| match key.id() % 3 {
                0 => Resolution::Value(sum(one, other)),
                1 => Resolution::Right,
                _ => Resolution::Remove,
            }));
        }),
        op(
            "HashMap::merge3 + map::Conflict::key + map::Conflict::base + map::Conflict::left + map::Conflict::right",
            Same,
            |w| {
                let guard = new(NEW);
                let resolve = move |conflict: Conflict<'_, Dummy, Dummy>| {
                    closure();
                    let value = conflict.base().or(conflict.left()).or(conflict.right());
                    match (conflict.key().id() % 3, value) {
                        (0, Some(value)) => Resolution::Value(new(value.id() + guard.id())),
                        (1, _) => Resolution::Base,
                        _ => Resolution::Right,
                    }
                };
                w.made.push(w.base.merge3(&w.it, &w.other, resolve));
            },
        ),
    ]
}

fn selecting<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("HashMap::intersection", Same, |w| w.made.push(w.it.intersection(&w.other))),
        op("HashMap::difference", Same, |w| w.made.push(w.it.difference(&w.other))),
        op("HashMap::relative_complement", Same, |w| w.made.push(w.it.relative_complement(&w.other))),
        op("HashMap::symmetric_difference", Same, |w| w.made.push(w.it.symmetric_difference(&w.other))),
        op("HashMap::combine", Same, |w| {
            let mut sum = sum();
            w.made.push(w.it.combine(&w.other, move |key, one, other| (key.id() % 3 != 0).then(|| sum(one, other))));
        }),
        op("HashMap::intersection_with", Same, |w| w.made.push(w.it.intersection_with(&w.other, sum()))),
        op("HashMap::intersection_with_key", Same, |w| {
            let mut sum = sum();
            w.made.push(w.it.intersection_with_key(&w.other, move |_, one, other| sum(one, other)));
        }),
        op("HashMap::intersection_with_key", Same, |w| {
            w.made.push(w.base.filter(|key, _| key.id() < 4));
            w.made.push(w.it.intersection_with_key(&w.made[0], |_, one, _| new(one.id())));
        }),
    ]
}
