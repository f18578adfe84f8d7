//! Operations by several threads.

use crate::meanwhile::meddle_all;
use crate::operation::Leaves::{Between, Same, Taken};
use crate::operation::{Operation, op};
use crate::panics::crash_all;
use crate::world::{Chosen, Collection, Lays, Map, NEW, Relation, Scene, Set, new};
use hamtrie::layout::{Inline, Shared};
use hamtrie::testing::crash::{Dummy, Quiet, Registry, closure};
use hamtrie::testing::shape::Known;
use hamtrie::testing::{Shape, Threads, exclusive};
use rayon::ThreadPoolBuilder;
use rayon::iter::{IntoParallelIterator, ParallelExtend, ParallelIterator};

/// Some keys that a map of the scene has, and some that it does not.
fn keys() -> impl ParallelIterator<Item = Dummy> {
    (0..60u64).into_par_iter().map(|key| {
        closure();
        new(key * 31)
    })
}

fn entries() -> impl ParallelIterator<Item = (Dummy, Dummy)> {
    keys().map(|key| (key, new(NEW)))
}

pub(crate) fn of_maps<S: Chosen + Sync, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    let mut all = of_two_maps();
    all.extend(of_one_map());
    all
}

fn of_two_maps<S: Chosen + Sync, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("HashMap::par_union", Same, |w| w.made.push(w.it.par_union(&w.other))),
        op("HashMap::par_union", Same, |w| w.made.push(w.base.par_union(&w.it))),
        op("HashMap::par_union_with", Same, |w| {
            let guard = new(0);
            w.made.push(w.it.par_union_with(&w.other, move |one, other| {
                closure();
                new(one.id() + other.id() + guard.id())
            }));
        }),
    ]
}

fn of_one_map<S: Chosen + Sync, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("HashMap::par_keys + ParallelIterator for par::ParKeys", Same, |w| w.it.par_keys().for_each(|_| closure())),
        op("HashMap::par_values + ParallelIterator for par::ParValues", Same, |w| {
            w.it.par_values().for_each(|_| closure());
        }),
        op("IntoParallelIterator for &HashMap + ParallelIterator for par::ParIter", Same, |w| {
            (&w.it).into_par_iter().for_each(|_| closure());
        }),
        op("HashMap::par_values_mut + ParallelIterator for par::ParValuesMut", Between, |w| {
            w.it.par_values_mut().for_each(|value| {
                closure();
                value.set_id(NEW);
            });
        }),
        op("IntoParallelIterator for &mut HashMap + ParallelIterator for par::ParIterMut", Between, |w| {
            (&mut w.it).into_par_iter().for_each(|(_, value)| value.set_id(NEW));
        }),
        op("HashMap::into_par_iter + IntoParallelIterator for HashMap", Taken, |w| {
            w.take().into_par_iter().for_each(|_| closure());
        }),
        op("ParallelExtend<(K, V)> for HashMap", Between, |w| w.it.par_extend(entries())),
        op("FromParallelIterator<(K, V)> for HashMap", Same, |w| w.made.push(entries().chain(entries()).collect())),
    ]
}

pub(crate) fn of_sets<S: Chosen + Sync, L: Lays>() -> Vec<Operation<Set<S, L>>> {
    vec![
        op("HashSet::par_union", Same, |w| w.made.push(w.it.par_union(&w.other))),
        op("IntoParallelIterator for &HashSet + ParallelIterator for par::ParSetIter", Same, |w| {
            (&w.it).into_par_iter().for_each(|_| closure());
        }),
        op("HashSet::into_par_iter + IntoParallelIterator for HashSet", Taken, |w| {
            w.take().into_par_iter().for_each(|_| closure());
        }),
        op("ParallelExtend<T> for HashSet", Between, |w| w.it.par_extend(keys())),
        op("FromParallelIterator<T> for HashSet", Same, |w| {
            w.made.push(keys().chain(keys()).collect());
        }),
    ]
}

/// As many that the root has a child in each slot, which several threads need. A panic comes from any of these.
const MANY: u64 = 600;

fn scenes() -> impl Iterator<Item = Scene> + Clone {
    let relations = [Relation::Strangers, Relation::Versions].into_iter();
    relations.map(|relation| Scene { shape: Shape::Identity, len: MANY, relation })
}

/// Runs operations in pools of one, two and four threads, all of which count in the registry of the test.
fn run<C: Collection + 'static>(operations: fn() -> Vec<Operation<C>>) {
    exclusive(|| {
        let _quiet = Quiet::new();
        let _few = Threads::from(8);
        for threads in [1, 2, 4] {
            let registry = Registry::here();
            let start = move |_| {
                registry.clone().join();
                Known::set(Shape::Identity);
            };
            let pool = ThreadPoolBuilder::new().num_threads(threads).start_handler(start).build().expect("threads");
            let crashes = pool.install(|| crash_all(&operations(), scenes(), 1));
            eprintln!("{crashes} panics in operations by {threads} threads");
            assert!(crashes > 50, "only {crashes} panics");
            if threads == 1 {
                // User code is told of what happens on its own thread.
                assert!(pool.install(|| meddle_all(&operations(), scenes())) > 1000);
            }
        }
    });
}

#[test]
fn a_panic_in_any_thread_leaves_maps_of_inline_entries_valid() {
    run(of_maps::<Known, Inline>);
}

#[test]
fn a_panic_in_any_thread_leaves_maps_of_shared_entries_valid() {
    run(of_maps::<Known, Shared>);
    // Whether the library knows that maps hash alike matters where there are two.
    run(of_two_maps::<Shape, Shared>);
}

#[test]
fn a_panic_in_any_thread_leaves_sets_valid() {
    run(of_sets::<Known, Inline>);
    run(of_sets::<Known, Shared>);
}
