//! hamtrie's drop-in for libhamt against libhamt itself, as C programs use them.
//!
//! All libraries are loaded from their shared objects, side by side, each with symbols of its own, and driven through the
//! same functions with the same callbacks and keys. Their answers have to agree.
//!
//! [`library`] loads one, [`keys`] has keys and callbacks, [`rounds`] what is timed.

#![allow(clippy::multiple_unsafe_ops_per_block, reason = "calls of a C library under measurement")]

pub mod keys;
pub mod library;
pub mod rounds;

use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::ProgressBar;

use crate::estimate::pace;
use crate::keys::Words;
use crate::libs::{Label, Role};
use crate::results::{Measured, Part};
use crate::text::size_name;
use keys::Keys;
use library::Library;
use rounds::{Row, Samples};

/// The variable that names libhamt's shared object.
pub const VARIABLE: &str = "LIBHAMT_SO";

/// Where `cargo build --release -p hamtrie-ffi` puts ours: next to this program.
fn ours() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let path = program.with_file_name("libhamtrie.so");
    if path.is_file() {
        return Ok(path);
    }
    Err(format!("{} is missing: run `cargo build --release -p hamtrie-ffi` first", path.display()))
}

/// How long a round takes for each entry of its maps, as a multiple of [`pace`].
const PACE: f64 = 5.0;

/// What is measured, with libraries that have been loaded.
#[derive(Debug)]
pub struct Plan {
    libraries: Vec<(Label, Library)>,
    /// Entries of the maps.
    pub sizes: Vec<usize>,
    rounds: Option<usize>,
}

/// Keys of one kind.
type Kind = fn(usize) -> Keys;

const KINDS: [Kind; 2] = [Keys::integers, Keys::words];

impl Plan {
    /// Loads ours and the libraries at `paths`.
    ///
    /// # Errors
    ///
    /// If one of them is not there, or is no such library.
    pub fn open(paths: &[PathBuf], sizes: &[usize], rounds: Option<usize>) -> Result<Self, String> {
        let label = |name: &'static str, role| Label { id: name, title: name, role };
        let mut libraries = vec![(label("hamtrie", Role::Ours), Library::open("hamtrie", &ours()?)?)];
        for path in paths {
            // Labels are everywhere, and there are as many as on the command line.
            let name = name(path).leak();
            libraries.push((label(name, Role::SingleThreaded), Library::open(name, path)?));
        }
        Ok(Self { libraries, sizes: sizes.to_vec(), rounds })
    }

    fn rounds(&self, size: usize) -> usize {
        self.rounds.unwrap_or(if size < 500_000 { 5 } else { 3 })
    }

    /// How long it is going to take.
    pub fn estimate(&self) -> Duration {
        let entries = |size: usize| self.rounds(size) * size.max(rounds::SAMPLE) * self.libraries.len() * KINDS.len();
        self.sizes.iter().map(|&size| pace::<Words>(size).mul_f64(PACE * entries(size) as f64)).sum()
    }

    /// How often the bar goes up.
    pub fn steps(&self) -> usize {
        self.sizes.iter().map(|&size| self.rounds(size)).sum::<usize>() * self.libraries.len() * KINDS.len()
    }

    /// Measures integer keys and words. `bar` goes up by one per round of one library.
    pub fn run(&self, bar: &ProgressBar) -> Result<Vec<Measured>, String> {
        let mut all = Vec::new();
        for make in KINDS {
            for &size in &self.sizes {
                all.extend(self.compare(&make(size), size, bar)?);
            }
        }
        Ok(all)
    }

    fn compare(&self, keys: &Keys, size: usize, bar: &ProgressBar) -> Result<Vec<Measured>, String> {
        // As with the Rust libraries: not in each round, or the system's time for fresh pages would be measured.
        self.libraries.iter().for_each(|(_, library)| library.settle());
        let mut samples: Vec<Samples> = self.libraries.iter().map(|_| Samples::default()).collect();
        for round in 0..self.rounds(size) {
            // Another one begins in each round.
            for place in 0..self.libraries.len() {
                let index = (place + round) % self.libraries.len();
                let (label, library) = &self.libraries[index];
                bar.set_message(format!("C interface, {}, {} entries: {}", keys.title, size_name(size), label.title));
                rounds::sample(library, keys, &mut samples[index])?;
                bar.inc(1);
            }
            if samples.iter().any(|one| one.checksum != samples[0].checksum) {
                let sums: Vec<_> = samples.iter().map(|one| format!("{:x}", one.checksum)).collect();
                return Err(format!("the libraries disagree ({}, {size} entries): {}", keys.title, sums.join(", ")));
            }
        }
        let labels = self.libraries.iter().map(|(label, _)| *label);
        let of = |(label, samples): (Label, &Samples)| {
            let measured = |row: Row| {
                let samples: Vec<f64> = samples.of(row).collect();
                let operation = row.operation();
                (!samples.is_empty()).then_some(Measured {
                    part: Part::C,
                    keys: keys.title,
                    size,
                    apart: None,
                    operation,
                    label,
                    samples,
                })
            };
            Row::ALL.into_iter().filter_map(measured).collect::<Vec<_>>()
        };
        Ok(labels.zip(&samples).flat_map(of).collect())
    }
}

/// `libhamt-cache` of `/opt/lib/libhamt-cache.so`.
fn name(path: &Path) -> String {
    path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned())
}
