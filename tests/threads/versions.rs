//! Many threads on versions of the same maps: forking, changing, reading and dropping them at full speed.
//!
//! Runs a few seconds; `HAMTRIE_SECONDS=60` makes each test run a minute. The threads have no lock between them but the
//! slots through which they hand maps to each other. ThreadSanitizer gets `threads_tsan` instead, since it does not know the
//! test harness.

use crate::of::map_of;
use crate::random::Random;
use hamtrie::layout::{Copies, Inline, Shared};
use hamtrie::pool::{self, ChildrenPool};
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

type Map<L> = HashMap<u64, Box<u64>, Shape, ChildrenPool, L>;

/// How long a test runs.
fn duration() -> Duration {
    let seconds = std::env::var("HAMTRIE_SECONDS").map_or(2.0, |text| text.parse().expect("a number"));
    Duration::from_secs_f64(seconds)
}

fn base<L: Copies<(u64, Box<u64>)>>(shape: Shape, keys: u64) -> Map<L> {
    map_of(shape, (0..keys).map(|key| (key, Box::new(key))))
}

/// Sees that the values of a map are what `expected` says, for keys below `keys`.
fn assert_content<L: Copies<(u64, Box<u64>)>>(map: &Map<L>, keys: u64, expected: impl Fn(u64) -> Option<u64>) {
    for key in 0..keys {
        assert_eq!(map.get(&key).map(|value| **value), expected(key), "value of {key}");
    }
    assert_eq!(map.len(), (0..keys).filter(|&key| expected(key).is_some()).count());
    assert_eq!(map.iter().count(), map.len());
}

/// Forks the base, changes and drops versions until time is up, with a plain array as the model of the newest version.
fn churn<L: Copies<(u64, Box<u64>)>>(base: &Map<L>, keys: u64, seed: u64, until: Instant) -> u64 {
    let mut random = Random(seed);
    let mut rounds = 0;
    while Instant::now() < until {
        let mut map = base.clone();
        let mut model: Vec<Option<u64>> = (0..keys).map(Some).collect();
        let mut kept = Vec::new();
        for _ in 0..random.below(60) {
            let key = random.below(keys);
            let value = random.below(1 << 30);
            match random.below(8) {
                0 | 1 => {
                    map = map.update(key, Box::new(value));
                    model[key as usize] = Some(value);
                }
                2 | 3 => {
                    map.insert(key, Box::new(value));
                    model[key as usize] = Some(value);
                }
                4 => {
                    assert_eq!(map.remove(&key).map(|value| *value), model[key as usize].take());
                }
                5 => {
                    if let (Some(one), Some(other)) = (map.get_mut(&key), model[key as usize].as_mut()) {
                        (**one, *other) = (value, value);
                    }
                }
                6 => kept.push((map.clone(), model.clone())),
                _ => {
                    // Handles of the base and of versions go in any order.
                    drop(base.clone());
                    if !kept.is_empty() {
                        let at = random.below(kept.len() as u64) as usize;
                        let (map, model) = kept.swap_remove(at);
                        assert_content(&map, keys, |key| model[key as usize]);
                    }
                }
            }
        }
        assert_content(&map, keys, |key| model[key as usize]);
        if rounds % 16 == 0 {
            map.check();
        }
        rounds += 1;
    }
    rounds
}

fn fork_and_change<L: Copies<(u64, Box<u64>)> + Send + Sync>() {
    // The versions must be `Send` for this to compile.
    for (shape, keys) in [(Shape::Mixed, 40), (Shape::Mixed, 600), (Shape::Equal, 40), (Shape::High(6), 90)] {
        let base = base::<L>(shape, keys);
        let until = Instant::now() + duration() / 4;
        thread::scope(|scope| {
            for seed in 0..3 {
                let base = &base;
                scope.spawn(move || assert!(churn(base, keys, seed, until) > 0));
            }
            // And one that only reads.
            while Instant::now() < until {
                assert_content(&base, keys, Some);
            }
        });
        base.check();
        HashMap::check_counts([&base]);
        assert_content(&base, keys, Some);
    }
}

#[test]
fn threads_that_fork_one_base_do_not_see_each_other_inline() {
    exclusive(fork_and_change::<Inline>);
}

#[test]
fn threads_that_fork_one_base_do_not_see_each_other_shared() {
    exclusive(fork_and_change::<Shared>);
}

/// The hardest case for uniqueness: little work beside forking and dropping the same few nodes.
fn fork_and_drop<L: Copies<(u64, Box<u64>)> + Send + Sync>() {
    let keys = 200;
    let base = base::<L>(Shape::Mixed, keys);
    let until = Instant::now() + duration() / 2;
    thread::scope(|scope| {
        for seed in 1..=3 {
            let base = &base;
            scope.spawn(move || {
                let mut random = Random(seed);
                let mut version = base.clone();
                let mut rounds = 0_u64;
                while rounds % 64 != 0 || Instant::now() < until {
                    let key = random.below(keys);
                    let mine = keys + seed;
                    let next = version.update(mine, Box::new(rounds));
                    version = if rounds % 7 == 0 { base.clone() } else { next };
                    version.insert(key, Box::new(key));
                    version.insert(mine, Box::new(rounds));
                    assert_eq!(version.get(&mine), Some(&Box::new(rounds)));
                    assert_eq!(version.len() as u64, keys + 1);
                    rounds += 1;
                }
                version.check();
                assert!((0..keys).all(|key| *version[&key] == key));
            });
        }
    });
    base.check();
    HashMap::check_counts([&base]);
    assert_content(&base, keys, Some);
}

#[test]
fn a_version_is_never_taken_for_unique_by_two_threads() {
    exclusive(fork_and_drop::<Inline>);
    exclusive(fork_and_drop::<Shared>);
}

/// A slot holds the newest version; writers replace it, readers take handles, and whoever is last drops.
fn readers_beside_writers<L: Copies<(u64, Box<u64>)> + Send + Sync>() {
    const SUM: u64 = 64 * 1000;
    let first: Map<L> = map_of(Shape::Mixed, (0..64).map(|key| (key, Box::new(1000))));
    let newest = Mutex::new(first);
    let until = Instant::now() + duration() / 2;
    thread::scope(|scope| {
        for seed in 0..2 {
            let newest = &newest;
            scope.spawn(move || {
                let mut random = Random(seed);
                while Instant::now() < until {
                    // Moves an amount from one account to another: no version may show half of it.
                    let (from, to, amount) = (random.below(64), random.below(64), random.below(10));
                    let mut slot = newest.lock().unwrap();
                    let mut version = slot.clone();
                    if *version[&from] >= amount {
                        **version.get_mut(&from).unwrap() -= amount;
                        **version.entry(to).or_default() += amount;
                    }
                    let old = std::mem::replace(&mut *slot, version);
                    drop(slot);
                    drop(old); // beside the other threads
                }
            });
        }
        for _ in 0..2 {
            let newest = &newest;
            scope.spawn(move || {
                let mut reads = 0;
                while Instant::now() < until {
                    let version = newest.lock().unwrap().clone();
                    assert_eq!(version.values().map(|value| **value).sum::<u64>(), SUM);
                    assert_eq!((0..64).map(|key| *version[&key]).sum::<u64>(), SUM);
                    reads += 1;
                }
                assert!(reads > 0);
            });
        }
    });
    let last = newest.into_inner().unwrap();
    last.check();
    HashMap::check_counts([&last]);
}

#[test]
fn a_reader_sees_one_version_whatever_writers_do() {
    exclusive(readers_beside_writers::<Inline>);
    exclusive(readers_beside_writers::<Shared>);
}

fn built_here_dropped_there<L: Copies<(u64, Box<u64>)> + Send + Sync + 'static>() {
    let (to_drop, from_builders) = mpsc::sync_channel::<Map<L>>(8);
    let until = Instant::now() + duration() / 4;
    thread::scope(|scope| {
        for seed in 0..2 {
            let to_drop = to_drop.clone();
            scope.spawn(move || {
                let mut random = Random(seed);
                let mut map = base::<L>(Shape::Mixed, 300);
                while Instant::now() < until {
                    let key = random.below(300);
                    map.insert(key, Box::new(key));
                    // A clone, and now and then the last handle.
                    let sent = if random.below(10) == 0 {
                        std::mem::replace(&mut map, base::<L>(Shape::Mixed, 300))
                    } else {
                        map.clone()
                    };
                    to_drop.send(sent).unwrap();
                }
            });
        }
        drop(to_drop);
        scope.spawn(move || {
            for (count, map) in from_builders.into_iter().enumerate() {
                if count % 50 == 0 {
                    assert_content(&map, 300, Some);
                }
                match count % 3 {
                    0 => drop(map),
                    1 => assert_eq!(map.into_iter().filter(|(key, value)| *key == **value).count(), 300),
                    _ => thread::spawn(move || drop(map)).join().unwrap(),
                }
            }
        });
    });
}

#[test]
fn a_map_may_be_dropped_by_another_thread_than_built_it() {
    exclusive(built_here_dropped_there::<Inline>);
    exclusive(built_here_dropped_there::<Shared>);
}

#[test]
fn short_threads_leave_no_memory_behind() {
    exclusive(|| {
        let base: HashSet<u64> = (0..500).collect();
        let mut slabs = 0;
        for round in 0..300 {
            let sets: Vec<HashSet<u64>> = thread::scope(|scope| {
                let threads: Vec<_> = (0..3)
                    .map(|more| {
                        scope.spawn({
                            let base = &base;
                            move || base.update(1000 * round + more)
                        })
                    })
                    .collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert!(sets.iter().all(|set| set.len() == base.len() + usize::from(round > 0)));
            HashSet::check_counts(sets.iter().chain([&base]));
            if round == 100 {
                slabs = pool::stats().slab_bytes;
            }
        }
        assert!(pool::stats().slab_bytes <= slabs * 2, "threads inherit the pools of those before them");
    });
}

#[test]
fn trim_is_safe_while_others_work() {
    exclusive(|| {
        let base = base::<Shared>(Shape::Mixed, 300);
        let until = Instant::now() + duration() / 4;
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let (base, stop) = (&base, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    pool::trim();
                    assert!(pool::stats().slabs > 0 || cfg!(pool_off));
                }
            });
            churn(base, 300, 1, until);
            stop.store(true, Ordering::Relaxed);
        });
        assert_content(&base, 300, Some);
    });
}
