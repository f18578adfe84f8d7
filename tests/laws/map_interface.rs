//! What maps have of the interfaces of `std`, hashbrown and imbl beyond the everyday methods.

use hamtrie::map::EntryRef;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{DefaultHashBuilder, Equivalent, HashMap, TryReserveError, hashmap};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[test]
fn capacity_is_a_name_and_no_memory() {
    exclusive(|| {
        let mut map: HashMap<u64, String> = HashMap::with_capacity(1_000_000);
        assert!(map.is_empty() && map.ptr_eq(&HashMap::new()));
        for key in 0..100 {
            map.insert(key, key.to_string());
            assert!(map.capacity() >= map.len());
        }
        let before = map.clone();
        map.reserve(1_000_000);
        map.shrink_to(10);
        map.shrink_to_fit();
        assert_eq!(map.try_reserve(50), Ok(()));
        assert!(map.ptr_eq(&before));
        map.check();
        let hashed: HashMap<u64, u64, Shape> = HashMap::with_capacity_and_hasher(5, Shape::Mixed);
        assert!(hashed.is_empty() && *hashed.hasher() == Shape::Mixed);
    });
}

#[test]
fn a_capacity_that_fits_in_no_memory_is_an_error() {
    let mut map: HashMap<u64, u64> = HashMap::new();
    let error: TryReserveError = map.try_reserve(usize::MAX).unwrap_err();
    assert_eq!(error.to_string(), "capacity overflow");
    assert!(map.try_reserve(usize::MAX / 16).is_err(), "in bytes");
    assert!(catch_unwind(move || map.reserve(usize::MAX)).is_err());
    let mut nothings: HashMap<(), (), DefaultHashBuilder> = HashMap::default();
    assert!(nothings.try_reserve(usize::MAX).is_err());
    assert!(nothings.try_reserve(1 << 20).is_ok());
}

#[test]
fn a_drained_map_is_empty_and_other_versions_are_not() {
    exclusive(|| {
        let mut map: HashMap<u64, String> = (0..100).map(|key| (key, key.to_string())).collect();
        let version = map.clone();
        let mut drain = map.drain();
        assert_eq!((drain.len(), format!("{drain:?}").len() > 100), (100, true));
        let mut keys: Vec<u64> =
            drain.by_ref().take(60).map(|(key, value)| if value == key.to_string() { key } else { 1000 }).collect();
        keys.extend(drain.map(|(key, _)| key));
        keys.sort();
        assert!(keys.into_iter().eq(0..100));
        assert!(map.is_empty() && version.len() == 100);
        map.insert(1, String::new());
        map.drain();
        assert!(map.is_empty());
        std::mem::forget(map.drain());
        map.check();
        version.check();
        HashMap::check_counts([&map, &version]);
    });
}

#[test]
fn functions_decide_about_one_entry_of_a_new_version() {
    exclusive(|| {
        for shape in Shape::ALL {
            let mut versions = vec![HashMap::<u64, u64, Shape>::with_hasher(shape)];
            let mut model = vec![BTreeMap::new()];
            for step in 0..300u64 {
                let key = step * 7 % 40;
                let (map, mut std) = (versions.last().unwrap(), model.last().unwrap().clone());
                let old = std.get(&key).copied();
                let next = match step % 4 {
                    0 => map.update_with(key, step, |old, new| old + new),
                    1 => map.update_with_key(key, step, |key, old, new| key + old + new),
                    2 => {
                        let (before, next) = map.update_lookup_with_key(key, step, |key, old, new| key ^ old ^ new);
                        assert_eq!(before, old);
                        next
                    }
                    _ => map.alter(|value| value.map(|value| value / 2).filter(|value| value % 2 == 1), key),
                };
                let new = match (step % 4, old) {
                    (3, old) => old.map(|old| old / 2).filter(|value| value % 2 == 1),
                    (_, None) => Some(step),
                    (0, Some(old)) => Some(old + step),
                    (1, Some(old)) => Some(key + old + step),
                    (_, Some(old)) => Some(key ^ old ^ step),
                };
                match new {
                    Some(value) => _ = std.insert(key, value),
                    None => _ = std.remove(&key),
                }
                next.check();
                versions.push(next);
                model.push(std);
            }
            for (map, std) in versions.iter().zip(&model) {
                assert_eq!(map.iter().map(|(key, value)| (*key, *value)).collect::<BTreeMap<_, _>>(), *std);
                let extracted = map.extract_with_key(&7).map(|(key, value, rest)| {
                    assert_eq!(rest.len() + 1, map.len());
                    assert_eq!(map.extract(&7), Some((value, rest)));
                    (key, value)
                });
                assert_eq!(extracted, std.get(&7).map(|value| (7, *value)));
            }
            HashMap::check_counts(&versions);
        }
    });
}

/// A key that counts how often one is made of text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Word(String);

thread_local! {
    static MADE: Cell<u32> = const { Cell::new(0) };
}

impl From<&str> for Word {
    fn from(text: &str) -> Word {
        MADE.set(MADE.get() + 1);
        Word(text.into())
    }
}

impl Equivalent<Word> for str {
    fn equivalent(&self, word: &Word) -> bool {
        *self == *word.0
    }
}

#[test]
fn entries_of_borrowed_keys_make_keys_only_if_they_are_missing() {
    exclusive(|| {
        let mut map = HashMap::<Word, u32>::new();
        for round in 0..3 {
            for text in ["a", "b", "c"] {
                *map.entry_ref(text).or_default() += 1;
                map.entry_ref(text).and_modify(|count| *count += 1).or_insert(100);
                assert_eq!(*map.entry_ref(text).or_insert_with(|| 100), 2 * round + 2);
            }
        }
        assert_eq!(MADE.get(), 3);
        let version = map.clone();
        assert_eq!(*map.entry_ref("d").or_insert_with_key(|key| key.len() as u32), 1);
        assert_eq!(map.entry_ref("a").insert_entry(9).key().0, "a");
        match map.entry_ref("e") {
            EntryRef::Vacant(entry) => assert_eq!((entry.key(), entry.insert_entry(5).remove()), ("e", 5)),
            EntryRef::Occupied(_) => unreachable!(),
        }
        assert_eq!((map.len(), version.len(), version[&Word("a".into())], MADE.get()), (4, 3, 6, 5));
        map.check();
        version.check();
    });
}

#[test]
fn what_is_there_is_not_inserted_again() {
    exclusive(|| {
        let mut map = HashMap::from([("a".to_string(), 1)]);
        let version = map.clone();
        let error = map.try_insert("a".into(), 2).unwrap_err();
        assert_eq!(error.to_string(), r#"failed to insert 2: key "a" already has the value 1"#);
        assert_eq!((error.value, error.entry.remove()), (2, 1));
        *map.try_insert("a".into(), 3).unwrap() += 1;
        assert_eq!((map["a"], version["a"]), (4, 1));
        map["a"] += 1;
        let (key, value) = map.get_key_value_mut("a").unwrap();
        *value += key.len();
        assert_eq!((map["a"], map.get_key_value_mut("b")), (6, None));
        assert!(catch_unwind(AssertUnwindSafe(|| map["b"] = 1)).is_err());
        map.check();
    });
}

#[test]
fn maps_are_made_of_other_collections_and_of_sums() {
    exclusive(|| {
        let map = hashmap! { 1 => 'a', 2 => 'b', 1 => 'c', };
        let entries = vec![(1, 'a'), (2, 'b'), (1, 'c')];
        let (btree, std): (BTreeMap<_, _>, std::collections::HashMap<_, _>) =
            (entries.iter().copied().collect(), entries.iter().copied().collect());
        assert_eq!(map, HashMap::from(&entries));
        assert_eq!(map, HashMap::from(&entries[..]));
        assert_eq!(map, HashMap::from(entries.clone()));
        assert!(map == HashMap::from(&btree) && map == HashMap::from(btree));
        assert!(map == HashMap::from(&std) && map == HashMap::from(std));
        assert_eq!(HashMap::<u8, u8>::new(), hashmap! {});
        let mut extended = HashMap::unit(2, 'b');
        extended.extend(&entries);
        assert_eq!(extended, map);
        let (left, right) = (hashmap! { 1 => 1, 2 => 2 }, hashmap! { 2 => 3, 3 => 3 });
        let all = hashmap! { 1 => 1, 2 => 2, 3 => 3 };
        assert_eq!(&left + &right, all);
        assert_eq!([left.clone(), right.clone()].into_iter().sum::<HashMap<_, _>>(), all);
        assert_eq!(left.clone() + right.clone(), all);
        let sums = HashMap::unions_with_key([left, right], |key, a: &i32, b| key * 100 + a * 10 + b);
        assert_eq!(sums, hashmap! { 1 => 1, 2 => 223, 3 => 3 });
    });
}
