//! Every public operation, with a panic in every call of user code, with no memory at every allocation, and with user code
//! that uses other versions meanwhile.
//!
//! There is one table of operations. Whoever adds an operation to the library adds it to the table, or to the list of those
//! that have no need to be there; else a test fails.
//!
//! | file | what it has |
//! |---|---|
//! | `operation` | what a row of the table says |
//! | `world` | what an operation runs on: versions of a map, a set or a table |
//! | `maps`, `between_maps`, `entries`, `owned_maps`, `patches`, `data`, `formats`, `sets`, `tables`, `parallel` | the table |
//! | `every_kind` | runs it for each kind of collection |
//! | `panics` | a panic in the k-th call of user code, for every k |
//! | `memory` | no memory for the k-th allocation, for every k |
//! | `meanwhile` | user code that reads, changes and drops other versions |
//! | `alone` | user code that drops all other versions, and a panic |
//! | `complete` | sees that the table has all that is public, with `scan` and `exempt` |

mod alone;
mod between_maps;
mod complete;
#[cfg(feature = "serde")]
mod data;
mod entries;
mod every_kind;
mod exempt;
#[cfg(all(feature = "serde", feature = "borsh", feature = "rkyv"))]
mod formats;
mod maps;
mod meanwhile;
mod memory;
mod operation;
mod owned_maps;
mod panics;
#[cfg(feature = "rayon")]
mod parallel;
mod patches;
mod scan;
mod sets;
mod tables;
mod world;
