//! What loom has, under the same names, and with the same interface as in `plain`.

use loom::cell::UnsafeCell;
use loom::thread::{self, ThreadId};
use std::cell::RefCell;
use std::sync::Arc;
use std::vec::Vec;

pub(crate) use loom::cell::Cell;
pub(crate) use loom::hint::spin_loop;
pub(crate) use loom::sync::{Mutex, MutexGuard, atomic};
pub(crate) use loom::thread::yield_now;

/// A value that its user keeps others away from; loom sees whether that is so.
#[derive(Debug)]
pub(crate) struct Exclusive<T>(UnsafeCell<T>);

impl<T> Exclusive<T> {
    pub(crate) fn new(value: T) -> Self {
        Exclusive(UnsafeCell::new(value))
    }

    pub(crate) fn with<R>(&self, run: impl FnOnce(*mut T) -> R) -> R {
        self.0.with_mut(run)
    }
}

/// Stands for plain memory beside it: loom sees when that is read and written at once.
#[derive(Debug)]
pub(crate) struct Witness(UnsafeCell<()>);

impl Witness {
    pub(crate) fn new() -> Witness {
        Witness(UnsafeCell::new(()))
    }

    pub(crate) fn read(&self) {
        self.0.with(|_| ());
    }

    pub(crate) fn write(&self) {
        self.0.with_mut(|_| ());
    }
}

/// A lock that waits, with the interface of `SpinLock`, which in a model costs a factor of thousand for nothing: each look at
/// a taken lock is one more step, and its own model shows that it is a lock.
pub(crate) struct WaitLock {
    lock: Mutex<()>,
    /// What the holder has to drop.
    held: std::cell::Cell<Option<MutexGuard<'static, ()>>>,
}

impl WaitLock {
    pub(crate) fn new() -> WaitLock {
        WaitLock { lock: Mutex::new(()), held: std::cell::Cell::new(None) }
    }

    pub(crate) fn take(&'static self, first: fn()) {
        first();
        let held = self.lock.lock().unwrap();
        self.held.set(Some(held));
    }

    pub(crate) fn release(&self) {
        drop(self.held.take());
    }
}

/// One value for each modelled thread, for as long as the execution lasts.
///
/// Loom has thread-local variables, but destroys all of a thread at once, with or without a destructor. The library relies on
/// those without one being there while the others are dropped.
pub(crate) struct PerThread<T: 'static> {
    // Never held while loom may switch threads, so a plain lock will do.
    values: std::sync::Mutex<Vec<(ThreadId, Arc<T>)>>,
    first: fn() -> T,
}

impl<T> PerThread<T> {
    pub(crate) fn new(first: fn() -> T) -> Self {
        PerThread { values: std::sync::Mutex::default(), first }
    }

    pub(crate) fn with<R>(&self, run: impl FnOnce(&T) -> R) -> R {
        let this = thread::current().id();
        let known = self.values.lock().unwrap().iter().find(|(id, _)| *id == this).map(|(_, value)| value.clone());
        let value = known.unwrap_or_else(|| {
            let value = Arc::new((self.first)());
            self.values.lock().unwrap().push((this, value.clone()));
            value
        });
        run(&value)
    }
}

/// A thread-local variable that [`end_thread`] drops.
pub(crate) struct Dropped<T: 'static> {
    state: RefCell<State<T>>,
}

enum State<T> {
    Untouched,
    Alive(T),
    Gone,
}

impl<T> Dropped<T> {
    pub(crate) fn new() -> Self {
        Dropped { state: RefCell::new(State::Untouched) }
    }

    /// Makes the value if need be, and has `end` called when the thread ends. None if that has happened.
    pub(crate) fn touch(&self, first: fn() -> T, end: fn()) -> Option<()> {
        let mut state = self.state.borrow_mut();
        match &*state {
            State::Untouched => {
                *state = State::Alive(first());
                ENDS.with(|ends| ends.borrow_mut().push(end));
                Some(())
            }
            State::Alive(_) => Some(()),
            State::Gone => None,
        }
    }

    pub(crate) fn end(&self) {
        let value = self.state.replace(State::Gone);
        drop(value);
    }
}

bare_thread_local! {
    /// What drops the variables of a thread that were touched.
    static ENDS: RefCell<Vec<fn()>> = RefCell::new(Vec::new());
}

/// To be called last by each modelled thread.
pub(crate) fn end_thread() {
    let ends = ENDS.with(RefCell::take);
    ends.into_iter().for_each(|end| end());
}

macro_rules! freed {
    ($atomic:expr) => {
        // An access that is not ordered before this one is a failure.
        $atomic.with_mut(|_| ())
    };
}

macro_rules! shared_static {
    ($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;) => {
        loom::lazy_static! {
            $(#[$attribute])*
            static ref $name: $type = $value;
        }
    };
}

macro_rules! array {
    ($value:expr; $count:expr) => {
        core::array::from_fn::<_, { $count }, _>(|_| $value)
    };
}

macro_rules! bare_thread_local {
    ($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;) => {
        $crate::sync::shared_static! {
            $(#[$attribute])*
            static $name: $crate::sync::PerThread<$type> = $crate::sync::PerThread::new(|| $value);
        }
    };
}

macro_rules! dropped_thread_local {
    (static $name:ident: $type:ty = $value:expr; fn $touch:ident;) => {
        fn $touch() -> Option<()> {
            $crate::sync::bare_thread_local! {
                static $name: $crate::sync::Dropped<$type> = $crate::sync::Dropped::new();
            }
            $name.with(|variable| variable.touch(|| $value, || $name.with($crate::sync::Dropped::end)))
        }
    };
}

pub(crate) use {array, bare_thread_local, dropped_thread_local, freed, shared_static};
