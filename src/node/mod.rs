//! Nodes: slots, entries and runs. This layer never hashes and never compares keys.
//!
//! From the bottom up: [`ptr`] (a tagged pointer), [`header`] (counters), [`siblings`]
//! (shared runs), [`leaf`], [`branch`], [`collision`], and
//! [`release`], which frees them. ARCHITECTURE.md draws them side by side.

#![allow(clippy::multiple_unsafe_ops_per_block, reason = "a step is several writes that are right together")]

pub(crate) mod branch;
pub(crate) mod collision;
pub(crate) mod header;
pub(crate) mod leaf;
pub(crate) mod memory;
pub(crate) mod owned;
pub(crate) mod ptr;
pub(crate) mod release;
pub(crate) mod siblings;
pub(crate) mod view;
#[cfg(feature = "std")]
pub(crate) mod waiting;
