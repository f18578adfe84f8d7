//! What instructions do with values.

use crate::dict::{Flavour, Map};
use crate::syntax::tree::Binary;
use crate::value::{List, TooDeep, Value};
use std::cmp::Ordering;
use std::rc::Rc;

/// Why an instruction cannot be done.
#[derive(Debug)]
pub struct Failure(pub String);

impl Failure {
    /// More than an integer can be.
    pub fn overflow() -> Failure {
        Failure("the result is more than an integer can be".into())
    }
}

impl From<TooDeep> for Failure {
    fn from(_: TooDeep) -> Failure {
        Failure(format!("more than {} containers in each other", crate::value::DEEPEST))
    }
}

/// Lets `look` look at what is at an index.
pub fn index<F: Flavour, R>(of: &Value<F>, at: &Value<F>, look: impl FnOnce(&Value<F>) -> R) -> Result<R, Failure> {
    match (of, at) {
        (Value::Dict(dict), key) => dict.map().read(key, |found| found.map(look)).ok_or_else(|| no_key(key)),
        (Value::List(list), Value::Int(index)) => match list.place(*index) {
            Some(place) => Ok(look(&list.items()[place])),
            None => Err(outside(list, *index)),
        },
        (Value::List(_), other) => Err(Failure(format!("{} is no index of a list", other.kind()))),
        (other, _) => Err(no_container(other)),
    }
}

#[cold]
fn no_key<F: Flavour>(key: &Value<F>) -> Failure {
    Failure(format!("there is no key {key}"))
}

#[cold]
fn outside<F: Flavour>(list: &List<F>, index: i64) -> Failure {
    Failure(format!("index {index} is outside of a list of {}", list.items().len()))
}

#[cold]
fn no_container<F: Flavour>(value: &Value<F>) -> Failure {
    Failure(format!("{} has no indices", value.kind()))
}

/// What indices lead to. Nothing between is cloned.
pub fn read<F: Flavour>(of: &Value<F>, indices: &[Value<F>]) -> Result<Value<F>, Failure> {
    match indices {
        [] => Ok(of.clone()),
        [first, rest @ ..] => index(of, first, |found| read(found, rest))?,
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
        (other, _) => Err(Failure(format!("nothing can be taken out of {}", other.kind()))),
    }
}

fn place_in<F: Flavour>(list: &List<F>, index: &Value<F>) -> Result<usize, Failure> {
    match index {
        Value::Int(index) => list.place(*index).ok_or_else(|| outside(list, *index)),
        other => Err(Failure(format!("{} is no index of a list", other.kind()))),
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
        (other, _) => Err(Failure(format!("{} is no list: keys(..) makes one of a dict", other.kind()))),
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
        Binary::Div | Binary::Rem if b == 0 => return Err(Failure("a division by zero".into())),
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
        (Binary::Add, Value::Text(_), Value::Text(_)) => Err(Failure("the text would be too long".into())),
        (Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge, Value::Text(a), Value::Text(b)) => {
            Ok(Value::Bool(compare(operator, a.cmp(b))))
        }
        _ => Err(Failure(format!("{} and {} do not go together here", left.kind(), right.kind()))),
    }
}
