//! The locks of the sibling chains.
//!
//! A table of 256 spin locks, each on cache lines of its own. A node that can have siblings carries
//! the number of its lock and a copy inherits it, so a whole chain always uses one lock. At most one
//! lock is held at a time, for a few instructions, and no user code runs under it (F1 of `crate::at_fork`).
//!
//! The first one who takes a lock sees to it that all of them will be free in the child of a `fork()`.

#[cfg_attr(loom, allow(dead_code, reason = "has a model of its own; in the others a lock is one that waits"))]
pub(crate) mod spin;

#[cfg(loom)]
use crate::sync::WaitLock as Lock;
use crate::sync::{array, shared_static};
#[cfg(not(loom))]
use spin::SpinLock as Lock;

/// One in a model, where all chains are to meet at it.
const COUNT: usize = if cfg!(loom) { 1 } else { 256 };

shared_static! {
    static LOCKS: [Lock; COUNT] = array![Lock::new(); COUNT];
}

/// The lock for a chain that starts with the node at this address.
pub(crate) fn number_for(address: usize) -> u8 {
    // Nodes are multiples of 16 bytes; the top bits of the product depend on all bits below.
    ((address >> 4) as u32).wrapping_mul(0x9E37_79B9).to_be_bytes()[0]
}

/// Holds a lock until dropped.
pub(crate) struct Guard(&'static Lock);

impl Guard {
    #[inline]
    pub(crate) fn take(number: u8) -> Guard {
        let lock = &LOCKS[usize::from(number) & (COUNT - 1)];
        lock.take(join);
        Guard(lock)
    }
}

impl Drop for Guard {
    #[inline]
    fn drop(&mut self) {
        self.0.release();
    }
}

fn join() {
    #[cfg(feature = "std")]
    all::join();
}

/// All locks at once, for a thread that forks.
#[cfg(feature = "std")]
mod all {
    use super::{COUNT, Guard, LOCKS};
    use crate::at_fork::{self, Layer, Locks};
    use crate::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};
    use crate::sync::shared_static;

    shared_static! {
        /// The thread that has all locks, or 0. Only a thread with all locks writes it, so what a thread reads is right
        /// about itself.
        static HOLDER: AtomicUsize = AtomicUsize::new(0);
    }
    shared_static! {
        /// How often it has taken them. It alone reads and writes it.
        static DEPTH: AtomicU32 = AtomicU32::new(0);
    }

    pub(super) fn join() {
        at_fork::join(Layer::Chains, &Locks { take, give });
    }

    /// No thread that holds a chain's lock forks, so a thread has none of them or all.
    fn take() {
        let this = at_fork::this_thread();
        if HOLDER.load(Relaxed) != this {
            (0..COUNT).for_each(|number| core::mem::forget(Guard::take(number as u8)));
            HOLDER.store(this, Relaxed);
        }
        DEPTH.store(DEPTH.load(Relaxed) + 1, Relaxed);
    }

    fn give() {
        if HOLDER.load(Relaxed) != at_fork::this_thread() {
            return;
        }
        let depth = DEPTH.load(Relaxed) - 1;
        DEPTH.store(depth, Relaxed);
        if depth == 0 {
            HOLDER.store(0, Relaxed);
            LOCKS.iter().for_each(|lock| drop(Guard(lock)));
        }
    }
}
