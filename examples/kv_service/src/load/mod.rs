//! A client that measures and checks.
//!
//! Each connection has keys of its own, of which it knows what they have, and takes part in what all share:
//!
//! | keys | what is done | what has to be true |
//! |---|---|---|
//! | `own-C-N` | read and written by connection C alone | a read gets what was written last |
//! | `counter-N` | read, and one more written if nobody else was faster | the sum is the number of writes that succeeded |
//! | `a-C`, `b-C` | the same number to one, then to the other | in one version they differ by one at most, and `a` is ahead |
//!
//! The last one is what a scan is held against.

mod client;
mod scanner;
mod worker;

use crate::options::Load;
use client::Client;
use kit::rounds::percentile;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// How long requests took, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub struct Latency {
    /// How many there were.
    pub count: usize,
    /// Half of them took no longer.
    pub p50: u64,
    /// 99 of 100.
    pub p99: u64,
    /// 999 of 1,000.
    pub p999: u64,
}

impl Latency {
    fn of(mut times: Vec<Duration>) -> Latency {
        if times.is_empty() {
            return Latency::default();
        }
        times.sort_unstable();
        let at = |share| percentile(&times, share).as_nanos() as u64;
        Latency { count: times.len(), p50: at(0.5), p99: at(0.99), p999: at(0.999) }
    }
}

/// What came of it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Figures {
    /// Reads and writes per second, over all connections.
    pub per_second: f64,
    /// Reads of one key.
    pub reads: Latency,
    /// Writes of one key.
    pub writes: Latency,
    /// Writes that came too late, as is to be expected of some.
    pub conflicts: usize,
    /// Scans that came to their end.
    pub scans: usize,
    /// Of these, those with something that no version ever had.
    pub mixed_scans: usize,
    /// Answers that cannot be: the first few of them.
    pub wrong: Vec<String>,
}

/// Loads a server for some time.
///
/// # Errors
/// If there is no such server, or it goes away meanwhile.
pub async fn run(options: Load) -> Result<Figures, String> {
    let mut control = Client::connect(options.address).await?;
    let before = worker::sum_of_counters(&mut control).await?;
    let start = Instant::now();
    let end = start + Duration::from_millis(options.milliseconds);
    let scanner = options.scan.then(|| tokio::spawn(scanner::run(options.address, end)));
    let pace = (options.rate > 0).then(|| Duration::from_secs(1) * options.connections as u32 / options.rate);
    let workers: Vec<_> =
        (0..options.connections).map(|number| tokio::spawn(worker::run(options.address, number, end, pace))).collect();

    let mut figures = Figures::default();
    let (mut reads, mut writes, mut added) = (Vec::new(), Vec::new(), 0);
    for worker in workers {
        let done = worker.await.map_err(|error| error.to_string())??;
        reads.extend(done.reads);
        writes.extend(done.writes);
        added += done.added;
        figures.conflicts += done.conflicts;
        figures.wrong.extend(done.wrong);
    }
    figures.per_second = (reads.len() + writes.len()) as f64 / start.elapsed().as_secs_f64();
    if let Some(scanner) = scanner {
        let done = scanner.await.map_err(|error| error.to_string())??;
        (figures.scans, figures.mixed_scans) = (done.scans, done.mixed);
        figures.wrong.extend(done.wrong);
    }
    let after = worker::sum_of_counters(&mut control).await?;
    if after != before + added {
        figures.wrong.push(format!("{added} additions made {before} to {after}: updates are lost"));
    }
    figures.wrong.truncate(5);
    (figures.reads, figures.writes) = (Latency::of(reads), Latency::of(writes));
    Ok(figures)
}
