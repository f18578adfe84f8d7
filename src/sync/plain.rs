//! What the machine has: names for what `core` and `std` bring, and types that compile to nothing.

pub(crate) use core::hint::spin_loop;
pub(crate) use core::sync::atomic;
#[cfg(feature = "std")]
pub(crate) use std::thread::yield_now;

#[cfg(all(feature = "std", not(pool_off), not(miri)))]
pub(crate) use cells::*;

/// What only the pool needs.
#[cfg(all(feature = "std", not(pool_off), not(miri)))]
mod cells {
    pub(crate) use core::cell::Cell;
    use core::cell::UnsafeCell;
    pub(crate) use std::sync::{Mutex, MutexGuard};

    /// A value that its user keeps others away from.
    #[derive(Debug)]
    pub(crate) struct Exclusive<T>(UnsafeCell<T>);

    impl<T> Exclusive<T> {
        pub(crate) fn new(value: T) -> Self {
            Exclusive(UnsafeCell::new(value))
        }

        /// Calls `run` with the address of the value, which nobody else uses meanwhile.
        #[inline(always)]
        pub(crate) fn with<R>(&self, run: impl FnOnce(*mut T) -> R) -> R {
            run(self.0.get())
        }
    }
}

/// Stands for plain memory beside it, in which a model is to see races.
#[derive(Debug)]
pub(crate) struct Witness;

impl Witness {
    #[inline(always)]
    pub(crate) fn new() -> Witness {
        Witness
    }

    /// The memory is about to be read.
    #[inline(always)]
    pub(crate) fn read(&self) {}

    /// The memory is about to be written, or freed.
    #[inline(always)]
    pub(crate) fn write(&self) {}
}

/// The memory of an atomic is about to be freed.
macro_rules! freed {
    ($atomic:expr) => {};
}

/// A `static` that threads share.
macro_rules! shared_static {
    ($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;) => {
        $(#[$attribute])*
        static $name: $type = $value;
    };
}

/// An array of so many values that are made alike.
macro_rules! array {
    ($value:expr; $count:expr) => {
        [const { $value }; $count]
    };
}

/// A thread-local variable without a destructor, which is there until the thread is gone.
#[cfg(feature = "std")]
macro_rules! bare_thread_local {
    ($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;) => {
        std::thread_local! {
            $(#[$attribute])*
            static $name: $type = const { $value };
        }
    };
}

/// A thread-local variable that is dropped while the thread ends, once the function was called; which returns None after that.
#[cfg(all(feature = "std", not(pool_off), not(miri)))]
macro_rules! dropped_thread_local {
    (static $name:ident: $type:ty = $value:expr; fn $touch:ident;) => {
        fn $touch() -> Option<()> {
            std::thread_local! {
                static $name: $type = const { $value };
            }
            $name.try_with(|_| ()).ok()
        }
    };
}

pub(crate) use array;
#[cfg(feature = "std")]
pub(crate) use bare_thread_local;
#[cfg(all(feature = "std", not(pool_off), not(miri)))]
pub(crate) use dropped_thread_local;
pub(crate) use freed;
pub(crate) use shared_static;
