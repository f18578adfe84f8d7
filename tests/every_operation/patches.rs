//! Operations on patches. Those are of the default hasher, so the map that they are for is what the world has.

use crate::operation::Leaves::Same;
use crate::operation::{Operation, op, show};
use crate::world::{Chosen, Lays, Map, NEW, World, new};
use hamtrie::map::{Change, Patch};
use hamtrie::testing::crash::{Dummy, closure};

/// What leads from the base to the receiver, or from there to the other one.
fn patches<S: Chosen, L: Lays>(w: &World<Map<S, L>>) -> [Patch<Dummy, Dummy>; 2] {
    [Patch::between(&w.base, &w.it), Patch::between(&w.it, &w.other)]
}

pub(crate) fn operations<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("map::Patch::between", Same, |w| assert!(Patch::between(&w.it, &w.other).len() > 2)),
        op("map::Patch::apply", Same, |w| {
            let [_, patch] = patches(w);
            w.made.push(patch.apply(&w.it).expect("made for it"));
        }),
        op("map::Patch::apply + Display for map::PatchError", Same, |w| {
            let [_, patch] = patches(w);
            assert!(patch.apply(&w.other).is_err_and(|error| error.to_string().len() > 9));
        }),
        op("map::Patch::inverse", Same, |w| {
            let [_, patch] = patches(w);
            w.made.push(patch.inverse().apply(&w.other).expect("made for it"));
        }),
        op("map::Patch::then", Same, |w| {
            let [one, other] = patches(w);
            let both = one.then(&other).expect("one after the other");
            w.made.push(both.apply(&w.base).expect("made for it"));
        }),
        op("map::Patch::then", Same, |w| {
            let [_, patch] = patches(w);
            assert!(patch.then(&patch).is_err());
        }),
        op("map::Patch::get", Same, |w| assert!(patches(w)[1].get(&new(3)).is_some())),
        op("map::Patch::iter + IntoIterator for &map::Patch", Same, |w| {
            let [_, patch] = patches(w);
            assert_eq!(patch.iter().count(), (&patch).into_iter().inspect(|_| closure()).count());
        }),
        op("Clone for map::Patch + PartialEq for map::Patch", Same, |w| {
            let [one, other] = patches(w);
            let patch = other.clone();
            assert!(patch == other && one != patch);
        }),
        op("Debug for map::Patch", Same, |w| show(&patches(w)[1])),
        op("FromIterator<(K, Change<V>)> for map::Patch", Same, |_| {
            let changes = (0..30).map(|key| (new(key / 2), Change::Added(new(NEW))));
            assert_eq!(changes.collect::<Patch<_, _>>().len(), 15);
        }),
        op("map::Change::between + map::Change::inverse", Same, |_| {
            let change = Change::between(Some(new(1)), Some(new(2))).map(Change::inverse);
            assert!(change.is_some_and(|change| change.before().is_some_and(|value| value.id() == 2)));
            assert!(Change::between(Some(new(1)), Some(new(1))).is_none());
        }),
    ]
}
