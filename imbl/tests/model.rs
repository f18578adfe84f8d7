//! Many live versions of maps and sets beside those of std, after random programs.

use hamtrie_imbl::{GenericHashMap, GenericHashSet, shared_ptr::DefaultSharedPtr};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

/// Most keys collide: four different hashes.
#[derive(Clone, Copy, Default)]
struct Few(u64);

impl Hasher for Few {
    fn finish(&self) -> u64 {
        self.0 % 4
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

type Map<S> = GenericHashMap<String, usize, S, DefaultSharedPtr>;
type Set<S> = GenericHashSet<u32, S, DefaultSharedPtr>;

fn same_map<S: BuildHasher + Clone>(map: &Map<S>, model: &HashMap<String, usize>) {
    assert_eq!(map.len(), model.len());
    assert!(model.iter().all(|(key, value)| map.get(key.as_str()) == Some(value)));
    assert_eq!(map.iter().count(), model.len());
    assert_eq!(map.clone().into_iter().collect::<HashMap<_, _>>(), *model);
}

/// Versions of one map or of several, as `fresh` makes empty ones.
fn maps<S: BuildHasher + Clone>(seed: u64, fresh: impl Fn() -> Map<S>) {
    let mut random = Random(seed);
    let mut versions = vec![(fresh(), HashMap::new())];
    for step in 0..600 {
        let (mut map, mut model) = versions[random.below(versions.len())].clone();
        let key = random.below(80).to_string();
        match random.below(12) {
            0..=2 => assert_eq!(map.insert(key.clone(), step), model.insert(key, step)),
            3 => assert_eq!(map.remove(&key), model.remove(&key)),
            4 => {
                *map.entry(key.clone()).or_insert(step) += 1;
                *model.entry(key).or_insert(step) += 1;
            }
            5 => {
                map.iter_mut().for_each(|(_, value)| *value += 1);
                model.values_mut().for_each(|value| *value += 1);
            }
            6 => {
                map.retain(|_, value| value % 5 != 0);
                model.retain(|_, value| *value % 5 != 0);
            }
            7 => {
                map = map.alter(|value| value.filter(|value| value % 2 == 0).map(|value| value + 1), key.clone());
                if let Some(value) = model.remove(&key).filter(|value| value % 2 == 0) {
                    model.insert(key, value + 1);
                }
            }
            8 => {
                map = fresh();
                model = HashMap::new();
            }
            _ => {
                let (other, others) = versions[random.below(versions.len())].clone();
                assert_eq!(map == other, model == others);
                let contained = model.iter().all(|(key, value)| others.get(key) == Some(value));
                assert_eq!(map.is_submap(&other), contained);
                assert_eq!(map.is_proper_submap(&other), contained && model.len() < others.len());
                let common = |key: &String| model.contains_key(key) && others.contains_key(key);
                let all: HashMap<_, _> = others.iter().chain(&model).map(|(k, v)| (k.clone(), *v)).collect();
                match random.below(7) {
                    0 => (map, model) = (map.union(other), all),
                    1 => {
                        map = map.intersection(other);
                        model.retain(|key, _| others.contains_key(key));
                    }
                    2 => {
                        map = map.relative_complement(other);
                        model.retain(|key, _| !others.contains_key(key));
                    }
                    3 => {
                        map = map.symmetric_difference(other);
                        model = all.into_iter().filter(|(key, _)| !common(key)).collect();
                    }
                    4 => {
                        map = map.union_with(other, |mine, theirs| 2 * mine + theirs);
                        let value =
                            |key: &String, value| if common(key) { 2 * model[key] + others[key] } else { value };
                        model = all.into_iter().map(|(key, v)| (key.clone(), value(&key, v))).collect();
                    }
                    5 => {
                        map = map.symmetric_difference_with(other, |mine, theirs| (mine > theirs).then_some(mine));
                        model = all.into_iter().filter(|(key, v)| !common(key) || *v > others[key]).collect();
                    }
                    _ => {
                        map = map.intersection_with(other, |mine, theirs| mine.max(theirs));
                        model = all.into_iter().filter(|(key, _)| common(key)).collect();
                        model.iter_mut().for_each(|(key, value)| *value = others[key].max(*value));
                    }
                }
            }
        }
        same_map(&map, &model);
        versions.push((map, model));
        if versions.len() > 12 {
            versions.swap_remove(random.below(versions.len()));
        }
        versions.iter().for_each(|(map, model)| same_map(map, model));
    }
}

fn sets<S: BuildHasher + Clone>(seed: u64, fresh: impl Fn() -> Set<S>) {
    let mut random = Random(seed);
    let mut versions = vec![(fresh(), HashSet::new())];
    for _ in 0..600 {
        let (mut set, mut model) = versions[random.below(versions.len())].clone();
        let (other, others) = versions[random.below(versions.len())].clone();
        assert_eq!(set == other, model == others);
        assert_eq!(set.is_subset(&other), model.is_subset(&others));
        assert_eq!(set.is_proper_subset(&other), model.is_subset(&others) && model != others);
        let element = random.below(60) as u32;
        match random.below(10) {
            0..=2 => assert_eq!(set.insert(element).is_none(), model.insert(element)),
            3 => assert_eq!(set.remove(&element), model.take(&element)),
            4 => {
                set.retain(|element| element % 7 != 0);
                model.retain(|element| element % 7 != 0);
            }
            5 => (set, model) = (fresh(), HashSet::new()),
            6 => (set, model) = (set.union(other), &model | &others),
            7 => (set, model) = (set.intersection(other), &model & &others),
            8 => (set, model) = (set.symmetric_difference(other), &model ^ &others),
            _ => (set, model) = (set.relative_complement(other), &model - &others),
        }
        versions.push((set, model));
        if versions.len() > 12 {
            versions.swap_remove(random.below(versions.len()));
        }
        for (set, model) in &versions {
            assert_eq!(set.iter().copied().collect::<HashSet<_>>(), *model);
            assert_eq!((set.len(), set.iter().len()), (model.len(), model.len()));
            assert!(model.iter().all(|element| set.contains(element)));
        }
    }
}

#[test]
fn versions_of_one_map_are_as_std_has_them() {
    let origin: Map<RandomState> = Map::new();
    (0..20).for_each(|seed| maps(seed, || origin.clone()));
}

#[test]
fn maps_with_different_hash_keys_are_as_std_has_them() {
    (0..20).for_each(|seed| maps(seed, Map::<RandomState>::new));
}

#[test]
fn maps_with_bad_hashes_are_as_std_has_them() {
    (0..20).for_each(|seed| maps(seed, Map::<BuildHasherDefault<Few>>::new));
}

#[test]
fn sets_are_as_std_has_them() {
    let origin: Set<RandomState> = Set::new();
    for seed in 0..20 {
        sets(seed, || origin.clone());
        sets(seed, Set::<RandomState>::new);
        sets(seed, Set::<BuildHasherDefault<Few>>::new);
    }
}
