//! hamtrie's drop-in for libhamt against libhamt itself, as C programs use them.
//!
//! All libraries are loaded from their shared objects, side by side, each with symbols of its own, and driven through the
//! same functions with the same callbacks and keys. Their answers have to agree.
//!
//! [`library`] loads one, [`keys`] has keys and callbacks, [`rounds`] what is timed, [`table`] shows the medians.

#![allow(clippy::multiple_unsafe_ops_per_block, reason = "calls of a C library under measurement")]

pub mod keys;
pub mod library;
pub mod rounds;
pub mod table;

use std::path::{Path, PathBuf};

use keys::Keys;
use library::Library;
use rounds::Samples;

/// The variable that names libhamt's shared object.
pub const VARIABLE: &str = "LIBHAMT_SO";

/// What a run without libhamt says.
pub const MISSING: &str =
    "libhamt: not compared. Name its shared objects, one or several: --libhamt PATH,PATH or LIBHAMT_SO=PATH\n";

/// Where `cargo build --release -p hamtrie-ffi` puts ours: next to this program.
fn ours() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let path = program.with_file_name("libhamtrie.so");
    if path.is_file() {
        return Ok(path);
    }
    Err(format!("{} is missing: run `cargo build --release -p hamtrie-ffi` first", path.display()))
}

/// Compares ours with the libraries at `paths`, for integer keys and words. Returns tables in Markdown.
pub fn compare(
    paths: &[PathBuf],
    sizes: &[usize],
    rounds: Option<usize>,
    step: &mut dyn FnMut(&str),
) -> Result<String, String> {
    let mut libraries = vec![Library::open("hamtrie", &ours()?)?];
    for path in paths {
        libraries.push(Library::open(&name(path), path)?);
    }
    let mut measured = Vec::new();
    for make in [Keys::integers, Keys::words] {
        for &size in sizes {
            let keys = make(size);
            let rounds = rounds.unwrap_or(if size < 500_000 { 5 } else { 3 });
            // As with the Rust libraries: not in each round, or the system's time for fresh pages would be measured.
            libraries.iter().for_each(Library::settle);
            let mut samples: Vec<Samples> = libraries.iter().map(|_| Samples::default()).collect();
            for round in 0..rounds {
                // Another one begins in each round.
                for place in 0..libraries.len() {
                    let index = (place + round) % libraries.len();
                    step(&format!("{}, {size} entries: {}", keys.title, libraries[index].name));
                    rounds::sample(&libraries[index], &keys, &mut samples[index])?;
                }
                if samples.iter().any(|one| one.checksum != samples[0].checksum) {
                    let sums: Vec<_> = samples.iter().map(|one| format!("{:x}", one.checksum)).collect();
                    return Err(format!(
                        "the libraries disagree ({}, {size} entries): {}",
                        keys.title,
                        sums.join(", ")
                    ));
                }
            }
            measured.push((keys.title, size, samples));
        }
    }
    let names: Vec<&str> = libraries.iter().map(|library| library.name.as_str()).collect();
    Ok(table::markdown(&names, &measured))
}

/// `libhamt-cache` of `/opt/lib/libhamt-cache.so`.
fn name(path: &Path) -> String {
    path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned())
}
