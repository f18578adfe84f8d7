//! The interface that sets have in common with those of `std` and hashbrown.

use crate::of::set_of;
use crate::sorted::Sorted;
use hamtrie::layout::{Adopts, Copies, Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashSet, set};
use std::collections::BTreeSet;
use std::iter::FusedIterator;

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
