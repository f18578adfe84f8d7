//! An entry that the walk stops at, and how its equal in the other trie is found.
//!
//! If both tries hash alike, the counterpart is mostly one leaf, and the fingerprint that the entry's own leaf keeps is
//! enough to search it: nothing is hashed. Else the entry is hashed as the other trie does, and looked up.

use super::super::get::{bottom, search};
use super::{Rules, Side};
use crate::hash::{DIGIT_BITS, Fingerprint};
use crate::layout::Layout;
use crate::node::view::{EntryAt, NodeRef};

/// A node of one of the tries, and its level: how many digits lead to it.
pub(in crate::trie) struct Subtree<'t, T, L> {
    pub(in crate::trie) node: NodeRef<'t, T, L>,
    pub(in crate::trie) level: u32,
}

impl<T, L> Clone for Subtree<'_, T, L> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, L> Copy for Subtree<'_, T, L> {}

/// An entry of one trie that the other may not have, with its counterpart.
pub(crate) struct At<'t, T, L> {
    pub(crate) side: Side,
    pub(crate) held: EntryAt<'t, T, L>,
    pub(in crate::trie) counterpart: Subtree<'t, T, L>,
    /// Whether the other trie hashes alike, so that the fingerprint of the entry is good there too.
    pub(in crate::trie) agree: bool,
}

impl<T, L> Clone for At<'_, T, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, L> Copy for At<'_, T, L> {}

impl<'t, T, L: Layout<T>> At<'t, T, L> {
    /// The entry.
    #[inline]
    pub(crate) fn entry(&self) -> &'t T {
        self.held.entry()
    }

    /// The entry of the other trie with the same key.
    #[inline]
    pub(crate) fn find(&self, rules: &impl Rules<T>) -> Option<EntryAt<'t, T, L>> {
        let entry = self.entry();
        // An entry that both hold is its own equal.
        let eq = |other: &T| core::ptr::eq(entry, other) || rules.eq(entry, other);
        let Subtree { node, level } = self.counterpart;
        if node.is_leaf_or_empty() && (self.agree || node.is_empty()) {
            return node.as_leaf()?.find(Fingerprint::kept(self.held.fingerprint()), eq);
        }
        let hash = rules.hash(self.side.other(), entry);
        let digits = hash.checked_shr(level * DIGIT_BITS).unwrap_or(0);
        search(bottom(node, digits), hash, eq).map(|(at, _)| at)
    }
}
