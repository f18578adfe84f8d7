//! Maps.

use super::hashing::Hashing;
use super::rules::{Choice, combined, rule};
use super::step::{Change, Consume, Derive, Edit, Look};
use super::subject::{Id, Subject};
use crate::counted::{Counted, closure};
use crate::model::Model;
use hamtrie::HashMap;
use hamtrie::layout::{Adopts, Copies};
use hamtrie::map::{DiffItem, Entry, Patch};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::Shape;

type Map<S, L> = HashMap<Counted, Counted, S, ChildrenPool, L>;

fn entry(key: u8, value: u8) -> (Counted, Counted) {
    (Counted::new(key), Counted::new(value))
}

impl<S, L> Subject for Map<S, L>
where
    S: Hashing,
    L: Copies<(Counted, Counted)> + Adopts<(Counted, Counted), ChildrenPool>,
{
    fn first(shape: Shape) -> Self {
        HashMap::with_layout_in(S::first(shape), ChildrenPool)
    }

    fn stranger(&self, shape: Shape) -> Self {
        HashMap::with_layout_in(S::next(shape), ChildrenPool)
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, key: u8) -> Option<u8> {
        self.get(&Id(key)).map(Counted::id)
    }

    fn content(&self) -> Model {
        Model::collect(self.iter().map(|(key, value)| (key.id(), value.id())))
    }

    fn check(&self) {
        self.check();
    }

    fn check_counts(all: &[Self]) {
        Self::check_counts(all);
    }

    fn change(&mut self, op: Change, edit: Edit, model: &mut Model) {
        let Edit { key, value, many } = edit;
        let id = Id(key);
        match op {
            Change::Insert => {
                let old = model.set(key, Some(value));
                let (key, value) = entry(key, value);
                assert_eq!(self.insert(key, value).map(|old| old.id()), old);
            }
            Change::Set => {
                let old = model.set(key, Some(value));
                let (key, value) = entry(key, value);
                assert_eq!(self.put(key, value), old.is_none());
            }
            Change::GetMut => {
                let old = model.get(key);
                model.set(key, old.map(|_| value));
                let found = self.get_mut(&id);
                assert_eq!(found.as_ref().map(|found| found.id()), old);
                found.into_iter().for_each(|found| found.set_id(value));
            }
            Change::Remove => {
                let old = model.set(key, None);
                assert_eq!(self.remove(&id).map(|old| old.id()), old);
            }
            Change::RemoveEntry => {
                let old = model.set(key, None);
                let found = self.remove_entry(&id).map(|(key, value)| (key.id(), value.id()));
                assert_eq!(found, old.map(|old| (key, old)));
            }
            Change::Discard => {
                let old = model.set(key, None);
                assert_eq!(self.discard(&id), old.is_some());
            }
            Change::OrInsert => {
                let wanted = model.get(key).unwrap_or(value);
                model.set(key, Some(wanted));
                let found = self.entry(Counted::new(key)).or_insert_with(|| {
                    closure();
                    Counted::new(value)
                });
                assert_eq!(found.id(), wanted);
            }
            Change::AndModify => {
                let wanted = if model.get(key).is_some() { value } else { value ^ 128 };
                model.set(key, Some(wanted));
                let modify = |found: &mut Counted| {
                    found.set_id(value);
                    closure();
                };
                let found = self.entry(Counted::new(key)).and_modify(modify).or_insert(Counted::new(value ^ 128));
                assert_eq!(found.id(), wanted);
            }
            Change::OccupiedInsert => {
                let old = model.get(key);
                model.set(key, old.map(|_| value));
                match self.entry(Counted::new(key)) {
                    Entry::Occupied(mut found) => assert_eq!(Some(found.insert(Counted::new(value)).id()), old),
                    Entry::Vacant(found) => assert_eq!((found.into_key().id(), old), (key, None)),
                }
            }
            Change::OccupiedRemove => {
                let old = model.set(key, None);
                match self.entry(Counted::new(key)) {
                    Entry::Occupied(mut found) => {
                        if value % 2 == 0 {
                            assert_eq!(Some(found.get_mut().id()), old);
                        }
                        assert_eq!(Some(found.remove().id()), old);
                    }
                    Entry::Vacant(found) => assert_eq!((found.key().id(), old), (key, None)),
                }
            }
            Change::InsertEntry => {
                model.set(key, Some(value));
                let mut found = self.entry(Counted::new(key)).insert_entry(Counted::new(value));
                assert_eq!((found.key().id(), found.get().id()), (key, value));
                found.get_mut();
                assert_eq!(found.into_mut().id(), value);
            }
            Change::InsertEntryAndRemove => {
                model.set(key, None);
                let found = self.entry(Counted::new(key)).insert_entry(Counted::new(value));
                assert_eq!(found.remove().id(), value);
            }
            Change::Retain => {
                let asked = self.len();
                let mut left = asked;
                *model = Model::zip([model], |key, [value]| value.filter(|_| edit.keeps(key)));
                self.retain_ref(|key, _| {
                    closure();
                    left -= 1;
                    edit.keeps(key.id())
                });
                assert_eq!(left, 0, "each of {asked} entries is asked about");
            }
            Change::ExtractIf => {
                let before = self.len();
                *model = Model::zip([model], |key, [value]| value.filter(|_| edit.keeps(key)));
                let gone = self.extract_if(|key, _| {
                    closure();
                    !edit.keeps(key.id())
                });
                assert_eq!(gone.filter(|(key, _)| !edit.keeps(key.id())).count(), before - model.len());
            }
            Change::Clear => {
                *model = Model::EMPTY;
                self.clear();
            }
            Change::IterMut => {
                for (key, found) in self.iter_mut().take(many) {
                    assert_eq!(Some(found.id()), model.set(key.id(), Some(value)), "value of {key:?}");
                    closure();
                    found.set_id(value);
                }
            }
            Change::ValuesMut => {
                *model = Model::zip([model], |_, [old]| old.map(|_| value));
                self.values_mut().for_each(|found| found.set_id(value));
            }
            Change::Extend => {
                edit.keys().for_each(|key| _ = model.set(key, Some(value)));
                let entries = edit.keys().map(|key| {
                    closure();
                    entry(key, value)
                });
                self.extend(entries);
            }
            Change::RetainMut => {
                *model = Model::zip([model], |key, [old]| old.filter(|_| edit.keeps(key)).map(|_| value));
                self.retain(|key, found| {
                    closure();
                    found.set_id(value);
                    edit.keeps(key.id())
                });
            }
            Change::ExtractSome => {
                for (key, found) in self.extract_if(|key, _| edit.keeps(key.id())).take(many) {
                    assert_eq!(Some(found.id()), model.set(key.id(), None), "value of {key:?}");
                    closure();
                }
            }
            Change::DrainSome => {
                let before = core::mem::replace(model, Model::EMPTY);
                for (key, found) in self.drain().take(many) {
                    assert_eq!(Some(found.id()), before.get(key.id()), "value of {key:?}");
                    closure();
                }
            }
            Change::Disjoint => {
                let [one, two, three] = edit.three().map(Id);
                for (key, found) in edit.three().into_iter().zip(self.get_disjoint_mut([&one, &two, &three])) {
                    let old = model.get(key);
                    model.set(key, old.map(|_| value));
                    assert_eq!(found.as_ref().map(|found| found.id()), old);
                    found.into_iter().for_each(|found| found.set_id(value));
                }
            }
            Change::RemoveMany => {
                let olds = edit.keys().map(|key| (key, model.set(key, None)));
                olds.for_each(|(key, old)| assert_eq!(self.remove(&Id(key)).map(|old| old.id()), old));
            }
        }
    }

    fn derive([a, b, c]: [&Self; 3], models: [&Model; 3], op: Derive, edit: Edit, model: &mut Model) -> Self {
        let Edit { key, value, .. } = edit;
        let choice = Choice::new(value);
        let by_rule = || Model::zip(models, |_, values| rule(op, values, choice));
        let combine = |left: &Counted, right: &Counted| {
            closure();
            Counted::new(combined(left.id(), right.id()))
        };
        *model = *models[0];
        match op {
            Derive::Update => {
                model.set(key, Some(value));
                let (key, value) = entry(key, value);
                a.update(key, value)
            }
            Derive::Without => {
                model.set(key, None);
                a.without(&Id(key))
            }
            Derive::Clone => a.clone(),
            Derive::Stranger => {
                *model = Model::EMPTY;
                edit.keys().for_each(|key| _ = model.set(key, Some(value)));
                let mut made = a.stranger(super::hashing::SHAPES[usize::from(key) % super::hashing::SHAPES.len()]);
                edit.keys().for_each(|key| _ = made.put(Counted::new(key), Counted::new(value)));
                made
            }
            Derive::FromIter => models[0].iter().map(|(key, value)| entry(key, value)).collect(),
            Derive::RoundTrip => {
                let text = serde_json::to_string(a).expect("a map can be written");
                serde_json::from_str(&text).expect("what was written can be read")
            }
            Derive::Union => {
                *model = by_rule();
                a.union(b)
            }
            Derive::UnionWith => {
                *model = by_rule();
                a.union_with(b, combine)
            }
            Derive::Intersection => {
                *model = by_rule();
                a.intersection(b)
            }
            Derive::IntersectionWith => {
                *model = by_rule();
                a.intersection_with(b, combine)
            }
            Derive::Difference => {
                *model = by_rule();
                a.difference(b)
            }
            Derive::SymmetricDifference => {
                *model = by_rule();
                a.symmetric_difference(b)
            }
            Derive::Combine => {
                *model = by_rule();
                a.combine(b, |_, left, right| {
                    let made = combine(left, right);
                    Some(made).filter(|_| (left.id() ^ right.id()) & 1 == 0)
                })
            }
            Derive::Merge => {
                *model = by_rule();
                a.merge(b, |_, _, _| choice.resolution())
            }
            Derive::Merge3 => {
                *model = by_rule();
                c.merge3(a, b, |_| choice.resolution())
            }
            Derive::Patch => {
                let patch = Patch::between(a, b);
                let made = patch.apply(c);
                drop(patch);
                let [a, b, other] = models;
                let fits = Model::zip(models, |_, [a, b, other]| other.or(Some(1)).filter(|_| a == b || other == a));
                assert_eq!(made.is_ok(), fits.len() == crate::model::KEYS, "from {a:?} to {b:?}, made in {other:?}");
                match made {
                    Ok(made) => {
                        *model = by_rule();
                        made
                    }
                    Err(error) => {
                        drop(error);
                        *model = *other;
                        c.clone()
                    }
                }
            }
            Derive::Filter => {
                *model = Model::zip([model], |key, [value]| value.filter(|_| edit.keeps(key)));
                a.filter(|key, _| {
                    closure();
                    edit.keeps(key.id())
                })
            }
            Derive::Partition => {
                *model = Model::zip([model], |key, [value]| value.filter(|_| !edit.keeps(key)));
                let (first, second) = a.partition(|key, _| edit.keeps(key.id()));
                assert_eq!(first.len() + second.len(), a.len());
                drop(first);
                second
            }
            Derive::FilterMapValues => {
                let change = |key, old: u8| Some(old ^ (key & 1) ^ 128).filter(|&new| edit.keeps(key) && new != 0);
                *model = Model::zip([model], |key, [old]| old.and_then(|old| change(key, old)));
                a.filter_map_values(|key, old| {
                    closure();
                    change(key.id(), old.id()).map(Counted::new)
                })
            }
            Derive::MapValues => {
                *model = Model::zip([model], |_, [old]| old.map(|old| old | 1));
                a.map_values(|_, old| {
                    closure();
                    Counted::new(old.id() | 1)
                })
            }
        }
    }

    fn consume(self, op: Consume, edit: Edit, model: &Model) {
        let many = edit.many;
        let len = self.len();
        match op {
            Consume::IntoIter => {
                let mut entries = self.into_iter();
                for (key, value) in entries.by_ref().take(many) {
                    closure();
                    assert_eq!(Some(value.id()), model.get(key.id()));
                }
                assert_eq!(entries.len(), len.saturating_sub(many));
            }
            Consume::IntoUnique => {
                let entries = self.into_unique().take(many);
                entries.for_each(|(key, value)| assert_eq!(Some(value.id()), model.get(key.id())));
            }
            Consume::IntoKeys => self.into_keys().take(many).for_each(|key| assert!(model.get(key.id()).is_some())),
            Consume::IntoValues => assert_eq!(self.into_values().count(), len),
            Consume::Drop => drop(self),
        }
    }

    fn look([a, b]: [&Self; 2], models: [&Model; 2], op: Look, edit: Edit) {
        match op {
            Look::Compare => {
                let all = |holds: fn([Option<u8>; 2]) -> bool| {
                    (0..crate::model::KEYS as u8).all(|key| holds(models.map(|model| model.get(key))))
                };
                assert_eq!(a == b, models[0] == models[1]);
                assert_eq!(a.is_submap(b), all(|[a, b]| a.is_none() || a == b));
                assert_eq!(a.is_submap_by(b, |_, _| true), all(|[a, b]| a.is_none() || b.is_some()));
                assert_eq!(a.is_disjoint(b), all(|[a, b]| a.is_none() || b.is_none()));
            }
            Look::Diff => {
                let item = |item: DiffItem<'_, Counted, Counted>| {
                    closure();
                    let values = [item.before(), item.after()].map(|value| value.map(Counted::id));
                    assert_eq!(values, models.map(|model| model.get(item.key().id())));
                    (item.key().id(), 1)
                };
                let differ = Model::zip(models, |_, [a, b]| Some(1).filter(|_| a != b));
                let items = a.diff(b);
                items.clone().take(edit.many).for_each(|found| assert!(differ.get(item(found).0).is_some()));
                assert_eq!(Model::collect(items.map(item)), differ);
                let (there, back) = (Patch::between(a, b), Patch::between(b, a));
                assert_eq!(there.len(), differ.len());
                assert!(there.inverse() == back, "the way back is the inverse");
                assert!(there.then(&back).is_ok_and(|both| both.is_empty()), "both are no change");
            }
            Look::Iterate => {
                let mut entries = a.iter();
                let half = entries.by_ref().take(edit.many).map(|(key, value)| (key.id(), value.id()));
                let half = Model::collect(half);
                assert_eq!(entries.len(), models[0].len() - half.len());
                let rest = Model::collect(entries.clone().map(|(key, value)| (key.id(), value.id())));
                assert_eq!(Model::zip([&half, &rest], |_, [half, rest]| half.xor(rest)), *models[0]);
                assert_eq!(a.keys().count(), a.values().len());
                assert_eq!(a.get(&Id(edit.key)).map(Counted::id), models[0].get(edit.key));
            }
        }
    }
}
