//! Runs a model in its bounds, and counts the executions.

use loom::model::Builder;
use std::fmt::Debug;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// A program of a few threads, to be run in all orders of their steps.
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) threads: usize,
    pub(crate) run: Arc<dyn Fn() + Send + Sync>,
}

/// How far a model is explored.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// How often a thread may be interrupted in one execution; as often as can be, if None.
    pub(crate) preemptions: Option<usize>,
    /// When to give up.
    pub(crate) most: Duration,
}

/// How an exploration ended.
pub(crate) enum Outcome {
    /// All executions within the bounds were right.
    Exhausted,
    /// All executions until time was up were right.
    OutOfTime,
    /// The last execution was wrong.
    Failed,
}

pub(crate) struct Report {
    pub(crate) outcome: Outcome,
    pub(crate) executions: u64,
    pub(crate) time: Duration,
}

impl Model {
    pub(crate) fn explore(&self, bounds: Bounds) -> Report {
        let mut builder = Builder::new();
        builder.preemption_bound = bounds.preemptions;
        builder.max_duration = Some(bounds.most);
        builder.max_branches = 100_000;
        builder.max_threads = 5;
        let (run, count) = (self.run.clone(), Arc::new(AtomicU64::new(0)));
        let counter = count.clone();
        let start = Instant::now();
        let ended = panic::catch_unwind(AssertUnwindSafe(|| {
            builder.check(move || {
                counter.fetch_add(1, Relaxed);
                run();
            });
        }));
        let time = start.elapsed();
        let outcome = match ended {
            Err(_) => Outcome::Failed,
            Ok(()) if time >= bounds.most => Outcome::OutOfTime,
            Ok(()) => Outcome::Exhausted,
        };
        Report { outcome, executions: count.load(Relaxed), time }
    }
}

/// All sets of so many of these, with repetitions, in their order.
pub(crate) fn sets<T: Copy + Ord>(all: &[T], count: usize) -> Vec<Vec<T>> {
    if count == 0 {
        return vec![vec![]];
    }
    let mut sets = vec![];
    for shorter in self::sets(all, count - 1) {
        for &next in all.iter().filter(|&next| shorter.last().is_none_or(|last| last <= next)) {
            sets.push([shorter.as_slice(), &[next]].concat());
        }
    }
    sets
}

/// What the threads of a model do, for its name.
pub(crate) fn names<T: Debug>(all: &[T]) -> String {
    all.iter().map(|one| format!("{one:?}")).collect::<Vec<_>>().join(" | ")
}
