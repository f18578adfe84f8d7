//! Operations on two maps, sets or tables: comparisons, differences, patches, set algebra and merges.
//!
//! | file | which two meet |
//! |---|---|
//! | `pairs` | versions of one base, and maps that share nothing; against `std` collections |
//! | `kinds` | every kind of trie, and every other kind |
//! | `strangers` | maps with nothing, or not much, in common |
//! | `two_hashers` | maps that hash the same keys differently |
//! | `derived` | maps that come from other maps, in random programs |

mod derived;
mod kinds;
#[path = "../support/of.rs"]
mod of;
mod pairs;
#[path = "../support/sorted.rs"]
mod sorted;
mod strangers;
mod two_hashers;
