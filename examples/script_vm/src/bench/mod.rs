//! The comparison: the same scripts in the same machine, with each kind of maps, and under CPython where there is one.
//!
//! | file | what it has |
//! |---|---|
//! | [`scripts`] | what is run, in our language and in Python |
//! | [`report`] | tables, goals, the chart |

pub mod report;
pub mod scripts;

use crate::dict::{Flavour, cloned::Cloned, counted::Counted, persistent::Hamtrie, persistent::Imbl};
use crate::load;
use crate::machine::{Limits, run};
use indicatif::ProgressBar;
use kit::rounds::median;
use scripts::Task;
use std::process::Command;
use std::time::{Duration, Instant};

/// Those that are compared, in the order of the table; the last one runs Python.
pub const CONTENDERS: [&str; 5] = [Hamtrie::NAME, Imbl::NAME, Counted::NAME, Cloned::NAME, "CPython"];
/// hamtrie's place among them.
pub const OURS: usize = 0;
/// The place of the maps that are cloned on write.
pub const CLONED: usize = 3;
/// The place of CPython.
pub const PYTHON: usize = 4;

/// How long a script took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Time {
    /// So long.
    Done(Duration),
    /// It was stopped after so long.
    Stopped(Duration),
    /// It was not tried: stopped with fewer operations, or there is no such contender.
    Never,
}

impl Time {
    /// The time, or what it is more than.
    pub fn at_least(self) -> Option<Duration> {
        match self {
            Time::Done(time) | Time::Stopped(time) => Some(time),
            Time::Never => None,
        }
    }
}

/// A task with a number of operations, and what it took each contender.
#[derive(Clone, Debug)]
pub struct Row {
    /// The task.
    pub task: &'static Task,
    /// Operations.
    pub count: u32,
    /// In the order of [`CONTENDERS`].
    pub times: [Time; 5],
}

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Rounds; medians of them are shown.
    pub rounds: usize,
    /// The most operations.
    pub most: u32,
    /// A script that takes longer is stopped, and not tried again with more operations.
    pub patience: Duration,
}

/// Measures everything.
///
/// # Errors
/// If a script fails, or contenders print different things.
pub fn measure(effort: Effort, bar: &ProgressBar) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for task in scripts::ALL {
        let mut tired = [false; 5];
        for count in task.counts.iter().copied().filter(|count| *count <= effort.most) {
            rows.push(row(task, count, effort, &mut tired, bar)?);
        }
    }
    Ok(rows)
}

/// How many steps `measure` shows on its bar.
pub fn steps(effort: Effort) -> u64 {
    let rows = scripts::ALL.iter().flat_map(|task| task.counts).filter(|count| **count <= effort.most).count();
    (rows * effort.rounds * CONTENDERS.len()) as u64
}

fn row(
    task: &'static Task,
    count: u32,
    effort: Effort,
    tired: &mut [bool; 5],
    bar: &ProgressBar,
) -> Result<Row, String> {
    let mut times: [Vec<Duration>; 5] = Default::default();
    let mut stopped = [None; 5];
    let mut said: Option<String> = None;
    for round in 0..effort.rounds {
        for turn in 0..CONTENDERS.len() {
            let who = (round + turn) % CONTENDERS.len();
            bar.set_message(format!("{} {count}: {}", task.name, CONTENDERS[who]));
            bar.inc(1);
            if tired[who] {
                continue;
            }
            match once(task, count, who, effort.patience)? {
                None => tired[who] = true,
                Some((time, None)) => (stopped[who], tired[who]) = (Some(time), true),
                Some((time, Some(output))) => {
                    times[who].push(time);
                    let before = said.get_or_insert_with(|| output.clone());
                    if *before != output {
                        return Err(format!("{} with {}: {output:?}, others {before:?}", task.name, CONTENDERS[who]));
                    }
                }
            }
        }
    }
    let times = std::array::from_fn(|who| match (stopped[who], std::mem::take(&mut times[who])) {
        (Some(time), _) => Time::Stopped(time),
        (None, times) if times.is_empty() => Time::Never,
        (None, times) => Time::Done(median(times)),
    });
    Ok(Row { task, count, times })
}

/// The time, and what was printed if it came to its end; none if there is no such contender here.
fn once(task: &Task, count: u32, who: usize, patience: Duration) -> Result<Option<(Duration, Option<String>)>, String> {
    match who {
        0 => ours::<Hamtrie>(task, count, patience).map(Some),
        1 => ours::<Imbl>(task, count, patience).map(Some),
        2 => ours::<Counted>(task, count, patience).map(Some),
        3 => ours::<Cloned>(task, count, patience).map(Some),
        _ => python(task, count, patience),
    }
}

fn ours<F: Flavour>(task: &Task, count: u32, patience: Duration) -> Result<(Duration, Option<String>), String> {
    let program = load(&task.script(count)).map_err(|error| format!("{}: {error}", task.name))?;
    let mut output = Vec::new();
    let start = Instant::now();
    let limits = Limits { end: Some(start + patience), memory: 4 << 30, ..Limits::default() };
    let result = run::<F>(&program, limits, &mut output);
    let time = start.elapsed();
    match result {
        Ok(()) => timed(task, &String::from_utf8_lossy(&output)).map(|(time, said)| (time, Some(said))),
        Err(_) if time >= patience => Ok((time, None)),
        Err(error) => Err(format!("{} with {}: {error}", task.name, F::NAME)),
    }
}

/// None if there is no python3 here.
fn python(task: &Task, count: u32, patience: Duration) -> Result<Option<(Duration, Option<String>)>, String> {
    let script = task.python(count, patience.as_secs().max(1));
    let Ok(output) = Command::new("python3").arg("-c").arg(script).output() else { return Ok(None) };
    if !output.status.success() {
        return Err(format!("{} under python3: {}", task.name, String::from_utf8_lossy(&output.stderr)));
    }
    timed(task, &String::from_utf8_lossy(&output.stdout)).map(|(time, said)| Some((time, Some(said))))
}

/// A result, and on the next line nanoseconds: scripts time themselves, so that what they prepare does not count.
fn timed(task: &Task, output: &str) -> Result<(Duration, String), String> {
    let mut lines = output.lines();
    let (said, time) = (lines.next(), lines.next().and_then(|line| line.parse().ok()));
    let (Some(said), Some(time)) = (said, time) else { return Err(format!("{} printed {output:?}", task.name)) };
    Ok((Duration::from_nanos(time), said.to_owned()))
}
