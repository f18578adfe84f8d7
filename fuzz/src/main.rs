//! Runs the fuzz targets without a fuzzer: `hamtrie-fuzz --help`.

use clap::{Parser, Subcommand};
use hamtrie_fuzz::Target;
use hamtrie_fuzz::corpus::{self, Input};
use hamtrie_fuzz::outcome::{passes, shrink};
use hamtrie_fuzz::random::Random;
use std::fs;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Runs the fuzz targets of hamtrie, without a fuzzer.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the kept inputs of all targets.
    Smoke,
    /// Runs inputs again.
    Replay {
        /// The target.
        target: Target,
        /// Inputs, directories with inputs, packed files (.bin). Without any: the kept ones.
        paths: Vec<PathBuf>,
    },
    /// Runs random inputs, half of them made from the kept ones.
    Random {
        /// The target.
        target: Target,
        /// For how long.
        #[arg(long, default_value_t = 10, conflicts_with = "runs")]
        seconds: u64,
        /// How many.
        #[arg(long)]
        runs: Option<u64>,
        /// The same number makes the same inputs.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Writes each input there before it runs: for faults that end the process.
        #[arg(long)]
        save_each: Option<PathBuf>,
    },
    /// Makes an input shorter with which a target fails.
    Shrink {
        /// The target.
        target: Target,
        /// The input. The shorter one is written beside it.
        path: PathBuf,
    },
    /// Adds inputs to the kept ones.
    Pack {
        /// The target.
        target: Target,
        /// Inputs, directories with inputs, packed files (.bin).
        paths: Vec<PathBuf>,
        /// Keeps these only.
        #[arg(long)]
        replace: bool,
    },
    /// Writes the kept inputs as files, for cargo-fuzz.
    Unpack {
        /// The target.
        target: Target,
    },
}

fn main() -> io::Result<ExitCode> {
    let fine = match Args::parse().command {
        Command::Smoke => {
            let replay = |target| replay(target, &corpus::read_packed(&corpus::packed(target))?);
            Target::ALL.into_iter().map(replay).collect::<io::Result<Vec<_>>>()?.into_iter().all(|fine| fine)
        }
        Command::Replay { target, paths } => {
            let paths = if paths.is_empty() { vec![corpus::packed(target)] } else { paths };
            replay(target, &read_all(&paths)?)?
        }
        Command::Random { target, seconds, runs, seed, save_each } => {
            let end = runs.map_or(End::After(Duration::from_secs(seconds)), End::Runs);
            random(target, &end, seed, save_each.as_deref())?
        }
        Command::Shrink { target, path } => {
            let input = shrink(target, fs::read(&path)?);
            let shorter = path.with_extension("short");
            fs::write(&shorter, &input)?;
            println!("{}: {} bytes: {}", shorter.display(), input.len(), hex(&input));
            true
        }
        Command::Pack { target, paths, replace } => {
            let path = corpus::packed(target);
            let mut inputs = read_all(&paths)?;
            if !replace && path.exists() {
                inputs.extend(corpus::read_packed(&path)?);
            }
            corpus::write_packed(&path, inputs)?;
            true
        }
        Command::Unpack { target } => {
            corpus::write_files(&corpus::unpacked(target), &corpus::read_packed(&corpus::packed(target))?)?;
            true
        }
    };
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// When to stop.
enum End {
    After(Duration),
    Runs(u64),
}

impl End {
    fn reached(&self, runs: u64, start: Instant) -> bool {
        match *self {
            End::After(duration) => start.elapsed() >= duration,
            End::Runs(most) => runs >= most,
        }
    }
}

fn read_all(paths: &[PathBuf]) -> io::Result<Vec<Input>> {
    Ok(paths.iter().map(|path| corpus::read(path)).collect::<io::Result<Vec<_>>>()?.concat())
}

/// Runs inputs. Whether all passed.
fn replay(target: Target, inputs: &[Input]) -> io::Result<bool> {
    let start = Instant::now();
    for input in inputs {
        if !passes(target, input) {
            report(target, input)?;
            return Ok(false);
        }
    }
    count(target, inputs.len() as u64, start);
    Ok(true)
}

/// Runs random inputs. Whether all passed.
fn random(target: Target, end: &End, seed: u64, save_each: Option<&Path>) -> io::Result<bool> {
    let packed = corpus::packed(target);
    let kept = if packed.exists() { corpus::read_packed(&packed)? } else { Vec::new() };
    let mut inputs = Random::new(seed, kept);
    let mut input = Input::new();
    let mut last = save_each.map(fs::File::create).transpose()?;
    let (start, mut runs) = (Instant::now(), 0);
    while !end.reached(runs, start) {
        inputs.next(&mut input);
        if let Some(last) = &mut last {
            last.set_len(input.len() as u64)?;
            last.rewind()?;
            last.write_all(&input)?;
        }
        if !passes(target, &input) {
            report(target, &input)?;
            return Ok(false);
        }
        runs += 1;
    }
    count(target, runs, start);
    Ok(true)
}

fn count(target: Target, runs: u64, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!("{target}: {runs} executions, {:.0} a second", runs as f64 / seconds);
}

/// Shows an input that failed, and keeps it.
fn report(target: Target, input: &[u8]) -> io::Result<()> {
    let directory = corpus::artifacts(target);
    fs::create_dir_all(&directory)?;
    let path = directory.join(format!("crash-{}", corpus::name(input)));
    fs::write(&path, input)?;
    println!("{target} failed with {}\nsaved as {}", hex(input), path.display());
    Ok(())
}

fn hex(input: &[u8]) -> String {
    input.iter().map(|byte| format!("{byte:02x}")).collect()
}
