//! Functions that are always there.

use crate::code::Builtin;
use crate::dict::{Flavour, Map};
use crate::operate::{Failure, LONGEST, unshare};
use crate::value::{List, Value};
use std::io::Write;
use std::rc::Rc;
use std::time::Instant;

/// Calls one. `start` is when the script began, `out` where it prints to.
pub fn call<F: Flavour>(
    builtin: Builtin,
    mut arguments: impl Iterator<Item = Value<F>>,
    start: Instant,
    out: &mut dyn Write,
) -> Result<Value<F>, Failure> {
    let mut argument = || arguments.next().expect("the compiler counts");
    let wants =
        |what: &str, got: &Value<F>| Err(Failure::new(format!("{what} is wanted here, and it is {}", got.kind())));
    Ok(match builtin {
        Builtin::Print => {
            let texts: Vec<_> = arguments.map(|value| value.to_string()).collect();
            writeln!(out, "{}", texts.join(" ")).map_err(|error| Failure::new(format!("printing fails: {error}")))?;
            Value::Nil
        }
        Builtin::Len => match argument() {
            Value::Text(text) => Value::Int(text.chars().count() as i64),
            Value::List(list) => Value::Int(list.items().len() as i64),
            Value::Dict(dict) => Value::Int(dict.map().len() as i64),
            other => return wants("a text, list or dict", &other),
        },
        Builtin::Keys => match argument() {
            Value::Dict(dict) => {
                let mut keys = Vec::with_capacity(dict.map().len());
                dict.map().each(|key, _| keys.push(key.clone()));
                // With all maps the same.
                keys.sort_by_cached_key(|key| {
                    (key.kind(), if let Value::Int(n) = key { *n } else { 0 }, key.to_string())
                });
                Value::List(Rc::new(List::new(keys)?))
            }
            other => return wants("a dict", &other),
        },
        Builtin::Has => match (argument(), argument()) {
            (Value::Dict(dict), key) => Value::Bool(dict.map().find(&key).is_some()),
            (other, _) => return wants("a dict", &other),
        },
        Builtin::Text => Value::text(&argument().to_string()),
        Builtin::Int => match argument() {
            Value::Text(text) => text.trim().parse().map_or(Value::Nil, Value::Int),
            Value::Int(value) => Value::Int(value),
            other => return wants("a text or int", &other),
        },
        Builtin::Push => match (argument(), argument()) {
            (Value::List(mut list), value) => {
                unshare(&mut list).push(value.owned())?;
                Value::List(list)
            }
            (other, _) => return wants("a list", &other),
        },
        Builtin::Range => match argument() {
            Value::Int(end) if end > LONGEST as i64 => {
                return Err(Failure::new(format!("a list of {end} items is too long")));
            }
            Value::Int(end) => Value::List(Rc::new(List::new((0..end).map(Value::Int).collect())?)),
            other => return wants("an int", &other),
        },
        Builtin::Clock => Value::Int(i64::try_from(start.elapsed().as_nanos()).unwrap_or(i64::MAX)),
        Builtin::Kind => Value::text(argument().kind()),
    })
}
