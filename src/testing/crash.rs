//! Keys and values that count themselves, and panic when told to.
//!
//! Every [`Dummy`] that is alive is registered by a number of its own, so that one that is dropped twice, or never, shows.
//! A test arms a fuse for the k-th `hash`, `eq`, `clone`, `drop` or closure call from then on, runs an operation, and looks at
//! what is left. The registry is the thread's: dummies stay on the thread that made them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::panic::{self, AssertUnwindSafe};

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
    /// A closure that calls [`closure`].
    Closure,
}

impl Event {
    /// All of them.
    pub const ALL: [Event; 5] = [Event::Hash, Event::Eq, Event::Clone, Event::Drop, Event::Closure];
}

#[derive(Default)]
struct Registry {
    live: BTreeSet<u64>,
    made: u64,
    calls: [u64; 5],
    twice: u64,
    /// The event, and how many more of it are let through.
    fuse: Option<(Event, u64)>,
}

thread_local! {
    static REGISTRY: RefCell<Registry> = RefCell::default();
}

fn with<R>(run: impl FnOnce(&mut Registry) -> R) -> R {
    REGISTRY.with_borrow_mut(run)
}

/// Counts an event, and panics if the fuse burns down with it.
fn happens(event: Event) {
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

/// How many dummies of this thread are alive.
pub fn live() -> usize {
    with(|registry| registry.live.len())
}

/// How often an event has happened on this thread.
pub fn calls(event: Event) -> u64 {
    with(|registry| registry.calls[event as usize])
}

/// How often a dummy was dropped that was not alive.
pub fn dropped_twice() -> u64 {
    with(|registry| registry.twice)
}

/// Forgets the dummies that are alive, so that a leak is counted once. Returns how many there were.
pub fn forget_live() -> usize {
    with(|registry| std::mem::take(&mut registry.live).len())
}

/// A key or value that counts itself.
#[derive(Debug)]
pub struct Dummy {
    id: u64,
    number: u64,
}

impl Dummy {
    /// A dummy that is equal to all with the same `id`.
    pub fn new(id: u64) -> Dummy {
        let number = with(|registry| {
            registry.made += 1;
            registry.live.insert(registry.made);
            registry.made
        });
        Dummy { id, number }
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

impl Clone for Dummy {
    fn clone(&self) -> Dummy {
        happens(Event::Clone);
        Dummy::new(self.id)
    }
}

impl Drop for Dummy {
    fn drop(&mut self) {
        with(|registry| {
            if !registry.live.remove(&self.number) {
                registry.twice += 1;
            }
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
}
