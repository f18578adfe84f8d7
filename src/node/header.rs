//! The eight bytes that every node starts with, and the rules of its reference counter.
//!
//! ```text
//!   0        4     5     6       7      8
//!   │ refs   │ len │ cap │ depth │ lock │
//! ```
//!
//! `refs` is the number of *runs* that hold the node (see `siblings`) plus, for a root, the number of
//! map handles. It is the only field that changes while others can see the node. `len` and `cap` are a
//! leaf's; `depth` is the local depth of a leaf or collision node; `lock` is the number of the lock
//! that guards the sibling chain of a branch or of a leaf with shared entries.

use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::{Witness, freed};

#[repr(C)]
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) refs: Refs,
    pub(crate) len: u8,
    pub(crate) cap: u8,
    pub(crate) depth: u8,
    pub(crate) lock: u8,
    /// Of all of the node but its counter and its links.
    pub(crate) contents: Witness,
}

impl Header {
    pub(crate) fn new(cap: u8, depth: u8, lock: u8) -> Header {
        Header { refs: Refs::one(), len: 0, cap, depth, lock, contents: Witness::new() }
    }

    /// To be called before the memory is freed: tells a model that nobody may use it any more.
    #[inline(always)]
    pub(crate) fn end(&mut self) {
        self.contents.write();
        self.refs.end();
    }
}

/// A counter of holders.
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct Refs(AtomicU32);

/// Counts from here on are treated as an overflow. There is room above for as many threads as can
/// count up between one of them passing the limit and the process ending.
const LIMIT: u32 = i32::MAX as u32;

impl Refs {
    pub(crate) fn one() -> Refs {
        Refs(AtomicU32::new(1))
    }

    /// One more holder. The caller has one already, so nothing needs to be ordered.
    ///
    /// Aborts when a counter passes two thousand million, as `std::sync::Arc` does: only a program
    /// that forgets handles in a loop can come there, and a counter that wraps would free live nodes.
    #[inline]
    pub(crate) fn raise(&self) {
        if self.0.fetch_add(1, Ordering::Relaxed) >= LIMIT {
            abort();
        }
    }

    /// One holder less. True when it was the last: the caller then owns the node.
    #[inline]
    #[must_use]
    pub(crate) fn lower(&self) -> bool {
        // A lone holder needs no read-modify-write: nobody else is left who could raise the counter.
        // The Acquire pairs with the Release of whoever let go before, and so orders its reads of the
        // node before our freeing it.
        self.is_one() || self.0.fetch_sub(1, Ordering::AcqRel) == 1
    }

    /// Whether there is just one holder. Ordered after all that earlier holders did with the node.
    #[inline(always)]
    pub(crate) fn is_one(&self) -> bool {
        self.0.load(Ordering::Acquire) == 1
    }

    /// As [`Header::end`].
    #[inline(always)]
    pub(crate) fn end(&mut self) {
        freed!(self.0);
    }

    /// The count, for `check` and `dump`.
    pub(crate) fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Sets the count of something that no other thread knows yet.
    #[inline]
    pub(crate) fn set(&self, count: u32) {
        self.0.store(count, Ordering::Relaxed);
    }
}

#[cold]
#[inline(never)]
fn abort() -> ! {
    #[cfg(feature = "std")]
    std::process::abort();
    // Without `std` the portable way to abort is a panic while panicking.
    #[cfg(not(feature = "std"))]
    {
        struct Again;
        impl Drop for Again {
            fn drop(&mut self) {
                panic!("reference counter overflow");
            }
        }
        let _again = Again;
        panic!("reference counter overflow");
    }
}

#[cfg(all(test, feature = "std", not(miri)))]
mod tests {
    use super::{LIMIT, Refs};

    /// Tells the test that it is the process that is meant to abort.
    const CHILD: &str = "HAMTRIE_OVERFLOW_A_COUNTER";

    #[test]
    fn a_counter_near_its_limit_ends_the_process_before_it_wraps() {
        let refs = Refs::one();
        refs.set(LIMIT - 1);
        refs.raise(); // up to the limit all is well
        if std::env::var_os(CHILD).is_some() {
            refs.raise();
            return; // a success of the child is a failure of the test
        }
        let name = "node::header::tests::a_counter_near_its_limit_ends_the_process_before_it_wraps";
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env(CHILD, "1")
            .output()
            .unwrap();
        assert!(!child.status.success());
    }
}
