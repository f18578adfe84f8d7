//! The command line.

#![forbid(unsafe_code)]

use clap::{Parser, Subcommand};
use json_store::compare::{Effort, measure, report, steps};
use json_store::corpora::{self, Corpus};
use json_store::diff::diff;
use json_store::dump::Sorted;
use json_store::key::Keys;
use json_store::load::{load, load_lines};
use json_store::merge::merge;
use json_store::patch::{document, operations};
use json_store::pointer::Pointer;
use json_store::value::Value;
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// JSON documents as persistent values. Without a command it compares them with others.
///
/// What a command makes is written to the standard output, with keys in their order. A file named - is the standard input; one
/// whose name ends in .ndjson or .jsonl has a document per line, and is an array of them.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// Small documents: seconds instead of a minute
    #[arg(long)]
    quick: bool,
    /// Write the tables and a chart to this folder
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Compare with these documents and not with generated ones
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The value at a place
    Get {
        /// The document
        file: PathBuf,
        /// A JSON Pointer (RFC 6901), such as /users/0/name
        pointer: Pointer,
    },
    /// The document with a value in a place
    Set {
        /// The document
        file: PathBuf,
        /// A JSON Pointer
        pointer: Pointer,
        /// The value, as JSON
        value: String,
    },
    /// The document without the value at a place
    Remove {
        /// The document
        file: PathBuf,
        /// A JSON Pointer
        pointer: Pointer,
    },
    /// What is different, as a JSON Patch (RFC 6902)
    Diff {
        /// What it was
        old: PathBuf,
        /// What it is
        new: PathBuf,
    },
    /// The document after a JSON Patch, or a JSON Merge Patch (RFC 7396)
    Patch {
        /// The document
        file: PathBuf,
        /// The patch: an array for the former, anything else for the latter
        patch: PathBuf,
    },
    /// The document with the changes of both sides; conflicts are listed, and end the program with status 1
    Merge {
        /// What both come from
        base: PathBuf,
        /// One side, which is taken where the two do not go together
        left: PathBuf,
        /// The other one
        right: PathBuf,
    },
}

fn main() -> ExitCode {
    let options = Options::parse();
    let result = match &options.command {
        Some(command) => run(command),
        None => compare(&options).map(|()| ExitCode::SUCCESS),
    };
    result.unwrap_or_else(|error| {
        eprintln!("json_store: {error}");
        ExitCode::FAILURE
    })
}

type Failure = Box<dyn Error>;

fn text_of(file: &Path) -> Result<Vec<u8>, Failure> {
    let text = if file == Path::new("-") {
        std::io::read_to_string(std::io::stdin()).map(String::into_bytes)
    } else {
        std::fs::read(file)
    };
    text.map_err(|error| format!("{}: {error}", file.display()).into())
}

fn has_lines(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "ndjson" || extension == "jsonl")
}

fn document_of(file: &Path, keys: &mut Keys) -> Result<Value, Failure> {
    let text = text_of(file)?;
    let value = if has_lines(file) {
        load_lines(&text, keys).map(|documents| Value::Array(documents.into()))
    } else {
        load(&text, keys)
    };
    value.map_err(|error| format!("{}: {error}", file.display()).into())
}

fn show(value: &Value) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &Sorted(value))?;
    Ok(writeln!(out)?)
}

fn run(command: &Command) -> Result<ExitCode, Failure> {
    let mut keys = Keys::default();
    match command {
        Command::Get { file, pointer } => {
            let document = document_of(file, &mut keys)?;
            let found = document.get(pointer);
            show(found.ok_or_else(|| format!("{}: there is nothing at \"{pointer}\"", file.display()))?)?;
        }
        Command::Set { file, pointer, value } => {
            let mut document = document_of(file, &mut keys)?;
            let value = load(value.as_bytes(), &mut keys).map_err(|error| format!("the value: {error}"))?;
            document.set(pointer, value, &mut keys)?;
            show(&document)?;
        }
        Command::Remove { file, pointer } => {
            let mut document = document_of(file, &mut keys)?;
            document.remove(pointer)?;
            show(&document)?;
        }
        Command::Diff { old, new } => {
            let (old, new) = (document_of(old, &mut keys)?, document_of(new, &mut keys)?);
            show(&document(&diff(&old, &new)))?;
        }
        Command::Patch { file, patch } => {
            let (old, patch) = (document_of(file, &mut keys)?, document_of(patch, &mut keys)?);
            show(&match &patch {
                Value::Array(_) => old.patched(&operations(&patch)?, &mut keys)?,
                _ => old.merge_patched(&patch),
            })?;
        }
        Command::Merge { base, left, right } => {
            let base = document_of(base, &mut keys)?;
            let (left, right) = (document_of(left, &mut keys)?, document_of(right, &mut keys)?);
            let (merged, conflicts) = merge(&base, &left, &right);
            show(&merged)?;
            for conflict in &conflicts {
                eprintln!("json_store: both sides changed \"{}\"; the left one is taken", conflict.at);
            }
            return Ok(if conflicts.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The documents to compare with: one per file, with lines as an array.
fn corpora_of(options: &Options, effort: Effort) -> Result<Vec<Corpus>, Failure> {
    if options.files.is_empty() {
        return Ok(corpora::all(effort.bytes, effort.keys));
    }
    let corpus = |file: &PathBuf| {
        let name = file.file_name().map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned());
        let text = if has_lines(file) {
            json_store::dump::dump(&document_of(file, &mut Keys::default())?)
        } else {
            String::from_utf8(text_of(file)?).map_err(|_| format!("{}: this is no UTF-8", file.display()))?
        };
        Ok(Corpus { name, text })
    };
    options.files.iter().map(corpus).collect()
}

fn compare(options: &Options) -> Result<(), Failure> {
    let effort = if options.quick {
        Effort { rounds: 5, bytes: 1 << 16, keys: 10_000 }
    } else {
        Effort { rounds: 15, bytes: 4 << 20, keys: 100_000 }
    };
    let corpora = corpora_of(options, effort)?;
    let bar = kit::progress::bar(steps(effort, corpora.len()), "json_store");
    let found = measure(effort, &corpora, &bar)?;
    bar.finish_and_clear();
    println!("{}", report::text(&found, kit::table::terminal));
    match &options.report {
        Some(folder) => report::write(&found, folder),
        None => Ok(()),
    }
}
