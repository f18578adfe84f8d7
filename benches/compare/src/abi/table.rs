//! The medians, in Markdown.

use std::fmt::Write as _;

use super::rounds::{Row, Samples};

/// All samples for one kind of keys and one size, by library; the first one is ours.
pub type Measured = (&'static str, usize, Vec<Samples>);

/// One table for each kind of keys, a cell with a figure per size: nanoseconds or bytes; then ours as a part of the best
/// other one's, and what that should be at most.
pub fn markdown(names: &[&str], measured: &[Measured]) -> String {
    let mut text = String::new();
    for kind in measured.chunk_by(|a, b| a.0 == b.0) {
        let sizes: Vec<_> = kind.iter().map(|(_, size, _)| size.to_string()).collect();
        let _ = writeln!(text, "\n**C interface, {}, {} entries**\n", kind[0].0, sizes.join(" / "));
        let _ = writeln!(text, "| | {} | ratio | at most |", names.join(" | "));
        let _ = writeln!(text, "|---|{}---|---|", "---|".repeat(names.len()));
        for (row, title, goal) in Row::ALL {
            let cells = (0..names.len()).map(|library| cell(kind, |samples| samples[library].median(row), amount));
            let cells: Vec<_> = cells.collect();
            let ratio = cell(kind, |samples| ratio(samples, row), |ratio| format!("{ratio:.2}"));
            let goal = goal.map_or_else(|| "-".to_owned(), |goal| format!("{goal:.1}"));
            let _ = writeln!(text, "| {title} | {} | {ratio} | {goal} |", cells.join(" | "));
        }
    }
    text
}

/// A figure per size, or nothing if there is none at any.
fn cell(kind: &[Measured], figure: impl Fn(&[Samples]) -> Option<f64>, show: impl Fn(f64) -> String) -> String {
    let figures: Vec<_> = kind.iter().map(|(_, _, samples)| figure(samples)).collect();
    if figures.iter().all(Option::is_none) {
        return "-".to_owned();
    }
    let shown: Vec<_> = figures.into_iter().map(|figure| figure.map_or_else(|| "-".to_owned(), &show)).collect();
    shown.join(" / ")
}

/// Ours as a part of the best other one's.
fn ratio(samples: &[Samples], row: Row) -> Option<f64> {
    let best = samples[1..].iter().filter_map(|one| one.median(row)).reduce(f64::min)?;
    Some(samples[0].median(row)? / best)
}

fn amount(amount: f64) -> String {
    if amount < 20.0 { format!("{amount:.1}") } else { format!("{amount:.0}") }
}
