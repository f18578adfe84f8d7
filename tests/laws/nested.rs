//! Maps in maps in maps, dropped in constant stack: to a depth of a million, in threads with a small stack.

use hamtrie::layout::{Auto, Inline, Layout, Nested, Shared};
use hamtrie::map::NestedMap;
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::{Shape, exclusive};
use hamtrie::{DefaultHashBuilder, HashMap, HashSet, HashTable};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::thread;

/// Levels: fewer where each takes long.
const DEEP: u64 = if cfg!(miri) { 500 } else { 1_000_000 };

/// Runs in a thread that has little stack.
fn with_little_stack(run: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(256 << 10).spawn_scoped(scope, run);
        thread.expect("a thread").join().expect("no panic");
    });
}

macro_rules! nests {
    ($name:ident, $layout:ty, $around:ty, |$inner:ident| $wrap:expr) => {
        #[derive(Clone, Default)]
        struct $name {
            map: HashMap<u64, $around, DefaultHashBuilder, ChildrenPool, $layout>,
        }

        impl $name {
            fn deep(levels: u64, others: u64) -> $name {
                let mut deep = $name::default();
                for level in 0..levels {
                    let $inner = deep;
                    deep = $name::default();
                    deep.map.put(level, $wrap);
                    (0..others).for_each(|other| _ = deep.map.put(levels + other, Default::default()));
                }
                deep
            }
        }
    };
}

nests!(Plain, Nested, Plain, |inner| inner);
nests!(InCells, Nested<Shared>, InCells, |inner| inner);
nests!(InLeaves, Nested<Inline>, InLeaves, |inner| inner);
nests!(Optional, Nested, Option<Optional>, |inner| Some(inner));
nests!(Boxed, Nested<Inline>, Option<Box<Boxed>>, |inner| Some(Box::new(inner)));
nests!(Listed, Nested, Vec<Listed>, |inner| vec![inner, Listed::default()]);
nests!(Counted, Nested, Option<Rc<Counted>>, |inner| Some(Rc::new(inner)));
nests!(Outer, Nested<Inline>, Inner, |inner| Inner(HashMap::default().update(1, inner)));

/// The other half of a nest of two layouts.
#[derive(Clone, Default)]
struct Inner(
    #[expect(dead_code, reason = "dropped")] HashMap<u64, Outer, DefaultHashBuilder, ChildrenPool, Nested<Shared>>,
);

/// With the default layout, which cannot know that entries borrow nothing.
#[cfg(all(feature = "stacker", not(miri)))]
#[test]
fn other_maps_are_dropped_on_a_stack_that_grows() {
    nests!(Usual, Auto, Option<Box<Usual>>, |inner| Some(Box::new(inner)));
    exclusive(|| with_little_stack(|| drop(Usual::deep(200_000, 0))));
}

#[test]
fn a_million_levels_are_dropped_in_little_stack() {
    exclusive(|| with_little_stack(|| drop(Plain::deep(DEEP, 0))));
}

#[test]
fn so_are_those_of_both_layouts_and_with_other_things_between() {
    exclusive(|| {
        with_little_stack(|| {
            drop(InCells::deep(DEEP / 4, 0));
            drop(InLeaves::deep(DEEP / 4, 0));
            drop(Optional::deep(DEEP / 4, 0));
            drop(Boxed::deep(DEEP / 4, 0));
            drop(Listed::deep(DEEP / 4, 0));
            drop(Counted::deep(DEEP / 4, 0));
            drop(Outer::deep(DEEP / 4, 0));
        });
    });
}

#[test]
fn maps_of_all_kinds_of_nodes_wait() {
    exclusive(|| {
        with_little_stack(|| {
            [3, 17, 60, 300].into_iter().for_each(|others| drop(Plain::deep(DEEP / 100 / others, others)));
        });
        // In collision nodes.
        struct Equal(HashMap<u64, Equal, Shape, ChildrenPool, Nested<Shared>>);
        with_little_stack(|| {
            let mut deep = Equal(HashMap::with_layout_in(Shape::Equal, ChildrenPool));
            for level in 0..DEEP / 100 {
                let mut map = HashMap::with_layout_in(Shape::Equal, ChildrenPool);
                (0..20).for_each(|key| _ = map.put(key, Equal(HashMap::with_layout_in(Shape::Equal, ChildrenPool))));
                map.put(level % 20, deep);
                deep = Equal(map);
            }
            drop(deep.0);
        });
    });
}

#[test]
fn what_other_versions_hold_stays() {
    exclusive(|| {
        with_little_stack(|| {
            let lower = Plain::deep(DEEP / 2, 2);
            let mut upper = lower.clone();
            for level in 0..DEEP / 2 {
                let mut around = Plain::default();
                around.map.put(level, upper);
                upper = around;
            }
            let version = upper.map.clone();
            drop(upper);
            assert_eq!(version.len(), 1);
            drop(version);
            lower.map.check();
            let mut levels = 0;
            let mut map = &lower.map;
            while let Some((_, inner)) = map.iter().find(|(key, _)| **key < DEEP / 2) {
                map = &inner.map;
                levels += 1;
            }
            assert_eq!(levels, DEEP / 2);
        });
    });
}

#[test]
fn other_operations_drop_deep_maps_too() {
    exclusive(|| {
        with_little_stack(|| {
            let levels = DEEP / 20;
            let map =
                || NestedMap::<u64, Plain>::default().update(1, Plain::deep(levels, 0)).update(2, Plain::default());
            map().clear();
            map().discard(&1);
            drop(map().remove(&1));
            map().retain_ref(|key, _| *key == 2);
            drop(map().insert(1, Plain::default()));
            drop(map().into_iter());
            assert_eq!(map().into_values().count(), 2);
            let (one, other) = (map(), map());
            drop((one.union(&other), one.without(&1)));
            drop(one);
            drop(other);
        });
    });
}

#[test]
fn sets_and_tables_wait_too() {
    exclusive(|| {
        with_little_stack(|| {
            struct Table(HashTable<Table, ChildrenPool, Nested<Shared>>);
            let mut deep = Table(HashTable::default());
            for level in 0..DEEP / 4 {
                let mut around = HashTable::default();
                around.insert_unique(level, deep, |_| unreachable!("one entry"));
                deep = Table(around);
            }
            drop(deep.0);
            #[derive(Clone)]
            struct Set(HashSet<Set, DefaultHashBuilder, ChildrenPool, Nested>);
            impl PartialEq for Set {
                fn eq(&self, other: &Set) -> bool {
                    self.0.len() == other.0.len()
                }
            }
            impl Eq for Set {}
            impl std::hash::Hash for Set {
                fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                    self.0.len().hash(state);
                }
            }
            let mut deep = Set(HashSet::default());
            for _ in 0..DEEP / 4 {
                let mut around = HashSet::default();
                around.insert(deep);
                deep = Set(around);
            }
            drop(deep.0);
        });
    });
}

thread_local! {
    static DROPPED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
    static FUSE: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// Notes its drop, and panics when its number comes.
struct Noted {
    number: u64,
    inner: HashMap<u64, Noted, DefaultHashBuilder, ChildrenPool, Nested<Shared>>,
}

impl Drop for Noted {
    fn drop(&mut self) {
        // What is inside is there, as in any drop.
        assert!(self.inner.len() <= 2 && self.inner.values().all(|inner| inner.number < 1 << 32));
        DROPPED.with(|dropped| dropped.borrow_mut().push(self.number));
        if FUSE.get() == self.number {
            panic!("drop of {}", self.number);
        }
    }
}

fn noted(levels: u64) -> Noted {
    (1..=levels).fold(Noted { number: 0, inner: HashMap::default() }, |inner, number| {
        let mut around = HashMap::default();
        around.put(number, inner);
        around.put(levels + number, Noted { number: levels + number, inner: HashMap::default() });
        Noted { number, inner: around }
    })
}

#[test]
fn each_entry_is_dropped_once_after_what_is_around_it() {
    exclusive(|| {
        with_little_stack(|| {
            drop(noted(DEEP / 10));
            let mut dropped = DROPPED.take();
            let positions = |dropped: &[u64]| dropped.iter().copied().filter(|number| *number <= DEEP / 10).collect();
            let spine: Vec<u64> = positions(&dropped);
            assert!(spine.is_sorted_by(|one, other| one > other), "from the outside to the inside");
            dropped.sort_unstable();
            assert!(dropped.into_iter().eq(0..=DEEP / 5));
        });
    });
}

#[test]
fn a_panic_goes_on_when_all_else_is_dropped() {
    exclusive(|| {
        let levels = DEEP / 10;
        for number in [levels, levels - 1, levels / 2, 1, 0, 2 * levels, levels + 1] {
            with_little_stack(|| {
                let hook = std::panic::take_hook();
                std::panic::set_hook(Box::new(|_| {}));
                let deep = noted(levels);
                FUSE.set(number);
                let panic = catch_unwind(AssertUnwindSafe(|| drop(deep))).expect_err("it panics");
                std::panic::set_hook(hook);
                assert_eq!(panic.downcast_ref::<String>(), Some(&format!("drop of {number}")));
                let mut dropped = DROPPED.take();
                dropped.sort_unstable();
                assert!(dropped.into_iter().eq(0..=2 * levels));
                // And the thread goes on as before.
                FUSE.set(u64::MAX);
                drop(noted(levels));
                assert_eq!(DROPPED.take().len() as u64, 2 * levels + 1);
            });
        }
    });
}

#[test]
fn maps_that_live_in_a_drop_are_dropped_with_the_outermost_one() {
    /// Makes and drops maps while it is dropped.
    struct Busy(NestedMap<u64, Rc<()>>, Rc<()>);
    impl Drop for Busy {
        fn drop(&mut self) {
            let mut map = std::mem::take(&mut self.0);
            map.insert(1, self.1.clone());
            let version = map.update(2, self.1.clone());
            drop(map);
            version.check();
            assert_eq!(version.len(), 2);
        }
    }
    exclusive(|| {
        let count = Rc::new(());
        let mut map: HashMap<u64, Busy, DefaultHashBuilder, ChildrenPool, Nested<Shared>> = HashMap::default();
        (0..100).for_each(|key| _ = map.put(key, Busy(NestedMap::default(), count.clone())));
        assert_eq!(Rc::strong_count(&count), 101);
        drop(map);
        assert_eq!(Rc::strong_count(&count), 1);
    });
}

#[test]
fn deep_maps_are_dropped_by_an_ending_thread() {
    thread_local! {
        static DEEPEST: RefCell<Plain> = RefCell::default();
    }
    exclusive(|| {
        with_little_stack(|| DEEPEST.with(|deep| *deep.borrow_mut() = Plain::deep(DEEP / 10, 1)));
    });
}

#[test]
fn versions_of_deep_maps_are_dropped_by_many_threads() {
    exclusive(|| {
        let deep = Plain::deep(DEEP / 20, 3);
        thread::scope(|scope| {
            for thread in 0..4 {
                let mut mine = deep.clone();
                scope.spawn(move || {
                    mine.map.insert(DEEP + thread, Plain::default());
                    drop(mine);
                });
            }
            drop(deep);
        });
    });
}

/// The layouts that a nested one wraps decide how entries are stored.
#[test]
fn entries_are_stored_as_in_the_layout_within() {
    fn shared<T, L: Layout<T>>() -> bool {
        L::SHARED
    }
    assert!(shared::<u64, Nested<Shared>>() && !shared::<String, Nested<Inline>>());
    assert!(shared::<String, Nested>() && !shared::<u64, Nested<Auto>>());
}
