//! What is between two maps, sets and tables, against `std` collections.
//!
//! Each case is a pair of maps: two versions of one base, or two maps that share nothing. They are hashed in every
//! shape, so that every kind of node meets every other kind. The same pair is compared under a hash builder without
//! fields, of which the library knows that both maps hash alike; under one with fields, of which it does not; and under
//! two that differ.

use hamtrie::layout::{Auto, Copies, Inline, Shared};
use hamtrie::map::DiffItem;
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::shape::Kept;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashMap, HashSet, set};
use quickcheck::{Arbitrary, Gen, QuickCheck};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

/// A shape that the library knows to be the same for all maps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<const SHAPE: usize>;

impl<const SHAPE: usize> BuildHasher for Known<SHAPE> {
    type Hasher = Kept;

    fn build_hasher(&self) -> Kept {
        Shape::ALL[SHAPE].build_hasher()
    }
}

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
    let mut map = Map::with_hasher_in(hasher, ChildrenPool);
    map.extend((0..len).map(|key| (key, key % 4)));
    map
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
            Edit::Thin(rest) => map.retain(|key, _| key % 7 != rest),
        }
    }
}

fn model<S, L: Copies<(u64, u64)>>(map: &Map<S, L>) -> Model {
    map.iter().map(|(&key, &value)| (key, value)).collect()
}

fn elements<S: BuildHasher, L: Copies<u64>>(of: &Model, hasher: S) -> Set<S, L> {
    let mut set = Set::with_hasher_in(hasher, ChildrenPool);
    set.extend(of.keys().copied());
    set
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
                $property::<Shape, Inline>(&case, shape, shape);
            }
            for shape in [Shape::Mixed, Shape::Low(4), Shape::Masked(7 << 30)] {
                $property::<Shape, Shared>(&case, shape, shape);
            }
            for_all!(@known $property, case, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            let others = [(Shape::Identity, Shape::Mixed), (Shape::Low(4), Shape::Low(1)), (Shape::Equal, Shape::Fx)];
            for (left, right) in others {
                $property::<Shape, Auto>(&case, left, right);
            }
        }
        exclusive(|| QuickCheck::new().tests($tests).quickcheck(property as fn(Case)));
    }};
    (@known $property:ident, $case:ident, $($shape:literal),*) => {$(
        $property::<Known<$shape>, Inline>(&$case, Known, Known);
        $property::<Known<$shape>, Shared>(&$case, Known, Known);
    )*};
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
    if case.related {
        // Whether entries that both maps hold are asked about cannot be told; so the answer may not depend on it.
        assert_eq!(one.is_submap_by(&other, |_, _| true), keys_within);
    } else {
        assert_eq!(
            one.is_submap_by(&other, |a, b| a <= b),
            a.iter().all(|(key, a)| b.get(key).is_some_and(|b| a <= b))
        );
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
    let keys: BTreeSet<u64> = a.keys().chain(b.keys()).copied().collect();
    let wanted: BTreeMap<_, _> = keys
        .into_iter()
        .map(|key| (key, (a.get(&key), b.get(&key))))
        .filter(|(_, (before, after))| before != after)
        .collect();
    let diff = one.diff(&other);
    let mut found = BTreeMap::new();
    for item in diff.clone() {
        assert!(found.insert(*item.key(), (item.before(), item.after())).is_none(), "no key twice");
    }
    assert_eq!(found, wanted);
    assert_eq!(diff.count(), wanted.len());
    assert!(one.diff(&one.clone()).next().is_none());
}

#[test]
fn comparisons_are_those_of_std() {
    for_all!(compares, 200);
}

#[test]
fn a_diff_has_each_key_that_differs_once() {
    for_all!(differs, 200);
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
