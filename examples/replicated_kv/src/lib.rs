//! The map of `kv_service` as the state machine of a Raft cluster.
//!
//! | module | what |
//! |---|---|
//! | [`types`] | what the cluster agrees on |
//! | [`log`] | the log of a node, in redb |
//! | [`machine`], [`snapshot`] | the state machine; snapshots, on the disk and on their way |
//! | [`http`], [`network`], [`node`] | requests, what nodes say to each other, a node |
//! | [`cluster`], [`check`], [`torture`] | three processes with faults, and whether what clients saw was right |
//! | [`pause`], [`report`] | how long writes wait for a snapshot |

#![forbid(unsafe_code)]
#![allow(clippy::result_large_err, reason = "the errors of openraft are large")]

pub mod check;
pub mod cluster;
pub mod http;
pub mod log;
pub mod machine;
pub mod network;
pub mod node;
pub mod pause;
pub mod report;
pub mod snapshot;
pub mod torture;
pub mod types;
