//! The table, for each kind of collection: layouts, and hash builders that are known to agree or not.

use crate::alone::leave_all_alone;
use crate::meanwhile::meddle_all;
use crate::operation::Operation;
use crate::panics::{crash_all, scenes};
use crate::world::Collection;
use crate::{between_maps, entries, maps, owned_maps, patches, sets, tables};
use hamtrie::layout::{Inline, Nested, Shared};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::crash::Quiet;
use hamtrie::testing::shape::Known;
use hamtrie::testing::{Shape, exclusive};

fn run<C: Collection + 'static>(operations: fn() -> Vec<Operation<C>>) {
    exclusive(|| {
        let _quiet = Quiet::new();
        let operations = operations();
        let crashes = crash_all(&operations, scenes(), 5);
        let calls = meddle_all(&operations, scenes());
        eprintln!("{} operations: {crashes} panics, {calls} calls of user code that meddles", operations.len());
        let few = (3 * operations.len() * scenes().count()) as u64;
        assert!(crashes > few, "only {crashes} panics");
        assert!(calls > few, "only {calls} calls");
    });
}

macro_rules! kinds {
    ($($name:ident: $run:ident $operations:expr;)*) => {$(
        #[test]
        fn $name() {
            $run($operations);
        }
    )*};
}

/// As `run`, of operations on nothing but the receiver.
fn run_on_one<C: Collection + 'static>(operations: fn() -> Vec<Operation<C>>) {
    run(operations);
    exclusive(|| {
        let _quiet = Quiet::new();
        let crashes = leave_all_alone(&operations());
        eprintln!("{crashes} panics after the other versions went");
        assert!(crashes > 100, "only {crashes} panics");
    });
}

kinds! {
    maps_of_inline_entries: run_on_one maps::operations::<Known, Inline>;
    maps_of_shared_entries: run_on_one maps::operations::<Known, Shared>;
    entries_of_maps_of_inline_entries: run_on_one entries::operations::<Known, Inline>;
    entries_of_maps_of_shared_entries: run_on_one entries::operations::<Known, Shared>;
    owned_maps_of_inline_entries: run_on_one owned_maps::operations::<Known, Inline>;
    owned_maps_of_shared_entries: run_on_one owned_maps::operations::<Known, Shared>;
    owned_maps_that_wait_for_each_other: run_on_one owned_maps::operations::<Known, Nested<Shared>>;
    two_maps_of_inline_entries: run between_maps::operations::<Known, Inline>;
    two_maps_of_shared_entries: run between_maps::operations::<Known, Shared>;
    two_maps_of_inline_entries_that_may_hash_differently: run between_maps::operations::<Shape, Inline>;
    two_maps_of_shared_entries_that_may_hash_differently: run between_maps::operations::<Shape, Shared>;
    patches_of_maps: run patches::operations::<Known, Shared>;
    sets_of_inline_elements: run sets::operations::<Known, Inline>;
    sets_of_shared_elements: run sets::operations::<Known, Shared>;
    tables_of_inline_entries: run tables::operations::<ChildrenPool, Inline>;
    tables_of_shared_entries: run tables::operations::<ChildrenPool, Shared>;
}

#[cfg(feature = "serde")]
#[test]
fn data() {
    run(crate::data::operations::<Inline>);
    run(crate::data::operations::<Shared>);
}

#[cfg(all(feature = "serde", feature = "borsh", feature = "rkyv"))]
#[test]
fn formats() {
    run(crate::formats::operations::<Inline>);
    run(crate::formats::operations::<Shared>);
}
