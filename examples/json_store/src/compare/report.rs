//! What was measured, as tables, goals and a chart.

use super::{Found, NAMES, Row};
use kit::chart::{self, Labels};
use kit::text::{bytes, rate, ratio, time};
use std::error::Error;
use std::path::Path;
use std::time::Duration;

/// How a table is laid out: `kit::table::markdown` or `kit::table::terminal`.
pub type Layout = fn(&[&str], &[Vec<String>]) -> String;

/// Everything as text.
pub fn text(found: &Found, layout: Layout) -> String {
    let per_second = |row: &Row, times: &[Duration; 3]| -> Vec<String> {
        let mut cells = vec![row.name.clone()];
        cells.extend(times.iter().map(|time| rate(row.bytes as u64, *time).replace("/s", "B/s")));
        cells
    };
    let header = |what| [&[what][..], &NAMES].concat();
    let loads: Vec<_> = found.rows.iter().map(|row| per_second(row, &row.loads)).collect();
    let dumps: Vec<_> = found.rows.iter().map(|row| per_second(row, &row.dumps)).collect();
    let mut edits = vec![format!("{} keys", found.edits.keys)];
    edits.extend(found.edits.times.iter().map(|one| time(*one)));
    let keys: Vec<_> = (found.rows.iter().filter(|row| row.keys.1 > 0))
        .map(|row| vec![row.name.clone(), bytes(row.keys.1), bytes(row.keys.0)])
        .collect();
    let versions = found.versions;
    let cells = vec![vec![
        versions.versions.to_string(),
        bytes(versions.one),
        bytes(versions.all),
        bytes((versions.all - versions.one) / versions.versions as u64),
    ]];
    [
        layout(&header("read"), &loads),
        layout(&header("written"), &dumps),
        layout(&header("an edit that keeps the old one"), &[edits]),
        layout(&["versions", "one", "all", "each more"], &cells),
        layout(&["keys", "all texts", "each text once"], &keys),
        layout(&["goal", "measured", ""], &goals(found)),
    ]
    .join("\n\n")
}

fn goals(found: &Found) -> Vec<Vec<String>> {
    let mut goals = Vec::new();
    let mut goal = |what: &str, measured: String, met: bool| {
        goals.push(vec![what.to_owned(), measured, if met { "met" } else { "missed" }.to_owned()]);
    };
    let against = |times: &[Duration; 3]| times[1].as_secs_f64() / times[0].as_secs_f64();
    let mut worst = |what: &str, times: fn(&Row) -> &[Duration; 3]| {
        let ratios = found.rows.iter().map(|row| (against(times(row)), row.name.as_str()));
        if let Some((worst, name)) = ratios.min_by(|one, other| one.0.total_cmp(&other.0)) {
            goal(what, format!("{}, {name}", ratio(worst)), worst >= 1.0);
        }
    };
    worst("read as fast as serde_json::Value: the worst one", |row| &row.loads);
    worst("written as fast as serde_json::Value: the worst one", |row| &row.dumps);
    let edits = against(&found.edits.times);
    goal("an edit 10,000 times as fast as a clone", ratio(edits), edits >= 10_000.0);
    let versions = found.versions.all as f64 / found.versions.one as f64;
    goal("1,000 versions in 1.1 of the memory of one", ratio(versions), versions <= 1.1);
    goals
}

/// Writes the tables and a chart of the time of an edit to a folder.
///
/// # Errors
/// If a file cannot be written.
pub fn write(found: &Found, folder: &Path) -> Result<(), Box<dyn Error>> {
    kit::report::write(folder, &text(found, kit::table::markdown))?;
    let bars: Vec<_> =
        NAMES.iter().zip(found.edits.times).map(|(name, time)| (*name, time.as_secs_f64() * 1e6)).collect();
    let title = format!("An edit of one of {} keys that keeps the old document", found.edits.keys);
    chart::bars(&folder.join("chart.svg"), Labels { title: &title, x: "microseconds", y: "" }, &bars, true)
}
