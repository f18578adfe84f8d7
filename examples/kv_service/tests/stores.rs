//! What all stores have to do, and what only one of versions does.

use bytes::Bytes;
use hamtrie::pool;
use kv_service::store::persistent::{PersistentMap, Versions};
use kv_service::store::{Condition, Conflict, Entry, NoVersion, Store, locked::Locked, sharded::Sharded};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

type Ours = kv_service::store::persistent::Map;

fn text(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

fn all(store: &dyn Store, at: Option<u64>) -> BTreeMap<String, String> {
    let scan = store.scan(at).unwrap();
    let count = scan.count;
    let all: BTreeMap<_, _> =
        scan.entries.map(|(key, entry)| (key.to_string(), str::from_utf8(&entry.value).unwrap().to_owned())).collect();
    assert_eq!(all.len(), count);
    all
}

fn obeys_conditions(store: &dyn Store) {
    let (first, new) = store.put("tea".into(), text("green"), Condition::Absent).unwrap();
    assert!(new);
    assert_eq!(store.put("tea".into(), text("black"), Condition::Absent), Err(Conflict { there: Some(first) }));
    let (second, new) = store.put("tea".into(), text("black"), Condition::Version(first)).unwrap();
    assert!(second > first && !new);
    assert_eq!(store.get("tea", None).unwrap(), Some(Entry { value: text("black"), version: second }));
    assert_eq!(store.delete("tea", Condition::Version(first)), Err(Conflict { there: Some(second) }));
    assert_eq!(store.delete("milk", Condition::Always), Ok(None));
    assert_eq!(store.delete("milk", Condition::Version(1)), Err(Conflict { there: None }));
    assert_eq!(store.put("milk".into(), text("oat"), Condition::Version(1)), Err(Conflict { there: None }));
    assert!(store.delete("tea", Condition::Version(second)).unwrap() > Some(second));
    assert_eq!((store.get("tea", None), store.status().entries), (Ok(None), 0));
}

/// Four threads add to one number, each as often; none of it is lost.
fn loses_no_update(store: &dyn Store) {
    store.put("sum".into(), text("0"), Condition::Always).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut left = 200;
                while left > 0 {
                    let entry = store.get("sum", None).unwrap().unwrap();
                    let next = str::from_utf8(&entry.value).unwrap().parse::<u32>().unwrap() + 1;
                    left -= i32::from(
                        store.put("sum".into(), text(&next.to_string()), Condition::Version(entry.version)).is_ok(),
                    );
                }
            });
        }
    });
    assert_eq!(all(store, None)["sum"], "800");
}

/// Nothing of a scan may depend on what comes after it began.
fn scans_one_version<M: PersistentMap>() {
    let store = Versions::<M>::new(10);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..3000 {
                for key in ["a", "b"] {
                    store.put(key.into(), text(&number.to_string()), Condition::Always).unwrap();
                }
            }
            done.store(true, Ordering::Relaxed);
        });
        while !done.load(Ordering::Relaxed) {
            let all = all(&store, None);
            let number = |key| all.get(key).map_or(-1, |text: &String| text.parse::<i32>().unwrap());
            assert!([0, 1].contains(&(number("a") - number("b"))), "{all:?}");
        }
    });
}

#[test]
fn all_stores_do_the_same() {
    let stores: [&dyn Store; 4] = [
        &Versions::<Ours>::new(5),
        &Versions::<imbl::HashMap<Arc<str>, Entry>>::new(5),
        &Locked::default(),
        &Sharded::default(),
    ];
    for store in stores {
        obeys_conditions(store);
        loses_no_update(store);
    }
}

#[test]
fn a_scan_is_of_one_version() {
    scans_one_version::<Ours>();
    scans_one_version::<imbl::HashMap<Arc<str>, Entry>>();
}

#[test]
fn the_last_versions_can_be_asked_for_and_the_others_are_gone() {
    let store = Versions::<Ours>::new(3);
    for number in 1..=10 {
        let (version, _) = store.put("n".into(), text(&number.to_string()), Condition::Always).unwrap();
        assert_eq!(version, number);
    }
    store.delete("n", Condition::Always).unwrap();
    assert_eq!(store.status().versions_kept, 4);
    for version in 8..=10 {
        assert_eq!(all(&store, Some(version))["n"], version.to_string());
    }
    assert!(all(&store, Some(11)).is_empty());
    let kept = Some((8, 11));
    assert_eq!(store.get("n", Some(7)), Err(NoVersion { kept }));
    assert_eq!(store.get("n", Some(12)).unwrap_err().to_string(), "versions 8 to 11 are kept");
    assert!(Locked::default().get("n", Some(1)).is_err() && Sharded::default().scan(Some(1)).is_err());
}

/// Alone in its process, as it looks at the whole pool: run by the next test.
#[test]
#[ignore = "looks at the pool of the whole process"]
fn a_store_that_is_gone_leaves_nothing() {
    let store = Versions::<Ours>::new(100);
    for number in 0..5000 {
        store.put((number % 700).to_string().into(), text("x"), Condition::Always).unwrap();
    }
    assert!(store.status().bytes_per_version.unwrap() > 100.0);
    let scan = store.scan(None).unwrap();
    drop(store);
    assert_eq!(scan.entries.count(), 700);
    assert_eq!(pool::stats().live_bytes, 0);
}

#[test]
fn no_memory_is_lost() {
    let own = std::env::current_exe().unwrap();
    let test = "a_store_that_is_gone_leaves_nothing";
    let status = std::process::Command::new(own).args(["--ignored", "--exact", test]).status().unwrap();
    assert!(status.success());
}
