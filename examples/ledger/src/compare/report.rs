//! What was measured, as tables, goals and a chart.

use super::contenders::Contender;
use super::{Found, Row};
use kit::chart::{self, Labels};
use kit::text::{bytes, rate, ratio, time};
use std::error::Error;
use std::path::Path;
use std::time::Duration;

/// How a table is laid out: `kit::table::markdown` or `kit::table::terminal`.
pub type Layout = fn(&[&str], &[Vec<String>]) -> String;

const LEDGER: usize = 0;
const DIRTY: usize = 1;
const WHOLE: usize = 2;
const SQLITE: usize = 3;

/// Everything as text.
pub fn text(found: &Found, layout: Layout) -> String {
    let mut header = vec!["transfers per second", "per commit"];
    header.extend(Contender::ALL.map(Contender::name));
    let cells = |row: &Row| {
        let mut cells = vec![row.work.transfers.to_string(), row.work.every.to_string()];
        let per_second =
            |time: &Option<Duration>| time.map_or_else(|| "-".to_owned(), |time| rate(row.work.transfers, time));
        cells.extend(row.times.iter().map(per_second));
        cells
    };
    let transfers = layout(&header, &found.rows.iter().map(cells).collect::<Vec<_>>());
    let opening = layout(
        &["opening a file of", "first transfer after", "all read after"],
        &[vec![format!("{} accounts", found.opening.accounts), time(found.opening.first), time(found.opening.all)]],
    );
    let kept = layout(
        &["versions kept", "the state", "each version more"],
        &[vec![found.kept.versions.to_string(), bytes(found.kept.state), bytes(found.kept.bytes)]],
    );
    format!("{transfers}\n\n{opening}\n\n{kept}\n\n{}", layout(&["goal", "measured", ""], &goals(found)))
}

fn goals(found: &Found) -> Vec<Vec<String>> {
    let mut goals = Vec::new();
    let mut goal = |what: &str, measured: String, met: bool| {
        goals.push(vec![what.to_owned(), measured, if met { "met" } else { "missed" }.to_owned()]);
    };
    let seconds = |row: &Row, who: usize| row.times[who].map(|time| time.as_secs_f64());
    if let [_, short, long] = &found.rows[..] {
        if let Some(ours) = short.times[LEDGER] {
            let per_second = short.work.transfers as f64 / ours.as_secs_f64();
            goal("100,000 transfers per second, 2,048 per commit", rate(short.work.transfers, ours), per_second >= 1e5);
        }
        if let (Some(ours), Some(alone)) = (seconds(long, LEDGER), seconds(long, SQLITE)) {
            goal("within 1.3 of what SQLite alone takes, long row", ratio(ours / alone), ours <= 1.3 * alone);
        }
        let worst = |who: usize| {
            let ratios = found.rows.iter().filter_map(|row| Some(seconds(row, who)? / seconds(row, LEDGER)?));
            ratios.min_by(f64::total_cmp)
        };
        if let Some(worst) = worst(WHOLE) {
            goal("at least 10 times as fast as rewriting everything", ratio(worst), worst >= 10.0);
        }
        if let Some(worst) = worst(DIRTY) {
            goal("no slower than keys marked as dirty", ratio(worst), worst >= 1.0);
        }
    }
    let first = found.opening.first;
    goal("first transfer within 100 ms", time(first), first <= Duration::from_millis(100));
    goals
}

/// Writes the tables and a chart of the first row to a folder.
///
/// # Errors
/// If a file cannot be written.
pub fn write(found: &Found, folder: &Path) -> Result<(), Box<dyn Error>> {
    kit::report::write(folder, &text(found, kit::table::markdown))?;
    let row = &found.rows[1];
    let bar =
        |who: usize| Some((Contender::ALL[who].name(), row.work.transfers as f64 / row.times[who]?.as_secs_f64()));
    let bars: Vec<_> = (0..Contender::ALL.len()).filter_map(bar).collect();
    let title = format!("{} transfers, a commit after {}", row.work.transfers, row.work.every);
    chart::bars(&folder.join("chart.svg"), Labels { title: &title, x: "transfers per second", y: "" }, &bars, true)
}
