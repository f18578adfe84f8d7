//! Expressions.

use super::{Compiler, Done};
use crate::code::{Builtin, Constant, Op};
use crate::error::{Error, Place};
use crate::syntax::tree::{Binary, Expr, Kind, Unary};

impl Compiler<'_> {
    pub(super) fn exprs(&mut self, exprs: &[Expr]) -> Done {
        exprs.iter().try_for_each(|expr| self.expr(expr))
    }

    fn constant(&mut self, constant: Constant, at: Place) {
        let known = self.constants.iter().position(|other| *other == constant);
        let index = known.unwrap_or_else(|| {
            self.constants.push(constant);
            self.constants.len() - 1
        });
        self.emit(Op::Constant(index as u32), at);
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Done {
        let at = expr.at;
        match &expr.kind {
            Kind::Nil => _ = self.emit(Op::Nil, at),
            Kind::Bool(value) => _ = self.emit(Op::Bool(*value), at),
            Kind::Int(value) => match i32::try_from(*value) {
                Ok(small) => _ = self.emit(Op::Int(small), at),
                Err(_) => self.constant(Constant::Int(*value), at),
            },
            Kind::Text(text) => self.constant(Constant::Text(text.clone()), at),
            Kind::Name(name) => {
                let slot = self.slot(name, at)?;
                self.emit(Op::Load(slot), at);
            }
            Kind::List(items) => {
                self.exprs(items)?;
                self.emit(Op::List(count(items, at)?), at);
            }
            Kind::Dict(entries) => {
                for (key, value) in entries {
                    self.expr(key)?;
                    self.expr(value)?;
                }
                self.emit(Op::Dict(count(entries, at)?), at);
            }
            Kind::Index(..) => self.index(expr)?,
            Kind::Call(name, arguments) => self.call(name, arguments, at)?,
            Kind::Unary(operator, operand) => {
                self.expr(operand)?;
                self.emit(if *operator == Unary::Minus { Op::Minus } else { Op::Not }, at);
            }
            Kind::Binary(operator @ (Binary::And | Binary::Or), left, right) => {
                self.expr(left)?;
                let jump = self.emit(if *operator == Binary::And { Op::And(0) } else { Op::Or(0) }, at);
                self.expr(right)?;
                self.land(jump);
            }
            Kind::Binary(operator, left, right) => {
                let op = match (&left.kind, small(right)) {
                    (Kind::Name(name), Some(right)) => Op::VariableInt(*operator, self.slot(name, left.at)?, right),
                    (_, Some(right)) => {
                        self.expr(left)?;
                        Op::BinaryInt(*operator, right)
                    }
                    (_, None) => {
                        self.expr(left)?;
                        self.expr(right)?;
                        Op::Binary(*operator)
                    }
                };
                self.emit(op, at);
            }
        }
        Ok(())
    }

    /// Indices from a variable are one instruction, which looks at what is between and takes none of it.
    fn index(&mut self, expr: &Expr) -> Done {
        let (mut of, mut indices) = (expr, Vec::new());
        while let Kind::Index(inner, index) = &of.kind {
            indices.push(index);
            of = inner;
        }
        indices.reverse();
        if let Kind::Name(name) = &of.kind {
            let slot = self.slot(name, of.at)?;
            for index in &indices {
                self.expr(index)?;
            }
            self.emit(Op::Read(slot, count(&indices, expr.at)?), expr.at);
            return Ok(());
        }
        self.expr(of)?;
        for index in indices {
            self.expr(index)?;
            self.emit(Op::Index, expr.at);
        }
        Ok(())
    }

    fn call(&mut self, name: &str, arguments: &[Expr], at: Place) -> Done {
        let (op, wanted) = match (self.names.get(name), Builtin::named(name)) {
            (Some(function), _) => {
                (Op::Call(count_up(*function, at)?, count(arguments, at)?), Some(self.arity[*function]))
            }
            (None, Some((builtin, wanted))) => (Op::Builtin(builtin, count(arguments, at)?), wanted),
            (None, None) => return Err(Error::new(at, format!("there is no function {name}"))),
        };
        if let Some(wanted) = wanted.filter(|wanted| *wanted != arguments.len()) {
            return Err(Error::new(at, format!("{name} takes {wanted} arguments, and here are {}", arguments.len())));
        }
        self.exprs(arguments)?;
        self.emit(op, at);
        Ok(())
    }
}

/// An integer that an instruction has room for.
pub(super) fn small(expr: &Expr) -> Option<i32> {
    if let Kind::Int(value) = expr.kind { i32::try_from(value).ok() } else { None }
}

pub(super) fn count<T>(all: &[T], at: Place) -> Result<u16, Error> {
    count_up(all.len(), at)
}

fn count_up(count: usize, at: Place) -> Result<u16, Error> {
    u16::try_from(count).map_err(|_| Error::new(at, "more than 65,535 of them are too many in one place"))
}
