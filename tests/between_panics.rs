//! Panics in user code while two maps are compared, united, merged and taken apart.
//!
//! All of that makes new maps. So after a panic, in whichever call, both maps are what they were, no new one is there, and
//! nothing is leaked or dropped twice.

use hamtrie::layout::{Adopts, Copies, Inline, Shared};
use hamtrie::map::Resolution;
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::crash::{self, Dummy, Event, Quiet};
use hamtrie::testing::shape::Known;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashMap, HashSet};
use std::collections::BTreeMap;
use std::hash::BuildHasher;

type Map<S, L> = HashMap<Dummy, Dummy, S, ChildrenPool, L>;
type Content = BTreeMap<u64, u64>;
type Act<S, L> = fn(&[Map<S, L>; 3]) -> Option<Map<S, L>>;

fn content<S, L: Copies<(Dummy, Dummy)>>(map: &Map<S, L>) -> Content {
    let content: Content = map.iter().map(|(key, value)| (key.id(), value.id())).collect();
    assert_eq!(content.len(), map.len());
    content
}

/// A base, and two maps that come from it or are built alone.
fn build<S: BuildHasher + Clone, L: Copies<(Dummy, Dummy)>>(hasher: S, len: u64, related: bool) -> [Map<S, L>; 3] {
    let fill = || {
        let mut map = HashMap::with_layout_in(hasher.clone(), ChildrenPool);
        (0..len).for_each(|key| drop(map.insert(Dummy::new(key), Dummy::new(key))));
        map
    };
    let base = fill();
    let [mut left, mut right] = if related { [base.clone(), base.clone()] } else { [fill(), fill()] };
    let edit = |map: &mut Map<S, L>, first: u64| {
        map.insert(Dummy::new(first), Dummy::new(1000 + first));
        map.remove(&Dummy::new(first + 1));
        map.insert(Dummy::new(len + first), Dummy::new(1));
        map.insert(Dummy::new(2 * len), Dummy::new(first));
    };
    edit(&mut left, 0);
    edit(&mut right, 0);
    edit(&mut right, 3);
    [base, left, right]
}

/// A map with nodes and entries of its own. Its keys are as many higher.
fn renumbered<S: BuildHasher + Clone, L: Copies<(Dummy, Dummy)>>(map: &Map<S, L>, more: u64) -> Map<S, L> {
    let mut own = HashMap::with_layout_in(map.hasher().clone(), ChildrenPool);
    own.extend(map.iter().map(|(key, value)| (Dummy::new(key.id() + more), Dummy::new(value.id()))));
    own
}

/// The maps, from an iterator that owns something whose drop may panic.
fn guarded<M, const N: usize>(maps: [M; N]) -> impl Iterator<Item = M> {
    let guard = Dummy::new(1);
    maps.into_iter().inspect(move |_| assert_eq!(guard.id(), 1))
}

fn operations<S: BuildHasher + Clone + Default, L>() -> Vec<(&'static str, Act<S, L>)>
where
    L: Copies<(Dummy, Dummy)> + Adopts<(Dummy, Dummy), ChildrenPool> + Copies<Dummy> + Adopts<Dummy, ChildrenPool>,
{
    vec![
        ("==", |[_, left, right]| {
            assert!(left != right);
            None
        }),
        ("diff", |[base, _, right]| {
            assert!(base.diff(right).inspect(|_| crash::closure()).count() > 3);
            None
        }),
        ("is_submap, is_disjoint", |[base, left, right]| {
            assert!(!base.is_submap(left) && !left.is_disjoint(right));
            None
        }),
        ("union", |[_, left, right]| Some(left.union(right))),
        ("union with little", |[base, _, right]| {
            let little = base.filter(|key, _| key.id() == 2);
            let union = little.union(right);
            drop(little); // here, as the compiler forgets what is returned if a drop panics after that
            Some(union)
        }),
        ("union with strangers", |[base, left, _]| {
            let mut strangers = HashMap::with_layout_in(left.hasher().clone(), ChildrenPool);
            strangers.extend(base.keys().map(|key| (Dummy::new(5000 + key.id()), Dummy::new(key.id()))));
            let union = left.union(&strangers);
            drop(strangers); // here, as above
            Some(union)
        }),
        ("unions", |[base, left, right]| {
            let maps = [base, left, right].map(|map| renumbered(map, 3));
            Some(HashMap::unions(guarded(maps)))
        }),
        ("unions_with", |[base, left, right]| {
            let maps = [base, left, right].map(|map| renumbered(map, 3));
            let guard = Dummy::new(1);
            Some(HashMap::unions_with(guarded(maps), move |one, other| Dummy::new(one.id() + other.id() + guard.id())))
        }),
        ("closures that own what panics", |[base, left, right]| {
            let guard = || Dummy::new(1);
            let sum = |guard: Dummy| move |one: &Dummy, other: &Dummy| Dummy::new(one.id() + other.id() + guard.id());
            let (one, other, both) = (guard(), guard(), guard());
            drop(left.union_with(right, sum(guard())));
            drop(left.intersection_with(right, sum(guard())));
            drop(left.symmetric_difference_with(right, move |_, _| Some(Dummy::new(one.id()))));
            drop(left.symmetric_difference_with_key(right, move |_, _, _| Some(Dummy::new(other.id()))));
            drop(left.merge(right, move |_, _, _| Resolution::Value(Dummy::new(both.id()))));
            let (one, other, both) = (guard(), guard(), guard());
            drop(left.map_values(move |_, value| Dummy::new(one.id() + value.id())));
            drop(left.filter_map_values(move |_, value| Some(Dummy::new(other.id() + value.id()))));
            drop(left.partition(move |key, _| key.id() > both.id()));
            let one = guard();
            Some(HashMap::merge3(base, left, right, move |_| Resolution::Value(Dummy::new(one.id()))))
        }),
        ("union_with", |[_, left, right]| {
            Some(left.union_with(right, |one, other| {
                crash::closure();
                Dummy::new(one.id() + other.id())
            }))
        }),
        ("merge", |[_, left, right]| {
            Some(left.merge(right, |key, one, _| {
                crash::closure();
                match key.id() % 3 {
                    0 => Resolution::Right,
                    1 => Resolution::Value(Dummy::new(one.id())),
                    _ => Resolution::Remove,
                }
            }))
        }),
        ("intersection", |[_, left, right]| Some(left.intersection(right))),
        ("difference", |[_, left, right]| Some(left.difference(right))),
        ("symmetric_difference", |[_, left, right]| Some(left.symmetric_difference(right))),
        ("merge3", |[base, left, right]| {
            Some(HashMap::merge3(base, left, right, |conflict| {
                crash::closure();
                match conflict.key().id() % 3 {
                    0 => Resolution::Right,
                    1 => Resolution::Value(Dummy::new(5)),
                    _ => Resolution::Base,
                }
            }))
        }),
        ("filter", |[_, left, _]| {
            Some(left.filter(|key, _| {
                crash::closure();
                key.id() % 3 == 0
            }))
        }),
        ("filter_map_values", |[_, left, _]| {
            Some(left.filter_map_values(|key, value| {
                crash::closure();
                (key.id() % 3 != 0).then(|| Dummy::new(value.id() + key.id() % 2))
            }))
        }),
        ("map_values", |[_, left, _]| Some(left.map_values(|_, value| Dummy::new(value.id())))),
        ("partition", |[_, left, _]| {
            let (some, others) = left.partition(|key, _| {
                crash::closure();
                key.id() % 3 == 0
            });
            drop(others);
            Some(some)
        }),
        ("set algebra", |[_, left, right]| {
            let set = |map: &Map<S, L>| -> HashSet<Dummy, S, ChildrenPool, L> {
                let mut set = HashSet::with_layout_in(left.hasher().clone(), ChildrenPool);
                set.extend(map.keys().map(|key| Dummy::new(key.id())));
                set
            };
            let (left, right) = (set(left), set(right));
            let parts = &(&left - &right) | &(&right - &left);
            assert!(parts == &left ^ &right && &left & &right != parts);
            assert!(left.update(Dummy::new(0)).len() == left.len());
            let (count, all) = (parts.len(), [left, right, parts]);
            assert!(HashSet::unions(guarded(all)).len() >= count);
            None
        }),
    ]
}

/// Runs one operation with a panic in the k-th call of a kind. False if there was no such call.
fn crash_once<S: BuildHasher + Clone, L: Copies<(Dummy, Dummy)>>(
    (name, act): (&str, Act<S, L>),
    (hasher, len, related): (S, u64, bool),
    event: Event,
    skip: u64,
) -> bool {
    let what = || format!("{name}, {len} entries, related {related}, panic in call {skip} of {event:?}");
    let maps = build::<S, L>(hasher, len, related);
    let before = maps.each_ref().map(content);
    let mut made = None;
    let crashed = crash::crashes(event, skip, || made = act(&maps));
    assert!(!crashed || made.is_none(), "{}", what());
    maps.iter().chain(&made).for_each(HashMap::check);
    HashMap::check_counts(maps.iter().chain(&made));
    assert_eq!(maps.each_ref().map(content), before, "{}", what());
    if let Some(made) = &made {
        assert_eq!(content(made), content(&act(&maps).unwrap()), "{}", what());
    }
    drop((maps, made));
    assert_eq!(crash::dropped_twice(), 0, "{}", what());
    assert_eq!(crash::forget_live(), 0, "leaked: {}", what());
    crashed
}

fn crash_everywhere<S: BuildHasher + Clone + Default, L>(hasher: fn(Shape) -> S)
where
    L: Copies<(Dummy, Dummy)> + Adopts<(Dummy, Dummy), ChildrenPool> + Copies<Dummy> + Adopts<Dummy, ChildrenPool>,
{
    exclusive(|| {
        let _quiet = Quiet::new();
        let mut crashes = 0;
        for (shape, len) in [(Shape::Mixed, 6), (Shape::Mixed, 50), (Shape::Equal, 20), (Shape::Last, 30)] {
            for operation in operations::<S, L>() {
                for (event, related) in Event::ALL.into_iter().flat_map(|event| [(event, true), (event, false)]) {
                    let mut skip = 0;
                    while crash_once(operation, (hasher(shape), len, related), event, skip) {
                        crashes += 1;
                        skip += 1 + skip / 8;
                    }
                }
            }
        }
        assert!(crashes > 1000, "only {crashes} panics");
    });
}

fn known(shape: Shape) -> Known {
    Known::set(shape);
    Known
}

#[test]
fn a_panic_leaves_both_maps_of_shared_entries_as_they_were() {
    crash_everywhere::<Known, Shared>(known);
}

#[test]
fn a_panic_leaves_both_maps_of_inline_entries_as_they_were() {
    crash_everywhere::<Known, Inline>(known);
}

#[test]
fn a_panic_leaves_maps_as_they_were_of_which_the_hashers_are_not_known_to_agree() {
    crash_everywhere::<Shape, Inline>(|shape| shape);
    crash_everywhere::<Shape, Shared>(|shape| shape);
}
