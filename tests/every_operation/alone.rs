//! The other versions go while an operation runs, dropped by user code that it calls, and then another drop panics.
//!
//! What was shared when the operation began is the receiver's alone when it ends. So entries are dropped where otherwise a
//! counter is lowered. Other threads, too, can bring that about at any time.

use crate::operation::Operation;
use crate::panics::{Course, scenes};
use crate::world::{Collection, Relation, Scene, World};
use hamtrie::testing::crash::{self, Event};
use hamtrie::testing::guard::live_bytes;
use std::cell::Cell;
use std::rc::Rc;

/// What comes of a run.
#[derive(Default)]
struct Run {
    /// The other versions went.
    alone: bool,
    crashed: bool,
}

/// Runs an operation. The other versions go in call `at` of user code, and the k-th drop panics.
fn leave_alone<C: Collection + 'static>(
    operation: &Operation<C>,
    scene: Scene,
    course: &Course,
    (at, k): (u64, u64),
) -> Run {
    let what = || format!("{}, {scene:?}, alone from call {at} on, panic in drop {k}", operation.names);
    let bytes = live_bytes();
    let mut world = World::<C>::new(scene);
    let nothing = || C::empty(scene.shape);
    let mut others =
        vec![std::mem::replace(&mut world.base, nothing()), std::mem::replace(&mut world.other, nothing())];
    let calls = Rc::new(Cell::new(0));
    let counted = Rc::clone(&calls);
    let hook = move |_| {
        if counted.replace(counted.get() + 1) == at {
            others.clear();
        }
    };
    let mut crashed = false;
    crash::meanwhile(hook, || crashed = crash::crashes(Event::Drop, k, || operation.run(&mut world)));
    world.check();
    let is = world.it.content();
    if crashed {
        assert!(course.allows(operation.leaves, &is), "{}: {is:?}, before {:?}", what(), course.before[0]);
    } else {
        assert_eq!(is, course.after, "{}", what());
    }
    drop(world);
    assert_eq!((crash::dropped_twice(), crash::forget_live()), (0, 0), "dropped twice, or leaked: {}", what());
    assert_eq!(live_bytes(), bytes, "nodes leaked: {}", what());
    Run { alone: calls.get() > at, crashed }
}

/// Runs each operation so, with all that matters of when the others go and which drop panics. Returns how often one did.
///
/// The operations are those on the receiver alone.
pub(crate) fn leave_all_alone<C: Collection + 'static>(operations: &[Operation<C>]) -> u64 {
    let mut crashes = 0;
    for operation in operations {
        for scene in scenes().filter(|scene| scene.relation != Relation::Strangers) {
            let course = Course::of(operation, scene);
            let (mut at, mut alone) = (0, true);
            while alone {
                let mut k = 0;
                loop {
                    let run = leave_alone(operation, scene, &course, (at, k));
                    alone = run.alone;
                    if !run.crashed {
                        break;
                    }
                    crashes += 1;
                    k = 2 * k + 1;
                }
                at += 1 + at / 2;
            }
        }
    }
    crashes
}
