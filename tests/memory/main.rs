//! Where memory comes from, how much it is, and what happens when there is none.
//!
//! | file | what it shows |
//! |---|---|
//! | `sizes` | entries of every size and alignment, other allocators, and how many bytes maps take |
//! | `between` | where the memory of results comes from: what is shared and what is copied |
//! | `failures` | no memory at the k-th allocation of a run, for every k |

mod between;
mod failures;
mod sizes;
mod watchful;
