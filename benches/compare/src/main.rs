//! Runs what the command line asks for, section by section.

mod options;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use hamtrie_compare::alloc::Counting;
use hamtrie_compare::change::Run;
use hamtrie_compare::export::{Target, csv, json};
use hamtrie_compare::origin::Machine;
use hamtrie_compare::report::Form;
use hamtrie_compare::results::Measured;
use hamtrie_compare::text::wait;
use hamtrie_compare::{abi, between, change, keys, page, report};
use indicatif::{ProgressBar, ProgressStyle};
use options::{Command, Options};

#[global_allocator]
static GLOBAL: Counting = Counting;

fn main() -> ExitCode {
    let options = Options::parse();
    if options.list {
        print(&options::list()).ok();
        return ExitCode::SUCCESS;
    }
    let done = match &options.command {
        Some(Command::Diff { old, new }) => diff(old, new),
        None => run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

type Failure = Box<dyn std::error::Error>;

/// Measures, and moves the bar.
type Work = Box<dyn FnOnce(&ProgressBar) -> Result<Vec<Measured>, Failure>>;

/// A part of a run.
struct Section {
    title: &'static str,
    estimate: Duration,
    steps: usize,
    run: Work,
}

/// Tells what changed between two runs.
fn diff(old: &Path, new: &Path) -> Result<(), Failure> {
    let changes = change::changes(&Run::read(old)?, &Run::read(new)?);
    Ok(print(&report::change::text(&changes, form(false)))?)
}

/// Where the output is going to be read.
fn form(markdown: bool) -> Form {
    match terminal_size::terminal_size() {
        _ if markdown => Form::Markdown,
        Some((width, _)) => Form::Terminal(width.0),
        None => Form::Terminal(Form::COLUMNS),
    }
}

fn run(options: &Options) -> Result<(), Failure> {
    keys::set_seed(options.seed);
    if cfg!(debug_assertions) {
        eprintln!("warning: not an optimised build; the times mean nothing (cargo run --release -p hamtrie-compare)");
    }
    let open = |path: &Option<_>| path.as_deref().map(Target::open).transpose();
    let files = (open(&options.csv)?, open(&options.json)?);
    let page = open(&options.page()?)?;
    let form = form(options.markdown);
    let mut all = Vec::new();
    for section in sections(options)? {
        eprintln!("{}: {}", section.title, wait(section.estimate));
        let bar = progress(section.steps)?;
        let measured = (section.run)(&bar);
        bar.finish_and_clear();
        let measured = measured?;
        print(&report::text(&measured, form))?;
        if let Some(noise) = report::noise(&measured) {
            eprintln!("warning: {noise}");
        }
        all.extend(measured);
    }
    let machine = Machine::here();
    files.0.map_or(Ok(()), |file| file.replace(|out| csv(&all, &machine, out)))?;
    files.1.map_or(Ok(()), |file| file.replace(|out| json(&all, &machine, out)))?;
    if let Some(file) = page {
        let html = page::html(&all, &machine)?;
        file.replace(|out| out.write_all(html.as_bytes()))?;
    }
    options.chart.as_deref().map_or(Ok(()), |file| report::chart::write(&all, file))
}

/// What is to be run, one after the other. Libraries that cannot be loaded are errors here, before anything is measured.
fn sections(options: &Options) -> Result<Vec<Section>, Failure> {
    let instead = options.between || !options.libhamt.is_empty();
    let mut sections = Vec::new();
    if !instead {
        let plan = options.maps();
        sections.push(Section {
            title: "maps of Rust",
            estimate: plan.estimate(),
            steps: plan.steps(),
            run: Box::new(move |bar| Ok(plan.run(bar)?)),
        });
    }
    if options.between || (options.full && !instead) {
        let plan = between::Plan::new(options.sizes(), options.rounds());
        sections.push(Section {
            title: "between versions, many entries at once, two threads",
            estimate: plan.estimate(),
            steps: plan.steps(),
            run: Box::new(move |bar| Ok(plan.run(bar)?)),
        });
    }
    let libhamt = match std::env::var_os(abi::VARIABLE) {
        Some(paths) if !instead => std::env::split_paths(&paths).collect(),
        _ => options.libhamt.clone(),
    };
    if !libhamt.is_empty() {
        let plan = abi::Plan::open(&libhamt, options.sizes(), options.rounds())?;
        sections.push(Section {
            title: "the C interface and libhamt",
            estimate: plan.estimate(),
            steps: plan.steps(),
            run: Box::new(move |bar| Ok(plan.run(bar)?)),
        });
    } else if !instead {
        let variable = abi::VARIABLE;
        eprintln!("libhamt: not compared; name its shared objects: --libhamt PATH,PATH or {variable}=PATH");
    }
    Ok(sections)
}

/// A bar on the standard error; nothing where that is no terminal.
fn progress(steps: usize) -> Result<ProgressBar, Failure> {
    let style = ProgressStyle::with_template("[{bar:20}] {pos}/{len} {elapsed} {wide_msg}")?.progress_chars("=> ");
    Ok(ProgressBar::new(steps as u64).with_style(style))
}

/// Writes to the standard output, unless its reader has seen enough.
fn print(text: &str) -> io::Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
