//! A table that reads well in a terminal and can be pasted into a README as it is.

use comfy_table::{CellAlignment, ContentArrangement, presets};

/// The width of a table on a terminal that says nothing about itself.
const COLUMNS: u16 = 80;

/// Rows under a header, as Markdown: the first column to the left, figures to the right.
///
/// # Panics
///
/// If a row has not as many cells as the header.
pub fn markdown(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_content_arrangement(ContentArrangement::Disabled);
    fill(&mut table, header, rows);
    table.to_string()
}

/// The same for a terminal: never wider than 80 columns, long cells are broken into lines.
///
/// # Panics
///
/// If a row has not as many cells as the header.
pub fn terminal(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_content_arrangement(ContentArrangement::Dynamic).set_width(COLUMNS);
    fill(&mut table, header, rows);
    table.to_string()
}

fn fill(table: &mut comfy_table::Table, header: &[&str], rows: &[Vec<String>]) {
    table.set_header(header);
    for row in rows {
        assert_eq!(row.len(), header.len(), "a row of another length than the header: {row:?}");
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

#[cfg(test)]
mod tests {
    use super::{markdown, terminal};

    fn rows() -> Vec<Vec<String>> {
        vec![vec!["hamtrie".into(), "12 ns".into()], vec!["a rival ".repeat(20), "150 ns".into()]]
    }

    #[test]
    fn a_terminal_of_80_columns_holds_every_line() {
        assert!(terminal(&["what", "time"], &rows()).lines().all(|line| line.chars().count() <= 80));
    }

    #[test]
    fn markdown_has_one_line_per_row() {
        let text = markdown(&["what", "time"], &rows());
        assert_eq!(text.lines().count(), 4);
        assert!(text.lines().all(|line| line.starts_with('|') && line.ends_with('|')));
    }
}
