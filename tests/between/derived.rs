//! Random programs in which maps come from other maps: united, cut, merged and filtered, then changed and dropped.
//!
//! Entries that two unrelated maps have adopted from each other meet all the rest of what can happen to a version. After
//! each step every live version has valid nodes and the content of its model, and all counters are right.

use crate::sorted::Sorted;
use hamtrie::HashMap;
use hamtrie::layout::{Adopts, Auto, Copies, Inline, Shared};
use hamtrie::map::{Patch, Resolution};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::shape::Known;
use hamtrie::testing::{Shape, Subject, Versions, exclusive};
use quickcheck::{Arbitrary, Gen, QuickCheck};
use std::collections::BTreeMap;
use std::hash::BuildHasher;

/// Boxes, so that the allocator sees a value that is dropped twice, or never.
type Map<S, L> = HashMap<u64, Box<u64>, S, ChildrenPool, L>;
type Model = BTreeMap<u64, Box<u64>>;

#[derive(Clone, Debug)]
struct Step {
    op: u8,
    one: usize,
    other: usize,
    key: u64,
}

impl Arbitrary for Step {
    fn arbitrary(g: &mut Gen) -> Self {
        let version = |g: &mut Gen| usize::from(u8::arbitrary(g));
        Step { op: u8::arbitrary(g), one: version(g), other: version(g), key: u64::from(u16::arbitrary(g)) % 200 }
    }
}

/// What the step makes of two versions, if it makes one.
fn combine<S, L>(step: &Step, left: &Map<S, L>, right: &Map<S, L>, a: &Model, b: &Model) -> Option<(Map<S, L>, Model)>
where
    S: BuildHasher + Clone,
    L: Copies<(u64, Box<u64>)> + Adopts<(u64, Box<u64>), ChildrenPool>,
{
    let part = |of: &Model, keep: &dyn Fn(&u64) -> bool| -> Model {
        of.iter().filter(|(key, _)| keep(key)).map(|(key, value)| (*key, value.clone())).sorted_map()
    };
    let joined = |mut first: Model, second: &Model| {
        for (key, value) in second {
            first.entry(*key).or_insert_with(|| value.clone());
        }
        first
    };
    let only = |of: &Model, with: &Model| part(of, &|key| !with.contains_key(key));
    Some(match step.op % 10 {
        0 => (left.union(right), joined(a.clone(), b)),
        1 => (left.intersection(right), part(a, &|key| b.contains_key(key))),
        2 => (left.difference(right), only(a, b)),
        3 => (left.symmetric_difference(right), joined(only(a, b), &only(b, a))),
        4 => (left.merge(right, |_, _, _| Resolution::Right), joined(b.clone(), a)),
        5 => {
            let base = left.intersection(right);
            // In both: as on the right, since the left one has them as the base does. In one: added.
            (HashMap::merge3(&base, left, right, |_| Resolution::Remove), joined(b.clone(), a))
        }
        6 => (Patch::between(left, right).apply(left).expect("made for it"), b.clone()),
        7 => (left.filter(|key, _| key % 3 != step.key % 3), part(a, &|key| key % 3 != step.key % 3)),
        8 => {
            let (_, second) = left.partition(|key, _| *key < step.key);
            (second, part(a, &|key| *key >= step.key))
        }
        _ => return None,
    })
}

fn run<S, L>(hasher: S, steps: &[Step])
where
    S: BuildHasher + Clone,
    L: Copies<(u64, Box<u64>)> + Adopts<(u64, Box<u64>), ChildrenPool>,
    Map<S, L>: Subject<Model = Model>,
{
    let empty = || (Map::with_layout_in(hasher.clone(), ChildrenPool), Model::new());
    let (map, model) = empty();
    let mut versions: Versions<Map<S, L>> = Versions::new(map, model, 6);
    for step in steps {
        match step.op % 16 {
            0..10 => {
                let (left, a) = versions.at(step.one).clone();
                let (right, b) = versions.at(step.other).clone();
                let made = combine(step, &left, &right, &a, &b);
                drop((left, right));
                if let Some((map, model)) = made {
                    versions.add(step.other, map, model);
                }
            }
            10 => versions.drop(step.one),
            11 => {
                // One that has nothing in common with the others.
                let (mut map, mut model) = empty();
                let entries = (step.key..step.key + 5 * (step.one as u64 % 20)).map(|key| (key, Box::new(key)));
                map.extend(entries.clone());
                model.extend(entries);
                versions.add(step.other, map, model);
            }
            12..14 => {
                let (map, model) = versions.at(step.one);
                for key in step.key..step.key + 7 {
                    map.insert(key, Box::new(step.other as u64));
                    model.insert(key, Box::new(step.other as u64));
                }
            }
            14 => {
                let (map, model) = versions.at(step.one);
                for key in step.key..step.key + 30 {
                    assert_eq!(map.remove(&key), model.remove(&key));
                }
            }
            _ => versions.fork(step.one),
        }
        versions.verify();
    }
}

fn programs(steps: Vec<Step>) {
    for shape in [Shape::Mixed, Shape::Identity, Shape::Low(4), Shape::Equal, Shape::Last] {
        Known::set(shape);
        run::<Known, Auto>(Known, &steps);
        run::<Known, Inline>(Known, &steps);
        run::<Shape, Shared>(shape, &steps);
    }
}

#[test]
fn maps_that_come_from_other_maps_go_through_programs() {
    exclusive(|| QuickCheck::new().rng(Gen::new(150)).tests(100).quickcheck(programs as fn(Vec<Step>)));
}
