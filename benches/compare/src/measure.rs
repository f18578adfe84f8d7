//! Rounds: in each, every library takes one sample of the same work, and the order changes.
//!
//! How much work a sample is, is found in a first round: so many passes that the fastest persistent library is busy for
//! the target time. All libraries then do the same passes with the same keys, so their checksums have to agree, and
//! whatever slows the machine down for a while slows all of them down.

use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use crate::alloc;
use crate::keys::{Input, Workload};
use crate::libs::{Label, Role};
use crate::ops::{Reading, Task};
use crate::results::{Measured, Part};
use crate::stats::spread;
use crate::subject::{Contestant, Subject};
use crate::text::size_name;

/// How thoroughly to measure.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Samples per library and task.
    pub rounds: usize,
    /// How long the fastest persistent library should be busy in one sample.
    pub sample: Duration,
    /// When more rounds are worth their time.
    pub more: Option<More>,
}

/// Rounds go on after the last one until every median is certain enough, or the time is up.
#[derive(Debug, Clone, Copy)]
pub struct More {
    /// The [`spread`] that is certain enough.
    pub spread: f64,
    /// The time for all rounds of a task.
    pub time: Duration,
}

/// The slowest library may take this many times as long as a sample should, and no longer.
const PATIENCE: f64 = 10.0;

/// Two libraries got different results from the same work.
#[derive(Debug)]
pub struct Disagreement {
    keys: &'static str,
    size: usize,
    task: Task,
    checksums: Vec<(&'static str, u64)>,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { keys, size, task, .. } = self;
        write!(f, "the libraries disagree on the results of `{}` ({keys}, {size} entries):", task.name())?;
        self.checksums.iter().try_for_each(|(id, sum)| write!(f, "\n  {sum:016x} {id}"))
    }
}

impl std::error::Error for Disagreement {}

/// Who takes part in a task, and what they have yielded so far.
struct Race<'a, W: Workload> {
    task: Task,
    input: &'a Input<W>,
    runners: Vec<Runner<'a, W>>,
}

struct Runner<'a, W: Workload> {
    label: Label,
    subject: &'a dyn Subject<W>,
    samples: Vec<Vec<Reading>>,
}

/// Builds the base maps of `contestants` and runs `tasks` on them. `bar` goes up by one per task.
pub fn compare<W: Workload>(
    contestants: &[Contestant<W>],
    size: usize,
    tasks: &[Task],
    effort: Effort,
    bar: &ProgressBar,
) -> Result<Vec<Measured>, Disagreement> {
    settle(contestants);
    bar.set_message(format!("{}, {} entries", W::TITLE, size_name(size)));
    let input = Input::<W>::new(size);
    let subjects: Vec<_> = contestants.iter().map(|one| (one.label, one.subject(&input))).collect();
    let mut all = Vec::new();
    for &task in tasks {
        settle(contestants);
        let runners = subjects
            .iter()
            .map(|(label, subject)| Runner { label: *label, subject: &**subject, samples: Vec::new() })
            .collect();
        let mut race = Race { task, input: &input, runners };
        race.run(effort, bar)?;
        // Two tasks build maps; the first one's figure stands.
        let known = |one: &Measured, all: &[Measured]| all.iter().any(|other| other.operation == one.operation);
        let new: Vec<_> = race.finish().into_iter().filter(|one| !known(one, &all)).collect();
        all.extend(new);
        bar.inc(1);
    }
    Ok(all)
}

/// Every task begins with the same heap, whichever tasks came before it. (Every sample would be too often: maps would
/// then be built from fresh pages only, and the system's time to make them would be most of what is measured.)
fn settle<W: Workload>(contestants: &[Contestant<W>]) {
    contestants.iter().for_each(Contestant::settle);
    alloc::settle();
}

impl<W: Workload> Race<'_, W> {
    fn run(&mut self, effort: Effort, bar: &ProgressBar) -> Result<(), Disagreement> {
        self.round(0, 0..1, bar)?;
        if self.task.is_exact() {
            return Ok(());
        }
        let passes = self.passes(effort.sample);
        if passes > 1 {
            // One pass was only a warm-up then.
            self.runners.iter_mut().for_each(|runner| runner.samples.clear());
        }
        let done = self.runners.first().map_or(0, |runner| runner.samples.len());
        let start = Instant::now();
        let is_uncertain =
            |race: &Self| effort.more.is_some_and(|more| start.elapsed() < more.time && race.spread() > more.spread);
        let mut round = done;
        while round < effort.rounds || is_uncertain(self) {
            self.round(round, round * passes..(round + 1) * passes, bar)?;
            round += 1;
        }
        Ok(())
    }

    /// That of the least certain median.
    fn spread(&self) -> f64 {
        self.runners.iter().map(Runner::spread).fold(0.0, f64::max)
    }

    /// One sample from everybody, beginning with another one in each round, and backwards in every other round, so that
    /// nobody always works in the heap that the same neighbour has left behind.
    fn round(&mut self, round: usize, turns: Range<usize>, bar: &ProgressBar) -> Result<(), Disagreement> {
        let mut checksums = Vec::new();
        let mut unable = Vec::new();
        let count = self.runners.len();
        for place in 0..count {
            let place = if round.is_multiple_of(2) { place } else { count - 1 - place };
            let index = (place + round) % count;
            let runner = &mut self.runners[index];
            let entries = size_name(self.input.size());
            bar.set_message(format!("{}, {entries} entries: {} {}", W::TITLE, self.task.name(), runner.label.title));
            match runner.sample(self.task, self.input, turns.clone()) {
                Some(checksum) => checksums.push((runner.label.id, checksum)),
                None => unable.push(index),
            }
        }
        unable.sort_unstable();
        for index in unable.into_iter().rev() {
            self.runners.remove(index);
        }
        if checksums.windows(2).all(|pair| pair[0].1 == pair[1].1) {
            return Ok(());
        }
        Err(Disagreement { keys: W::NAME, size: self.input.size(), task: self.task, checksums })
    }

    /// How many passes make a sample, judged by one pass of everybody.
    fn passes(&self, target: Duration) -> usize {
        let target = target.as_nanos() as f64;
        let shortest = |runner: &Runner<'_, W>| {
            runner.samples[0].iter().map(|reading| reading.amount).fold(f64::INFINITY, f64::min).max(1.0)
        };
        let longest =
            |runner: &Runner<'_, W>| runner.samples[0].iter().map(|reading| reading.amount).sum::<f64>().max(1.0);
        // A drop of a flat table takes no time at all, so the yardstick does not set the measure where it has a choice.
        let persistent = self.runners.iter().filter(|runner| runner.label.role != Role::Baseline);
        let fastest = persistent.map(shortest).reduce(f64::min);
        let fastest = fastest.or_else(|| self.runners.iter().map(shortest).reduce(f64::min)).unwrap_or(target);
        let slowest = self.runners.iter().map(longest).fold(1.0, f64::max);
        (target / fastest).min(target * PATIENCE / slowest).ceil().max(1.0) as usize
    }

    fn finish(self) -> Vec<Measured> {
        let (keys, size) = (W::NAME, self.input.size());
        let mut all: Vec<Measured> = Vec::new();
        for runner in self.runners {
            for reading in runner.samples.iter().flatten() {
                let (operation, label) = (reading.figure.info().operation, runner.label);
                let sample = reading.amount / reading.units as f64;
                match all.iter_mut().find(|one| one.operation == operation && one.label == label) {
                    Some(one) => one.samples.push(sample),
                    None => all.push(Measured {
                        part: Part::Maps,
                        keys,
                        size,
                        apart: None,
                        operation,
                        label,
                        samples: vec![sample],
                    }),
                }
            }
        }
        all
    }
}

impl<W: Workload> Runner<'_, W> {
    /// That of the least certain median.
    fn spread(&self) -> f64 {
        let figures = self.samples.first().map_or(0, Vec::len);
        let of = |figure: usize| {
            let readings = self.samples.iter().map(|sample| sample[figure]);
            spread(&readings.map(|reading| reading.amount / reading.units as f64).collect::<Vec<_>>())
        };
        (0..figures).map(of).fold(0.0, f64::max)
    }

    /// Takes one sample and returns its checksum; `None` if the library cannot do the task.
    fn sample(&mut self, task: Task, input: &Input<W>, turns: Range<usize>) -> Option<u64> {
        let mut whole: Vec<Reading> = Vec::new();
        let mut checksum = 0_u64;
        for turn in turns {
            let pass = self.subject.run(task, input, turn)?;
            checksum = checksum.wrapping_mul(31).wrapping_add(pass.checksum);
            if whole.is_empty() {
                whole = pass.readings;
                continue;
            }
            for (sum, one) in whole.iter_mut().zip(pass.readings) {
                sum.amount += one.amount;
                sum.units += one.units;
            }
        }
        self.samples.push(whole);
        Some(checksum)
    }
}
