//! What a comparison of two runs says: for each operation the mean change and its votes, then the rows that changed.

use comfy_table::CellAlignment;

use super::Form;
use crate::change::Change;
use crate::results::distinct;
use crate::stats::geometric_mean;
use crate::text::size_name;

fn row(change: &Change) -> (&str, &str) {
    (&change.operation, &change.entries)
}

/// The tables, and a verdict in words.
pub fn text(changes: &[Change], form: Form) -> String {
    if changes.is_empty() {
        return "The two runs have no row of hamtrie and its rivals in common.\n".to_owned();
    }
    let mut table = form.table();
    table.set_header(["", "", "mean", "better", "worse", "of"]);
    for (operation, entries) in distinct(changes.iter().map(row)) {
        let of: Vec<&Change> = changes.iter().filter(|one| row(one) == (operation, entries)).collect();
        let mean = geometric_mean(of.iter().map(|one| one.factor)).map_or(String::new(), |mean| format!("{mean:.3}"));
        let count = |better: bool| of.iter().filter(|one| one.is_significant && (one.factor < 1.0) == better).count();
        let [better, worse, all] = [count(true), count(false), of.len()].map(|count| count.to_string());
        table.add_row([operation.to_owned(), entries.to_owned(), mean, better, worse, all]);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    form.fit(&mut table);

    let told: Vec<&Change> = changes.iter().filter(|one| one.is_significant).collect();
    let mut text =
        format!("{}{table}\n\n", form.heading("New ratio to the rivals as a part of the old one: below 1 is better"));
    text += &form.paragraph(&format!("{} of {} rows changed by more than chance.", told.len(), changes.len()));
    text.push('\n');
    for one in told {
        let Change { operation, entries, size, factor, .. } = one;
        text += &form.item(&format!("{operation}, {entries}, {}: {factor:.3}", size_name(*size)));
        text.push('\n');
    }
    text
}
