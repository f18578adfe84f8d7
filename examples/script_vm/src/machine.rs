//! The machine.

use crate::builtin;
use crate::code::{Constant, Op, Program};
use crate::dict::Flavour;
use crate::error::Error;
use crate::operate::{Failure, LONGEST, binary, compare, erase, next, of_ints, read, write};
use crate::syntax::tree::Binary;
use crate::value::{Dict, List, Value};
use std::io::Write;
use std::rc::Rc;
use std::time::Instant;

/// What a script may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Calls in calls.
    pub calls: usize,
    /// Bytes that the process has more than when the script began, as the system counts them.
    pub memory: usize,
    /// A time when it ends, done or not.
    pub end: Option<Instant>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { calls: 1_000, memory: 1 << 30, end: None }
    }
}

/// Time and memory are looked at so seldom.
const LOOK_AFTER: u32 = 1 << 14;

/// Runs a program. What it prints goes to `out`.
///
/// # Errors
/// If an instruction cannot be done, or a limit is reached.
pub fn run<F: Flavour>(program: &Program, limits: Limits, out: &mut dyn Write) -> Result<(), Error> {
    let constants = program.constants.iter().map(|constant| match constant {
        Constant::Int(value) => Value::Int(*value),
        Constant::Text(text) => Value::text(text),
    });
    let mut machine = Machine::<F> {
        program,
        constants: constants.collect(),
        stack: Vec::new(),
        frames: Vec::new(),
        limits,
        memory: used() + limits.memory,
        until_look: LOOK_AFTER,
        start: Instant::now(),
        out,
    };
    machine.enter(0, 0);
    machine.go()
}

fn used() -> usize {
    memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem)
}

#[derive(Clone, Copy)]
struct Frame {
    function: usize,
    /// The next instruction.
    next: usize,
    /// Its first variable.
    base: usize,
}

struct Machine<'m, F: Flavour> {
    program: &'m Program,
    constants: Vec<Value<F>>,
    stack: Vec<Value<F>>,
    frames: Vec<Frame>,
    limits: Limits,
    memory: usize,
    until_look: u32,
    start: Instant,
    out: &'m mut dyn Write,
}

impl<F: Flavour> Machine<'_, F> {
    /// A call whose arguments are on the stack.
    fn enter(&mut self, function: usize, arguments: usize) {
        let base = self.stack.len() - arguments;
        self.stack.resize(base + usize::from(self.program.functions[function].slots), Value::Nil);
        self.frames.push(Frame { function, next: 0, base });
    }

    fn pop(&mut self) -> Value<F> {
        self.stack.pop().expect("the compiler counts")
    }

    fn go(&mut self) -> Result<(), Error> {
        let mut frame = *self.frames.last().expect("one");
        self.work(&mut frame).map_err(|failure| {
            let function = &self.program.functions[frame.function];
            Error::new(function.places[frame.next - 1], failure.what())
        })
    }

    /// Whether the script may go on.
    fn look(&mut self) -> Result<(), Failure> {
        self.until_look -= 1;
        if self.until_look > 0 {
            return Ok(());
        }
        self.until_look = LOOK_AFTER;
        if self.limits.end.is_some_and(|end| Instant::now() > end) {
            return Err(Failure::new("out of time"));
        }
        if used() > self.memory {
            return Err(Failure::new(format!("more than {} MiB of memory", self.limits.memory >> 20)));
        }
        Ok(())
    }

    /// Runs until the script returns. On failure `frame` says where.
    fn work(&mut self, frame: &mut Frame) -> Result<(), Failure> {
        let program = self.program;
        let mut code = program.functions[frame.function].code.as_slice();
        let mut base = frame.base;
        loop {
            let op = code[frame.next];
            frame.next += 1;
            let variable = |slot: u16| base + usize::from(slot);
            match op {
                Op::Constant(which) => self.stack.push(self.constants[which as usize].clone()),
                Op::Int(value) => self.stack.push(Value::Int(value.into())),
                Op::Nil => self.stack.push(Value::Nil),
                Op::Bool(value) => self.stack.push(Value::Bool(value)),
                Op::Load(slot) => self.stack.push(self.stack[variable(slot)].clone()),
                Op::Take(slot) => {
                    let value = std::mem::replace(&mut self.stack[variable(slot)], Value::Nil);
                    self.stack.push(value);
                }
                Op::Store(slot) => {
                    let value = self.pop().owned();
                    self.stack[variable(slot)] = value;
                }
                Op::Pop => drop(self.pop()),
                Op::Read(slot, indices) => {
                    let first = self.stack.len() - usize::from(indices);
                    let found = read(&self.stack[variable(slot)], &self.stack[first..])?;
                    self.stack.truncate(first);
                    self.stack.push(found);
                }
                Op::Write(slot, indices) => {
                    let value = self.pop().owned();
                    let first = self.stack.len() - usize::from(indices);
                    let (variables, indices) = self.stack.split_at_mut(first);
                    write(&mut variables[variable(slot)], indices, value)?;
                    self.stack.truncate(first);
                }
                Op::Erase(slot, indices) => {
                    let first = self.stack.len() - usize::from(indices);
                    let (variables, indices) = self.stack.split_at_mut(first);
                    erase(&mut variables[variable(slot)], indices)?;
                    self.stack.truncate(first);
                }
                Op::Index => {
                    let (at, of) = (self.pop(), self.pop());
                    self.stack.push(read(&of, &[at])?);
                }
                Op::List(count) => {
                    let items = self.stack.drain(self.stack.len() - usize::from(count)..).map(Value::owned).collect();
                    self.stack.push(Value::List(Rc::new(List::new(items)?)));
                }
                Op::Dict(count) => {
                    let mut dict = Dict::default();
                    let mut parts = self.stack.drain(self.stack.len() - 2 * usize::from(count)..);
                    while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
                        dict.set(key.owned(), value.owned())?;
                    }
                    drop(parts);
                    self.stack.push(Value::Dict(dict));
                }
                Op::Minus => {
                    let value = match self.pop() {
                        Value::Int(value) => value.checked_neg().ok_or_else(Failure::overflow)?,
                        other => return Err(Failure::new(format!("{} has no opposite", other.kind()))),
                    };
                    self.stack.push(Value::Int(value));
                }
                Op::Not => {
                    let value = self.pop();
                    self.stack.push(Value::Bool(!value.holds()));
                }
                Op::Binary(operator) => {
                    let (right, left) = (self.pop(), self.pop());
                    self.stack.push(binary(operator, left, &right, LONGEST)?);
                }
                Op::BinaryInt(operator, right) => {
                    let left = self.pop();
                    self.stack.push(binary(operator, left, &Value::Int(right.into()), LONGEST)?);
                }
                Op::VariableInt(operator, slot, right) => {
                    let left = &self.stack[variable(slot)];
                    let value = match left {
                        Value::Int(left) => of_ints(operator, *left, right.into())?,
                        other => binary(operator, other.clone(), &Value::Int(right.into()), LONGEST)?,
                    };
                    self.stack.push(value);
                }
                Op::AddTo(slot) => {
                    let added = self.pop();
                    let place = &mut self.stack[variable(slot)];
                    add_to(place, &added)?;
                }
                Op::AddInt(slot, number) => add_to(&mut self.stack[variable(slot)], &Value::Int(number.into()))?,
                Op::UnlessInt(operator, slot, right, to) => {
                    let holds = match &self.stack[variable(slot)] {
                        Value::Int(left) => compare(operator, left.cmp(&right.into())),
                        other => binary(operator, other.clone(), &Value::Int(right.into()), LONGEST)?.holds(),
                    };
                    if !holds {
                        self.look()?;
                        frame.next = to as usize;
                        continue;
                    }
                }
                Op::Jump(to) => {
                    self.look()?;
                    frame.next = to as usize;
                }
                Op::Unless(to) => {
                    if !self.pop().holds() {
                        self.look()?;
                        frame.next = to as usize;
                        continue;
                    }
                }
                Op::And(to) | Op::Or(to) => {
                    let holds = self.stack.last().is_some_and(Value::holds);
                    if holds == matches!(op, Op::Or(_)) {
                        self.look()?;
                        frame.next = to as usize;
                        continue;
                    }
                    self.pop();
                }
                Op::Call(function, arguments) => {
                    let first = self.stack.len() - usize::from(arguments);
                    for argument in &mut self.stack[first..] {
                        *argument = std::mem::replace(argument, Value::Nil).owned();
                    }
                    self.look()?;
                    if self.frames.len() >= self.limits.calls {
                        return Err(Failure::new(format!("more than {} calls in each other", self.limits.calls)));
                    }
                    *self.frames.last_mut().expect("one") = *frame;
                    self.enter(function.into(), arguments.into());
                    *frame = *self.frames.last().expect("one");
                    (code, base) = (&program.functions[frame.function].code, frame.base);
                }
                Op::Builtin(builtin, arguments) => {
                    let first = self.stack.len() - usize::from(arguments);
                    let value = builtin::call(builtin, self.stack.drain(first..), self.start, self.out)?;
                    self.stack.push(value);
                }
                Op::Return => {
                    let value = self.pop();
                    self.stack.truncate(base);
                    self.frames.pop();
                    let Some(caller) = self.frames.last() else { return Ok(()) };
                    *frame = *caller;
                    (code, base) = (&program.functions[frame.function].code, frame.base);
                    self.stack.push(value);
                }
                Op::Next(slot, end) => {
                    let [list, position] = &mut self.stack[variable(slot)..][..2] else { unreachable!("two slots") };
                    match next(list, position)? {
                        Some(item) => self.stack.push(item),
                        None => frame.next = end as usize,
                    }
                }
            }
        }
    }
}

/// `place = place + added`.
#[inline]
fn add_to<F: Flavour>(place: &mut Value<F>, added: &Value<F>) -> Result<(), Failure> {
    match (&mut *place, added) {
        (Value::Int(place), Value::Int(added)) => *place = place.checked_add(*added).ok_or_else(Failure::overflow)?,
        _ => {
            // On failure the script ends, and nobody misses the value.
            let before = std::mem::replace(place, Value::Nil);
            *place = binary(Binary::Add, before, added, LONGEST)?;
        }
    }
    Ok(())
}
