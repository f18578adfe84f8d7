//! Entries that loom watches: a read while another thread changes or drops the entry is a failure.

#![allow(unsafe_code, reason = "reads and writes loom's cells")]

use loom::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// How many entries of one execution are alive.
#[derive(Clone, Default)]
pub(crate) struct Alive(Arc<AtomicUsize>);

impl Alive {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Relaxed)
    }
}

/// A key and a value.
pub(crate) struct Entry {
    key: UnsafeCell<u64>,
    value: u64,
    alive: Alive,
}

// SAFETY: only `drop`, which has the entry alone, changes the cell; that this is so, loom sees.
unsafe impl Sync for Entry {}

impl Entry {
    pub(crate) fn new(key: u64, value: u64, alive: &Alive) -> Entry {
        alive.0.fetch_add(1, Relaxed);
        Entry { key: UnsafeCell::new(key), value, alive: alive.clone() }
    }

    pub(crate) fn key(&self) -> u64 {
        // SAFETY: nobody changes it.
        self.key.with(|key| unsafe { *key })
    }

    pub(crate) fn pair(&self) -> (u64, u64) {
        (self.key(), self.value)
    }

    /// Changes the value in place, which only one who has the entry alone may do.
    pub(crate) fn set(&mut self, value: u64) {
        self.key.with_mut(|_| ());
        self.value = value;
    }
}

impl Clone for Entry {
    fn clone(&self) -> Entry {
        let (key, value) = self.pair();
        Entry::new(key, value, &self.alive)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.key.with_mut(|_| ());
        self.alive.0.fetch_sub(1, Relaxed);
    }
}
