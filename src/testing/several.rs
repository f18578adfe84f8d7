//! Several threads for few entries, so that tests of parallel operations need no large maps.

use crate::trie::parallel::threshold::set_many;

/// While it lives, operations by several threads need so many entries only. For tests that have the process to themselves.
#[derive(Debug)]
pub struct Threads {
    before: usize,
}

impl Threads {
    /// From now on several threads begin when there are more than `entries` entries to do.
    pub fn from(entries: usize) -> Threads {
        Threads { before: set_many(entries) }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        set_many(self.before);
    }
}
