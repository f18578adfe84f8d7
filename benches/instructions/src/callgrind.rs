//! Runs the cases under callgrind, a tool of [valgrind](https://valgrind.org) that counts instructions and simulates caches.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cases;

/// What callgrind counted of one case, for all of its operations.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) instructions: u64,
    /// Accesses that the first cache for data, and the last one, did not serve.
    pub(crate) d1_misses: u64,
    pub(crate) ll_misses: u64,
}

/// The caches that are simulated: bytes, ways, bytes of a line. Not those of this machine, or figures would differ.
const CACHES: [&str; 3] = ["--I1=32768,8,64", "--D1=32768,8,64", "--LL=1048576,16,64"];

/// Runs `program` with `arguments`, a run of all cases, and returns the name, the number of operations and the counts of each.
pub(crate) fn run(program: &Path, arguments: &[&OsStr]) -> io::Result<Vec<(String, u64, Counts)>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("out");
    // Its whole name: callgrind does not find it by a pattern.
    let measured = "hamtrie_instructions::cases::measured";
    let output = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind", "--cache-sim=yes", "--compress-strings=no", "--compress-pos=no"])
        .args(CACHES)
        .arg(format!("--toggle-collect={measured}"))
        .arg(format!("--dump-after={measured}"))
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(program)
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| io::Error::new(error.kind(), format!("valgrind cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(io::Error::other(format!("the cases failed under valgrind: {}", output.status)));
    }
    let lines = String::from_utf8_lossy(&output.stdout);
    let case = |(number, line): (usize, &str)| {
        let dump = std::fs::read_to_string(folder.path().join(format!("out.{number}")))?;
        let wrong = || io::Error::other(format!("not understood: {line}, dump {number}"));
        let (name, operations) = line.rsplit_once(',').ok_or_else(wrong)?;
        let operations = operations.parse().map_err(|_| wrong())?;
        Ok((name.to_owned(), operations, counts(&dump).ok_or_else(wrong)?))
    };
    (1..).zip(lines.lines()).map(case).collect()
}

/// The child's part: runs all cases, and prints what [`run`] reads.
pub(crate) fn run_cases() {
    for case in cases::all() {
        let operations = case.run();
        println!("{},{operations}", case.name);
    }
}

/// The totals of a dump.
fn counts(dump: &str) -> Option<Counts> {
    let after = |start| dump.lines().find_map(|line| line.strip_prefix(start));
    let (events, totals) = (after("events:")?, after("totals:").or_else(|| after("summary:"))?);
    let mut counts = Counts::default();
    for (event, total) in events.split_whitespace().zip(totals.split_whitespace()) {
        let total: u64 = total.parse().ok()?;
        match event {
            "Ir" => counts.instructions += total,
            "D1mr" | "D1mw" => counts.d1_misses += total,
            "DLmr" | "DLmw" => counts.ll_misses += total,
            _ => {}
        }
    }
    (counts.instructions > 0).then_some(counts)
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn the_totals_of_a_dump_are_read_by_the_names_of_their_columns() {
        let dump = "version: 1\nevents: Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw\n\ntotals: 90 7 6 5 40 4 3 2 1\n";
        let counts = counts(dump).unwrap();
        assert_eq!((counts.instructions, counts.d1_misses, counts.ll_misses), (90, 44, 3));
        assert!(super::counts("events: Ir\ntotals: 0\n").is_none(), "nothing was collected");
        assert!(super::counts("").is_none());
    }
}
