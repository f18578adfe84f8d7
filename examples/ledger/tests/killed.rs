//! A process that is killed at any moment.

use ledger::random;
use ledger::state::State;
use ledger::store::{Safety, Store};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const EVERY: u64 = 16;
const ACCOUNTS: u32 = 200;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ledger"))
}

/// Starts it, kills it after a while, and returns the last commit that it said was done.
fn killed(file: &Path, after: Duration) -> u64 {
    let every = EVERY.to_string();
    let mut child = program()
        .args(["work", "--commits", "1000000000", "--every", &every, "--accounts", &ACCOUNTS.to_string()])
        .arg(file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        BufReader::new(output).lines().map_while(Result::ok).filter_map(|line| line.parse().ok()).last()
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap().unwrap_or(0)
}

#[test]
fn the_file_has_a_state_that_was_and_no_commit_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.db");
    let mut random = fastrand::Rng::new();
    println!("seed {}", random.get_seed());
    let mut expected = State::default();
    random::accounts(ACCOUNTS, 4).for_each(|key| expected.set(key, random::BEGINNING));
    let sum = expected.sum();
    let (mut known, mut kills_in_commits) = (1, 0);
    for kill in 0..50 {
        let acknowledged = killed(&file, Duration::from_micros(random.u64(5_000..60_000)));
        let mut store = Store::open(&file, Safety::Power).unwrap();
        let state = store.whole().unwrap();
        let commits = store.commits();
        drop(store);
        assert!(
            commits >= acknowledged,
            "kill {kill}: commit {acknowledged} was acknowledged, and there are {commits}"
        );
        kills_in_commits += u64::from(commits > acknowledged);
        if commits == 0 {
            assert!(state.is_empty());
            continue;
        }
        assert_eq!(state.sum(), sum);
        while known < commits {
            for number in (known - 1) * EVERY..known * EVERY {
                let mut next = expected.clone();
                if next.transfer(random::transfer(7, number, ACCOUNTS, 4)).is_ok() {
                    expected = next;
                }
            }
            known += 1;
        }
        assert_eq!(
            state, expected,
            "kill {kill}: the file has another state than the ledger had after {commits} commits"
        );
    }
    assert!(known > 50, "{known} commits are too few to mean anything");
    println!("{known} commits; {kills_in_commits} kills between a commit and its acknowledgement");
    let output = program().arg("check").arg(&file).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains(&format!("sum {sum}")));
}

#[test]
fn mistakes_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    let missing = program().arg("check").arg(folder.path().join("a.db")).output().unwrap();
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("there is no such file"));
    assert_eq!(program().args(["work", "x", "--every", "0"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn the_comparison_runs() {
    let folder = tempfile::tempdir().unwrap();
    let output = program().arg("--quick").arg("--report").arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let table = std::fs::read_to_string(folder.path().join("table.md")).unwrap();
    assert!(table.contains("hamtrie, diff") && table.contains("first transfer within 100 ms"), "{table}");
    assert!(folder.path().join("chart.svg").is_file());
}
