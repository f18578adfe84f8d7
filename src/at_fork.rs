//! What the child of `fork()` finds of the library's locks: all of them free, and what they guard complete.
//!
//! The child has a copy of all memory and only one thread, the one that forked. A lock that another thread held at that
//! moment is locked in the copy, and nobody is left to unlock it. So a thread that forks takes all locks first, and both
//! processes give them back:
//!
//! ```text
//!   fork()    prepare                  | the copy is made |     parent:  give back
//!             take: depot, chains 0..  |                  |     child:   give back
//! ```
//!
//! The system calls these handlers if they were registered (`pthread_atfork`). Each layer that has locks *joins* before it
//! takes the first of them; the first one to join registers. This file knows none of the locks, only in which order they
//! are taken.
//!
//! The child's other memory is as the threads that it does not have left it, stopped for ever outside of the locks. That
//! is one of the schedules that the library is made for: they just never run again. What they held stays held: see
//! `crate::pool`.
//!
//! # Invariants
//!
//! - F1. A thread that holds one of the locks never waits for another one: at most one is held at a time, and nothing of a
//!   user's runs meanwhile but the global allocator, under the depot's lock. So only a thread in `prepare` holds several
//!   ones, all such threads take them in the order of [`Layer`], and no circle of waiting threads can close.
//! - F2. The allocator has locks and handlers of its own. Handlers prepare in the reverse order of registration, those of
//!   the C library's `malloc` after all others, so an allocator that was there first is prepared last: the order is ours
//!   before the allocator's, as it is for a thread that allocates under the depot's lock.
//! - F3. `take` and `give` of one thread nest like brackets, and only the outermost pair does something. A `take` of a thread
//!   that is at work under a lock itself (in an allocator that forks, called under the depot's lock) takes what it does not
//!   have, and it finishes its work in both processes. A `give` without a `take` (of a layer that joined meanwhile) does nothing.
//!
//! There is one gap: a process whose other threads are about to take the very first lock of the library while it forks, when
//! `prepare` is over and did not know of it yet. A program that makes a map before it starts threads has no gap.

#![allow(unsafe_code, reason = "registers handlers with the system, and follows pointers to what joined")]

use crate::sync::atomic::{AtomicPtr, Ordering};
use crate::sync::{array, bare_thread_local, shared_static};
use core::ptr;

/// What joins, in the order in which the locks are taken.
#[derive(Clone, Copy)]
pub(crate) enum Layer {
    #[cfg_attr(any(pool_off, miri), allow(dead_code, reason = "there is no depot"))]
    Depot,
    Chains,
}

/// The locks of one layer, all at once. Both functions as F3 says.
#[cfg_attr(not(all(unix, not(target_os = "emscripten"), not(miri))), allow(dead_code, reason = "nothing forks"))]
pub(crate) struct Locks {
    pub(crate) take: fn(),
    pub(crate) give: fn(),
}

shared_static! {
    /// What has joined: null or an immutable static. The handlers are registered when one of them is not null.
    static JOINED: [AtomicPtr<Locks>; 2] = array![AtomicPtr::new(ptr::null_mut()); 2];
}

/// To be called before the first lock of a layer is taken, and cheap enough to be called before each.
#[inline]
pub(crate) fn join(layer: Layer, locks: &'static Locks) {
    // Acquire: who sees the pointer may rely on the handlers.
    if !has_joined(layer) {
        enter(layer, locks);
    }
}

/// Whether a layer has joined: if not, its locks were never taken.
#[inline]
pub(crate) fn has_joined(layer: Layer) -> bool {
    !JOINED[layer as usize].load(Ordering::Acquire).is_null()
}

#[cold]
fn enter(layer: Layer, locks: &'static Locks) {
    let others_have = JOINED.iter().any(|joined| !joined.load(Ordering::Acquire).is_null());
    // Two threads may come here at once and register the handlers twice, which does no harm (F3). A `Once` would: it is a
    // lock that a fork can leave locked.
    if others_have || handlers::register() {
        JOINED[layer as usize].store(ptr::from_ref(locks).cast_mut(), Ordering::Release);
    }
}

/// A number of the running thread, not 0, and the same for the thread that forks and for the child's.
#[inline]
pub(crate) fn this_thread() -> usize {
    bare_thread_local! {
        static HERE: u8 = 0;
    }
    HERE.with(|here| ptr::from_ref(here).addr())
}

#[cfg(all(unix, not(target_os = "emscripten"), not(miri)))]
pub(crate) mod handlers {
    use super::{JOINED, Locks};
    use crate::sync::atomic::{AtomicPtr, Ordering};

    /// False if there is no memory for it: then it is for the next one to try.
    pub(super) fn register() -> bool {
        if cfg!(loom) {
            return true; // a model calls the handlers itself
        }
        // SAFETY: the functions may be called at any time, by any thread, and stay as long as this library: where it can be
        // unloaded the C library forgets them then.
        unsafe { libc::pthread_atfork(Some(prepare), Some(done), Some(done)) == 0 }
    }

    fn locks(joined: &AtomicPtr<Locks>) -> Option<&'static Locks> {
        // SAFETY: null or an immutable static, see `JOINED`.
        unsafe { joined.load(Ordering::Acquire).as_ref() }
    }

    pub(crate) extern "C" fn prepare() {
        JOINED.iter().filter_map(locks).for_each(|locks| (locks.take)());
    }

    /// In the parent and in the child.
    pub(crate) extern "C" fn done() {
        JOINED.iter().rev().filter_map(locks).for_each(|locks| (locks.give)());
    }
}

#[cfg(not(all(unix, not(target_os = "emscripten"), not(miri))))]
mod handlers {
    /// Nothing forks here.
    pub(super) fn register() -> bool {
        true
    }
}

#[cfg(all(test, unix, not(target_os = "emscripten"), not(miri)))]
mod tests {
    use super::handlers::{done, prepare};
    use crate::{HashMap, pool};

    /// Handlers that were registered twice are called twice.
    #[test]
    fn brackets_nest_and_one_that_was_not_opened_is_not_closed() {
        // Needs all locks, from two threads.
        let work = || {
            let map: HashMap<u32, u32> = (0..1000).map(|n| (n, n)).collect();
            std::thread::scope(|scope| {
                let other = scope.spawn(|| (0..1000).all(|n| map.update(n, 0).len() == 1000));
                assert!(other.join().unwrap());
            });
            drop(map);
            pool::trim();
        };
        work();
        done();
        for depth in [1, 2, 3] {
            (0..depth).for_each(|_| prepare());
            (0..depth).for_each(|_| done());
            work();
        }
        done();
        work();
    }

    /// Two threads that fork, or are about to, at once.
    #[test]
    fn two_threads_take_all_locks_one_after_the_other() {
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        prepare();
                        done();
                    }
                });
            }
        });
    }
}
