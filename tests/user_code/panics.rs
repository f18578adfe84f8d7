//! Panics in user code: in `hash`, `eq`, `clone`, `drop` and closures, at every call that an operation makes.
//!
//! For each operation, kind of call and number k a test builds a map and other versions of it, runs the operation with a
//! panic in its k-th call, and goes on until no k is left. After each panic every version has valid nodes and its content: that
//! of before or of after the operation, or, for operations on many entries, something between. Nothing is dropped twice, no
//! entry leaks, and all nodes come back.

use hamtrie::HashMap;
use hamtrie::layout::{Copies, Inline, Shared};
use hamtrie::map::Entry;
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::crash::{self, Dummy, Event, Quiet};
use hamtrie::testing::{Shape, exclusive};
use std::collections::BTreeMap;

type Map<L> = HashMap<Dummy, Dummy, Shape, ChildrenPool, L>;
type Content = BTreeMap<u64, u64>;

/// What a new value is.
const NEW: u64 = 1_000_000;

fn content<L: Copies<(Dummy, Dummy)>>(map: &Map<L>) -> Content {
    let content: Content = map.iter().map(|(key, value)| (key.id(), value.id())).collect();
    assert_eq!(content.len(), map.len(), "no key twice, and len is right");
    content
}

/// What other versions there are while the operation runs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Others {
    /// None.
    None,
    /// A clone.
    Whole,
    /// A version that differs in a few entries, so that some nodes are shared and some are not.
    Some,
}

#[derive(Clone, Copy, Debug)]
struct Scene {
    shape: Shape,
    others: Others,
    /// Entries of the map.
    len: u64,
}

/// An operation: runs on a map and leaves what it makes in the second place.
type Act<L> = fn(&mut Map<L>, &mut Option<Map<L>>);

/// What the content may be afterwards, given the one before and the one after the operation without a panic.
type Allowed = fn(&Content, &Content, &Content) -> bool;

struct Operation<L: Copies<(Dummy, Dummy)>> {
    name: &'static str,
    act: Act<L>,
    allowed: Allowed,
}

/// The operation has happened or not.
fn all_or_nothing(is: &Content, before: &Content, after: &Content) -> bool {
    is == before || is == after
}

/// Each entry is as it was before or as it would be after.
fn between(is: &Content, before: &Content, after: &Content) -> bool {
    let sound = is.iter().all(|entry| {
        let same = |other: &Content| other.get(entry.0) == Some(entry.1);
        same(before) || same(after)
    });
    sound && before.keys().filter(|key| after.contains_key(key)).all(|key| is.contains_key(key))
}

fn operations<L: Copies<(Dummy, Dummy)>>() -> Vec<Operation<L>> {
    let mut operations: Vec<Operation<L>> = Vec::new();
    let mut add = |name, allowed, act| operations.push(Operation { name, act, allowed });
    add("insert a new key", all_or_nothing, |map, _| {
        map.insert(Dummy::new(NEW), Dummy::new(NEW));
    });
    add("insert many new keys", between, |map, _| {
        (0..20).for_each(|more| drop(map.insert(Dummy::new(NEW + more), Dummy::new(NEW))));
    });
    add("replace a value", all_or_nothing, |map, _| {
        map.insert(Dummy::new(3), Dummy::new(NEW));
    });
    add("change a value", all_or_nothing, |map, _| {
        if let Some(value) = map.get_mut(&Dummy::new(3)) {
            value.set_id(NEW);
        }
    });
    add("remove an entry by its place", all_or_nothing, |map, _| {
        if let Entry::Occupied(entry) = map.entry(Dummy::new(3)) {
            entry.remove();
        }
    });
    add("take all values", |_, _, _| true, |map, _| take(map).into_values().for_each(drop));
    add("collect from an iterator that owns something", all_or_nothing, |map, other| {
        let guard = Dummy::new(1);
        let entries = map.iter().map(|(key, value)| (key.clone(), value.clone()));
        *other = Some(entries.inspect(move |_| assert_eq!(guard.id(), 1)).collect());
    });
    add("remove", all_or_nothing, |map, _| {
        map.remove(&Dummy::new(3));
    });
    add("remove many", between, |map, _| {
        (0..30).for_each(|key| drop(map.remove(&Dummy::new(key))));
    });
    add("remove an absent key", all_or_nothing, |map, _| {
        map.remove(&Dummy::new(NEW));
    });
    add("entry, occupied, replaced", all_or_nothing, |map, _| {
        if let Entry::Occupied(mut entry) = map.entry(Dummy::new(3)) {
            entry.insert(Dummy::new(NEW));
        }
    });
    add("entry, occupied, changed and removed", between, |map, _| {
        if let Entry::Occupied(mut entry) = map.entry(Dummy::new(3)) {
            crash::closure();
            entry.get_mut();
            entry.remove_entry();
        }
    });
    add("entry, vacant, inserted by closure", all_or_nothing, |map, _| {
        map.entry(Dummy::new(NEW)).or_insert_with_key(|_| {
            crash::closure();
            Dummy::new(NEW)
        });
    });
    add("entry, modified", between, |map, _| {
        let change = |value: &mut Dummy| {
            value.set_id(NEW);
            crash::closure();
        };
        map.entry(Dummy::new(3)).and_modify(change).or_insert(Dummy::new(NEW));
    });
    add(
        "entry, inserted and removed again",
        |is, before, _| {
            let mut during = before.clone();
            during.insert(NEW, NEW);
            is == before || *is == during
        },
        |map, _| {
            map.entry(Dummy::new(NEW)).insert_entry(Dummy::new(NEW)).remove();
        },
    );
    add("update with a new key", all_or_nothing, |map, other| {
        *other = Some(map.update(Dummy::new(NEW), Dummy::new(NEW)))
    });
    add("update with an old key", all_or_nothing, |map, other| {
        *other = Some(map.update(Dummy::new(3), Dummy::new(NEW)))
    });
    add("without", all_or_nothing, |map, other| *other = Some(map.without(&Dummy::new(3))));
    add("retain some", between, |map, _| {
        map.retain_ref(|key, _| {
            crash::closure();
            key.id() % 3 == 0
        });
    });
    add("retain few", between, |map, _| {
        map.retain_ref(|key, _| {
            crash::closure();
            key.id() == 7
        });
    });
    add("retain none", between, |map, _| {
        map.retain_ref(|_, _| {
            crash::closure();
            false
        });
    });
    add("clear", all_or_nothing, |map, _| map.clear());
    add("iterate and change", between, |map, _| {
        for (_, value) in map {
            crash::closure();
            value.set_id(NEW);
        }
    });
    add(
        "take all entries",
        |_, _, _| true,
        |map, _| {
            let mut entries = take(map).into_iter();
            entries.by_ref().take(10).for_each(|_| crash::closure());
            let left = entries.len();
            assert_eq!(entries.fold(0, |count, _| count + 1), left);
        },
    );
    add(
        "take some entries",
        |_, _, _| true,
        |map, _| {
            take(map).into_iter().take(5).for_each(|_| crash::closure());
        },
    );
    add(
        "take all keys and go on after a panic",
        |_, _, _| true,
        |map, _| {
            let mut keys = take(map).into_keys();
            let more = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| keys.by_ref().for_each(drop)));
            let left = keys.len();
            assert_eq!(keys.count(), left);
            if let Err(panic) = more {
                std::panic::resume_unwind(panic);
            }
        },
    );
    add("drop", |is, before, _| is == before || is.is_empty(), |map, _| drop(take(map)));
    add("collect", all_or_nothing, |map, other| {
        let entries = map.iter().map(|(key, value)| (key.clone(), value.clone()));
        *other = Some(entries.collect());
    });
    add("look up", all_or_nothing, |map, _| {
        (0..10).for_each(|key| assert!(map.get(&Dummy::new(key)).is_none_or(|value| value.id() == key)));
    });
    add("compare", all_or_nothing, |map, _| {
        let same = map.clone();
        assert!(*map == same);
    });
    operations
}

/// The map, and an empty one in its place.
fn take<L: Copies<(Dummy, Dummy)>>(map: &mut Map<L>) -> Map<L> {
    let shape = *map.hasher();
    std::mem::replace(map, HashMap::with_layout_in(shape, ChildrenPool))
}

fn build<L: Copies<(Dummy, Dummy)>>(scene: Scene) -> (Map<L>, Vec<Map<L>>) {
    let mut map = HashMap::with_layout_in(scene.shape, ChildrenPool);
    for key in 0..scene.len {
        map.insert(Dummy::new(key), Dummy::new(key));
    }
    let others = match scene.others {
        Others::None => Vec::new(),
        Others::Whole => vec![map.clone()],
        Others::Some => {
            let mut other = map.clone();
            (0..scene.len).step_by(17).for_each(|key| drop(other.remove(&Dummy::new(key))));
            other.insert(Dummy::new(NEW / 2), Dummy::new(1));
            (0..scene.len).step_by(11).for_each(|key| drop(map.insert(Dummy::new(key), Dummy::new(key))));
            vec![other.clone(), other]
        }
    };
    (map, others)
}

/// Runs one operation with a panic in the k-th call of a kind. False if there was no such call.
fn crash_once<L: Copies<(Dummy, Dummy)>>(operation: &Operation<L>, scene: Scene, event: Event, skip: u64) -> bool {
    let what = || format!("{}, {scene:?}, panic in call {skip} of {event:?}", operation.name);
    let (mut map, others) = build::<L>(scene);
    let before = content(&map);
    let of_others: Vec<Content> = others.iter().map(content).collect();
    let after = {
        let (mut map, _others) = build::<L>(scene);
        (operation.act)(&mut map, &mut None);
        content(&map)
    };

    let mut made = None;
    let crashed = crash::crashes(event, skip, || (operation.act)(&mut map, &mut made));

    map.check();
    made.iter().for_each(HashMap::check);
    HashMap::check_counts(others.iter().chain([&map]).chain(&made));
    let is = content(&map);
    assert!((operation.allowed)(&is, &before, &after), "{}: {is:?}, before {before:?}, after {after:?}", what());
    assert!(crashed || is == after, "{}", what());
    for (other, expected) in others.iter().zip(&of_others) {
        other.check();
        assert_eq!(content(other), *expected, "another version changed: {}", what());
    }
    // The map can be used as before.
    map.insert(Dummy::new(NEW * 2), Dummy::new(5));
    assert_eq!(map.get(&Dummy::new(NEW * 2)).map(Dummy::id), Some(5));
    map.remove(&Dummy::new(NEW * 2));
    map.check();
    assert_eq!(content(&map), is, "{}", what());

    drop((map, made, others));
    assert_eq!(crash::dropped_twice(), 0, "{}", what());
    // When a drop panics in a function that has made its result already, the compiler forgets the result
    // (rust-lang/rust#47949). So all that is spent has to be dropped before there is a result.
    assert_eq!(crash::forget_live(), 0, "leaked: {}", what());
    crashed
}

fn crash_everywhere<L: Copies<(Dummy, Dummy)>>(others: Others) {
    exclusive(|| {
        let _quiet = Quiet::new();
        let mut crashes = 0;
        for (shape, lens) in [
            (Shape::Mixed, &[1, 5, 16, 17, 70][..]),
            (Shape::Equal, &[5, 17, 40]),
            (Shape::High(5), &[40]),
            (Shape::Last, &[17, 60]),
        ] {
            for &len in lens {
                for operation in operations::<L>() {
                    for event in Event::ALL {
                        let scene = Scene { shape, others, len };
                        let found = (0..).find(|&skip| !crash_once(&operation, scene, event, skip));
                        crashes += found.expect("operations end");
                    }
                }
            }
        }
        assert!(crashes > 1000, "only {crashes} panics");
    });
}

#[test]
fn a_panic_leaves_a_lone_map_of_shared_entries_valid() {
    crash_everywhere::<Shared>(Others::None);
}

#[test]
fn a_panic_leaves_all_versions_of_a_map_of_shared_entries_valid() {
    crash_everywhere::<Shared>(Others::Whole);
    crash_everywhere::<Shared>(Others::Some);
}

#[test]
fn a_panic_leaves_a_lone_map_of_inline_entries_valid() {
    crash_everywhere::<Inline>(Others::None);
}

#[test]
fn a_panic_leaves_all_versions_of_a_map_of_inline_entries_valid() {
    crash_everywhere::<Inline>(Others::Whole);
    crash_everywhere::<Inline>(Others::Some);
}
