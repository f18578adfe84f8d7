//! Persistent maps: a clone is O(1), and nobody who has one sees what becomes of the other.

use super::{Flavour, Map};
use crate::value::Value;
use hamtrie::DefaultHashBuilder;
use hamtrie::layout::{Inline, Nested};
use hamtrie::pool::ChildrenPool;

/// hamtrie's maps.
#[derive(Clone, Debug)]
pub struct Hamtrie;

/// With entries in the leaves: a clone of one is a few counters. And dropped in constant stack, whatever is in what.
type HamtrieMap = hamtrie::HashMap<Value<Hamtrie>, Value<Hamtrie>, DefaultHashBuilder, ChildrenPool, Nested<Inline>>;

impl Flavour for Hamtrie {
    type Map = HamtrieMap;
    const NAME: &'static str = "hamtrie";
}

impl Map<Hamtrie> for HamtrieMap {
    type Found<'m> = &'m Value<Hamtrie>;

    fn len(&self) -> usize {
        self.len()
    }

    #[inline]
    fn find(&self, key: &Value<Hamtrie>) -> Option<&Value<Hamtrie>> {
        self.get(key)
    }

    #[inline]
    fn set(&mut self, key: Value<Hamtrie>, value: Value<Hamtrie>) {
        self.put(key, value);
    }

    #[inline]
    fn change<R>(&mut self, key: &Value<Hamtrie>, change: impl FnOnce(Option<&mut Value<Hamtrie>>) -> R) -> R {
        change(self.get_mut(key))
    }

    fn remove(&mut self, key: &Value<Hamtrie>) -> bool {
        self.discard(key)
    }

    fn each(&self, mut show: impl FnMut(&Value<Hamtrie>, &Value<Hamtrie>)) {
        self.iter().for_each(|(key, value)| show(key, value));
    }

    /// Skips what the two share.
    fn equals(&self, other: &Self) -> bool {
        self == other
    }
}

/// imbl's maps.
#[derive(Clone, Debug)]
pub struct Imbl;

type ImblMap = imbl::GenericHashMap<Value<Imbl>, Value<Imbl>, DefaultHashBuilder, imbl::shared_ptr::DefaultSharedPtr>;

impl Flavour for Imbl {
    type Map = ImblMap;
    const NAME: &'static str = "imbl";
}

impl Map<Imbl> for ImblMap {
    type Found<'m> = &'m Value<Imbl>;

    fn len(&self) -> usize {
        self.len()
    }

    #[inline]
    fn find(&self, key: &Value<Imbl>) -> Option<&Value<Imbl>> {
        self.get(key)
    }

    #[inline]
    fn set(&mut self, key: Value<Imbl>, value: Value<Imbl>) {
        self.insert(key, value);
    }

    #[inline]
    fn change<R>(&mut self, key: &Value<Imbl>, change: impl FnOnce(Option<&mut Value<Imbl>>) -> R) -> R {
        change(self.get_mut(key))
    }

    fn remove(&mut self, key: &Value<Imbl>) -> bool {
        self.remove(key).is_some()
    }

    fn each(&self, mut show: impl FnMut(&Value<Imbl>, &Value<Imbl>)) {
        self.iter().for_each(|(key, value)| show(key, value));
    }
}
