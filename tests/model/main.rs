//! Many live versions, each beside a `std` collection that says what it must contain.
//!
//! | file | what it runs |
//! |---|---|
//! | `programs` | random programs |
//! | `chains` | all combinations of a few moves of entries that versions share |

mod chains;
#[path = "../support/permutations.rs"]
mod permutations;
mod programs;
