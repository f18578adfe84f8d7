//! Operations on tables, and on the place of one entry in a table.

use crate::operation::Leaves::{Between, Either, Less, Same, Taken};
use crate::operation::{Operation, fallible, op, show};
use crate::world::{Given, Lays, NEW, Pair, Table, World, entry, hash, new, of};
use hamtrie::layout::{Adoption, Adopts};
use hamtrie::table::{AbsentEntry, Conflict, DiffItem, Entry, Keyed, OccupiedEntry, Resolution, VacantEntry};
use hamtrie::testing::crash::closure;
use hamtrie::{OutOfMemory, TryInsertError};

pub(crate) fn operations<A: Given, L: Lays<A>>() -> Vec<Operation<Table<A, L>>> {
    let mut all = reading();
    all.extend(changing());
    all.extend(of_entries());
    all.extend(making());
    all.extend(comparing());
    all.extend(that_tell());
    all
}

/// Those that tell when there is no memory.
pub(crate) fn that_tell<A: Given, L: Lays<A>>() -> Vec<Operation<Table<A, L>>> {
    let mut all = changing_if_there_is_memory();
    all.extend(making_if_there_is_memory());
    all.extend(algebra());
    all
}

/// The hash of a key.
fn digits(key: u64) -> u64 {
    entry(key, 0).0
}

/// The error, after a look at the entry that comes back with it.
fn back(error: TryInsertError<Pair>) -> OutOfMemory {
    assert_eq!(error.value.1.id(), NEW, "the entry comes back");
    OutOfMemory::from(error)
}

/// What makes an entry of a key and the new value, and owns something.
fn made(key: u64) -> impl FnOnce(Option<&Pair>) -> Pair {
    let guard = new(NEW);
    move |_| {
        closure();
        let id = guard.id();
        drop(guard); // before there is a result, which the compiler would forget
        (new(key), new(id))
    }
}

fn identity() -> Keyed<impl Fn(&Pair) -> u64, impl Fn(&Pair, &Pair) -> bool> {
    Keyed { hash, eq: |one: &Pair, other: &Pair| one.0 == other.0 }
}

/// Whether the values are equal, from a function that owns one.
fn same() -> impl FnMut(&Pair, &Pair) -> bool {
    let guard = new(0);
    move |one, other| one.1 == other.1 && guard.id() == 0
}

fn adoption<A: Given, L: Lays<A>>(_: &World<Table<A, L>>) -> Adoption<Pair, A> {
    <L as Adopts<Pair, A>>::adoption()
}

fn reading<A: Given, L: Lays<A>>() -> Vec<Operation<Table<A, L>>> {
    vec![
        op("HashTable::find", Same, |w| assert!(w.it.find(digits(3), of(3)).is_some())),
        op("HashTable::find", Same, |w| assert!(w.it.find(digits(NEW), of(NEW)).is_none())),
        op("HashTable::iter + Iterator for table::Iter", Same, |w| w.it.iter().for_each(|_| closure())),
        op("IntoIterator for &HashTable", Same, |w| (&w.it).into_iter().for_each(|_| closure())),
        op("Clone for table::Iter + Debug for table::Iter", Same, |w| {
            show(&w.it.iter());
        }),
        op("Debug for HashTable", Same, |w| show(&w.it)),
    ]
}

fn changing<A: Given, L: Lays<A>>() -> Vec<Operation<Table<A, L>>> {
    vec![
        op("HashTable::insert_unique", Either, |w| {
            let (digits, entry) = entry(NEW, NEW);
            w.it.insert_unique(digits, entry, hash);
        }),
        op("HashTable::put", Either, |w| {
            let (digits, entry) = entry(NEW, NEW);
            assert!(w.it.put(digits, of(NEW), entry, hash));
        }),
        op("HashTable::put", Either, |w| {
            let (digits, entry) = entry(3, NEW);
            assert!(!w.it.put(digits, of(3), entry, hash));
        }),
        op("HashTable::discard", Either, |w| assert!(w.it.discard(digits(3), of(3)))),
        op("HashTable::remove", Either, |w| assert!(w.it.remove(digits(3), of(3)).is_some())),
        op("HashTable::find_mut", Either, |w| {
            if let Some((_, value)) = w.it.find_mut(digits(3), of(3)) {
                value.set_id(NEW);
            }
        }),
        op("HashTable::retain", Between, |w| {
            let guard = new(0);
            w.it.retain(move |entry| {
                closure();
                entry.1.set_id(NEW);
                entry.0.id() % 3 == guard.id()
            });
        }),
        op("HashTable::extract_if + Iterator for table::ExtractIf", Between, |w| {
            let guard = new(0);
            let select = move |entry: &mut Pair| {
                closure();
                entry.0.id() % 3 == guard.id()
            };
            w.it.extract_if(select).for_each(drop);
        }),
        op("HashTable::drain", Taken, |w| w.it.drain().take(3).for_each(drop)),
        op("HashTable::get_disjoint_mut", Between, |w| {
            let eq = |index: usize, entry: &Pair| entry.0.id() == [3, NEW, 1][index];
            let found = w.it.get_disjoint_mut([3, NEW, 1].map(digits), eq);
            found.into_iter().flatten().for_each(|entry| entry.1.set_id(NEW));
        }),
        op("HashTable::iter_hash + Iterator for table::IterHash", Same, |w| {
            assert!(w.it.iter_hash(digits(3)).any(|entry| entry.0.id() == 3));
        }),
        op("Debug for table::IterHash", Same, |w| show(&w.it.iter_hash(digits(3)))),
        op("HashTable::retain_ref", Between, |w| {
            let guard = new(0);
            w.it.retain_ref(move |(key, _)| {
                closure();
                key.id() % 3 == guard.id()
            });
        }),
        op("HashTable::iter_mut + Iterator for table::IterMut", Between, |w| {
            w.it.iter_mut().for_each(|(_, value)| {
                closure();
                value.set_id(NEW);
            });
        }),
        op("IntoIterator for &mut HashTable", Between, |w| {
            (&mut w.it).into_iter().take(5).for_each(|(_, value)| value.set_id(NEW));
        }),
        op("Debug for table::IterMut", Same, |w| {
            let mut iter = w.it.iter_mut();
            iter.next();
            show(&iter);
        }),
        op("HashTable::clear", Taken, |w| w.it.clear()),
        op("drop", Taken, |w| drop(w.take())),
        op("HashTable::into_iter + Iterator for table::IntoIter", Taken, |w| {
            w.take().into_iter().for_each(|_| closure());
        }),
        op("IntoIterator for HashTable", Taken, |w| _ = IntoIterator::into_iter(w.take()).take(4).map(drop).count()),
        op("HashTable::into_unique + Iterator for table::IntoUnique", Taken, |w| {
            w.take().into_unique().for_each(|_| closure());
        }),
        op("Debug for table::IntoIter", Taken, |w| {
            let mut iter = w.take().into_iter();
            drop(iter.next());
            show(&iter);
        }),
    ]
}

fn changing_if_there_is_memory<A: Given, L: Lays<A>>() -> Vec<Operation<Table<A, L>>> {
    vec![
        fallible("HashTable::try_insert_unique", Either, |w| {
            let (digits, entry) = entry(NEW, NEW);
            w.it.try_insert_unique(digits, entry, hash).map_err(back)?;
            Ok(())
        }),
        fallible("HashTable::try_put", Either, |w| {
            let (digits, entry) = entry(NEW, NEW);
            assert!(w.it.try_put(digits, of(NEW), entry, hash).map_err(back)?);
            Ok(())
        }),
        fallible("HashTable::try_put", Either, |w| {
            let (digits, entry) = entry(3, NEW);
            assert!(!w.it.try_put(digits, of(3), entry, hash).map_err(back)?);
            Ok(())
        }),
        fallible("HashTable::try_put_with", Either, |w| {
            assert!(w.it.try_put_with(digits(NEW), of(NEW), made(NEW), hash).map_err(back)?);
            Ok(())
        }),
        fallible("HashTable::try_put_with", Either, |w| {
            assert!(!w.it.try_put_with(digits(3), of(3), made(3), hash).map_err(back)?);
            Ok(())
        }),
        fallible("HashTable::try_discard", Either, |w| {
            assert!(w.it.try_discard(digits(3), of(3))?);
            Ok(())
        }),
        fallible("HashTable::try_remove", Either, |w| {
            assert!(w.it.try_remove(digits(3), of(3))?.is_some());
            Ok(())
        }),
        fallible("HashTable::try_find_mut", Either, |w| {
            let found = w.it.try_find_mut(digits(3), of(3))?;
            found.expect("it is there").1.set_id(NEW);
            Ok(())
        }),
        fallible("HashTable::try_retain_ref", Between, |w| {
            let guard = new(0);
            w.it.try_retain_ref(move |(key, _)| {
                closure();
                key.id() % 3 == guard.id()
            })
        }),
        fallible("table::OccupiedEntry::try_into_mut", Either, |w| {
            occupied(w).try_into_mut()?.1.set_id(NEW);
            Ok(())
        }),
        fallible("table::AbsentEntry::try_insert", Either, |w| {
            absent(w).try_insert((new(NEW), new(NEW)), hash).map_err(back)?;
            Ok(())
        }),
    ]
}

/// The entry of a key that is there.
fn occupied<A: Given, L: Lays<A>>(w: &mut World<Table<A, L>>) -> OccupiedEntry<'_, Pair, A, L> {
    let Ok(entry) = w.it.find_entry(digits(3), of(3)) else { unreachable!("the key is there") };
    entry
}

/// The place of a key that is not there.
fn absent<A: Given, L: Lays<A>>(w: &mut World<Table<A, L>>) -> AbsentEntry<'_, Pair, A, L> {
    let Err(absent) = w.it.find_entry(digits(NEW), of(NEW)) else { unreachable!("the key is not there") };
    absent
}

/// The entry of a key that is not there.
fn vacant<A: Given, L: Lays<A>>(w: &mut World<Table<A, L>>) -> VacantEntry<'_, Pair, fn(&Pair) -> u64, A, L> {
    let hash: fn(&Pair) -> u64 = hash;
    let Entry::Vacant(entry) = w.it.entry(digits(NEW), of(NEW), hash) else { unreachable!("the key is not there") };
    entry
}

fn of_entries<A: Given, L: Lays<A>>() -> Vec<Operation<Table<A, L>>> {
    vec![
        op("HashTable::entry + table::Entry::or_insert_with", Same, |w| {
            let made = made(3);
            w.it.entry(digits(3), of(3), hash).or_insert_with(|| made(None));
        }),
        op("HashTable::entry + table::Entry::or_insert_with", Either, |w| {
            let made = made(NEW);
            w.it.entry(digits(NEW), of(NEW), hash).or_insert_with(|| made(None));
        }),
        op("table::OccupiedEntry::get", Same, |w| assert!(occupied(w).get().0.id() == 3)),
        op("table::OccupiedEntry::get_mut", Either, |w| occupied(w).get_mut().1.set_id(NEW)),
        op("table::OccupiedEntry::into_mut", Either, |w| occupied(w).into_mut().1.set_id(NEW)),
        op("table::Entry::insert", Either, |w| _ = w.it.entry(digits(3), of(3), hash).insert((new(3), new(NEW)))),
        op("table::Entry::insert", Either, |w| _ = w.it.entry(digits(NEW), of(NEW), hash).insert((new(NEW), new(1)))),
        op("table::Entry::or_insert", Either, |w| {
            assert!(w.it.entry(digits(NEW), of(NEW), hash).or_insert((new(NEW), new(1))).get().1.id() == 1);
        }),
        op("table::Entry::and_modify", Either, |w| {
            let guard = new(NEW);
            let entry = w.it.entry(digits(3), of(3), hash).and_modify(move |entry| {
                closure();
                entry.1.set_id(guard.id());
            });
            assert!(matches!(entry, Entry::Occupied(_)));
        }),
        op("HashTable::find_entry + table::OccupiedEntry::remove", Either, |w| _ = occupied(w).remove()),
        op("table::OccupiedEntry::remove + table::AbsentEntry::insert", Less, |w| {
            let ((_, value), absent) = occupied(w).remove();
            absent.insert((new(3), value), hash);
        }),
        op("table::AbsentEntry::insert", Either, |w| _ = absent(w).insert((new(NEW), new(1)), hash)),
        op("table::AbsentEntry::insert_entry", Either, |w| {
            assert!(absent(w).insert_entry((new(NEW), new(1)), hash).get().1.id() == 1);
        }),
        op("table::VacantEntry::insert", Either, |w| {
            assert!(vacant(w).insert((new(NEW), new(1))).get().1.id() == 1);
        }),
        op("Debug for table::Entry + Debug for table::OccupiedEntry", Same, |w| {
            show(&w.it.entry(digits(3), of(3), hash));
        }),
    ]
}

fn making<A: Given, L: Lays<A>>() -> Vec<Operation<Table<A, L>>> {
    vec![
        op("HashTable::update", Same, |w| {
            let (digits, entry) = entry(NEW, NEW);
            w.made.push(w.it.update(digits, of(NEW), entry, hash));
        }),
        op("HashTable::without", Same, |w| w.made.push(w.it.without(digits(3), of(3)))),
        op("HashTable::without", Same, |w| w.made.push(w.it.without(digits(NEW), of(NEW)))),
    ]
}

fn making_if_there_is_memory<A: Given, L: Lays<A>>() -> Vec<Operation<Table<A, L>>> {
    vec![
        fallible("HashTable::try_update", Same, |w| {
            let (digits, entry) = entry(3, NEW);
            w.made.push(w.it.try_update(digits, of(3), entry, hash).map_err(back)?);
            Ok(())
        }),
        fallible("HashTable::try_update_with", Same, |w| {
            let guard = new(0);
            let hash = move |entry: &Pair| hash(entry) | guard.id();
            w.made.push(w.it.try_update_with(digits(NEW), of(NEW), made(NEW), hash).map_err(back)?);
            Ok(())
        }),
        fallible("HashTable::try_update_with", Same, |w| {
            w.made.push(w.it.try_update_with(digits(3), of(3), made(3), hash).map_err(back)?);
            Ok(())
        }),
        fallible("HashTable::try_without", Same, |w| {
            w.made.push(w.it.try_without(digits(3), of(3))?);
            Ok(())
        }),
    ]
}

fn comparing<A: Given, L: Lays<A>>() -> Vec<Operation<Table<A, L>>> {
    vec![
        op("HashTable::is_equal", Same, |w| assert!(!w.it.is_equal(&w.other, &identity(), same()))),
        op("HashTable::is_subset", Same, |w| assert!(w.it.is_subset(&w.it, &identity(), same()))),
        op("HashTable::is_disjoint", Same, |w| assert!(!w.it.is_disjoint(&w.other, &identity()))),
        op("HashTable::diff + Iterator for table::Diff", Same, |w| {
            let items = w.it.diff(&w.other, identity(), same());
            let changed = items.inspect(|_| closure()).filter(|item| matches!(item, DiffItem::Changed { .. }));
            assert!(changed.count() > 0);
        }),
    ]
}

fn algebra<A: Given, L: Lays<A>>() -> Vec<Operation<Table<A, L>>> {
    vec![
        fallible("HashTable::try_union", Same, |w| {
            w.made.push(w.it.try_union(&w.other, &identity(), adoption(w))?);
            Ok(())
        }),
        fallible("HashTable::try_intersection", Same, |w| {
            w.made.push(w.it.try_intersection(&w.other, &identity(), adoption(w))?);
            Ok(())
        }),
        fallible("HashTable::try_difference", Same, |w| {
            w.made.push(w.it.try_difference(&w.other, &identity(), adoption(w))?);
            Ok(())
        }),
        fallible("HashTable::try_symmetric_difference", Same, |w| {
            w.made.push(w.it.try_symmetric_difference(&w.other, &identity(), adoption(w))?);
            Ok(())
        }),
        fallible("HashTable::try_merge", Same, |w| {
            let guard = new(0);
            let resolve = move |one: &Pair, other: &Pair| {
                closure();
                match one.0.id() % 3 {
                    0 => Resolution::Value((new(one.0.id()), new(one.1.id() + other.1.id() + guard.id()))),
                    1 => Resolution::Right,
                    _ => Resolution::Remove,
                }
            };
            w.made.push(w.it.try_merge(&w.other, &identity(), adoption(w), same(), resolve)?);
            Ok(())
        }),
        fallible("HashTable::try_merge3", Same, |w| {
            let guard = new(0);
            let resolve = move |conflict: Conflict<'_, Pair>| {
                closure();
                match conflict {
                    Conflict::BothChanged { left, .. } => Resolution::Value((new(left.0.id()), new(guard.id()))),
                    Conflict::BothAdded { .. } => Resolution::Right,
                    _ => Resolution::Base,
                }
            };
            w.made.push(w.base.try_merge3(&w.it, &w.other, &identity(), adoption(w), same(), resolve)?);
            Ok(())
        }),
    ]
}
