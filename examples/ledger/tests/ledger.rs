//! Transfers, versions, and a file that is read little by little.

use ledger::ledger::{Failure, Ledger, NoVersion, Policy};
use ledger::random;
use ledger::state::{Key, Refusal, State, Transfer};
use ledger::store::{Safety, Store, Trouble};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

const POLICY: Policy = Policy { actions: usize::MAX, age: Duration::MAX, versions: 3, safety: Safety::Program };

fn open(path: &Path) -> Ledger {
    Ledger::open(path, POLICY).unwrap()
}

fn on(token: u32, from: u32, to: u32, amount: i64) -> Transfer {
    Transfer { token, from, to, amount }
}

fn refusal(result: Result<(), Failure>) -> Refusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_committed_behind_is_in_the_file_when_it_has_settled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut ledger = Ledger::open(&path, POLICY).unwrap();
    while ledger.hydrate(10).unwrap() {}
    for round in 1..=20 {
        ledger.mint((1, round % 7), 5).unwrap();
        ledger.commit_behind().unwrap();
        // Made while the other thread writes; the next commit has it.
        ledger.mint((2, round), 1).unwrap();
    }
    assert_eq!(ledger.settle().unwrap(), 20);
    assert_eq!(ledger.version(20).unwrap().get((2, 20)), None);
    assert_eq!(ledger.commit().unwrap(), 21);
    let all = ledger.current().clone();
    assert_eq!((ledger.version(21).unwrap(), all.sum()), (&all, 120));
    assert!(matches!(ledger.version(1), Err(NoVersion::Kept(19, 21))));
    drop(ledger);
    assert_eq!(Store::open(&path, Safety::Program).unwrap().whole().unwrap(), all);
}

#[test]
fn a_commit_behind_that_fails_can_be_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open(&folder.path().join("a.db"), POLICY).unwrap();
    while ledger.hydrate(10).unwrap() {}
    ledger.mint((0, 0), 1).unwrap();
    ledger.commit().unwrap();
    let pages = ledger.store().pages().unwrap();
    ledger.store().limit_pages(pages + 3).unwrap();
    (0..10_000).for_each(|account| ledger.mint((1, account), 1).unwrap());
    ledger.commit_behind().unwrap();
    ledger.mint((2, 0), 1).unwrap();
    assert!(matches!(ledger.commit_behind(), Err(Trouble::Full)));
    assert_eq!((ledger.commits(), ledger.current().len()), (1, 10_002));
    ledger.store().limit_pages(1_000_000).unwrap();
    ledger.commit_behind().unwrap();
    assert_eq!(ledger.settle().unwrap(), 2);
    assert_eq!(ledger.store().get((1, 9_999)).unwrap(), Some(1));
    assert_eq!(ledger.store().get((2, 0)).unwrap(), Some(1));
}

#[test]
fn what_cannot_be_is_refused_and_nothing_of_it_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = open(&folder.path().join("a.db"));
    ledger.mint((1, 10), 100).unwrap();
    ledger.mint((1, 11), i64::MAX - 5).unwrap();
    let before = ledger.current().clone();
    let overdraft = Refusal::Overdraft { of: (1, 10), has: 60, wanted: 70 };
    assert_eq!(refusal(ledger.act(&[on(1, 10, 12, 40), on(1, 10, 13, 70)])), overdraft);
    assert_eq!(overdraft.to_string(), "account 10 has 60 of token 1, and 70 are wanted");
    assert_eq!(refusal(ledger.transfer(on(1, 99, 10, 1))), Refusal::NoAccount((1, 99)));
    assert_eq!(refusal(ledger.transfer(on(2, 10, 11, 1))), Refusal::NoAccount((2, 10)));
    assert_eq!(refusal(ledger.transfer(on(1, 10, 11, 0))), Refusal::NotPositive(0));
    assert_eq!(refusal(ledger.transfer(on(1, 10, 11, 6))), Refusal::TooMuch((1, 11)));
    assert_eq!(*ledger.current(), before);

    ledger.act(&[on(1, 10, 12, 100), on(1, 12, 12, 100), on(1, 12, 10, 1)]).unwrap();
    assert_eq!((ledger.balance(1, 10).unwrap(), ledger.balance(1, 12).unwrap()), (Some(1), Some(99)));
    ledger.transfer(on(1, 10, 12, 1)).unwrap();
    assert_eq!(ledger.balance(1, 10).unwrap(), None, "an empty account is closed");
}

#[test]
fn the_last_versions_can_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = open(&folder.path().join("a.db"));
    assert_eq!(ledger.version(0).unwrap_err(), NoVersion::Loading);
    assert!(!ledger.hydrate(10).unwrap());
    for amount in 1..=6 {
        ledger.mint((1, 1), amount).unwrap();
        assert_eq!(ledger.commit().unwrap(), amount as u64);
    }
    let of = |commit| ledger.version(commit).map(|state| state.get((1, 1)));
    assert_eq!([4, 5, 6].map(of), [Ok(Some(10)), Ok(Some(15)), Ok(Some(21))]);
    assert_eq!(of(3), Err(NoVersion::Kept(4, 6)));
}

#[test]
fn a_commit_comes_by_itself_after_so_many_actions_or_so_long() {
    let folder = tempfile::tempdir().unwrap();
    let policy = Policy { actions: 3, ..POLICY };
    let mut ledger = Ledger::open(&folder.path().join("a.db"), policy).unwrap();
    (0..7).for_each(|n| ledger.mint((1, n), 1).unwrap());
    assert_eq!(ledger.commits(), 2);
    drop(ledger);
    let policy = Policy { age: Duration::ZERO, ..POLICY };
    let mut ledger = Ledger::open(&folder.path().join("b.db"), policy).unwrap();
    ledger.mint((1, 1), 1).unwrap();
    assert_eq!(ledger.commits(), 1);
}

/// Against a plain map, with closings, reopenings, commits, and ledgers that have read some of their file only.
#[test]
fn a_ledger_that_is_not_read_to_its_end_is_like_one_that_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut random = fastrand::Rng::with_seed(3);
    let mut model: BTreeMap<Key, i64> = BTreeMap::new();
    let mut ledger = open(&path);
    let mut committed = model.clone();
    for step in 0..6000 {
        let (token, from, to) = (random.u32(..3), random.u32(..60), random.u32(..60));
        match random.u32(..100) {
            0..20 => {
                ledger.mint((token, from), 5).unwrap();
                *model.entry((token, from)).or_default() += 5;
            }
            20..80 => {
                let has = model.get(&(token, from)).copied().unwrap_or(0);
                let amount = if random.bool() { has.max(1) } else { 3 };
                let done = ledger.transfer(on(token, from, to, amount)).is_ok();
                assert_eq!(done, has >= amount, "{step}");
                if done && from != to {
                    *model.entry((token, to)).or_default() += amount;
                    model.insert((token, from), has - amount);
                    model.retain(|_, amount| *amount > 0);
                }
            }
            80..90 => _ = ledger.hydrate(7).unwrap(),
            90..97 => {
                ledger.commit().unwrap();
                committed = model.clone();
            }
            _ => {
                drop(ledger);
                ledger = open(&path);
                model = committed.clone();
            }
        }
        assert_eq!(ledger.balance(token, to).unwrap(), model.get(&(token, to)).copied(), "{step}");
    }
    while ledger.hydrate(7).unwrap() {}
    ledger.commit().unwrap();
    let mut expected = State::default();
    model.iter().for_each(|(key, amount)| expected.set(*key, *amount));
    assert_eq!(*ledger.current(), expected);
    drop(ledger);
    assert_eq!(Store::open(&path, Safety::Program).unwrap().whole().unwrap(), expected);
}

#[test]
fn a_full_disk_costs_nothing_but_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut ledger = open(&path);
    ledger.mint((0, 0), 1).unwrap();
    ledger.commit().unwrap();
    let pages = ledger.store().pages().unwrap();
    ledger.store().limit_pages(pages + 3).unwrap();
    for key in random::accounts(20_000, 4) {
        ledger.mint(key, 10).unwrap();
    }
    let all = ledger.current().clone();
    for _ in 0..2 {
        assert!(matches!(ledger.commit(), Err(Trouble::Full)));
        assert_eq!((ledger.commits(), ledger.current()), (1, &all));
    }
    ledger.store().limit_pages(1_000_000).unwrap();
    assert_eq!(ledger.commit().unwrap(), 2);
    drop(ledger);
    assert_eq!(Store::open(&path, Safety::Program).unwrap().whole().unwrap(), all);
}

#[test]
fn a_file_that_is_no_ledger_or_is_damaged_or_in_use_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let trouble = |path: &Path| Store::open(path, Safety::Program).unwrap_err().to_string();
    {
        let mut ledger = open(&path);
        random::accounts(5_000, 4).for_each(|key| ledger.mint(key, 10).unwrap());
        ledger.commit().unwrap();
        assert_eq!(trouble(&path), "another process has the ledger open; stop it first");
    }
    let mut bytes = std::fs::read(&path).unwrap();
    let damaged = folder.path().join("b.db");
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 200].fill(0xEE);
    std::fs::write(&damaged, &bytes).unwrap();
    let found = Store::open(&damaged, Safety::Program).and_then(|mut store| store.whole());
    assert!(matches!(found, Err(Trouble::Corrupt(_))), "{found:?}");

    let text = folder.path().join("c.db");
    std::fs::write(&text, "account,amount\n".repeat(100)).unwrap();
    assert!(trouble(&text).starts_with("the file is damaged or no database"));
    let foreign = folder.path().join("d.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE songs (name)").unwrap();
    assert!(trouble(&foreign).contains("not one of a ledger"));
    assert!(trouble(&folder.path().join("no/such/folder.db")).contains("cannot be written to"));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_to_is_said_to_be_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    drop(open(&path));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    if std::fs::OpenOptions::new().write(true).open(&path).is_ok() {
        println!("skipped: this user may write to anything");
        return;
    }
    assert!(matches!(Ledger::open(&path, POLICY), Err(Trouble::ReadOnly)));
}
