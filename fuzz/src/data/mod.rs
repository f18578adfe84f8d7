//! Data that may be malformed: it becomes an error, or what `std`'s collections become of it.
//!
//! | file | what it has |
//! |---|---|
//! | `json` | JSON that is nearly right |
//! | `liar` | a format that lies about lengths |

mod json;
mod liar;

use crate::no_leaks::no_leaks;
use crate::ops::hashing::SHAPES;
use hamtrie::layout::{Inline, Shared};
use hamtrie::map::{Change, Patch};
use hamtrie::pool::{self, ChildrenPool};
use hamtrie::testing::shape::Known;
use hamtrie::{HashMap, HashSet};
use liar::Liar;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

type Numbers = HashMap<u8, u8, Known, ChildrenPool, Inline>;
type Names = HashMap<String, Option<u64>, Known, ChildrenPool, Shared>;
type Maps = HashMap<u8, HashMap<u8, u16, Known>, Known>;
type Elements = HashSet<u16, Known, ChildrenPool, Shared>;

/// Reads a value.
///
/// # Panics
/// If the library is not what `std` is.
pub fn run(bytes: &[u8]) {
    let (kind, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let (shape, rest) = rest.split_first().unwrap_or((&0, &[]));
    Known::set(SHAPES[usize::from(*shape) % SHAPES.len()]);
    no_leaks(|| match kind % 4 {
        0 => all(kind >> 2, &Json(String::from_utf8_lossy(rest).into_owned())),
        1 => all(kind >> 2, &Json(json::text(rest))),
        _ => all(kind >> 2, &Lies(rest)),
    });
}

/// Where values come from, as often as one wants.
trait Source {
    /// None if it is malformed.
    fn read<T: DeserializeOwned>(&self) -> Option<T>;

    /// Bytes that it is made of.
    fn len(&self) -> usize;
}

struct Json(String);

impl Source for Json {
    fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.0).ok()
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

struct Lies<'b>(&'b [u8]);

impl Source for Lies<'_> {
    fn read<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(&mut Liar::new(self.0)).ok()
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

fn all(kind: u8, source: &impl Source) {
    match kind % 5 {
        0 => compare(source, |map: &Numbers| {
            map.check();
            map.iter().map(|(&key, &value)| (key, value)).collect::<BTreeMap<_, _>>()
        }),
        1 => compare(source, |map: &Names| {
            map.check();
            map.iter().map(|(key, &value)| (key.clone(), value)).collect::<BTreeMap<_, _>>()
        }),
        2 => compare(source, |set: &Elements| {
            set.check();
            set.iter().copied().collect::<BTreeSet<_>>()
        }),
        3 => compare(source, |maps: &Maps| {
            maps.check();
            let inner = |map: &HashMap<u8, u16, Known>| map.iter().map(|(&key, &value)| (key, value)).collect();
            maps.iter().map(|(&key, map)| (key, inner(map))).collect::<BTreeMap<_, BTreeMap<_, _>>>()
        }),
        _ => compare(source, |patch: &Patch<u8, u8>| {
            Changes(patch.iter().map(|(&key, &change)| (key, change)).collect())
        }),
    }
}

/// What a patch is: of equal keys the last change counts.
#[derive(Debug, PartialEq)]
struct Changes(BTreeMap<u8, Change<u8>>);

impl<'de> serde::Deserialize<'de> for Changes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Changes(Vec::<(u8, Change<u8>)>::deserialize(deserializer)?.into_iter().collect()))
    }
}

/// Reads the same data twice, and what was read from what is written of it.
fn compare<Ours, Std>(source: &impl Source, view: impl Fn(&Ours) -> Std)
where
    Ours: DeserializeOwned + Serialize + PartialEq,
    Std: DeserializeOwned + PartialEq + Debug,
{
    let before = pool::stats();
    let Some(ours) = source.read::<Ours>() else {
        assert_eq!(source.read::<Std>(), None, "std can read it");
        return;
    };
    let after = pool::stats();
    assert!(after.live_bytes - before.live_bytes <= 4096 + 1024 * source.len(), "memory for what is not there");
    assert!(after.slab_bytes - before.slab_bytes <= (1 << 19) + 1024 * source.len(), "slabs for what is not there");
    assert_eq!(Some(view(&ours)), source.read(), "std reads something else");
    let text = serde_json::to_string(&ours).expect("what was read can be written");
    let back: Ours = serde_json::from_str(&text).expect("what was written can be read");
    assert!(back == ours, "another value comes back from {text}");
    assert_eq!(view(&back), view(&ours), "another value comes back from {text}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use hamtrie::testing::exclusive;

    #[test]
    #[should_panic(expected = "std reads something else")]
    fn an_entry_too_few_is_seen() {
        let view = |map: &Numbers| map.iter().map(|(&key, &value)| (key, value)).skip(1).collect::<BTreeMap<_, _>>();
        exclusive(|| compare(&Json(r#"{"1":2,"3":4}"#.to_owned()), view));
    }

    #[test]
    #[should_panic(expected = "std can read it")]
    fn an_error_where_there_is_none_is_seen() {
        exclusive(|| compare(&Json("[1,2]".to_owned()), |_: &Numbers| BTreeSet::<u8>::new()));
    }

    #[test]
    fn lies_become_maps_too() {
        exclusive(|| {
            let ours = Lies(&[0, 3, 1, 0, 7, 0, 8, 1, 0, 9, 0, 10]).read::<Numbers>();
            assert_eq!(ours.map(|map| map.len()), Some(2));
        });
    }
}
