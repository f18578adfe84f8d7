//! Arrays.

use crate::value::Value;
use std::sync::Arc;

/// Values in a row. A clone is O(1).
///
/// One that was read is a vector. The first change of a long one that somebody else has makes a tree of it (a relaxed radix
/// balanced tree, of the crate imbl): O(n) once, and O(log n) from then on.
#[derive(Clone, Debug)]
pub struct Array(Form);

#[derive(Clone, Debug)]
enum Form {
    Flat(Arc<Vec<Value>>),
    Tree(Arc<imbl::Vector<Value>>),
}

/// A vector that is no longer than this is cloned as it is.
const SHORT: usize = 64;

impl Array {
    /// How many values there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Flat(items) => items.len(),
            Form::Tree(items) => items.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A value.
    pub fn get(&self, index: usize) -> Option<&Value> {
        match &self.0 {
            Form::Flat(items) => items.get(index),
            Form::Tree(items) => items.get(index),
        }
    }

    /// All values in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Value> {
        match &self.0 {
            Form::Flat(items) => Items::Flat(items.iter()),
            Form::Tree(items) => Items::Tree(items.iter()),
        }
    }

    /// All values as a slice, of one that is no tree.
    pub fn as_slice(&self) -> Option<&[Value]> {
        match &self.0 {
            Form::Flat(items) => Some(items),
            Form::Tree(_) => None,
        }
    }

    /// Whether both are the same one, as clones are that nobody changed.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Form::Flat(one), Form::Flat(other)) => Arc::ptr_eq(one, other),
            (Form::Tree(one), Form::Tree(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// A value, to be changed.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut Value> {
        match self.own() {
            Owned::Flat(items) => items.get_mut(index),
            Owned::Tree(items) => items.get_mut(index),
        }
    }

    /// Puts a value before the one at `index`, or at the end.
    ///
    /// # Panics
    /// If `index` is greater than the length.
    pub fn insert(&mut self, index: usize, value: Value) {
        match self.own() {
            Owned::Flat(items) => items.insert(index, value),
            Owned::Tree(items) => items.insert(index, value),
        }
    }

    /// Takes a value out.
    ///
    /// # Panics
    /// If there is none at `index`.
    pub fn remove(&mut self, index: usize) -> Value {
        match self.own() {
            Owned::Flat(items) => items.remove(index),
            Owned::Tree(items) => items.remove(index),
        }
    }

    /// What may be changed, made if need be.
    fn own(&mut self) -> Owned<'_> {
        if let Form::Flat(items) = &mut self.0
            && items.len() > SHORT
            && Arc::get_mut(items).is_none()
        {
            self.0 = Form::Tree(Arc::new(items.iter().cloned().collect()));
        }
        match &mut self.0 {
            Form::Flat(items) => Owned::Flat(Arc::make_mut(items)),
            Form::Tree(items) => Owned::Tree(Arc::make_mut(items)),
        }
    }
}

/// Either of two iterators.
enum Items<F, T> {
    Flat(F),
    Tree(T),
}

impl<I, F: Iterator<Item = I>, T: Iterator<Item = I>> Iterator for Items<F, T> {
    type Item = I;

    #[inline]
    fn next(&mut self) -> Option<I> {
        match self {
            Items::Flat(items) => items.next(),
            Items::Tree(items) => items.next(),
        }
    }
}

enum Owned<'a> {
    Flat(&'a mut Vec<Value>),
    Tree(&'a mut imbl::Vector<Value>),
}

impl From<Vec<Value>> for Array {
    fn from(items: Vec<Value>) -> Self {
        Array(Form::Flat(Arc::new(items)))
    }
}

impl FromIterator<Value> for Array {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        self.ptr_eq(other) || self.iter().eq(other.iter())
    }
}
