//! What the compiler says of the most common mistakes, and what it says nothing about.
//!
//! Each file of `tests/messages` is a program with a mistake. Its lines that begin with `//~` are in the messages that a user
//! sees, in any order; those with an error code are the codes. Phrases of ours stay the same from compiler to compiler. Of
//! the compiler's own words only such are looked for that have been the same since the oldest one that we support, whether it
//! names things by their paths or not. `HAMTRIE_SHOW=1` prints the messages. A program with a line `//@ rayon` is about what
//! that feature has.
//!
//! `tests/laws/borrows.rs` is checked beside them, in two editions, and has no mistakes.
//!
//! All is one package that is made here and checked without the network, with the dependencies of our lock file.

#![cfg(not(miri))]

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Why there is nothing to be learned from this build.
fn skipped() -> Option<&'static str> {
    let flags = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"].map(|name| env::var(name).unwrap_or_default()).concat();
    if flags.contains("sanitizer") || flags.contains("pool_") {
        return Some("a build for a memory checker: messages are the same in all builds");
    }
    if env::var_os("CARGO").is_none() || !Path::new(ROOT).join("Cargo.lock").is_file() {
        return Some("needs cargo and the lock file");
    }
    None
}

/// A package for the compiler to look at.
struct Package(PathBuf);

impl Package {
    /// An empty one.
    fn new(name: &str, edition: &str) -> Package {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(root.join("src"));
        fs::create_dir_all(root.join("src/bin")).unwrap();
        let (feature, rayon) =
            if cfg!(feature = "rayon") { (", features = [\"rayon\"]", "rayon = \"1\"\n") } else { ("", "") };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n[workspace]\n\
             [dependencies]\nhamtrie = {{ path = {ROOT:?}{feature} }}\n{rayon}"
        );
        fs::write(root.join("Cargo.toml"), manifest).unwrap();
        fs::copy(Path::new(ROOT).join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
        Package(root)
    }

    fn add(&self, file: &str, text: &str) {
        fs::write(self.0.join("src/bin").join(file), text).unwrap();
    }

    /// The messages about each program.
    fn check(&self) -> BTreeMap<String, String> {
        let Output { stdout, stderr, .. } = Command::new(env::var_os("CARGO").unwrap())
            .args(["check", "--offline", "--quiet", "--keep-going", "--bins", "--message-format=json", "--target-dir"])
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("messages-target"))
            .current_dir(&self.0)
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_TARGET")
            .output()
            .unwrap();
        let stdout = String::from_utf8(stdout).unwrap();
        let lines: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let reason = |line: &Value, reason| line["reason"] == reason;
        let finished = lines.iter().any(|line| reason(line, "build-finished"));
        assert!(finished, "cargo check did not get so far:\n{}", String::from_utf8_lossy(&stderr));
        let mut messages = BTreeMap::<String, String>::new();
        for line in lines.iter().filter(|line| reason(line, "compiler-message")) {
            let name = line["target"]["name"].as_str().unwrap().to_string();
            if line["message"]["level"] == "error" {
                *messages.entry(name).or_default() += line["message"]["rendered"].as_str().unwrap();
            }
        }
        messages
    }
}

/// A text without the paths of what it names.
fn without_paths(text: &str) -> String {
    let is_name = |char: char| char.is_alphanumeric() || char == '_';
    let pieces: Vec<&str> = text.split("::").collect();
    let (last, others) = pieces.split_last().unwrap();
    others.iter().map(|piece| piece.trim_end_matches(is_name)).chain([*last]).collect()
}

#[test]
fn a_phrase_is_found_however_things_are_named() {
    assert_eq!(without_paths("the trait bound `Point: std::hash::Hash` is"), "the trait bound `Point: Hash` is");
    assert_eq!(without_paths("`m::HashMap<i32, m::K>`"), "`HashMap<i32, K>`");
    assert_eq!(without_paths("no paths"), "no paths");
}

#[test]
fn messages_about_common_mistakes_name_what_to_do() {
    if let Some(why) = skipped() {
        println!("skipped: {why}");
        return;
    }
    let package = Package::new("hamtrie-messages", "2024");
    let mut wanted = BTreeMap::new();
    for file in fs::read_dir(Path::new(ROOT).join("tests/messages")).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        if text.contains("//@ rayon") && !cfg!(feature = "rayon") {
            continue;
        }
        package.add(path.file_name().unwrap().to_str().unwrap(), &text);
        wanted.insert(path.file_stem().unwrap().to_str().unwrap().to_string(), text);
    }
    assert!(wanted.len() >= 10);
    let messages = package.check();
    let mut missing = String::new();
    for (name, text) in &wanted {
        let said = messages.get(name).map_or("", String::as_str);
        if env::var_os("HAMTRIE_SHOW").is_some() {
            println!("==== {name}\n{said}");
        }
        let bare = without_paths(said);
        for phrase in text.lines().filter_map(|line| line.strip_prefix("//~ ")) {
            if !said.contains(phrase) && !bare.contains(phrase) {
                missing += &format!("==== {name}: no \"{phrase}\" in\n{said}\n");
            }
        }
    }
    assert!(missing.is_empty(), "{missing}");
    assert_eq!(messages.len(), wanted.len(), "programs with errors, and all");
}

#[test]
fn borrows_end_as_early_in_older_editions() {
    if let Some(why) = skipped() {
        println!("skipped: {why}");
        return;
    }
    let text = fs::read_to_string(Path::new(ROOT).join("tests/laws/borrows.rs")).unwrap();
    for edition in ["2021", "2024"] {
        let package = Package::new(&format!("hamtrie-borrows-{edition}"), edition);
        package.add("borrows.rs", &format!("{text}\nfn main() {{}}\n"));
        assert_eq!(package.check(), BTreeMap::new(), "edition {edition}");
    }
}
