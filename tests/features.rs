//! What optional features add to maps and sets: data in other formats, and random ones for tests. What they change is tested
//! beside that (`rayon`, `arc-swap`, `stacker`).

#![cfg(any(
    feature = "arbitrary",
    feature = "borsh",
    feature = "proptest",
    feature = "quickcheck",
    feature = "rkyv",
    feature = "serde"
))]
#![allow(dead_code, reason = "not each feature uses all of it")]

use hamtrie::layout::{Copies, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::exclusive;
use hamtrie::testing::shape::{Known, Shape};
use hamtrie::{HashMap, HashSet};

/// Maps and sets of a hasher that keeps all in one order, and of a layout.
type Map<L> = HashMap<u64, String, Known, ChildrenPool, L>;
type Set<L> = HashSet<u64, Known, ChildrenPool, L>;

/// Versions that share nodes: an empty one, one with an entry, one with many, and such as differ from that in a few entries.
fn versions<L: Copies<(u64, String)>>() -> Vec<Map<L>> {
    let mut versions = vec![Map::default()];
    versions.push(versions[0].update(7, "seven".into()));
    versions.push((0..300).map(|key| (key, key.to_string())).collect());
    for key in [3, 33, 299, 300, 1_000_000] {
        let last = &versions[versions.len() - 1];
        versions.push(last.update(key, "new".into()).without(&(key / 2)));
    }
    versions
}

/// The keys of these versions, as sets that share nodes.
fn sets<L: Copies<u64>>() -> Vec<Set<L>> {
    let many: Set<L> = (0..300).collect();
    vec![Set::default(), Set::from_iter([7]), many.clone(), many.update(300).without(&3), many]
}

/// Sees that each version comes back from `there_and_back` as it was, and that all are well afterwards. For sets likewise.
macro_rules! come_back {
    ($layout:ty, $there_and_back:ident) => {
        for shape in [Shape::Identity, Shape::Mixed, Shape::Equal] {
            Known::set(shape);
            let (maps, sets) = (versions::<$layout>(), sets::<$layout>());
            let (mut maps_back, mut sets_back) = (Vec::new(), Vec::new());
            maps.iter().for_each(|map| maps_back.push($there_and_back!(map, Map<$layout>)));
            sets.iter().for_each(|set| sets_back.push($there_and_back!(set, Set<$layout>)));
            assert_eq!((&maps_back, &sets_back), (&maps, &sets));
            maps.iter().chain(&maps_back).for_each(HashMap::check);
            sets.iter().chain(&sets_back).for_each(HashSet::check);
            HashMap::check_counts(maps.iter().chain(&maps_back));
            HashSet::check_counts(sets.iter().chain(&sets_back));
        }
        Known::set(Shape::Identity);
    };
}

/// Values of which so many as a `u32` can count have no room in any memory.
type Large = [u8; 1 << 16];

#[cfg(feature = "borsh")]
mod borsh {
    use super::*;
    use ::borsh::{from_slice, to_vec};
    use hamtrie::layout::Inline;
    use std::collections::{HashMap as StdMap, HashSet as StdSet};

    macro_rules! there_and_back {
        ($value:expr, $type:ty) => {
            from_slice::<$type>(&to_vec($value).unwrap()).unwrap()
        };
    }

    #[test]
    fn versions_come_back() {
        exclusive(|| {
            come_back!(Inline, there_and_back);
            come_back!(Shared, there_and_back);
        });
    }

    #[test]
    fn the_bytes_are_those_of_std() {
        exclusive(|| {
            for map in versions::<Shared>() {
                let std: StdMap<u64, String> = map.iter().map(|(key, value)| (*key, value.clone())).collect();
                let bytes = to_vec(&std).unwrap();
                assert_eq!(to_vec(&map).unwrap(), bytes);
                assert_eq!(from_slice::<Map<Shared>>(&bytes).unwrap(), map);
                assert_eq!(from_slice::<StdMap<u64, String>>(&to_vec(&map).unwrap()).unwrap(), std);
            }
            for set in sets::<Shared>() {
                let std: StdSet<u64> = set.iter().copied().collect();
                assert_eq!(to_vec(&set).unwrap(), to_vec(&std).unwrap());
                assert_eq!(from_slice::<Set<Shared>>(&to_vec(&std).unwrap()).unwrap(), set);
            }
        });
    }

    #[test]
    fn entries_may_come_in_any_order_unless_borsh_is_told_to_be_strict() {
        exclusive(|| {
            let entries = [(2u64, "b".to_string()), (1, "a".into()), (2, "c".into())];
            for last in 1..=3 {
                let bytes = to_vec(&entries[..last].to_vec()).unwrap();
                let (ours, std) = (from_slice::<Map<Shared>>(&bytes), from_slice::<StdMap<u64, String>>(&bytes));
                assert_eq!(ours.ok(), std.ok().map(Map::from_iter));
                let bytes = to_vec(&entries[..last].iter().map(|(key, _)| *key).collect::<Vec<_>>()).unwrap();
                let (ours, std) = (from_slice::<Set<Shared>>(&bytes), from_slice::<StdSet<u64>>(&bytes));
                assert_eq!(ours.ok(), std.ok().map(Set::from_iter));
            }
        });
    }

    #[test]
    fn what_is_no_map_is_an_error() {
        exclusive(|| {
            let bytes = to_vec(&Map::<Shared>::from_iter([(1, "one".into()), (2, "two".into())])).unwrap();
            for end in 0..bytes.len() {
                assert!(from_slice::<Map<Shared>>(&bytes[..end]).is_err(), "the first {end} bytes are read");
                let _ = from_slice::<Set<Shared>>(&bytes[..end]);
            }
            assert!(from_slice::<Map<Shared>>(&[bytes.as_slice(), &[0]].concat()).is_err());
            assert!(from_slice::<HashSet<bool>>(&[1, 0, 0, 0, 2]).is_err(), "2 is no bool");
            let invalid = [1, 0, 0, 0, 1, 0, 0, 0, 0xFF];
            assert!(from_slice::<HashSet<String>>(&invalid).is_err(), "no text");
        });
    }

    #[test]
    fn a_length_that_is_a_lie_reserves_nothing() {
        exclusive(|| {
            let lie = [u32::MAX.to_le_bytes().as_slice(), &[1; 100]].concat();
            assert!(from_slice::<HashMap<u64, Large>>(&lie).is_err());
            assert!(from_slice::<HashMap<u64, u64>>(&lie).is_err());
            assert!(from_slice::<HashSet<Large>>(&lie).is_err());
            // Such keys take no bytes: all of them would be there.
            assert!(from_slice::<HashMap<(), u8>>(&lie).is_err() && from_slice::<HashSet<()>>(&lie).is_err());
            assert!(to_vec(&HashMap::from([((), 1)])).is_err() && to_vec(&HashSet::from([()])).is_err());
        });
    }
}

#[cfg(feature = "rkyv")]
mod rkyv {
    use super::*;
    use ::rkyv::rancor::Error;
    use ::rkyv::{Archived, access, deserialize, from_bytes, to_bytes};
    use hamtrie::layout::Inline;
    use std::collections::{HashMap as StdMap, HashSet as StdSet};

    macro_rules! there_and_back {
        ($value:expr, $type:ty) => {
            from_bytes::<$type, Error>(&to_bytes::<Error>($value).unwrap()).unwrap()
        };
    }

    #[test]
    fn versions_come_back() {
        exclusive(|| {
            come_back!(Inline, there_and_back);
            come_back!(Shared, there_and_back);
        });
    }

    #[test]
    fn archives_can_be_read_where_they_lie() {
        exclusive(|| {
            for map in versions::<Shared>() {
                let bytes = to_bytes::<Error>(&map).unwrap();
                let archived = access::<Archived<Map<Shared>>, Error>(&bytes).unwrap();
                assert_eq!(archived.len(), map.len());
                for key in 0..310u64 {
                    let value = archived.get(&key.into()).map(|value| value.as_str());
                    assert_eq!(value, map.get(&key).map(String::as_str));
                }
            }
        });
    }

    #[test]
    fn archives_of_std_can_be_read_and_the_other_way_round() {
        exclusive(|| {
            for map in versions::<Shared>() {
                let std: StdMap<u64, String> = map.iter().map(|(key, value)| (*key, value.clone())).collect();
                let (ours, others) = (to_bytes::<Error>(&map).unwrap(), to_bytes::<Error>(&std).unwrap());
                assert_eq!(from_bytes::<Map<Shared>, Error>(&others).unwrap(), map);
                assert_eq!(from_bytes::<StdMap<u64, String>, Error>(&ours).unwrap(), std);
            }
            for set in sets::<Shared>() {
                let std: StdSet<u64> = set.iter().copied().collect();
                let (ours, others) = (to_bytes::<Error>(&set).unwrap(), to_bytes::<Error>(&std).unwrap());
                assert_eq!(from_bytes::<Set<Shared>, Error>(&others).unwrap(), set);
                assert_eq!(from_bytes::<StdSet<u64>, Error>(&ours).unwrap(), std);
            }
        });
    }

    #[test]
    fn a_forged_archive_is_an_error_or_a_map() {
        exclusive(|| {
            let map: Map<Shared> = (0..20).map(|key| (key, key.to_string())).collect();
            let bytes = to_bytes::<Error>(&map).unwrap();
            let (mut errors, mut maps) = (0, 0);
            for bit in 0..bytes.len() * 8 {
                let mut forged = bytes.clone();
                forged[bit / 8] ^= 1 << (bit % 8);
                match access::<Archived<Map<Shared>>, Error>(&forged) {
                    Ok(archived) => {
                        deserialize::<Map<Shared>, Error>(archived).unwrap().check();
                        maps += 1;
                    }
                    Err(_) => errors += 1,
                }
            }
            assert!(errors > 100 && maps > 100, "{errors} errors, {maps} maps");
            // What ends early may be an archive too: the last bytes say what there is.
            for end in 0..bytes.len() {
                let mut short = bytes.clone();
                short.resize(end, 0);
                if let Ok(map) = from_bytes::<Map<Shared>, Error>(&short) {
                    map.check();
                }
            }
        });
    }
}

#[cfg(feature = "arbitrary")]
mod arbitrary {
    use super::*;
    use ::arbitrary::{Arbitrary, Unstructured};
    use hamtrie::layout::Inline;
    use std::collections::{HashMap as StdMap, HashSet as StdSet};

    /// Bytes that repeat after a long time.
    fn bytes(seed: u64, len: u64) -> Vec<u8> {
        (0..len).map(|at| ((at + seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8).collect()
    }

    fn as_those_of_std<L: Copies<(u8, u16)> + Copies<u16>>() {
        for (seed, len) in [(0, 0), (1, 1), (2, 20), (3, 500), (4, 5_000)] {
            let bytes = bytes(seed, len);
            let (mut ours, mut others) = (Unstructured::new(&bytes), Unstructured::new(&bytes));
            let versions = [(); 3].map(|()| HashMap::<u8, u16, Known, ChildrenPool, L>::arbitrary(&mut ours).unwrap());
            for map in &versions {
                let std = StdMap::<u8, u16>::arbitrary(&mut others).unwrap();
                assert!(map.len() == std.len() && std.iter().all(|(key, value)| map.get(key) == Some(value)));
                map.check();
            }
            HashMap::check_counts(versions.iter());
            let set = HashSet::<u16, Known, ChildrenPool, L>::arbitrary_take_rest(ours).unwrap();
            let std = StdSet::<u16>::arbitrary_take_rest(others).unwrap();
            assert!(set.len() == std.len() && set.iter().all(|element| std.contains(element)));
            set.check();
        }
    }

    #[test]
    fn bytes_make_the_maps_and_sets_that_they_make_for_std() {
        exclusive(|| {
            as_those_of_std::<Inline>();
            as_those_of_std::<Shared>();
            assert_eq!(HashMap::<u8, u8>::size_hint(0), StdMap::<u8, u8>::size_hint(0));
            assert_eq!(HashSet::<u8>::size_hint(0), StdSet::<u8>::size_hint(0));
        });
    }
}

#[cfg(feature = "quickcheck")]
mod quickcheck {
    use super::*;
    use ::quickcheck::{Arbitrary, Gen};
    use hamtrie::layout::Inline;

    /// The smallest value with a property that is found from one which has it.
    fn smallest<T: Arbitrary>(mut value: T, has: impl Fn(&T) -> bool) -> T {
        while let Some(smaller) = value.shrink().find(|smaller| has(smaller)) {
            value = smaller;
        }
        value
    }

    fn shrink<L: Copies<(u16, u8)> + Copies<u16> + 'static>() {
        let mut random = Gen::from_size_and_seed(200, 1);
        for _ in 0..10 {
            let map = HashMap::<u16, u8, Known, ChildrenPool, L>::arbitrary(&mut random).update(u16::MAX, 9);
            let before = map.clone();
            let versions: Vec<_> = map.shrink().take(50).collect();
            versions.iter().for_each(HashMap::check);
            HashMap::check_counts(versions.iter().chain([&map, &before]));
            assert_eq!(map, before);
            let small = smallest(map, |map| map.keys().any(|key| *key >= 100));
            assert_eq!(small, HashMap::from_iter([(100, 0)]));

            let set = HashSet::<u16, Known, ChildrenPool, L>::arbitrary(&mut random).update(u16::MAX);
            set.check();
            set.shrink().take(50).for_each(|smaller| smaller.check());
            assert_eq!(smallest(set, |set| set.iter().any(|element| *element >= 100)), HashSet::from_iter([100]));
        }
    }

    #[test]
    fn random_maps_and_sets_shrink_to_the_smallest_that_fail() {
        exclusive(|| {
            shrink::<Inline>();
            shrink::<Shared>();
        });
    }

    #[test]
    fn nothing_is_smaller_than_nothing() {
        assert!(
            Map::<Shared>::default().shrink().next().is_none() && Set::<Shared>::default().shrink().next().is_none()
        );
    }
}

#[cfg(feature = "proptest")]
mod proptest {
    use super::*;
    use ::proptest::arbitrary::{any, any_with};
    use ::proptest::collection::size_range;
    use ::proptest::strategy::{Just, Strategy, ValueTree};
    use ::proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
    use hamtrie::map::proptest::hash_map;
    use hamtrie::set::proptest::hash_set;

    /// What a failure shrinks to, if maps and sets of the strategy fail that `fails`.
    fn smallest<S: Strategy>(strategy: S, fails: impl Fn(&S::Value) -> bool) -> S::Value {
        let config = Config { failure_persistence: None, ..Config::default() };
        let run = TestRunner::new(config).run(&strategy, |value| match fails(&value) {
            true => Err(TestCaseError::fail("so it is")),
            false => Ok(()),
        });
        match run {
            Err(TestError::Fail(_, value)) => value,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sizes_are_in_the_range() {
        exclusive(|| {
            let mut runner = TestRunner::deterministic();
            for size in [0..1, 1..2, 5..30] {
                for _ in 0..30 {
                    // Some of these keys will be equal.
                    let map = hash_map(0..40u8, "[a-z]*", size.clone()).new_tree(&mut runner).unwrap().current();
                    assert!(size.contains(&map.len()), "{} of {size:?}", map.len());
                    map.check();
                    let set = hash_set(0..40u8, size.clone()).new_tree(&mut runner).unwrap().current();
                    assert!(size.contains(&set.len()), "{} of {size:?}", set.len());
                    set.check();
                }
            }
            assert_eq!(hash_map(any::<u64>(), Just(1), 17).new_tree(&mut runner).unwrap().current().len(), 17);
        });
    }

    #[test]
    fn failures_shrink_to_the_smallest_in_the_range() {
        exclusive(|| {
            let small = smallest(hash_map(0..1_000u32, 0..9u8, 0..50), |map| map.keys().any(|key| *key >= 100));
            assert_eq!(small, HashMap::from([(100, 0)]));
            let small = smallest(hash_set(0..1_000u32, 3..50), |set| set.iter().any(|element| *element >= 100));
            assert_eq!(small.len(), 3);
            assert!(small.contains(&100));
        });
    }

    #[test]
    fn too_few_keys_are_an_error() {
        exclusive(|| {
            let mut runner = TestRunner::deterministic();
            assert!(hash_map(0..2u8, 0..9u8, 3).new_tree(&mut runner).is_err());
            assert!(hash_set(0..2u8, 3).new_tree(&mut runner).is_err());
        });
    }

    #[test]
    fn any_map_and_any_set_have_any_hasher_and_layout() {
        exclusive(|| {
            let mut runner = TestRunner::deterministic();
            let maps = any_with::<Map<Shared>>((size_range(10..20), (), "[a-z]{3}".into()));
            for _ in 0..20 {
                let mut tree = maps.new_tree(&mut runner).unwrap();
                let mut versions = vec![tree.current()];
                while tree.simplify() && versions.len() < 20 {
                    versions.push(tree.current());
                }
                versions.iter().for_each(HashMap::check);
                HashMap::check_counts(versions.iter());
                assert!(versions.iter().all(|map| (10..20).contains(&map.len())));
                assert!(versions[0].values().all(|value| value.len() == 3));
                any::<Set<Shared>>().new_tree(&mut runner).unwrap().current().check();
            }
        });
    }
}

#[cfg(feature = "serde")]
mod postcard {
    use super::*;
    use ::postcard::{from_bytes, to_stdvec};
    use hamtrie::History;
    use hamtrie::layout::Inline;
    use hamtrie::map::Patch;

    macro_rules! there_and_back {
        ($value:expr, $type:ty) => {
            from_bytes::<$type>(&to_stdvec($value).unwrap()).unwrap()
        };
    }

    #[test]
    fn versions_come_back() {
        exclusive(|| {
            come_back!(Inline, there_and_back);
            come_back!(Shared, there_and_back);
        });
    }

    #[test]
    fn patches_and_histories_come_back() {
        exclusive(|| {
            let versions = versions::<Shared>();
            let mut history = History::new(versions[0].clone());
            for (old, new) in versions.iter().zip(&versions[1..]) {
                let patch = Patch::between(old, new);
                let back = there_and_back!(&patch, Patch<u64, String>);
                assert_eq!(back, patch);
                assert_eq!(back.apply(old).unwrap(), *new);
                history.edit(|map| *map = new.clone());
            }
            history.set_name("last");
            history.go_to(3);
            let back = there_and_back!(&history, History<Map<Shared>>);
            assert_eq!(back, history);
            assert_eq!((back.position(), back.index_of("last")), (3, history.index_of("last")));
            back.iter().for_each(HashMap::check);
            HashMap::check_counts(back.iter());
        });
    }

    #[test]
    fn what_is_cut_off_is_an_error() {
        exclusive(|| {
            let map: Map<Shared> = (0..10).map(|key| (key, key.to_string())).collect();
            let mut history = History::new(map.clone());
            history.edit(|map| map.remove(&3));
            let patch = Patch::between(&map, history.current());
            let [map, history, patch] =
                [to_stdvec(&map), to_stdvec(&history), to_stdvec(&patch)].map(|bytes| bytes.unwrap());
            assert!((0..map.len()).all(|end| from_bytes::<Map<Shared>>(&map[..end]).is_err()));
            assert!((0..history.len()).all(|end| from_bytes::<History<Map<Shared>>>(&history[..end]).is_err()));
            assert!((0..patch.len()).all(|end| from_bytes::<Patch<u64, String>>(&patch[..end]).is_err()));
        });
    }

    #[test]
    fn a_length_that_is_a_lie_reserves_nothing() {
        exclusive(|| {
            let lie = [[0xFF; 9].as_slice(), &[1], &[1; 100]].concat(); // 2^64 - 1
            assert!(from_bytes::<HashMap<u64, [u64; 32]>>(&lie).is_err());
            assert!(from_bytes::<HashSet<[u64; 32]>>(&lie).is_err());
            assert!(from_bytes::<Patch<u64, [u64; 32]>>(&lie).is_err());
            // No limit, position 0, no name, an empty map, and so many changes.
            let lie = [&[0, 0, 0, 0], lie.as_slice()].concat();
            assert!(from_bytes::<History<HashMap<u64, [u64; 32]>>>(&lie).is_err());
        });
    }
}
