//! What is in imbl is here: names, signatures and conversions.

use hamtrie_imbl as imbl;
use imbl::hashmap::{ConsumingIter, Entry, Iter, IterMut, Keys, OccupiedEntry, VacantEntry, Values};
use imbl::shared_ptr::{DefaultSharedPtr, RcK};
use imbl::{
    GenericHashMap, GenericHashSet, HashMap, HashSet, OrdMap, OrdSet, Vector, get_in, hashmap, hashset, ordmap, ordset,
    update_in, vector,
};
use std::collections::{self, BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};

type Ports = HashMap<String, u16>;

fn ports() -> Ports {
    hashmap! { "http".to_string() => 80, "ssh".to_string() => 22, }
}

#[test]
fn every_method_of_maps() {
    let mut map: Ports = ports();
    assert!(HashMap::<u8, u8>::new().is_empty() && HashMap::unit(1, 2) == hashmap! { 1 => 2 });
    let state: &RandomState = map.hasher();
    assert!(GenericHashMap::<u8, u8, _, DefaultSharedPtr>::with_hasher(state.clone()).is_empty());
    let empty: HashMap<u8, Vec<u8>> = map.new_from();
    assert_eq!(empty.len(), 0);
    assert!(map.ptr_eq(&map.clone()));
    let entries: Iter<'_, String, u16, DefaultSharedPtr> = map.iter();
    let keys: Keys<'_, String, u16, DefaultSharedPtr> = map.keys();
    let values: Values<'_, String, u16, DefaultSharedPtr> = map.values();
    assert_eq!((entries.len(), keys.len(), values.copied().sum::<u16>()), (2, 2, 102));
    let changing: IterMut<'_, String, u16, DefaultSharedPtr> = map.iter_mut();
    changing.for_each(|(_, port)| *port += 1);
    assert_eq!(map.get("http"), Some(&81));
    assert_eq!(map.get_key_value("http"), Some((&"http".to_string(), &81)));
    assert!(map.contains_key("ssh"));
    *map.get_mut("ssh").unwrap() -= 1;
    *map.get_key_value_mut("http").unwrap().1 -= 1;
    map["ssh"] += 0;
    assert_eq!(map, ports());
    assert_eq!(map.insert("dns".into(), 53), None);
    assert_eq!(map.remove("dns"), Some(53));
    assert_eq!(map.remove_with_key("ssh"), Some(("ssh".to_string(), 22)));
    let old = ports();
    assert_eq!(old.update("dns".into(), 53).len(), 3);
    assert_eq!(old.update_with("ssh".into(), 1, |was, new| was + new)["ssh"], 23);
    assert_eq!(old.update_with_key("ssh".into(), 1, |_, was, new| was - new)["ssh"], 21);
    let (was, new) = old.update_lookup_with_key("ssh".into(), 1, |_, was, new| was * new);
    assert_eq!((was, new), (Some(22), old.clone()));
    assert_eq!(old.alter(|port| port.map(|port| port + 1), "ssh".into())["ssh"], 23);
    assert!(!old.without("ssh").contains_key("ssh"));
    assert_eq!(old.extract("ssh"), Some((22, hashmap! { "http".to_string() => 80 })));
    assert_eq!(old.extract_with_key("dns"), None);
    map.retain(|_, port| *port > 80);
    assert!(map.is_empty());
    map.clear();
    let two = || [old.clone(), old.clone()];
    assert_eq!(HashMap::unions(two()), old);
    assert_eq!(HashMap::unions_with(two(), |mine, _| mine), old);
    assert_eq!(HashMap::unions_with_key(two(), |_, mine, _| mine), old);
    assert_eq!(two().into_iter().sum::<Ports>(), &old + &old);
    assert!(old.is_submap(old.clone()) && !old.is_proper_submap(&old));
    assert!(!old.is_proper_submap_by(&old, |_, _| true));
    assert_eq!(AsRef::<Ports>::as_ref(&old), &old);
    let all: ConsumingIter<(String, u16), DefaultSharedPtr> = old.into_iter();
    assert_eq!(all.count(), 2);
    assert_eq!(format!("{:?} {:?}", hashmap! { 1 => 2 }, hashset! { 3 }), "{1: 2} {3}");
}

#[test]
fn every_method_of_entries() {
    let mut map = ports();
    assert_eq!(*map.entry("dns".into()).or_insert(53), 53);
    assert_eq!(*map.entry("ntp".into()).or_insert_with(|| 123), 123);
    assert_eq!(*map.entry("none".into()).or_default(), 0);
    assert_eq!(*map.entry("dns".into()).and_modify(|port| *port += 1).or_insert(0), 54);
    assert_eq!(map.entry("dns".into()).key(), "dns");
    fn occupied<S: BuildHasher + Clone>(mut entry: OccupiedEntry<'_, String, u16, S, DefaultSharedPtr>) -> u16 {
        assert_eq!((*entry.get(), *entry.get_mut(), entry.insert(55)), (54, 54, 54));
        assert_eq!(entry.key(), "dns");
        *entry.into_mut() += 1;
        56
    }
    fn vacant<S: BuildHasher + Clone>(entry: VacantEntry<'_, String, u16, S, DefaultSharedPtr>) -> String {
        assert_eq!(entry.key(), "tls");
        entry.into_key()
    }
    if let Entry::Occupied(entry) = map.entry("dns".into()) {
        assert_eq!(occupied(entry), 56);
    }
    if let Entry::Vacant(entry) = map.entry("tls".into()) {
        assert_eq!(vacant(entry), "tls");
    }
    match map.entry("dns".into()) {
        Entry::Occupied(entry) => assert_eq!(entry.remove(), 56),
        Entry::Vacant(_) => unreachable!(),
    }
    assert!(!map.contains_key("dns") && !map.contains_key("tls"));
}

#[test]
fn every_method_of_sets() {
    let mut set: HashSet<String> = hashset! { "ada".to_string(), "grace".to_string(), };
    assert_eq!(HashSet::unit(1), HashSet::from([1]));
    assert!(set.new_from::<u8>().is_empty() && set.len() == 2 && set.contains("ada"));
    assert!(GenericHashSet::<u8, _, DefaultSharedPtr>::with_hasher(set.hasher().clone()).is_empty());
    assert!(set.is_subset(&set) && !set.is_proper_subset(set.clone()) && set.ptr_eq(&set.clone()));
    assert_eq!(set.insert("alan".into()), None);
    assert_eq!(set.remove("alan"), Some("alan".into()));
    assert_eq!(set.update("alan".into()).without("alan"), set);
    assert_eq!(HashSet::unions([set.clone(), set.clone()]), set);
    assert_eq!([set.clone()].into_iter().sum::<HashSet<_>>(), &set * &set);
    let elements: imbl::hashset::Iter<'_, String, DefaultSharedPtr> = set.iter();
    assert_eq!(elements.clone().len(), 2);
    let elements: imbl::hashset::ConsumingIter<String, DefaultSharedPtr> = set.clone().into_iter();
    assert_eq!(elements.len(), 2);
    set.retain(|name| name.len() > 3);
    assert_eq!((&set).into_iter().count(), 1);
    set.clear();
    assert!(set.is_empty());
}

#[test]
fn conversions() {
    let list = vec![(1, 'a'), (2, 'b')];
    let map: HashMap<i32, char> = HashMap::from(list.clone());
    let of_std: collections::HashMap<_, _> = list.iter().copied().collect();
    let tree: BTreeMap<_, _> = list.iter().copied().collect();
    assert_eq!(
        [HashMap::from(&list), HashMap::from(&list[..]), HashMap::from(&of_std)],
        [map.clone(), map.clone(), map.clone()]
    );
    assert_eq!(
        [HashMap::from(of_std), HashMap::from(&tree), HashMap::from(tree)],
        [map.clone(), map.clone(), map.clone()]
    );
    assert_eq!(OrdMap::from(&map), ordmap! { 1 => 'a', 2 => 'b' });
    assert_eq!(OrdMap::from(map), ordmap! { 1 => 'a', 2 => 'b' });
    let borrowed: HashMap<&str, &str> = hashmap! { "k" => "v" };
    assert_eq!(HashMap::<String, String>::from(&borrowed).get("k").unwrap(), "v");

    let list = vec![1, 2];
    let set: HashSet<i32> = HashSet::from(list.clone());
    let of_std: collections::HashSet<_> = list.iter().copied().collect();
    let tree: BTreeSet<_> = list.iter().copied().collect();
    let vector: Vector<i32> = vector![1, 2];
    let ordered: OrdSet<i32> = ordset![1, 2];
    let made = [
        HashSet::from(&list),
        HashSet::from(&list[..]),
        HashSet::from(&of_std),
        HashSet::from(of_std),
        HashSet::from(&tree),
        HashSet::from(&vector),
        HashSet::from(vector),
        HashSet::from(&ordered),
        HashSet::from(ordered),
        HashSet::from([1, 2]),
    ];
    assert!(made.iter().all(|other| *other == set));
    assert_eq!(HashSet::<String>::from(&hashset! { "a" }), hashset! { "a".to_string() });
    let longer: HashSet<String> = ["a", "b"].into_iter().collect();
    assert_eq!(longer.len(), 2);
}

#[test]
fn paths_into_nested_collections() {
    let hosts = hashmap! { "web" => hashmap! { "http" => 80 } };
    let service = &"http";
    assert_eq!(get_in!(hosts, &"web" => service), Some(&80));
    assert_eq!(update_in!(hashmap! { 1 => 1 }, 1, 2), hashmap! { 1 => 2 });
    assert_eq!(update_in!(vector![1, 2], 1, 3), vector![1, 3]);
}

#[test]
fn types_that_are_not_clone_can_be_held_by_nobody_but_named_by_all() {
    struct Opaque;
    let map: HashMap<u32, Opaque> = HashMap::new();
    assert!(map.is_empty() && map.get(&1).is_none() && map.iter().next().is_none());
    let _other_pointer: GenericHashMap<u32, Opaque, RandomState, RcK> = GenericHashMap::default();
    fn shared<T: Send + Sync>(_: T) {}
    shared((ports(), hashset! { 1 }));
}

#[cfg(feature = "serde")]
#[test]
fn data_comes_back() {
    let text = serde_json::to_string(&ports()).unwrap();
    assert_eq!(serde_json::from_str::<Ports>(&text).unwrap(), ports());
    assert_eq!(serde_json::from_str::<HashSet<u8>>("[1,2,1]").unwrap(), hashset! { 1, 2 });
}
