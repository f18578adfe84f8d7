//! Versions of a map whose values cannot be cloned: open files.
//!
//! The lesson: a `SharedMap` takes values of any type. Every version of the table of open files shows the files
//! that were open then, and each file is closed when the last version that has it goes.
//!
//! ```text
//! cargo run --example open_files
//! ```

use hamtrie::map::SharedMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};

const USAGE: &str = "\
usage: open_files

Keeps versions of a table of open files, and shows which are open in each. Takes no arguments;
its three files are in a new folder below the one for temporary files, which goes at the end.
";

fn main() -> io::Result<()> {
    if let Some(argument) = std::env::args_os().nth(1) {
        if argument == "--help" || argument == "-h" {
            print!("{USAGE}");
            return Ok(());
        }
        eprint!("open_files: what is {}?\n\n{USAGE}", argument.to_string_lossy());
        std::process::exit(2);
    }
    let folder = std::env::temp_dir().join(format!("hamtrie-open-files-{}", std::process::id()));
    fs::create_dir(&folder)?;
    let result = keep_files_open(&folder);
    fs::remove_dir_all(&folder)?;
    result
}

fn keep_files_open(folder: &std::path::Path) -> io::Result<()> {
    let mut open: SharedMap<String, File> = SharedMap::default();
    let mut versions = Vec::new();
    for name in ["log", "index", "data"] {
        let mut file = File::options().read(true).write(true).create_new(true).open(folder.join(name))?;
        writeln!(file, "this is {name}")?;
        versions.push(open.clone());
        open = open.update(name.to_owned(), file);
    }
    versions.push(open.without("log"));

    for (number, version) in versions.iter().chain([&open]).enumerate() {
        let mut names: Vec<_> = version.keys().map(String::as_str).collect();
        names.sort_unstable();
        println!("version {number}: {} open: {}", names.len(), names.join(", "));
    }

    // The log is closed in one version and open in the others: it can still be read there.
    let mut text = String::new();
    let mut log = &open["log"];
    io::Seek::rewind(&mut log)?;
    log.read_to_string(&mut text)?;
    print!("the log says: {text}");
    Ok(())
}
