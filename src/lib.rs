//! A persistent hash array mapped trie: maps and sets that keep every version, for the cost of what changed.
//!
//! [`HashMap`] and [`HashSet`] have the interface of their namesakes in `std`, with two differences: `clone` is
//! O(1), and [`update`](HashMap::update) and [`without`](HashMap::without) return a new version and do not change the old
//! one. Any thread may read, change and drop its versions, without locks around readers.
//! [`HashTable`] is their raw sibling, for callers that supply hashes and equality themselves.
//!
//! ```text
//!   hash  <-  pool  <-  node  <-  trie  <-  table, map, set      a layer may use those to its left
//! ```
//!
//! Nodes come from [`pool::ChildrenPool`], a pool of bump-allocated slabs with a recycling freelist per size,
//! or from any other allocator. ARCHITECTURE.md in the repository draws the nodes and says where to start reading.
//!
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(clippy::type_complexity, reason = "nodes are generic in entries, layout and allocator, and say so")]

extern crate alloc;

mod arch;
#[cfg(feature = "std")]
mod at_fork;
mod common;
mod drop_first;
mod error;
mod hash;
mod history;
pub mod layout;
mod lock;
pub mod map;
mod node;
#[cfg(feature = "rayon")]
pub mod par;
pub mod pool;
#[cfg(feature = "arc-swap")]
mod published;
pub mod set;
mod sync;
pub mod table;
#[cfg(feature = "std")]
#[doc(hidden)]
pub mod testing;
mod trie;

pub use equivalent::Equivalent;
pub use error::{OutOfMemory, TryInsertError, TryReserveError};
pub use hash::{DefaultHashBuilder, DefaultHasher};
pub use history::History;
pub use map::HashMap;
#[cfg(feature = "arc-swap")]
pub use published::{Published, Reader};
pub use set::HashSet;
pub use table::HashTable;
