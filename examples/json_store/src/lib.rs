//! JSON documents as persistent values: a clone is O(1), and an edit of one costs its path and not the document.
//!
//! | module | what |
//! |---|---|
//! | [`value`], [`mod@array`], [`key`] | values, arrays, interned keys |
//! | [`load`], [`dump`] | from text and back, by serde |
//! | [`mod@pointer`], [`edit`] | one value in a document |
//! | [`patch`], [`diff`] | JSON Patch and JSON Merge Patch: applied, and found between two documents |
//! | [`merge`] | three-way, with a list of conflicts |
//! | [`history`] | undo |
//! | [`corpora`], [`rival`], [`compare`] | the comparison |

#![forbid(unsafe_code)]

pub mod array;
pub mod compare;
pub mod corpora;
pub mod diff;
pub mod dump;
pub mod edit;
pub mod history;
pub mod key;
pub mod load;
pub mod merge;
pub mod patch;
pub mod pointer;
pub mod rival;
pub mod value;
