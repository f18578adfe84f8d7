//! Threads on versions of one map, for ThreadSanitizer: few steps, no test harness, no `std::thread`.
//!
//! The standard library is not built with the sanitizer here, so its threads, channels and locks look like races. This
//! program starts its threads with `pthread_create`, which the sanitizer knows, and uses nothing else to order them but
//! `pthread_join` and atomics. It runs as an ordinary test too.

#![allow(unsafe_code, reason = "starts threads with pthread_create")]

#[cfg(unix)]
#[path = "support/random.rs"]
mod random;

#[cfg(unix)]
mod program {
    use crate::random::Random;
    use hamtrie::HashMap;
    use hamtrie::layout::{Adopts, Copies, Inline, Shared};
    use hamtrie::map::Resolution;
    use hamtrie::pool::{self, ChildrenPool};
    use hamtrie::testing::Shape;
    use std::ffi::c_void;
    use std::ptr;
    use std::sync::atomic::{AtomicPtr, Ordering};

    type Map<L> = HashMap<u64, Box<u64>, Shape, ChildrenPool, L>;

    /// Runs closures on threads of their own until all have ended.
    fn together(bodies: &[&(dyn Fn() + Sync)]) {
        extern "C" fn start(body: *mut c_void) -> *mut c_void {
            // SAFETY: `together` passes a pointer to a closure, and waits for this thread before it returns.
            let body = unsafe { *body.cast::<&(dyn Fn() + Sync)>() };
            body();
            ptr::null_mut()
        }
        let threads: Vec<libc::pthread_t> = bodies
            .iter()
            .map(|body| {
                let mut thread = 0;
                let body = ptr::from_ref(body).cast_mut().cast();
                // SAFETY: `thread` is a place for the result, and the closure outlives the thread, which is joined below.
                let error = unsafe { libc::pthread_create(&raw mut thread, ptr::null(), start, body) };
                assert_eq!(error, 0, "pthread_create");
                thread
            })
            .collect();
        for thread in threads {
            // SAFETY: created above, and joined once.
            assert_eq!(unsafe { libc::pthread_join(thread, ptr::null_mut()) }, 0, "pthread_join");
        }
    }

    fn base<L: Copies<(u64, Box<u64>)>>(shape: Shape, keys: u64) -> Map<L> {
        let mut map = HashMap::with_layout_in(shape, ChildrenPool);
        for key in 0..keys {
            map.insert(key, Box::new(key));
        }
        map
    }

    /// Forks a base, changes and drops versions.
    fn churn<L: Copies<(u64, Box<u64>)> + Adopts<(u64, Box<u64>), ChildrenPool>>(
        base: &Map<L>,
        keys: u64,
        seed: u64,
        rounds: u64,
    ) {
        let mut random = Random(seed);
        let mut versions: Vec<Map<L>> = vec![base.clone()];
        for round in 0..rounds {
            let at = random.below(versions.len() as u64) as usize;
            let key = random.below(keys);
            let version = &mut versions[at];
            match random.below(13) {
                0 => {
                    let fork = version.clone();
                    versions.push(fork);
                }
                1 => versions.push(base.clone()),
                2 | 3 => {
                    let next = version.update(key, Box::new(key));
                    versions.push(next);
                }
                4 => {
                    let next = version.without(&key);
                    versions.push(next);
                }
                5 => drop(version.remove(&key)),
                6 => version.values_mut().take(5).for_each(|value| **value += 0),
                7 => version.retain_ref(|other, _| *other % keys != key),
                8 => {
                    let next = version.union(base);
                    assert!(base.is_submap(&next));
                    versions.push(next);
                }
                9 => {
                    let gone = version.diff(base).filter(|item| item.before().is_none()).count();
                    assert_eq!(base.len() - gone, version.intersection(base).len());
                }
                10 => {
                    let other = base.without(&key);
                    let next = Map::merge3(base, version, &other, |_| Resolution::Left);
                    assert!(next.len() <= version.len());
                    versions.push(next);
                }
                _ => drop(version.insert(key, Box::new(key))),
            }
            if versions.len() > 6 || round % 50 == 49 {
                let gone = random.below(versions.len() as u64) as usize;
                let version = versions.swap_remove(gone);
                assert!(version.iter().all(|(key, value)| *key == **value));
                if versions.is_empty() {
                    versions.push(base.clone());
                }
            }
        }
    }

    fn fork_one_base<L: Copies<(u64, Box<u64>)> + Adopts<(u64, Box<u64>), ChildrenPool>>(rounds: u64)
    where
        Map<L>: Sync,
    {
        for (shape, keys) in [(Shape::Mixed, 12), (Shape::Mixed, 120), (Shape::Equal, 40), (Shape::High(5), 60)] {
            let base = base::<L>(shape, keys);
            together(&[
                &|| churn(&base, keys, 1, rounds),
                &|| churn(&base, keys, 2, rounds),
                &|| churn(&base, keys, 3, rounds),
                &|| {
                    for _ in 0..rounds / 50 {
                        assert!((0..keys).all(|key| *base[&key] == key));
                        assert_eq!(base.iter().count() as u64, keys);
                    }
                },
            ]);
            base.check();
            HashMap::check_counts([&base]);
            assert_eq!(base.len() as u64, keys);
        }
    }

    /// Two threads hand versions to each other through one slot, so that nodes are freed by the thread that did not make
    /// them, and last owners vary.
    fn exchange<L: Copies<(u64, Box<u64>)>>(rounds: u64)
    where
        Map<L>: Send + Sync,
    {
        let base = base::<L>(Shape::Mixed, 100);
        let slot: AtomicPtr<Map<L>> = AtomicPtr::new(ptr::null_mut());
        let take = |new: *mut Map<L>| {
            let old = slot.swap(new, Ordering::AcqRel);
            // SAFETY: what is in the slot was made by `Box::into_raw`, and the swap gives it to one thread alone.
            (!old.is_null()).then(|| *unsafe { Box::from_raw(old) })
        };
        let body = |seed| {
            let mut random = Random(seed);
            let mut mine = base.clone();
            for _ in 0..rounds {
                let key = random.below(100);
                mine.insert(key, Box::new(key));
                if let Some(theirs) = take(Box::into_raw(Box::new(mine.clone()))) {
                    assert!(theirs.get(&key).is_none_or(|value| **value == key));
                    mine = theirs;
                }
                mine.remove(&random.below(100));
            }
        };
        together(&[&|| body(1), &|| body(2)]);
        drop(take(ptr::null_mut()));
        base.check();
        HashMap::check_counts([&base]);
    }

    pub(crate) fn run() {
        let rounds = std::env::var("HAMTRIE_ROUNDS").map_or(2000, |text| text.parse().expect("a number"));
        fork_one_base::<Inline>(rounds);
        fork_one_base::<Shared>(rounds);
        exchange::<Inline>(rounds);
        exchange::<Shared>(rounds);
        assert_eq!(pool::stats().live_bytes, 0, "{}", pool::stats());
        println!("threads_tsan: ok");
    }
}

fn main() {
    #[cfg(unix)]
    program::run();
}
