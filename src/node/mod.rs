//! Nodes: slots, entries and runs. This layer never hashes and never compares keys.
//!
//! From the bottom up: [`ptr`] (a tagged pointer), [`header`] (counters), [`lock`] and [`siblings`]
//! (shared runs), [`leaf`] with [`layout`], [`adopt`] and [`fingerprint`], [`branch`], [`collision`], and
//! [`release`], which frees them. ARCHITECTURE.md draws them side by side.

pub(crate) mod adopt;
pub(crate) mod branch;
pub(crate) mod collision;
pub(crate) mod fingerprint;
pub(crate) mod header;
pub mod layout;
pub(crate) mod leaf;
pub(crate) mod lock;
pub(crate) mod memory;
pub(crate) mod ptr;
pub(crate) mod release;
pub(crate) mod select;
pub(crate) mod siblings;
#[cfg(feature = "std")]
pub(crate) mod waiting;
