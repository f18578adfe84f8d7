//! An entry that the walk stops at, and how its equal in the other trie is found.
//!
//! If both tries hash alike, the counterpart is mostly one leaf, and the fingerprint that the entry's own leaf keeps is
//! enough to search it: nothing is hashed. Else the entry is hashed as the other trie does, and looked up.

#![allow(unsafe_code, reason = "reads leaves")]

use super::super::get::{Found, search};
use super::walk::Subtree;
use super::{Rules, Side};
use crate::hash::{DIGIT_BITS, Fingerprint};
use crate::layout::Layout;
use crate::node::branch::Branch;
use crate::node::leaf::Leaf;
use crate::node::ptr::Kind;
use core::marker::PhantomData;

/// An entry in a leaf of a trie that is borrowed.
pub(crate) struct Held<'t, T, L> {
    pub(crate) leaf: Leaf<T, L>,
    pub(crate) position: usize,
    pub(super) _entries: PhantomData<&'t T>,
}

impl<T, L> Clone for Held<'_, T, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, L> Copy for Held<'_, T, L> {}

impl<'t, T, L: Layout<T>> Held<'t, T, L> {
    /// # Safety
    /// The leaf is one of a trie that is borrowed for `'t`, and the position is below its length.
    #[inline]
    pub(super) unsafe fn new(leaf: Leaf<T, L>, position: usize) -> Self {
        Held { leaf, position, _entries: PhantomData }
    }

    /// The entry.
    #[inline]
    pub(crate) fn entry(&self) -> &'t T {
        // SAFETY: a position of a leaf that lives, and does not change, as long as its trie is borrowed.
        unsafe { self.leaf.entry(self.position).as_ref() }
    }

    /// To be called before a trie in which the entry has this hash gets it as it is stored.
    #[inline]
    pub(super) fn meet_hash(&self, hash: u64) {
        // SAFETY: a position of a live leaf.
        unsafe { self.leaf.meet_hash(self.position, hash) }
    }

    /// The low half of the entry's hash, where it is kept: with shared entries.
    #[inline]
    pub(super) fn low_hash(&self) -> Option<u32> {
        // SAFETY: as above.
        unsafe { self.leaf.low_hash(self.position) }
    }
}

/// An entry of one trie that the other may not have, with its counterpart.
pub(crate) struct At<'t, T, L> {
    pub(crate) side: Side,
    pub(crate) held: Held<'t, T, L>,
    pub(super) counterpart: Subtree,
    /// Whether the other trie hashes alike, so that the fingerprint of the entry is good there too.
    pub(super) agree: bool,
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
    pub(crate) fn find(&self, rules: &impl Rules<T>) -> Option<Held<'t, T, L>> {
        let entry = self.entry();
        // An entry that both hold is its own equal.
        let eq = |other: &T| core::ptr::eq(entry, other) || rules.eq(entry, other);
        match self.counterpart.node.kind() {
            Kind::Empty => None,
            Kind::Leaf if self.agree => {
                // SAFETY: nodes live, and do not change, as long as their tries are borrowed.
                let leaf = unsafe { Leaf::<T, L>::from_ptr(self.counterpart.node) };
                let fingerprint = Fingerprint::kept(self.held.leaf.fingerprint(self.held.position));
                // SAFETY: as above.
                let position = unsafe { leaf.find(fingerprint, eq) }?;
                // SAFETY: as above.
                Some(unsafe { Held::new(leaf, position) })
            }
            _ => self.find_below(rules.hash(self.side.other(), entry), eq),
        }
    }

    fn find_below(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<Held<'t, T, L>> {
        let mut node = self.counterpart.node;
        let mut digits = hash.checked_shr(self.counterpart.level * DIGIT_BITS).unwrap_or(0);
        while node.is_branch() {
            // SAFETY: nodes live as long as their tries are borrowed.
            node = unsafe { Branch::from_ptr(node) }.child_of(digits);
            digits >>= DIGIT_BITS;
        }
        // SAFETY: as above, and they do not change.
        let Found { place: (leaf, position), .. } = unsafe { search::<T, L>(node, hash, eq) }?;
        // SAFETY: as above.
        Some(unsafe { Held::new(leaf, position) })
    }
}
