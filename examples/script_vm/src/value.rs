//! Values. All of them are values in the strict sense: what one variable does to its dictionary no other one sees.

use crate::dict::{Flavour, Map};
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};
use std::rc::Rc;

/// How deep containers may be in each other. Hashing, comparing, printing and dropping them calls itself for each.
pub const DEEPEST: u32 = 500;

/// A value.
#[derive(Clone, Debug)]
pub enum Value<F: Flavour> {
    /// Nothing.
    Nil,
    /// True or false.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// Text.
    Text(Rc<str>),
    /// Values in a row.
    List(Rc<List<F>>),
    /// Values by value.
    Dict(Dict<F>),
}

/// Values in a row.
#[derive(Clone, Debug)]
pub struct List<F: Flavour> {
    items: Vec<Value<F>>,
    depth: u32,
}

/// Values by value.
#[derive(Clone, Debug)]
pub struct Dict<F: Flavour> {
    map: F::Map,
    depth: u32,
}

/// Containers in containers, to more than [`DEEPEST`].
#[derive(Clone, Copy, Debug)]
pub struct TooDeep;

impl<F: Flavour> List<F> {
    /// A list of these.
    ///
    /// # Errors
    /// If it would be nested too deep.
    pub fn new(items: Vec<Value<F>>) -> Result<Self, TooDeep> {
        let depth = items.iter().map(Value::depth).max().unwrap_or(0) + 1;
        if depth > DEEPEST { Err(TooDeep) } else { Ok(List { items, depth }) }
    }

    /// The values.
    pub fn items(&self) -> &[Value<F>] {
        &self.items
    }

    /// One more at the end.
    ///
    /// # Errors
    /// If it would be nested too deep.
    pub fn push(&mut self, value: Value<F>) -> Result<(), TooDeep> {
        self.depth = deeper(self.depth, &value)?;
        self.items.push(value);
        Ok(())
    }

    /// Where an index is, if anywhere.
    pub fn place(&self, index: i64) -> Option<usize> {
        usize::try_from(index).ok().filter(|index| *index < self.items.len())
    }

    /// Changes the value at a place that is there.
    ///
    /// # Errors
    /// Of `change`, or if it is nested too deep then.
    pub fn change<E: From<TooDeep>>(
        &mut self,
        place: usize,
        change: impl FnOnce(&mut Value<F>) -> Result<(), E>,
    ) -> Result<(), E> {
        change(&mut self.items[place])?;
        self.depth = deeper(self.depth, &self.items[place])?;
        Ok(())
    }
}

/// The depth of a container that gets a value.
fn deeper<F: Flavour>(depth: u32, value: &Value<F>) -> Result<u32, TooDeep> {
    let depth = depth.max(value.depth() + 1);
    if depth > DEEPEST { Err(TooDeep) } else { Ok(depth) }
}

impl<F: Flavour> Default for Dict<F> {
    fn default() -> Self {
        Dict { map: F::Map::default(), depth: 1 }
    }
}

impl<F: Flavour> Dict<F> {
    /// The map, for everything that changes nothing.
    pub fn map(&self) -> &F::Map {
        &self.map
    }

    /// Sets a value.
    ///
    /// # Errors
    /// If it would be nested too deep.
    pub fn set(&mut self, key: Value<F>, value: Value<F>) -> Result<(), TooDeep> {
        self.depth = deeper(deeper(self.depth, &key)?, &value)?;
        self.map.set(key, value);
        Ok(())
    }

    /// Changes the value of a key in its place; `change` gets none if there is none.
    ///
    /// # Errors
    /// Of `change`, or if it is nested too deep then.
    pub fn change<E: From<TooDeep>>(
        &mut self,
        key: &Value<F>,
        change: impl FnOnce(Option<&mut Value<F>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let depth = self.depth;
        self.depth = self.map.change(key, |mut value| {
            change(value.as_deref_mut())?;
            Ok::<_, E>(value.map_or(Ok(depth), |value| deeper(depth, value))?)
        })?;
        Ok(())
    }

    /// Takes a key out. False if it is not there.
    pub fn remove(&mut self, key: &Value<F>) -> bool {
        self.map.remove(key)
    }
}

impl<F: Flavour> Value<F> {
    /// A text.
    pub fn text(text: &str) -> Self {
        Value::Text(text.into())
    }

    /// How deep containers are in it; 0 for what is none.
    pub fn depth(&self) -> u32 {
        match self {
            Value::List(list) => list.depth,
            Value::Dict(dict) => dict.depth,
            _ => 0,
        }
    }

    /// What the language calls it.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Nil => "nil",
            Value::Bool(_) => "a bool",
            Value::Int(_) => "an int",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Dict(_) => "a dict",
        }
    }

    /// Whether a condition holds: all but `false` and `nil`.
    pub fn holds(&self) -> bool {
        !matches!(self, Value::Nil | Value::Bool(false))
    }

    /// For a variable or a container of its own: with maps that do not share, a copy, if somebody else has it.
    pub fn owned(self) -> Self {
        match self {
            Value::Dict(Dict { map, depth }) => Value::Dict(Dict { map: map.owned(), depth }),
            other => other,
        }
    }
}

impl<F: Flavour> PartialEq for Value<F> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Nil, Value::Nil) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::List(a), Value::List(b)) => Rc::ptr_eq(a, b) || a.items == b.items,
            (Value::Dict(a), Value::Dict(b)) => a.map.equals(&b.map),
            _ => false,
        }
    }
}

impl<F: Flavour> Eq for Value<F> {}

impl<F: Flavour> Hash for Value<F> {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Value::Nil => state.write_u8(0),
            Value::Bool(value) => value.hash(state),
            Value::Int(value) => value.hash(state),
            Value::Text(value) => value.hash(state),
            Value::List(list) => list.items.hash(state),
            Value::Dict(dict) => {
                // The order of entries means nothing.
                let mut sum = 0_u64;
                let hasher = hamtrie::DefaultHashBuilder::new();
                dict.map.each(|key, value| sum = sum.wrapping_add(hasher.hash_one((key, value))));
                sum.hash(state);
            }
        }
    }
}

/// As a literal, but texts as they are. Keys of dictionaries are sorted by what they look like, so that outputs are alike.
impl<F: Flavour> fmt::Display for Value<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            other => other.literal(f),
        }
    }
}

impl<F: Flavour> Value<F> {
    fn literal(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Within a container texts have quotes.
        struct Literal<'v, F: Flavour>(&'v Value<F>);
        impl<F: Flavour> fmt::Display for Literal<'_, F> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.literal(f)
            }
        }
        match self {
            Value::Nil => f.write_str("nil"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Text(text) => write!(f, "{text:?}"),
            Value::List(list) => {
                let items: Vec<_> = list.items.iter().map(|item| Literal(item).to_string()).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Value::Dict(dict) => {
                let mut entries = Vec::new();
                dict.map.each(|key, value| entries.push(format!("{}: {}", Literal(key), Literal(value))));
                entries.sort();
                write!(f, "{{{}}}", entries.join(", "))
            }
        }
    }
}
