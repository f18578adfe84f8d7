//! Programs for the C interface, with callbacks that fail and use the library themselves.
//!
//! | file | what it has |
//! |---|---|
//! | `sys` | the headers |
//! | `world` | the callbacks |
//! | `native` | programs for `hamtrie.h` |
//! | `compat` | programs for `hamt.h` |

#![allow(clippy::multiple_unsafe_ops_per_block, reason = "calls of the C interface, one after the other")]
#![allow(unsafe_code, reason = "takes the address of a static of C")]

mod compat;
mod native;
mod sys;
mod world;

use crate::bytes::Bytes;
use crate::model::Model;
use crate::no_leaks::no_leaks;
use crate::ops::hashing::SHAPES;
use world::World;

/// Runs a program.
///
/// # Panics
/// If the library is not what its model says.
pub fn run(bytes: &[u8]) {
    run_with(bytes, |_| ());
}

/// Runs a program, and changes what is expected of it before that is compared: to see that a fault is seen.
///
/// # Panics
/// As [`run`].
pub fn run_with(bytes: &[u8], spoil: impl FnOnce(&mut [Model])) {
    let mut bytes = Bytes::new(bytes);
    let kind = bytes.byte();
    let shape = bytes.choice(&SHAPES);
    no_leaks(|| {
        World::with(|world| world.start(shape));
        if kind % 4 == 0 {
            compat::run(kind >> 2, bytes, spoil)
        } else {
            native::run(kind >> 2, bytes, spoil)
        }
        World::with(World::finish);
    });
}

/// `&hamt_allocator_default`
fn default_allocator() -> *mut sys::Allocator {
    &raw mut sys::hamt_allocator_default
}
