//! Histories of maps for `serde`: the first version, and what changes from each to the next.
//!
//! That takes space in proportion to the first version and the changes. A version that is read is made from the one before, so
//! the two share what is equal, as they did when they were made.

use super::{History, Version};
use crate::HashMap;
use crate::layout::{Copies, Layout};
use ::serde::de::{Deserialize, Deserializer, Error};
use ::serde::ser::{Serialize, SerializeStruct, Serializer};
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};
use core::num::NonZeroUsize;

/// What changes from one version to the next.
#[derive(::serde::Serialize, ::serde::Deserialize)]
struct Step<K, V> {
    /// The name of the version that it leads to.
    #[serde(default)]
    name: Option<String>,
    /// Keys with the values that they get.
    put: Vec<(K, V)>,
    /// Keys that are removed.
    removed: Vec<K>,
}

/// What a history is read as.
#[derive(::serde::Deserialize)]
struct Saved<M, K, V> {
    limit: Option<NonZeroUsize>,
    position: usize,
    #[serde(default)]
    name: Option<String>,
    first: M,
    steps: Vec<Step<K, V>>,
}

/// All steps of a history.
struct Steps<'h, T>(&'h History<T>);

impl<K, V, S, A, L> Serialize for Steps<'_, HashMap<K, V, S, A, L>>
where
    K: Serialize + Eq + Hash,
    V: Serialize + PartialEq,
    S: BuildHasher,
    A: Allocator,
    L: Layout<(K, V)>,
{
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        let versions = &self.0.versions;
        let pairs = versions.iter().zip(versions.iter().skip(1));
        serializer.collect_seq(pairs.map(|(old, new)| {
            let (mut put, mut removed) = (Vec::new(), Vec::new());
            for change in old.value.diff(&new.value) {
                match change.after() {
                    Some(value) => put.push((change.key(), value)),
                    None => removed.push(change.key()),
                }
            }
            Step { name: new.name.clone(), put, removed }
        }))
    }
}

impl<K, V, S, A, L> Serialize for History<HashMap<K, V, S, A, L>>
where
    K: Serialize + Eq + Hash,
    V: Serialize + PartialEq,
    S: BuildHasher,
    A: Allocator,
    L: Layout<(K, V)>,
{
    /// Takes space in proportion to the first version and the changes.
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        let first = &self.versions[0];
        let mut saved = serializer.serialize_struct("History", 5)?;
        saved.serialize_field("limit", &self.limit)?;
        saved.serialize_field("position", &self.current)?;
        saved.serialize_field("name", &first.name)?;
        saved.serialize_field("first", &first.value)?;
        saved.serialize_field("steps", &Steps(self))?;
        saved.end()
    }
}

impl<'de, K, V, S, A, L> Deserialize<'de> for History<HashMap<K, V, S, A, L>>
where
    K: Deserialize<'de> + Eq + Hash,
    V: Deserialize<'de>,
    S: BuildHasher + Default + Clone,
    A: Allocator + Default + Clone,
    L: Copies<(K, V)>,
{
    /// # Errors
    /// If a key is removed that is not there, the current version is not one of those that there are, or there are more of them
    /// than the limit.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let saved = Saved::<HashMap<K, V, S, A, L>, K, V>::deserialize(deserializer)?;
        let count = saved.steps.len() + 1;
        if saved.position >= count {
            return Err(D::Error::custom(format_args!("version {} of {count} is the current one", saved.position)));
        }
        if let Some(limit) = saved.limit.filter(|limit| limit.get() < count) {
            return Err(D::Error::custom(format_args!("{count} versions, and a limit of {limit}")));
        }
        let mut versions = VecDeque::new();
        versions.push_back(Version { value: saved.first, name: saved.name });
        for step in saved.steps {
            let mut value = versions[versions.len() - 1].value.clone();
            if !step.removed.iter().all(|key| value.discard(key)) {
                return Err(D::Error::custom("a key is removed that is not there"));
            }
            for (key, new) in step.put {
                value.put(key, new);
            }
            versions.push_back(Version { value, name: step.name });
        }
        Ok(History { versions, current: saved.position, limit: saved.limit })
    }
}
