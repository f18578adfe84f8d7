//! The program as its users run it: what it prints, and the files that it writes.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn compare(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hamtrie-compare")).args(args).env_remove("LIBHAMT_SO").output().unwrap()
}

/// A place for a file that goes with its test.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("hamtrie-compare-{}-{name}", std::process::id())))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.0).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

const TINY: [&str; 6] = ["--sizes", "50,1k", "--rounds", "2", "--ops", "hit,insert,bytes"];

#[test]
fn csv_and_json_have_the_same_figures_and_say_where_they_are_from() {
    let (csv, json) = (Place::new("run.csv"), Place::new("run.json"));
    let ran = compare(&[&TINY[..], &["--csv", csv.path(), "--json", json.path()]].concat());
    assert!(ran.status.success(), "{ran:?}");

    let run: Value = serde_json::from_str(&json.text()).unwrap();
    for field in ["cpu", "processors", "memory", "os", "arch", "rustc", "optimised"] {
        assert!(!run["machine"][field].is_null(), "{field}");
    }
    let figures = run["figures"].as_array().unwrap();
    // Two sizes; seven libraries with three operations each, but for hashbrown, which has no versions.
    assert_eq!(figures.len(), 2 * (7 * 3 - 1));

    let text = csv.text();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let titles = reader.headers().unwrap().clone();
    let lines: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(lines.len(), figures.len());
    for (line, figure) in lines.iter().zip(figures) {
        let column = |name: &str| &line[titles.iter().position(|title| title == name).unwrap()];
        for name in ["part", "operation", "entries", "library", "version", "unit"] {
            assert_eq!(column(name), figure[name].as_str().unwrap(), "{name}");
        }
        assert_eq!(column("size"), figure["size"].to_string());
        assert_eq!(column("apart"), "");
        // Text to number and back may cost the last bit.
        let medians = (column("median").parse::<f64>().unwrap(), figure["median"].as_f64().unwrap());
        assert!((medians.0 - medians.1).abs() <= 1e-12 * medians.1, "{medians:?}");
        assert_eq!(column("rounds"), figure["samples"].as_array().unwrap().len().to_string());
        assert_eq!(column("rustc"), run["machine"]["rustc"].as_str().unwrap());
        assert_eq!(column("optimised"), run["machine"]["optimised"].to_string());
        assert_eq!(column("unit") == "bytes", column("operation") == "bytes");
    }
}

#[test]
fn what_is_no_terminal_gets_80_columns_and_hears_how_long_it_will_take() {
    let ran = compare(&TINY);
    assert!(ran.status.success(), "{ran:?}");
    let (out, err) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    assert!(out.contains("rival") && out.contains("Goals: "), "{out}");
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    assert!(err.contains("maps of Rust: "), "{err}");
}

#[test]
fn a_file_that_cannot_be_written_is_told_before_anything_is_measured() {
    let ran = compare(&["--csv", "/no/such/folder/run.csv"]);
    assert!(!ran.status.success());
    assert!(ran.stdout.is_empty());
    let err = String::from_utf8(ran.stderr).unwrap();
    assert!(err.contains("cannot write /no/such/folder/run.csv") && !err.contains("maps of Rust"), "{err}");
}

#[test]
fn the_report_is_a_page_in_a_folder_that_is_made_for_it() {
    let place = Place::new("report");
    let folder = place.0.join("of/today");
    let ran = compare(&[&TINY[..], &["--report", folder.to_str().unwrap()]].concat());
    let page = std::fs::read_to_string(folder.join("index.html"));
    std::fs::remove_dir_all(&place.0).ok();
    assert!(ran.status.success(), "{ran:?}");
    let page = page.unwrap();
    for words in ["Wins and losses", "hit", "imbl (Arc)", "bytes: per entry", "</html>"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_library_that_cannot_be_loaded_is_told_before_anything_is_measured_and_costs_no_old_file() {
    let json = Place::new("old.json");
    std::fs::write(&json.0, "old").unwrap();
    let ran = compare(&["--libhamt", "/no/such/libhamt.so", "--json", json.path()]);
    assert!(!ran.status.success());
    assert!(ran.stdout.is_empty());
    assert_eq!(json.text(), "old");
}
