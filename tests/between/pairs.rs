//! What is between two maps, sets and tables, against `std` collections.
//!
//! Each case is a pair of maps: two versions of one base, or two maps that share nothing. They are hashed in every
//! shape, so that every kind of node meets every other kind. The same pair is compared under a hash builder without
//! fields, of which the library knows that both maps hash alike; under one with fields, of which it does not; and under
//! two that differ.

use crate::of::{map_of, set_of};
use crate::sorted::Sorted;
use hamtrie::layout::{Adopts, Copies, Inline, Shared};
use hamtrie::map::{Conflict, DiffItem, Patch, Resolution};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::shape::Known;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{DefaultHashBuilder, HashMap, HashSet, set};
use quickcheck::{Arbitrary, Gen, QuickCheck};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

type Map<S, L> = HashMap<u64, u64, S, ChildrenPool, L>;
type Set<S, L> = HashSet<u64, S, ChildrenPool, L>;
type Model = BTreeMap<u64, u64>;

/// How to get from one map to another.
#[derive(Clone, Copy, Debug)]
enum Edit {
    Put(u64, u64),
    Take(u64),
    /// Takes out all keys that leave a rest by seven.
    Thin(u64),
}

impl Arbitrary for Edit {
    fn arbitrary(g: &mut Gen) -> Self {
        let (key, value) = (u64::from(u16::arbitrary(g)) % 400, u64::from(u8::arbitrary(g)) % 4);
        match u8::arbitrary(g) % 16 {
            0 if value == 0 => Edit::Thin(key % 7),
            0..=8 => Edit::Put(key, value),
            _ => Edit::Take(key),
        }
    }
}

/// Two maps, and the one that they come from.
#[derive(Clone, Debug)]
struct Case {
    base: u64,
    left: Vec<Edit>,
    right: Vec<Edit>,
    /// Whether the left and the right are versions of one map, or built alone.
    related: bool,
}

impl Arbitrary for Case {
    fn arbitrary(g: &mut Gen) -> Self {
        let sizes = [0, 1, 12, 40, 150, 300];
        let edits = |g: &mut Gen| {
            let count = *g.choose(&[0, 1, 3, 10, 40]).unwrap();
            (0..count).map(|_| Edit::arbitrary(g)).collect()
        };
        Case { base: *g.choose(&sizes).unwrap(), left: edits(g), right: edits(g), related: u8::arbitrary(g) % 4 > 0 }
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let case = self.clone();
        let parts = (self.base, self.left.clone(), self.right.clone()).shrink();
        Box::new(parts.map(move |(base, left, right)| Case { base, left, right, related: case.related }))
    }
}

fn base<S: BuildHasher, L: Copies<(u64, u64)>>(len: u64, hasher: S) -> Map<S, L> {
    map_of(hasher, (0..len).map(|key| (key, key % 4)))
}

fn edit<S: BuildHasher, L: Copies<(u64, u64)>>(map: &mut Map<S, L>, edits: &[Edit]) {
    for &edit in edits {
        match edit {
            Edit::Put(key, value) => {
                map.insert(key, value);
            }
            Edit::Take(key) => {
                map.remove(&key);
            }
            Edit::Thin(rest) => map.retain_ref(|key, _| key % 7 != rest),
        }
    }
}

fn model<S, L: Copies<(u64, u64)>>(map: &Map<S, L>) -> Model {
    map.iter().map(|(&key, &value)| (key, value)).sorted_map()
}

fn elements<S: BuildHasher, L: Copies<u64>>(of: &Model, hasher: S) -> Set<S, L> {
    set_of(hasher, of.keys().copied())
}

impl Case {
    /// The base, the left and the right map.
    fn build<S: BuildHasher + Clone, L: Copies<(u64, u64)>>(&self, left: &S, right: &S) -> [Map<S, L>; 3] {
        let base: Map<S, L> = base(self.base, left.clone());
        let mut one = base.clone();
        let mut other = if self.related { base.clone() } else { self::base(self.base, right.clone()) };
        edit(&mut one, &self.left);
        edit(&mut other, &self.right);
        [base, one, other]
    }
}

/// Runs a property for all shapes, layouts and kinds of hash builders.
macro_rules! for_all {
    ($property:ident, $tests:expr) => {{
        fn property(case: Case) {
            for shape in Shape::ALL {
                Known::set(shape);
                $property::<Known, Inline>(&case, Known, Known);
                $property::<Known, Shared>(&case, Known, Known);
                $property::<Shape, Inline>(&case, shape, shape);
                $property::<Shape, Shared>(&case, shape, shape);
            }
            let others = [(Shape::Identity, Shape::Mixed), (Shape::Low(4), Shape::Low(1)), (Shape::Equal, Shape::Fx)];
            for (left, right) in others {
                $property::<Shape, Inline>(&case, left, right);
                $property::<Shape, Shared>(&case, left, right);
            }
        }
        exclusive(|| QuickCheck::new().tests($tests).quickcheck(property as fn(Case)));
    }};
}

// ---- comparisons and differences ----------------------------------------------------------------------------------

fn compares<S: BuildHasher + Clone, L: Copies<(u64, u64)> + Copies<u64>>(case: &Case, left: S, right: S) {
    let [_base, one, other] = case.build::<S, L>(&left, &right);
    let (a, b) = (model(&one), model(&other));
    assert_eq!(one == other, a == b);
    assert_eq!(other == one, a == b);
    let within = |a: &Model, b: &Model| a.iter().all(|(key, value)| b.get(key) == Some(value));
    assert_eq!(one.is_submap(&other), within(&a, &b));
    assert_eq!(other.is_submap(&one), within(&b, &a));
    assert_eq!(one.is_proper_submap(&other), within(&a, &b) && a.len() < b.len());
    let keys_within = a.keys().all(|key| b.contains_key(key));
    let disjoint = !a.keys().any(|key| b.contains_key(key));
    let within_by = |holds: fn(&u64, &u64) -> bool| a.iter().all(|(key, a)| b.get(key).is_some_and(|b| holds(a, b)));
    let holds: [fn(&u64, &u64) -> bool; 3] = [|_, _| true, |a, b| a <= b, |a, b| a < b];
    for holds in holds {
        assert_eq!(one.is_submap_by(&other, holds), within_by(holds), "asked about shared entries too");
        assert_eq!(one.is_proper_submap_by(&other, holds), within_by(holds) && a.len() < b.len());
    }
    assert_eq!(one.is_disjoint(&other), disjoint);

    let sets: [Set<S, L>; 2] = [elements(&a, left), elements(&b, right)];
    let related = sets[0].without(&3).update(1000);
    assert_eq!(sets[0] == sets[1], a.keys().eq(b.keys()));
    assert_eq!(sets[0].is_subset(&sets[1]), keys_within);
    assert_eq!(sets[1].is_superset(&sets[0]), keys_within);
    assert_eq!(sets[0].is_proper_subset(&sets[1]), keys_within && a.len() < b.len());
    assert_eq!(sets[0].is_disjoint(&sets[1]), disjoint);
    let removed = a.contains_key(&3);
    assert!(related != sets[0] && !related.is_subset(&sets[0]));
    assert_eq!(sets[0].is_subset(&related), !removed);
    assert_eq!(sets[0].is_disjoint(&related), a.keys().all(|&key| key == 3));
    let mut changes: Vec<_> = sets[0].diff(&related).collect();
    changes.sort_by_key(|item| matches!(item, set::DiffItem::Added(_)));
    assert_eq!(changes.len(), 1 + usize::from(removed));
    assert_eq!(changes.last(), Some(&set::DiffItem::Added(&1000)));
}

fn differs<S: BuildHasher + Clone, L: Copies<(u64, u64)>>(case: &Case, left: S, right: S) {
    let [_base, one, other] = case.build::<S, L>(&left, &right);
    let (a, b) = (model(&one), model(&other));
    let keys = a.keys().chain(b.keys()).copied().sorted_set();
    let wanted = keys
        .into_iter()
        .map(|key| (key, (a.get(&key), b.get(&key))))
        .filter(|(_, (before, after))| before != after)
        .sorted_map();
    let diff = one.diff(&other);
    let mut found = BTreeMap::new();
    for item in diff.clone() {
        assert!(found.insert(*item.key(), (item.before(), item.after())).is_none(), "no key twice");
    }
    assert_eq!(found, wanted);
    assert_eq!(diff.count(), wanted.len());
    assert!(one.diff(&one.clone()).next().is_none());
}

// ---- set algebra --------------------------------------------------------------------------------------------------

/// Sees that maps have valid nodes and the right content, and that all counters are right.
fn verify<S: BuildHasher, L: Copies<(u64, u64)>>(inputs: &[&Map<S, L>], results: &[(&str, &Map<S, L>, Model)]) {
    for (name, map, wanted) in results {
        map.check();
        assert_eq!(&model(map), wanted, "{name}");
        assert_eq!(map.len(), wanted.len(), "{name}");
    }
    inputs.iter().for_each(|map| map.check());
    HashMap::check_counts(inputs.iter().copied().chain(results.iter().map(|(_, map, _)| *map)));
}

fn combines<S: BuildHasher + Clone, L>(case: &Case, left: S, right: S)
where
    L: Copies<(u64, u64)> + Adopts<(u64, u64), ChildrenPool>,
{
    let [base, one, other] = case.build::<S, L>(&left, &right);
    let (a, b) = (model(&one), model(&other));
    let choose = |of: &Model, common: bool, with: &Model| -> Model {
        of.iter().filter(|(key, _)| with.contains_key(key) == common).map(|(&key, &value)| (key, value)).sorted_map()
    };
    let joined = |first: Model, second: &Model| -> Model {
        let mut all = second.clone();
        all.extend(first);
        all
    };
    let union = one.union(&other);
    let summed = one.union_with(&other, |a, b| a + b);
    let unequal = one.combine(&other, |_, a, b| (a > b).then(|| a - b));
    let merged = one.merge(&other, |key, &a, &b| {
        assert_ne!(a, b, "asked about differences only");
        [Resolution::Left, Resolution::Right, Resolution::Remove, Resolution::Value(a + b)][(key % 4) as usize]
    });
    let intersection = one.intersection(&other);
    let difference = one.difference(&other);
    let either = one.symmetric_difference(&other);
    let sums = one.intersection_with(&other, |a, b| a * 10 + b);
    let added = |key: &u64, value: u64| value + b.get(key).copied().unwrap_or(0);
    let mut agreed = joined(a.clone(), &b);
    for (key, b) in b.iter().filter(|(key, b)| a.get(key).is_some_and(|a| a != *b)) {
        match key % 4 {
            0 => continue,
            1 => agreed.insert(*key, *b),
            2 => agreed.remove(key),
            _ => agreed.insert(*key, a[key] + b),
        };
    }
    let union_wanted = joined(a.clone(), &b);
    let common = choose(&a, true, &b);
    let results = [
        ("union", &union, union_wanted.clone()),
        ("union_with", &summed, joined(a.iter().map(|(&key, &value)| (key, added(&key, value))).sorted_map(), &b)),
        ("combine", &unequal, {
            let less = |(key, a): (&u64, &u64)| match b.get(key) {
                Some(b) => (a > b).then(|| (*key, a - b)),
                None => Some((*key, *a)),
            };
            joined(a.iter().filter_map(less).sorted_map(), &choose(&b, false, &a))
        }),
        ("merge", &merged, agreed),
        ("intersection", &intersection, common.clone()),
        ("difference", &difference, choose(&a, false, &b)),
        ("symmetric_difference", &either, joined(choose(&a, false, &b), &choose(&b, false, &a))),
        ("intersection_with", &sums, common.iter().map(|(key, a)| (*key, a * 10 + b[key])).sorted_map()),
    ];
    verify(&[&base, &one, &other], &results);

    // What is one of the inputs has its root.
    assert_eq!(union.ptr_eq(&one), union_wanted.len() == a.len() && union.len() * 2 >= other.len());
    assert_eq!(intersection.ptr_eq(&one), common.len() == a.len());
    assert_eq!(difference.ptr_eq(&one), common.is_empty());
    assert!(one.union(&one.clone()).ptr_eq(&one) && one.intersection(&one.clone()).ptr_eq(&one));
    assert!(one.difference(&one.clone()).is_empty() && one.symmetric_difference(&one.clone()).is_empty());
    // Laws.
    assert!(one.is_disjoint(&difference) || !difference.is_empty());
    assert!(difference.is_submap(&one) && intersection.is_submap(&one) && one.is_submap(&union));
    assert_eq!(difference.union(&intersection), one);
    // The inputs go first: what the results share with them has to live on.
    drop((base, one, other));
    verify(&[], &results);
    // And the results can be changed: counters that are too low would show.
    for (_, map, mut wanted) in results.map(|(name, map, wanted)| (name, map.clone(), wanted)) {
        let mut map = map;
        for key in 0..50 {
            map.insert(key, 7);
            wanted.insert(key, 7);
            map.remove(&(key + 50));
            wanted.remove(&(key + 50));
        }
        assert_eq!(model(&map), wanted);
        map.check();
    }
}

fn combines_sets<S: BuildHasher + Clone, L>(case: &Case, left: S, right: S)
where
    L: Copies<(u64, u64)> + Copies<u64> + Adopts<u64, ChildrenPool>,
{
    let [_, one, other] = case.build::<S, L>(&left, &right);
    let (a, b) = (one.keys().copied().sorted_set(), other.keys().copied().sorted_set());
    let one: Set<S, L> = elements(&model(&one), left);
    let other: Set<S, L> = if case.related {
        let mut other = one.clone();
        other.retain(|element| b.contains(element));
        other.extend(b.iter().copied());
        other
    } else {
        elements(&model(&other), right)
    };
    let results = [
        (&one | &other, &a | &b),
        (&one & &other, &a & &b),
        (&one ^ &other, &a ^ &b),
        (&one - &other, &a - &b),
        (&other - &one, &b - &a),
    ];
    for (set, wanted) in &results {
        set.check();
        assert_eq!(&set.iter().copied().sorted_set(), wanted);
        assert_eq!(set.len(), wanted.len());
        for input in [&one, &other] {
            if *wanted == input.iter().copied().sorted_set() && a != b {
                assert!(set.ptr_eq(input), "a result with the elements of an input is that input");
            }
        }
    }
    HashSet::check_counts([&one, &other].into_iter().chain(results.iter().map(|(set, _)| set)));
    assert_eq!(&one | &other, &other | &one);
    assert_eq!(&one & &other, &other & &one);
    assert_eq!(&(&one - &other) | &(&other - &one), &one ^ &other);
}

fn selects<S: BuildHasher + Clone, L>(case: &Case, left: S, right: S)
where
    L: Copies<(u64, u64)> + Copies<u64> + Adopts<(u64, u64), ChildrenPool> + Adopts<u64, ChildrenPool>,
{
    let [base, one, _] = case.build::<S, L>(&left, &right);
    let a = model(&one);
    let part = |keep: fn(&u64, &u64) -> bool| -> Model {
        a.iter().filter(|(key, value)| keep(key, value)).map(|(&key, &value)| (key, value)).sorted_map()
    };
    let few = one.filter(|key, _| key % 16 == 3);
    let (mut asked, mut seen) = (0, BTreeSet::new());
    let (low, high) = one.partition(|key, value| {
        asked += 1;
        seen.insert(*key);
        *value < 2
    });
    assert_eq!((asked, seen.len()), (a.len(), a.len()), "asked about each entry once");
    let changed = one.filter_map_values(|key, &value| match key % 4 {
        0 => None,
        1 => Some(value + 1),
        _ => Some(value),
    });
    let mapped: Map<S, L> = one.map_values(|key, value| key + value);
    let results = [
        ("filter", &few, part(|key, _| key % 16 == 3)),
        ("partition, first", &low, part(|_, value| *value < 2)),
        ("partition, second", &high, part(|_, value| *value >= 2)),
        ("filter_map_values", &changed, {
            let kept = a.iter().filter(|(key, _)| *key % 4 != 0);
            kept.map(|(&key, &value)| (key, if key % 4 == 1 { value + 1 } else { value })).sorted_map()
        }),
        ("map_values", &mapped, a.iter().map(|(&key, &value)| (key, key + value)).sorted_map()),
    ];
    verify(&[&base, &one], &results);
    assert!(one.filter(|_, _| true).ptr_eq(&one));
    assert!(one.filter_map_values(|_, value| Some(*value)).ptr_eq(&one));
    let set: Set<S, L> = elements(&a, left);
    let (even, odd) = set.partition(|element| element % 2 == 0);
    assert!(even.iter().all(|element| element % 2 == 0) && odd.iter().all(|element| element % 2 == 1));
    assert_eq!(&even | &odd, set);
    assert_eq!(even, set.filter(|element| element % 2 == 0));
    HashSet::check_counts([&set, &even, &odd]);

    // Equal content, equal hash; other content, another one.
    let hash = |map: &Map<S, L>| DefaultHashBuilder::new().hash_one(map);
    let same: Map<S, L> = low.union(&high);
    assert_eq!(same, one);
    assert_eq!(hash(&same), hash(&one));
    assert_ne!(hash(&one.update(1, 77)), hash(&one.update(1, 78)));
    assert_eq!(hash(&one) == hash(&base), one == base);
    let hash = |set: &Set<S, L>| DefaultHashBuilder::new().hash_one(set);
    assert_eq!(hash(&(&odd | &even)), hash(&set));
    assert_ne!(hash(&set.update(1000)), hash(&set));
}

#[test]
fn parts_of_maps_and_sets_share_what_is_untouched() {
    for_all!(selects, 40);
}

#[test]
fn set_algebra_on_maps_is_that_of_std() {
    for_all!(combines, 40);
}

#[test]
fn set_algebra_on_sets_is_that_of_std() {
    for_all!(combines_sets, 40);
}

// ---- merges -------------------------------------------------------------------------------------------------------

/// What a merge has to do with a key, and the conflict that it has to report.
fn merge_key(base: Option<u64>, left: Option<u64>, right: Option<u64>) -> Result<Option<u64>, ()> {
    match (left == base, right == base, left == right) {
        (_, true, _) | (_, _, true) => Ok(left),
        (true, ..) => Ok(right),
        _ => Err(()),
    }
}

fn merges<S: BuildHasher + Clone, L>(case: &Case, left: S, right: S)
where
    L: Copies<(u64, u64)> + Adopts<(u64, u64), ChildrenPool>,
{
    let [base, one, other] = case.build::<S, L>(&left, &right);
    let (from, a, b) = (model(&base), model(&one), model(&other));
    let keys = from.keys().chain(a.keys()).chain(b.keys()).copied().sorted_set();
    let mut seen = BTreeSet::new();
    let merged = HashMap::merge3(&base, &one, &other, |conflict| {
        let key = conflict.key();
        assert!(seen.insert(*key), "asked once");
        assert_eq!(conflict.base(), from.get(key));
        assert_eq!(conflict.left(), a.get(key));
        assert_eq!(conflict.right(), b.get(key));
        [Resolution::Left, Resolution::Right, Resolution::Base, Resolution::Remove, Resolution::Value(9)]
            [(key % 5) as usize]
    });
    let mut wanted = Model::new();
    for key in keys {
        let [from, a, b] = [&from, &a, &b].map(|model| model.get(&key).copied());
        let value = merge_key(from, a, b).unwrap_or_else(|()| {
            assert!(seen.remove(&key), "a conflict was not reported");
            [a, b, from, None, Some(9)][(key % 5) as usize]
        });
        value.map(|value| wanted.insert(key, value));
    }
    assert!(seen.is_empty(), "no conflicts: {seen:?}");
    verify(&[&base, &one, &other], &[("merge3", &merged, wanted)]);
    let never = |_: Conflict<'_, u64, u64>| -> Resolution<u64> { panic!("no conflict") };
    assert!(HashMap::merge3(&base, &one, &one, never).ptr_eq(&one));
    assert!(HashMap::merge3(&base, &base, &one, never).ptr_eq(&one));
    assert!(HashMap::merge3(&base, &one, &base, never).ptr_eq(&one));
}

fn patches<S: BuildHasher + Clone, L: Copies<(u64, u64)>>(case: &Case, left: S, right: S) {
    let [base, one, other] = case.build::<S, L>(&left, &right);
    let (first, second) = (Patch::between(&base, &one), Patch::between(&one, &other));
    assert_eq!(first.len(), base.diff(&one).count());
    let made = first.apply(&base).expect("made for it");
    assert_eq!(made, one);
    made.check();
    assert_eq!(second.apply(&made).unwrap(), other);
    assert_eq!(first.inverse().apply(&one).unwrap(), base);
    assert_eq!(first.inverse().inverse(), first);
    let both = first.then(&second).expect("one after the other");
    assert_eq!(both, Patch::between(&base, &other));
    assert!(first.then(&first.inverse()).unwrap().is_empty());
    assert!(Patch::new().apply(&one).unwrap().ptr_eq(&one));
    HashMap::check_counts([&base, &one, &other, &made]);
    if let Some((key, change)) = first.iter().next() {
        assert_eq!(first.get(key), Some(change));
        let errors = [
            first.apply(&one).unwrap_err(),
            first.apply(&base.update(*key, 99)).unwrap_err(),
            first.then(&first).unwrap_err(),
        ];
        assert!(errors.iter().all(|error| first.get(&error.key).is_some()));
        assert_eq!(errors[1].key, *key);
    }
}

#[test]
fn patches_lead_from_one_map_to_another_and_back() {
    for_all!(patches, 40);
}

#[test]
fn merge3_makes_the_changes_of_both() {
    for_all!(merges, 40);
}

#[test]
fn comparisons_are_those_of_std() {
    for_all!(compares, 100);
}

#[test]
fn a_diff_has_each_key_that_differs_once() {
    for_all!(differs, 100);
}

#[test]
fn a_diff_tells_what_happened() {
    exclusive(|| {
        let old = HashMap::from([("a", 1), ("b", 2), ("c", 3)]);
        let new = old.update("b", 5).without("c").update("d", 4);
        let mut items: Vec<_> = old.diff(&new).collect();
        items.sort_by_key(|item| *item.key());
        let wanted =
            [DiffItem::Changed { key: &"b", old: &2, new: &5 }, DiffItem::Removed(&"c", &3), DiffItem::Added(&"d", &4)];
        assert_eq!(items, wanted);
        assert_eq!(format!("{:?}", HashMap::new().diff(&HashMap::from([(1, 2)]))), "[Added(1, 2)]");
        assert_eq!(format!("{:?}", HashSet::from([1]).diff(&HashSet::new())), "[Removed(1)]");
    });
}

#[test]
fn what_is_between_two_maps_can_go_to_other_threads() {
    fn assert_both<T: Send + Sync + Clone>(_: &T) {}
    exclusive(|| {
        let map = HashMap::from([(1, "a".to_string())]);
        assert_both(&map.diff(&map));
        assert_both(&HashSet::from([1]).diff(&HashSet::new()));
        assert_both(&Patch::between(&map, &map.without(&1)));
    });
}

/// A value that is equal to nothing, not even to itself.
#[derive(Clone, Debug)]
struct Unequal;

impl PartialEq for Unequal {
    fn eq(&self, _: &Unequal) -> bool {
        false
    }
}

#[test]
fn what_two_versions_share_is_not_looked_at() {
    exclusive(|| {
        let mut map: HashMap<u64, Unequal> = (0..10_000).map(|key| (key, Unequal)).collect();
        let clone = map.clone();
        assert_eq!(map, clone);
        map.remove(&17);
        map.insert(17, Unequal);
        assert_ne!(map, clone);
        let keys = clone.diff(&map).map(|item| *item.key()).collect::<Vec<_>>();
        assert!(keys.contains(&17) && keys.len() <= 16, "one leaf at most: {keys:?}");
    });
}
