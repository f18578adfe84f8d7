//! What the system does and a model has to do itself: it neither forks nor ends threads.

use crate::lock::spin::SpinLock;
use crate::{at_fork::handlers, sync};
use std::fmt;

/// What the system calls before a fork.
pub fn before_fork() {
    handlers::prepare();
}

/// What the system calls after a fork, in the parent and in the child.
pub fn after_fork() {
    handlers::done();
}

/// Drops the thread-local variables of the running thread, which must do nothing with the library after that but free.
pub fn end_thread() {
    sync::end_thread();
}

/// The lock of a sibling chain, which the models of tables take to be one.
pub struct ChainLock(SpinLock);

impl ChainLock {
    /// A lock that was never taken.
    #[expect(clippy::new_without_default, reason = "for models alone")]
    pub fn new() -> ChainLock {
        ChainLock(SpinLock::new())
    }

    /// Waits for the lock. Calls `first` before the lock is taken for the first time.
    pub fn take(&self, first: fn()) {
        self.0.take(first);
    }

    /// Gives the lock back.
    pub fn release(&self) {
        self.0.release();
    }
}

impl fmt::Debug for ChainLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChainLock")
    }
}
