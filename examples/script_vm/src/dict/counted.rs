//! A `std` map behind `Rc<RefCell>`, as references to objects are kept: writes are in place, and what is assigned, passed or
//! put into another container while somebody else has it is copied, with all that is in it.

#![allow(clippy::mutable_key_type, reason = "a key is owned: nobody changes the dictionary that it is or has")]

use super::{Flavour, Map};
use crate::value::Value;
use hamtrie::DefaultHashBuilder;
use std::cell::{Ref, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// `std` maps behind a counted pointer.
#[derive(Clone, Debug)]
pub struct Counted;

type StdMap = HashMap<Value<Counted>, Value<Counted>, DefaultHashBuilder>;

impl Flavour for Counted {
    type Map = CountedMap;
    const NAME: &'static str = "Rc<RefCell<std>>, copied";
}

/// The map.
#[derive(Clone, Debug, Default)]
pub struct CountedMap(Rc<RefCell<StdMap>>);

impl Map<Counted> for CountedMap {
    type Found<'m> = Ref<'m, Value<Counted>>;

    fn len(&self) -> usize {
        self.0.borrow().len()
    }

    #[inline]
    fn find(&self, key: &Value<Counted>) -> Option<Ref<'_, Value<Counted>>> {
        Ref::filter_map(self.0.borrow(), |map| map.get(key)).ok()
    }

    fn set(&mut self, key: Value<Counted>, value: Value<Counted>) {
        self.0.borrow_mut().insert(key, value);
    }

    fn change<R>(&mut self, key: &Value<Counted>, change: impl FnOnce(Option<&mut Value<Counted>>) -> R) -> R {
        change(self.0.borrow_mut().get_mut(key))
    }

    fn remove(&mut self, key: &Value<Counted>) -> bool {
        self.0.borrow_mut().remove(key).is_some()
    }

    fn each(&self, mut show: impl FnMut(&Value<Counted>, &Value<Counted>)) {
        self.0.borrow().iter().for_each(|(key, value)| show(key, value));
    }

    fn owned(self) -> Self {
        if Rc::strong_count(&self.0) == 1 {
            return self;
        }
        let copy = self.0.borrow().iter().map(|(key, value)| (key.clone().owned(), value.clone().owned())).collect();
        CountedMap(Rc::new(RefCell::new(copy)))
    }
}
