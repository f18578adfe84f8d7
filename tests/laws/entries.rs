//! Entries, several values at once, and what may change values while it decides: against a model, over several live versions.

use hamtrie::layout::{Auto, Copies, Shared};
use hamtrie::map::{self, SharedMap};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashMap, HashSet, HashTable, set};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

type Map<L> = HashMap<u64, String, Shape, ChildrenPool, L>;

fn content<L: Copies<(u64, String)>>(map: &Map<L>) -> BTreeMap<u64, String> {
    map.iter().map(|(key, value)| (*key, value.clone())).collect()
}

/// Steps on versions of one map, each of which is kept, with what a standard map has after the same step.
fn steps<L: Copies<(u64, String)>>(shape: Shape, step: impl Fn(u64, &mut Map<L>, &mut BTreeMap<u64, String>)) {
    let mut versions = vec![(Map::<L>::with_layout_in(shape, ChildrenPool), BTreeMap::new())];
    for key in 0..60 {
        let (map, model) = &mut versions[0];
        map.insert(key, key.to_string());
        model.insert(key, key.to_string());
    }
    for number in 0..40 {
        let (mut map, mut model) = versions.last().map(|(map, model)| (map.clone(), model.clone())).unwrap();
        step(number, &mut map, &mut model);
        map.check();
        versions.push((map, model));
    }
    HashMap::check_counts(versions.iter().map(|(map, _)| map));
    for (map, model) in &versions {
        assert_eq!(content(map), *model, "{shape:?}");
    }
}

fn in_all_shapes(step: impl Fn(u64, &mut Map<Auto>, &mut BTreeMap<u64, String>)) {
    exclusive(|| Shape::ALL.into_iter().for_each(|shape| steps(shape, &step)));
}

#[test]
fn entries_do_what_is_done_to_a_standard_map() {
    in_all_shapes(|number, map, model| {
        let (key, value) = (number * 7 % 80, format!("new {number}"));
        match number % 5 {
            0 => assert_eq!(*map.entry(key).insert(value.clone()).get(), value),
            1 => assert_eq!(map.entry(key).or_insert_entry(value.clone()).key(), &key),
            2 => assert_eq!(map.entry(key).or_default_entry().key(), &key),
            3 => {
                let entry = map.entry(key).and_replace_entry_with(|key, old| (key % 2 == 0).then(|| old + "!"));
                assert_eq!(matches!(entry, map::Entry::Occupied(_)), model.contains_key(&key) && key % 2 == 0);
            }
            _ => {
                if let map::Entry::Occupied(entry) = map.entry(key) {
                    let map::Entry::Vacant(entry) = entry.replace_entry_with(|_, _| None) else { panic!("it is gone") };
                    assert_eq!(*entry.key(), key);
                    entry.insert(value.clone());
                }
            }
        }
        match number % 5 {
            0 => _ = model.insert(key, value),
            1 => _ = model.entry(key).or_insert(value),
            2 => _ = model.entry(key).or_default(),
            3 if key % 2 == 0 => _ = model.entry(key).and_modify(|old| old.push('!')),
            3 => _ = model.remove(&key),
            _ => _ = model.entry(key).and_modify(|old| *old = value),
        }
    });
}

#[test]
fn a_function_that_panics_with_a_value_takes_the_key_away_and_no_more() {
    exclusive(|| {
        for shape in Shape::ALL {
            let mut map: Map<Auto> = HashMap::with_hasher(shape);
            map.extend((0..40).map(|key| (key, key.to_string())));
            let before = map.clone();
            let map::Entry::Occupied(entry) = map.entry(3) else { panic!("the key is there") };
            let change = |_: &u64, _: String| -> Option<String> { panic!("expected") };
            assert!(catch_unwind(AssertUnwindSafe(|| _ = entry.replace_entry_with(change))).is_err());
            map.check();
            assert!(!map.contains_key(&3) && map.len() == 39 && before.len() == 40);
            HashMap::check_counts([&map, &before]);
        }
    });
}

#[test]
fn retain_may_change_what_it_keeps() {
    in_all_shapes(|number, map, model| {
        let keep = |key: &u64, value: &mut String| {
            value.push('.');
            key % 41 != number
        };
        map.retain(keep);
        model.retain(keep);
    });
}

#[test]
fn several_values_are_changed_at_once() {
    in_all_shapes(|number, map, model| {
        let keys = [number, number + 1, number + 30, number + 1000];
        let found = map.get_disjoint_mut([&keys[0], &keys[1], &keys[2], &keys[3]]);
        for (key, value) in keys.iter().zip(found) {
            assert_eq!(value.is_some(), model.contains_key(key));
            value.into_iter().for_each(|value| value.push_str("..."));
            model.entry(*key).and_modify(|value| value.push_str("..."));
        }
        for (key, value) in map.get_disjoint_key_value_mut([&keys[0], &keys[2]]).into_iter().flatten() {
            assert_eq!(model[key], *value);
        }
        assert!(map.get_disjoint_mut::<u64, 0>([]).is_empty());
    });
}

#[test]
fn one_value_is_not_given_out_twice() {
    exclusive(|| {
        for shape in Shape::ALL {
            let mut map: Map<Auto> = HashMap::with_hasher(shape);
            map.extend((0..40).map(|key| (key, key.to_string())));
            let twice = catch_unwind(AssertUnwindSafe(|| _ = map.get_disjoint_mut([&1, &2, &1])));
            assert!(twice.is_err());
            map.check();
            // Entries without a size are told apart by their places.
            let mut nothings = HashTable::new();
            for hash in 0..3u64 {
                nothings.insert_unique(hash.wrapping_mul(0x9E37_79B9_7F4A_7C15), (), |()| unreachable!("one leaf"));
            }
            let hashes = [1u64, 2].map(|hash| hash.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            assert!(nothings.get_disjoint_mut(hashes, |_, ()| true).iter().all(Option::is_some));
        }
    });
}

#[test]
fn an_equality_that_changes_its_mind_gives_out_nothing_shared() {
    exclusive(|| {
        let hash = |_: &String| 7;
        let mut table = HashTable::new();
        for number in 0..30 {
            table.insert_unique(7, number.to_string(), hash);
        }
        let before = table.clone();
        let asked = Cell::new(0);
        let other_each_time = |_: usize, entry: &String| {
            asked.set(asked.get() + 1);
            *entry == if asked.get() < 40 { "1" } else { "2" }
        };
        _ = catch_unwind(AssertUnwindSafe(|| {
            table.get_disjoint_mut([7, 7], other_each_time).into_iter().flatten().for_each(|entry| entry.push('!'));
        }));
        table.check(hash);
        assert!(before.iter().all(|entry| !entry.ends_with('!')));
    });
}

#[test]
fn set_entries_add_and_remove() {
    exclusive(|| {
        for shape in Shape::ALL {
            let mut set: HashSet<String, Shape> = HashSet::with_hasher(shape);
            let mut versions = vec![set.clone()];
            for number in 0..60u64 {
                match set.entry((number % 40).to_string()) {
                    set::Entry::Occupied(entry) if number % 3 == 0 => {
                        assert_eq!(entry.remove(), (number % 40).to_string());
                    }
                    set::Entry::Occupied(entry) => assert_eq!(*entry.get(), (number % 40).to_string()),
                    set::Entry::Vacant(entry) if number % 7 == 0 => {
                        assert_eq!(entry.into_value(), (number % 40).to_string());
                    }
                    set::Entry::Vacant(entry) => assert_eq!(*entry.insert().get(), (number % 40).to_string()),
                }
                set.check();
                versions.push(set.clone());
            }
            let wanted: HashSet<String, Shape> = {
                let mut model = std::collections::BTreeSet::new();
                for number in 0..60u64 {
                    let there = model.contains(&(number % 40));
                    match (there, number % 3 == 0, number % 7 == 0) {
                        (true, true, _) => _ = model.remove(&(number % 40)),
                        (false, _, false) => _ = model.insert(number % 40),
                        _ => {}
                    }
                }
                let mut wanted = HashSet::with_hasher(shape);
                wanted.extend(model.into_iter().map(|number| number.to_string()));
                wanted
            };
            assert!(set == wanted, "{shape:?}");
            set.entry("0".into()).or_insert();
            assert!(set.contains("0"));
            HashSet::check_counts(versions.iter().chain([&set]));
        }
    });
}

#[test]
fn tables_have_entries_as_in_hashbrown() {
    exclusive(|| {
        for shape in Shape::ALL {
            let hash = |entry: &(u64, String)| shape.hash_one(entry.0);
            let mut table = HashTable::new();
            let mut model = BTreeMap::new();
            let mut versions = vec![];
            for number in 0..200u64 {
                let key = number * 7 % 60;
                let (digits, entry) = (shape.hash_one(key), (key, number.to_string()));
                let eq = |other: &(u64, String)| other.0 == key;
                match number % 5 {
                    0 => assert_eq!(table.entry(digits, eq, hash).insert(entry.clone()).get(), &entry),
                    1 => assert_eq!(table.entry(digits, eq, hash).or_insert(entry.clone()).get().0, key),
                    2 => _ = table.entry(digits, eq, hash).and_modify(|entry| entry.1.push('!')),
                    3 => {
                        if let Ok(found) = table.find_entry(digits, eq) {
                            let (old, absent) = found.remove();
                            assert_eq!(old.1, model[&key]);
                            absent.insert((key, old.1 + "?"), hash);
                        }
                    }
                    _ => assert_eq!(
                        table.find_entry(digits, eq).map(|found| found.remove().0.0).ok(),
                        model.remove(&key).map(|_| key)
                    ),
                }
                match number % 5 {
                    0 => _ = model.insert(key, entry.1),
                    1 => _ = model.entry(key).or_insert(entry.1),
                    2 => _ = model.entry(key).and_modify(|value| value.push('!')),
                    3 => _ = model.entry(key).and_modify(|value| value.push('?')),
                    _ => {}
                }
                table.check(hash);
                assert_eq!(table.iter_hash(digits).any(eq), model.contains_key(&key));
                versions.push(table.clone());
            }
            assert_eq!(table.iter().cloned().collect::<BTreeMap<_, _>>(), model);
            let mut seen = 0;
            table.retain(|entry| {
                entry.1.clear();
                seen += 1;
                entry.0 % 2 == 0
            });
            table.check(hash);
            assert_eq!((seen, table.len()), (model.len(), model.keys().filter(|key| *key % 2 == 0).count()));
            let gone = table.extract_if(|entry| entry.0 % 4 == 0).count();
            table.check(hash);
            assert_eq!(
                (gone, table.len()),
                (model.keys().filter(|key| *key % 4 == 0).count(), model.keys().filter(|key| *key % 4 == 2).count(),)
            );
            assert_eq!(table.drain().count(), model.keys().filter(|key| *key % 4 == 2).count());
            assert!(table.is_empty() && table.capacity() == 0);
            HashTable::check_counts(versions.iter().chain([&table]));
        }
    });
}

#[test]
fn maps_of_what_is_not_clone_are_collected_and_extended() {
    exclusive(|| {
        let mut doors: SharedMap<u64, Mutex<u64>> = (0..100).map(|key| (key, Mutex::new(key))).collect();
        let before = doors.clone();
        doors.extend((50..150).map(|key| (key, Mutex::new(key + 1000))));
        doors.check();
        assert_eq!((before.len(), doors.len()), (100, 150));
        assert!(before.iter().all(|(key, value)| *value.lock().unwrap() == *key));
        assert!((0..150).all(|key| *doors[&key].lock().unwrap() == if key < 50 { key } else { key + 1000 }));
        HashMap::check_counts([&before, &doors]);
        assert_eq!(SharedMap::<u64, Mutex<u64>>::empty().len(), 0);
        assert!(HashSet::<u64>::empty().is_empty());
    });
}

/// Equal to others with the same letter.
#[derive(Clone, Debug)]
struct Letter(char, u32);

impl PartialEq for Letter {
    fn eq(&self, other: &Letter) -> bool {
        self.0 == other.0
    }
}

impl Eq for Letter {}

impl std::hash::Hash for Letter {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[test]
fn the_first_of_equal_keys_stays_unless_entries_are_replaced_as_a_whole() {
    exclusive(|| {
        let entries = || [(Letter('a', 1), 1), (Letter('b', 2), 2), (Letter('a', 3), 3)];
        let map: HashMap<Letter, u32> = entries().into_iter().collect();
        let (key, value) = map.get_key_value(&Letter('a', 0)).unwrap();
        assert_eq!((key.1, *value), (1, 3), "as in std");
        let mut map: HashMap<Letter, u32, hamtrie::DefaultHashBuilder, ChildrenPool, Shared> =
            entries().into_iter().collect();
        let (key, value) = map.get_key_value(&Letter('a', 0)).unwrap();
        assert_eq!((key.1, *value), (3, 3), "as `put` does it");
        map.put(Letter('a', 4), 4);
        assert_eq!(map.get_key_value(&Letter('a', 0)).unwrap().0.1, 4);
    });
}

#[test]
fn equality_by_a_function_sees_every_pair() {
    let measured: HashMap<u64, f64> = (0..50).map(|key| (key, if key == 7 { f64::NAN } else { 1.0 })).collect();
    let copy = measured.clone();
    assert!(measured == copy && !measured.eq_by(&copy, |one, other| one == other));
    let mut texts: HashMap<u64, String, Shape> = HashMap::with_hasher(Shape::Mixed);
    texts.extend(measured.iter().map(|(key, value)| (*key, value.to_string())));
    assert!(measured.eq_by(&texts, |number, text| number.to_string() == *text));
    texts.remove(&3);
    assert!(!measured.eq_by(&texts, |_, _| true));
    texts.insert(1000, String::new());
    assert!(!measured.eq_by(&texts, |_, _| true));
}

#[test]
fn maps_and_sets_are_written_out() {
    let map = HashMap::from([(1, "one")]);
    assert_eq!(map.to_string(), "{1: one}");
    assert_eq!(HashMap::<u64, u64>::new().to_string(), "{}");
    let set: HashSet<u64> = (1..=2).collect();
    assert!(["{1, 2}", "{2, 1}"].contains(&set.to_string().as_str()));
}
