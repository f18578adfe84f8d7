//! Every row with every phase on small maps, what is written of it, and what is said of mistakes.

use hamtrie::pool;
use hamtrie_compare::keys::Input;
use indicatif::ProgressBar;
use pool_phases::phases::{bytes_of_versions, measure};
use pool_phases::report::{Report, count};
use pool_phases::rows::Row;
use std::process::Command;

/// One test, since it looks at the pool of the whole process.
#[test]
fn all_rows_are_measured_and_all_memory_is_returned() {
    let entries = Input::new(500);
    let phases = measure(&entries, 1, &ProgressBar::hidden());
    assert_eq!(phases.iter().map(|one| one.row).collect::<Vec<_>>(), Row::ALL);
    assert!(phases.iter().all(|one| one.times.iter().all(|time| *time > 0.0)));

    let [arena, pool] = bytes_of_versions(&entries);
    assert!(arena > 10 * pool, "an arena never frees: {arena} and {pool}");
    assert_eq!(pool::stats().live_bytes, 0);

    let folder = std::env::temp_dir().join(format!("pool_phases-{}", std::process::id()));
    let report = Report { phases, bytes: vec![(500, [arena, pool])], libhamt: None };
    // One point is no line, but a chart.
    report.write(&folder).unwrap();
    let table = std::fs::read_to_string(folder.join("table.md")).unwrap();
    assert!(table.contains("| new version") && table.contains("recycling faster than the global allocator"), "{table}");
    assert!(std::fs::read_to_string(folder.join("chart.svg")).unwrap().contains("recycling"));
    std::fs::remove_dir_all(folder).unwrap();
    assert!(report.text(kit::table::terminal).lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn sizes_in_words() {
    assert_eq!([999, 1_000, 1_500, 20_000, 3_000_000].map(count), ["999", "1K", "1500", "20K", "3M"]);
}

#[test]
fn a_file_that_is_no_library_is_an_error_that_says_what_is_wanted() {
    let output = Command::new(env!("CARGO_BIN_EXE_pool_phases")).args(["--sizes", "0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let output =
        Command::new(env!("CARGO_BIN_EXE_pool_phases")).args(["--quick", "--sizes", "20000"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--quick"));
}
