//! Lookup: one load a level, one comparison of fingerprints, one of keys.

use super::Trie;
use crate::hash::{DIGIT_BITS, DIGITS, Fingerprint};
use crate::layout::Layout;
use crate::node::leaf::Leaf;
use crate::node::view::{CollisionRef, EntryAt, Node, NodeRef};
use allocator_api2::alloc::Allocator;
use core::ops::Range;

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// Sizes at which some leaves are below the root and as many are one level deeper, so that a processor guesses
    /// wrong every other time whether a child is a leaf.
    const MIXED: Range<usize> = {
        let slots_and_leaf = DIGITS as usize * Leaf::<T, L>::MAX;
        slots_and_leaf * 5 / 8..slots_and_leaf * 7 / 4
    };

    /// The entry with this hash for which `eq` holds.
    #[inline(always)]
    pub(crate) fn find(&self, hash: u64, eq: impl FnMut(&T) -> bool) -> Option<&T> {
        let mut node = self.root();
        let mut digits = hash;
        if Self::MIXED.contains(&self.len) {
            if let Some(root) = node.as_branch() {
                (node, digits) = root.child_or_grandchild(digits);
            }
        }
        let node = bottom(node, digits);
        if let Some(node) = node.as_collision() {
            return find_in_pages(node, hash, eq);
        }
        let leaf = node.as_leaf()?;
        leaf.prefetch();
        leaf.find(Fingerprint::of(hash), eq).map(EntryAt::entry)
    }
}

/// What the way down from a node ends at: a leaf, a collision node or nothing.
#[inline(always)]
pub(super) fn bottom<T, L>(mut node: NodeRef<'_, T, L>, mut digits: u64) -> NodeRef<'_, T, L> {
    while let Some(branch) = node.as_branch() {
        node = branch.child_of(digits);
        digits >>= DIGIT_BITS;
    }
    node
}

/// Searches what a way down ended at. Tells of an entry in a collision node which page it is in.
#[inline]
pub(crate) fn search<'t, T, L: Layout<T>>(
    node: NodeRef<'t, T, L>,
    hash: u64,
    mut eq: impl FnMut(&T) -> bool,
) -> Option<(EntryAt<'t, T, L>, Option<usize>)> {
    match node.get() {
        Node::Leaf(leaf) => leaf.find(Fingerprint::of(hash), eq).map(|at| (at, None)),
        Node::Collision(node) => search_pages(node, hash, &mut eq).map(|(at, page)| (at, Some(page))),
        Node::Empty | Node::Branch(_) => None,
    }
}

#[cold]
#[inline(never)]
fn find_in_pages<'t, T, L: Layout<T>>(
    node: CollisionRef<'t, T, L>,
    hash: u64,
    mut eq: impl FnMut(&T) -> bool,
) -> Option<&'t T> {
    search_pages(node, hash, &mut eq).map(|(at, _)| at.entry())
}

#[cold]
fn search_pages<'t, T, L: Layout<T>>(
    node: CollisionRef<'t, T, L>,
    hash: u64,
    eq: &mut dyn FnMut(&T) -> bool,
) -> Option<(EntryAt<'t, T, L>, usize)> {
    if node.hash() != hash {
        return None;
    }
    let fingerprint = Fingerprint::of(hash);
    (0..node.len()).find_map(|page| node.page(page).find(fingerprint, &mut *eq).map(|at| (at, page)))
}
