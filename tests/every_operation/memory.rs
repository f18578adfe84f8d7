//! No memory for the k-th allocation, for every operation that tells and every k: it has not happened, and nothing leaks.

#![allow(unsafe_code, reason = "implements the unsafe trait `Allocator` to count and to refuse")]

use crate::operation::{Act, Leaves, Operation};
use crate::panics::{Course, scenes};
use crate::tables;
use crate::world::{Given, Lays, Scene, Table, World};
use allocator_api2::alloc::{AllocError, Allocator, Global, Layout};
use hamtrie::layout::{Inline, Shared};
use hamtrie::testing::{crash, exclusive};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Refuses allocations when told to. For one test at a time.
#[derive(Debug)]
struct Meter {
    /// How many more allocations are granted.
    left: AtomicUsize,
    /// How many are refused then.
    refuses: AtomicUsize,
    live_bytes: AtomicUsize,
}

static METER: Meter =
    Meter { left: AtomicUsize::new(usize::MAX), refuses: AtomicUsize::new(0), live_bytes: AtomicUsize::new(0) };

type Metered = &'static Meter;

impl Given for Metered {
    fn given() -> Self {
        &METER
    }
}

/// Counts down. False if it was at zero.
fn take_one(count: &AtomicUsize) -> bool {
    count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}

// SAFETY: forwards to `Global`, or refuses.
unsafe impl Allocator for Meter {
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        if !take_one(&self.left) && take_one(&self.refuses) {
            return Err(AllocError);
        }
        self.live_bytes.fetch_add(layout.size(), Ordering::Relaxed);
        Global.allocate(layout)
    }

    unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
        self.live_bytes.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { Global.deallocate(block, layout) }
    }
}

/// Runs an operation and refuses some allocations after the first `k`. False if it did not come to that.
fn starve_once<L: Lays<Metered>>(
    operation: &Operation<Table<Metered, L>>,
    scene: Scene,
    course: &Course,
    (k, refused): (usize, usize),
) -> bool {
    let what = || format!("{}, {scene:?}, no memory for allocation {k}, {refused} in all", operation.names);
    let Act::Fallible(act) = operation.act else { unreachable!("all of them tell") };
    let mut world = World::<Table<Metered, L>>::new(scene);
    METER.refuses.store(refused, Ordering::Relaxed);
    METER.left.store(k, Ordering::Relaxed);
    let result = act(&mut world);
    METER.left.store(usize::MAX, Ordering::Relaxed);
    let starved = METER.refuses.swap(0, Ordering::Relaxed) != refused;
    world.check();
    let [is, others @ ..] = world.contents();
    assert_eq!(others, course.before[1..], "other versions are as they were: {}", what());
    match (result, operation.leaves) {
        // An operation can do without memory that is only for a better shape.
        (Ok(()), _) => assert_eq!(is, course.after, "{}", what()),
        (Err(_), Leaves::Between) => assert!(starved && course.allows(Leaves::Between, &is), "{}", what()),
        (Err(_), _) => {
            assert!(starved && is == course.before[0], "it has not happened: {}", what());
            assert!(world.made.is_empty(), "{}", what());
            assert!(act(&mut world).is_ok(), "there is memory again: {}", what());
            assert_eq!(world.contents()[0], course.after, "{}", what());
            world.check();
        }
    }
    drop(world);
    assert_eq!((crash::dropped_twice(), crash::forget_live()), (0, 0), "dropped twice, or leaked: {}", what());
    assert_eq!(METER.live_bytes.load(Ordering::Relaxed), 0, "memory leaked: {}", what());
    starved
}

fn starve_all<L: Lays<Metered>>() {
    exclusive(|| {
        let mut times = 0;
        let operations = tables::that_tell::<Metered, L>();
        for operation in &operations {
            let before = times;
            for scene in scenes() {
                let course = Course::of(operation, scene);
                for refused in [1, usize::MAX] {
                    times += (0..).take_while(|&k| starve_once(operation, scene, &course, (k, refused))).count();
                }
            }
            assert!(times > before, "{} needs no memory", operation.names);
        }
        eprintln!("no memory {times} times in {} operations", operations.len());
        assert!(times > 30 * scenes().count(), "only {times} times");
    });
}

#[test]
fn no_memory_in_tables_of_inline_entries() {
    starve_all::<Inline>();
}

#[test]
fn no_memory_in_tables_of_shared_entries() {
    starve_all::<Shared>();
}
