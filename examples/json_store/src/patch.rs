//! Changes as a document: JSON Patch, RFC 6902, and JSON Merge Patch, RFC 7396.

use crate::edit::EditError;
use crate::key::{Key, Keys};
use crate::pointer::Pointer;
use crate::value::{Object, Value};
use std::fmt;

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// See [`Value::add`].
    Add(Pointer, Value),
    /// See [`Value::remove`].
    Remove(Pointer),
    /// See [`Value::replace`].
    Replace(Pointer, Value),
    /// Takes a value out and puts it somewhere else.
    Move {
        /// Where it is.
        from: Pointer,
        /// Where it gets.
        to: Pointer,
    },
    /// Puts a value somewhere else as well. O(depth): the two share everything.
    Copy {
        /// Where it is.
        from: Pointer,
        /// Where it gets.
        to: Pointer,
    },
    /// Fails if another value is there.
    Test(Pointer, Value),
}

/// A document that is no patch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPatch {
    /// The operation, from 0; none if the document is no array.
    pub operation: Option<usize>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for NoPatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Some(number) => write!(f, "operation {number} of the patch: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl std::error::Error for NoPatch {}

/// The operations that a document says.
///
/// # Errors
/// If it says none.
pub fn operations(patch: &Value) -> Result<Vec<Operation>, NoPatch> {
    let Value::Array(items) = patch else {
        return Err(NoPatch { operation: None, what: format!("a patch is an array, and this is {}", patch.kind()) });
    };
    let parse = |(number, item)| operation(item).map_err(|what| NoPatch { operation: Some(number), what });
    items.iter().enumerate().map(parse).collect()
}

fn operation(item: &Value) -> Result<Operation, String> {
    let Value::Object(members) = item else { return Err(format!("it is {} and no object", item.kind())) };
    let text = |name: &str| match members.get(name) {
        Some(Value::Text(text)) => Ok(text.as_str()),
        _ => Err(format!("it needs a text \"{name}\"")),
    };
    let pointer = |name: &str| text(name)?.parse::<Pointer>().map_err(|error| format!("\"{name}\": {error}"));
    let value = || members.get("value").cloned().ok_or_else(|| "it needs a \"value\"".to_owned());
    Ok(match text("op")? {
        "add" => Operation::Add(pointer("path")?, value()?),
        "remove" => Operation::Remove(pointer("path")?),
        "replace" => Operation::Replace(pointer("path")?, value()?),
        "move" => Operation::Move { from: pointer("from")?, to: pointer("path")? },
        "copy" => Operation::Copy { from: pointer("from")?, to: pointer("path")? },
        "test" => Operation::Test(pointer("path")?, value()?),
        other => return Err(format!("nobody knows how to \"{other}\"")),
    })
}

/// The document that says these operations.
pub fn document(operations: &[Operation]) -> Value {
    let object = |members: &[(&str, &dyn Fn() -> Value)]| {
        Value::Object(members.iter().map(|(name, value)| (Key::from(*name), value())).collect())
    };
    let text = |text: &dyn fmt::Display| Value::Text(text.to_string().into());
    let one = |operation: &Operation| match operation {
        Operation::Add(at, value) => {
            object(&[("op", &|| text(&"add")), ("path", &|| text(at)), ("value", &|| value.clone())])
        }
        Operation::Remove(at) => object(&[("op", &|| text(&"remove")), ("path", &|| text(at))]),
        Operation::Replace(at, value) => {
            object(&[("op", &|| text(&"replace")), ("path", &|| text(at)), ("value", &|| value.clone())])
        }
        Operation::Move { from, to } => {
            object(&[("op", &|| text(&"move")), ("from", &|| text(from)), ("path", &|| text(to))])
        }
        Operation::Copy { from, to } => {
            object(&[("op", &|| text(&"copy")), ("from", &|| text(from)), ("path", &|| text(to))])
        }
        Operation::Test(at, value) => {
            object(&[("op", &|| text(&"test")), ("path", &|| text(at)), ("value", &|| value.clone())])
        }
    };
    Value::Array(operations.iter().map(one).collect())
}

impl Value {
    /// The document after all operations. This one stays as it is, and shares with the new one what is the same.
    ///
    /// # Errors
    /// Of the first operation that cannot be done.
    pub fn patched(&self, operations: &[Operation], keys: &mut Keys) -> Result<Value, EditError> {
        let mut result = self.clone();
        for operation in operations {
            result.operate(operation, keys)?;
        }
        Ok(result)
    }

    fn operate(&mut self, operation: &Operation, keys: &mut Keys) -> Result<(), EditError> {
        match operation {
            Operation::Add(at, value) => self.add(at, value.clone(), keys),
            Operation::Remove(at) => self.remove(at).map(drop),
            Operation::Replace(at, value) => self.replace(at, value.clone()).map(drop),
            Operation::Move { from, to } if from == to => self.get(from).map(drop).ok_or_else(|| missing(from)),
            Operation::Move { from, to } if to.0.starts_with(&from.0) => Err(EditError::Whole),
            Operation::Move { from, to } => {
                let value = self.remove(from)?;
                self.add(to, value, keys)
            }
            Operation::Copy { from, to } => {
                let value = self.get(from).ok_or_else(|| missing(from))?.clone();
                self.add(to, value, keys)
            }
            Operation::Test(at, value) => match self.get(at) {
                Some(found) if found == value => Ok(()),
                Some(_) => Err(EditError::Other(at.clone())),
                None => Err(missing(at)),
            },
        }
    }

    /// The document with a merge patch: objects are merged, `null` takes a member out, everything else is replaced.
    #[must_use]
    pub fn merge_patched(&self, patch: &Value) -> Value {
        let Value::Object(changes) = patch else { return patch.clone() };
        let mut result = match self {
            Value::Object(object) => object.clone(),
            _ => Object::default(),
        };
        for (key, change) in changes {
            match change {
                Value::Null => {
                    result.discard(key);
                }
                change => {
                    let merged = result.get(key).unwrap_or(&Value::Null).merge_patched(change);
                    result.put(key.clone(), merged);
                }
            }
        }
        Value::Object(result)
    }
}

fn missing(at: &Pointer) -> EditError {
    EditError::Missing(at.clone())
}
