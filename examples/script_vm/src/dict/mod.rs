//! What a dictionary is made of: four kinds of maps, and the machine runs on any.
//!
//! | file | what a write to a dictionary costs |
//! |---|---|
//! | [`persistent`] | hamtrie and imbl: in place if nobody shares it, else a path |
//! | [`cloned`] | a `std` map that is cloned on each write |
//! | [`counted`] | a `std` map behind `Rc<RefCell>`, cloned when it is assigned or passed |

pub mod cloned;
pub mod counted;
pub mod persistent;

use crate::value::Value;
use std::fmt::Debug;
use std::ops::Deref;

/// A kind of maps.
pub trait Flavour: Clone + Debug + Sized + 'static {
    /// The map of a dictionary.
    type Map: Map<Self>;
    /// What the table calls it.
    const NAME: &'static str;
}

/// The map of a dictionary, with the semantics of a value.
pub trait Map<F: Flavour<Map = Self>>: Clone + Debug + Default {
    /// How many entries it has.
    fn len(&self) -> usize;

    /// Whether it has none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A value that is looked at in its place.
    type Found<'m>: Deref<Target = Value<F>>
    where
        Self: 'm;

    /// The value of a key.
    fn find(&self, key: &Value<F>) -> Option<Self::Found<'_>>;

    /// Sets a value.
    fn set(&mut self, key: Value<F>, value: Value<F>);

    /// Lets `change` change the value of a key, in its place.
    fn change<R>(&mut self, key: &Value<F>, change: impl FnOnce(Option<&mut Value<F>>) -> R) -> R;

    /// Takes a key out. False if it is not there.
    fn remove(&mut self, key: &Value<F>) -> bool;

    /// Shows all entries.
    fn each(&self, show: impl FnMut(&Value<F>, &Value<F>));

    /// A map that nobody else changes. For maps that do that by themselves there is nothing to do.
    fn owned(self) -> Self {
        self
    }

    /// Whether two have the same entries.
    fn equals(&self, other: &Self) -> bool {
        let mut equal = self.len() == other.len();
        self.each(|key, value| equal = equal && other.find(key).is_some_and(|found| *found == *value));
        equal
    }
}
