//! The laws of the standard traits, of iterators and of types: what a user of `std` collections relies on.

use crate::of;
use crate::sorted::Sorted;
use hamtrie::layout::{Auto, Copies, Inline, Layout, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::crash::{self, Dummy, Event};
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{DefaultHashBuilder, Equivalent, HashMap, HashSet, HashTable, map, pool, set, table};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash, Hasher};
use std::iter::FusedIterator;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

type Map = HashMap<u64, String>;

fn map_of(keys: impl IntoIterator<Item = u64>) -> Map {
    of::map_of(DefaultHashBuilder::new(), keys.into_iter().map(|key| (key, key.to_string())))
}

// ---- traits -------------------------------------------------------------------------------------------------------

#[test]
fn maps_are_equal_if_their_entries_are() {
    exclusive(|| {
        let one = map_of(0..500);
        let other = map_of((0..500).rev());
        assert_eq!(one, one);
        assert_eq!((&one, &other), (&other, &one));
        assert_ne!(one, one.without(&7));
        assert_ne!(one, one.update(7, "8".into()));
        assert_ne!(one.without(&7), one.without(&8), "as many entries, other keys");
        assert_eq!(one.without(&7).update(7, "7".into()), one);
        assert_eq!(Map::new(), one.clone().into_iter().filter(|_| false).collect());
        let sets: [HashSet<u64>; 2] = [(0..500).collect(), (0..500).rev().collect()];
        assert_eq!(sets[0], sets[1]);
        assert_ne!(sets[0].without(&1), sets[1].without(&2));
    });
}

#[test]
fn maps_of_other_hashers_and_layouts_hold_the_same() {
    exclusive(|| {
        let mut reference = BTreeMap::new();
        let mut one: HashMap<u64, u64, Shape, ChildrenPool, Shared> = HashMap::with_layout_in(Shape::Fx, ChildrenPool);
        let mut other: HashMap<u64, u64, DefaultHashBuilder, ChildrenPool, Inline> = HashMap::default();
        for key in 0..300 {
            reference.insert(key, key);
            one.insert(key, key);
            other.insert(key, key);
        }
        assert!(one.iter().all(|(key, value)| other.get(key) == Some(value)));
        assert_eq!(one.into_iter().sorted_map(), reference);
        assert_eq!(other.iter().map(|(&key, &value)| (key, value)).sorted_map(), reference);
    });
}

#[test]
fn of_equal_keys_the_last_value_and_the_first_key_count() {
    exclusive(|| {
        let map = HashMap::from([("a", 1), ("b", 2), ("a", 3)]);
        assert_eq!((map.len(), map["a"]), (2, 3));
        assert_eq!(map, [("b", 2), ("a", 3)].into_iter().collect());
        let mut more = map.clone();
        more.extend([("b", 5), ("c", 6)]);
        more.extend(&HashMap::from([("d", 7)]));
        assert_eq!(more, HashMap::from([("a", 3), ("b", 5), ("c", 6), ("d", 7)]));

        /// Equal to all with the same first half.
        #[derive(Clone, Copy, Debug)]
        struct Half(u32, u32);
        impl PartialEq for Half {
            fn eq(&self, other: &Half) -> bool {
                self.0 == other.0
            }
        }
        impl Eq for Half {}
        impl Hash for Half {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }
        let mut set = HashSet::from([Half(1, 1), Half(1, 2)]);
        assert_eq!(set.get(&Half(1, 0)).unwrap().1, 1);
        assert!(!set.insert(Half(1, 3)));
        assert_eq!(set.get(&Half(1, 0)).unwrap().1, 1);
        assert_eq!(set.replace(Half(1, 4)).unwrap().1, 1);
        assert_eq!(set.take(&Half(1, 0)).unwrap().1, 4);
        let mut map = HashMap::from([(Half(1, 1), "a")]);
        map.insert(Half(1, 2), "b");
        assert_eq!(map.get_key_value(&Half(1, 0)).map(|(key, value)| (key.1, *value)), Some((1, "b")));
        assert_eq!(map.entry(Half(1, 3)).key().1, 1);
        let updated = map.update(Half(1, 4), "c");
        assert_eq!(updated.get_key_value(&Half(1, 0)).map(|(key, value)| (key.1, *value)), Some((4, "c")));
        assert_eq!(map.remove_entry(&Half(1, 0)).map(|(key, value)| (key.1, value)), Some((1, "b")));
    });
}

#[test]
fn an_index_without_entry_panics() {
    exclusive(|| {
        let map = map_of(0..3);
        assert_eq!(map[&2], "2");
        assert!(catch_unwind(AssertUnwindSafe(|| map[&3].len())).is_err());
    });
}

#[test]
fn debug_output_is_that_of_std() {
    exclusive(|| {
        let map = HashMap::from([("a", 1)]);
        let std = std::collections::HashMap::from([("a", 1)]);
        assert_eq!(format!("{map:?} {map:#?}"), format!("{std:?} {std:#?}"));
        assert_eq!(format!("{:?}", HashMap::<u8, u8>::new()), "{}");
        assert_eq!(format!("{:?}", HashSet::from([7])), "{7}");
        assert_eq!(format!("{:?}", map.iter()), r#"[("a", 1)]"#);
        assert_eq!(format!("{:?} {:?}", map.keys(), map.values()), r#"["a"] [1]"#);
        let mut map = map;
        assert_eq!(format!("{:?}", map.entry("a")), r#"Entry(OccupiedEntry { key: "a", value: 1, .. })"#);
        assert_eq!(format!("{:?}", map.entry("b")), r#"Entry(VacantEntry("b"))"#);
        let mut std = std;
        assert_eq!(format!("{:?}", map.iter_mut()), format!("{:?}", std.iter_mut()));
        assert_eq!(format!("{:?}", map.values_mut()), format!("{:?}", std.values_mut()));
        assert_eq!(format!("{:?}", map.clone().into_keys()), format!("{:?}", std.clone().into_keys()));
        assert_eq!(format!("{:?}", map.clone().into_values()), format!("{:?}", std.clone().into_values()));
        assert_eq!(format!("{:?}", map.into_iter()), format!("{:?}", std.into_iter()));
    });
}

#[test]
fn a_default_map_is_empty_and_takes_no_memory() {
    exclusive(|| {
        let map: HashMap<String, String> = HashMap::default();
        let set: HashSet<String> = HashSet::default();
        let table: HashTable<String> = HashTable::default();
        assert!(map.is_empty() && set.is_empty() && table.is_empty());
        assert_eq!(pool::stats().live_blocks, 0);
        assert!(map.ptr_eq(&HashMap::new()) && set.ptr_eq(&HashSet::new()) && table.ptr_eq(&HashTable::new()));
        static CONSTANT: HashMap<u64, u64, Shape> = HashMap::with_hasher(Shape::Mixed);
        assert_eq!(CONSTANT.get(&1), None);
    });
}

#[test]
fn a_map_may_hold_versions_of_itself() {
    exclusive(|| {
        #[derive(Clone, Debug, PartialEq)]
        struct Scope(HashMap<String, Scope>);
        let mut scope = Scope(HashMap::new());
        for depth in 0..50 {
            let inner = scope.clone();
            scope.0.insert(format!("depth {depth}"), inner);
        }
        assert_eq!(scope.0.len(), 50);
        assert_eq!(scope.0["depth 30"].0["depth 20"].0.len(), 20);
        scope.0.check();
    });
}

// ---- iterators ----------------------------------------------------------------------------------------------------

fn assert_iterator_laws<I: ExactSizeIterator + FusedIterator>(make: impl Fn() -> I, len: usize)
where
    I::Item: Debug,
{
    let mut iter = make();
    for left in (0..=len).rev() {
        assert_eq!((iter.len(), iter.size_hint()), (left, (left, Some(left))));
        assert_eq!(iter.next().is_some(), left > 0);
    }
    for _ in 0..3 {
        assert!(iter.next().is_none(), "fused");
        assert_eq!(iter.len(), 0);
    }
    assert_eq!(make().count(), len);
    assert_eq!(make().fold(0, |count, _| count + 1), len);
}

#[test]
fn iterators_know_their_length_and_stay_at_their_end() {
    exclusive(|| {
        for len in [0, 1, 15, 16, 17, 100, 1000] {
            let map = map_of(0..len);
            let len = len as usize;
            assert_iterator_laws(|| map.iter(), len);
            assert_iterator_laws(|| map.keys(), len);
            assert_iterator_laws(|| map.values(), len);
            assert_iterator_laws(|| map.clone().into_iter(), len);
            assert_iterator_laws(|| map.clone().into_keys(), len);
            assert_iterator_laws(|| map.clone().into_values(), len);
            let set: HashSet<u64> = (0..len as u64).collect();
            assert_iterator_laws(|| set.iter(), len);
            assert_iterator_laws(|| set.clone().into_iter(), len);
        }
        let mut map = map_of(0..100);
        let mut values = map.values_mut();
        (0..100).for_each(|taken| {
            assert_eq!(values.len(), 100 - taken);
            values.next().expect("one more").push('!');
        });
        assert!(values.next().is_none() && values.next().is_none());
        assert!(map.iter().all(|(key, value)| *value == format!("{key}!")));
    });
}

#[test]
fn a_cloned_iterator_goes_on_from_the_same_place() {
    exclusive(|| {
        for shape in Shape::ALL {
            let map: HashMap<u64, u64, Shape> = of::map_of(shape, (0..120).map(|key| (key, key)));
            let mut iter = map.iter();
            for taken in 0..=120 {
                let copy = iter.clone();
                assert_eq!(copy.len(), 120 - taken);
                let rest = copy.map(|(key, _)| *key).sorted_set();
                assert_eq!(rest.len(), 120 - taken);
                let next = iter.next();
                assert!(next.is_none_or(|(key, _)| rest.contains(key)));
            }
            assert!(map.keys().eq(map.iter().map(|(key, _)| key)), "all views have one order");
            assert!(map.values().eq(map.clone().iter().map(|(_, value)| value)));
        }
    });
}

#[test]
#[allow(clippy::forget_non_drop, reason = "whether there is something to drop is not the test's business")]
fn forgotten_iterators_and_entries_leave_a_valid_map() {
    exclusive(|| {
        let mut map = map_of(0..200);
        let base = map.clone();
        let mut iter = map.iter_mut();
        iter.next().expect("one").1.push('!');
        std::mem::forget(iter);
        std::mem::forget(map.entry(7));
        std::mem::forget(map.entry(700));
        map.check();
        assert_eq!(map.len(), 200);
        HashMap::check_counts([&map, &base]);
    });
}

// ---- hashes and lookups -------------------------------------------------------------------------------------------

#[test]
fn an_operation_hashes_its_key_once() {
    exclusive(|| {
        let map: HashMap<Dummy, u64> = (0..10).map(|id| (Dummy::new(id), id)).collect();
        let once = |what: &str, run: &mut dyn FnMut(&mut HashMap<Dummy, u64>)| {
            let mut map = map.clone();
            let before = crash::calls(Event::Hash);
            run(&mut map);
            assert_eq!(crash::calls(Event::Hash) - before, 1, "{what}");
        };
        once("get", &mut |map| assert!(map.get(&Dummy::new(3)).is_some()));
        once("get, absent", &mut |map| assert!(!map.contains_key(&Dummy::new(30))));
        once("get_mut", &mut |map| assert!(map.get_mut(&Dummy::new(3)).is_some()));
        once("insert, new", &mut |map| assert!(map.insert(Dummy::new(30), 1).is_none()));
        once("insert, old", &mut |map| assert!(map.insert(Dummy::new(3), 1).is_some()));
        once("remove", &mut |map| assert!(map.remove(&Dummy::new(3)).is_some()));
        once("update, new", &mut |map| assert_eq!(map.update(Dummy::new(30), 1).len(), 11));
        once("update, old", &mut |map| assert_eq!(map.update(Dummy::new(3), 1).len(), 10));
        once("without", &mut |map| assert_eq!(map.without(&Dummy::new(3)).len(), 9));
        once("or_insert, vacant", &mut |map| *map.entry(Dummy::new(30)).or_insert(1) += 1);
        once("or_insert, occupied", &mut |map| *map.entry(Dummy::new(3)).or_insert(1) += 1);
        once("insert_entry, then remove", &mut |map| {
            assert_eq!(map.entry(Dummy::new(30)).insert_entry(1).remove(), 1);
        });
        once("and_modify", &mut |map| {
            map.entry(Dummy::new(3)).and_modify(|value| *value += 1).or_default();
        });
        drop(map);
        assert_eq!(crash::live(), 0);
    });
}

#[test]
fn making_a_version_clones_no_shared_entry() {
    exclusive(|| {
        let map: HashMap<Dummy, Dummy> = (0..500).map(|id| (Dummy::new(id), Dummy::new(id))).collect();
        let before = crash::calls(Event::Clone);
        let versions = [
            map.update(Dummy::new(700), Dummy::new(1)),
            map.update(Dummy::new(7), Dummy::new(1)),
            map.without(&Dummy::new(8)),
            map.clone(),
        ];
        let mut retained = map.clone();
        retained.retain_ref(|key, _| key.id() % 3 == 0);
        assert_eq!(crash::calls(Event::Clone), before);
        HashMap::check_counts(versions.iter().chain([&map, &retained]));
        drop((map, versions, retained));
        assert_eq!((crash::live(), crash::dropped_twice()), (0, 0));
    });
}

#[test]
fn a_key_is_found_by_all_that_is_equivalent_to_it() {
    exclusive(|| {
        /// A name, in whatever case.
        #[derive(Hash)]
        struct Lower<'a>(&'a str);
        #[derive(Clone, Debug, PartialEq, Eq)]
        struct Name(String);
        impl Hash for Name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                Lower(&self.0.to_lowercase()).hash(state);
            }
        }
        impl Equivalent<Name> for Lower<'_> {
            fn equivalent(&self, name: &Name) -> bool {
                name.0.to_lowercase() == self.0
            }
        }
        let mut map: HashMap<Name, u32> = [(Name("Ada".into()), 1), (Name("Bob".into()), 2)].into_iter().collect();
        assert_eq!((map.get(&Lower("ada")), map.get(&Lower("eve"))), (Some(&1), None));
        *map.get_mut(&Lower("bob")).unwrap() += 1;
        assert_eq!(map[&Lower("bob")], 3);
        assert_eq!(map.without(&Lower("ada")).len(), 1);
        assert_eq!(map.remove_entry(&Lower("ada")), Some((Name("Ada".into()), 1)));

        let words = HashMap::from([(String::from("one"), 1)]);
        assert!(words.contains_key("one") && words.contains_key(&String::from("one")));
        let pairs = HashSet::from([(1, 2)]);
        assert!(pairs.contains(&(1, 2)));
        let bytes: HashSet<Vec<u8>> = [vec![1, 2]].into_iter().collect();
        assert!(bytes.contains(&[1, 2][..]));
    });
}

#[test]
fn two_default_maps_hash_alike() {
    let (one, other): (HashMap<&str, ()>, HashMap<&str, ()>) = (HashMap::new(), HashMap::default());
    assert_eq!(one.hasher().hash_one("key"), other.hasher().hash_one("key"));
}

// ---- types --------------------------------------------------------------------------------------------------------

/// What needs no `Clone` compiles without it.
fn reads<K: Debug + Hash + Eq, V: Debug + PartialEq, S: BuildHasher + Clone, L: Layout<(K, V)>>(
    map: &HashMap<K, V, S, ChildrenPool, L>,
    key: &K,
) -> usize {
    let copy = map.clone();
    assert!(copy.ptr_eq(map) && copy == *map);
    assert_eq!(map.get(key).is_some(), map.contains_key(key));
    assert_eq!(map.get_key_value(key).map(|(_, value)| value), map.get(key));
    assert!(!format!("{map:?}{:?}", map.iter()).is_empty());
    map.check();
    HashMap::check_counts([map, &copy]);
    map.iter().count() + map.keys().count() + map.values().count() + map.len() + usize::from(map.is_empty())
}

/// Likewise for sets.
fn reads_set<T: Debug + Hash + Eq, L: Layout<T>>(set: &HashSet<T, Shape, ChildrenPool, L>, element: &T) -> usize {
    let copy = set.clone();
    assert!(copy == *set && set.contains(element) == set.get(element).is_some());
    assert!(!format!("{set:?}").is_empty());
    set.iter().count()
}

#[test]
fn reading_cloning_and_dropping_need_no_clone_of_entries() {
    #[derive(Debug, PartialEq, Eq, Hash)]
    struct NotClone(u8);
    exclusive(|| {
        let mut empty: HashMap<NotClone, NotClone> = HashMap::new();
        assert_eq!(reads(&empty, &NotClone(1)), 1);
        empty.clear();
        assert_eq!(reads_set::<_, Auto>(&HashSet::with_layout_in(Shape::Mixed, ChildrenPool), &NotClone(1)), 0);
        assert_eq!(reads(&map_of(0..10), &3), 40);
    });
}

/// Asserts at compile time which of `Send` and `Sync` the public types have with some entry types.
macro_rules! threads {
    ($send:literal $sync:literal: $($type:ty),* $(,)?) => {
        $(const _: () = assert!(has!(Send: $type) == $send && has!(Sync: $type) == $sync, stringify!($type));)*
    };
}

/// All public types of maps, sets and tables with keys `$k` and values `$v`.
macro_rules! all_types {
    ($send:literal $sync:literal: $k:ty, $v:ty) => {
        threads!($send $sync:
            HashMap<$k, $v>, map::IntoIter<$k, $v>, map::IntoKeys<$k, $v>, map::IntoValues<$k, $v>,
            map::IterMut<'static, $k, $v>, map::ValuesMut<'static, $k, $v>,
            map::Entry<'static, $k, $v>, map::OccupiedEntry<'static, $k, $v>,
            map::VacantEntry<'static, $k, $v>,
            HashSet<($k, $v)>, set::IntoIter<($k, $v)>,
            HashTable<($k, $v)>, table::IterMut<'static, ($k, $v)>, table::IntoIter<($k, $v)>,
            table::Entry<'static, ($k, $v), fn(&($k, $v)) -> u64>, table::OccupiedEntry<'static, ($k, $v)>,
            table::VacantEntry<'static, ($k, $v), fn(&($k, $v)) -> u64>, table::AbsentEntry<'static, ($k, $v)>,
            map::Iter<'static, $k, $v>, map::Keys<'static, $k, $v>, map::Values<'static, $k, $v>,
            set::Iter<'static, ($k, $v)>,
        );
    };
}

// Entries are shared between versions, which may be on different threads: like `Arc`, all or nothing.
all_types!(true true: u8, String);
all_types!(false false: u8, Rc<u8>);
all_types!(false false: Rc<u8>, u8);
all_types!(false false: u8, Cell<u8>);
threads!(false false:
    HashMap<u8, std::sync::MutexGuard<'static, u8>>, HashSet<std::sync::MutexGuard<'static, u8>>,
    HashTable<std::sync::MutexGuard<'static, u8>>,
);
// An allocator that must stay where it is keeps the map there.
threads!(false false: HashMap<u8, u8, DefaultHashBuilder, &'static bumpalo::Bump>);
threads!(true true: ChildrenPool, pool::Stats, pool::ClassStats, DefaultHashBuilder, hamtrie::DefaultHasher, Auto, Inline, Shared);
threads!(false false: HashMap<u8, u8, Rc<u8>>);

const _: () = {
    assert!(has!(Unpin: HashMap<u8, std::marker::PhantomPinned>));
    assert!(size_of::<Option<HashMap<u8, u8>>>() <= 24);
};

// What a map of longer-lived entries is fit for, a map of shorter-lived ones is.
#[allow(dead_code, reason = "compiling is the test")]
mod covariant {
    use super::*;

    fn maps<'a>(map: HashMap<&'static str, &'static str>) -> HashMap<&'a str, &'a str> {
        map
    }
    fn sets<'a>(set: HashSet<&'static str>) -> HashSet<&'a str> {
        set
    }
    fn tables<'a>(table: HashTable<&'static str>) -> HashTable<&'a str> {
        table
    }
    fn iters<'i, 'a>(iter: map::Iter<'i, &'static str, &'static str>) -> map::Iter<'i, &'a str, &'a str> {
        iter
    }
    fn keys<'i, 'a>(iter: map::Keys<'i, &'static str, u8>) -> map::Keys<'i, &'a str, u8> {
        iter
    }
    fn values<'i, 'a>(iter: map::Values<'i, u8, &'static str>) -> map::Values<'i, u8, &'a str> {
        iter
    }
    fn owned<'a>(iter: map::IntoIter<&'static str, u8>) -> map::IntoIter<&'a str, u8> {
        iter
    }
    fn elements<'i, 'a>(iter: set::Iter<'i, &'static str>) -> set::Iter<'i, &'a str> {
        iter
    }
    fn changes_need_copies<L: Copies<(u8, u8)>>(map: &mut HashMap<u8, u8, Shape, ChildrenPool, L>) -> Option<u8> {
        map.insert(1, 2)
    }
}
