//! Threads that take a lock of the sibling chains. In the other models, its place is taken by a lock that loom brings.

#![allow(unsafe_code, reason = "changes what the lock guards")]

use crate::explore::Model;
use hamtrie::testing::model::ChainLock;
use loom::cell::UnsafeCell;
use std::sync::Arc;

struct Guarded {
    lock: ChainLock,
    count: UnsafeCell<usize>,
}

// SAFETY: who changes the count has the lock; that this is enough, loom sees.
unsafe impl Sync for Guarded {}
// SAFETY: a lock and a number.
unsafe impl Send for Guarded {}

impl Guarded {
    fn count_up(&self) {
        self.lock.take(|| ());
        // SAFETY: under the lock.
        self.count.with_mut(|count| unsafe { *count += 1 });
        self.lock.release();
    }
}

fn execute(threads: usize, times: usize) {
    let guarded = Arc::new(Guarded { lock: ChainLock::new(), count: UnsafeCell::new(0) });
    let all: Vec<_> = (0..threads)
        .map(|_| {
            let guarded = guarded.clone();
            loom::thread::spawn(move || (0..times).for_each(|_| guarded.count_up()))
        })
        .collect();
    all.into_iter().for_each(|thread| thread.join().unwrap());
    // SAFETY: the others have ended.
    assert_eq!(guarded.count.with(|count| unsafe { *count }), threads * times);
}

/// A lock that each thread takes twice, or once if they are many.
pub(crate) fn models(threads: usize) -> Vec<Model> {
    let times = if threads == 2 { 2 } else { 1 };
    vec![Model { name: "spin: a lock".into(), threads, run: Arc::new(move || execute(threads, times)) }]
}
