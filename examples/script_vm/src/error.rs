//! What is wrong, and where.

use std::fmt;

/// A place in a script, counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// A script that cannot be run, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Where.
    pub at: Place,
    /// What.
    pub what: String,
}

impl Error {
    /// An error.
    pub fn new(at: Place, what: impl Into<String>) -> Error {
        Error { at, what: what.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.at.line, self.at.column, self.what)
    }
}

impl std::error::Error for Error {}
