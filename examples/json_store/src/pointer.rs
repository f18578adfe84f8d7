//! Where in a document: JSON Pointer, RFC 6901.

use crate::value::Value;
use std::fmt;
use std::str::FromStr;

/// The way from the whole document to a value in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointer(pub Vec<String>);

/// A text that is no pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPointer {
    /// It has a first character, which is no slash.
    Slash,
    /// It has a tilde with neither 0 nor 1 behind it.
    Tilde,
}

impl fmt::Display for NoPointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoPointer::Slash => "a pointer is empty or begins with a slash",
            NoPointer::Tilde => "in a pointer ~ is written ~0, and / in a name ~1",
        })
    }
}

impl std::error::Error for NoPointer {}

impl FromStr for Pointer {
    type Err = NoPointer;

    fn from_str(text: &str) -> Result<Self, NoPointer> {
        let Some(tokens) = text.strip_prefix('/') else {
            return if text.is_empty() { Ok(Pointer::default()) } else { Err(NoPointer::Slash) };
        };
        let token = |token: &str| {
            let rest = token.replace("~0", "").replace("~1", "");
            if rest.contains('~') { Err(NoPointer::Tilde) } else { Ok(token.replace("~1", "/").replace("~0", "~")) }
        };
        tokens.split('/').map(token).collect::<Result<_, _>>().map(Pointer)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|token| write!(f, "/{}", token.replace('~', "~0").replace('/', "~1")))
    }
}

impl Pointer {
    /// One step further.
    #[must_use]
    pub fn with(&self, token: impl ToString) -> Pointer {
        let mut tokens = self.0.clone();
        tokens.push(token.to_string());
        Pointer(tokens)
    }
}

/// The index that a token is, if it is one: digits without a zero before them.
pub fn index(token: &str) -> Option<usize> {
    let is_index = token == "0" || !token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit());
    is_index.then(|| token.parse().ok()).flatten()
}

impl Value {
    /// The value at a place. O(length of the pointer).
    pub fn get(&self, at: &Pointer) -> Option<&Value> {
        at.0.iter().try_fold(self, |value, token| match value {
            Value::Object(object) => object.get(token.as_str()),
            Value::Array(items) => items.get(index(token)?),
            _ => None,
        })
    }
}
