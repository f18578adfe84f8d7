//! From the tree to instructions.
//!
//! A function sees its own variables and no others. A variable belongs to the block that it stands in.

mod expr;

use crate::code::{Builtin, Constant, Function, Op, Program};
use crate::error::{Error, Place};
use crate::syntax::tree::{Action, Binary, Expr, Kind, Statement};
use expr::{count, small};
use std::collections::HashMap;

type Done = Result<(), Error>;

/// Compiles a program.
///
/// # Errors
/// If it uses what is not there.
pub fn compile(statements: &[Statement]) -> Result<Program, Error> {
    let mut names = HashMap::new();
    let mut bodies = vec![(Function { name: "the script".into(), ..Function::default() }, Vec::new(), statements)];
    for statement in statements {
        if let Action::Define(name, parameters, body) = &statement.kind {
            if Builtin::named(name).is_some() || names.insert(name.as_str(), bodies.len()).is_some() {
                return Err(Error::new(statement.at, format!("there is a function {name} already")));
            }
            let function = Function { name: name.clone(), parameters: parameters.len() as u16, ..Function::default() };
            bodies.push((function, parameters.clone(), body));
        }
    }
    let arity: Vec<_> = bodies.iter().map(|body| body.1.len()).collect();
    let mut program = Program::default();
    for (function, variables, body) in bodies {
        let slots = variables.len();
        let mut compiler = Compiler {
            names: &names,
            arity: &arity,
            constants: &mut program.constants,
            top: program.functions.is_empty(),
            function,
            variables,
            loops: Vec::new(),
        };
        compiler.function.slots = slots as u16;
        compiler.block(body)?;
        compiler.emit(Op::Nil, Place::default());
        compiler.emit(Op::Return, Place::default());
        let function = compiler.function;
        program.functions.push(function);
    }
    Ok(program)
}

struct Compiler<'p> {
    names: &'p HashMap<&'p str, usize>,
    arity: &'p [usize],
    constants: &'p mut Vec<Constant>,
    /// Outside of functions.
    top: bool,
    function: Function,
    /// Names by slot; the last one with a name is meant.
    variables: Vec<String>,
    loops: Vec<Loop>,
}

struct Loop {
    start: usize,
    /// Jumps to its end.
    breaks: Vec<usize>,
}

impl Compiler<'_> {
    fn emit(&mut self, op: Op, at: Place) -> usize {
        self.function.code.push(op);
        self.function.places.push(at);
        self.function.code.len() - 1
    }

    fn here(&self) -> usize {
        self.function.code.len()
    }

    /// Lets a jump go to here.
    fn land(&mut self, jump: usize) {
        let here = self.here() as u32;
        match &mut self.function.code[jump] {
            Op::Jump(to) | Op::Unless(to) | Op::And(to) | Op::Or(to) | Op::Next(_, to) | Op::UnlessInt(.., to) => {
                *to = here;
            }
            other => unreachable!("{other:?} does not jump"),
        }
    }

    fn declare(&mut self, name: &str, at: Place) -> Result<u16, Error> {
        let slot = self.variables.len();
        if slot >= usize::from(u16::MAX) {
            return Err(Error::new(at, "too many variables"));
        }
        self.variables.push(name.to_owned());
        self.function.slots = self.function.slots.max(slot as u16 + 1);
        Ok(slot as u16)
    }

    fn slot(&self, name: &str, at: Place) -> Result<u16, Error> {
        let slot = self.variables.iter().rposition(|variable| variable == name);
        slot.map(|slot| slot as u16).ok_or_else(|| Error::new(at, format!("there is no variable {name} here")))
    }

    fn block(&mut self, statements: &[Statement]) -> Done {
        let outer = self.variables.len();
        for statement in statements {
            self.statement(statement)?;
        }
        self.variables.truncate(outer);
        Ok(())
    }

    fn statement(&mut self, statement: &Statement) -> Done {
        let at = statement.at;
        match &statement.kind {
            Action::Define(..) if self.top && self.loops.is_empty() => {}
            Action::Define(name, ..) => {
                return Err(Error::new(at, format!("{name} has to stand outside of functions")));
            }
            Action::Let(name, value) => {
                self.expr(value)?;
                let slot = self.declare(name, at)?;
                self.emit(Op::Store(slot), at);
            }
            Action::Assign(name, indices, value) => {
                let slot = self.slot(name, at)?;
                if indices.is_empty()
                    && let Some(added) = added_to(name, value)
                {
                    return self.add(slot, added, value.at);
                }
                self.exprs(indices)?;
                self.expr(value)?;
                let op = if indices.is_empty() { Op::Store(slot) } else { Op::Write(slot, count(indices, at)?) };
                self.emit(op, at);
            }
            Action::Erase(name, indices) => {
                let slot = self.slot(name, at)?;
                self.exprs(indices)?;
                self.emit(Op::Erase(slot, count(indices, at)?), at);
            }
            Action::If(condition, then, otherwise) => {
                let unless = self.unless(condition, at)?;
                self.block(then)?;
                let end = (!otherwise.is_empty()).then(|| self.emit(Op::Jump(0), at));
                self.land(unless);
                self.block(otherwise)?;
                end.into_iter().for_each(|end| self.land(end));
            }
            Action::While(condition, body) => {
                let start = self.here();
                self.loops.push(Loop { start, breaks: Vec::new() });
                let end = self.unless(condition, at)?;
                self.body(body, end, at)?;
            }
            Action::For(name, over, body) => {
                let outer = self.variables.len();
                self.expr(over)?;
                // Names that nobody can write.
                let list = self.declare("the list", at)?;
                let position = self.declare("the position", at)?;
                self.emit(Op::Store(list), at);
                self.emit(Op::Int(0), at);
                self.emit(Op::Store(position), at);
                let start = self.here();
                self.loops.push(Loop { start, breaks: Vec::new() });
                let end = self.emit(Op::Next(list, 0), at);
                let item = self.declare(name, at)?;
                self.emit(Op::Store(item), at);
                self.body(body, end, at)?;
                self.variables.truncate(outer);
            }
            Action::Return(value) => {
                match value {
                    // The variable is not needed any more, and whoever gets its value has it alone.
                    Some(Expr { kind: Kind::Name(name), at }) => {
                        let slot = self.slot(name, *at)?;
                        self.emit(Op::Take(slot), *at);
                    }
                    Some(value) => self.expr(value)?,
                    None => _ = self.emit(Op::Nil, at),
                }
                self.emit(Op::Return, at);
            }
            Action::Break => {
                let jump = self.emit(Op::Jump(0), at);
                let inner = self.loops.last_mut().ok_or_else(|| Error::new(at, "break stands in no loop"))?;
                inner.breaks.push(jump);
            }
            Action::Continue => {
                let start = self.loops.last().ok_or_else(|| Error::new(at, "continue stands in no loop"))?.start;
                self.emit(Op::Jump(start as u32), at);
            }
            Action::Bare(value) => {
                self.expr(value)?;
                self.emit(Op::Pop, at);
            }
        }
        Ok(())
    }

    /// A jump that is taken if a condition does not hold.
    fn unless(&mut self, condition: &Expr, at: Place) -> Result<usize, Error> {
        if let Kind::Binary(operator, left, right) = &condition.kind
            && let (Kind::Name(name), Some(right), true) = (&left.kind, small(right), operator.compares())
        {
            let slot = self.slot(name, left.at)?;
            return Ok(self.emit(Op::UnlessInt(*operator, slot, right, 0), condition.at));
        }
        self.expr(condition)?;
        Ok(self.emit(Op::Unless(0), at))
    }

    /// `x = x + added;`
    fn add(&mut self, slot: u16, added: &Expr, at: Place) -> Done {
        if let Some(number) = small(added) {
            self.emit(Op::AddInt(slot, number), at);
            return Ok(());
        }
        self.expr(added)?;
        self.emit(Op::AddTo(slot), at);
        Ok(())
    }

    /// The rest of a loop: back to its start, and out of it.
    fn body(&mut self, body: &[Statement], end: usize, at: Place) -> Done {
        self.block(body)?;
        let Loop { start, breaks } = self.loops.pop().expect("this loop");
        self.emit(Op::Jump(start as u32), at);
        self.land(end);
        breaks.into_iter().for_each(|jump| self.land(jump));
        Ok(())
    }
}

/// What is added, if a value is the variable and something more.
fn added_to<'e>(name: &str, value: &'e Expr) -> Option<&'e Expr> {
    match &value.kind {
        Kind::Binary(Binary::Add, left, right) if matches!(&left.kind, Kind::Name(other) if other == name) => {
            Some(right)
        }
        _ => None,
    }
}
