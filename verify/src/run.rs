//! The command line, and the table of what was explored.

use crate::explore::{Bounds, Model, Outcome, Report};
use crate::{forks, pool, spin, tables};
use clap::Parser;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Explores models of what threads share in hamtrie.
#[derive(Parser)]
struct Options {
    /// Only models with all of these words in their names.
    words: Vec<String>,
    /// No limit to preemptions of two threads, and three preemptions of three threads: hours.
    #[arg(long)]
    full: bool,
    /// Only models with so many threads.
    #[arg(long)]
    threads: Option<usize>,
    /// Lets threads be interrupted so often in one execution, instead.
    #[arg(long)]
    preemptions: Option<usize>,
    /// Prints the names of the models.
    #[arg(long)]
    list: bool,
    /// Gives up on a model after so many seconds.
    #[arg(long, default_value_t = 3600)]
    most: u64,
}

impl Options {
    /// The models that were asked for, simple ones first.
    fn models(&self) -> Vec<(Model, Bounds)> {
        let most = Duration::from_secs(self.most);
        let usual = if self.full { [(2, None), (3, Some(3))] } else { [(2, Some(3)), (3, Some(1))] };
        let mut all = vec![];
        for (threads, preemptions) in usual {
            let bounds = Bounds { preemptions: self.preemptions.or(preemptions), most };
            let kinds = [spin::models, forks::models, pool::models, tables::models];
            all.extend(kinds.into_iter().flat_map(|models| models(threads)).map(|model| (model, bounds)));
        }
        all.retain(|(model, _)| self.threads.is_none_or(|threads| threads == model.threads));
        all.retain(|(model, _)| self.words.iter().all(|word| model.name.contains(word.as_str())));
        all
    }
}

/// Models of one kind with one number of threads.
struct Group {
    name: String,
    models: usize,
    executions: u64,
    time: Duration,
}

/// What was found so far.
#[derive(Default)]
struct Results {
    groups: Vec<Group>,
    /// Models with executions that were not tried.
    cut: usize,
    failed: bool,
}

impl Results {
    fn add(&mut self, model: &Model, bounds: Bounds, report: &Report) {
        let kind = model.name.split(':').next().unwrap_or_default();
        let limit =
            bounds.preemptions.map_or("any number of preemptions".into(), |most| format!("preemptions up to {most}"));
        let name = format!("{} threads, {limit}: {kind}", model.threads);
        let place = self.groups.iter().position(|group| group.name == name).unwrap_or_else(|| {
            self.groups.push(Group { name, models: 0, executions: 0, time: Duration::ZERO });
            self.groups.len() - 1
        });
        let group = &mut self.groups[place];
        group.models += 1;
        group.executions += report.executions;
        group.time += report.time;
        let how = match report.outcome {
            Outcome::Exhausted => return,
            Outcome::OutOfTime => {
                self.cut += 1;
                "not to the end"
            }
            Outcome::Failed => {
                self.failed = true;
                "FAILED"
            }
        };
        println!("{how}: {} ({} threads, {limit}) after {} executions", model.name, model.threads, report.executions);
    }

    fn print(&self, time: Duration) {
        println!("{:>6} {:>11} {:>8}", "models", "executions", "seconds");
        let line = |models, executions, time: Duration, name: &str| {
            println!("{models:>6} {executions:>11} {:>8.1}  {name}", time.as_secs_f64());
        };
        self.groups.iter().for_each(|group| line(group.models, group.executions, group.time, &group.name));
        let models = self.groups.iter().map(|group| group.models).sum();
        let executions = self.groups.iter().map(|group| group.executions).sum();
        line(models, executions, time, &format!("in all; {} models not to the end", self.cut));
    }
}

pub(crate) fn main() -> ExitCode {
    let options = Options::parse();
    let all = options.models();
    if options.list {
        all.iter().for_each(|(model, _)| println!("{} ({} threads)", model.name, model.threads));
        return ExitCode::SUCCESS;
    }
    let (todo, results) = (Mutex::new(all.into_iter()), Mutex::new(Results::default()));
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while !results.lock().unwrap().failed {
                    let Some((model, bounds)) = todo.lock().unwrap().next() else { break };
                    let report = model.explore(bounds);
                    results.lock().unwrap().add(&model, bounds, &report);
                }
            });
        }
    });
    let results = results.into_inner().unwrap();
    results.print(start.elapsed());
    if results.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
