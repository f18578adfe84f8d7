//! Threads that make, free and keep blocks for a program, and live longer than it does: starting one costs more than
//! a hundred programs.

use super::block::Block;
use hamtrie::pool;
use std::cell::RefCell;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

/// What a worker does. It sends back the blocks that it has then.
#[derive(Debug)]
pub(super) enum Job {
    /// Makes so many blocks: of so many bytes, aligned so, filled with that.
    Make(usize, usize, u8, u8),
    /// Frees blocks.
    Free(Vec<Block>),
    /// Keeps blocks, in a thread-local variable.
    Keep(Vec<Block>),
    /// Frees those.
    Release,
    /// Gives free slabs back.
    Trim,
}

thread_local! {
    /// What a thread keeps to its end. It goes before the pool's own thread-local variable or after it: that depends on
    /// which of the two the program has used first.
    static KEPT: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

impl Job {
    fn run(self) -> Vec<Block> {
        match self {
            Job::Make(count, bytes, alignment, fill) => {
                return (0..count).map(|_| Block::new(bytes, alignment, fill)).collect();
            }
            Job::Free(blocks) => drop(blocks),
            Job::Keep(blocks) => KEPT.with_borrow_mut(|kept| kept.extend(blocks)),
            Job::Release => drop(KEPT.take()),
            Job::Trim => _ = pool::trim(),
        }
        Vec::new()
    }
}

/// A thread that waits for jobs.
#[derive(Debug)]
pub(super) struct Worker {
    jobs: Sender<Job>,
    done: Receiver<Vec<Block>>,
    thread: JoinHandle<()>,
}

impl Worker {
    /// Starts one.
    pub(super) fn start() -> Worker {
        let (jobs, waiting) = channel::<Job>();
        let (finished, done) = channel();
        let thread = std::thread::spawn(move || {
            for job in waiting {
                if finished.send(job.run()).is_err() {
                    return;
                }
            }
        });
        Worker { jobs, done, thread }
    }

    /// Has a job done and waits for it.
    ///
    /// # Panics
    /// If the job did.
    pub(super) fn run(&self, job: Job) -> Vec<Block> {
        self.jobs.send(job).expect("the worker waits for jobs");
        self.done.recv().expect("the worker does its jobs")
    }

    /// Ends the thread, which frees what it has kept.
    ///
    /// # Panics
    /// If that does.
    pub(super) fn end(self) {
        drop(self.jobs);
        self.thread.join().expect("a worker ends");
    }
}
