//! Where imbl's methods mean something else than their namesakes in std or hamtrie.

#![allow(deprecated, reason = "they are still there")]

use hamtrie_imbl::{GenericHashMap, HashMap, HashSet, hashmap, hashmap::Entry, hashset, shared_ptr::ArcK};
use std::hash::{Hash, Hasher};

/// A file name on a system that ignores case.
#[derive(Clone, Debug)]
struct Name(&'static str);

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_ascii_lowercase().hash(state);
    }
}

const LOWER: Name = Name("readme");
const UPPER: Name = Name("README");

fn only(map: &HashMap<Name, u32>) -> (&'static str, u32) {
    assert_eq!(map.len(), 1);
    map.iter().map(|(name, size)| (name.0, *size)).next().unwrap()
}

/// As many pairs as there are ways for hashers to be related: clones of one, and two of their own.
fn pairs(one: &[(Name, u32)], other: &[(Name, u32)]) -> [[HashMap<Name, u32>; 2]; 2] {
    let left = HashMap::from(one);
    let mut kin = left.new_from();
    kin.extend(other.iter().cloned());
    [[left.clone(), kin], [left, HashMap::from(other)]]
}

#[test]
fn insert_replaces_the_key() {
    let mut files = hashmap! { LOWER => 1 };
    assert_eq!(files.insert(UPPER, 2), Some(1));
    assert_eq!(only(&files), ("README", 2));
    assert_eq!(only(&files.update(LOWER, 3)), ("readme", 3));
    files.extend([(LOWER, 4u32)]);
    assert_eq!(only(&files), ("readme", 4));
    assert_eq!(only(&[(LOWER, 1), (UPPER, 2)].into_iter().collect()), ("README", 2));
}

#[test]
fn an_occupied_entry_has_the_callers_key_and_keeps_that_of_the_map() {
    let mut files = hashmap! { LOWER => 1 };
    let Entry::Occupied(mut entry) = files.entry(UPPER) else { panic!("occupied") };
    assert_eq!(entry.key().0, "README");
    assert_eq!(entry.insert(2), 1);
    assert_eq!(entry.remove_entry().0.0, "readme");
}

#[test]
fn a_set_gives_back_what_insert_replaces() {
    let mut names = hashset! { LOWER };
    assert_eq!(names.insert(UPPER).unwrap().0, "readme");
    assert_eq!(names.update(LOWER).iter().next().unwrap().0, "readme");
    assert_eq!(names.remove(&LOWER).unwrap().0, "README");
    assert!(names.remove(&LOWER).is_none());
}

#[test]
fn union_has_the_key_of_the_larger_map_and_the_value_of_the_left_one() {
    for [one, other] in pairs(&[(LOWER, 1)], &[(UPPER, 2), (Name("license"), 3)]) {
        let left = one.clone().union(other.clone());
        assert_eq!(left.get_key_value(&LOWER).map(|(name, size)| (name.0, *size)), Some(("README", 1)));
        let right = other.union(one);
        assert_eq!(right.get_key_value(&LOWER).map(|(name, size)| (name.0, *size)), Some(("README", 2)));
    }
    for [one, other] in pairs(&[(LOWER, 1)], &[(UPPER, 2)]) {
        assert_eq!(only(&one.union(other)), ("readme", 1));
    }
}

#[test]
fn union_with_calls_with_left_value_first_and_has_the_key_of_the_smaller_map() {
    for [one, other] in pairs(&[(LOWER, 1)], &[(UPPER, 2), (Name("license"), 3)]) {
        let union = one.union_with_key(other, |name, mine, theirs| {
            assert_eq!(name.0, "readme");
            10 * mine + theirs
        });
        assert_eq!(union.get_key_value(&UPPER).map(|(name, size)| (name.0, *size)), Some(("readme", 12)));
    }
}

#[test]
fn intersection_has_the_key_of_the_other_map_and_the_value_of_this_one() {
    for [one, other] in pairs(&[(LOWER, 1)], &[(UPPER, 2)]) {
        assert_eq!(only(&one.intersection(other)), ("README", 1));
    }
}

#[test]
fn difference_is_the_symmetric_one() {
    for [one, other] in pairs(&[(LOWER, 1), (Name("a"), 2)], &[(UPPER, 2), (Name("b"), 3)]) {
        let difference = one.clone().difference(other.clone());
        assert_eq!(difference, hashmap! { Name("a") => 2, Name("b") => 3 });
        assert_eq!(only(&one.relative_complement(other)), ("a", 2));
    }
    assert_eq!(hashset! { 1, 2 }.difference(hashset! { 2, 3 }), hashset! { 1, 3 });
}

#[test]
fn a_union_of_sets_has_the_elements_of_the_smaller_one_and_an_intersection_those_of_the_other() {
    let one = hashset! { LOWER };
    let mut kin = one.new_from();
    kin.extend([UPPER, Name("license")]);
    for other in [kin, hashset! { UPPER, Name("license") }] {
        let name_in = |set: HashSet<Name>| set.iter().find(|name| **name == LOWER).unwrap().0;
        assert_eq!(name_in(one.clone() + other.clone()), "readme");
        assert_eq!(name_in(other.clone() + one.clone()), "readme");
        assert_eq!(name_in(one.clone() * other.clone()), "README");
        assert_eq!(name_in(other * one.clone()), "readme");
    }
}

#[test]
fn maps_with_different_hashers_are_compared() {
    let small: GenericHashMap<u32, u32, std::hash::BuildHasherDefault<std::hash::DefaultHasher>, ArcK> =
        (0..100).map(|n| (n, n)).collect();
    let other: HashMap<u32, u32> = (0..100).map(|n| (n, n)).collect();
    assert_eq!(small, other);
    assert_ne!(small.update(1, 2), other);
    assert!(other.is_submap_by(other.update(7, 8), |mine, theirs| mine <= theirs));
}

#[test]
fn versions_share_what_set_algebra_does_not_change() {
    let all: HashMap<u32, String> = (0..1000).map(|n| (n, n.to_string())).collect();
    let fewer = all.without(&7);
    assert!(all.clone().union(all.clone()).ptr_eq(&all));
    assert!(all.clone().union(fewer.clone()).ptr_eq(&all));
    assert_eq!(all.clone().relative_complement(fewer), HashMap::unit(7, "7".to_string()));
}

#[test]
fn an_entry_that_two_versions_share_counts_as_equal() {
    // imbl compares the values, and says that a map with a NaN is not equal to itself.
    let sensors = hashmap! { "outside" => f64::NAN };
    assert_eq!(sensors, sensors.clone());
}
