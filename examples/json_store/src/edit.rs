//! Changes of one value in a document. Whoever clones the document before keeps it as it was.

use crate::key::Keys;
use crate::load::DEEPEST;
use crate::pointer::{Pointer, index};
use crate::value::Value;
use std::fmt;

/// Why something cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// There is nothing at this place.
    Missing(Pointer),
    /// What is there has nothing in it.
    NoContainer(Pointer, &'static str),
    /// The document would be deeper than [`DEEPEST`].
    TooDeep(Pointer),
    /// The whole document cannot be taken out of itself, nor be moved into itself.
    Whole,
    /// Another value is there than a patch says.
    Other(Pointer),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::Missing(at) => write!(f, "there is nothing at \"{at}\""),
            EditError::NoContainer(at, kind) => write!(f, "at \"{at}\" is {kind}, which has nothing in it"),
            EditError::TooDeep(at) => write!(f, "at \"{at}\" there would be more than {DEEPEST} values in each other"),
            EditError::Whole => f.write_str("a value can neither be taken out of itself nor be moved into itself"),
            EditError::Other(at) => write!(f, "at \"{at}\" is another value"),
        }
    }
}

impl std::error::Error for EditError {}

impl Value {
    /// Puts a value at a place: of an object in the place of the one with that name, if any; of an array before the one with
    /// that index, or at the end (`-`, or the length). This is `add` of RFC 6902.
    ///
    /// # Errors
    /// If the container is not there, is none, is shorter, or the document would be too deep.
    pub fn add(&mut self, at: &Pointer, value: Value, keys: &mut Keys) -> Result<(), EditError> {
        let missing = || EditError::Missing(at.clone());
        let Some((last, way)) = at.0.split_last() else {
            *self = value;
            return Ok(());
        };
        if !u32::try_from(at.0.len()).is_ok_and(|length| length <= DEEPEST && value.is_within(DEEPEST - length)) {
            return Err(EditError::TooDeep(at.clone()));
        }
        match self.place(way)? {
            Value::Object(object) => {
                object.put(keys.get(last), value);
            }
            Value::Array(items) => {
                let end = items.len();
                let index = if last == "-" { Some(end) } else { index(last).filter(|index| *index <= end) };
                items.insert(index.ok_or_else(missing)?, value);
            }
            other => return Err(EditError::NoContainer(Pointer(way.to_vec()), other.kind())),
        }
        Ok(())
    }

    /// Puts a value in the place of another one, which has to be there.
    ///
    /// # Errors
    /// If there is nothing there, or the document would be too deep.
    pub fn replace(&mut self, at: &Pointer, value: Value) -> Result<Value, EditError> {
        if !u32::try_from(at.0.len()).is_ok_and(|length| length <= DEEPEST && value.is_within(DEEPEST - length)) {
            return Err(EditError::TooDeep(at.clone()));
        }
        Ok(std::mem::replace(self.place(&at.0)?, value))
    }

    /// Puts a value at a place, whether there is one or not: an object gets the name, an array a longer end for `-` or its length.
    ///
    /// # Errors
    /// As of [`add`](Value::add).
    pub fn set(&mut self, at: &Pointer, value: Value, keys: &mut Keys) -> Result<(), EditError> {
        if self.get(at).is_some() { self.replace(at, value).map(drop) } else { self.add(at, value, keys) }
    }

    /// Takes a value out.
    ///
    /// # Errors
    /// If there is nothing there, or it is the whole document.
    pub fn remove(&mut self, at: &Pointer) -> Result<Value, EditError> {
        let missing = || EditError::Missing(at.clone());
        let (last, way) = at.0.split_last().ok_or(EditError::Whole)?;
        match self.place(way)? {
            Value::Object(object) => object.remove(last.as_str()).ok_or_else(missing),
            Value::Array(items) => {
                let index = index(last).filter(|index| *index < items.len()).ok_or_else(missing)?;
                Ok(items.remove(index))
            }
            other => Err(EditError::NoContainer(Pointer(way.to_vec()), other.kind())),
        }
    }

    /// What is at the end of the way, to be changed.
    fn place(&mut self, way: &[String]) -> Result<&mut Value, EditError> {
        let mut value = self;
        for (step, token) in way.iter().enumerate() {
            let missing = || EditError::Missing(Pointer(way[..=step].to_vec()));
            value = match value {
                Value::Object(object) => object.get_mut(token.as_str()).ok_or_else(missing)?,
                Value::Array(items) => index(token).and_then(|index| items.get_mut(index)).ok_or_else(missing)?,
                other => return Err(EditError::NoContainer(Pointer(way[..step].to_vec()), other.kind())),
            };
        }
        Ok(value)
    }
}
