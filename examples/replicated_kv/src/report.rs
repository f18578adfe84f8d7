//! What was found, as tables, goals and a chart.

use crate::pause::Row;
use crate::torture::Found;
use kit::chart::{self, Labels};
use kit::text::{ratio, time};
use std::error::Error;
use std::path::Path;

/// How a table is laid out: `kit::table::markdown` or `kit::table::terminal`.
pub type Layout = fn(&[&str], &[Vec<String>]) -> String;

/// Pauses as text.
pub fn pauses(entries: u32, rows: &[Row], layout: Layout) -> String {
    let cells = |row: &Row| vec![row.name.to_owned(), time(row.pause), time(row.calm), time(row.snapshot)];
    let table = layout(
        &[&format!("a snapshot of {entries} entries"), "longest write", "without one", "there after"],
        &rows.iter().map(cells).collect::<Vec<_>>(),
    );
    let best = rows[1..].iter().map(|row| row.pause).min().unwrap_or_default();
    let times = best.as_secs_f64() / rows[0].pause.as_secs_f64();
    let goal = vec![
        "a pause of at most 1/50".to_owned(),
        ratio(times),
        if times >= 50.0 { "met" } else { "missed" }.to_owned(),
    ];
    format!("{table}\n\n{}", layout(&["goal", "the better std map / ours", ""], &[goal]))
}

/// A run with faults as text.
pub fn faults(seconds: u64, found: &Found, layout: Layout) -> String {
    let row = |what: &str, number: u64| vec![what.to_owned(), number.to_string()];
    layout(
        &["with faults", "number"],
        &[
            row("seconds", seconds),
            row("operations", found.operations as u64),
            row("acknowledged writes, all there in the end", found.writes as u64),
            row("operations without an answer", found.unknown as u64),
            row("nodes killed", found.kills.into()),
            row("nodes cut off", found.cuts.into()),
            row("snapshots sent as a patch (since the last start of each node)", found.patches),
            row("snapshots sent whole (since the last start of each node)", found.wholes),
        ],
    )
}

/// Writes text, and a chart of the pauses, to a folder.
///
/// # Errors
/// If a file cannot be written.
pub fn write(text: &str, rows: &[Row], folder: &Path) -> Result<(), Box<dyn Error>> {
    kit::report::write(folder, text)?;
    let bars: Vec<_> = rows.iter().map(|row| (row.name, row.pause.as_secs_f64() * 1e3)).collect();
    let labels = Labels { title: "The longest write while a snapshot is taken", x: "milliseconds", y: "" };
    chart::bars(&folder.join("chart.svg"), labels, &bars, true)
}
