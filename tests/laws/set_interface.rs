//! The interface that sets have in common with those of `std` and hashbrown.

use crate::of::set_of;
use crate::sorted::Sorted;
use hamtrie::layout::{Adopts, Copies, Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashSet, hashset, set};
use std::collections::BTreeSet;
use std::iter::FusedIterator;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Set<L> = HashSet<u64, Shape, ChildrenPool, L>;

/// Pairs of sets: without relation, and two versions of one.
fn pairs<L: Copies<u64>>(shape: Shape) -> Vec<[Set<L>; 2]> {
    let of = |range: std::ops::Range<u64>| set_of(shape, range);
    let base: Set<L> = of(0..60);
    let (mut one, mut other) = (base.clone(), base);
    one.retain(|element| element % 7 != 0);
    other.insert(99);
    vec![[of(0..0), of(0..0)], [of(0..0), of(0..9)], [of(0..50), of(30..90)], [of(0..9), of(5..90)], [one, other]]
}

fn lazy_operations_have_the_elements_of_the_sets<L: Copies<u64> + Adopts<u64, ChildrenPool>>(shape: Shape) {
    for pair in pairs::<L>(shape) {
        let [one, other] = &pair;
        for (one, other) in [(one, other), (other, one), (one, one)] {
            let (a, b): (BTreeSet<_>, BTreeSet<_>) = (one.iter().copied().collect(), other.iter().copied().collect());
            macro_rules! same {
                ($method:ident) => {{
                    let mut lazy = one.$method(other);
                    let wanted: BTreeSet<u64> = a.$method(&b).copied().collect();
                    let (least, most) = lazy.size_hint();
                    assert!(least <= wanted.len() && wanted.len() <= most.unwrap());
                    assert_eq!(lazy.clone().count(), wanted.len(), "each once");
                    assert_eq!(lazy.clone().copied().sorted_set(), wanted);
                    let shown: Vec<String> = lazy.clone().map(u64::to_string).collect();
                    assert_eq!(format!("{lazy:?}"), format!("[{}]", shown.join(", ")));
                    lazy.next();
                    assert_eq!(lazy.clone().count(), wanted.len().saturating_sub(1), "a clone continues");
                    let set = lazy.to_set();
                    set.check();
                    assert_eq!(set.iter().copied().sorted_set(), wanted, "all of them, also those that came already");
                    HashSet::check_counts(pair.iter().chain([&set]));
                    set
                }};
            }
            assert_eq!(same!(union), one | other);
            assert_eq!(same!(intersection), one & other);
            assert_eq!(same!(difference), one - other);
            assert_eq!(same!(symmetric_difference), one ^ other);
            assert!(one.union(one).to_set().ptr_eq(one), "shares all");
        }
    }
}

#[test]
fn lazy_operations_are_those_of_std() {
    exclusive(|| {
        for shape in Shape::ALL {
            lazy_operations_have_the_elements_of_the_sets::<Inline>(shape);
            lazy_operations_have_the_elements_of_the_sets::<Shared>(shape);
        }
    });
    fn fused<I: FusedIterator + Clone>(_: I) {}
    let set: HashSet<u64> = HashSet::new();
    let lazy: set::Union<'_, u64> = set.union(&set);
    fused(lazy);
    fused(set.intersection(&set));
    fused(set.difference(&set));
    fused(set.symmetric_difference(&set));
}

#[test]
fn a_drained_set_is_empty_and_other_versions_are_not() {
    exclusive(|| {
        let mut set: HashSet<String> = (0..100).map(|element| element.to_string()).collect();
        let version = set.clone();
        let mut drain = set.drain();
        assert_eq!(drain.len(), 100);
        assert!(drain.by_ref().take(60).all(|element| version.contains(&element)));
        assert_eq!(drain.count(), 40);
        assert!(set.is_empty() && version.len() == 100);
        std::mem::forget(set.drain());
        set.check();
        version.check();
        HashSet::check_counts([&set, &version]);
    });
}

#[test]
fn what_is_looked_for_is_added_if_it_is_missing() {
    exclusive(|| {
        for shape in Shape::ALL {
            let mut set: HashSet<u64, Shape> = HashSet::with_capacity_and_hasher(9, shape);
            let mut versions = Vec::new();
            for step in 0..200u64 {
                let element = step * 7 % 60;
                versions.push((set.clone(), set.len()));
                let is_new = !set.contains(&element);
                let found = if step % 2 == 0 {
                    *set.get_or_insert(element)
                } else {
                    *set.get_or_insert_with(&element, |element| {
                        assert!(is_new);
                        *element
                    })
                };
                assert_eq!(found, element);
                assert_eq!(set.ptr_eq(&versions[step as usize].0), !is_new, "nothing is copied for nothing");
                set.check();
            }
            assert_eq!(set.len(), 60);
            assert!(versions.iter().all(|(set, len)| set.len() == *len));
            HashSet::check_counts(versions.iter().map(|(set, _)| set).chain([&set]));
        }
        let mut set = hashset! { 1, 2 };
        assert!(catch_unwind(AssertUnwindSafe(|| _ = set.get_or_insert_with(&3, |_| 4))).is_err());
        assert_eq!(set, hashset! { 2, 1 });
    });
}

#[test]
fn sets_are_made_of_other_collections_and_of_sets() {
    exclusive(|| {
        let set = hashset! { 1, 2, 1, };
        let elements = vec![1, 2, 1];
        let (btree, std): (BTreeSet<_>, std::collections::HashSet<_>) =
            (elements.iter().copied().collect(), elements.iter().copied().collect());
        assert!(
            set == HashSet::from(&elements) && set == HashSet::from(&elements[..]) && set == HashSet::from(elements)
        );
        assert!(set == HashSet::from(&btree) && set == HashSet::from(btree));
        assert!(set == HashSet::from(&std) && set == HashSet::from(std));
        assert_eq!(HashSet::<u8>::new(), hashset! {});
        let (one, other) = (hashset! { 1, 2, 3 }, hashset! { 3, 4 });
        let mut changed = one.clone();
        changed |= &other;
        assert_eq!(changed, hashset! { 1, 2, 3, 4 });
        changed -= &hashset! { 1 };
        assert_eq!(changed, hashset! { 2, 3, 4 });
        changed &= &one;
        assert_eq!(changed, hashset! { 2, 3 });
        changed ^= &other;
        assert_eq!(changed, hashset! { 2, 4 });
        assert_eq!(&one + &other, hashset! { 1, 2, 3, 4 });
        assert_eq!(&one * &other, hashset! { 3 });
        assert_eq!([one.clone(), other.clone()].into_iter().sum::<HashSet<_>>(), one.clone() + other.clone());
        assert!((one.clone() * other.clone()).is_proper_superset(&hashset! {}) && !one.is_proper_superset(&one));
    });
}

#[test]
fn a_set_that_fits_in_no_memory_is_an_error() {
    let mut set: HashSet<u64> = HashSet::with_capacity(1_000_000);
    assert!(set.is_empty() && set.capacity() >= set.len());
    assert!(set.try_reserve(10).is_ok() && set.try_reserve(usize::MAX).is_err());
    set.shrink_to_fit();
    set.shrink_to(3);
    assert!(catch_unwind(move || set.reserve(usize::MAX / 8)).is_err());
}
