//! What a pool for nodes is worth, in the phases in which a port of a HAMT came to want one.
//!
//! [`rows`] is what is timed, with nodes from any allocator; [`phases`] are the allocators and measures them in turn;
//! [`libhamt`] has libhamt and the drop-in for it do the same through the interface of libhamt; [`report`] shows it all.

#![forbid(unsafe_code)]

pub mod libhamt;
pub mod phases;
pub mod report;
pub mod rows;
