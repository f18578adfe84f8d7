//! What was measured, as a table, goals and a chart.

use super::{CLONED, CONTENDERS, OURS, PYTHON, Row, Time};
use kit::chart::{self, Labels};
use kit::text::{ratio, time};
use std::error::Error;
use std::path::Path;
use std::time::Duration;

/// How a table is laid out: `kit::table::markdown` or `kit::table::terminal`.
pub type Layout = fn(&[&str], &[Vec<String>]) -> String;

/// Everything as text.
pub fn text(rows: &[Row], layout: Layout) -> String {
    let mut header = vec!["task", "operations"];
    header.extend(CONTENDERS);
    let cells = |row: &Row| {
        let mut cells = vec![row.task.name.to_owned(), row.count.to_string()];
        cells.extend(row.times.iter().map(|taken| match taken {
            Time::Done(taken) => time(*taken),
            Time::Stopped(taken) => format!("> {}", time(*taken)),
            Time::Never => "-".to_owned(),
        }));
        cells
    };
    let table = layout(&header, &rows.iter().map(cells).collect::<Vec<_>>());
    format!("{table}\n\n{}", layout(&["goal", "measured", ""], &goals(rows)))
}

fn goals(rows: &[Row]) -> Vec<Vec<String>> {
    let mut goals = Vec::new();
    let mut goal = |what: String, measured: String, verdict: &str| goals.push(vec![what, measured, verdict.to_owned()]);
    let verdict = |met: bool| if met { "met" } else { "missed" };
    let of = |name: &str, count: u32| rows.iter().find(|row| row.task.name == name && row.count == count);
    for (count, wanted) in [(1_000, 36.0), (100_000, 1_000.0)] {
        let Some(row) = of("writes", count) else { continue };
        // One that was not tried was stopped with fewer writes, and would take that long at least.
        let slow = rows.iter().filter(|one| one.task.name == "writes" && one.count <= count);
        let slow = slow.filter_map(|one| one.times[CLONED].at_least()).max();
        if let (Time::Done(ours), Some(slow)) = (row.times[OURS], slow) {
            let faster = slow.as_secs_f64() / ours.as_secs_f64();
            let done = matches!(row.times[CLONED], Time::Done(_));
            goal(
                format!("{count} writes {wanted} times faster than cloned on write"),
                format!("{}{}", if done { "" } else { "more than " }, ratio(faster)),
                if done || faster >= wanted { verdict(faster >= wanted) } else { "undecided" },
            );
        }
    }
    for (task, count, most) in
        [("reads", 1_000, Duration::from_micros(100)), ("mixed", 100_000, Duration::from_millis(50))]
    {
        if let Some(Time::Done(ours)) = of(task, count).map(|row| row.times[OURS]) {
            goal(format!("{count} {task} in {}", time(most)), time(ours), verdict(ours <= most));
        }
    }
    let ratios = rows.iter().filter_map(|row| match (row.times[OURS], row.times[PYTHON]) {
        (Time::Done(ours), Time::Done(python)) => Some((ours.as_secs_f64() / python.as_secs_f64(), row)),
        _ => None,
    });
    if let Some((worst, row)) = ratios.max_by(|a, b| a.0.total_cmp(&b.0)) {
        goal(
            "at most CPython's time".into(),
            format!("at worst {} ({} {})", ratio(worst), row.count, row.task.name),
            verdict(worst <= 1.0),
        );
    }
    goals
}

/// Writes the table and the chart of writes to a folder.
///
/// # Errors
/// If a file cannot be written.
pub fn write(rows: &[Row], folder: &Path) -> Result<(), Box<dyn Error>> {
    kit::report::write(folder, &text(rows, kit::table::markdown))?;
    let points = |who: usize| {
        let rows = rows.iter().filter(|row| row.task.name == "writes");
        let time = |row: &Row| Some((f64::from(row.count), row.times[who].at_least()?.as_secs_f64() * 1e3));
        rows.filter_map(time).collect::<Vec<_>>()
    };
    let series = CONTENDERS.iter().enumerate().map(|(who, name)| (*name, points(who)));
    let series: Vec<_> = series.filter(|(_, points)| !points.is_empty()).collect();
    let labels = Labels { title: "Writes to a dictionary, until the script ends or is stopped", x: "writes", y: "ms" };
    chart::lines(&folder.join("chart.svg"), labels, &series)
}
