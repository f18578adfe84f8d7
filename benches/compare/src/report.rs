//! Tables: for a terminal one per map, for a document (Markdown) one per kind of entries; and all samples as JSON.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle, presets};
use serde::Serialize;

use crate::goals::Outcome;
use crate::libs::{Label, Role};
use crate::ops::{FIGURES, FigureInfo, Section};
use crate::plan::KINDS;
use crate::results::{MapId, Results, Rivals};
use crate::words;

/// Where a table is going to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Terminal,
    Markdown,
}

impl Form {
    fn of(markdown: bool) -> Self {
        if markdown { Self::Markdown } else { Self::Terminal }
    }

    fn table(self) -> Table {
        const LINE: LineStyle = LineStyle::none().fill('─').junction('─');
        const RULED: TableStyle = TableStyle::new().top_border(LINE).header_separator(LINE).bottom_border(LINE);
        let mut table = Table::new();
        table.load_style(if self == Self::Markdown { presets::ASCII_MARKDOWN } else { RULED });
        table
    }

    /// Two words in a narrow column go below each other; Markdown cannot do that.
    fn heading(self, words: &str) -> String {
        if self == Self::Markdown { words.to_owned() } else { words.replace(' ', "\n") }
    }
}

/// One table per map: rows are operations, columns are libraries.
pub fn terminal(results: &Results) -> String {
    let mut text = String::new();
    for map in results.maps() {
        let _ = writeln!(text, "\n{}", title(map.0, &size_name(map.1)));
        let _ = writeln!(text, "{}", table(results, &[map], Form::Terminal));
    }
    text.push_str(&note(results));
    text
}

/// One Markdown table per kind of entries; a cell holds one figure per size.
pub fn markdown(results: &Results) -> String {
    let maps = results.maps();
    let mut text = String::new();
    for kind in maps.chunk_by(|a, b| a.0 == b.0) {
        let sizes: Vec<_> = kind.iter().map(|map| size_name(map.1)).collect();
        let _ = writeln!(text, "\n**{}**\n", title(kind[0].0, &sizes.join(" / ")));
        let _ = writeln!(text, "{}", table(results, kind, Form::Markdown));
    }
    text.push_str(&note(results));
    text
}

const NOTE: &str = "
Medians over the rounds. `vs best`: hamtrie's figure as a part of the best persistent rival's; `vs Arc`: of the best
thread-safe rival's. hashbrown is not persistent: it is shown where nothing is shared, and left out of ratios.
";

const LAYOUTS_NOTE: &str = "
`hamtrie (inline)` and `hamtrie (shared)` are hamtrie told to store these entries the other way, no rivals; `vs inline`
and `vs shared`: hamtrie's figure as a part of theirs. Inline, a write to a held map clones the entries of a leaf; for
entries with drop glue (a `String`, an `Arc`) that calls their `clone`, and their `drop` when the version goes, and both
are part of the write.
";

/// What a reader has to know to read the tables.
fn note(results: &Results) -> String {
    let layouts = results.labels().iter().any(|label| label.role == Role::Layout);
    format!("{NOTE}{}", if layouts { LAYOUTS_NOTE } else { "" })
}

fn title(keys: &str, sizes: &str) -> String {
    let source = if keys == "words" { format!(", from {}", words::source()) } else { String::new() };
    let kind = KINDS.iter().find(|kind| kind.name == keys).map_or(keys, |kind| kind.title);
    format!("{kind}{source}; {sizes} entries")
}

/// The last columns: our figure as a part of whose.
const RATIOS: &[(&str, Rivals)] = &[
    ("vs best", Rivals::All),
    ("vs Arc", Rivals::ThreadSafe),
    ("vs inline", Rivals::These(&["hamtrie-inline"])),
    ("vs shared", Rivals::These(&["hamtrie-shared"])),
];

/// The ratios that these libraries have something for.
fn ratios(labels: &[Label]) -> Vec<(&'static str, Rivals)> {
    if !labels.iter().any(|label| label.role == Role::Ours) {
        return Vec::new();
    }
    RATIOS.iter().copied().filter(|(_, rivals)| labels.iter().any(|&label| rivals.include(label))).collect()
}

/// Rows with nothing in them are left out, and so are sections.
fn table(results: &Results, maps: &[MapId], form: Form) -> Table {
    let labels = results.labels_of(maps);
    let ratios = ratios(&labels);
    let titles = labels.iter().map(|label| label.title).chain(ratios.iter().map(|(title, _)| *title));
    let header = std::iter::once(String::new()).chain(titles.map(|words| form.heading(words)));
    let mut table = form.table();
    table.set_header(header);
    let mut section = None;
    for info in FIGURES {
        let cells: Vec<String> = labels
            .iter()
            .map(|label| cell(maps, |map| results.median(map, info.figure, label.id).map(number)))
            .collect();
        if cells.iter().all(|cell| cell == NOTHING) {
            continue;
        }
        if section != Some(info.section) && form == Form::Terminal {
            section = Some(info.section);
            table.add_row([info.section.title()]);
        }
        let ratios = ratios.iter().map(|&(_, rivals)| {
            cell(maps, |map| results.ratio(map, info.figure, rivals).map(|ratio| format!("{ratio:.2}")))
        });
        table.add_row([row_title(info, form)].into_iter().chain(cells).chain(ratios));
    }
    table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    table
}

/// Under a section's title a row is short; in Markdown, where there are none, it says what is counted.
fn row_title(info: &FigureInfo, form: Form) -> String {
    match (form, info.section) {
        (Form::Terminal, _) => format!("  {}", info.title),
        (Form::Markdown, Section::Alone | Section::Versions) => format!("{} (ns)", info.title),
        (Form::Markdown, Section::Memory) => format!("bytes: {}", info.title),
    }
}

const NOTHING: &str = "-";

fn cell(maps: &[MapId], text: impl Fn(MapId) -> Option<String>) -> String {
    let texts: Vec<Option<String>> = maps.iter().map(|&map| text(map)).collect();
    if texts.iter().all(Option::is_none) {
        return NOTHING.to_owned();
    }
    texts.into_iter().map(|text| text.unwrap_or_else(|| NOTHING.to_owned())).collect::<Vec<_>>().join(" / ")
}

/// The goals and whether this run has met them.
pub fn goals(outcomes: &[Outcome], markdown: bool) -> String {
    if outcomes.is_empty() {
        return String::new();
    }
    let mut table = Form::of(markdown).table();
    table.set_header(["goal", "at most", "measured", "in this run"]);
    for outcome in outcomes {
        let measured: Vec<_> = outcome
            .measured
            .iter()
            .map(|&(size, value)| format!("{} ({})", two_digits(value), size_name(size)))
            .collect();
        table.add_row([outcome.subject.clone(), outcome.wanted.clone(), measured.join("  "), outcome.verdict()]);
    }
    let met = outcomes.iter().filter(|outcome| outcome.missed().is_empty()).count();
    format!("\nGoals: {met} of {} met in this run\n\n{table}\n", outcomes.len())
}

fn two_digits(value: f64) -> String {
    if value < 10.0 && value != 0.0 { format!("{value:.2}") } else { number(value) }
}

/// Three significant digits or all of the integer part, with commas: `0.62`, `4.1`, `37`, `3,056`.
pub fn number(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        ..0.995 => format!("{value:.2}"),
        ..19.95 => format!("{value:.1}"),
        _ => grouped(value.round() as u64),
    }
}

fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1K`, `10K`, `1M`, or all digits where that would not be exact.
pub fn size_name(size: usize) -> String {
    match size {
        1_000_000.. if size.is_multiple_of(1_000_000) => format!("{}M", size / 1_000_000),
        1_000.. if size.is_multiple_of(1_000) => format!("{}K", size / 1_000),
        _ => size.to_string(),
    }
}

/// Every sample of every figure.
pub fn json(results: &Results) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Row<'a> {
        keys: &'a str,
        size: usize,
        op: &'a str,
        unit: &'a str,
        library: &'a str,
        median: f64,
        samples: &'a [f64],
    }
    let row = |one: &'_ crate::measure::Measured| {
        let info = one.figure.info();
        let unit = if info.section == Section::Memory { "bytes" } else { "ns" };
        serde_json::to_value(Row {
            keys: one.keys,
            size: one.size,
            op: info.id,
            unit,
            library: one.label.id,
            median: one.median(),
            samples: &one.samples,
        })
    };
    let rows = results.all().iter().map(row).collect::<Result<Vec<_>, _>>()?;
    serde_json::to_string_pretty(&rows)
}

#[cfg(test)]
mod tests {
    use super::{number, size_name};

    #[test]
    fn numbers_are_short_and_lose_nothing_that_matters() {
        let shown = [0.0, 0.0512, 0.997, 4.125, 19.94, 19.96, 3056.4, 1_234_567.0].map(number);
        assert_eq!(shown, ["0", "0.05", "1.0", "4.1", "19.9", "20", "3,056", "1,234,567"]);
    }

    #[test]
    fn sizes_are_named_as_they_are_typed() {
        assert_eq!([50, 1_000, 1_500, 10_000, 1_000_000].map(size_name), ["50", "1K", "1500", "10K", "1M"]);
    }
}
