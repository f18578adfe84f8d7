//! The user's code in the library's hands: `hash`, `eq`, `clone`, `drop` and closures.
//!
//! | file | what it shows |
//! |---|---|
//! | `clones` | which operations clone entries, and how often, and that each is dropped once |
//! | `panics` | panics at every call that an operation makes |
//! | `hostile` | user code that lies, meddles, or runs at a bad time |
//!
//! `every_operation` has panics and meddling for each public operation; here are longer stories.

mod clones;
mod hostile;
mod panics;
#[path = "../support/permutations.rs"]
mod permutations;
#[path = "../support/random.rs"]
mod random;
