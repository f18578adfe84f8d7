//! Entries on their way out: iterators that give them away or lend them for changes, what such an iterator shows of
//! itself, and entries that nobody else holds and that cannot be cloned.

use crate::of::{map_of, set_of};
use crate::sorted::Sorted;
use hamtrie::layout::{Copies, Inline, Shared};
use hamtrie::map::{self, Entry, SharedMap};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::crash::{self, Dummy, Event, Quiet};
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{DefaultHashBuilder, HashMap, HashSet, HashTable, set, table};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hash::BuildHasher;

/// A value that cannot be cloned.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Handle(Box<u64>);

type Handles = SharedMap<u64, Handle, Shape>;

fn handles(shape: Shape, keys: std::ops::Range<u64>) -> Handles {
    let mut map = Handles::with_layout_in(shape, ChildrenPool);
    for key in keys {
        map.put(key, Handle(Box::new(key)));
    }
    map
}

fn taken_out(map: Handles) -> BTreeMap<u64, u64> {
    let len = map.len();
    let mut unique = map.into_unique();
    assert_eq!(unique.size_hint(), (0, Some(len)));
    let mut taken = BTreeMap::new();
    for (key, handle) in unique.by_ref() {
        assert_eq!(taken.insert(key, *handle.0), None, "each once");
    }
    assert_eq!((unique.next().is_none(), unique.size_hint()), (true, (0, Some(0))));
    taken
}

fn shapes() -> impl Iterator<Item = Shape> {
    Shape::ALL.into_iter()
}

fn all(keys: impl Iterator<Item = u64>) -> BTreeMap<u64, u64> {
    keys.map(|key| (key, key)).sorted_map()
}

#[test]
fn entries_that_nobody_else_holds_are_moved_out_without_a_clone() {
    exclusive(|| {
        for shape in shapes() {
            assert_eq!(taken_out(handles(shape, 0..0)), BTreeMap::new());
            assert_eq!(taken_out(handles(shape, 0..200)), all(0..200));
        }
    });
}

#[test]
fn entries_that_a_version_holds_are_left_to_it() {
    exclusive(|| {
        for shape in shapes() {
            let base = handles(shape, 0..150);
            let mut map = base.clone();
            for key in 150..200 {
                map.put(key, Handle(Box::new(key)));
            }
            for key in 0..20 {
                map.put(key, Handle(Box::new(key)));
            }
            map.discard(&40);
            assert_eq!(taken_out(map), all((0..20).chain(150..200)), "{shape:?}");
            base.check();
            Handles::check_counts([&base]);
            assert_eq!(base.len(), 150);
            assert!(base.iter().all(|(key, handle)| *handle.0 == *key));
            let other = base.without(&7);
            assert_eq!(taken_out(base), all(7..8), "only what the other one lacks");
            other.check();
            Handles::check_counts([&other]);
            assert_eq!(taken_out(other), all((0..150).filter(|&key| key != 7)));
        }
    });
}

#[test]
fn what_is_not_taken_out_is_dropped() {
    exclusive(|| {
        let mut unique = handles(Shape::Mixed, 0..100).into_unique();
        assert!(unique.nth(30).is_some());
        assert!(format!("{unique:?}").contains("69"));
    });
}

#[test]
fn inline_entries_and_sets_and_tables_give_away_what_is_theirs() {
    exclusive(|| {
        let base: HashMap<u64, u64> = (0..1000).map(|key| (key, key)).collect();
        assert_eq!(base.clone().into_unique().count(), 0);
        let other = base.update(5000, 5000);
        drop(base);
        assert_eq!(other.into_unique().sorted_map().len(), 1001);
        let set: HashSet<String> = (0..100).map(|number| number.to_string()).collect();
        let mut changed = set.clone();
        changed.insert("new".to_string());
        assert_eq!(changed.into_unique().collect::<Vec<_>>(), ["new"]);
        assert_eq!(set.into_unique().count(), 100);
        let state = DefaultHashBuilder::new();
        let hash = |text: &String| state.hash_one(text);
        let mut table = HashTable::new();
        table.insert_unique(hash(&"a".to_string()), "a".to_string(), hash);
        let other = table.clone();
        assert_eq!(table.into_unique().count(), 0);
        assert_eq!(other.into_unique().collect::<Vec<_>>(), ["a"]);
    });
}

/// Goes through an iterator and compares what it shows with what is still to come, as a list.
fn shows_the_rest<I: Iterator + Debug>(mut iter: I, whole: Vec<String>)
where
    I::Item: Debug,
{
    for at in 0..=whole.len() {
        assert_eq!(format!("{iter:?}"), format!("[{}]", whole[at..].join(", ")));
        assert_eq!(iter.next().is_some(), at < whole.len());
    }
    assert_eq!(format!("{iter:?}"), "[]");
}

fn items<I: Iterator>(iter: I) -> Vec<String>
where
    I::Item: Debug,
{
    iter.map(|item| format!("{item:?}")).collect()
}

fn iterators_show_what_is_left<V: Clone + Debug, L: Copies<(u64, V)> + Copies<u64>>(value: impl Fn(u64) -> V) {
    for shape in shapes() {
        let mut map: HashMap<u64, V, Shape, ChildrenPool, L> = map_of(shape, (0..60).map(|key| (key, value(key))));
        let other = map.clone();
        map.discard(&3);
        for map in [map, other.clone(), other] {
            let mut shown = map.clone();
            let whole = items(shown.iter_mut());
            shows_the_rest(shown.iter_mut(), whole);
            let whole = items(shown.values_mut());
            shows_the_rest(shown.values_mut(), whole);
            shows_the_rest(map.clone().into_iter(), items(map.clone().into_iter()));
            shows_the_rest(map.clone().into_keys(), items(map.clone().into_keys()));
            shows_the_rest(map.clone().into_values(), items(map.clone().into_values()));
            let alone = items(map.clone().into_iter());
            shows_the_rest(map.into_iter(), alone);
        }
        let set: HashSet<u64, Shape, ChildrenPool, L> = set_of(shape, 0..60);
        shows_the_rest(set.clone().into_iter(), items(set.clone().into_iter()));
        let mut table: HashTable<u64, ChildrenPool, L> = HashTable::default();
        (0..60)
            .for_each(|number| _ = table.insert_unique(shape.hash_one(number), number, |&other| shape.hash_one(other)));
        let whole = items(table.iter_mut());
        shows_the_rest(table.iter_mut(), whole);
        shows_the_rest(table.clone().into_iter(), items(table.into_iter()));
    }
}

#[test]
fn an_iterator_shows_the_entries_that_are_left() {
    exclusive(|| {
        iterators_show_what_is_left::<u64, Inline>(|key| key);
        iterators_show_what_is_left::<String, Shared>(|key| key.to_string());
    });
}

#[test]
fn a_default_iterator_is_over_nothing() {
    macro_rules! empty {
        ($($iter:ty),* $(,)?) => {$({
            let mut iter = <$iter>::default();
            assert_eq!((iter.len(), format!("{iter:?}").as_str()), (0, "[]"));
            assert!(iter.next().is_none());
        })*};
    }
    empty! {
        map::IterMut<'_, u8, String>, map::ValuesMut<'_, u8, String>, map::Iter<'_, u8, String>,
        map::Keys<'_, u8, String>, map::Values<'_, u8, String>,
        map::IntoIter<u8, String>, map::IntoKeys<u8, String>, map::IntoValues<u8, String>,
        set::Iter<'_, String>, set::IntoIter<String>,
        table::Iter<'_, String>, table::IterMut<'_, String>, table::IntoIter<String>,
    }
}

#[test]
fn an_owned_iteration_is_over_owned_entries() {
    fn assert_owned(_: impl Iterator<Item = (u64, String)>) {}
    let map: HashMap<u64, String> = HashMap::new();
    assert_owned(map.clone().into_iter());
    let mut changed = map.clone();
    let _: Option<(&u64, &mut String)> = (&mut changed).into_iter().next();
    let _: Option<(&u64, &String)> = (&map).into_iter().next();
    for (_, _) in map {}
}

/// An entry is where it is, also after a panic while it was made the map's own, and when the other version is gone.
#[test]
fn an_entry_can_be_used_after_a_panic_in_it() {
    fn survives<L: Copies<(Dummy, Dummy)>>() {
        let _quiet = Quiet::new();
        for shape in [Shape::Mixed, Shape::Equal] {
            for nth in 0.. {
                let mut map: HashMap<Dummy, Dummy, Shape, ChildrenPool, L> =
                    map_of(shape, (0..40).map(|number| (Dummy::new(number), Dummy::new(number))));
                let mut other = Some(map.clone());
                let Entry::Occupied(mut entry) = map.entry(Dummy::new(7)) else { unreachable!("it is there") };
                let panicked = crash::crashes(Event::Clone, nth, || _ = entry.get_mut());
                other.take();
                assert_eq!((entry.key().id(), entry.get().id()), (7, 7));
                *entry.get_mut() = Dummy::new(8);
                assert_eq!(entry.get().id(), 8);
                map.check();
                HashMap::check_counts([&map]);
                if !panicked {
                    break;
                }
            }
        }
    }
    exclusive(|| {
        survives::<Inline>();
        survives::<Shared>();
    });
}
