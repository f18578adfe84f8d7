//! The locks of the sibling chains.
//!
//! A table of 256 spin locks, each on cache lines of its own. A node that can have siblings carries
//! the number of its lock and a copy inherits it, so a whole chain always uses one lock. At most one
//! lock is held at a time, for a few instructions, and no user code runs under it.

use core::hint;
use core::sync::atomic::{AtomicBool, Ordering};

/// Two cache lines, since processors fetch them in pairs.
#[repr(align(128))]
struct SpinLock(AtomicBool);

static LOCKS: [SpinLock; 256] = [const { SpinLock(AtomicBool::new(false)) }; 256];

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
        if lock.0.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_err() {
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
        while lock.0.load(Ordering::Relaxed) {
            looks += 1;
            if looks % SPINS == 0 {
                give_way();
            } else {
                hint::spin_loop();
            }
        }
        if lock.0.compare_exchange_weak(false, true, Ordering::Acquire, Ordering::Relaxed).is_ok() {
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
        self.0.0.store(false, Ordering::Release);
    }
}
