//! Keys and values that count themselves, and panic when told to: as `hamtrie::testing::crash`, but cheaper.
//!
//! Every [`Counted`] has a number, which it has alone in its run, and a bit that says whether it is alive. So one that is
//! dropped twice, or never, shows. The panic is raised without the panic hook, so that it prints nothing.

pub use hamtrie::testing::crash::Event;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::{Cell, RefCell};
use std::hash::{Hash, Hasher};
use std::panic::{self, AssertUnwindSafe};

/// The panic that was asked for.
struct Chosen;

/// Who is alive, one bit for each number.
#[derive(Default)]
struct Registry {
    alive: Vec<u64>,
    made: u32,
    count: usize,
    twice: usize,
}

thread_local! {
    static REGISTRY: RefCell<Registry> = const { RefCell::new(Registry { alive: Vec::new(), made: 0, count: 0, twice: 0 }) };
    /// The event that panics, and how many of it are let through before.
    static FUSE: Cell<Option<(Event, u8)>> = const { Cell::new(None) };
}

/// Counts an event, and panics if the fuse burns down with it.
#[inline]
pub fn happens(event: Event) {
    let Some((armed, left)) = FUSE.get() else { return };
    // A second panic while the first one unwinds would end the process.
    if armed != event || std::thread::panicking() {
        return;
    }
    match left.checked_sub(1) {
        Some(left) => FUSE.set(Some((armed, left))),
        None => {
            FUSE.set(None);
            panic::resume_unwind(Box::new(Chosen));
        }
    }
}

/// To be called by closures that take part.
pub fn closure() {
    happens(Event::Closure);
}

/// Lets `skip` events of a kind happen and panics in the next one. None if it panicked.
pub fn crashes<R>(event: Event, skip: u8, run: impl FnOnce() -> R) -> Option<R> {
    FUSE.set(Some((event, skip)));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    let unburnt = FUSE.take().is_some();
    match result {
        Ok(result) => {
            assert!(unburnt, "a panic was swallowed");
            Some(result)
        }
        Err(panic) if panic.is::<Chosen>() => None,
        Err(other) => panic::resume_unwind(other),
    }
}

/// Starts a run on this thread, in which nobody is alive yet.
pub fn start() {
    FUSE.set(None);
    REGISTRY.with_borrow_mut(|registry| {
        registry.alive.clear();
        (registry.made, registry.count, registry.twice) = (0, 0, 0);
    });
}

/// Sees that nobody is alive at the end of a run.
///
/// # Panics
/// If somebody is, or if one was dropped that was not alive.
pub fn finish() {
    REGISTRY.with_borrow(|registry| {
        assert_eq!(registry.twice, 0, "keys and values were dropped twice");
        assert_eq!(registry.count, 0, "keys and values were lost");
    });
}

/// A key or value that counts itself. It is equal to all with the same number in it.
#[derive(Debug)]
pub struct Counted {
    number: u32,
    id: u8,
}

impl Counted {
    /// One with a number in it.
    pub fn new(id: u8) -> Counted {
        let number = REGISTRY.with_borrow_mut(|registry| {
            let number = registry.made;
            let (word, bit) = (number as usize / 64, number % 64);
            if word == registry.alive.len() {
                registry.alive.push(0);
            }
            registry.alive[word] |= 1 << bit;
            registry.made += 1;
            registry.count += 1;
            number
        });
        Counted { number, id }
    }

    /// What it is compared and hashed by.
    pub fn id(&self) -> u8 {
        self.id
    }

    /// Makes it equal to others than before. Only for values.
    pub fn set_id(&mut self, id: u8) {
        self.id = id;
    }
}

impl Clone for Counted {
    fn clone(&self) -> Counted {
        happens(Event::Clone);
        Counted::new(self.id)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        REGISTRY.with_borrow_mut(|registry| {
            let bit = 1 << (self.number % 64);
            match registry.alive.get_mut(self.number as usize / 64) {
                Some(word) if *word & bit != 0 => {
                    *word &= !bit;
                    registry.count -= 1;
                }
                _ => registry.twice += 1,
            }
        });
        happens(Event::Drop);
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Counted) -> bool {
        happens(Event::Eq);
        self.id == other.id
    }
}

impl Eq for Counted {}

impl Hash for Counted {
    fn hash<H: Hasher>(&self, state: &mut H) {
        happens(Event::Hash);
        state.write_u8(self.id);
    }
}

impl Serialize for Counted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(Counted::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_count_themselves_and_the_fuse_burns_once() {
        start();
        let one = Counted::new(1);
        assert!(crashes(Event::Clone, 1, || drop(one.clone())).is_some());
        let twice = || {
            drop(one.clone());
            drop(one.clone());
        };
        assert!(crashes(Event::Clone, 1, twice).is_none());
        assert!(panic::catch_unwind(finish).is_err(), "one is alive");
        assert!(crashes(Event::Drop, 0, || drop(one)).is_none());
        finish();
    }
}
