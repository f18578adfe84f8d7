//! What is between two versions: `==`, difference, union and three-way merge of maps with few differences, the union of
//! unrelated maps; and what is done with many entries at once.
//!
//! [`libs`] says what each library has for it, this file what is timed, [`threads`] what two threads gain.

pub mod libs;
pub mod threads;

use std::hint::black_box;
use std::time::Duration;

use indicatif::ProgressBar;

use crate::clock::timed;
use crate::estimate::pace;
use crate::keys::{Hasher, Integers, Workload};
use crate::libs::{Label, Role};
use crate::results::{Measured, Operation, Part, Unit};
use crate::text::size_name;
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

    /// The rows that take longer, the more two maps differ.
    const OF_DIFFERENCES: [Row; 4] = [Row::Equal, Row::Diff, Row::Union, Row::Merge3];

    fn operation(self, size: usize) -> Operation {
        let (id, title) = match self {
            Self::Equal => ("equal", "`==`"),
            Self::Diff => ("diff", "diff"),
            Self::Union => ("union", "union"),
            Self::Merge3 => ("merge3", "merge3"),
            Self::UnionUnrelated => ("union-unrelated", "union, no common key"),
            Self::Collect if size == FEW => ("collect-few", "collect 1,000"),
            Self::Collect => ("collect", "collect all"),
        };
        Operation { id, title, section: "", unit: Unit::Nanoseconds }
    }
}

/// Entries of a map that is collected at once from few.
const FEW: usize = 1_000;

/// An operation is repeated for at least so long, unless it is very fast.
const SAMPLE: Duration = Duration::from_millis(20);

/// The keys in which the maps of the main table differ.
const APART: usize = 20;

/// What one sample yields.
type Sample = (Row, Duration, u32, u64);

/// The maps to be made, and the keys in which versions differ.
pub(crate) struct Input {
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
    while count == 0 || (whole < SAMPLE && count < 100) {
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
pub(crate) type Contestant = (Label, fn(&Input, &[Row]) -> Vec<Sample>);

fn contestant<M: Versions>(role: Role) -> Contestant {
    (Label { id: M::TITLE, title: M::TITLE, role }, round::<M>)
}

pub(crate) fn contestants() -> [Contestant; 6] {
    [
        contestant::<hamtrie::HashMap<u64, u64, Hasher>>(Role::Ours),
        contestant::<imbl::GenericHashMap<u64, u64, Hasher, archery::ArcK>>(Role::ThreadSafe),
        contestant::<im::HashMap<u64, u64, Hasher>>(Role::ThreadSafe),
        contestant::<rpds::HashTrieMapSync<u64, u64, Hasher>>(Role::ThreadSafe),
        contestant::<immutable_chunkmap::map::MapL<u64, u64>>(Role::ThreadSafe),
        contestant::<std::collections::HashMap<u64, u64, Hasher>>(Role::Baseline),
    ]
}

/// Rows that are run with some libraries, interleaved.
struct Race<'a> {
    part: Part,
    size: usize,
    apart: usize,
    rows: &'a [Row],
    contestants: &'a [Contestant],
    rounds: usize,
}

impl Race<'_> {
    fn run(&self, bar: &ProgressBar) -> Result<Vec<Measured>, String> {
        let input = Input::new(self.size, self.apart);
        let mut all: Vec<Measured> = Vec::new();
        let mut checksums: Vec<(Row, Label, u64)> = Vec::new();
        for turn in 0..self.turns() {
            let count = self.contestants.len();
            let (label, round) = self.contestants[(turn + turn / count) % count];
            let entries = size_name(self.size);
            bar.set_message(format!("two maps of {entries} entries, {} keys apart: {}", self.apart, label.title));
            for (row, time, count, checksum) in round(&input, self.rows) {
                let sample = time.as_secs_f64() * 1e9 / f64::from(count);
                if let Some(other) = checksums.iter().find(|other| other.0 == row && other.2 != checksum) {
                    return Err(format!("{} and {} disagree about {row:?}", label.title, other.1.title));
                }
                checksums.push((row, label, checksum));
                let operation = row.operation(self.size);
                match all.iter_mut().find(|one| one.operation == operation && one.label == label) {
                    Some(one) => one.samples.push(sample),
                    None => all.push(self.measured(operation, label, sample)),
                }
            }
            bar.inc(1);
        }
        Ok(all)
    }

    fn measured(&self, operation: Operation, label: Label, sample: f64) -> Measured {
        Measured {
            part: self.part,
            keys: Integers::NAME,
            size: self.size,
            apart: Some(self.apart),
            operation,
            label,
            samples: vec![sample],
        }
    }

    fn turns(&self) -> usize {
        self.rounds * self.contestants.len()
    }
}

/// How long a round takes for each entry of its maps, as a multiple of [`pace`].
const PACE: f64 = 6.0;

/// What is measured between versions.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Entries of the maps.
    pub size: usize,
    /// Samples per row and library.
    pub rounds: usize,
}

impl Plan {
    /// The plan for the largest of some sizes.
    pub fn new(sizes: &[usize], rounds: Option<usize>) -> Self {
        Self { size: sizes.iter().copied().max().unwrap_or(FEW).max(FEW), rounds: rounds.unwrap_or(3) }
    }

    fn races<'a>(&self, all: &'a [Contestant]) -> Vec<Race<'a>> {
        let &Self { size, rounds } = self;
        let mut races =
            vec![Race { part: Part::Between, size, apart: APART, rows: &Row::ALL, contestants: all, rounds }];
        if size != FEW {
            let (rows, rounds) = (&[Row::Collect], rounds * 5);
            races.push(Race { part: Part::Between, size: FEW, apart: 1, rows, contestants: all, rounds });
        }
        let distances = [1, 10, 100, 1_000, 10_000, 100_000].into_iter().filter(|apart| apart * 2 < size);
        let (rows, contestants) = (&Row::OF_DIFFERENCES, &all[..1]);
        races.extend(distances.map(|apart| Race { part: Part::Apart, size, apart, rows, contestants, rounds }));
        races
    }

    /// How long it is going to take.
    pub fn estimate(&self) -> Duration {
        let all = contestants();
        let races = self.races(&all);
        let entries: usize = races.iter().map(|race| race.turns() * race.size).sum();
        let samples: usize = races.iter().map(|race| race.turns() * race.rows.len()).sum();
        pace::<Integers>(self.size).mul_f64(PACE * entries as f64) + SAMPLE.mul_f64(samples as f64)
    }

    /// How often the bar goes up.
    pub fn steps(&self) -> usize {
        self.races(&contestants()).iter().map(Race::turns).sum::<usize>() + threads::STEPS
    }

    /// Measures all of it. `bar` goes up by one per round of one library.
    pub fn run(&self, bar: &ProgressBar) -> Result<Vec<Measured>, String> {
        let mut all = Vec::new();
        for race in self.races(&contestants()) {
            all.extend(race.run(bar)?);
        }
        all.extend(threads::measure(self.size, self.rounds, bar)?);
        Ok(all)
    }
}
