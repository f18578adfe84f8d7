//! Histories, and cells that publish versions.

use crate::of::map_of;
use crate::random::Random;
use hamtrie::layout::{Copies, Inline, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::guard::live_bytes;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashMap, History};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[test]
fn a_history_goes_back_and_forward() {
    exclusive(|| {
        let mut history = History::new(HashMap::<u32, u32>::new());
        assert!(history.undo().is_none() && history.redo().is_none());
        for key in 0..100 {
            assert_eq!(history.edit(|map| map.insert(key, key)), None);
        }
        for key in (0..100).rev() {
            assert_eq!(history.undo().unwrap().len(), key);
            history.current().check();
        }
        assert!(!history.can_undo() && history.can_redo());
        assert_eq!(history.go_to(40).map(HashMap::len), Some(40));
        assert!(history.go_to(101).is_none());
        assert_eq!(history.position(), 40);
        history.edit(|map| map.clear());
        assert_eq!((history.len(), history.position(), history.can_redo()), (42, 41, false));
        assert!(history.iter().take(41).enumerate().all(|(index, map)| map.len() == index));
        HashMap::check_counts(history.iter());
        history.undo();
        history.forget_others();
        assert_eq!((history.len(), history.position(), history.current().len()), (1, 0, 40));
    });
}

#[test]
fn a_history_keeps_no_more_than_its_limit() {
    exclusive(|| {
        let mut history = History::with_limit(HashMap::<u32, String>::new(), 3);
        history.set_name("first");
        for key in 0..5 {
            history.edit(|map| map.insert(key, key.to_string()));
            assert_eq!(history.len(), 3.min(key as usize + 2));
            assert_eq!(history.current().len(), key as usize + 1);
        }
        assert_eq!(history.iter().map(HashMap::len).collect::<Vec<_>>(), [3, 4, 5]);
        assert_eq!(history.find("first"), None, "it went with its version");
        assert!(catch_unwind(|| History::with_limit((), 0)).is_err());
    });
}

#[test]
fn a_name_is_that_of_one_version() {
    exclusive(|| {
        let mut history = History::new(HashMap::from([(1, 1)]));
        assert_eq!(history.set_name("saved"), None);
        history.edit(|map| map.insert(2, 2));
        assert_eq!(history.set_name("saved"), None);
        assert_eq!((history.name(0), history.name(1), history.name(2)), (None, Some("saved"), None));
        assert_eq!(history.find("saved").map(HashMap::len), Some(2));
        assert_eq!(history.set_name("sent"), Some("saved".into()));
        assert_eq!((history.index_of("saved"), history.index_of("sent")), (None, Some(1)));
    });
}

#[test]
fn an_edit_that_panics_commits_nothing() {
    exclusive(|| {
        let mut history = History::new(HashMap::from([(1, "a".to_string())]));
        let edit = AssertUnwindSafe(|| {
            history.edit(|map| {
                map.insert(2, "b".to_string());
                panic!("no");
            })
        });
        assert!(catch_unwind(edit).is_err());
        assert_eq!((history.len(), history.current().len()), (1, 1));
        history.current().check();
    });
}

type Map<L> = HashMap<u64, u64, Shape, ChildrenPool, L>;

/// Versions whose bytes are known: the pool says what all of them take.
fn versions_take_what_they_say<L: Copies<(u64, u64)>>(shape: Shape, count: u64) {
    let before = live_bytes();
    let mut history: History<Map<L>> = History::new(map_of(shape, (0..count).map(|key| (key, !key))));
    let empty = Map::<L>::with_layout_in(shape, ChildrenPool);
    assert_eq!(history.current().bytes_beyond(&empty), live_bytes() - before, "{shape:?}, {count} entries");
    assert_eq!(empty.bytes_beyond(history.current()), 0);

    let mut random = Random(count);
    for _ in 0..60 {
        let key = random.below(count + count / 2 + 2);
        let before = live_bytes();
        let kind = random.below(3);
        history.edit(|map| match kind {
            0 => _ = map.remove(&key),
            1 => map.extend((key..key + 20).map(|key| (key, 7))),
            _ => _ = map.insert(key, 7),
        });
        let new = live_bytes() - before;
        let old = history.get(history.position() - 1).unwrap();
        assert_eq!(history.current().bytes_beyond(old), new, "{shape:?}, {count} entries, key {key}");
        assert!(old.bytes_beyond(history.current()) <= old.bytes_beyond(&empty));
        assert_eq!(old.bytes_beyond(old), 0);
    }
}

#[test]
fn versions_take_what_bytes_beyond_says() {
    exclusive(|| {
        for shape in Shape::ALL {
            for count in [0, 1, 12, 40, if shape.is_crowded() { 100 } else { 3_000 }] {
                versions_take_what_they_say::<Inline>(shape, count);
                versions_take_what_they_say::<Shared>(shape, count);
            }
        }
    });
}

#[cfg(feature = "serde")]
mod saved {
    use super::*;
    use hamtrie::pool;
    use hamtrie::testing::shape::{Known, Shape};

    /// A thousand versions of a map of 100,000 entries, some of them undone, each with a few changes.
    fn long() -> History<HashMap<u32, Option<u32>>> {
        let mut history =
            History::with_limit((0..100_000).map(|key| (key, Some(key))).collect::<HashMap<_, _>>(), 2_000);
        history.set_name("first");
        for step in 0..1_000u32 {
            history.edit(|map| {
                map.insert(step * 107 % 110_000, if step % 3 == 0 { None } else { Some(step) });
                map.remove(&(step * 113 % 100_000));
            });
        }
        history.set_name("last");
        history.go_to(500);
        history
    }

    #[test]
    fn a_history_is_read_back_and_shares_again() {
        exclusive(|| {
            let before = pool::stats().live_bytes;
            let history = long();
            let made = pool::stats().live_bytes - before;
            let text = serde_json::to_string(&history).unwrap();
            let written = |value: &dyn Fn() -> serde_json::Result<String>| value().unwrap().len();
            let first = written(&|| serde_json::to_string(history.get(0).unwrap()));
            let pairs = history.iter().zip(history.iter().skip(1));
            let changes = pairs.flat_map(|(old, new)| old.diff(new)).map(|change| (*change.key(), change.after()));
            let changes: usize = changes.map(|change| written(&|| serde_json::to_string(&change))).sum();
            let least = first + changes;
            assert!(
                text.len() * 10 <= least * 12,
                "{} bytes of JSON, the base and the changes have {least}",
                text.len()
            );
            let back: History<HashMap<u32, Option<u32>>> = serde_json::from_str(&text).unwrap();
            let read = pool::stats().live_bytes - before - made;
            assert_eq!(back, history);
            assert_eq!((back.position(), back.limit(), back.index_of("last")), (500, Some(2_000), Some(1_000)));
            assert!(read * 10 <= made * 12, "{read} bytes after reading, {made} before");
            back.iter().for_each(HashMap::check);
            HashMap::check_counts(back.iter());
        });
    }

    #[test]
    fn keys_of_equal_hashes_are_read_back_too() {
        exclusive(|| {
            Known::set(Shape::Equal);
            let mut history = History::new(HashMap::<u64, String, Known>::with_hasher(Known));
            for step in 0..100 {
                history.edit(|map| map.insert(step % 40, step.to_string()));
                history.edit(|map| map.remove(&(step * 3 % 40)));
            }
            let text = serde_json::to_string(&history).unwrap();
            let back: History<HashMap<u64, String, Known>> = serde_json::from_str(&text).unwrap();
            assert_eq!(back.len(), history.len());
            assert!(back == history && back.iter().all(|map| map.len() < 41));
            back.iter().for_each(HashMap::check);
            Known::set(Shape::Identity);
        });
    }

    #[test]
    fn what_no_history_is_written_as_is_an_error() {
        exclusive(|| {
            let read =
                |text: &str| serde_json::from_str::<History<HashMap<String, u32>>>(text).map(|history| history.len());
            let error = |text: &str| read(text).unwrap_err().to_string();
            let step = r#"{"put":[["b",2]],"removed":["a"]}"#;
            assert_eq!(read(&format!(r#"{{"limit":2,"position":1,"first":{{"a":1}},"steps":[{step}]}}"#)).unwrap(), 2);
            assert!(error(&format!(r#"{{"position":1,"first":{{}},"steps":[{step}]}}"#)).contains("not there"));
            assert!(
                error(&format!(r#"{{"position":2,"first":{{"a":1}},"steps":[{step}]}}"#)).contains("version 2 of 2")
            );
            assert!(
                error(&format!(r#"{{"limit":1,"position":0,"first":{{"a":1}},"steps":[{step}]}}"#))
                    .contains("limit of 1")
            );
            assert!(!error(r#"{"limit":0,"position":0,"first":{},"steps":[]}"#).is_empty());
            assert!(!error(r#"{"position":0,"steps":[]}"#).is_empty());
        });
    }
}

#[cfg(feature = "arc-swap")]
mod published {
    use super::*;
    use hamtrie::Published;
    use std::thread;

    #[test]
    fn no_update_is_lost() {
        exclusive(|| {
            let cell = Published::new(HashMap::<u32, u32>::new());
            let start = cell.snapshot();
            thread::scope(|scope| {
                for writer in 0..3 {
                    let cell = &cell;
                    scope.spawn(move || {
                        (0..200).for_each(|n| assert_eq!(cell.update(|map| map.insert(n * 3 + writer, n)), None))
                    });
                }
                scope.spawn(|| {
                    let mut len = 0;
                    while len < 600 {
                        let version = cell.read();
                        assert!(version.len() >= len, "versions come in their order");
                        len = version.len();
                    }
                });
            });
            assert!(start.is_empty());
            cell.read().check();
            assert_eq!(cell.into_inner().len(), 600);
        });
    }

    #[test]
    fn an_update_that_panics_publishes_nothing() {
        exclusive(|| {
            let cell = Published::from(HashMap::from([(1, 1)]));
            let update = AssertUnwindSafe(|| {
                cell.update(|map| {
                    map.clear();
                    panic!("no");
                })
            });
            assert!(catch_unwind(update).is_err());
            assert_eq!(cell.snapshot().len(), 1);
            cell.store(HashMap::new());
            assert!(cell.read().is_empty());
        });
    }
}
