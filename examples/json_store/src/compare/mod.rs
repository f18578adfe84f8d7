//! The comparison: documents read and written, edits that keep what was, versions in memory.

pub mod report;

use crate::corpora::{self, Corpus};
use crate::dump::dump;
use crate::key::{Key, Keys};
use crate::load::load;
use crate::value::{Number, Value};
use crate::{history, rival};
use hamtrie::pool;
use indicatif::ProgressBar;
use kit::rounds::{Contender, interleaved};
use serde::Deserialize;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Rounds; medians of them are shown.
    pub rounds: usize,
    /// Bytes of a document.
    pub bytes: usize,
    /// Keys of the document that is edited.
    pub keys: usize,
}

/// Who is compared.
pub const NAMES: [&str; 3] = ["json_store", "serde_json::Value", "on imbl"];

/// One document.
#[derive(Clone, Debug)]
pub struct Row {
    /// What is in it.
    pub name: String,
    /// Its length in bytes.
    pub bytes: usize,
    /// The time to read it of each of [`NAMES`].
    pub loads: [Duration; 3],
    /// And to write it.
    pub dumps: [Duration; 3],
    /// Bytes of its keys with each text once, and of all of them.
    pub keys: (u64, u64),
}

/// Edits of one value that keep the document as it was.
#[derive(Clone, Debug)]
pub struct Edits {
    /// Keys of the document.
    pub keys: usize,
    /// The time of one edit of each of [`NAMES`].
    pub times: [Duration; 3],
}

/// Versions in memory: their nodes and the texts of their keys.
#[derive(Clone, Copy, Debug)]
pub struct Versions {
    /// How many.
    pub versions: usize,
    /// Bytes of one.
    pub one: u64,
    /// Bytes of all of them.
    pub all: u64,
}

/// Everything that was measured.
#[derive(Clone, Debug)]
pub struct Found {
    /// Documents.
    pub rows: Vec<Row>,
    /// Edits.
    pub edits: Edits,
    /// Versions.
    pub versions: Versions,
}

/// Steps of the progress bar.
pub fn steps(effort: Effort, corpora: usize) -> u64 {
    (corpora as u64 * 2 + 1) * 3 * effort.rounds as u64
}

/// imbl's vectors are built on the stack, 10 KiB per level of a document, and its deepest one has 1,000.
const STACK: usize = 64 << 20;

/// Measures everything, with one document per corpus, in a thread with a large stack.
///
/// # Errors
/// If a document cannot be read.
pub fn measure(effort: Effort, corpora: &[Corpus], bar: &ProgressBar) -> Result<Found, String> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let thread =
            thread.spawn_scoped(scope, || measure_here(effort, corpora, bar)).map_err(|error| error.to_string())?;
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn measure_here(effort: Effort, corpora: &[Corpus], bar: &ProgressBar) -> Result<Found, String> {
    let rows = corpora.iter().map(|corpus| row(effort, corpus, bar)).collect::<Result<_, _>>()?;
    let document = corpora::wide(effort.keys, &mut fastrand::Rng::with_seed(7));
    Ok(Found { rows, edits: edits(effort, &document, bar)?, versions: versions(&document)? })
}

/// The time of a call, without what it takes to drop the result.
///
/// The call before it is not timed: it finds memory as another contender left it, and what it costs to make order of that would be
/// the other's.
fn timed<T>(work: impl Fn() -> T) -> Duration {
    drop(black_box(work()));
    let start = Instant::now();
    let result = black_box(work());
    let time = start.elapsed();
    drop(result);
    time
}

/// A document of serde_json, as deep as may be.
fn serde_value<T: for<'de> Deserialize<'de>>(text: &[u8]) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    deserializer.disable_recursion_limit();
    T::deserialize(&mut deserializer)
}

fn row(effort: Effort, corpus: &Corpus, bar: &ProgressBar) -> Result<Row, String> {
    let text = corpus.text.as_bytes();
    let mut keys = Keys::default();
    let ours = load(text, &mut keys).map_err(|error| format!("{}: {error}", corpus.name))?;
    let wrong = |error: serde_json::Error| format!("{}: {error}", corpus.name);
    let theirs: serde_json::Value = serde_value(text).map_err(wrong)?;
    let imbl: rival::Value = serde_value(text).map_err(wrong)?;
    let loads = interleaved(
        effort.rounds,
        &mut [
            Contender::new(NAMES[0], || timed(|| load(text, &mut Keys::default()))),
            Contender::new(NAMES[1], || timed(|| serde_value::<serde_json::Value>(text))),
            Contender::new(NAMES[2], || timed(|| serde_value::<rival::Value>(text))),
        ],
        bar,
    );
    let dumps = interleaved(
        effort.rounds,
        &mut [
            Contender::new(NAMES[0], || timed(|| dump(&ours))),
            Contender::new(NAMES[1], || timed(|| serde_json::to_string(&theirs))),
            Contender::new(NAMES[2], || timed(|| serde_json::to_string(&imbl))),
        ],
        bar,
    );
    Ok(Row {
        name: corpus.name.clone(),
        bytes: text.len(),
        loads: three(loads),
        dumps: three(dumps),
        keys: (keys.bytes(), keys.bytes() + keys.saved()),
    })
}

fn three(times: Vec<Duration>) -> [Duration; 3] {
    times.try_into().expect("three contenders")
}

/// Edits per round, of those for which one is too short to be measured.
const EDITS: u32 = 1_000;

fn edits(effort: Effort, text: &str, bar: &ProgressBar) -> Result<Edits, String> {
    let Value::Object(ours) = load(text.as_bytes(), &mut Keys::default()).map_err(|error| error.to_string())? else {
        return Err("the document with many keys is no object".to_owned());
    };
    let wrong = |error: serde_json::Error| error.to_string();
    let theirs: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).map_err(wrong)?;
    let rival::Value::Object(imbl) = serde_json::from_str(text).map_err(wrong)? else {
        return Err("the document with many keys is no object".to_owned());
    };
    // In an order that has nothing to do with the maps.
    let mut names: Vec<_> = theirs.keys().cloned().collect();
    fastrand::Rng::with_seed(11).shuffle(&mut names);
    let names: Vec<_> = names.into_iter().take(EDITS as usize).collect();
    let keys: Vec<Key> = names.iter().map(|name| Key::from(name.as_str())).collect();
    let shared: Vec<std::sync::Arc<str>> = names.iter().map(|name| name.as_str().into()).collect();
    let times = interleaved(
        effort.rounds,
        &mut [
            Contender::new(NAMES[0], || {
                let start = Instant::now();
                for key in &keys {
                    let mut new = ours.clone();
                    new.put(key.clone(), Value::Number(Number::Int(1)));
                    drop(black_box(new));
                }
                start.elapsed() / keys.len() as u32
            }),
            Contender::new(NAMES[1], || {
                let start = Instant::now();
                let mut new = theirs.clone();
                new.insert(names[0].clone(), 1.into());
                drop(black_box(new));
                start.elapsed()
            }),
            Contender::new(NAMES[2], || {
                let start = Instant::now();
                for key in &shared {
                    let mut new = imbl.clone();
                    new.insert(key.clone(), rival::Value::Number(1.into()));
                    drop(black_box(new));
                }
                start.elapsed() / shared.len() as u32
            }),
        ],
        bar,
    );
    Ok(Edits { keys: effort.keys, times: three(times) })
}

/// A document with a history of edits of one value each.
fn versions(text: &str) -> Result<Versions, String> {
    const VERSIONS: usize = 1_000;
    let before = pool::stats().live_bytes;
    let mut keys = Keys::default();
    let document = load(text.as_bytes(), &mut keys).map_err(|error| error.to_string())?;
    /// Two counters stand before a text that is shared.
    const COUNTERS: u64 = 16;
    let texts = keys.bytes() + COUNTERS * keys.len() as u64;
    let bytes = || texts + (pool::stats().live_bytes - before) as u64;
    let one = bytes();
    let Value::Object(object) = &document else { return Err("the document with many keys is no object".to_owned()) };
    let mut names: Vec<_> = object.keys().cloned().collect();
    fastrand::Rng::with_seed(13).shuffle(&mut names);
    let mut history = history::History::new(document.clone(), VERSIONS);
    for (number, name) in (0..).zip(names.iter().cycle().take(VERSIONS)) {
        let at = crate::pointer::Pointer(vec![name.to_string()]);
        history
            .change(|document| document.replace(&at, Value::Number(Number::Int(number))))
            .map_err(|error| error.to_string())?;
    }
    Ok(Versions { versions: VERSIONS, one, all: bytes() })
}
