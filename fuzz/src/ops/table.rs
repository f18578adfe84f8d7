//! Tables: hashes and equality from the caller.

use super::rules::{Choice, combined, rule};
use super::step::{Change, Consume, Derive, Edit, Look};
use super::subject::{Id, Subject};
use crate::counted::{Counted, closure};
use crate::model::Model;
use hamtrie::layout::{Adopts, Copies};
use hamtrie::pool::ChildrenPool;
use hamtrie::table::{Conflict, DiffItem, Entry, Keyed};
use hamtrie::testing::Shape;
use hamtrie::{Equivalent, HashTable};
use std::hash::BuildHasher;

type Pair = (Counted, Counted);

/// A table, and what hashes its keys.
#[derive(Debug)]
pub(super) struct Table<L: Copies<Pair>> {
    table: HashTable<Pair, ChildrenPool, L>,
    shape: Shape,
}

impl<L: Copies<Pair>> Clone for Table<L> {
    fn clone(&self) -> Self {
        self.with(self.table.clone())
    }
}

fn pair(key: u8, value: u8) -> Pair {
    (Counted::new(key), Counted::new(value))
}

fn ids((key, value): &Pair) -> (u8, u8) {
    (key.id(), value.id())
}

fn finds(key: u8) -> impl Fn(&Pair) -> bool {
    move |(other, _)| Id(key).equivalent(other)
}

fn same((_, one): &Pair, (_, other): &Pair) -> bool {
    one == other
}

impl<L: Copies<Pair>> Table<L> {
    fn with(&self, table: HashTable<Pair, ChildrenPool, L>) -> Self {
        Table { table, shape: self.shape }
    }

    fn hash(&self, key: u8) -> u64 {
        self.shape.hash_one(Id(key))
    }

    fn hasher(&self) -> impl Fn(&Pair) -> u64 + Copy + use<L> {
        let shape = self.shape;
        move |(key, _): &Pair| shape.hash_one(key)
    }

    fn identity(&self) -> Keyed<impl Fn(&Pair) -> u64 + use<L>, impl Fn(&Pair, &Pair) -> bool + use<L>> {
        Keyed { hash: self.hasher(), eq: |(one, _): &Pair, (other, _): &Pair| one == other }
    }

    fn set(&mut self, key: u8, value: u8) -> bool {
        let (hash, hasher) = (self.hash(key), self.hasher());
        self.table.put(hash, finds(key), pair(key, value), hasher)
    }

    fn entry(&mut self, key: u8) -> Entry<'_, Pair, impl Fn(&Pair) -> u64 + use<L>, ChildrenPool, L> {
        let (hash, hasher) = (self.hash(key), self.hasher());
        self.table.entry(hash, finds(key), hasher)
    }

    fn remove(&mut self, key: u8) -> Option<u8> {
        let hash = self.hash(key);
        self.table.remove(hash, finds(key)).map(|old| old.1.id())
    }
}

impl<L: Copies<Pair> + Adopts<Pair, ChildrenPool>> Subject for Table<L> {
    fn first(shape: Shape) -> Self {
        Table { table: HashTable::new_in(ChildrenPool), shape }
    }

    /// With the same hashes: tables of one operation have to.
    fn stranger(&self, _: Shape) -> Self {
        self.with(HashTable::new_in(ChildrenPool))
    }

    fn len(&self) -> usize {
        self.table.len()
    }

    fn get(&self, key: u8) -> Option<u8> {
        self.table.find(self.hash(key), finds(key)).map(|(_, value)| value.id())
    }

    fn content(&self) -> Model {
        Model::collect(self.table.iter().map(ids))
    }

    fn check(&self) {
        self.table.check(self.hasher());
    }

    fn check_counts(all: &[Self]) {
        HashTable::check_counts(all.iter().map(|version| &version.table));
    }

    fn change(&mut self, op: Change, edit: Edit, model: &mut Model) {
        let Edit { key, value, many } = edit;
        let hasher = self.hasher();
        match op {
            Change::Insert | Change::ValuesMut => {
                model.set(key, Some(value));
                match self.entry(key) {
                    Entry::Occupied(mut found) => found.get_mut().1.set_id(value),
                    Entry::Vacant(place) => assert_eq!(ids(place.insert(pair(key, value)).get()), (key, value)),
                }
            }
            Change::Set => {
                let old = model.set(key, Some(value));
                assert_eq!(self.set(key, value), old.is_none());
            }
            Change::GetMut | Change::OccupiedInsert => {
                let old = model.get(key);
                model.set(key, old.map(|_| value));
                let hash = self.hash(key);
                let found = self.table.find_mut(hash, finds(key));
                assert_eq!(found.as_ref().map(|found| found.1.id()), old);
                found.into_iter().for_each(|found| found.1.set_id(value));
            }
            Change::Remove | Change::RemoveEntry => {
                let old = model.set(key, None);
                assert_eq!(self.remove(key), old);
            }
            Change::Discard => {
                let old = model.set(key, None);
                let hash = self.hash(key);
                assert_eq!(self.table.discard(hash, finds(key)), old.is_some());
            }
            Change::OrInsert | Change::AndModify => {
                let wanted = model.get(key).unwrap_or(value);
                model.set(key, Some(wanted));
                let make = || {
                    closure();
                    pair(key, value)
                };
                assert_eq!(ids(self.entry(key).or_insert_with(make).get()), (key, wanted));
            }
            Change::OccupiedRemove => {
                let old = model.set(key, None);
                match self.entry(key) {
                    Entry::Occupied(found) => assert_eq!(Some(found.remove().0.1.id()), old),
                    Entry::Vacant(_) => assert_eq!(old, None),
                }
            }
            Change::InsertEntry => {
                let old = model.set(key, Some(value));
                if old.is_none() {
                    let hash = self.hash(key);
                    assert_eq!(ids(self.table.insert_unique(hash, pair(key, value), hasher)), (key, value));
                } else {
                    self.set(key, value);
                }
            }
            Change::InsertEntryAndRemove => {
                model.set(key, None);
                match self.entry(key) {
                    Entry::Occupied(found) => drop(found.remove()),
                    Entry::Vacant(place) => {
                        let found = place.insert(pair(key, value));
                        assert_eq!(found.remove().0.1.id(), value);
                    }
                }
            }
            Change::Retain | Change::ExtractIf => {
                *model = Model::zip([model], |key, [value]| value.filter(|_| edit.keeps(key)));
                self.table.retain_ref(|(key, _)| {
                    closure();
                    edit.keeps(key.id())
                });
            }
            Change::Clear => {
                *model = Model::EMPTY;
                self.table.clear();
            }
            Change::IterMut => {
                for (key, found) in self.table.iter_mut().take(many) {
                    assert_eq!(Some(found.id()), model.set(key.id(), Some(value)), "value of {key:?}");
                    closure();
                    found.set_id(value);
                }
            }
            Change::Extend => edit.keys().for_each(|key| {
                let old = model.set(key, Some(value));
                assert_eq!(self.set(key, value), old.is_none());
            }),
            Change::RetainMut => {
                *model = Model::zip([model], |key, [old]| old.filter(|_| edit.keeps(key)).map(|_| value));
                self.table.retain(|(key, found)| {
                    closure();
                    found.set_id(value);
                    edit.keeps(key.id())
                });
            }
            Change::ExtractSome => {
                for (key, found) in self.table.extract_if(|(key, _)| edit.keeps(key.id())).take(many) {
                    assert_eq!(Some(found.id()), model.set(key.id(), None), "value of {key:?}");
                    closure();
                }
            }
            Change::DrainSome => {
                let before = core::mem::replace(model, Model::EMPTY);
                for (key, found) in self.table.drain().take(many) {
                    assert_eq!(Some(found.id()), before.get(key.id()), "value of {key:?}");
                    closure();
                }
            }
            Change::Disjoint => {
                let keys = edit.three();
                let hashes = keys.map(|key| self.hash(key));
                let found = self.table.get_disjoint_mut(hashes, |index, (key, _)| key.id() == keys[index]);
                for (key, found) in keys.into_iter().zip(found) {
                    let old = model.get(key);
                    model.set(key, old.map(|_| value));
                    assert_eq!(found.as_ref().map(|found| found.1.id()), old);
                    found.into_iter().for_each(|found| found.1.set_id(value));
                }
            }
            Change::RemoveMany => {
                let olds = edit.keys().map(|key| (key, model.set(key, None)));
                olds.for_each(|(key, old)| assert_eq!(self.remove(key), old));
            }
        }
    }

    fn derive([a, b, c]: [&Self; 3], models: [&Model; 3], op: Derive, edit: Edit, model: &mut Model) -> Self {
        const MEMORY: &str = "there is memory";
        let Edit { key, value, .. } = edit;
        let choice = Choice::new(value);
        let by_rule = |op| Model::zip(models, |_, values| rule(op, values, choice));
        let (identity, adoption) = (a.identity(), L::adoption());
        *model = *models[0];
        let made = match op {
            Derive::Update | Derive::MapValues => {
                model.set(key, Some(value));
                a.table.update(a.hash(key), finds(key), pair(key, value), a.hasher())
            }
            Derive::Without => {
                model.set(key, None);
                a.table.without(a.hash(key), finds(key))
            }
            Derive::Clone => a.table.clone(),
            Derive::Stranger => {
                *model = Model::EMPTY;
                edit.keys().for_each(|key| _ = model.set(key, Some(value)));
                let mut made = a.stranger(a.shape);
                edit.keys().for_each(|key| _ = made.set(key, value));
                made.table
            }
            Derive::FromIter | Derive::RoundTrip => {
                let mut made = a.stranger(a.shape);
                models[0].iter().for_each(|(key, value)| _ = made.set(key, value));
                made.table
            }
            Derive::Union => {
                *model = by_rule(op);
                a.table.try_union(&b.table, &identity, adoption).expect(MEMORY)
            }
            Derive::Intersection => {
                *model = by_rule(op);
                a.table.try_intersection(&b.table, &identity, adoption).expect(MEMORY)
            }
            Derive::Difference => {
                *model = by_rule(op);
                a.table.try_difference(&b.table, &identity, adoption).expect(MEMORY)
            }
            Derive::SymmetricDifference => {
                *model = by_rule(op);
                a.table.try_symmetric_difference(&b.table, &identity, adoption).expect(MEMORY)
            }
            Derive::Merge | Derive::IntersectionWith | Derive::Combine => {
                *model = by_rule(Derive::Merge);
                let resolve = |(key, _): &Pair, _: &Pair| choice.resolution().map(|new| (Counted::new(key.id()), new));
                a.table.try_merge(&b.table, &identity, adoption, same, resolve).expect(MEMORY)
            }
            Derive::UnionWith => {
                // Where values are equal nobody is asked.
                *model = Model::zip(models, |_, [a, b, _]| if a == b { a } else { rule(op, [a, b, None], choice) });
                let resolve = |(key, left): &Pair, (_, right): &Pair| {
                    closure();
                    hamtrie::table::Resolution::Value(pair(key.id(), combined(left.id(), right.id())))
                };
                a.table.try_merge(&b.table, &identity, adoption, same, resolve).expect(MEMORY)
            }
            Derive::Merge3 | Derive::Patch => {
                *model = by_rule(Derive::Merge3);
                let resolve = |conflict: Conflict<'_, Pair>| {
                    let (key, _) = match conflict {
                        Conflict::BothAdded { left, .. }
                        | Conflict::BothChanged { left, .. }
                        | Conflict::LeftChanged { left, .. } => left,
                        Conflict::RightChanged { right, .. } => right,
                    };
                    choice.resolution().map(|new| (Counted::new(key.id()), new))
                };
                c.table.try_merge3(&a.table, &b.table, &identity, adoption, same, resolve).expect(MEMORY)
            }
            Derive::Filter | Derive::Partition | Derive::FilterMapValues => {
                *model = Model::zip([model], |key, [value]| value.filter(|_| edit.keeps(key)));
                let mut made = a.table.clone();
                made.retain_ref(|(key, _)| edit.keeps(key.id()));
                made
            }
        };
        a.with(made)
    }

    fn consume(self, op: Consume, edit: Edit, model: &Model) {
        let (len, many) = (self.len(), edit.many);
        let right = |(key, value): Pair| assert_eq!(Some(value.id()), model.get(key.id()));
        match op {
            Consume::IntoIter | Consume::IntoKeys | Consume::IntoValues => {
                let mut entries = self.table.into_iter();
                entries.by_ref().take(many).for_each(right);
                assert_eq!(entries.len(), len.saturating_sub(many));
            }
            Consume::IntoUnique => self.table.into_unique().take(many).for_each(right),
            Consume::Drop => drop(self),
        }
    }

    fn look([a, b]: [&Self; 2], models: [&Model; 2], op: Look, edit: Edit) {
        let identity = a.identity();
        match op {
            Look::Compare => {
                let all = |holds: fn([Option<u8>; 2]) -> bool| {
                    (0..crate::model::KEYS as u8).all(|key| holds(models.map(|model| model.get(key))))
                };
                assert_eq!(a.table.is_equal(&b.table, &identity, same), models[0] == models[1]);
                assert_eq!(a.table.is_subset(&b.table, &identity, same), all(|[a, b]| a.is_none() || a == b));
                assert_eq!(a.table.is_disjoint(&b.table, &identity), all(|[a, b]| a.is_none() || b.is_none()));
            }
            Look::Diff => {
                let item = |item: DiffItem<'_, Pair>| {
                    let (old, new) = match item {
                        DiffItem::Added(new) => (None, Some(new)),
                        DiffItem::Removed(old) => (Some(old), None),
                        DiffItem::Changed { old, new } => (Some(old), Some(new)),
                    };
                    let (key, _) = old.or(new).expect("one of them is there");
                    let values = [old, new].map(|entry| entry.map(|(_, value)| value.id()));
                    assert_eq!(values, models.map(|model| model.get(key.id())));
                    (key.id(), 1)
                };
                let differ = Model::zip(models, |_, [a, b]| Some(1).filter(|_| a != b));
                a.table.diff(&b.table, a.identity(), same).take(edit.many).for_each(|found| _ = item(found));
                assert_eq!(Model::collect(a.table.diff(&b.table, identity, same).map(item)), differ);
            }
            Look::Iterate => {
                let mut entries = a.table.iter();
                let half = Model::collect(entries.by_ref().take(edit.many).map(ids));
                let rest = Model::collect(entries.clone().map(ids));
                assert_eq!(Model::zip([&half, &rest], |_, [half, rest]| half.xor(rest)), *models[0]);
                assert_eq!(a.get(edit.key), models[0].get(edit.key));
            }
        }
    }
}
