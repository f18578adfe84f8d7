//! What instructions do with values.

use crate::dict::{Flavour, Map};
use crate::syntax::tree::Binary;
use crate::value::{List, TooDeep, Value};
use std::cmp::Ordering;
use std::ops::Deref;
use std::rc::Rc;

/// The longest text and list that one instruction makes, in bytes and items.
pub const LONGEST: usize = 1 << 28;

/// Why an instruction cannot be done. In a box, as it is rare, and what returns one of these or a value is short.
#[derive(Debug)]
#[allow(clippy::box_collection, reason = "a String is three words, this is one")]
pub struct Failure(Box<String>);

impl Failure {
    /// A failure.
    #[cold]
    pub fn new(what: impl Into<String>) -> Failure {
        Failure(Box::new(what.into()))
    }

    /// What it says.
    pub fn what(self) -> String {
        *self.0
    }

    /// More than an integer can be.
    pub fn overflow() -> Failure {
        Failure::new("the result is more than an integer can be")
    }
}

impl From<TooDeep> for Failure {
    fn from(_: TooDeep) -> Failure {
        Failure::new(format!("more than {} containers in each other", crate::value::DEEPEST))
    }
}

/// What is in a container, looked at in its place.
enum Found<'c, F: Flavour> {
    Entry(<F::Map as Map<F>>::Found<'c>),
    Item(&'c Value<F>),
}

impl<F: Flavour> Deref for Found<'_, F> {
    type Target = Value<F>;

    #[inline]
    fn deref(&self) -> &Value<F> {
        match self {
            Found::Entry(value) => value,
            Found::Item(value) => value,
        }
    }
}

#[inline]
fn find<'c, F: Flavour>(of: &'c Value<F>, at: &Value<F>) -> Result<Found<'c, F>, Failure> {
    match (of, at) {
        (Value::Dict(dict), key) => dict.map().find(key).map(Found::Entry).ok_or_else(|| no_key(key)),
        (Value::List(list), Value::Int(index)) => match list.place(*index) {
            Some(place) => Ok(Found::Item(&list.items()[place])),
            None => Err(outside(list, *index)),
        },
        (Value::List(_), other) => Err(no_index(other)),
        (other, _) => Err(no_container(other)),
    }
}

#[cold]
fn no_key<F: Flavour>(key: &Value<F>) -> Failure {
    Failure::new(format!("there is no key {key}"))
}

#[cold]
fn outside<F: Flavour>(list: &List<F>, index: i64) -> Failure {
    Failure::new(format!("index {index} is outside of a list of {}", list.items().len()))
}

#[cold]
fn no_index<F: Flavour>(value: &Value<F>) -> Failure {
    Failure::new(format!("{} is no index of a list", value.kind()))
}

#[cold]
fn no_container<F: Flavour>(value: &Value<F>) -> Failure {
    Failure::new(format!("{} has no indices", value.kind()))
}

/// What indices lead to. Nothing between is cloned.
pub fn read<F: Flavour>(of: &Value<F>, indices: &[Value<F>]) -> Result<Value<F>, Failure> {
    match indices {
        [] => Ok(of.clone()),
        [index] => Ok(find(of, index)?.clone()),
        [first, second] => Ok(find(&*find(of, first)?, second)?.clone()),
        [first, rest @ ..] => read(&*find(of, first)?, rest),
    }
}

/// A list that nobody else has.
pub fn unshare<F: Flavour>(list: &mut Rc<List<F>>) -> &mut List<F> {
    if Rc::get_mut(list).is_none() {
        let items = list.items().iter().map(|item| item.clone().owned()).collect();
        *list = Rc::new(List::new(items).unwrap_or_else(|TooDeep| unreachable!("as deep as before")));
    }
    Rc::get_mut(list).expect("made unique above")
}

/// Changes what indices lead to, in its place.
pub fn write<F: Flavour>(of: &mut Value<F>, indices: &[Value<F>], value: Value<F>) -> Result<(), Failure> {
    let [first, rest @ ..] = indices else {
        *of = value;
        return Ok(());
    };
    match of {
        Value::Dict(dict) if rest.is_empty() => Ok(dict.set(first.clone().owned(), value)?),
        Value::Dict(dict) => dict.change(first, |found| match found {
            Some(found) => write(found, rest, value),
            None => Err(no_key(first)),
        }),
        Value::List(list) => {
            let place = place_in(list, first)?;
            unshare(list).change(place, |found| write(found, rest, value))
        }
        other => Err(no_container(other)),
    }
}

/// Takes out what indices lead to. The last index has to be a key of a dictionary.
pub fn erase<F: Flavour>(of: &mut Value<F>, indices: &[Value<F>]) -> Result<(), Failure> {
    match (of, indices) {
        (Value::Dict(dict), [last]) => {
            if dict.remove(last) {
                Ok(())
            } else {
                Err(no_key(last))
            }
        }
        (Value::Dict(dict), [first, rest @ ..]) => dict.change(first, |found| match found {
            Some(found) => erase(found, rest),
            None => Err(no_key(first)),
        }),
        (Value::List(list), [first, rest @ ..]) if !rest.is_empty() => {
            let place = place_in(list, first)?;
            unshare(list).change(place, |found| erase(found, rest))
        }
        (other, _) => Err(Failure::new(format!("nothing can be taken out of {}", other.kind()))),
    }
}

fn place_in<F: Flavour>(list: &List<F>, index: &Value<F>) -> Result<usize, Failure> {
    match index {
        Value::Int(index) => list.place(*index).ok_or_else(|| outside(list, *index)),
        other => Err(no_index(other)),
    }
}

/// The next item of a list, and the position goes on; of a dictionary its keys, as in `keys`.
pub fn next<F: Flavour>(list: &Value<F>, position: &mut Value<F>) -> Result<Option<Value<F>>, Failure> {
    match (list, position) {
        (Value::List(list), Value::Int(position)) => {
            let item = list.items().get(*position as usize).cloned();
            *position += 1;
            Ok(item)
        }
        (other, _) => Err(Failure::new(format!("{} is no list: keys(..) makes one of a dict", other.kind()))),
    }
}

/// What comes of two values.
#[inline]
pub fn binary<F: Flavour>(
    operator: Binary,
    left: Value<F>,
    right: &Value<F>,
    longest: usize,
) -> Result<Value<F>, Failure> {
    match (&left, right) {
        (Value::Int(a), Value::Int(b)) => of_ints(operator, *a, *b),
        _ => of_others(operator, left, right, longest),
    }
}

/// What comes of two integers.
#[inline]
pub fn of_ints<F: Flavour>(operator: Binary, a: i64, b: i64) -> Result<Value<F>, Failure> {
    let result = match operator {
        Binary::Add => a.checked_add(b),
        Binary::Sub => a.checked_sub(b),
        Binary::Mul => a.checked_mul(b),
        Binary::Div | Binary::Rem if b == 0 => return Err(Failure::new("a division by zero")),
        Binary::Div => a.checked_div_euclid(b),
        Binary::Rem => a.checked_rem_euclid(b),
        _ => return Ok(Value::Bool(compare(operator, a.cmp(&b)))),
    };
    result.map(Value::Int).ok_or_else(Failure::overflow)
}

/// Whether a comparison holds.
#[inline]
pub fn compare(operator: Binary, ordering: Ordering) -> bool {
    match operator {
        Binary::Eq => ordering.is_eq(),
        Binary::Ne => ordering.is_ne(),
        Binary::Lt => ordering.is_lt(),
        Binary::Le => ordering.is_le(),
        Binary::Gt => ordering.is_gt(),
        _ => ordering.is_ge(),
    }
}

fn of_others<F: Flavour>(
    operator: Binary,
    left: Value<F>,
    right: &Value<F>,
    longest: usize,
) -> Result<Value<F>, Failure> {
    match (operator, &left, right) {
        (Binary::Eq, _, _) => Ok(Value::Bool(left == *right)),
        (Binary::Ne, _, _) => Ok(Value::Bool(left != *right)),
        (Binary::Add, Value::Text(a), Value::Text(b)) if a.len() + b.len() <= longest => {
            Ok(Value::Text([&**a, &**b].concat().into()))
        }
        (Binary::Add, Value::Text(_), Value::Text(_)) => Err(Failure::new("the text would be too long")),
        (Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge, Value::Text(a), Value::Text(b)) => {
            Ok(Value::Bool(compare(operator, a.cmp(b))))
        }
        _ => Err(Failure::new(format!("{} and {} do not go together here", left.kind(), right.kind()))),
    }
}
