//! Fuzz targets of hamtrie: functions that run on any bytes, and panic if they find a fault.
//!
//! README.md says how to run them. One of them runs at a time in a process: they see what the pool has before and
//! afterwards.
//!
//! | file | what it has |
//! |---|---|
//! | `ops`, `c`, `pool`, `data` | the targets |
//! | `target` | their names |
//! | `bytes` | reads programs out of bytes |
//! | `counted`, `model`, `no_leaks` | what the targets have in common: keys and values, what must be in a version, what is left |
//! | `corpus`, `random`, `outcome` | inputs, and what becomes of them |

pub mod bytes;
pub mod c;
pub mod corpus;
pub mod counted;
pub mod data;
pub mod model;
pub mod no_leaks;
pub mod ops;
pub mod outcome;
pub mod pool;
pub mod random;
pub mod target;

pub use target::Target;
