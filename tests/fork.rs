//! The child of `fork()` can use maps, whatever the other threads did at that moment, and so can a thread that forks in the
//! middle of the library.
//!
//! A program of its own: the test harness has threads and locks that a child has no use for. `HAMTRIE_FORKS=100000` makes
//! it take longer.

#![allow(unsafe_code, reason = "forks")]

#[cfg(all(unix, not(miri)))]
mod program {
    use hamtrie::layout::{Copies, Inline, Shared};
    use hamtrie::pool::{self, ChildrenPool};
    use hamtrie::{DefaultHashBuilder, HashMap};
    use std::alloc::{GlobalAlloc, Layout, System};
    use std::hash::{BuildHasher, Hash, Hasher};
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::thread;
    use std::time::{Duration, Instant};

    /// What a child that does nothing but a little arithmetic may take, by far.
    const PATIENCE: Duration = Duration::from_secs(10);

    /// Forks, and lets the child do something and end. Waits for it.
    ///
    /// # Panics
    /// In the parent, if the child does not end, or not well.
    fn in_child(what: impl FnOnce()) {
        // SAFETY: the child does nothing but `what`, which uses what the library and the allocator allow there.
        let child = unsafe { libc::fork() };
        assert!(child >= 0, "fork: {}", std::io::Error::last_os_error());
        if child == 0 {
            let well = std::panic::catch_unwind(std::panic::AssertUnwindSafe(what)).is_ok();
            // SAFETY: ends the process at once.
            unsafe { libc::_exit(if well { 0 } else { 1 }) };
        }
        let begin = Instant::now();
        loop {
            let mut status = 0;
            // SAFETY: `status` is a place for the result, and the child is not waited for elsewhere.
            match unsafe { libc::waitpid(child, &raw mut status, libc::WNOHANG) } {
                0 if begin.elapsed() < PATIENCE => thread::sleep(Duration::from_micros(50)),
                0 => {
                    // SAFETY: it is our child, and was not waited for yet.
                    unsafe { libc::kill(child, libc::SIGKILL) };
                    panic!("a child hangs");
                }
                ended => {
                    assert_eq!((ended, status), (child, 0), "a child has failed");
                    ENDED.fetch_add(1, Ordering::Relaxed);
                    return;
                }
            }
        }
    }

    /// How many children have ended well.
    static ENDED: AtomicUsize = AtomicUsize::new(0);

    /// Ends the program if no child has ended for a while: a parent can hang, too.
    fn watch() {
        thread::spawn(|| {
            let mut before = usize::MAX;
            loop {
                let now = ENDED.load(Ordering::Relaxed);
                if now == before {
                    eprintln!("the parent hangs");
                    std::process::abort();
                }
                before = now;
                thread::sleep(3 * PATIENCE);
            }
        });
    }

    type Map<L> = HashMap<u32, u32, DefaultHashBuilder, ChildrenPool, L>;

    fn base<L: Copies<(u32, u32)>>() -> Map<L> {
        let mut map = HashMap::with_layout_in(DefaultHashBuilder::new(), ChildrenPool);
        map.extend((0..500).map(|key| (key, key)));
        map
    }

    /// What a child does: changes what it shares with other threads, makes and drops maps of its own, and counts.
    fn use_maps<L: Copies<(u32, u32)>>(base: &Map<L>) {
        let mut own = base.clone();
        for key in 0..200 {
            own.insert(key, 7);
            drop(base.without(&key));
        }
        assert!(base.iter().all(|(key, value)| key == value));
        assert_eq!(own.values().filter(|&&value| value == 7).count(), 200);
        own.check();
        drop(own);
        let fresh: HashMap<u32, u32> = (0..2000).map(|key| (key, key)).collect();
        assert_eq!(fresh.len(), 2000);
        drop(fresh);
        pool::trim();
        assert!(pool::stats().live_bytes > 0);
    }

    /// Shares, drops, builds and trims until told to stop.
    fn be_busy<L: Copies<(u32, u32)>>(base: &Map<L>, stop: &Stop, seed: u32) {
        let mut round = seed;
        while !stop.told() {
            round += 1;
            let mut own = base.clone();
            for key in 0..50 {
                own = own.update(key * 7 % 500, round);
            }
            own.remove(&(round % 500));
            // More than magazines hold, so that they go to the depot and come from there.
            let large: HashMap<u32, u32> = (0..5000).map(|key| (key, round)).collect();
            drop(large);
            drop(own);
            if round % 4 == 0 {
                pool::trim();
            }
        }
    }

    /// Tells threads to stop, also if the one that forks panics.
    struct Stop(AtomicBool);

    impl Stop {
        fn told(&self) -> bool {
            self.0.load(Ordering::Relaxed)
        }
    }

    /// Dropped by the thread that forks.
    struct StopAtEnd<'s>(&'s Stop);

    impl Drop for StopAtEnd<'_> {
        fn drop(&mut self) {
            self.0.0.store(true, Ordering::Relaxed);
        }
    }

    /// One thread forks while four are in the middle of things.
    fn no_child_hangs_beside_busy_threads<L: Copies<(u32, u32)>>(forks: usize)
    where
        Map<L>: Sync,
    {
        let base = &base::<L>();
        let stop = &Stop(AtomicBool::new(false));
        thread::scope(|scope| {
            let _end = StopAtEnd(stop);
            for seed in 0..4 {
                scope.spawn(move || be_busy(base, stop, seed));
            }
            for _ in 0..forks {
                in_child(|| use_maps(base));
            }
        });
        base.check();
    }

    /// Two threads fork at once; each has to get all locks.
    fn two_threads_fork() {
        let base = &base::<Inline>();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| (0..50).for_each(|_| in_child(|| use_maps(base))));
            }
        });
    }

    /// Forks whenever it is hashed, cloned or dropped, while told to.
    #[derive(PartialEq, Eq)]
    struct Forking(u32);

    static TOLD: AtomicBool = AtomicBool::new(false);
    static TIMES: AtomicUsize = AtomicUsize::new(0);

    fn fork_if_told() {
        if TOLD.swap(false, Ordering::Relaxed) {
            let numbers = base::<Inline>();
            in_child(|| use_maps(&numbers));
            TIMES.fetch_add(1, Ordering::Relaxed);
            TOLD.store(true, Ordering::Relaxed);
        }
    }

    impl Hash for Forking {
        fn hash<H: Hasher>(&self, state: &mut H) {
            fork_if_told();
            self.0.hash(state);
        }
    }

    impl Clone for Forking {
        fn clone(&self) -> Self {
            fork_if_told();
            Forking(self.0)
        }
    }

    impl Drop for Forking {
        fn drop(&mut self) {
            fork_if_told();
        }
    }

    fn callbacks_may_fork() {
        let mut map: HashMap<Forking, Forking> = (0..40).map(|key| (Forking(key), Forking(key))).collect();
        let older = map.clone();
        TOLD.store(true, Ordering::Relaxed);
        map.insert(Forking(3), Forking(4));
        map.remove(&Forking(4));
        drop(older);
        let other = map.update(Forking(5), Forking(6));
        drop(map);
        TOLD.store(false, Ordering::Relaxed);
        drop(other);
        assert!(TIMES.load(Ordering::Relaxed) > 10);
    }

    /// The system's allocator, which forks when a slab comes or goes, while told to.
    struct ForkingAllocator;

    static ALLOCATOR_FORKS: AtomicBool = AtomicBool::new(false);
    static ALLOCATOR_FORKED: AtomicUsize = AtomicUsize::new(0);

    fn fork_for_large(layout: Layout) {
        // A slab, a local pool, or the list of slabs: the depot's lock is held for most of them.
        if layout.size() >= 64 && ALLOCATOR_FORKS.swap(false, Ordering::Relaxed) {
            // The depot is in the middle of something: nothing is to be done with maps here, by parent or child.
            in_child(|| {});
            ALLOCATOR_FORKED.fetch_add(1, Ordering::Relaxed);
            ALLOCATOR_FORKS.store(true, Ordering::Relaxed);
        }
    }

    // SAFETY: the system's allocator does it all.
    unsafe impl GlobalAlloc for ForkingAllocator {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            fork_for_large(layout);
            // SAFETY: the caller's.
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            fork_for_large(layout);
            // SAFETY: the caller's.
            unsafe { System.dealloc(block, layout) }
        }
    }

    #[global_allocator]
    static ALLOCATOR: ForkingAllocator = ForkingAllocator;

    fn an_allocator_may_fork_under_the_depots_lock() {
        thread::spawn(|| {
            ALLOCATOR_FORKS.store(true, Ordering::Relaxed);
            let map = base::<Shared>();
            drop(map);
            pool::trim();
            ALLOCATOR_FORKS.store(false, Ordering::Relaxed);
            // Whatever the lock was, it is free again.
            use_maps(&base::<Inline>());
            in_child(|| use_maps(&base::<Inline>()));
        })
        .join()
        .unwrap();
        assert!(ALLOCATOR_FORKED.load(Ordering::Relaxed) > 2);
    }

    /// A child's keys are its parent's, also if they are chosen while it is made.
    fn keys_are_whole() {
        let stop = &Stop(AtomicBool::new(false));
        thread::scope(|scope| {
            let _end = StopAtEnd(stop);
            scope.spawn(move || {
                while !stop.told() {
                    DefaultHashBuilder::new().hash_one(1);
                }
            });
            for _ in 0..20 {
                in_child(|| assert_eq!(DefaultHashBuilder::new().hash_one(1), DefaultHashBuilder::new().hash_one(1)));
            }
        });
    }

    pub(crate) fn run() {
        // Memory checkers make a fork a hundred times slower.
        let enough = if cfg!(any(pool_off, pool_asan, pool_vg)) { 100 } else { 2000 };
        let forks = std::env::var("HAMTRIE_FORKS").map_or(enough, |text| text.parse().expect("a number"));
        watch();
        keys_are_whole();
        callbacks_may_fork();
        an_allocator_may_fork_under_the_depots_lock();
        two_threads_fork();
        let begin = Instant::now();
        no_child_hangs_beside_busy_threads::<Inline>(forks / 2);
        no_child_hangs_beside_busy_threads::<Shared>(forks / 2);
        assert_eq!(pool::stats().live_bytes, 0, "{}", pool::stats());
        println!("fork: ok, {forks} children in {:.1} s", begin.elapsed().as_secs_f64());
    }
}

fn main() {
    #[cfg(all(unix, not(miri)))]
    program::run();
}
