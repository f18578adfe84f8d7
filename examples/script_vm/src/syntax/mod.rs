//! From text to a tree: the grammar is `grammar.pest`, and `pest` reads it.

mod build;
pub mod tree;

use crate::error::{Error, Place};
use pest::Parser;
use pest::error::LineColLocation;

#[allow(missing_docs, reason = "generated: a rule per line of the grammar")]
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "syntax/grammar.pest"]
    pub(super) struct Grammar;
}
use grammar::{Grammar, Rule};

/// How deep brackets and blocks may be in each other: the parser calls itself for each.
const DEEPEST: usize = 200;

/// The tree of a program.
///
/// # Errors
/// If the text is not of the language.
pub fn parse(text: &str) -> Result<Vec<tree::Statement>, Error> {
    refuse_depth(text)?;
    let mut pairs = Grammar::parse(Rule::program, text).map_err(|error| {
        let (LineColLocation::Pos(at) | LineColLocation::Span(at, _)) = error.line_col;
        Error::new(Place { line: at.0, column: at.1 }, error.variant.message())
    })?;
    build::program(pairs.next().expect("a program"))
}

/// Brackets in texts and comments count as well, which is no harm.
fn refuse_depth(text: &str) -> Result<(), Error> {
    let mut depth = 0_usize;
    for (line, content) in (1..).zip(text.lines()) {
        for (column, character) in (1..).zip(content.chars()) {
            match character {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return Err(Error::new(Place { line, column }, format!("more than {DEEPEST} brackets in each other")));
            }
        }
    }
    Ok(())
}
