//! Where borrows end: as early as with the standard collections.
//!
//! The compiler lets a borrow end where it is last used, if the type that carries it has nothing to do when it goes. So no
//! type that borrows a collection has drop glue, but an entry that owns a key which has. Compiling is the test; it is done in
//! two editions, see `tests/messages.rs`.

#![allow(dead_code, reason = "compiling is the test")]

use hamtrie::layout;
use hamtrie::map::{self, HashMap, SharedMap};
use hamtrie::set::{self, HashSet};
use hamtrie::table::{self, HashTable};
use hamtrie::testing::exclusive;
use std::mem::needs_drop;

/// A type without and one with drop glue, and one that cannot be cloned.
type Plain = u64;
type Owning = String;

macro_rules! no_glue {
    ($($type:ty),* $(,)?) => {
        $(const _: () = assert!(!needs_drop::<$type>(), stringify!($type));)*
    };
}

no_glue! {
    map::Entry<'static, Plain, Plain>, map::Entry<'static, Plain, Owning>,
    map::OccupiedEntry<'static, Plain, Plain>, map::OccupiedEntry<'static, Owning, Owning>,
    map::VacantEntry<'static, Plain, Plain>, map::VacantEntry<'static, Plain, Owning>,
    map::Iter<'static, Owning, Owning>, map::Keys<'static, Owning, Owning>, map::Values<'static, Owning, Owning>,
    map::IterMut<'static, Owning, Owning>, map::ValuesMut<'static, Owning, Owning>,
    map::Diff<'static, Owning, Owning>, map::DiffItem<'static, Owning, Owning>, map::Conflict<'static, Owning, Owning>,
    table::Entry<'static, Owning, fn(&Owning) -> u64>, table::OccupiedEntry<'static, Owning>, table::VacantEntry<'static, Owning, fn(&Owning) -> u64>,
    table::Iter<'static, Owning>, table::IterMut<'static, Owning>, table::DiffItem<'static, Owning>,
    set::Iter<'static, Owning>, set::Diff<'static, Owning>, set::DiffItem<'static, Owning>,
    table::Conflict<'static, Owning>,
    table::Diff<'static, Owning, layout::Auto, fn(&Owning) -> u64, fn(&Owning, &Owning) -> bool, fn()>,
    std::collections::hash_map::OccupiedEntry<'static, Owning, Owning>,
}

#[cfg(feature = "rayon")]
no_glue! {
    hamtrie::par::ParIter<'static, Owning, Owning, layout::Auto>, hamtrie::par::ParKeys<'static, Owning, Owning, layout::Auto>,
    hamtrie::par::ParValues<'static, Owning, Owning, layout::Auto>, hamtrie::par::ParSetIter<'static, Owning, layout::Auto>,
    hamtrie::par::ParIterMut<'static, Owning, Owning, layout::Auto, hamtrie::pool::ChildrenPool>,
    hamtrie::par::ParValuesMut<'static, Owning, Owning, layout::Auto, hamtrie::pool::ChildrenPool>,
}

// What owns a key drops it.
const _: () = assert!(needs_drop::<map::VacantEntry<'static, Owning, Plain>>());
const _: () = assert!(needs_drop::<std::collections::hash_map::VacantEntry<'static, Owning, Plain>>());

/// The same functions for our map and that of the standard library.
macro_rules! maps {
    ($module:ident: $map:ty, $entry:path) => {
        mod $module {
            use $entry::{Occupied, Vacant};

            pub(crate) fn a_vacant_entry_is_let_go(map: &mut $map) {
                match map.entry(1) {
                    Occupied(_) => {}
                    Vacant(_) => {
                        map.insert(1, "one".to_string());
                    }
                }
            }

            pub(crate) fn an_occupied_entry_is_let_go(map: &mut $map) {
                match map.entry(1) {
                    Occupied(entry) => {
                        let key = *entry.key();
                        map.remove(&(key + 1));
                    }
                    Vacant(_) => map.clear(),
                }
            }

            pub(crate) fn an_entry_is_let_go(map: &mut $map) -> (u64, usize) {
                let entry = map.entry(1);
                let key = *entry.key();
                (key, map.len())
            }

            pub(crate) fn an_entry_is_let_go_in_a_scrutinee(map: &mut $map) -> usize {
                if let Vacant(entry) = map.entry(1) {
                    entry.insert("one".to_string());
                    return map.len();
                }
                map.len()
            }

            pub(crate) fn a_value_outlives_its_entry(map: &mut $map) -> &mut String {
                match map.entry(1) {
                    Occupied(entry) => entry.into_mut(),
                    Vacant(entry) => entry.insert(String::new()),
                }
            }

            pub(crate) fn iterators_are_let_go(map: &mut $map) -> usize {
                let mut iter = map.iter();
                let first = iter.next().is_some();
                map.clear();
                let mut keys = map.keys();
                let second = keys.next().is_some();
                map.clear();
                let mut values = map.values();
                let third = values.next().is_some();
                map.clear();
                let mut iter = map.iter_mut();
                let fourth = iter.next().is_some();
                map.clear();
                let mut values = map.values_mut();
                let fifth = values.next().is_some();
                map.clear();
                [first, second, third, fourth, fifth].into_iter().filter(|&is| is).count()
            }

            pub(crate) fn the_tail_of_a_block_is_let_go(map: &mut $map) -> Option<String> {
                let len = { map.iter().count() };
                let taken = { map.entry(len as u64).or_default().clone() };
                map.insert(7, taken)
            }
        }
    };
}

maps!(ours: hamtrie::HashMap<u64, String>, hamtrie::map::Entry);
maps!(theirs: std::collections::HashMap<u64, String>, std::collections::hash_map::Entry);

fn sets_and_tables(set: &mut HashSet<String>, table: &mut HashTable<String>) -> usize {
    let mut iter = set.iter();
    let first = iter.next().cloned();
    set.clear();
    let before = set.clone();
    let mut diff = before.diff(set);
    let changed = diff.next().is_some();
    set.clear();
    let mut iter = table.iter_mut();
    let some = iter.next().is_some();
    table.clear();
    let mut iter = table.iter();
    let other = iter.next().is_some();
    table.clear();
    match table.entry(1, |_| true, |_| 1) {
        table::Entry::Occupied(_) => table.clear(),
        table::Entry::Vacant(_) => {
            table.insert_unique(1, String::new(), |_| 1);
        }
    }
    let entry = table.entry(1, |_| true, |_| 1);
    let debug = matches!(entry, table::Entry::Occupied(_));
    table.clear();
    usize::from(first.is_some()) + usize::from(changed | some | other | debug)
}

#[test]
fn a_borrow_ends_where_it_is_last_used() {
    exclusive(borrows_end);
}

fn borrows_end() {
    let mut map = HashMap::new();
    ours::a_vacant_entry_is_let_go(&mut map);
    assert_eq!(map[&1], "one");
    ours::an_occupied_entry_is_let_go(&mut map);
    assert_eq!(ours::an_entry_is_let_go(&mut map), (1, 1));
    assert_eq!(ours::an_entry_is_let_go_in_a_scrutinee(&mut map), 1);
    assert_eq!(ours::a_value_outlives_its_entry(&mut map), "one");
    assert_eq!(ours::iterators_are_let_go(&mut map), 1);
    assert_eq!(ours::the_tail_of_a_block_is_let_go(&mut map), None);
    let shared: SharedMap<u64, String> = SharedMap::default();
    assert_eq!(shared.into_unique().count(), 0);
    let (mut set, mut table) = (HashSet::from(["a".to_string()]), HashTable::new());
    assert_eq!(sets_and_tables(&mut set, &mut table), 2);
}
