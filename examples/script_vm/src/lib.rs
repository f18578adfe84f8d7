//! A little language whose dictionaries are values: assigning and passing one is O(1), a write to one that nobody else has is
//! in place, a read borrows.
//!
//! ```text
//! text -- syntax --> tree -- compile --> code -- machine --> output
//!                                                   |
//!                                      operate, builtin, value, dict
//! ```
//!
//! The machine runs on any of four kinds of maps ([`dict`]), and [`mod@bench`] compares them.

#![forbid(unsafe_code)]

pub mod bench;
pub mod builtin;
pub mod code;
pub mod compile;
pub mod dict;
pub mod error;
pub mod machine;
pub mod operate;
pub mod syntax;
pub mod value;

use code::Program;
use error::Error;

/// Text to a program.
///
/// # Errors
/// If the text is not of the language, or uses what is not there.
pub fn load(text: &str) -> Result<Program, Error> {
    compile::compile(&syntax::parse(text)?)
}
