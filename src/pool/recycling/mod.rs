//! The pool that recycles: threads with their magazines and slabs, and the depot between them.
//!
//! From the bottom up: [`freelist`] with [`marks`], [`magazine`], [`slab`], [`depot`], [`local`] and [`supply`] (the pool of one
//! thread),
//! [`thread`] (who has which), [`trim`] and [`shutdown`].

mod depot;
mod freelist;
mod local;
mod magazine;
mod marks;
mod shutdown;
mod slab;
mod supply;
mod thread;
mod trim;

pub(super) use thread::{allocate, count, deallocate, shut_down, trim};
