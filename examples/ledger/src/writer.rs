//! A thread that writes commits.

use crate::state::Change;
use crate::store::{Store, Trouble};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

type Done = (Store, Result<u64, Trouble>);

/// A thread that gets a store with what to write, and gives it back when that is done.
#[derive(Debug)]
pub struct Writer {
    /// None when the writer is dropped, which ends the thread.
    work: Option<SyncSender<(Store, Vec<Change>)>>,
    done: Receiver<Done>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub fn start() -> Self {
        let (work, get) = sync_channel::<(Store, Vec<Change>)>(1);
        let (give, done) = sync_channel(1);
        let thread = std::thread::spawn(move || {
            for (mut store, changes) in get {
                let result = store.commit(changes);
                if give.send((store, result)).is_err() {
                    return;
                }
            }
        });
        Writer { work: Some(work), done, thread: Some(thread) }
    }

    /// Gives the thread something to write. It has nothing else to do.
    pub fn write(&self, store: Store, changes: Vec<Change>) {
        let sent = self.work.as_ref().is_some_and(|work| work.send((store, changes)).is_ok());
        assert!(sent, "the writer has panicked");
    }

    /// Waits until it is written.
    pub fn wait(&self) -> Done {
        self.done.recv().expect("the writer has something to write, and has not panicked")
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.work = None;
        if let Some(thread) = self.thread.take() {
            // What it panicked with was said by the thread itself.
            drop(thread.join());
        }
    }
}
