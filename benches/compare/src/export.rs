//! All figures of a run as CSV and as JSON.
//!
//! CSV has a line per figure, with these columns; JSON is `{"machine": …, "seed": …, "figures": […]}`, where each figure has the fields
//! up to `median` by the same names, and `samples` besides, one number per round.
//!
//! | field | what |
//! |---|---|
//! | `part` | `maps`, `between`, `apart` (versions that are more or less different), `threads` or `c` |
//! | `operation` | the word for `--ops`, or for a row of another part |
//! | `entries` | the kind of keys and values, a word for `--keys` |
//! | `size` | entries in the map |
//! | `apart` | in how many keys two maps differ; empty (JSON: null) where it is not about two |
//! | `library` | the word for `--libs`; in `c` the name of the file |
//! | `version` | the library's version; empty (JSON: null) where it is not known |
//! | `unit` | `ns` or `bytes`, for one operation, entry, version or map |
//! | `median` | the middle one of the samples |
//! | `rounds` | CSV: how many samples there were |
//! | `cpu`, `processors`, `memory`, `os`, `arch`, `rustc`, `optimised` | the machine and the build: in JSON the fields of `machine` |

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use serde::Serialize;

use crate::keys::seed;
use crate::origin::{Machine, version};
use crate::results::Measured;

/// A figure.
#[derive(Debug, Serialize)]
struct Figure<'a> {
    part: &'static str,
    operation: &'static str,
    entries: &'static str,
    size: usize,
    apart: Option<usize>,
    library: &'static str,
    version: Option<&'static str>,
    unit: &'static str,
    median: f64,
    samples: &'a [f64],
}

impl<'a> Figure<'a> {
    fn new(one: &'a Measured) -> Self {
        Figure {
            part: one.part.id(),
            operation: one.operation.id,
            entries: one.keys,
            size: one.size,
            apart: one.apart,
            library: one.label.id,
            version: version(one.label.id),
            unit: one.operation.unit.id(),
            median: one.median(),
            samples: &one.samples,
        }
    }
}

/// Writes a line per figure.
///
/// # Errors
///
/// If it cannot be written.
pub fn csv(measured: &[Measured], machine: &Machine, out: impl Write) -> io::Result<()> {
    // The fields of a figure and of the machine follow each other; titles are ours.
    let mut out = csv::WriterBuilder::new().has_headers(false).from_writer(out);
    out.write_record([
        "part",
        "operation",
        "entries",
        "size",
        "apart",
        "library",
        "version",
        "unit",
        "median",
        "rounds",
        "cpu",
        "processors",
        "memory",
        "os",
        "arch",
        "rustc",
        "optimised",
    ])?;
    for one in measured {
        let Figure { part, operation, entries, size, apart, library, version, unit, median, samples } =
            Figure::new(one);
        let rounds = samples.len();
        out.serialize((part, operation, entries, size, apart, library, version, unit, median, rounds, machine))?;
    }
    out.flush()
}

/// Writes the machine and all figures.
///
/// # Errors
///
/// If it cannot be written.
pub fn json(measured: &[Measured], machine: &Machine, mut out: impl Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Run<'a> {
        machine: &'a Machine,
        seed: u64,
        figures: Vec<Figure<'a>>,
    }
    let run = Run { machine, seed: seed(), figures: measured.iter().map(Figure::new).collect() };
    serde_json::to_writer_pretty(&mut out, &run)?;
    writeln!(out)
}

/// A file that can be written, opened before anything is measured. What is in it stays until there is something better.
#[derive(Debug)]
pub struct Target(File);

impl Target {
    /// Opens or makes the file.
    ///
    /// # Errors
    ///
    /// If it cannot be written; the message names it.
    pub fn open(path: &Path) -> Result<Self, String> {
        let file = File::options().write(true).create(true).truncate(false).open(path);
        file.map(Self).map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    /// Replaces what is in it.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn replace(mut self, text: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
        let mut bytes = Vec::new();
        text(&mut bytes)?;
        self.0.set_len(0)?;
        self.0.seek(SeekFrom::Start(0))?;
        self.0.write_all(&bytes)
    }
}
