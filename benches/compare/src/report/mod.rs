//! What a run says: for each table the figures, the goals, and which of them were missed.
//!
//! `table` knows which columns there are and where there is room for them, `sweep` sums up very many sizes, `goals` shows
//! outcomes, `change` what is new since another run, `chart` draws.

pub mod change;
pub mod chart;
mod goals;
mod sweep;
mod table;

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle, presets};

use crate::libs::Role;
use crate::plan::{CERTAIN, KINDS};
use crate::results::{Measured, Part, Results, tables};
use crate::stats::spread;
use crate::text::{grouped, size_name};
use crate::words;

/// Where a report is going to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In a terminal of so many columns: a table per map.
    Terminal(u16),
    /// In a document: a table per kind of entries, with the sizes side by side.
    Markdown,
}

impl Form {
    /// The width of a terminal that says nothing about itself, and of what is no terminal.
    pub const COLUMNS: u16 = 80;

    /// The width of lines in a document.
    const MARKDOWN: u16 = 120;

    fn table(self) -> Table {
        const LINE: LineStyle = LineStyle::none().fill('─').junction('─');
        const RULED: TableStyle = TableStyle::new().top_border(LINE).header_separator(LINE).bottom_border(LINE);
        let mut table = Table::new();
        match self {
            Self::Markdown => table.load_style(presets::ASCII_MARKDOWN),
            Self::Terminal(_) => table.load_style(RULED),
        };
        table
    }

    /// Breaks the cells of a table that would be wider than the terminal.
    fn fit(self, table: &mut Table) {
        if let Self::Terminal(columns) = self {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns);
        }
    }

    fn heading(self, words: &str) -> String {
        match self {
            Self::Markdown => format!("\n**{words}**\n\n"),
            Self::Terminal(_) => format!("\n{}\n", self.paragraph(words)),
        }
    }

    fn paragraph(self, words: &str) -> String {
        textwrap::fill(words, usize::from(self.columns()))
    }

    fn item(self, words: &str) -> String {
        let options = textwrap::Options::new(usize::from(self.columns()));
        textwrap::fill(words, options.initial_indent("- ").subsequent_indent("  "))
    }

    fn columns(self) -> u16 {
        match self {
            Self::Markdown => Self::MARKDOWN,
            Self::Terminal(columns) => columns,
        }
    }
}

/// All tables of a section, their goals, and what a reader has to know.
pub fn text(measured: &[Measured], form: Form) -> String {
    let mut text = String::new();
    for results in tables(measured) {
        if results.first().part == Part::Maps && results.cases().len() >= sweep::MANY {
            text += &sweep::text(&results, form);
            continue;
        }
        text += &table::text(&results, form);
        text += &goals::text(&results, form);
    }
    for note in notes(measured, form) {
        text += &format!("\n{}\n", form.paragraph(note));
    }
    text
}

/// The medians of which less is certain than [`CERTAIN`], in words; nothing if they are few.
pub fn noise(measured: &[Measured]) -> Option<String> {
    const FEW: f64 = 0.05;
    let timed: Vec<&Measured> = measured.iter().filter(|one| one.samples.len() > 1).collect();
    let part = |of: f64| timed.iter().filter(|one| spread(&one.samples) > of).count() as f64 / timed.len() as f64;
    let worst = timed.iter().max_by(|a, b| spread(&a.samples).total_cmp(&spread(&b.samples)))?;
    (part(CERTAIN.spread) > FEW).then(|| {
        format!(
            "the machine was busy or the rounds were few: of {:.0} % of the medians more than {:.0} % is chance, of the worst \
             {:.0} % ({} of {}, {} entries)",
            part(CERTAIN.spread) * 100.0,
            CERTAIN.spread * 100.0,
            spread(&worst.samples) * 100.0,
            worst.operation.id,
            worst.label.title,
            size_name(worst.size),
        )
    })
}

/// What a table is about.
fn title(results: &Results<'_>, cases: &[String]) -> String {
    let first = results.first();
    let (keys, cases) = (first.keys, cases.join(" / "));
    let size = grouped(first.size as u64);
    match first.part {
        Part::Maps => {
            let source = if keys == "words" { format!(", from {}", words::source()) } else { String::new() };
            let kind = KINDS.iter().find(|kind| kind.name == keys).map_or(keys, |kind| kind.title);
            format!("{kind}{source}; {cases} entries")
        }
        Part::Between => {
            format!("Between versions: two maps of {size} entries, {} keys apart", first.apart.unwrap_or(0))
        }
        Part::Apart => format!("Two maps of {} entries, {cases} keys apart", size_name(first.size)),
        Part::Threads => format!("One thread and two; {size} entries"),
        Part::C => format!("C interface, {keys}; {cases} entries"),
    }
}

const ABRIDGED: &str = "A wider terminal has room for all libraries; --markdown, --csv and --json have them all.";

const RATIOS: &str = "Medians over the rounds. `vs best`: hamtrie's figure as a part of the best persistent rival's; \
    `vs Arc`: of the best thread-safe rival's. hashbrown is not persistent: it is shown where nothing is shared, and left \
    out of ratios.";

const LAYOUTS: &str = "`hamtrie (inline)` and `hamtrie (shared)` are hamtrie told to store these entries the other way, no \
    rivals; `vs inline` and `vs shared`: hamtrie's figure as a part of theirs. Inline, a write to a held map clones the \
    entries of a leaf; for entries with drop glue (a `String`, an `Arc`) that calls their `clone`, and their `drop` when \
    the version goes, and both are part of the write.";

const BETWEEN: &str = "`==` is asked about maps with equal entries, of which some are in nodes of their own. Where a library \
    has no such operation, what its users write stands in for it: a loop with lookups. immutable-chunkmap keeps its keys in \
    order and needs no hash. `std` is `std::collections::HashMap`, whose `collect` here knows the capacity, and whose \
    versions are full copies; it is left out of `vs best`.";

const LIBHAMT: &str = "The chains of versions that libhamt cannot free take new memory all the time. Where the system first \
    has to fetch it, libhamt's persistent operations take several times as long.";

/// What a reader has to know to read the tables.
fn notes(measured: &[Measured], form: Form) -> Vec<&'static str> {
    let any = |is: &dyn Fn(&Measured) -> bool| measured.iter().any(is);
    [
        (tables(measured).iter().any(|table| table::abridged(table, form)), ABRIDGED),
        (any(&|one| one.part == Part::Maps && one.label.role.is_rival()), RATIOS),
        (any(&|one| one.part == Part::Maps && one.label.role == Role::Layout), LAYOUTS),
        (any(&|one| one.part == Part::Between), BETWEEN),
        (any(&|one| one.part == Part::C), LIBHAMT),
    ]
    .into_iter()
    .filter_map(|(is, note)| is.then_some(note))
    .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Form, text};
    use crate::between;
    use crate::libs::{Label, Role};
    use crate::ops::FIGURES;
    use crate::plan::{KINDS, SIZES, labels, sweep};
    use crate::results::{Measured, Part};

    /// What a full run yields: each library twice as slow as the one before it.
    pub(crate) fn everything() -> Vec<Measured> {
        let mut all = Vec::new();
        for (kind, &size) in KINDS.iter().flat_map(|kind| SIZES.iter().map(move |size| (kind, size))) {
            for info in FIGURES {
                let times = (0..labels().len()).map(|i| 1_234.0 * f64::powi(2.0, i as i32));
                all.extend(labels().into_iter().zip(times).map(|(label, time)| Measured {
                    part: Part::Maps,
                    keys: kind.name,
                    size,
                    apart: None,
                    operation: info.operation,
                    label,
                    samples: vec![time],
                }));
            }
        }
        all
    }

    fn widest(text: &str) -> usize {
        text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
    }

    #[test]
    fn a_terminal_of_80_columns_has_room_for_every_line() {
        let text = text(&everything(), Form::Terminal(80));
        assert!(widest(&text) <= 80, "{text}");
        assert!(text.contains("rival") && text.contains("A wider terminal"), "{text}");
        let hit = text.lines().find(|line| line.trim_start().starts_with("hit ")).unwrap();
        // hamtrie, then imbl after both layouts of hamtrie; the ratios to the best, the best Arc and the layouts.
        assert_eq!(
            hit.split_whitespace().collect::<Vec<_>>(),
            ["hit", "1,234", "9,872", "imbl", "(Arc)", "0.12", "0.12", "0.50", "0.25"]
        );
    }

    #[test]
    fn a_wide_terminal_shows_every_library() {
        let text = text(&everything(), Form::Terminal(200));
        let hit = text.lines().find(|line| line.trim_start().starts_with("hit ")).unwrap();
        assert_eq!(hit.split_whitespace().count(), 1 + labels().len() + 4, "{hit}");
        assert!(widest(&text) <= 200 && !text.contains("A wider terminal"));
    }

    #[test]
    fn very_many_sizes_are_summed_up() {
        let mut all = everything();
        all.retain(|one| one.keys == "u64" && one.size == 1_000);
        let all: Vec<_> = sweep(1_000)
            .into_iter()
            .flat_map(|size| {
                // The bigger the map, the worse for us.
                all.iter().cloned().map(move |mut one| {
                    let ours = one.label.role == Role::Ours;
                    one.samples = vec![if ours { size as f64 } else { 100.0 }];
                    one.size = size;
                    one
                })
            })
            .collect();
        let text = text(&all, Form::Terminal(80));
        assert!(widest(&text) <= 80 && text.contains("sizes from 1 to 1K"), "{text}");
        let hit = text.lines().find(|line| line.trim_start().starts_with("hit ")).unwrap();
        let words: Vec<_> = hit.split_whitespace().collect();
        assert_eq!(words[2..4], ["10.00", "1K"], "{text}");
        assert!(!text.contains("Goals"), "goals are for the sizes that are published");
    }

    #[test]
    fn a_missed_goal_has_a_line_of_its_own() {
        let mut all = everything();
        all.retain(|one| one.label.role != Role::SingleThreaded && one.label.role != Role::Layout);
        let slow = |label: Label| if label.role == Role::Ours { 2.0 } else { 1.0 };
        all.iter_mut().for_each(|one| one.samples = vec![slow(one.label)]);
        let text = text(&all, Form::Terminal(80));
        let missed = "- remove all, per remove: over 0.90 of the best by 122 % at 1K, 122 % at 10K,\n";
        assert!(text.contains(missed), "{text}");
    }

    #[test]
    fn what_is_between_versions_fits_too() {
        let plan = between::Plan::new(&[1_000], Some(1));
        let bar = indicatif::ProgressBar::hidden();
        let measured = plan.run(&bar).unwrap();
        assert_eq!(bar.position(), plan.steps() as u64);
        for (form, columns) in [(Form::Terminal(80), 80), (Form::Terminal(120), 120)] {
            let text = text(&measured, form);
            assert!(widest(&text) <= columns, "{text}");
        }
        let only: Vec<_> = measured.into_iter().filter(|one| one.part == Part::Apart).collect();
        // A single library has its cases side by side.
        let text = text(&only, Form::Terminal(80));
        assert!(text.contains("1 / 10 / 100 keys apart") && text.lines().count() < 12, "{text}");
    }
}
