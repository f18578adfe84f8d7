//! The tree.

use crate::error::Place;

/// Something with a value.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// Where it begins.
    pub at: Place,
}

/// Kinds of expressions.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `nil`
    Nil,
    /// `true`, `false`
    Bool(bool),
    /// `42`
    Int(i64),
    /// `"text"`
    Text(String),
    /// A variable.
    Name(String),
    /// `[1, 2]`
    List(Vec<Expr>),
    /// `{"a": 1}`
    Dict(Vec<(Expr, Expr)>),
    /// `a[b]`
    Index(Box<Expr>, Box<Expr>),
    /// `f(a)`
    Call(String, Vec<Expr>),
    /// `-a`, `not a`
    Unary(Unary, Box<Expr>),
    /// `a + b`
    Binary(Binary, Box<Expr>, Box<Expr>),
}

/// Operators before one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "as they are called")]
pub enum Unary {
    Minus,
    Not,
}

/// Operators between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "as they are called")]
pub enum Binary {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Sub,
    Mul,
    Div,
    Rem,
}

impl Binary {
    /// Whether it says true or false of two values.
    pub fn compares(self) -> bool {
        use Binary::{Eq, Ge, Gt, Le, Lt, Ne};
        matches!(self, Eq | Ne | Lt | Le | Gt | Ge)
    }
}

/// Something that is done.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it is.
    pub kind: Action,
    /// Where it begins.
    pub at: Place,
}

/// Kinds of statements.
#[derive(Clone, Debug)]
pub enum Action {
    /// `fn name(a, b) { .. }`
    Define(String, Vec<String>, Vec<Statement>),
    /// `let name = a;`
    Let(String, Expr),
    /// `name[a][b] = c;`
    Assign(String, Vec<Expr>, Expr),
    /// `del name[a][b];`
    Erase(String, Vec<Expr>),
    /// `if a { .. } else { .. }`
    If(Expr, Vec<Statement>, Vec<Statement>),
    /// `while a { .. }`
    While(Expr, Vec<Statement>),
    /// `for name in a { .. }`
    For(String, Expr, Vec<Statement>),
    /// `return a;`
    Return(Option<Expr>),
    /// `break;`
    Break,
    /// `continue;`
    Continue,
    /// `a;`
    Bare(Expr),
}
