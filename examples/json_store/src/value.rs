//! Values.

use crate::array::Array;
use crate::key::Key;
use hamtrie::layout::Inline;
use hamtrie::pool::ChildrenPool;
use hamtrie::{DefaultHashBuilder, HashMap};
use smol_str::SmolStr;

/// The entries of an object, in an order that means nothing.
pub type Object = HashMap<Key, Value, DefaultHashBuilder, ChildrenPool, Inline>;

/// What JSON can say. A clone is O(1), whatever is in it, and shares everything with the original.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text. Up to 23 bytes are kept in place, longer ones are shared.
    Text(SmolStr),
    /// Values in a row.
    Array(Array),
    /// Values by name.
    Object(Object),
}

/// A number. Integers are exact or are not there: what fits in 64 bits is never a fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer of at most `i64::MAX`.
    Int(i64),
    /// An integer of more than that.
    UInt(u64),
    /// Written with a point or an exponent: the double that is nearest.
    Float(f64),
}

impl Value {
    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a bool",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// Whether arrays and objects in it are in each other at most `deepest` deep. O(n).
    pub fn is_within(&self, deepest: u32) -> bool {
        match self {
            Value::Array(items) => deepest > 0 && items.iter().all(|item| item.is_within(deepest - 1)),
            Value::Object(object) => deepest > 0 && object.values().all(|value| value.is_within(deepest - 1)),
            _ => true,
        }
    }
}

impl From<u64> for Number {
    #[inline]
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Number::UInt(value), Number::Int)
    }
}
