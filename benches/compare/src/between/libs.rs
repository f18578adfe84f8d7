//! What each library has for two versions of a map, and what its users write where it has nothing.

use std::collections::HashMap as StdMap;

use immutable_chunkmap::map::MapL;

use crate::keys::{Hasher, hasher};

/// A map of integers.
pub type Entry = (u64, u64);

/// Two versions of a map.
pub trait Versions: Clone + PartialEq {
    /// What the table calls it.
    const TITLE: &'static str;

    /// A map of entries.
    fn of(entries: &[Entry]) -> Self;

    /// A version with other values for some keys.
    fn edited(&self, entries: &[Entry]) -> Self;

    /// The number of entries.
    fn count(&self) -> usize;

    /// How many entries differ.
    fn differences(&self, other: &Self) -> usize;

    /// What either has; of two values that of `other`, where the library has a say.
    fn union(&self, other: &Self) -> Self;

    /// What two versions of this map have become together.
    fn merged(&self, left: &Self, right: &Self) -> Self;
}

/// The entries of `old` and `new` that differ, as one finds them without any help.
macro_rules! differences_by_hand {
    ($old:expr, $new:expr) => {{
        let changed = $new.iter().filter(|(key, value)| $old.get(*key) != Some(*value)).count();
        changed + $old.iter().filter(|(key, _)| $new.get(*key).is_none()).count()
    }};
}

/// Brings what `right` has changed in `base` into `left`, as one does it without any help.
macro_rules! merged_by_hand {
    ($base:expr, $left:expr, $right:expr, $insert:ident, $remove:ident) => {{
        let mut merged = $left.clone();
        for (key, value) in $right.iter().filter(|(key, value)| $base.get(*key) != Some(*value)) {
            merged.$insert(*key, *value);
        }
        for (key, _) in $base.iter().filter(|(key, _)| $right.get(*key).is_none()) {
            merged.$remove(key);
        }
        merged
    }};
}

impl Versions for hamtrie::HashMap<u64, u64, Hasher> {
    const TITLE: &'static str = "hamtrie";

    fn of(entries: &[Entry]) -> Self {
        let mut map = Self::with_hasher(hasher());
        map.extend(entries.iter().copied());
        map
    }

    fn edited(&self, entries: &[Entry]) -> Self {
        let mut map = self.clone();
        for &(key, value) in entries {
            map.insert(key, value);
        }
        map
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn differences(&self, other: &Self) -> usize {
        self.diff(other).count()
    }

    fn union(&self, other: &Self) -> Self {
        other.union(self)
    }

    fn merged(&self, left: &Self, right: &Self) -> Self {
        Self::merge3(self, left, right, |_| unreachable!("no key was changed on both sides"))
    }
}

macro_rules! versions_as_imbl {
    ($title:literal, $map:ty) => {
        impl Versions for $map {
            const TITLE: &'static str = $title;

            fn of(entries: &[Entry]) -> Self {
                let mut map = Self::with_hasher(hasher());
                map.extend(entries.iter().copied());
                map
            }

            fn edited(&self, entries: &[Entry]) -> Self {
                let mut map = self.clone();
                for &(key, value) in entries {
                    map.insert(key, value);
                }
                map
            }

            fn count(&self) -> usize {
                self.len()
            }

            fn differences(&self, other: &Self) -> usize {
                differences_by_hand!(self, other)
            }

            fn union(&self, other: &Self) -> Self {
                other.clone().union(self.clone())
            }

            fn merged(&self, left: &Self, right: &Self) -> Self {
                merged_by_hand!(self, left, right, insert, remove)
            }
        }
    };
}

versions_as_imbl!("imbl", imbl::GenericHashMap<u64, u64, Hasher, archery::ArcK>);
versions_as_imbl!("im", im::HashMap<u64, u64, Hasher>);

impl Versions for rpds::HashTrieMapSync<u64, u64, Hasher> {
    const TITLE: &'static str = "rpds";

    fn of(entries: &[Entry]) -> Self {
        let mut map = Self::new_with_hasher_and_ptr_kind(hasher());
        entries.iter().for_each(|&(key, value)| map.insert_mut(key, value));
        map
    }

    fn edited(&self, entries: &[Entry]) -> Self {
        let mut map = self.clone();
        entries.iter().for_each(|&(key, value)| map.insert_mut(key, value));
        map
    }

    fn count(&self) -> usize {
        self.size()
    }

    fn differences(&self, other: &Self) -> usize {
        differences_by_hand!(self, other)
    }

    fn union(&self, other: &Self) -> Self {
        let mut union = self.clone();
        other.iter().for_each(|(key, value)| union.insert_mut(*key, *value));
        union
    }

    fn merged(&self, left: &Self, right: &Self) -> Self {
        merged_by_hand!(self, left, right, insert_mut, remove_mut)
    }
}

/// A tree of sorted chunks: the one rival with operations on two maps that skip what they share.
impl Versions for MapL<u64, u64> {
    const TITLE: &'static str = "immutable-chunkmap";

    fn of(entries: &[Entry]) -> Self {
        Self::new().insert_many(entries.iter().copied())
    }

    fn edited(&self, entries: &[Entry]) -> Self {
        entries.iter().fold(self.clone(), |map, &(key, value)| map.insert(key, value).0)
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn differences(&self, other: &Self) -> usize {
        // Its `diff` is about keys only, and takes equal values for granted: what has changed is found by hand.
        let changed = other.into_iter().filter(|(key, value)| self.get(*key) != Some(*value)).count();
        changed + self.into_iter().filter(|(key, _)| other.get(*key).is_none()).count()
    }

    fn union(&self, other: &Self) -> Self {
        // Which value is whose is not fixed; here the changed ones are the greater ones.
        self.union(other, |_, one, another| Some(*one.max(another)))
    }

    fn merged(&self, left: &Self, right: &Self) -> Self {
        let changes = right.into_iter().filter(|(key, value)| self.get(*key) != Some(*value));
        let merged = left.insert_many(changes.map(|(key, value)| (*key, *value)));
        let gone: Vec<u64> = self.into_iter().map(|(key, _)| *key).filter(|key| right.get(key).is_none()).collect();
        gone.iter().fold(merged, |map, key| map.remove(key).0)
    }
}

impl Versions for StdMap<u64, u64, Hasher> {
    const TITLE: &'static str = "std";

    fn of(entries: &[Entry]) -> Self {
        let mut map = Self::with_capacity_and_hasher(entries.len(), hasher());
        map.extend(entries.iter().copied());
        map
    }

    fn edited(&self, entries: &[Entry]) -> Self {
        let mut map = self.clone();
        map.extend(entries.iter().copied());
        map
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn differences(&self, other: &Self) -> usize {
        differences_by_hand!(self, other)
    }

    fn union(&self, other: &Self) -> Self {
        let mut union = self.clone();
        union.extend(other);
        union
    }

    fn merged(&self, left: &Self, right: &Self) -> Self {
        merged_by_hand!(self, left, right, insert, remove)
    }
}
