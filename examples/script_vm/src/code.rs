//! What the machine runs.

use crate::error::Place;
use crate::syntax::tree::Binary;

/// An instruction. Values are on a stack, variables at its bottom, one slot each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Pushes a constant.
    Constant(u32),
    /// Pushes an integer.
    Int(i32),
    /// Pushes nil.
    Nil,
    /// Pushes true or false.
    Bool(bool),
    /// Pushes a variable's value.
    Load(u16),
    /// Pushes a variable's value, and the variable has none from then on.
    Take(u16),
    /// Pops into a variable.
    Store(u16),
    /// Pops.
    Pop,
    /// Pops so many indices; pushes what they lead to from a variable, through containers that are only looked at.
    Read(u16, u16),
    /// Pops a value and so many indices; changes what they lead to from a variable, in its place.
    Write(u16, u16),
    /// Pops so many indices; takes out what they lead to.
    Erase(u16, u16),
    /// Pops an index and a container; pushes what is there.
    Index,
    /// Pops so many values; pushes a list.
    List(u16),
    /// Pops so many keys and values; pushes a dictionary.
    Dict(u16),
    /// Negates the top.
    Minus,
    /// Inverts the top.
    Not,
    /// Pops two values; pushes what comes of them. Not for `and` and `or`.
    Binary(Binary),
    /// As `Binary`, with an integer in the place of the second value.
    BinaryInt(Binary, i32),
    /// As `BinaryInt`, with a variable in the place of the first one.
    VariableInt(Binary, u16, i32),
    /// Pops; adds it to a variable.
    AddTo(u16),
    /// Adds an integer to a variable.
    AddInt(u16, i32),
    /// Goes on elsewhere.
    Jump(u32),
    /// Pops; goes on elsewhere if it does not hold.
    Unless(u32),
    /// Goes on elsewhere if a comparison of a variable with an integer does not hold.
    UnlessInt(Binary, u16, i32, u32),
    /// Goes on elsewhere if the top does not hold, else pops it.
    And(u32),
    /// Goes on elsewhere if the top holds, else pops it.
    Or(u32),
    /// Calls a function with so many arguments.
    Call(u16, u16),
    /// Calls a built-in function with so many arguments.
    Builtin(Builtin, u16),
    /// Returns the top.
    Return,
    /// Of two variables, a list and a position in it: pushes the next item, or goes on elsewhere if there is none.
    Next(u16, u32),
}

/// Functions that are always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "README.md has what they do")]
pub enum Builtin {
    Print,
    Len,
    Keys,
    Has,
    Text,
    Int,
    Push,
    Range,
    Kind,
    Clock,
}

impl Builtin {
    /// The one with a name, and how many arguments it takes; any number if none.
    pub fn named(name: &str) -> Option<(Builtin, Option<usize>)> {
        Some(match name {
            "print" => (Builtin::Print, None),
            "len" => (Builtin::Len, Some(1)),
            "keys" => (Builtin::Keys, Some(1)),
            "has" => (Builtin::Has, Some(2)),
            "str" => (Builtin::Text, Some(1)),
            "int" => (Builtin::Int, Some(1)),
            "push" => (Builtin::Push, Some(2)),
            "range" => (Builtin::Range, Some(1)),
            "type" => (Builtin::Kind, Some(1)),
            "clock" => (Builtin::Clock, Some(0)),
            _ => return None,
        })
    }
}

/// A function.
#[derive(Clone, Debug, Default)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// How many arguments it takes. They are its first variables.
    pub parameters: u16,
    /// How many variables it has.
    pub slots: u16,
    /// Its instructions.
    pub code: Vec<Op>,
    /// Where each instruction comes from.
    pub places: Vec<Place>,
}

/// A program. The first function is what stands outside of functions.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// All functions.
    pub functions: Vec<Function>,
    /// Texts and large integers that instructions push.
    pub constants: Vec<Constant>,
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constant {
    /// An integer.
    Int(i64),
    /// A text.
    Text(String),
}
