//! Keys and values that count themselves, and panic when told to.
//!
//! Every [`Dummy`] that is alive is registered by a number of its own, so that one that is dropped twice, or never, shows.
//! A test arms a fuse for the k-th `hash`, `eq`, `clone`, `drop` or closure call from then on, runs an operation, and looks at
//! what is left. Each thread has a registry of its own, so that tests can run side by side, until it [joins](Registry::join)
//! that of another thread: dummies stay on the threads of one registry.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};

/// User code that the library calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// `Hash::hash` of a key.
    Hash,
    /// `PartialEq::eq` of a key.
    Eq,
    /// `Clone::clone` of a key or value.
    Clone,
    /// `Drop::drop` of a key or value.
    Drop,
    /// A closure that calls [`closure`]; `Debug` or `Default` of a key or value.
    Closure,
}

impl Event {
    /// All of them.
    pub const ALL: [Event; 5] = [Event::Hash, Event::Eq, Event::Clone, Event::Drop, Event::Closure];
}

/// The numbers of the dummies that are alive, of those that were given out in order.
#[derive(Default)]
struct Live {
    /// The first number that may be alive.
    first: usize,
    /// Of each number from the first on, whether it is.
    flags: VecDeque<bool>,
    count: usize,
}

impl Live {
    /// Another number, which is alive.
    fn give_out(&mut self) -> usize {
        self.flags.push_back(true);
        self.count += 1;
        self.first + self.flags.len() - 1
    }

    /// False if it was not alive.
    fn end(&mut self, number: usize) -> bool {
        let flag = number.checked_sub(self.first).and_then(|at| self.flags.get_mut(at));
        let was_alive = flag.is_some_and(mem::take);
        self.count -= usize::from(was_alive);
        while self.flags.front() == Some(&false) {
            self.flags.pop_front();
            self.first += 1;
        }
        was_alive
    }

    /// Ends all. Returns how many there were.
    fn end_all(&mut self) -> usize {
        self.first += self.flags.len();
        self.flags.clear();
        mem::take(&mut self.count)
    }
}

#[derive(Default)]
struct Records {
    live: Live,
    calls: [u64; 5],
    twice: u64,
    /// The event, and how many more of it are let through.
    fuse: Option<(Event, u64)>,
}

/// Where dummies and events are counted.
#[derive(Clone, Default)]
pub struct Registry(Arc<Mutex<Records>>);

impl Registry {
    /// The registry of the thread that asks.
    pub fn here() -> Registry {
        REGISTRY.with_borrow(Registry::clone)
    }

    /// From now on this is the registry of the thread that calls.
    pub fn join(self) {
        REGISTRY.set(self);
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Registry")
    }
}

type Hook = Box<dyn FnMut(Event)>;

thread_local! {
    static REGISTRY: RefCell<Registry> = RefCell::default();
    static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
}

fn with<R>(run: impl FnOnce(&mut Records) -> R) -> R {
    REGISTRY.with_borrow(|registry| run(&mut registry.0.lock().unwrap_or_else(PoisonError::into_inner)))
}

/// Runs an operation, and `hook` in each event that happens on this thread meanwhile, but for those in the hook itself.
pub fn meanwhile(hook: impl FnMut(Event) + 'static, run: impl FnOnce()) {
    HOOK.set(Some(Box::new(hook)));
    run();
    drop(HOOK.take()); // with what it owns, when nothing is borrowed
}

/// Counts an event, runs the hook, and panics if the fuse burns down with it.
fn happens(event: Event) {
    if let Some(mut hook) = HOOK.take() {
        hook(event);
        HOOK.set(Some(hook));
    }
    let burnt = with(|registry| {
        registry.calls[event as usize] += 1;
        match &mut registry.fuse {
            // A second panic while the first one unwinds would end the process.
            Some((armed, left)) if *armed == event && !std::thread::panicking() => {
                let burnt = *left == 0;
                if burnt {
                    registry.fuse = None;
                } else {
                    *left -= 1;
                }
                burnt
            }
            _ => false,
        }
    });
    if burnt {
        panic!("crash test: {event:?}");
    }
}

/// To be called by closures that take part.
pub fn closure() {
    happens(Event::Closure);
}

/// Lets `skip` events of a kind happen and panics in the next one. True if it panicked.
///
/// # Panics
/// If `run` does for another reason.
pub fn crashes(event: Event, skip: u64, run: impl FnOnce()) -> bool {
    with(|registry| registry.fuse = Some((event, skip)));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    let unburnt = with(|registry| registry.fuse.take()).is_some();
    match result {
        Ok(()) => {
            assert!(unburnt, "a panic was swallowed");
            false
        }
        Err(other) if unburnt => panic::resume_unwind(other),
        Err(_) => true,
    }
}

/// Keeps expected panics from being printed, as long as it lives. For tests that have the process to themselves.
pub struct Quiet(());

impl Quiet {
    /// From now on panics of crash tests print nothing.
    #[expect(clippy::new_without_default, reason = "a default should have no effect on the process")]
    pub fn new() -> Quiet {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let expected = info.payload().downcast_ref::<String>().is_some_and(|text| text.starts_with("crash test"));
            if !expected {
                before(info);
            }
        }));
        Quiet(())
    }
}

impl std::fmt::Debug for Quiet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Quiet")
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            drop(panic::take_hook());
        }
    }
}

/// How many dummies of this registry are alive.
pub fn live() -> usize {
    with(|registry| registry.live.count)
}

/// How often an event has happened.
pub fn calls(event: Event) -> u64 {
    with(|registry| registry.calls[event as usize])
}

/// How often a dummy was dropped that was not alive.
pub fn dropped_twice() -> u64 {
    with(|registry| registry.twice)
}

/// Forgets the dummies that are alive, so that a leak is counted once. Returns how many there were.
pub fn forget_live() -> usize {
    with(|registry| registry.live.end_all())
}

/// A key or value that counts itself.
pub struct Dummy {
    id: u64,
    number: usize,
}

impl Dummy {
    /// A dummy that is equal to all with the same `id`.
    pub fn new(id: u64) -> Dummy {
        Dummy { id, number: with(|registry| registry.live.give_out()) }
    }

    /// What it is compared and hashed by.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Makes it equal to others than before. Only for values.
    pub fn set_id(&mut self, id: u64) {
        self.id = id;
    }
}

impl std::fmt::Debug for Dummy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        happens(Event::Closure);
        write!(f, "Dummy({})", self.id)
    }
}

impl Default for Dummy {
    fn default() -> Dummy {
        happens(Event::Closure);
        Dummy::new(0)
    }
}

impl Clone for Dummy {
    fn clone(&self) -> Dummy {
        happens(Event::Clone);
        Dummy::new(self.id)
    }
}

impl Drop for Dummy {
    fn drop(&mut self) {
        with(|registry| {
            registry.twice += u64::from(!registry.live.end(self.number));
        });
        happens(Event::Drop);
    }
}

impl PartialEq for Dummy {
    fn eq(&self, other: &Dummy) -> bool {
        happens(Event::Eq);
        self.id == other.id
    }
}

impl Eq for Dummy {}

impl Hash for Dummy {
    fn hash<H: Hasher>(&self, state: &mut H) {
        happens(Event::Hash);
        self.id.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dummies_count_themselves_and_the_fuse_burns_once() {
        let _quiet = Quiet::new();
        let one = Dummy::new(1);
        assert!(!crashes(Event::Clone, 1, || drop(one.clone())));
        assert!(crashes(Event::Clone, 1, || {
            drop(one.clone());
            drop(one.clone());
        }));
        assert_eq!((live(), calls(Event::Clone), calls(Event::Drop)), (1, 3, 2));
        assert!(crashes(Event::Drop, 0, || drop(one)));
        assert_eq!((live(), dropped_twice()), (0, 0));
    }

    #[test]
    fn threads_that_join_a_registry_count_there() {
        let (one, registry) = (Dummy::new(1), Registry::here());
        let other = std::thread::scope(|scope| {
            let count = move || {
                registry.join();
                (one.clone(), drop(one)).0
            };
            scope.spawn(count).join().unwrap()
        });
        assert_eq!((live(), calls(Event::Clone), calls(Event::Drop)), (1, 1, 1));
        drop(other);
        assert_eq!((live(), dropped_twice()), (0, 0));
    }

    #[test]
    fn the_hook_runs_in_each_event_but_in_its_own() {
        let (one, seen) = (Dummy::new(1), std::rc::Rc::<RefCell<u32>>::default());
        let count = std::rc::Rc::clone(&seen);
        let hook = move |event| {
            *RefCell::borrow_mut(&count) += 1;
            assert!(event == Event::Clone || Dummy::new(2).clone().id() == 2);
        };
        meanwhile(hook, || drop(one.clone()));
        drop(one);
        assert_eq!(*RefCell::borrow(&seen), 2);
    }
}
