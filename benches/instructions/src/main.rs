//! Counts the instructions of hamtrie's operations, and compares them with their budgets.
//!
//! Times differ from run to run and machine to machine; instructions do not, so a change of one per cent can be seen in one run.
//! `cases` has the operations, `callgrind` counts, `budget` remembers.

mod budget;
mod callgrind;
mod cases;

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use budget::{Figures, Verdict};
use clap::Parser;

/// Counts instructions and cache misses per operation, by valgrind, and compares the instructions with their budgets.
///
/// Fails if a case takes more than 1 % above its budget, or has none. Where the budgets are those of another version of the
/// compiler, which makes other instructions, nothing is compared.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Make what is counted now the budgets
    #[arg(long)]
    renew: bool,
    /// The file of budgets
    #[arg(long, value_name = "FILE", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/budgets.csv"))]
    budgets: PathBuf,
    /// Only run the cases, for valgrind to count
    #[arg(long, hide = true)]
    cases: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    if options.cases {
        callgrind::run_cases();
        return ExitCode::SUCCESS;
    }
    match run(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all is within budget.
fn run(options: &Options) -> Result<bool, Box<dyn Error>> {
    if cfg!(debug_assertions) {
        return Err("an optimised build is needed: cargo run --release -p hamtrie-instructions".into());
    }
    let counted = callgrind::run(&std::env::current_exe()?, &["--cases".as_ref()])?;
    let rustc = rustc()?;
    let figures: Vec<Figures> = counted.into_iter().map(|case| per_operation(case, &rustc)).collect();
    if options.renew {
        budget::write(&options.budgets, &figures)?;
    }
    let budgets = budget::read(&options.budgets)?;
    let good = compare(&budgets, &figures);
    if let Some(other) = budgets.iter().find(|budget| budget.rustc != rustc) {
        println!("not compared: the budgets are those of {}, and this is {rustc}", other.rustc);
        return Ok(true);
    }
    if !good {
        println!("take it back, or `--renew` the budgets and give the reason in the commit");
    }
    Ok(good)
}

/// The compiler that cargo has built this program with.
fn rustc() -> Result<String, Box<dyn Error>> {
    let output = Command::new("rustc").arg("--version").output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn per_operation((case, operations, counts): (String, u64, callgrind::Counts), rustc: &str) -> Figures {
    let per = |count: u64| (count as f64 / operations as f64 * 100.0).round() / 100.0;
    let callgrind::Counts { instructions, d1_misses, ll_misses } = counts;
    Figures {
        case,
        instructions: per(instructions),
        d1_misses: per(d1_misses),
        ll_misses: per(ll_misses),
        rustc: rustc.to_owned(),
    }
}

/// Prints a line per case; whether none is a failure.
fn compare(budgets: &[Figures], figures: &[Figures]) -> bool {
    println!("{:<22} {:>12} {:>12}  {:>9} {:>9}", "per operation", "instructions", "budget", "D1 misses", "LL misses");
    let mut good = true;
    for now in figures {
        let budget = budgets.iter().find(|budget| budget.case == now.case);
        let verdict = Verdict::of(budget, now);
        let words = match &verdict {
            Verdict::Within => String::new(),
            Verdict::Over(more) => format!("  {:.1} % over", more * 100.0),
            Verdict::Under(less) => format!("  {:.1} % under: renew it", less * 100.0),
            Verdict::New => "  new".to_owned(),
        };
        let allowed = budget.map_or(String::new(), |budget| format!("{:.2}", budget.instructions));
        let Figures { case, instructions, d1_misses, ll_misses, .. } = now;
        println!("{case:<22} {instructions:>12.2} {allowed:>12}  {d1_misses:>9.2} {ll_misses:>9.2}{words}");
        good &= !verdict.is_failure();
    }
    good
}
