//! How long writes wait while a snapshot is taken: one thread writes, another one makes bytes of the snapshot.

use crate::types::Map;
use indicatif::ProgressBar;
use kv_service::store::persistent::Versions;
use kv_service::store::{Condition, Entry, Store};
use std::collections::HashMap;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// A state machine: writes come from one thread.
trait State: Sync {
    fn write(&self, key: Arc<str>, entry: Entry);
    /// What is called between two writes when a snapshot is due; the rest of the work is done in another thread.
    fn snapshot(&self) -> Box<dyn FnOnce() -> Vec<u8> + Send + '_>;
}

fn bytes(map: &impl serde::Serialize) -> Vec<u8> {
    postcard::to_stdvec(map).expect("memory for a snapshot")
}

struct Persistent(Versions<Map>);

impl State for Persistent {
    fn write(&self, key: Arc<str>, entry: Entry) {
        // Nobody else writes, and the condition always holds.
        let written = self.0.put(key, entry.value, Condition::Always);
        debug_assert!(written.is_ok());
    }

    fn snapshot(&self) -> Box<dyn FnOnce() -> Vec<u8> + Send> {
        let version = self.0.current();
        Box::new(move || bytes(&version.map))
    }
}

type StdMap = HashMap<Arc<str>, Entry>;

/// A map that is cloned when a snapshot is due.
struct Cloned(RwLock<StdMap>);

impl State for Cloned {
    fn write(&self, key: Arc<str>, entry: Entry) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, entry);
    }

    fn snapshot(&self) -> Box<dyn FnOnce() -> Vec<u8> + Send> {
        let copy = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        Box::new(move || bytes(&copy))
    }
}

/// A map that is locked while bytes are made of it.
struct Locked(RwLock<StdMap>);

impl State for Locked {
    fn write(&self, key: Arc<str>, entry: Entry) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, entry);
    }

    fn snapshot(&self) -> Box<dyn FnOnce() -> Vec<u8> + Send + '_> {
        Box::new(|| bytes(&*self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// One way to take a snapshot.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What it is.
    pub name: &'static str,
    /// The longest time of one write while a snapshot was taken: the median of all rounds.
    pub pause: Duration,
    /// The time until the snapshot was there.
    pub snapshot: Duration,
    /// The longest time of one write in the same number of writes without a snapshot.
    pub calm: Duration,
}

/// Rounds, of which the median counts.
pub const ROUNDS: usize = 3;

/// Measures a map of so many entries: hamtrie's, a `std` map that is cloned, one that is locked.
pub fn measure(entries: u32, bar: &ProgressBar) -> Vec<Row> {
    let entry = |number: u32| Entry { value: format!("what filler {number} is there for").into(), version: 0 };
    let key = |number: u32| -> Arc<str> { format!("key-{number:07}").into() };
    let fill = |state: &dyn State| (0..entries).for_each(|number| state.write(key(number), entry(number)));
    let persistent = Persistent(Versions::new(0));
    let (cloned, locked) = (Cloned(RwLock::default()), Locked(RwLock::default()));
    let all: [(&'static str, &dyn State); 3] =
        [("hamtrie, a clone in O(1)", &persistent), ("std, cloned", &cloned), ("std, locked", &locked)];
    all.iter().for_each(|(_, state)| fill(*state));
    let mut rounds: Vec<Vec<Row>> = vec![Vec::new(); all.len()];
    for _ in 0..ROUNDS {
        for ((name, state), rows) in all.iter().zip(&mut rounds) {
            rows.push(round(name, *state, entries));
            bar.inc(1);
        }
    }
    rounds
        .into_iter()
        .map(|mut rows| {
            rows.sort_by_key(|row| row.pause);
            rows[rows.len() / 2]
        })
        .collect()
}

fn round(name: &'static str, state: &dyn State, entries: u32) -> Row {
    let mut rng = fastrand::Rng::with_seed(23);
    let keys: Vec<Arc<str>> = (0..1_000).map(|_| format!("key-{:07}", rng.u32(..entries)).into()).collect();
    let value = Entry { value: bytes::Bytes::from_static(b"another value"), version: 0 };
    let mut next = keys.iter().cycle();
    let mut write = || {
        let key = next.next().expect("endless").clone();
        let start = Instant::now();
        state.write(key, value.clone());
        start.elapsed()
    };
    let (done, start) = (AtomicBool::new(false), Instant::now());
    let (pause, snapshot, writes) = std::thread::scope(|scope| {
        let rest = state.snapshot();
        let mut longest = start.elapsed();
        let thread = scope.spawn(|| {
            drop(black_box(rest()));
            let time = start.elapsed();
            done.store(true, Relaxed);
            time
        });
        let mut writes = 0_u64;
        while !done.load(Relaxed) {
            longest = longest.max(write());
            writes += 1;
        }
        (longest, thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), writes)
    });
    let calm = (0..writes).map(|_| write()).max().unwrap_or_default();
    Row { name, pause, snapshot, calm }
}
