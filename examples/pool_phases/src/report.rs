//! Tables, goals and charts of what was measured.

use crate::libhamt;
use crate::phases::{GLOBAL, Measured, PHASES, RECYCLING};
use crate::rows::{Row, VERSIONS};
use kit::chart::{self, Labels};
use kit::text;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

/// All that a run has found.
#[derive(Debug)]
pub struct Report<'a> {
    /// The phases, row by row and size by size.
    pub phases: Vec<Measured>,
    /// For each size the bytes of many versions, with an arena and with the pool.
    pub bytes: Vec<(usize, [u64; 2])>,
    /// The names of libraries, ours first, and what they took.
    pub libhamt: Option<(Vec<&'a str>, Vec<libhamt::Measured>)>,
}

/// How a table is laid out: `kit::table::markdown` or `kit::table::terminal`.
pub type Layout = fn(&[&str], &[Vec<String>]) -> String;

impl Report<'_> {
    /// Everything as text.
    pub fn text(&self, layout: Layout) -> String {
        let mut text = self.phases_table(layout);
        let _ = write!(text, "\n\n{}", self.bytes_table(layout));
        if let Some((names, measured)) = &self.libhamt {
            let _ = write!(text, "\n\nThrough the C interface of libhamt:\n\n{}", abi_table(names, measured, layout));
        }
        let _ = write!(text, "\n\n{}", self.goals_table(layout));
        text
    }

    fn phases_table(&self, layout: Layout) -> String {
        let header = ["ns per operation", "entries", PHASES[0], PHASES[1], PHASES[2], "of global"];
        let rows = self.phases.iter().map(|one| {
            let mut cells = vec![one.row.name().to_owned(), count(one.size)];
            cells.extend(one.times.iter().map(|time| nanoseconds(*time)));
            cells.push(format!("{:.2}", one.times[RECYCLING] / one.times[GLOBAL]));
            cells
        });
        layout(&header, &rows.collect::<Vec<_>>())
    }

    fn bytes_table(&self, layout: Layout) -> String {
        let what = format!("memory after {VERSIONS} versions");
        let rows =
            self.bytes.iter().map(|(size, [arena, pool])| vec![count(*size), text::bytes(*arena), text::bytes(*pool)]);
        layout(&[&what, PHASES[1], PHASES[2]], &rows.collect::<Vec<_>>())
    }

    fn goals_table(&self, layout: Layout) -> String {
        let mut goals = Vec::new();
        let allocating = self.phases.iter().filter(|one| one.row.allocates());
        let ratios = allocating.map(|one| (one.row, one.size, one.times[RECYCLING] / one.times[GLOBAL]));
        goals.extend(worst("recycling faster than the global allocator, rows that allocate", ratios.collect()));
        if let Some((_, measured)) = &self.libhamt {
            let all =
                measured.iter().flat_map(|one| Row::ALL.map(|row| (row, one.size, ratio_to_best(&one.times(row)))));
            let known = all.filter_map(|(row, size, ratio)| Some((row, size, ratio?)));
            goals.extend(worst("recycling faster than libhamt, every row", known.collect()));
        }
        layout(&["goal", "measured", ""], &goals)
    }

    /// Writes the tables and the charts to a folder.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        kit::report::write(folder, &self.text(kit::table::markdown))?;
        for (file, row, title) in [
            ("chart.svg", Row::Version, "A new version, the one before it dropped"),
            ("insert.svg", Row::Insert, "Insertion into a new map"),
        ] {
            let labels = Labels { title, x: "entries", y: "ns" };
            chart::lines(&folder.join(file), labels, &self.series(row))?;
        }
        Ok(())
    }

    fn series(&self, row: Row) -> Vec<chart::Series<'_>> {
        let points = |phase: usize| {
            let rows = self.phases.iter().filter(|one| one.row == row);
            rows.map(|one| (one.size as f64, one.times[phase])).collect()
        };
        let mut series: Vec<_> = PHASES.iter().enumerate().map(|(phase, name)| (*name, points(phase))).collect();
        if let Some((names, measured)) = &self.libhamt {
            for (who, name) in names.iter().enumerate().skip(1) {
                let time = |one: &libhamt::Measured| Some((one.size as f64, one.times(row)[who]?));
                series.push((name, measured.iter().filter_map(time).collect()));
            }
        }
        series
    }
}

fn abi_table(names: &[&str], measured: &[libhamt::Measured], layout: Layout) -> String {
    let mut header = vec!["ns per operation", "entries"];
    header.extend(names);
    header.push("of the faster");
    let mut rows = Vec::new();
    for row in Row::ALL {
        for one in measured {
            let times = one.times(row);
            let mut cells = vec![row.name().to_owned(), count(one.size)];
            cells.extend(times.iter().map(|time| time.map_or_else(|| "-".to_owned(), nanoseconds)));
            cells.push(ratio_to_best(&times).map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")));
            rows.push(cells);
        }
    }
    layout(&header, &rows)
}

/// The first as a part of the best other one.
fn ratio_to_best(times: &[Option<f64>]) -> Option<f64> {
    Some((*times.first()?)? / times[1..].iter().copied().flatten().reduce(f64::min)?)
}

/// A goal that all ratios are below 1, with the largest of them.
fn worst(goal: &str, ratios: Vec<(Row, usize, f64)>) -> Option<Vec<String>> {
    let (row, size, ratio) = ratios.into_iter().max_by(|a, b| a.2.total_cmp(&b.2))?;
    let measured = format!("at worst {ratio:.2} ({} at {})", row.name(), count(size));
    Some(vec![goal.to_owned(), measured, if ratio < 1.0 { "met" } else { "missed" }.to_owned()])
}

/// `10K` of 10,000.
pub fn count(size: usize) -> String {
    match size {
        1_000_000.. if size.is_multiple_of(1_000_000) => format!("{}M", size / 1_000_000),
        1_000.. if size.is_multiple_of(1_000) => format!("{}K", size / 1_000),
        _ => size.to_string(),
    }
}

fn nanoseconds(time: f64) -> String {
    if time < 20.0 { format!("{time:.1}") } else { format!("{time:.0}") }
}
