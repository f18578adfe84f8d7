//! A spin lock of one byte.

use crate::sync::atomic::{AtomicU8, Ordering};
use crate::sync::spin_loop;

/// Free, and was never taken.
const NEW: u8 = 0;
const FREE: u8 = 1;
const TAKEN: u8 = 2;

/// How often to look at a taken lock before giving the processor to another thread: the holder may
/// be one that is not running.
const SPINS: u32 = 64;

/// A lock. Two cache lines, since processors fetch them in pairs.
///
/// One that was never taken looks as if it were, to the usual way of taking one. So the first one who takes it comes to
/// the slow way.
#[repr(align(128))]
pub(crate) struct SpinLock(AtomicU8);

impl SpinLock {
    #[cfg(not(loom))]
    pub(crate) const fn new() -> SpinLock {
        SpinLock(AtomicU8::new(NEW))
    }

    #[cfg(loom)]
    pub(crate) fn new() -> SpinLock {
        SpinLock(AtomicU8::new(NEW))
    }

    /// Waits for the lock. Calls `first` before the lock is taken for the first time.
    #[inline]
    pub(crate) fn take(&self, first: fn()) {
        if self.0.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_err() {
            self.wait(first);
        }
    }

    #[cold]
    #[inline(never)]
    fn wait(&self, first: fn()) {
        let mut looks = 0;
        loop {
            // Looking without writing keeps the line in all caches until the lock is free.
            let free = match self.0.load(Ordering::Relaxed) {
                TAKEN => {
                    looks += 1;
                    if looks % SPINS == 0 {
                        give_way();
                    } else {
                        spin_loop();
                    }
                    continue;
                }
                free => free,
            };
            if free == NEW {
                first();
            }
            if self.0.compare_exchange_weak(free, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_ok() {
                return;
            }
        }
    }

    /// Gives the lock back. For who has it.
    #[inline]
    pub(crate) fn release(&self) {
        self.0.store(FREE, Ordering::Release);
    }
}

fn give_way() {
    #[cfg(feature = "std")]
    crate::sync::yield_now();
    #[cfg(not(feature = "std"))]
    spin_loop();
}
