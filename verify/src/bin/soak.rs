//! Runs a service for minutes or hours, and looks at what only time shows: memory that is lost bit by bit, or does not go back,
//! and work that becomes slower.
//!
//! ```text
//! cargo run --release -p hamtrie-verify --bin soak -- 30
//! ```
//!
//! Threads take versions of two maps from a table that all share, change them, merge, compare and iterate them, and put them
//! back; each ends after some hundred steps and another one starts. For half a minute the maps grow to their peak, for half a
//! minute they shrink until there is next to nothing. In the end all is dropped and counted.

use clap::Parser;
use hamtrie::map::{Conflict, DiffItem, Resolution};
use hamtrie::{HashMap, pool};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Runs maps under a load like that of a service.
#[derive(Parser)]
struct Options {
    /// For how many minutes.
    minutes: u64,
    /// How many threads work at a time.
    #[arg(long, default_value_t = 4)]
    threads: u64,
    /// How many entries a map has at its peak.
    #[arg(long, default_value_t = 200_000)]
    peak: u64,
}

/// How long the maps grow or shrink.
const PHASE: Duration = Duration::from_secs(30);
/// How many entries are left when they have shrunk.
const IDLE: u64 = 1000;
/// How many steps a thread lives.
const LIFE: usize = 500;
/// How many versions all threads share.
const SLOTS: usize = 8;

/// A number and a text for each key, and what the numbers must sum up to.
#[derive(Clone, Default)]
struct Version {
    numbers: HashMap<u64, u64>,
    texts: HashMap<u64, String>,
    sum: u64,
}

impl Version {
    fn set(&mut self, key: u64, number: u64) {
        let old = self.numbers.insert(key, number).unwrap_or(0);
        self.texts.insert(key, number.to_string());
        self.sum = self.sum - old + number;
    }

    fn remove(&mut self, key: u64) {
        self.sum -= self.numbers.remove(&key).unwrap_or(0);
        self.texts.remove(&key);
    }

    /// # Panics
    /// If an entry was lost, or has another value.
    fn verify(&self) {
        assert_eq!(self.numbers.values().sum::<u64>(), self.sum);
        assert_eq!(self.numbers.len(), self.texts.len());
        assert!(self.texts.iter().take(1000).all(|(key, text)| text.parse() == Ok(self.numbers[key])));
    }
}

/// The generator of Vigna's splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }
}

struct Service {
    slots: [Mutex<Version>; SLOTS],
    start: Instant,
    end: Instant,
    peak: u64,
    steps: AtomicU64,
    threads: AtomicUsize,
}

impl Service {
    /// How many entries the maps are to have now.
    fn wanted(&self) -> u64 {
        if self.start.elapsed().as_secs() / PHASE.as_secs() % 2 == 0 { self.peak } else { IDLE }
    }

    fn take(&self, random: &mut Random) -> Version {
        self.slots[random.below(SLOTS as u64) as usize].lock().unwrap().clone()
    }

    fn put(&self, random: &mut Random, version: Version) {
        let mut slot = self.slots[random.below(SLOTS as u64) as usize].lock().unwrap();
        let old = std::mem::replace(&mut *slot, version);
        drop(slot);
        drop(old);
    }

    /// Some entries more, or fewer.
    fn change(&self, version: &mut Version, random: &mut Random) {
        let wanted = self.wanted();
        let many = random.below(64) + 1;
        if version.numbers.len() as u64 <= wanted {
            (0..many).for_each(|_| version.set(random.below(self.peak * 5 / 4), random.below(1 << 30)));
            return;
        }
        if version.numbers.len() as u64 > 10 * wanted {
            let keep = |key: &u64| key % 8 == 0;
            version.numbers.retain_ref(|key, _| keep(key));
            version.texts.retain_ref(|key, _| keep(key));
            version.sum = version.numbers.values().sum();
        }
        let gone: Vec<u64> = version.numbers.keys().take(many as usize).copied().collect();
        gone.into_iter().for_each(|key| version.remove(key));
    }

    /// Two changes of one version, merged.
    fn merge(&self, base: Version, random: &mut Random) -> Version {
        let (mut left, mut right) = (base.clone(), base.clone());
        self.change(&mut left, random);
        self.change(&mut right, random);
        let numbers = HashMap::merge3(&base.numbers, &left.numbers, &right.numbers, |conflict| match conflict {
            Conflict::BothChanged { left, .. } | Conflict::BothAdded { left, .. } => Resolution::Value(*left),
            _ => Resolution::Base,
        });
        let mut merged = base.clone();
        for change in base.numbers.diff(&numbers) {
            match change {
                DiffItem::Added(key, number) | DiffItem::Changed { key, new: number, .. } => merged.set(*key, *number),
                DiffItem::Removed(key, _) => merged.remove(*key),
            }
        }
        assert!(merged.numbers == numbers);
        merged
    }

    fn step(&self, random: &mut Random) {
        let mut version = self.take(random);
        match random.below(10) {
            0 if version.numbers.len() < 10_000 => version.verify(),
            1 => {
                let other = self.take(random).numbers;
                assert_eq!(version.numbers.diff(&other).next().is_none(), version.numbers == other);
            }
            2 | 3 => version = self.merge(version, random),
            _ => self.change(&mut version, random),
        }
        self.put(random, version);
        self.steps.fetch_add(1, Relaxed);
    }

    /// Some hundred steps, then another thread goes on.
    fn work<'scope>(&'scope self, scope: &'scope std::thread::Scope<'scope, '_>, seed: u64) {
        let mut random = Random(seed);
        for _ in 0..LIFE {
            if Instant::now() >= self.end {
                return;
            }
            self.step(&mut random);
        }
        self.threads.fetch_add(1, Relaxed);
        scope.spawn(move || self.work(scope, random.below(u64::MAX)));
    }
}

/// The memory of the process that is in use, in MiB; none where the system does not say.
fn resident() -> Option<f64> {
    let pages: f64 = std::fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096.0 / f64::from(1 << 20))
}

fn main() -> ExitCode {
    let options = Options::parse();
    let before = resident();
    let start = Instant::now();
    let service = Service {
        slots: Default::default(),
        start,
        end: start + Duration::from_secs(60 * options.minutes),
        peak: options.peak,
        steps: AtomicU64::new(0),
        threads: AtomicUsize::new(options.threads as usize),
    };
    // Steps done by the end of each minute.
    let mut steps = vec![0];
    let mut most = 0.0_f64;
    std::thread::scope(|scope| {
        (0..options.threads).for_each(|seed| {
            let service = &service;
            scope.spawn(move || service.work(scope, seed));
        });
        println!("minute       steps   live MiB   RSS MiB");
        for minute in 1..=options.minutes {
            for second in 0..60 {
                std::thread::sleep(
                    (start + Duration::from_secs(60 * (minute - 1) + second + 1))
                        .saturating_duration_since(Instant::now()),
                );
                most = most.max(resident().unwrap_or(0.0));
            }
            steps.push(service.steps.load(Relaxed));
            let live = pool::stats().live_bytes as f64 / f64::from(1 << 20);
            let done = steps[minute as usize] - steps[minute as usize - 1];
            println!("{minute:>6} {done:>11} {live:>10.1} {:>9.1}", resident().unwrap_or(0.0));
        }
    });
    service.slots.iter().for_each(|slot| slot.lock().unwrap().verify());
    println!("{} steps by {} threads", service.steps.load(Relaxed), service.threads.load(Relaxed));
    drop(service);
    // A scope ends when its threads have done their work, a moment before they have given their pools up.
    std::thread::sleep(Duration::from_millis(200));

    let live = pool::stats().live_bytes;
    let dropped = resident();
    let given = pool::trim();
    let (before, dropped, trimmed) = (before.unwrap_or(0.0), dropped.unwrap_or(0.0), resident().unwrap_or(0.0));
    println!("live bytes in the end: {live}");
    println!(
        "RSS MiB: {before:.1} before, {most:.1} at the most, {dropped:.1} after all was dropped, {trimmed:.1} after trim()"
    );
    println!("trim() gave {:.1} MiB back; {} slabs are left", given as f64 / f64::from(1 << 20), pool::stats().slabs);
    let window = 5.min(steps.len() / 2);
    let first = steps[window] as f64;
    let last = (steps[steps.len() - 1] - steps[steps.len() - 1 - window]) as f64;
    println!("throughput of the last {window} minutes: {:.1} % of that of the first {window}", 100.0 * last / first);
    if live == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
