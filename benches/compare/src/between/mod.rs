//! What is between two versions: `==`, difference, union and three-way merge of maps with few differences, the union of
//! unrelated maps; and what is done with many entries at once.
//!
//! [`libs`] says what each library has for it, this file what is timed, [`table`] shows the medians.

pub mod libs;
pub mod table;

use std::hint::black_box;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::clock::timed;
use crate::keys::{Hasher, Integers, Workload};
use libs::{Entry, Versions};

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// `==` of two maps of equal entries, of which some are not the same memory.
    Equal,
    /// Counting the entries in which two maps differ.
    Diff,
    /// The union of two maps with few differences.
    Union,
    /// Merging two versions that have changed different keys of a base.
    Merge3,
    /// The union of two maps without a common key.
    UnionUnrelated,
    /// A map of all entries at once.
    Collect,
}

impl Row {
    /// All rows.
    pub const ALL: [Row; 6] = [Row::Equal, Row::Diff, Row::Union, Row::Merge3, Row::UnionUnrelated, Row::Collect];
}

/// Seconds per operation, sample by sample.
#[derive(Debug)]
pub struct Measured {
    /// The row.
    pub row: Row,
    /// The library.
    pub library: &'static str,
    /// In how many keys the maps differ.
    pub apart: usize,
    /// Entries of each map.
    pub size: usize,
    samples: Vec<f64>,
    /// The same for all libraries.
    checksum: u64,
}

impl Measured {
    /// The middle sample, in seconds.
    pub fn median(&self) -> f64 {
        let mut samples = self.samples.clone();
        samples.sort_by(f64::total_cmp);
        samples[samples.len() / 2]
    }
}

/// What one sample yields.
type Sample = (Row, Duration, u32, u64);

/// The maps to be made, and the keys in which versions differ.
struct Input {
    entries: Vec<Entry>,
    others: Vec<Entry>,
    apart: usize,
}

impl Input {
    fn new(size: usize, apart: usize) -> Self {
        let keys = Integers::keys(2 * size);
        let entry = |(at, key): (usize, &u64)| (*key, at as u64);
        let (some, others) = keys.split_at(size);
        Input {
            entries: some.iter().enumerate().map(entry).collect(),
            others: others.iter().enumerate().map(entry).collect(),
            apart,
        }
    }

    /// Entries from all over the map, so that each has a way of its own.
    fn spread(&self, skip: usize) -> Vec<Entry> {
        self.entries.iter().skip(skip).step_by(self.entries.len() / self.apart).take(self.apart).copied().collect()
    }

    fn changed(&self, skip: usize) -> Vec<Entry> {
        self.spread(skip).into_iter().map(|(key, value)| (key, !value)).collect()
    }
}

/// Times an operation until it has taken a while, at most a hundred times.
fn repeated<R>(row: Row, mut run: impl FnMut() -> R, look: impl Fn(&R) -> u64) -> Sample {
    let (mut whole, mut count, mut checksum) = (Duration::ZERO, 0, 0);
    while count == 0 || (whole < Duration::from_millis(20) && count < 100) {
        let (result, time) = timed(&mut run);
        checksum = look(&result);
        drop(black_box(result));
        whole += time;
        count += 1;
    }
    (row, whole, count, checksum)
}

/// One round of one library.
fn round<M: Versions>(input: &Input, rows: &[Row]) -> Vec<Sample> {
    let base = M::of(&input.entries);
    let left = base.edited(&input.changed(0));
    let right = base.edited(&input.changed(1));
    // Changed and changed back: equal entries, in nodes of their own.
    let equal = left.edited(&input.spread(0));
    let others = rows.contains(&Row::UnionUnrelated).then(|| M::of(&input.others));
    let values = |map: &M| map.count() as u64 ^ (map.differences(&base) as u64) << 32;
    rows.iter()
        .map(|&row| match row {
            Row::Equal => repeated(row, || base == equal, |equal| u64::from(*equal)),
            Row::Diff => repeated(row, || base.differences(&left), |count| *count as u64),
            Row::Union => repeated(row, || base.union(&left), values),
            Row::Merge3 => repeated(row, || base.merged(&left, &right), values),
            Row::UnionUnrelated => {
                repeated(row, || base.union(others.as_ref().unwrap_or(&base)), |map| map.count() as u64)
            }
            Row::Collect => repeated(row, || M::of(&input.entries), |map| map.count() as u64),
        })
        .collect()
}

/// A library and its round.
type Contestant = (&'static str, fn(&Input, &[Row]) -> Vec<Sample>);

fn contestant<M: Versions>() -> Contestant {
    (M::TITLE, round::<M>)
}

fn contestants() -> Vec<Contestant> {
    vec![
        contestant::<hamtrie::HashMap<u64, u64, Hasher>>(),
        contestant::<imbl::GenericHashMap<u64, u64, Hasher, archery::ArcK>>(),
        contestant::<im::HashMap<u64, u64, Hasher>>(),
        contestant::<rpds::HashTrieMapSync<u64, u64, Hasher>>(),
        contestant::<immutable_chunkmap::map::MapL<u64, u64>>(),
        contestant::<std::collections::HashMap<u64, u64, Hasher>>(),
    ]
}

/// Runs the rows with every library, interleaved.
fn race(
    input: &Input,
    rows: &[Row],
    contestants: &[Contestant],
    rounds: usize,
    step: &mut dyn FnMut(&str),
) -> Result<Vec<Measured>, String> {
    let mut all: Vec<Measured> = Vec::new();
    for turn in 0..rounds * contestants.len() {
        let (library, round) = contestants[(turn + turn / contestants.len()) % contestants.len()];
        step(&format!("between versions, {} of {} keys apart: {library}", input.apart, input.entries.len()));
        for (row, time, count, checksum) in round(input, rows) {
            let sample = time.as_secs_f64() / f64::from(count);
            match all.iter_mut().find(|one| one.row == row && one.library == library) {
                Some(one) => one.samples.push(sample),
                None => all.push(Measured {
                    row,
                    library,
                    apart: input.apart,
                    size: input.entries.len(),
                    samples: vec![sample],
                    checksum,
                }),
            }
        }
    }
    for one in &all {
        if let Some(other) = all.iter().find(|other| other.row == one.row && other.checksum != one.checksum) {
            return Err(format!("{} and {} disagree about {:?}", one.library, other.library, one.row));
        }
    }
    Ok(all)
}

/// Seconds that one thread takes, and that two take.
#[derive(Debug)]
pub struct Parallel {
    /// With one thread.
    pub one: f64,
    /// With two.
    pub two: f64,
}

impl Parallel {
    /// Runs the two ways in turn, by the clock on the wall.
    fn measure(rounds: usize, mut one: impl FnMut(), mut two: impl FnMut()) -> Self {
        let mut samples = [Vec::new(), Vec::new()];
        let mut ways: [&mut dyn FnMut(); 2] = [&mut one, &mut two];
        for _ in 0..rounds * 5 {
            for (way, samples) in ways.iter_mut().zip(&mut samples) {
                let start = Instant::now();
                way();
                samples.push(start.elapsed().as_secs_f64());
            }
        }
        let [one, two] = samples.map(|mut samples| {
            samples.sort_by(f64::total_cmp);
            samples[samples.len() / 2]
        });
        Parallel { one, two }
    }
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

/// Parallel iteration with pools of one and of two threads.
fn parallel_iteration(size: usize, rounds: usize) -> Result<Parallel, String> {
    let map = <hamtrie::HashMap<u64, u64, Hasher> as Versions>::of(&Input::new(size, 1).entries);
    let (one, two) = (pool(1)?, pool(2)?);
    // Some work on each entry, as a program would have.
    let sum = || {
        black_box(map.par_iter().map(|(key, value)| map.hasher().hash_one(key) ^ value).reduce(|| 0, |a, b| a ^ b));
    };
    Ok(Parallel::measure(rounds, || one.install(sum), || two.install(sum)))
}

/// The union of two maps without a common key, as the method for one thread and the one for several make it.
fn parallel_union(size: usize, rounds: usize) -> Result<Parallel, String> {
    let input = Input::new(size, 1);
    let [map, other] = [&input.entries, &input.others].map(|entries| hamtrie::HashMap::of(entries));
    let (one, two) = (pool(1)?, pool(2)?);
    Ok(Parallel::measure(
        rounds,
        || one.install(|| drop(black_box(map.union(&other)))),
        || two.install(|| drop(black_box(map.par_union(&other)))),
    ))
}

/// Measures all of it and returns tables in Markdown.
pub fn compare(sizes: &[usize], rounds: Option<usize>, step: &mut dyn FnMut(&str)) -> Result<String, String> {
    let rounds = rounds.unwrap_or(3);
    let size = sizes.iter().copied().max().unwrap_or(1_000_000).max(1_000);
    let all = contestants();
    let versions = race(&Input::new(size, 20), &Row::ALL, &all, rounds, step)?;
    let small = race(&Input::new(1_000, 1), &[Row::Collect], &all, rounds * 5, step)?;
    let mut curve = Vec::new();
    for apart in [1, 10, 100, 1_000, 10_000, 100_000].into_iter().filter(|apart| apart * 2 < size) {
        let rows = [Row::Equal, Row::Diff, Row::Union, Row::Merge3];
        curve.extend(race(&Input::new(size, apart), &rows, &all[..1], rounds, step)?);
    }
    step("parallel iteration and union");
    let parallel = [parallel_iteration(size, rounds)?, parallel_union(size, rounds)?];
    Ok(table::markdown(&versions, &small, &curve, &parallel))
}
