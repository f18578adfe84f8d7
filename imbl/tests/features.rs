//! What the features add, under the names that it has in imbl.

#![cfg(any(feature = "arbitrary", feature = "bincode", feature = "proptest", feature = "quickcheck"))]
#![allow(dead_code, reason = "not each feature uses both")]

use hamtrie_imbl as imbl;
use imbl::{HashMap, HashSet};

/// Twenty entries, of which some versions differ.
fn map() -> HashMap<u32, String> {
    (0..20).map(|key| (key, key.to_string())).collect()
}

#[cfg(feature = "bincode")]
#[test]
fn maps_and_sets_come_back_from_bincode() {
    let config = bincode::config::standard();
    for map in [HashMap::new(), map(), map().without(&3)] {
        let bytes = bincode::encode_to_vec(&map, config).unwrap();
        let (back, read) = bincode::decode_from_slice::<HashMap<u32, String>, _>(&bytes, config).unwrap();
        assert!(back == map && read == bytes.len());
        for end in 0..bytes.len() {
            assert!(bincode::decode_from_slice::<HashMap<u32, String>, _>(&bytes[..end], config).is_err());
        }
        // They are the bytes of std.
        let (std, _) = bincode::decode_from_slice::<std::collections::HashMap<u32, String>, _>(&bytes, config).unwrap();
        assert_eq!(std.into_iter().collect::<HashMap<_, _>>(), map);
    }
    let set: HashSet<u32> = (0..20u32).collect();
    let bytes = bincode::encode_to_vec(&set, config).unwrap();
    assert_eq!(bincode::decode_from_slice::<HashSet<u32>, _>(&bytes, config).unwrap().0, set);
}

#[cfg(feature = "arbitrary")]
#[test]
fn bytes_make_the_maps_and_sets_that_they_make_for_std() {
    use arbitrary::{Arbitrary, Unstructured};
    let bytes: Vec<u8> = (0..1_000u32).map(|at| (at * at / 7) as u8).collect();
    let (mut ours, mut others) = (Unstructured::new(&bytes), Unstructured::new(&bytes));
    let map = HashMap::<u16, u8>::arbitrary(&mut ours).unwrap();
    let std = std::collections::HashMap::<u16, u8>::arbitrary(&mut others).unwrap();
    assert_eq!(map, std.into_iter().collect::<HashMap<_, _>>());
    let set = HashSet::<u16>::arbitrary_take_rest(ours).unwrap();
    let std = std::collections::HashSet::<u16>::arbitrary_take_rest(others).unwrap();
    assert_eq!(set, std.into_iter().collect::<HashSet<_>>());
}

#[cfg(feature = "quickcheck")]
#[test]
fn random_maps_and_sets() {
    fn all_are_there(map: HashMap<u16, u8>, set: HashSet<u16>) -> bool {
        map.iter().all(|(key, value)| map.get(key) == Some(value)) && set.iter().all(|element| set.contains(element))
    }
    quickcheck::quickcheck(all_are_there as fn(HashMap<u16, u8>, HashSet<u16>) -> bool);
}

#[cfg(feature = "proptest")]
mod strategies {
    use super::imbl::proptest::{hash_map, hash_set, ord_map, ord_set, vector};
    use ::proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn sizes_are_in_the_range(
            map in hash_map(0..9_999u32, ".*", 10..100),
            set in hash_set(".*", 10..100),
            tree in ord_map(0..9_999u32, ".*", 10..100),
            names in ord_set(".*", 10..100),
            list in vector(".*", 10..100),
        ) {
            for len in [map.len(), set.len(), tree.len(), names.len(), list.len()] {
                prop_assert!((10..100).contains(&len));
            }
        }
    }
}
