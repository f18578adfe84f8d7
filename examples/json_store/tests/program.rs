//! The program as its user sees it.

use std::fs;
use std::process::{Command, Output};

fn run(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_json_store")).current_dir(folder).args(arguments).output().unwrap()
}

fn printed(folder: &tempfile::TempDir, arguments: &[&str]) -> serde_json::Value {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn files(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
    folder
}

#[test]
fn commands() {
    let folder = files(&[
        ("old.json", "{\"a\":[1,2],\"b\":1}"),
        ("new.json", "{\"a\":[1,3],\"b\":1}"),
        ("lines.ndjson", "{\"a\":1}\n{\"a\":2}\n"),
        ("merge.json", "{\"b\":null}"),
    ]);
    assert_eq!(printed(&folder, &["get", "old.json", "/a/1"]), 2);
    assert_eq!(printed(&folder, &["get", "lines.ndjson", "/1/a"]), 2);
    assert_eq!(printed(&folder, &["set", "old.json", "/a/-", "{\"x\":1}"])["a"][2]["x"], 1);
    assert_eq!(printed(&folder, &["remove", "old.json", "/a"]), serde_json::json!({"b": 1}));
    let patch = printed(&folder, &["diff", "old.json", "new.json"]);
    assert_eq!(patch, serde_json::json!([{"op": "replace", "path": "/a/1", "value": 3}]));
    fs::write(folder.path().join("patch.json"), patch.to_string()).unwrap();
    assert_eq!(printed(&folder, &["patch", "old.json", "patch.json"])["a"][1], 3);
    assert_eq!(printed(&folder, &["patch", "old.json", "merge.json"]), serde_json::json!({"a": [1, 2]}));
    assert_eq!(printed(&folder, &["merge", "old.json", "new.json", "old.json"])["a"][1], 3);
    fs::write(folder.path().join("other.json"), "{\"a\":7}").unwrap();
    let merge = run(&folder, &["merge", "old.json", "new.json", "other.json"]);
    assert_eq!(merge.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&merge.stderr).contains("both sides changed \"/a\""));
}

#[test]
fn mistakes_are_explained() {
    let folder = files(&[("bad.json", "{\n\"a\":}"), ("good.json", "[1]"), ("text.json", "[\"\u{FFFD}\"]")]);
    for (arguments, status, message) in [
        (&["get", "none.json", "/a"][..], 1, "none.json"),
        (&["get", "bad.json", "/a"], 1, "bad.json: line 2, column 5"),
        (&["get", "good.json", "/1"], 1, "there is nothing at \"/1\""),
        (&["get", "good.json", "1"], 2, "a pointer is empty or begins with a slash"),
        (&["set", "good.json", "/0", "x"], 1, "the value: line 1"),
        (&["patch", "good.json", "good.json"], 1, "operation 0 of the patch"),
        (&["--rounds"], 2, "--rounds"),
        (&["none.json"], 1, "none.json"),
    ] {
        let output = run(&folder, arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {error}");
        assert!(error.contains(message), "{arguments:?}: {error}");
    }
}

#[test]
fn a_quick_comparison_of_own_files_fits_a_terminal() {
    let folder = files(&[("lines.ndjson", "{\"a\":1}\n{\"a\":2}\n"), ("one.json", "[1,2.5,\"x\"]")]);
    let output = run(&folder, &["--quick", "--report", "report", "lines.ndjson", "one.json"]);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("lines.ndjson") && text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(folder.path().join("report/table.md").is_file() && folder.path().join("report/chart.svg").is_file());
}
