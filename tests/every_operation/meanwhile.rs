//! User code that uses other handles of the same map while an operation runs: reads, clones, changes and drops them, in every
//! call of `hash`, `eq`, `clone`, `drop` or a closure.

use crate::operation::Operation;
use crate::panics::Course;
use crate::world::{Collection, Content, NEW, Scene, World};
use hamtrie::testing::crash;
use hamtrie::testing::guard::live_bytes;
use std::cell::RefCell;
use std::rc::Rc;

/// What user code has: handles of all versions, and what they should have.
struct Meddler<C> {
    handles: Vec<(C, Content)>,
    calls: u64,
}

impl<C: Collection> Meddler<C> {
    fn of(world: &World<C>) -> Self {
        Meddler { handles: world.all().map(|version| (version.clone(), version.content())).collect(), calls: 0 }
    }

    /// One call of user code: something else each time.
    fn call(&mut self) {
        self.calls += 1;
        let (at, key) = (self.calls as usize % self.handles.len(), self.calls % 7);
        let (version, content) = &mut self.handles[at];
        match self.calls / 3 % 4 {
            0 => version.cut(key),
            1 => version.put(key, self.calls + NEW),
            2 => version.put(NEW + self.calls, 1),
            _ => {
                let clone = version.clone();
                assert_eq!(clone.content(), *content, "what user code sees meanwhile");
                self.handles[(at + 1) % 3] = (clone, content.clone());
                return;
            }
        }
        *content = version.content();
    }
}

fn meddle_once<C: Collection + 'static>(operation: &Operation<C>, scene: Scene, course: &Course) -> u64 {
    let bytes = live_bytes();
    let mut world = World::<C>::new(scene);
    let meddler = Rc::new(RefCell::new(Meddler::of(&world)));
    let hook = Rc::clone(&meddler);
    crash::meanwhile(move |_| hook.borrow_mut().call(), || operation.run(&mut world));
    let meddler = Rc::into_inner(meddler).expect("the hook is gone").into_inner();
    let [is, others @ ..] = world.contents();
    assert_eq!(is, course.after, "{}, {scene:?}", operation.names);
    assert_eq!(others, course.before[1..], "{}, {scene:?}", operation.names);
    let handles = meddler.handles.iter().map(|(version, content)| {
        version.check();
        assert_eq!(version.content(), *content, "{}, {scene:?}", operation.names);
        version
    });
    world.all().for_each(C::check);
    C::check_counts(world.all().chain(handles));
    let calls = meddler.calls;
    drop((world, meddler));
    assert_eq!((crash::dropped_twice(), crash::forget_live()), (0, 0), "{}, {scene:?}", operation.names);
    assert_eq!(live_bytes(), bytes, "nodes leaked: {}, {scene:?}", operation.names);
    calls
}

/// Runs each operation with such user code. Returns how often that was called.
pub(crate) fn meddle_all<C: Collection + 'static>(
    operations: &[Operation<C>],
    scenes: impl Iterator<Item = Scene> + Clone,
) -> u64 {
    let run = |operation| scenes.clone().map(move |scene| meddle_once(operation, scene, &Course::of(operation, scene)));
    operations.iter().flat_map(run).sum()
}
