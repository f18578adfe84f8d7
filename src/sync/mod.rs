//! Atomics, locks, cells and thread-local variables: those of the machine, or those of a model checker.
//!
//! All that threads share in this library is made of what is here. In a build with `--cfg loom` it comes from
//! [loom](https://docs.rs/loom), which runs a program with every order of its steps, and with every value that the memory
//! model lets a load see. So the models (the crate `verify`) run the very code that users run; only some numbers are smaller.
//!
//! | here | the machine (`plain`) | the model (`model`) |
//! |---|---|---|
//! | `atomic`, `Cell`, `Mutex`, `spin_loop`, `yield_now` | those of `core` and `std` | loom's |
//! | [`Exclusive`] | an `UnsafeCell` | one that knows who has it |
//! | [`Witness`] | nothing | sees races on the plain memory that it stands for |
//! | `freed!` | nothing | sees accesses to an atomic that come after its memory is freed |
//! | `WaitLock` | is not there | stands for the spin lock of `lock`, which has a model of its own |
//! | `shared_static!` | a `static` | one per execution |
//! | `bare_thread_local!`, `dropped_thread_local!` | those of `std` | one per modelled thread |

#[cfg(loom)]
mod model;
#[cfg(not(loom))]
mod plain;

#[cfg(loom)]
pub(crate) use model::*;
#[cfg(not(loom))]
pub(crate) use plain::*;
