//! hamtrie against the other persistent hash maps of Rust, in one process.
//!
//! Everybody has the same keys, the same hasher with the same seed, the same allocator, and the same clock; rounds are
//! interleaved, so that a noisy machine is noisy for all; and every result is folded into a checksum that has to be
//! the same for all, so that nobody is fast because it is wrong.
//!
//! Where to look: [`keys`] (the data), [`libs`] (an adapter per library), [`ops`] (what is timed), [`measure`] (rounds
//! and cross-checks), [`plan`] (what a run measures), [`results`], [`goals`], [`report`] (tables), [`page`] (HTML), and
//! [`export`] (the fields of CSV and JSON).

pub mod abi;
pub mod alloc;
pub mod between;
pub mod change;
pub mod clock;
pub mod estimate;
pub mod export;
pub mod goals;
pub mod keys;
pub mod libs;
pub mod measure;
pub mod ops;
pub mod origin;
pub mod page;
pub mod plan;
pub mod report;
pub mod results;
pub mod stats;
pub mod subject;
pub mod text;
pub mod words;
