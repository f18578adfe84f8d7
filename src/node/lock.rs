//! The locks of the sibling chains.
//!
//! A table of 256 spin locks, each on cache lines of its own. A node that can have siblings carries
//! the number of its lock and a copy inherits it, so a whole chain always uses one lock. At most one
//! lock is held at a time, for a few instructions, and no user code runs under it (F1 of `crate::at_fork`).
//!
//! A lock that was never taken looks as if it were, to the usual way of taking one. So the first one who takes it comes to
//! the slow way, where he sees that the locks will be free in the child of a `fork()`.

use core::hint;
use core::sync::atomic::{AtomicU8, Ordering};

/// Two cache lines, since processors fetch them in pairs.
#[repr(align(128))]
struct SpinLock(AtomicU8);

/// Free, and was never taken.
const NEW: u8 = 0;
const FREE: u8 = 1;
const TAKEN: u8 = 2;

static LOCKS: [SpinLock; 256] = [const { SpinLock(AtomicU8::new(NEW)) }; 256];

/// How often to look at a taken lock before giving the processor to another thread: the holder may
/// be one that is not running.
const SPINS: u32 = 64;

/// The lock for a chain that starts with the node at this address.
pub(crate) fn number_for(address: usize) -> u8 {
    // Nodes are multiples of 16 bytes; the top bits of the product depend on all bits below.
    ((address >> 4) as u32).wrapping_mul(0x9E37_79B9).to_be_bytes()[0]
}

/// Holds a lock until dropped.
pub(crate) struct Guard(&'static SpinLock);

impl Guard {
    #[inline]
    pub(crate) fn take(number: u8) -> Guard {
        let lock = &LOCKS[usize::from(number)];
        if lock.0.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_err() {
            wait(lock);
        }
        Guard(lock)
    }
}

#[cold]
#[inline(never)]
fn wait(lock: &SpinLock) {
    let mut looks = 0;
    loop {
        // Looking without writing keeps the line in all caches until the lock is free.
        let free = match lock.0.load(Ordering::Relaxed) {
            TAKEN => {
                looks += 1;
                if looks % SPINS == 0 {
                    give_way();
                } else {
                    hint::spin_loop();
                }
                continue;
            }
            free => free,
        };
        #[cfg(feature = "std")]
        if free == NEW {
            all::join();
        }
        if lock.0.compare_exchange_weak(free, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_ok() {
            return;
        }
    }
}

fn give_way() {
    #[cfg(feature = "std")]
    std::thread::yield_now();
    #[cfg(not(feature = "std"))]
    hint::spin_loop();
}

impl Drop for Guard {
    #[inline]
    fn drop(&mut self) {
        self.0.0.store(FREE, Ordering::Release);
    }
}

/// All locks at once, for a thread that forks.
#[cfg(feature = "std")]
mod all {
    use super::{Guard, LOCKS};
    use crate::at_fork::{self, Locks, Place};
    use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};

    /// The thread that has all locks, or 0. Only a thread with all locks writes it, so what a thread reads is right
    /// about itself.
    static HOLDER: AtomicUsize = AtomicUsize::new(0);
    /// How often it has taken them. It alone reads and writes it.
    static DEPTH: AtomicU32 = AtomicU32::new(0);

    pub(super) fn join() {
        at_fork::join(Place::Chains, &Locks { take, give });
    }

    /// No thread that holds a chain's lock forks, so a thread has none of them or all.
    fn take() {
        let this = at_fork::this_thread();
        if HOLDER.load(Relaxed) != this {
            (0..=u8::MAX).for_each(|number| core::mem::forget(Guard::take(number)));
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
