//! What several threads do with a trie, with rayon.
//!
//! [`parts`] divides the entries of a trie between them, [`build`] makes a trie of a batch, [`union`] unites two, and
//! [`threshold`] says how many entries are worth it.

pub(super) mod build;
pub(crate) mod parts;
pub(crate) mod threshold;
pub(super) mod union;
