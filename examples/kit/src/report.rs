//! What a run leaves behind in a folder.

use std::io;
use std::path::Path;

/// Around the table in a README.md.
const MARKERS: [&str; 2] = ["<!-- table -->\n", "<!-- /table -->"];

/// Writes `table` to `table.md` in `folder`, which is made if it is not there. A `README.md` that is there and has a line
/// `<!-- table -->` and one `<!-- /table -->` after it gets the table between the two, and no `table.md` is written.
///
/// # Errors
///
/// If a file cannot be read or written.
pub fn write(folder: &Path, table: &str) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let readme = folder.join("README.md");
    let text = if readme.is_file() { std::fs::read_to_string(&readme)? } else { String::new() };
    match replaced(&text, table) {
        Some(text) => std::fs::write(readme, text),
        None => std::fs::write(folder.join("table.md"), format!("{table}\n")),
    }
}

/// The text with another table between the markers.
fn replaced(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(MARKERS[0])?;
    let (_, after) = rest.split_once(MARKERS[1])?;
    Some(format!("{before}{}\n{table}\n\n{}{after}", MARKERS[0], MARKERS[1]))
}

#[cfg(test)]
mod tests {
    use super::{replaced, write};

    #[test]
    fn a_readme_gets_the_table_of_the_last_run() {
        let folder = std::env::temp_dir().join(format!("kit-report-{}", std::process::id()));
        write(&folder, "| 1 |").unwrap();
        assert_eq!(std::fs::read_to_string(folder.join("table.md")).unwrap(), "| 1 |\n");
        let readme = folder.join("README.md");
        std::fs::write(&readme, "# A\n\n<!-- table -->\nold\n<!-- /table -->\n\nText.\n").unwrap();
        for table in ["| 2 |", "| 3 |"] {
            write(&folder, table).unwrap();
            let text = std::fs::read_to_string(&readme).unwrap();
            assert_eq!(text, format!("# A\n\n<!-- table -->\n\n{table}\n\n<!-- /table -->\n\nText.\n"));
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_text_without_a_place_for_it_stays() {
        assert_eq!(replaced("<!-- table -->\nno end", "| 1 |"), None);
    }
}
