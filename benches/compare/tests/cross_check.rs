//! Every operation runs for every library and all agree; a library that is wrong in one operation is caught.

use hamtrie_compare::alloc::Counting;
use hamtrie_compare::keys::{Hasher, Integers, hasher};
use hamtrie_compare::libs::{Label, Map, Persistent, Role, roster};
use hamtrie_compare::measure::{Effort, compare};
use hamtrie_compare::ops::{FIGURES, TASKS};
use hamtrie_compare::plan::{KINDS, Plan, labels};
use hamtrie_compare::results::{Measured, tables};
use hamtrie_compare::subject::Contestant;
use indicatif::ProgressBar;
use std::time::Duration;

#[global_allocator]
static GLOBAL: Counting = Counting;

#[test]
fn every_library_yields_every_figure_that_it_can_and_all_agree() {
    let mut plan = Plan::brief();
    plan.maps = KINDS.iter().map(|kind| (kind, 50)).collect();
    plan.rounds = Some(2);
    plan.libs = Some(labels().iter().map(|label| label.id.to_owned()).collect());
    let bar = ProgressBar::hidden();
    let measured = plan.run(&bar).unwrap();
    assert_eq!(bar.position(), plan.steps() as u64);
    let tables = tables(&measured);
    assert_eq!(tables.len(), KINDS.len());
    let versions = ["insert", "replace", "remove", "chain", "bytes-version"];
    for table in tables {
        for label in labels() {
            for operation in FIGURES.iter().map(|info| info.operation) {
                let able = label.role != Role::Baseline || !versions.contains(&operation.id);
                let median = table.median("50", operation.id, label);
                assert_eq!(median.is_some(), able, "{} of {}", operation.id, label.id);
                assert!(median.is_none_or(|it| it >= 0.0 && it.is_finite()), "{} of {}", operation.id, label.id);
            }
        }
    }
}

#[test]
fn only_the_wanted_figures_and_libraries_are_measured() {
    let mut plan = Plan::brief();
    plan.maps.truncate(1);
    plan.rounds = Some(1);
    plan.figures.retain(|figure| figure.info().operation.id == "drop");
    plan.libs = Some(vec!["hashbrown".to_owned()]);
    let measured = plan.run(&ProgressBar::hidden()).unwrap();
    let what: Vec<_> = measured.iter().map(|one: &Measured| (one.label.id, one.operation.id)).collect();
    assert_eq!(what, [("hashbrown", "drop")]);
}

#[test]
fn layouts_are_there_on_request_and_only_the_one_that_is_not_chosen() {
    let mut plan = Plan::brief();
    plan.maps = KINDS.iter().map(|kind| (kind, 50)).collect();
    plan.rounds = Some(1);
    plan.figures.retain(|figure| figure.info().operation.id == "hit");
    let forced = |plan: &Plan| -> Vec<(&str, &str)> {
        let all = plan.run(&ProgressBar::hidden()).unwrap();
        all.iter().filter(|one| one.label.role == Role::Layout).map(|one| (one.keys, one.label.id)).collect()
    };
    assert!(forced(&plan).is_empty());
    plan.layouts = true;
    let others = [
        ("u64", "hamtrie-shared"),
        ("words", "hamtrie-inline"),
        ("u64-string", "hamtrie-inline"),
        ("u64-128b", "hamtrie-inline"),
        ("u64-arc", "hamtrie-inline"),
    ];
    assert_eq!(forced(&plan), others);
}

#[test]
fn a_right_newcomer_is_let_through() {
    assert_eq!(verdict::<NOTHING>(), Ok(()));
}

#[test]
fn a_lookup_that_misses_is_caught() {
    caught::<GET>("hit");
}

#[test]
fn an_insert_in_place_that_does_nothing_is_caught() {
    caught::<PUT>("hit");
}

#[test]
fn a_removal_in_place_that_does_nothing_is_caught() {
    caught::<TAKE>("remove-all");
}

#[test]
fn an_iterator_that_skips_an_entry_is_caught() {
    caught::<ENTRIES>("iterate");
}

#[test]
fn a_new_version_without_the_new_entry_is_caught() {
    caught::<WITH>("insert");
}

#[test]
fn a_new_version_that_still_has_the_removed_entry_is_caught() {
    caught::<WITHOUT>("remove");
}

fn caught<const FAULT: u8>(task: &str) {
    let message = verdict::<FAULT>().unwrap_err();
    assert!(message.contains(&format!("disagree on the results of `{task}`")), "{message}");
    assert!(message.contains("newcomer"), "{message}");
}

/// What the cross-check says about everybody and one more, who has a fault.
fn verdict<const FAULT: u8>() -> Result<(), String> {
    let label = Label { id: "newcomer", title: "newcomer", role: Role::ThreadSafe };
    let mut contestants = roster::<Integers>();
    contestants.push(Contestant::persistent::<Faulty<FAULT>>(label));
    let effort = Effort { rounds: 1, sample: Duration::ZERO, more: None };
    match compare(&contestants, 50, TASKS, effort, &ProgressBar::hidden()) {
        Ok(_) => Ok(()),
        Err(disagreement) => Err(disagreement.to_string()),
    }
}

const NOTHING: u8 = 0;
const GET: u8 = 1;
const PUT: u8 = 2;
const TAKE: u8 = 3;
const ENTRIES: u8 = 4;
const WITH: u8 = 5;
const WITHOUT: u8 = 6;

/// A good map with one bad operation, which fails for some keys only.
#[derive(Clone)]
struct Faulty<const FAULT: u8>(imbl::GenericHashMap<u64, u64, Hasher, archery::ArcK>);

fn unlucky(key: u64) -> bool {
    key.is_multiple_of(4)
}

impl<const FAULT: u8> Map<u64, u64> for Faulty<FAULT> {
    fn new() -> Self {
        Self(imbl::GenericHashMap::with_hasher(hasher()))
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, key: &u64) -> Option<&u64> {
        self.0.get(key).filter(|_| FAULT != GET || !unlucky(*key))
    }

    fn put(&mut self, key: u64, value: u64) {
        if FAULT != PUT || !unlucky(key) {
            self.0.insert(key, value);
        }
    }

    fn take(&mut self, key: &u64) -> bool {
        (FAULT != TAKE || !unlucky(*key)) && self.0.remove(key).is_some()
    }

    fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a u64, &'a u64)>
    where
        u64: 'a,
    {
        self.0.iter().skip(usize::from(FAULT == ENTRIES))
    }
}

impl<const FAULT: u8> Persistent<u64, u64> for Faulty<FAULT> {
    fn with(&self, key: u64, value: u64) -> Self {
        if FAULT == WITH && unlucky(key) { self.clone() } else { Self(self.0.update(key, value)) }
    }

    fn without(&self, key: &u64) -> Self {
        if FAULT == WITHOUT && unlucky(*key) { self.clone() } else { Self(self.0.without(key)) }
    }
}
