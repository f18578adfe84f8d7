//! From text to values, by serde.

use crate::array::Array;
use crate::key::{Key, Keys};
use crate::value::{Number, Object, Value};
use hamtrie::map::Entry;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use smol_str::SmolStr;
use std::fmt;

/// How deep arrays and objects may be in each other. Reading, writing and comparing them calls itself for each.
pub const DEEPEST: u32 = 1_000;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// What.
    pub what: String,
    /// The line, from 1.
    pub line: usize,
    /// The byte in the line, from 1; 0 for the end of the line before.
    pub column: usize,
}

impl LoadError {
    /// Something is wrong at a byte.
    fn at(text: &[u8], byte: usize, what: &str) -> Self {
        let before = &text[..byte];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
        LoadError { what: what.to_owned(), line, column }
    }
}

impl From<serde_json::Error> for LoadError {
    fn from(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let what = error.to_string();
        let what = what.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&what).to_owned();
        LoadError { what, line, column }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

impl std::error::Error for LoadError {}

/// Reads a document.
///
/// sonic-rs reads it, which is the fastest of those that were measured (`cargo bench -p json_store`). It stops at a depth of
/// 255, and says of an error only roughly where it is: what it cannot read, serde_json reads again.
///
/// # Errors
/// If it is no JSON, no UTF-8, deeper than [`DEEPEST`], has a key twice in one object, or a number that would not be kept: an
/// integer of more than 64 bits, or more than a double can be.
pub fn load(text: &[u8], keys: &mut Keys) -> Result<Value, LoadError> {
    let no_utf8 = |error: simdutf8::compat::Utf8Error| LoadError::at(text, error.valid_up_to(), "this is no UTF-8");
    let text = simdutf8::compat::from_utf8(text).map_err(no_utf8)?;
    let mut job = Job::new(keys);
    let mut fast = sonic_rs::Deserializer::from_str(text);
    let value = match job.seed().deserialize(&mut fast).and_then(|value| fast.end().map(|()| value)) {
        Ok(value) => value,
        Err(_) => {
            let mut thorough = serde_json::Deserializer::from_str(text);
            // Depth is counted here.
            thorough.disable_recursion_limit();
            let value = job.seed().deserialize(&mut thorough)?;
            thorough.end()?;
            value
        }
    };
    match job.large.then(|| large_integer(text.as_bytes())).flatten() {
        Some(byte) => Err(LoadError::at(text.as_bytes(), byte, "an integer of more than 64 bits")),
        None => Ok(value),
    }
}

/// Where the first integer is that neither an `i64` nor a `u64` can be, in a text that is JSON.
fn large_integer(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'"' => {
                at += 1;
                while text[at] != b'"' {
                    at += if text[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                let of_number = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                let length = text[at..].iter().take_while(of_number).count();
                let number = std::str::from_utf8(&text[at..at + length]).ok()?;
                let is_integer = !number.contains(['.', 'e', 'E']);
                if is_integer && number.parse::<i64>().is_err() && number.parse::<u64>().is_err() {
                    return Some(at);
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    None
}

/// Reads a document per line. Lines with nothing in them are none.
///
/// # Errors
/// As of [`load`], with the number of the line in the text.
pub fn load_lines(text: &[u8], keys: &mut Keys) -> Result<Vec<Value>, LoadError> {
    let lines = text.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
    lines.map(|(at, line)| load(line, keys).map_err(|error| LoadError { line: at + 1, ..error })).collect()
}

/// Makes values of what any deserializer finds in one document.
#[derive(Debug)]
pub struct Job<'k> {
    keys: &'k mut Keys,
    /// Whether there was a number that might be an integer of more than 64 bits, which deserializers take for a double.
    large: bool,
}

impl<'k> Job<'k> {
    /// With keys that other documents may have.
    pub fn new(keys: &'k mut Keys) -> Self {
        Job { keys, large: false }
    }

    /// For the whole document.
    pub fn seed<'j>(&'j mut self) -> Seed<'j, 'k> {
        Seed { job: self, deepest: DEEPEST }
    }
}

/// Makes one value.
#[derive(Debug)]
pub struct Seed<'j, 'k> {
    job: &'j mut Job<'k>,
    /// How deep it may be.
    deepest: u32,
}

impl<'k> Seed<'_, 'k> {
    /// Enters an array or object.
    fn enter<E: serde::de::Error>(&mut self) -> Result<(), E> {
        let deeper = || E::custom(format_args!("more than {DEEPEST} arrays and objects in each other"));
        self.deepest = self.deepest.checked_sub(1).ok_or_else(deeper)?;
        Ok(())
    }

    #[inline]
    fn next<'a>(&'a mut self) -> Seed<'a, 'k> {
        Seed { job: self.job, deepest: self.deepest }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    #[inline]
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    #[inline]
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    #[inline]
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(Number::Int(value)))
    }

    #[inline]
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    #[inline]
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        self.job.large |= value.abs() >= i64::MAX as f64;
        Ok(Value::Number(Number::Float(value)))
    }

    #[inline]
    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(SmolStr::new(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(self.next())? {
            array.push(item);
        }
        Ok(Value::Array(Array::from(array)))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut object = Object::default();
        while let Some(key) = entries.next_key_seed(KeySeed(self.job.keys))? {
            let value = entries.next_value_seed(self.next())?;
            match object.entry(key) {
                Entry::Vacant(place) => drop(place.insert(value)),
                Entry::Occupied(place) => {
                    return Err(A::Error::custom(format_args!("the key {:?} is there twice", place.key())));
                }
            }
        }
        Ok(Value::Object(object))
    }
}

struct KeySeed<'k>(&'k mut Keys);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Key;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline]
    fn visit_str<E>(self, text: &str) -> Result<Key, E> {
        Ok(self.0.get(text))
    }
}
