//! A panic in the k-th call of `hash`, `eq`, `clone`, `drop` or a closure, for every operation and every k.

use crate::operation::{Leaves, Operation};
use crate::world::{Collection, Content, NEW, Relation, SHAPES, Scene, World};
use hamtrie::testing::crash::{self, Event};
use hamtrie::testing::guard::live_bytes;

/// What an operation has to do with the content of the versions when nothing goes wrong.
pub(crate) struct Course {
    pub(crate) before: [Content; 3],
    pub(crate) after: Content,
}

impl Course {
    pub(crate) fn of<C: Collection>(operation: &Operation<C>, scene: Scene) -> Course {
        let mut world = World::<C>::new(scene);
        let before = world.contents();
        operation.run(&mut world);
        world.check();
        let [after, others @ ..] = world.contents();
        assert_eq!(others, before[1..], "{operation:?}, {scene:?}: other versions are as they were");
        assert!(operation.leaves != Leaves::Same || after == before[0], "{operation:?}, {scene:?}");
        Course { before, after }
    }

    /// Whether the receiver may have this content when the operation did not come to its end.
    pub(crate) fn allows(&self, leaves: Leaves, is: &Content) -> bool {
        let (before, after) = (&self.before[0], &self.after);
        match leaves {
            Leaves::Same => is == before,
            Leaves::Either => is == before || is == after,
            Leaves::Taken => is == before || is.is_empty(),
            Leaves::Between | Leaves::Less => {
                let known = |(key, value)| before.get(key) == Some(value) || after.get(key) == Some(value);
                let lost = before.keys().filter(|key| !is.contains_key(key) && after.contains_key(key)).count();
                is.iter().all(known) && lost <= usize::from(leaves == Leaves::Less)
            }
        }
    }
}

/// Runs an operation with a panic in the k-th call of a kind. False if there was no such call.
fn crash_once<C: Collection>(operation: &Operation<C>, scene: Scene, course: &Course, event: Event, k: u64) -> bool {
    let what = || format!("{}, {scene:?}, panic in call {k} of {event:?}", operation.names);
    let bytes = live_bytes();
    let mut world = World::<C>::new(scene);
    let crashed = crash::crashes(event, k, || operation.run(&mut world));
    world.check();
    let [is, others @ ..] = world.contents();
    assert_eq!(others, course.before[1..], "other versions are as they were: {}", what());
    if crashed {
        assert!(course.allows(operation.leaves, &is), "{}: {is:?}, before {:?}", what(), course.before[0]);
    } else {
        assert_eq!(is, course.after, "{}", what());
    }
    // The receiver can be used as before.
    world.it.put(2 * NEW, 5);
    world.it.cut(2 * NEW);
    world.check();
    assert_eq!(world.it.content(), is, "{}", what());
    drop(world);
    assert_eq!(crash::dropped_twice(), 0, "{}", what());
    assert_eq!(crash::forget_live(), 0, "leaked: {}", what());
    assert_eq!(live_bytes(), bytes, "nodes leaked: {}", what());
    crashed
}

/// Crashes each operation at every call of the first few, and at some of those that come after: the greater the pace, the
/// more. Returns how often.
pub(crate) fn crash_all<C: Collection>(
    operations: &[Operation<C>],
    scenes: impl Iterator<Item = Scene> + Clone,
    pace: u64,
) -> u64 {
    let mut crashes = 0;
    for operation in operations {
        let before = crashes;
        for scene in scenes.clone() {
            let course = Course::of(operation, scene);
            for event in Event::ALL {
                let mut k = 0;
                while crash_once(operation, scene, &course, event, k) {
                    crashes += 1;
                    k += 1 + k / pace;
                }
            }
        }
        assert!(crashes > before, "{} calls no user code, and could be exempt", operation.names);
    }
    crashes
}

/// All shapes and relations.
pub(crate) fn scenes() -> impl Iterator<Item = Scene> + Clone {
    let all = SHAPES.iter().flat_map(|&shape| Relation::ALL.map(|relation| (shape, relation)));
    all.map(|((shape, len), relation)| Scene { shape, len, relation })
}
