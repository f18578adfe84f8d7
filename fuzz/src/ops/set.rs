//! Sets. In their models every value is 1.

use super::hashing::{Hashing, SHAPES};
use super::rules::{Choice, rule};
use super::step::{Change, Consume, Derive, Edit, Look};
use super::subject::{Id, Subject};
use crate::counted::{Counted, closure};
use crate::model::Model;
use hamtrie::HashSet;
use hamtrie::layout::{Adopts, Copies};
use hamtrie::pool::ChildrenPool;
use hamtrie::set::DiffItem;
use hamtrie::testing::Shape;

type Set<S, L> = HashSet<Counted, S, ChildrenPool, L>;

/// The value of all.
const IN: Option<u8> = Some(1);

impl<S, L> Subject for Set<S, L>
where
    S: Hashing,
    L: Copies<Counted> + Adopts<Counted, ChildrenPool>,
{
    fn first(shape: Shape) -> Self {
        HashSet::with_layout_in(S::first(shape), ChildrenPool)
    }

    fn stranger(&self, shape: Shape) -> Self {
        HashSet::with_layout_in(S::next(shape), ChildrenPool)
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, key: u8) -> Option<u8> {
        IN.filter(|_| self.contains(&Id(key)))
    }

    fn content(&self) -> Model {
        Model::collect(self.iter().map(|element| (element.id(), 1)))
    }

    fn check(&self) {
        self.check();
    }

    fn check_counts(all: &[Self]) {
        Self::check_counts(all);
    }

    fn change(&mut self, op: Change, edit: Edit, model: &mut Model) {
        let key = edit.key;
        match op {
            Change::Insert | Change::Set | Change::OrInsert | Change::InsertEntry => {
                let old = model.set(key, IN);
                assert_eq!(self.insert(Counted::new(key)), old.is_none());
            }
            Change::GetMut | Change::AndModify | Change::OccupiedInsert | Change::ValuesMut => {
                let old = model.set(key, IN);
                assert_eq!(self.replace(Counted::new(key)).map(|old| old.id()), old.map(|_| key));
            }
            Change::Remove | Change::Discard => {
                let old = model.set(key, None);
                assert_eq!(self.remove(&Id(key)), old.is_some());
            }
            Change::RemoveEntry | Change::OccupiedRemove | Change::InsertEntryAndRemove => {
                let old = model.set(key, None);
                assert_eq!(self.take(&Id(key)).map(|old| old.id()), old.map(|_| key));
            }
            Change::Retain | Change::RetainMut | Change::IterMut => {
                let mut left = self.len();
                *model = Model::zip([model], |key, [value]| value.filter(|_| edit.keeps(key)));
                self.retain(|element| {
                    closure();
                    left -= 1;
                    edit.keeps(element.id())
                });
                assert_eq!(left, 0, "each element is asked about");
            }
            Change::ExtractIf => {
                let before = self.len();
                *model = Model::zip([model], |key, [value]| value.filter(|_| edit.keeps(key)));
                let gone = self.extract_if(|element| {
                    closure();
                    !edit.keeps(element.id())
                });
                assert_eq!(gone.filter(|element| !edit.keeps(element.id())).count(), before - model.len());
            }
            Change::Clear => {
                *model = Model::EMPTY;
                self.clear();
            }
            Change::Extend => {
                edit.keys().for_each(|key| _ = model.set(key, IN));
                let elements = edit.keys().map(|key| {
                    closure();
                    Counted::new(key)
                });
                self.extend(elements);
            }
            Change::ExtractSome => {
                for element in self.extract_if(|element| edit.keeps(element.id())).take(edit.many) {
                    assert_eq!(model.set(element.id(), None), IN, "{element:?}");
                    closure();
                }
            }
            Change::DrainSome => {
                let before = core::mem::replace(model, Model::EMPTY);
                for element in self.drain().take(edit.many) {
                    assert_eq!(before.get(element.id()), IN, "{element:?}");
                    closure();
                }
            }
            Change::Disjoint => {
                for key in edit.three() {
                    model.set(key, IN);
                    assert_eq!(self.get_or_insert_with(&Id(key), |_| Counted::new(key)).id(), key);
                }
            }
            Change::RemoveMany => {
                let olds = edit.keys().map(|key| (key, model.set(key, None)));
                olds.for_each(|(key, old)| assert_eq!(self.remove(&Id(key)), old.is_some()));
            }
        }
    }

    fn derive([a, b, _]: [&Self; 3], models: [&Model; 3], op: Derive, edit: Edit, model: &mut Model) -> Self {
        let key = edit.key;
        let by_rule = |op| Model::zip(models, |_, values| rule(op, values, Choice::new(0)));
        *model = *models[0];
        match op {
            Derive::Update => {
                model.set(key, IN);
                a.update(Counted::new(key))
            }
            Derive::Without => {
                model.set(key, None);
                a.without(&Id(key))
            }
            Derive::Clone | Derive::MapValues => a.clone(),
            Derive::Stranger => {
                *model = Model::EMPTY;
                edit.keys().for_each(|key| _ = model.set(key, IN));
                let mut made = a.stranger(SHAPES[usize::from(key) % SHAPES.len()]);
                edit.keys().for_each(|key| _ = made.insert(Counted::new(key)));
                made
            }
            Derive::FromIter => models[0].iter().map(|(key, _)| Counted::new(key)).collect(),
            Derive::RoundTrip => {
                let text = serde_json::to_string(a).expect("a set can be written");
                serde_json::from_str(&text).expect("what was written can be read")
            }
            Derive::Union | Derive::UnionWith | Derive::Merge => {
                *model = by_rule(Derive::Union);
                let made = a | b;
                assert_eq!(a.union(b).count(), made.len());
                made
            }
            Derive::Intersection | Derive::IntersectionWith => {
                *model = by_rule(Derive::Intersection);
                let made = a & b;
                assert_eq!(a.intersection(b).count(), made.len());
                made
            }
            Derive::Difference | Derive::Patch => {
                *model = by_rule(Derive::Difference);
                let made = a - b;
                assert_eq!(a.difference(b).count(), made.len());
                made
            }
            Derive::SymmetricDifference | Derive::Combine | Derive::Merge3 => {
                *model = by_rule(Derive::SymmetricDifference);
                let made = a ^ b;
                assert_eq!(a.symmetric_difference(b).count(), made.len());
                made
            }
            Derive::Filter | Derive::FilterMapValues => {
                *model = Model::zip([model], |key, [value]| value.filter(|_| edit.keeps(key)));
                a.filter(|element| {
                    closure();
                    edit.keeps(element.id())
                })
            }
            Derive::Partition => {
                *model = Model::zip([model], |key, [value]| value.filter(|_| !edit.keeps(key)));
                let (first, second) = a.partition(|element| edit.keeps(element.id()));
                drop(first);
                second
            }
        }
    }

    fn consume(self, op: Consume, edit: Edit, model: &Model) {
        let (len, many) = (self.len(), edit.many);
        match op {
            Consume::IntoIter | Consume::IntoKeys | Consume::IntoValues => {
                let mut elements = self.into_iter();
                for element in elements.by_ref().take(many) {
                    closure();
                    assert_eq!(model.get(element.id()), IN);
                }
                assert_eq!(elements.len(), len.saturating_sub(many));
            }
            Consume::IntoUnique => {
                self.into_unique().take(many).for_each(|element| assert_eq!(model.get(element.id()), IN));
            }
            Consume::Drop => drop(self),
        }
    }

    fn look([a, b]: [&Self; 2], models: [&Model; 2], op: Look, edit: Edit) {
        match op {
            Look::Compare => {
                let none =
                    |op| Model::zip([models[0], models[1], models[1]], |_, v| rule(op, v, Choice::new(0))).is_empty();
                assert_eq!(a == b, models[0] == models[1]);
                assert_eq!(a.is_subset(b), none(Derive::Difference));
                assert_eq!(a.is_proper_subset(b), none(Derive::Difference) && models[0] != models[1]);
                assert_eq!(b.is_superset(a), none(Derive::Difference));
                assert_eq!(a.is_disjoint(b), none(Derive::Intersection));
            }
            Look::Diff => {
                let item = |item: DiffItem<'_, Counted>| match item {
                    DiffItem::Added(element) => (element.id(), 1),
                    DiffItem::Removed(element) => (element.id(), 2),
                    DiffItem::Changed { .. } => unreachable!("elements do not change"),
                };
                let differ = Model::zip(models, |_, pair| match pair {
                    [None, Some(_)] => Some(1),
                    [Some(_), None] => Some(2),
                    _ => None,
                });
                let items = a.diff(b);
                items.clone().take(edit.many).map(item).for_each(|(key, how)| assert_eq!(differ.get(key), Some(how)));
                assert_eq!(Model::collect(items.map(item)), differ);
            }
            Look::Iterate => {
                let mut elements = a.iter();
                let half = Model::collect(elements.by_ref().take(edit.many).map(|element| (element.id(), 1)));
                assert_eq!(elements.len(), models[0].len() - half.len());
                let rest = Model::collect(elements.clone().map(|element| (element.id(), 1)));
                assert_eq!(Model::zip([&half, &rest], |_, [half, rest]| half.xor(rest)), *models[0]);
                assert_eq!(a.get(&Id(edit.key)).is_some(), models[0].get(edit.key).is_some());
            }
        }
    }
}
