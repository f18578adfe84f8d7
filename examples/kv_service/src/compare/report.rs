//! What was measured, as tables, goals and a chart.

use super::{PHASES, Phase};
use crate::load::{Figures, Latency};
use crate::options::Kind;
use kit::chart::{self, Labels};
use kit::text::ratio;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

/// All figures of a run.
#[derive(Debug)]
pub struct Report {
    kinds: Vec<Kind>,
    entries: u32,
    figures: Vec<(Kind, Phase, Figures)>,
}

/// How a table is laid out: `kit::table::markdown` or `kit::table::terminal`.
pub type Layout = fn(&[&str], &[Vec<String>]) -> String;

impl Report {
    /// Of nothing yet.
    pub fn new(kinds: &[Kind], entries: u32) -> Report {
        Report { kinds: kinds.to_vec(), entries, figures: Vec::new() }
    }

    /// One more phase of one more round.
    pub fn add(&mut self, kind: Kind, phase: Phase, figures: Figures) {
        self.figures.push((kind, phase, figures));
    }

    fn all(&self, kind: Kind, phase: Phase) -> impl Iterator<Item = &Figures> {
        self.figures.iter().filter(move |one| (one.0, one.1) == (kind, phase)).map(|one| &one.2)
    }

    /// The median over the rounds; of none, none.
    fn median(&self, kind: Kind, phase: Phase, figure: impl Fn(&Figures) -> f64) -> Option<f64> {
        let mut figures: Vec<f64> = self.all(kind, phase).map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len().checked_sub(1)? / 2).copied()
    }

    /// Everything as text.
    pub fn text(&self, layout: Layout) -> String {
        let mut text = format!("{} entries. Milliseconds are p50 / p99 / p99.9.\n", self.entries);
        for phase in PHASES {
            let _ = write!(text, "\n{}:\n\n{}\n", phase.name, self.phase(phase, layout));
        }
        let _ = write!(text, "\n{}", self.goals(layout));
        text
    }

    fn phase(&self, phase: Phase, layout: Layout) -> String {
        let mut header = vec!["store", "per second", "read (ms)", "write (ms)"];
        if phase.scan {
            header.extend(["scans", "mixed"]);
        }
        let rows = self.kinds.iter().map(|&kind| {
            let figure = |figure: &dyn Fn(&Figures) -> f64| self.median(kind, phase, figure).unwrap_or(f64::NAN);
            let latency = |latency: fn(&Figures) -> Latency| {
                let parts: [fn(Latency) -> u64; 3] = [|one| one.p50, |one| one.p99, |one| one.p999];
                parts.map(|part| milliseconds(figure(&|one| part(latency(one)) as f64))).join(" / ")
            };
            let mut cells = vec![kind.name().to_owned(), format!("{:.0}", figure(&|one| one.per_second))];
            cells.extend([latency(|one| one.reads), latency(|one| one.writes)]);
            if phase.scan {
                let sum = |count: fn(&Figures) -> usize| self.all(kind, phase).map(count).sum::<usize>().to_string();
                cells.extend([sum(|one| one.scans), sum(|one| one.mixed_scans)]);
            }
            cells
        });
        layout(&header, &rows.collect::<Vec<_>>())
    }

    fn goals(&self, layout: Layout) -> String {
        let mut goals = Vec::new();
        let mut goal = |what: &str, measured: String, met: bool| {
            goals.push(vec![what.to_owned(), measured, if met { "met" } else { "missed" }.to_owned()]);
        };
        for phase in PHASES.iter().filter(|phase| !phase.scan) {
            let rate = |kind| self.median(kind, *phase, |one| one.per_second);
            let best = self.kinds.iter().filter(|kind| **kind != Kind::Hamtrie).filter_map(|kind| rate(*kind));
            if let (Some(ours), Some(best)) = (rate(Kind::Hamtrie), best.reduce(f64::max)) {
                let what = format!("throughput of the best rival, {}", phase.name);
                goal(&what, ratio(ours / best), ours >= best);
            }
        }
        let scanning = PHASES[2];
        let slow = |kind| self.median(kind, scanning, |one| one.writes.p99 as f64);
        if let (Some(ours), Some(locked)) = (slow(Kind::Hamtrie), slow(Kind::Rwlock)) {
            let what = "p99 of writes while scans run at most 1/10 of that with a lock";
            goal(what, format!("1/{:.0}", locked / ours), ours * 10.0 <= locked);
        }
        let mixed = |kind| self.all(kind, scanning).map(|one| one.mixed_scans).sum::<usize>();
        if self.kinds.contains(&Kind::Hamtrie) {
            let all = self.all(Kind::Hamtrie, scanning).map(|one| one.scans).sum::<usize>();
            let mixed = mixed(Kind::Hamtrie);
            goal("scans of one version", format!("{mixed} of {all} mixed"), mixed == 0 && all > 0);
        }
        layout(&["goal", "measured", ""], &goals)
    }

    /// Writes the tables and the chart to a folder.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        kit::report::write(folder, &self.text(kit::table::markdown))?;
        let slow = |kind: &Kind| {
            let p99 = self.median(*kind, PHASES[2], |one| one.writes.p99 as f64)?;
            Some((kind.name(), p99 / 1e6))
        };
        let bars: Vec<_> = self.kinds.iter().filter_map(slow).collect();
        let title = format!("Writes while {} entries are scanned, p99", self.entries);
        let labels = Labels { title: &title, x: "ms", y: "" };
        chart::bars(&folder.join("chart.svg"), labels, &bars, true)
    }
}

/// Two digits.
fn milliseconds(nanoseconds: f64) -> String {
    let time = nanoseconds / 1e6;
    let digits = if time < 1.0 { 2 } else { usize::from(time < 10.0) };
    format!("{time:.digits$}")
}
