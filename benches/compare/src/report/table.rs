//! The figures. Where there is room, a column per library; where there is not, the best rival and its name.

use comfy_table::{CellAlignment, Table};

use super::{Form, title};
use crate::libs::{Label, Role};
use crate::results::{Operation, Part, Results, Rivals, Unit};
use crate::text::{number, time};

/// What a column shows for a row.
#[derive(Clone, Copy)]
enum Column<'a> {
    Library(Label),
    /// The figure of the best rival.
    Best,
    /// Who that is.
    NameOfBest,
    /// Our figure as a part of theirs.
    Ratio(&'static str, Rivals),
    /// The figure of the only library at a size.
    Case(&'a str, Label),
}

/// Our figure as a part of whose.
const RATIOS: &[(&str, Rivals)] = &[
    ("vs best", Rivals::All),
    ("vs Arc", Rivals::ThreadSafe),
    ("vs inline", Rivals::These(&["hamtrie-inline"])),
    ("vs shared", Rivals::These(&["hamtrie-shared"])),
    ("vs one", Rivals::These(&["hamtrie-one-thread"])),
];

/// The tables of one kind of entries: one per case in a terminal, one in all for a document or a single library.
pub(super) fn text(results: &Results<'_>, form: Form) -> String {
    let cases = results.cases();
    let columns = if abridged(results, form) { narrow(results) } else { full(results, &cases) };
    let shown = |cases: &[String]| {
        let mut table = table(results, cases, &columns, form);
        form.fit(&mut table);
        format!("{}{table}\n", form.heading(&title(results, cases)))
    };
    groups(results, &cases, form).into_iter().map(shown).collect()
}

/// Whether there is no room for a column per library.
pub(super) fn abridged(results: &Results<'_>, form: Form) -> bool {
    let (cases, Form::Terminal(columns)) = (results.cases(), form) else { return false };
    let full = full(results, &cases);
    let wide = |cases: &[String]| {
        let table = table(results, cases, &full, form);
        table.lines().any(|line| line.chars().count() > usize::from(columns))
    };
    results.labels().len() > 1 && groups(results, &cases, form).into_iter().any(wide)
}

/// The cases of each table.
fn groups<'a>(results: &Results<'_>, cases: &'a [String], form: Form) -> Vec<&'a [String]> {
    match form {
        Form::Terminal(_) if results.labels().len() > 1 => cases.chunks(1).collect(),
        _ => vec![cases],
    }
}

fn full<'a>(results: &Results<'_>, cases: &'a [String]) -> Vec<Column<'a>> {
    match results.labels()[..] {
        [only] => cases.iter().map(|case| Column::Case(case, only)).collect(),
        ref labels => labels.iter().map(|label| Column::Library(*label)).chain(ratios(results)).collect(),
    }
}

fn narrow(results: &Results<'_>) -> Vec<Column<'static>> {
    let ours = results.ours().map(Column::Library);
    ours.into_iter().chain([Column::Best, Column::NameOfBest]).chain(ratios(results)).collect()
}

/// The ratios that these libraries have something for.
fn ratios(results: &Results<'_>) -> Vec<Column<'static>> {
    let labels = results.labels();
    if results.ours().is_none() {
        return Vec::new();
    }
    // Without others there is no best of all: the thread-safe ones are all there are.
    let some = |rivals: Rivals| labels.iter().any(|&label| rivals.include(label));
    let differ = labels.iter().any(|label| label.role == Role::SingleThreaded);
    let wanted = RATIOS.iter().filter(|(_, rivals)| some(*rivals) && (*rivals != Rivals::ThreadSafe || differ));
    wanted.map(|&(title, rivals)| Column::Ratio(title, rivals)).collect()
}

fn table(results: &Results<'_>, cases: &[String], columns: &[Column<'_>], form: Form) -> Table {
    let mut table = form.table();
    table.set_header([String::new()].into_iter().chain(columns.iter().map(|column| column.title(form))));
    let mut section = "";
    for operation in results.operations() {
        let rows = cases.iter().any(|case| results.of(case, operation.id).next().is_some());
        if !rows {
            continue;
        }
        if section != operation.section && form != Form::Markdown {
            section = operation.section;
            table.add_row([section]);
        }
        let cells = columns.iter().map(|column| column.cell(results, cases, operation));
        table.add_row([row_title(operation, form)].into_iter().chain(cells));
    }
    for (cells, column) in table.column_iter_mut().skip(1).zip(columns) {
        let name = matches!(column, Column::NameOfBest);
        cells.set_cell_alignment(if name { CellAlignment::Left } else { CellAlignment::Right });
        if form != Form::Markdown {
            cells.set_padding((1, 0));
        }
    }
    table
}

/// Under a section's title a row is short; in Markdown, where there are none, it says what is counted.
fn row_title(operation: Operation, form: Form) -> String {
    let title = operation.title;
    match (form, operation.section, operation.unit) {
        (_, "", _) => title.to_owned(),
        (Form::Terminal(_), ..) => format!("  {title}"),
        (Form::Markdown, _, Unit::Nanoseconds) => format!("{title} (ns)"),
        (Form::Markdown, _, Unit::Bytes) => format!("bytes: {title}"),
    }
}

const NOTHING: &str = "-";

impl Column<'_> {
    fn title(self, form: Form) -> String {
        let words = match self {
            Self::Library(label) => label.title,
            Self::Best => "best rival",
            Self::NameOfBest => "",
            Self::Ratio(title, _) => title,
            Self::Case(case, label) => {
                if case.is_empty() {
                    label.title
                } else {
                    case
                }
            }
        };
        // Two words in a narrow column go below each other; Markdown cannot do that.
        if form == Form::Markdown { words.to_owned() } else { words.replace(' ', "\n") }
    }

    fn cell(self, results: &Results<'_>, cases: &[String], operation: Operation) -> String {
        let figure = |value: f64| match results.first().part {
            // From nanoseconds to seconds, in one column.
            Part::Between | Part::Apart | Part::Threads => time(value),
            Part::Maps | Part::C => number(value),
        };
        let one = |case: &str| match self {
            Self::Library(label) => results.median(case, operation.id, label).map(figure),
            Self::Best => results.best(case, operation.id, Rivals::All).map(|(_, value)| figure(value)),
            Self::NameOfBest => results.best(case, operation.id, Rivals::All).map(|(label, _)| label.title.to_owned()),
            Self::Ratio(_, rivals) => results.ratio(case, operation.id, rivals).map(|ratio| format!("{ratio:.2}")),
            Self::Case(case, label) => results.median(case, operation.id, label).map(figure),
        };
        let cases = if let Self::Case(..) = self { &cases[..1] } else { cases };
        let texts: Vec<Option<String>> = cases.iter().map(|case| one(case)).collect();
        if texts.iter().all(Option::is_none) {
            return NOTHING.to_owned();
        }
        texts.into_iter().map(|text| text.unwrap_or_else(|| NOTHING.to_owned())).collect::<Vec<_>>().join(" / ")
    }
}
