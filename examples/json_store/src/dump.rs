//! From values to text, by serde.

use crate::value::{Number, Value};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The shortest text that says the same. Objects are in the order of their hashes, which each run of a program has its own of;
/// see [`Sorted`].
pub fn dump(value: &Value) -> String {
    sonic_rs::to_string(value).expect("neither a key nor a number that JSON has not")
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(number) => number.serialize(serializer),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Array(items) => match items.as_slice() {
                Some(items) => serializer.collect_seq(items),
                None => serializer.collect_seq(items.iter()),
            },
            Value::Object(object) => {
                let mut map = serializer.serialize_map(Some(object.len()))?;
                object.iter().try_for_each(|(key, value)| map.serialize_entry(&**key, value))?;
                map.end()
            }
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Number::Int(value) => serializer.serialize_i64(value),
            Number::UInt(value) => serializer.serialize_u64(value),
            Number::Float(value) => serializer.serialize_f64(value),
        }
    }
}

/// A value that is written with the keys of each object in their order, so that equal values have equal texts.
#[derive(Clone, Copy, Debug)]
pub struct Sorted<'v>(pub &'v Value);

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Array(items) => serializer.collect_seq(items.iter().map(Sorted)),
            Value::Object(object) => {
                let mut entries: Vec<_> = object.iter().map(|(key, value)| (&**key, Sorted(value))).collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                serializer.collect_map(entries)
            }
            other => other.serialize(serializer),
        }
    }
}
