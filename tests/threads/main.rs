//! Several threads.
//!
//! | file | what they do |
//! |---|---|
//! | `versions` | work on versions of the same maps: forking, changing, reading and dropping them at full speed |
//! | `parallel` | iterate over one map, and build one (feature `rayon`) |
//! | `unions` | unite two maps (feature `rayon`) |

#[cfg(feature = "rayon")]
mod four;
#[path = "../support/of.rs"]
mod of;
#[cfg(feature = "rayon")]
mod parallel;
#[path = "../support/random.rs"]
mod random;
#[cfg(feature = "rayon")]
mod unions;
mod versions;
