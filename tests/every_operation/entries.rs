//! Operations on the place of one key in a map.

use crate::operation::Leaves::{Between, Either, Less, Same};
use crate::operation::{Operation, op, show};
use crate::world::{Chosen, Lays, Map, NEW, World, new};
use hamtrie::Equivalent;
use hamtrie::map::{Entry, EntryRef, OccupiedEntry, VacantEntry};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::crash::{Dummy, closure};
use std::hash::{Hash, Hasher};

type Occupied<'m, S, L> = OccupiedEntry<'m, Dummy, Dummy, S, ChildrenPool, L>;
type Vacant<'m, S, L> = VacantEntry<'m, Dummy, Dummy, S, ChildrenPool, L>;

/// The entry of a key that is there.
fn occupied<S: Chosen, L: Lays>(w: &mut World<Map<S, L>>) -> Occupied<'_, S, L> {
    let Entry::Occupied(entry) = w.it.entry(new(3)) else { unreachable!("the key is there") };
    entry
}

/// The entry of a key that is not there.
fn vacant<S: Chosen, L: Lays>(w: &mut World<Map<S, L>>) -> Vacant<'_, S, L> {
    let Entry::Vacant(entry) = w.it.entry(new(NEW)) else { unreachable!("the key is not there") };
    entry
}

/// A key that keys are made of.
#[derive(Debug)]
struct Like(Dummy);

impl Hash for Like {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Equivalent<Dummy> for Like {
    fn equivalent(&self, key: &Dummy) -> bool {
        self.0 == *key
    }
}

impl From<&Like> for Dummy {
    fn from(key: &Like) -> Dummy {
        key.0.clone()
    }
}

/// A new value from a function that owns one.
fn made(guard: Dummy) -> impl FnOnce() -> Dummy {
    move || {
        closure();
        let id = guard.id();
        drop(guard); // before there is a result, which the compiler would forget
        new(id)
    }
}

pub(crate) fn operations<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    let mut all = of_entries();
    all.extend(of_borrowed_keys());
    all.extend(of_occupied_ones());
    all.extend(of_vacant_ones());
    all
}

fn of_entries<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("HashMap::entry + map::Entry::key", Same, |w| assert!(w.it.entry(new(3)).key().id() == 3)),
        op("HashMap::entry + map::Entry::key", Same, |w| assert!(w.it.entry(new(NEW)).key().id() == NEW)),
        op("map::Entry::or_insert", Same, |w| assert!(w.it.entry(new(3)).or_insert(new(NEW)).id() == 3)),
        op("map::Entry::or_insert", Either, |w| w.it.entry(new(NEW)).or_insert(new(NEW)).set_id(NEW)),
        op("map::Entry::or_insert_with", Same, |w| _ = w.it.entry(new(3)).or_insert_with(made(new(NEW)))),
        op("map::Entry::or_insert_with", Either, |w| _ = w.it.entry(new(NEW)).or_insert_with(made(new(NEW)))),
        op("map::Entry::or_insert_with_key", Either, |w| {
            let made = made(new(NEW));
            w.it.entry(new(NEW)).or_insert_with_key(move |_| made());
        }),
        op("map::Entry::or_default", Either, |w| _ = w.it.entry(new(NEW)).or_default()),
        op("map::Entry::and_modify", Between, |w| {
            let made = made(new(NEW));
            w.it.entry(new(3)).and_modify(move |value| value.set_id(made().id())).or_insert(new(1));
        }),
        op("map::Entry::insert_entry", Either, |w| _ = w.it.entry(new(3)).insert_entry(new(NEW))),
        op("map::Entry::insert_entry", Either, |w| _ = w.it.entry(new(NEW)).insert_entry(new(NEW))),
        op("map::Entry::insert", Either, |w| assert!(w.it.entry(new(NEW)).insert(new(NEW)).get().id() == NEW)),
        op("map::Entry::or_insert_entry", Same, |w| {
            assert!(w.it.entry(new(3)).or_insert_entry(new(NEW)).get().id() == 3);
        }),
        op("map::Entry::or_insert_entry", Either, |w| _ = w.it.entry(new(NEW)).or_insert_entry(new(NEW))),
        op("map::Entry::or_default_entry", Either, |w| _ = w.it.entry(new(NEW)).or_default_entry()),
        op("map::Entry::and_replace_entry_with", Less, |w| {
            let guard = new(0);
            let replaced = w.it.entry(new(3)).and_replace_entry_with(move |_, value| {
                closure();
                let keep = guard.id() == 0;
                drop(guard); // before there is a result, which the compiler would forget
                keep.then_some(value)
            });
            assert!(matches!(replaced, Entry::Occupied(_)));
        }),
        op("map::Entry::and_replace_entry_with", Same, |w| {
            assert!(matches!(w.it.entry(new(NEW)).and_replace_entry_with(|_, _| None), Entry::Vacant(_)));
        }),
        op("map::OccupiedEntry::replace_entry_with", Less, |w| {
            let Entry::Vacant(entry) = occupied(w).replace_entry_with(|_, _| None) else { unreachable!("it is gone") };
            entry.insert(new(NEW));
        }),
        op("Debug for map::Entry", Same, |w| show(&w.it.entry(new(3)))),
        op("Debug for map::Entry", Same, |w| show(&w.it.entry(new(NEW)))),
    ]
}

fn of_borrowed_keys<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("HashMap::entry_ref + map::EntryRef::or_insert", Same, |w| {
            assert!(w.it.entry_ref(&Like(new(3))).or_insert(new(NEW)).id() == 3);
        }),
        op("map::EntryRef::or_insert", Either, |w| w.it.entry_ref(&Like(new(NEW))).or_insert(new(NEW)).set_id(NEW)),
        op("map::EntryRef::or_insert_with", Either, |w| {
            let made = made(new(NEW));
            w.it.entry_ref(&Like(new(NEW))).or_insert_with(made);
        }),
        op("map::EntryRef::or_insert_with_key", Either, |w| {
            let made = made(new(NEW));
            w.it.entry_ref(&Like(new(NEW))).or_insert_with_key(move |_| made());
        }),
        op("map::EntryRef::or_default", Either, |w| _ = w.it.entry_ref(&Like(new(NEW))).or_default()),
        op("map::EntryRef::and_modify", Between, |w| {
            let made = made(new(NEW));
            w.it.entry_ref(&Like(new(3))).and_modify(move |value| value.set_id(made().id())).or_insert(new(1));
        }),
        op("map::EntryRef::insert_entry", Either, |w| _ = w.it.entry_ref(&Like(new(3))).insert_entry(new(NEW))),
        op("map::VacantEntryRef::insert_entry", Either, |w| {
            let key = Like(new(NEW));
            let EntryRef::Vacant(entry) = w.it.entry_ref(&key) else { unreachable!("the key is not there") };
            entry.insert_entry(new(NEW));
        }),
        op("map::VacantEntryRef::insert + map::VacantEntryRef::key", Either, |w| {
            let key = Like(new(NEW));
            let EntryRef::Vacant(entry) = w.it.entry_ref(&key) else { unreachable!("the key is not there") };
            assert!(entry.key().0.id() == NEW);
            entry.insert(new(NEW));
        }),
        op("Debug for map::EntryRef", Same, |w| show(&w.it.entry_ref(&Like(new(3))))),
        op("Debug for map::VacantEntryRef", Same, |w| show(&w.it.entry_ref(&Like(new(NEW))))),
    ]
}

fn of_occupied_ones<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("map::OccupiedEntry::key", Same, |w| assert!(occupied(w).key().id() == 3)),
        op("map::OccupiedEntry::get", Same, |w| assert!(occupied(w).get().id() == 3)),
        op("map::OccupiedEntry::get_mut", Either, |w| occupied(w).get_mut().set_id(NEW)),
        op("map::OccupiedEntry::get_mut", Between, |w| {
            let mut entry = occupied(w);
            entry.get_mut().set_id(NEW);
            entry.remove();
        }),
        op("map::OccupiedEntry::into_mut", Either, |w| occupied(w).into_mut().set_id(NEW)),
        op("map::OccupiedEntry::insert", Either, |w| _ = occupied(w).insert(new(NEW))),
        op("map::OccupiedEntry::remove", Either, |w| _ = occupied(w).remove()),
        op("map::OccupiedEntry::remove_entry", Either, |w| _ = occupied(w).remove_entry()),
        op("Debug for map::OccupiedEntry", Same, |w| show(&occupied(w))),
    ]
}

fn of_vacant_ones<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("map::VacantEntry::insert", Either, |w| vacant(w).insert(new(1)).set_id(1)),
        op("map::VacantEntry::insert_entry", Either, |w| assert!(vacant(w).insert_entry(new(1)).get().id() == 1)),
        op("map::VacantEntry::key", Same, |w| assert!(vacant(w).key().id() == NEW)),
        op("map::VacantEntry::into_key", Same, |w| assert!(vacant(w).into_key().id() == NEW)),
        op("Debug for map::VacantEntry", Same, |w| show(&vacant(w))),
    ]
}
