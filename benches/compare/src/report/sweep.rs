//! What a table of very many sizes comes to: for each row the mean ratio over all sizes, the worst one and where it lies; for
//! each rival how often it was ahead.
//!
//! A few sizes mislead: the cost of a trie swings with the size by as much as its fan-out, so each design has sizes that suit it.

use comfy_table::{CellAlignment, Table};

use super::Form;
use crate::libs::Label;
use crate::results::{Operation, Results, Rivals};
use crate::stats::geometric_mean;

/// From how many sizes on a table is summed up.
pub(super) const MANY: usize = 7;

/// A figure is ahead of another if it is this much better; less is a draw.
const LEAD: f64 = 0.05;

/// The tables.
pub(super) fn text(results: &Results<'_>, form: Form) -> String {
    let Some(ours) = results.ours() else { return String::new() };
    let cases = results.cases();
    let range = format!("{} sizes from {} to {}", cases.len(), cases[0], cases[cases.len() - 1]);
    let heading = |words: &str| form.heading(&format!("{}, {range}: {words}", results.first().keys));
    let (rows, wins) = (rows(results, &cases, form), wins(results, &cases, ours, form));
    format!(
        "{}{rows}\n{}{wins}\n",
        heading("hamtrie's figure as a part of the best rival's"),
        heading("how often hamtrie is ahead of each by more than 5 %, or behind"),
    )
}

/// The ratios of a row at all sizes, with the size and the rival.
fn ratios<'r>(
    results: &'r Results<'_>,
    cases: &'r [String],
    operation: Operation,
    rivals: Rivals,
) -> impl Iterator<Item = (f64, &'r str, Label)> {
    cases.iter().filter_map(move |case| {
        let (rival, _) = results.best(case, operation.id, rivals)?;
        Some((results.ratio(case, operation.id, rivals)?, case.as_str(), rival))
    })
}

fn rows(results: &Results<'_>, cases: &[String], form: Form) -> Table {
    let mut table = form.table();
    table.set_header(["", "mean vs best", "worst", "at", "rival", "mean vs Arc", "worst", "at"]);
    for operation in results.operations() {
        let summary = |rivals| {
            let mean = geometric_mean(ratios(results, cases, operation, rivals).map(|one| one.0))?;
            let worst = ratios(results, cases, operation, rivals).max_by(|a, b| a.0.total_cmp(&b.0))?;
            Some((format!("{mean:.2}"), format!("{:.2}", worst.0), worst.1.to_owned(), worst.2.title.to_owned()))
        };
        let Some((mean, worst, at, rival)) = summary(Rivals::All) else { continue };
        let mut cells = vec![operation.title.to_owned(), mean, worst, at, rival];
        if let Some((mean, worst, at, _)) = summary(Rivals::ThreadSafe) {
            cells.extend([mean, worst, at]);
        }
        table.add_row(cells);
    }
    align(&mut table, &[4], form);
    table
}

/// A row per rival: at how many sizes of how many operations hamtrie is ahead or behind, and by how much.
fn wins(results: &Results<'_>, cases: &[String], ours: Label, form: Form) -> Table {
    let mut table = form.table();
    table.set_header(["", "ahead", "even", "behind", "mean", "worst", "at"]);
    for rival in results.labels().into_iter().filter(|label| label.role.is_rival()) {
        let mut all = Vec::new();
        for operation in results.operations() {
            for case in cases {
                let figure = |label| results.median(case, operation.id, label);
                if let (Some(mine), Some(other)) = (figure(ours), figure(rival).filter(|figure| *figure > 0.0)) {
                    all.push((mine / other, operation, case));
                }
            }
        }
        let count = |is: &dyn Fn(f64) -> bool| all.iter().filter(|one| is(one.0)).count().to_string();
        let worst = all.iter().max_by(|a, b| a.0.total_cmp(&b.0));
        let mean = geometric_mean(all.iter().map(|one| one.0));
        let (Some(worst), Some(mean)) = (worst, mean) else { continue };
        table.add_row([
            rival.title.to_owned(),
            count(&|ratio| ratio < 1.0 - LEAD),
            count(&|ratio| (ratio - 1.0).abs() <= LEAD),
            count(&|ratio| ratio > 1.0 + LEAD),
            format!("{mean:.2}"),
            format!("{:.2}", worst.0),
            format!("{}, {}", worst.1.id, worst.2),
        ]);
    }
    align(&mut table, &[6], form);
    table
}

/// Numbers to the right, but for the columns of words.
fn align(table: &mut Table, words: &[usize], form: Form) {
    for (index, column) in table.column_iter_mut().enumerate() {
        let is_text = index == 0 || words.contains(&index);
        column.set_cell_alignment(if is_text { CellAlignment::Left } else { CellAlignment::Right });
        if form != Form::Markdown {
            column.set_padding((0, 1));
        }
    }
    form.fit(table);
}
