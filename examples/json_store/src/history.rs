//! Versions of a document, with undo.

use crate::value::Value;
use std::collections::VecDeque;

/// A document with those that it was. Keeping one costs what is different in it.
#[derive(Clone, Debug)]
pub struct History {
    past: VecDeque<Value>,
    present: Value,
    future: Vec<Value>,
    limit: usize,
}

impl History {
    /// A document that was nothing else yet, of which up to `limit` former versions will be kept.
    pub fn new(present: Value, limit: usize) -> Self {
        History { past: VecDeque::new(), present, future: Vec::new(), limit }
    }

    /// The document.
    pub fn present(&self) -> &Value {
        &self.present
    }

    /// What it was, from the oldest one.
    pub fn past(&self) -> impl ExactSizeIterator<Item = &Value> + DoubleEndedIterator {
        self.past.iter()
    }

    /// Changes it. If that fails it stays as it is. What was undone cannot be done again after it.
    ///
    /// # Errors
    /// Of `change`.
    pub fn change<T, E>(&mut self, change: impl FnOnce(&mut Value) -> Result<T, E>) -> Result<T, E> {
        let mut next = self.present.clone();
        let result = change(&mut next)?;
        self.future.clear();
        self.past.push_back(std::mem::replace(&mut self.present, next));
        if self.past.len() > self.limit {
            self.past.pop_front();
        }
        Ok(result)
    }

    /// Goes back by one change. False if there is none.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop_back() else { return false };
        self.future.push(std::mem::replace(&mut self.present, before));
        true
    }

    /// Does again what was undone last. False if there is nothing.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.future.pop() else { return false };
        self.past.push_back(std::mem::replace(&mut self.present, after));
        true
    }
}
