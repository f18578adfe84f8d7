//! Maps, sets and patches as data.

use hamtrie::map::{Change, Patch};
use hamtrie::testing::exclusive;
use hamtrie::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn maps_and_sets_are_written_as_those_of_std_and_read_back() {
    exclusive(|| {
        let map: HashMap<String, u64> = (0..500).map(|number| (number.to_string(), number)).collect();
        let text = serde_json::to_string(&map).unwrap();
        let std: BTreeMap<String, u64> = serde_json::from_str(&text).unwrap();
        assert_eq!(std.len(), 500);
        assert!(std.iter().all(|(key, value)| map.get(key) == Some(value)));
        let back: HashMap<String, u64> = serde_json::from_str(&text).unwrap();
        assert_eq!(back, map);
        back.check();
        let set: HashSet<u64> = (0..500).collect();
        let text = serde_json::to_string(&set).unwrap();
        assert_eq!(serde_json::from_str::<BTreeSet<u64>>(&text).unwrap(), (0..500).collect());
        assert_eq!(serde_json::from_str::<HashSet<u64>>(&text).unwrap(), set);
        assert_eq!(serde_json::to_string(&HashMap::from([("a", 1)])).unwrap(), r#"{"a":1}"#);
        assert_eq!(serde_json::from_str::<HashMap<String, u8>>(r#"{"a":1,"a":2}"#).unwrap()["a"], 2);
        assert!(serde_json::from_str::<HashMap<String, u64>>("[]").unwrap_err().to_string().contains("a map"));
        assert!(serde_json::from_str::<HashSet<u64>>("{}").unwrap_err().to_string().contains("sequence"));
    });
}

#[test]
fn patches_are_written_and_read_back() {
    exclusive(|| {
        let one = |change| serde_json::to_string(&Patch::from_iter([("a", change)])).unwrap();
        assert_eq!(one(Change::Added(None)), r#"[["a",{"added":null}]]"#);
        assert_eq!(one(Change::Removed(Some(1))), r#"[["a",{"removed":1}]]"#);
        assert_eq!(one(Change::Changed { old: None, new: Some(2) }), r#"[["a",{"changed":{"old":null,"new":2}}]]"#);

        let old: HashMap<(u8, u8), Option<u64>> = (0..100).map(|key| ((key, key), Some(1))).collect();
        let new = old.update((3, 3), None).without(&(4, 4)).update((3, 4), None);
        let patch = Patch::between(&old, &new);
        let text = serde_json::to_string(&patch).unwrap();
        let back: Patch<(u8, u8), Option<u64>> = serde_json::from_str(&text).unwrap();
        assert_eq!(back, patch);
        assert_eq!(back.apply(&old).unwrap(), new);
        assert!(serde_json::from_str::<Patch<u8, u8>>("1").unwrap_err().to_string().contains("changes"));
    });
}
