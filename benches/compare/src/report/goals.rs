//! Goals beside what was measured, and below that a line on each that was missed.

use comfy_table::CellAlignment;

use super::Form;
use crate::goals::outcomes;
use crate::results::Results;

/// The goals of a table; nothing if it has none.
pub(super) fn text(results: &Results<'_>, form: Form) -> String {
    let outcomes = outcomes(results);
    if outcomes.is_empty() {
        return String::new();
    }
    let cases = results.cases();
    let mut table = form.table();
    let titles = cases.iter().map(|case| if case.is_empty() { "measured" } else { case });
    table.set_header(["goal", "at most"].into_iter().chain(titles));
    for outcome in &outcomes {
        let figure = |case: &String| match outcome.measured.iter().find(|one| one.0 == *case) {
            Some((_, value)) if outcome.misses(*value) => format!("{}*", outcome.show(*value)),
            Some((_, value)) => format!("{} ", outcome.show(*value)),
            None => "- ".to_owned(),
        };
        let cells = cases.iter().map(figure);
        table.add_row([outcome.title.to_owned(), outcome.wanted.clone()].into_iter().chain(cells));
    }
    table.column_iter_mut().skip(2).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    form.fit(&mut table);
    let met = outcomes.iter().filter(|outcome| outcome.met()).count();
    let mut text = format!("\nGoals: {met} of {} met in this run; * is missed\n", outcomes.len());
    if form == Form::Markdown {
        text.push('\n');
    }
    text += &format!("{table}\n");
    let missed: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.explanation()).collect();
    if !missed.is_empty() {
        text.push('\n');
    }
    missed.iter().for_each(|line| text += &format!("{}\n", form.item(line)));
    text
}
