//! Operations that give a map away.

use crate::operation::Leaves::Taken;
use crate::operation::{Operation, op};
use crate::world::{Chosen, Lays, Map, World};
use hamtrie::testing::crash::closure;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Takes one item, and shows the rest.
fn show(mut items: impl Iterator + Debug) {
    drop(items.next());
    assert!(!format!("{items:?}").is_empty());
}

/// Takes items to the end, and goes on after a panic.
fn go_on(mut items: impl ExactSizeIterator) {
    let panic = catch_unwind(AssertUnwindSafe(|| items.by_ref().for_each(drop)));
    let left = items.len();
    assert_eq!(items.fold(0, |count, _| count + 1), left);
    if let Err(panic) = panic {
        resume_unwind(panic);
    }
}

pub(crate) fn operations<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("drop", Taken, |w| drop(w.take())),
        op("HashMap::into_iter + Iterator for map::IntoIter", Taken, |w| w.take().into_iter().for_each(|_| closure())),
        op("IntoIterator for HashMap", Taken, |w| _ = IntoIterator::into_iter(w.take()).take(4).map(drop).count()),
        op("Iterator for map::IntoIter", Taken, |w| go_on(w.take().into_iter())),
        op("HashMap::into_keys + Iterator for map::IntoKeys", Taken, |w| w.take().into_keys().for_each(|_| closure())),
        op("Iterator for map::IntoKeys", Taken, |w| go_on(w.take().into_keys())),
        op("HashMap::into_values + Iterator for map::IntoValues", Taken, |w| {
            w.take().into_values().for_each(|_| closure());
        }),
        op("HashMap::into_unique + Iterator for map::IntoUnique", Taken, |w| {
            w.take().into_unique().for_each(|_| closure());
        }),
        op("Iterator for map::IntoUnique", Taken, |w: &mut World<Map<S, L>>| _ = w.take().into_unique().nth(2)),
        op("Debug for map::IntoIter", Taken, |w| show(w.take().into_iter())),
        op("Debug for map::IntoKeys", Taken, |w| show(w.take().into_keys())),
        op("Debug for map::IntoValues", Taken, |w| show(w.take().into_values())),
        op("Debug for map::IntoUnique", Taken, |w| show(w.take().into_unique())),
    ]
}
