//! A `std` map that is cloned on each write: what an interpreter does that has no better idea of a value.

use super::{Flavour, Map};
use crate::value::Value;
use hamtrie::DefaultHashBuilder;
use std::collections::HashMap;
use std::rc::Rc;

/// `std` maps, cloned on write.
#[derive(Clone, Debug)]
pub struct Cloned;

type StdMap = HashMap<Value<Cloned>, Value<Cloned>, DefaultHashBuilder>;

impl Flavour for Cloned {
    type Map = ClonedMap;
    const NAME: &'static str = "std, cloned on write";
}

/// The map.
#[derive(Clone, Debug, Default)]
pub struct ClonedMap(Rc<StdMap>);

impl ClonedMap {
    fn write<R>(&mut self, write: impl FnOnce(&mut StdMap) -> R) -> R {
        let mut copy = StdMap::clone(&self.0);
        let result = write(&mut copy);
        self.0 = Rc::new(copy);
        result
    }
}

impl Map<Cloned> for ClonedMap {
    type Found<'m> = &'m Value<Cloned>;

    fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn find(&self, key: &Value<Cloned>) -> Option<&Value<Cloned>> {
        self.0.get(key)
    }

    fn set(&mut self, key: Value<Cloned>, value: Value<Cloned>) {
        self.write(|map| map.insert(key, value));
    }

    fn change<R>(&mut self, key: &Value<Cloned>, change: impl FnOnce(Option<&mut Value<Cloned>>) -> R) -> R {
        self.write(|map| change(map.get_mut(key)))
    }

    fn remove(&mut self, key: &Value<Cloned>) -> bool {
        self.write(|map| map.remove(key).is_some())
    }

    fn each(&self, mut show: impl FnMut(&Value<Cloned>, &Value<Cloned>)) {
        self.0.iter().for_each(|(key, value)| show(key, value));
    }
}
