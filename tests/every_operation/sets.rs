//! Operations on sets.

use crate::operation::Leaves::{Between, Either, Same, Taken};
use crate::operation::{Operation, op, show};
use crate::world::{Chosen, Lays, NEW, Set, new};
use hamtrie::set::Entry;
use hamtrie::testing::crash::Dummy;
use hamtrie::testing::crash::closure;
use std::hash::{DefaultHasher, Hash};

pub(crate) fn operations<S: Chosen, L: Lays>() -> Vec<Operation<Set<S, L>>> {
    let mut all = reading();
    all.extend(changing());
    all.extend(making());
    all.extend(comparing());
    all.extend(algebra());
    all
}

/// The sets, from an iterator that owns something. Their elements are as many higher, so that they share nothing.
fn guarded<S: Chosen, L: Lays>(sets: [&Set<S, L>; 3], more: u64) -> impl Iterator<Item = Set<S, L>> {
    let guard = new(1);
    let renumbered = sets.map(|set| {
        let mut own = set.filter(|_| false);
        own.extend(set.iter().map(|element| new(element.id() + more)));
        own
    });
    renumbered.into_iter().inspect(move |_| assert_eq!(guard.id(), 1))
}

fn reading<S: Chosen, L: Lays>() -> Vec<Operation<Set<S, L>>> {
    vec![
        op("HashSet::contains", Same, |w| assert!(w.it.contains(&new(3)))),
        op("HashSet::get", Same, |w| assert!(w.it.get(&new(NEW)).is_none())),
        op("HashSet::iter", Same, |w| w.it.iter().for_each(|_| closure())),
        op("IntoIterator for &HashSet", Same, |w| (&w.it).into_iter().for_each(|_| closure())),
        op("Debug for HashSet", Same, |w| show(&w.it)),
        op("Hash for HashSet", Same, |w| w.it.hash(&mut DefaultHasher::new())),
    ]
}

fn changing<S: Chosen, L: Lays>() -> Vec<Operation<Set<S, L>>> {
    vec![
        op("HashSet::insert", Either, |w| assert!(w.it.insert(new(NEW)))),
        op("HashSet::insert", Same, |w| assert!(!w.it.insert(new(3)))),
        op("Extend<T> for HashSet", Between, |w| {
            let guard = new(2);
            w.it.extend((0..30).map(move |key| {
                closure();
                new(guard.id() * key)
            }));
        }),
        op("Extend<T> for HashSet", Same, |w| {
            w.made.push(w.base.filter(|_| false));
            w.made[0].extend((0..30).map(|key| new(key / 2)));
        }),
        op("Extend<T> for HashSet", Between, |w| w.it.extend((0..5).map(|key| new(NEW + key)))),
        op("HashSet::replace", Same, |w| assert!(w.it.replace(new(3)).is_some())),
        op("HashSet::replace", Either, |w| assert!(w.it.replace(new(NEW)).is_none())),
        op("HashSet::remove", Either, |w| assert!(w.it.remove(&new(3)))),
        op("HashSet::remove", Between, |w| (0..w.scene.len).for_each(|key| _ = w.it.remove(&new(key)))),
        op("HashSet::take", Either, |w| assert!(w.it.take(&new(3)).is_some())),
        op("HashSet::take", Same, |w| assert!(w.it.take(&new(NEW)).is_none())),
        op("HashSet::entry + set::Entry::insert + set::OccupiedEntry::get", Either, |w| {
            assert!(w.it.entry(new(NEW)).insert().get().id() == NEW);
        }),
        op("set::Entry::or_insert", Same, |w| w.it.entry(new(3)).or_insert()),
        op("set::Entry::get + set::VacantEntry::get", Same, |w| assert!(w.it.entry(new(NEW)).get().id() == NEW)),
        op("set::OccupiedEntry::remove", Either, |w| {
            let Entry::Occupied(entry) = w.it.entry(new(3)) else { unreachable!("the element is there") };
            assert!(entry.remove().id() == 3);
        }),
        op("set::VacantEntry::insert", Either, |w| {
            let Entry::Vacant(entry) = w.it.entry(new(NEW)) else { unreachable!("the element is not there") };
            assert!(entry.insert().get().id() == NEW);
        }),
        op("set::VacantEntry::into_value", Same, |w| {
            let Entry::Vacant(entry) = w.it.entry(new(NEW)) else { unreachable!("the element is not there") };
            assert!(entry.into_value().id() == NEW);
        }),
        op("Debug for set::Entry + Debug for set::OccupiedEntry", Same, |w| show(&w.it.entry(new(3)))),
        op("Debug for set::Entry + Debug for set::VacantEntry", Same, |w| show(&w.it.entry(new(NEW)))),
        op("HashSet::retain", Between, |w| {
            let guard = new(0);
            w.it.retain(move |element| {
                closure();
                element.id() % 3 == guard.id()
            });
        }),
        op("HashSet::extract_if + Iterator for set::ExtractIf", Between, |w| {
            let guard = new(0);
            let select = move |element: &Dummy| {
                closure();
                element.id() % 3 == guard.id()
            };
            w.it.extract_if(select).for_each(drop);
        }),
        op("HashSet::extract_if", Between, |w| w.it.extract_if(|_| true).take(3).for_each(drop)),
        op("HashSet::clear", Taken, |w| w.it.clear()),
        op("HashSet::drain + Iterator for table::Drain", Taken, |w| w.it.drain().for_each(|_| closure())),
        op("HashSet::drain", Taken, |w| w.it.drain().take(3).for_each(drop)),
        op("Debug for table::Drain", Taken, |w| {
            let mut drain = w.it.drain();
            drain.next();
            show(&drain);
        }),
        op("HashSet::get_or_insert", Same, |w| assert!(w.it.get_or_insert(new(3)).id() == 3)),
        op("HashSet::get_or_insert", Either, |w| assert!(w.it.get_or_insert(new(NEW)).id() == NEW)),
        op("HashSet::get_or_insert_with", Same, |w| _ = w.it.get_or_insert_with(&new(3), Clone::clone)),
        op("HashSet::get_or_insert_with", Either, |w| {
            w.it.get_or_insert_with(&new(NEW), |element| {
                closure();
                element.clone()
            });
        }),
        op("drop", Taken, |w| drop(w.take())),
        op("HashSet::into_iter", Taken, |w| w.take().into_iter().for_each(|_| closure())),
        op("IntoIterator for HashSet", Taken, |w| _ = IntoIterator::into_iter(w.take()).take(4).map(drop).count()),
        op("HashSet::into_unique", Taken, |w| w.take().into_unique().for_each(|_| closure())),
    ]
}

fn making<S: Chosen, L: Lays>() -> Vec<Operation<Set<S, L>>> {
    vec![
        op("HashSet::update", Same, |w| w.made.push(w.it.update(new(NEW)))),
        op("HashSet::update", Same, |w| w.made.push(w.it.update(new(3)))),
        op("HashSet::without", Same, |w| w.made.push(w.it.without(&new(3)))),
        op("HashSet::without", Same, |w| w.made.push(w.it.without(&new(NEW)))),
        op("HashSet::filter", Same, |w| {
            let guard = new(0);
            w.made.push(w.it.filter(move |element| {
                closure();
                element.id() % 3 == guard.id()
            }));
        }),
        op("HashSet::partition", Same, |w| {
            let guard = new(0);
            let (some, others) = w.it.partition(move |element| {
                closure();
                element.id() % 3 == guard.id()
            });
            w.made.extend([some, others]);
        }),
        op("FromIterator<T> for HashSet", Same, |w| {
            let guard = new(1);
            w.made.push(w.it.iter().cloned().inspect(move |_| assert_eq!(guard.id(), 1)).collect());
        }),
        op("From<[T; N]> for HashSet", Same, |_| assert!(hamtrie::HashSet::from([3, 1, 3].map(new)).len() == 2)),
    ]
}

fn comparing<S: Chosen, L: Lays>() -> Vec<Operation<Set<S, L>>> {
    vec![
        op("PartialEq for HashSet", Same, |w| assert!(w.it != w.other)),
        op("HashSet::is_subset", Same, |w| assert!(!w.it.is_subset(&w.other))),
        op("HashSet::is_superset", Same, |w| assert!(!w.it.is_superset(&w.other))),
        op("HashSet::is_proper_subset", Same, |w| assert!(w.it.is_proper_subset(&w.it.update(new(NEW))))),
        op("HashSet::is_proper_superset", Same, |w| assert!(w.it.update(new(NEW)).is_proper_superset(&w.it))),
        op("HashSet::is_disjoint", Same, |w| assert!(!w.it.is_disjoint(&w.other))),
        op("HashSet::diff + Iterator for set::Diff", Same, |w| {
            assert!(w.it.diff(&w.other).inspect(|_| closure()).count() > 1);
        }),
        op("Clone for set::Diff + Debug for set::Diff", Same, |w| {
            show(&w.it.diff(&w.other).clone());
        }),
    ]
}

fn algebra<S: Chosen, L: Lays>() -> Vec<Operation<Set<S, L>>> {
    vec![
        op("HashSet::union + Iterator for set::Union", Same, |w| {
            assert!(w.it.union(&w.other).inspect(|_| closure()).count() > 1);
        }),
        op("HashSet::intersection + Iterator for set::Intersection", Same, |w| {
            assert!(w.it.intersection(&w.other).inspect(|_| closure()).count() > 1);
        }),
        op("HashSet::difference + Iterator for set::Difference", Same, |w| {
            _ = w.it.difference(&w.other).inspect(|_| closure()).count();
        }),
        op("HashSet::symmetric_difference + Iterator for set::SymmetricDifference", Same, |w| {
            assert!(w.it.symmetric_difference(&w.other).inspect(|_| closure()).count() > 1);
        }),
        op("Clone for set::Union + Debug for set::Union", Same, |w| show(&w.it.union(&w.other).clone())),
        op("Clone for set::Intersection + Debug for set::Intersection", Same, |w| {
            show(&w.it.intersection(&w.other).clone());
        }),
        op("Clone for set::Difference + Debug for set::Difference", Same, |w| {
            show(&w.it.difference(&w.other).clone());
        }),
        op("Clone for set::SymmetricDifference + Debug for set::SymmetricDifference", Same, |w| {
            show(&w.it.symmetric_difference(&w.other).clone());
        }),
        op("set::Union::to_set", Same, |w| w.made.push(w.it.union(&w.other).to_set())),
        op("set::Union::to_set", Same, |w| {
            w.made.extend(guarded([&w.it, &w.base, &w.other], 5000));
            w.made.push(w.it.union(&w.made[2]).to_set());
        }),
        op("set::Intersection::to_set", Same, |w| w.made.push(w.it.intersection(&w.other).to_set())),
        op("set::Difference::to_set", Same, |w| w.made.push(w.it.difference(&w.other).to_set())),
        op("set::SymmetricDifference::to_set", Same, |w| w.made.push(w.it.symmetric_difference(&w.other).to_set())),
        op("BitOrAssign<&HashSet<T, S, A, L>> for HashSet", Either, |w| w.it |= &w.other),
        op("BitAndAssign<&HashSet<T, S, A, L>> for HashSet", Either, |w| w.it &= &w.other),
        op("BitXorAssign<&HashSet<T, S, A, L>> for HashSet", Either, |w| w.it ^= &w.other),
        op("SubAssign<&HashSet<T, S, A, L>> for HashSet", Either, |w| w.it -= &w.other),
        op("HashSet::unions", Same, |w| w.made.push(Set::unions(guarded([&w.base, &w.it, &w.other], 3)))),
        op("HashSet::relative_complement", Same, |w| w.made.push(w.it.relative_complement(&w.other))),
        op("BitOr<&HashSet<T, S, A, L>> for &HashSet", Same, |w| w.made.push(&w.it | &w.other)),
        op("BitAnd<&HashSet<T, S, A, L>> for &HashSet", Same, |w| w.made.push(&w.it & &w.other)),
        op("BitXor<&HashSet<T, S, A, L>> for &HashSet", Same, |w| w.made.push(&w.it ^ &w.other)),
        op("Sub<&HashSet<T, S, A, L>> for &HashSet", Same, |w| w.made.push(&w.it - &w.other)),
    ]
}
