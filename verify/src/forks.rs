//! Threads that fork while others work: a fork takes all locks of the library, and gives them back in both processes.
//!
//! A modelled thread cannot fork. It does what the system does around a fork: it runs the handlers, one after the other, as the
//! thread of the parent and that of the child both do. What is explored is that no circle of waiting threads closes, whoever
//! comes first, with locks that were never taken before and layers that join meanwhile; and that what was taken is given back.

use crate::explore::{Model, names, sets};
use crate::quarantine::Quarantine;
use hamtrie::pool;
use hamtrie::{HashTable, layout::Shared, testing::model};
use std::sync::Arc;

/// What a thread does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    /// Forks.
    Fork,
    /// Forks where the handlers were registered twice.
    ForkTwice,
    /// Takes the lock of a chain: changes its version of a table.
    Change,
    /// Takes the depot.
    Trim,
}

const WORKS: [Work; 4] = [Work::Fork, Work::ForkTwice, Work::Change, Work::Trim];

type Table = HashTable<u64, Quarantine, Shared>;

fn change(mut table: Table) {
    table.put(1, |&key| key == 1, 1, |&key| key);
    assert_eq!(table.len(), 1);
}

fn execute(works: &[Work]) {
    let works = works.to_vec();
    let alloc = Quarantine::default();
    let mut table = Table::new_in(alloc.clone());
    table.insert_unique(1, 1, |&key| key);
    let run = |work: Work, table: Table| match work {
        Work::Fork => {
            drop(table);
            model::before_fork();
            model::after_fork();
        }
        Work::ForkTwice => {
            drop(table);
            model::before_fork();
            model::before_fork();
            model::after_fork();
            model::after_fork();
        }
        Work::Change => change(table),
        Work::Trim => {
            drop(table);
            pool::trim();
        }
    };
    let threads: Vec<_> = works
        .into_iter()
        .map(|work| {
            let table = table.clone();
            loom::thread::spawn(move || {
                run(work, table);
                model::end_thread();
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    // All locks are free.
    change(table.clone());
    drop(table);
    assert_eq!(alloc.live(), 0);
    assert!(pool::shutdown(), "the pool could not give all back");
    model::end_thread();
}

/// Every set of so many works with a fork among them, order aside.
pub(crate) fn models(threads: usize) -> Vec<Model> {
    let forks = |works: &Vec<Work>| works[0] <= Work::ForkTwice;
    let of = |works: Vec<Work>| {
        let name = format!("fork: {}", names(&works));
        Model { name, threads, run: Arc::new(move || execute(&works)) }
    };
    sets(&WORKS, threads).into_iter().filter(forks).map(of).collect()
}
