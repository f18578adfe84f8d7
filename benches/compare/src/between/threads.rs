//! What two threads gain, by the clock on the wall.

use std::hint::black_box;
use std::time::Instant;

use indicatif::ProgressBar;
use rayon::prelude::*;

use super::Input;
use super::libs::Versions;
use crate::keys::{Hasher, Integers, Workload};
use crate::libs::{Label, Role};
use crate::results::{Measured, Operation, Part, Unit};

/// How often [`measure`] moves the bar.
pub const STEPS: usize = 2;

const ONE: Label = Label { id: "hamtrie-one-thread", title: "one thread", role: Role::Layout };
const TWO: Label = Label { id: "hamtrie-two-threads", title: "two threads", role: Role::Ours };

const ITERATE: Operation =
    Operation { id: "par-iterate", title: "iterate, whole map", section: "", unit: Unit::Nanoseconds };
const UNION: Operation =
    Operation { id: "par-union", title: "union, no common key", section: "", unit: Unit::Nanoseconds };

/// Parallel iteration, and the union of two maps without a common key, each with one thread and with two.
pub fn measure(size: usize, rounds: usize, bar: &ProgressBar) -> Result<Vec<Measured>, String> {
    let input = Input::new(size, 1);
    let [map, other] = [&input.entries, &input.others].map(|entries| hamtrie::HashMap::<_, _, Hasher>::of(entries));
    let (one, two) = (pool(1)?, pool(2)?);
    bar.set_message("one thread and two");
    // Some work on each entry, as a program would have.
    let sum = || {
        black_box(map.par_iter().map(|(key, value)| map.hasher().hash_one(key) ^ value).reduce(|| 0, |a, b| a ^ b));
    };
    let mut all = in_turn(ITERATE, size, rounds, [&|| two.install(sum), &|| one.install(sum)]);
    bar.inc(1);
    all.extend(in_turn(
        UNION,
        size,
        rounds,
        [&|| two.install(|| drop(black_box(map.par_union(&other)))), &|| {
            one.install(|| drop(black_box(map.union(&other))))
        }],
    ));
    bar.inc(1);
    Ok(all)
}

/// Runs two ways in turn: with two threads, and with one.
fn in_turn(operation: Operation, size: usize, rounds: usize, ways: [&dyn Fn(); 2]) -> Vec<Measured> {
    let mut all = [TWO, ONE].map(|label| Measured {
        part: Part::Threads,
        keys: Integers::NAME,
        size,
        apart: None,
        operation,
        label,
        samples: Vec::new(),
    });
    for _ in 0..rounds * 5 {
        for (way, measured) in ways.iter().zip(&mut all) {
            let start = Instant::now();
            way();
            measured.samples.push(start.elapsed().as_secs_f64() * 1e9);
        }
    }
    all.into()
}

/// Threads that each keep a processor of their own, where the system lets them: left alone, the scheduler often runs
/// both of two that sleep between rounds on one processor, for a whole round.
fn pool(threads: usize) -> Result<rayon::ThreadPool, String> {
    let processors = core_affinity::get_core_ids().unwrap_or_default();
    let stay = move |thread: usize| {
        if let Some(&processor) = processors.get(thread) {
            core_affinity::set_for_current(processor);
        }
    };
    rayon::ThreadPoolBuilder::new().num_threads(threads).start_handler(stay).build().map_err(|error| error.to_string())
}
