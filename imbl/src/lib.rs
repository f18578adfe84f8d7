//! The interface of [imbl](https://docs.rs/imbl/7.0.2) 7, with hash maps and hash sets that are [`hamtrie`]'s tries.
//!
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod family;
mod macros;
mod store;

pub mod hashmap;
pub mod hashset;

#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "bincode")]
mod bincode;
#[cfg(feature = "proptest")]
pub mod proptest;
#[cfg(feature = "quickcheck")]
mod quickcheck;
#[cfg(feature = "serde")]
mod serde;

pub use hashmap::{GenericHashMap, HashMap};
pub use hashset::{GenericHashSet, HashSet};

/// What is not a hash map or set is imbl's own.
pub use imbl::{
    GenericOrdMap, GenericOrdSet, GenericVector, OrdMap, OrdSet, Vector, get_in, iter, ordmap, ordset, shared_ptr,
    update_in, vector,
};
