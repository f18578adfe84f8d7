//! The entries that may have one hash.

use super::Trie;
use super::get::bottom;
use crate::hash::Fingerprint;
use crate::layout::Layout;
use crate::node::view::{LeafRef, Node, NodeRef};
use allocator_api2::alloc::Allocator;

/// The entries that lie where those of a hash are, and have its fingerprint.
pub(crate) struct OfHash<'t, T, L> {
    bottom: NodeRef<'t, T, L>,
    fingerprint: u8,
    /// Of a collision node: which page is looked at.
    page: usize,
    /// The next position in the leaf or page.
    position: usize,
}

impl<T, L> Clone for OfHash<'_, T, L> {
    fn clone(&self) -> Self {
        OfHash { ..*self }
    }
}

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    pub(crate) fn of_hash(&self, hash: u64) -> OfHash<'_, T, L> {
        OfHash { bottom: bottom(self.root(), hash), fingerprint: Fingerprint::of(hash).byte(), page: 0, position: 0 }
    }
}

impl<'t, T, L: Layout<T>> OfHash<'t, T, L> {
    pub(crate) fn none() -> Self {
        OfHash { bottom: NodeRef::EMPTY, fingerprint: 0, page: 0, position: 0 }
    }

    /// The leaf, or the page, that is looked at.
    fn leaf(&self) -> Option<LeafRef<'t, T, L>> {
        match self.bottom.get() {
            Node::Leaf(leaf) => (self.page == 0).then_some(leaf),
            Node::Collision(node) => (self.page < node.len()).then(|| node.page(self.page)),
            Node::Empty | Node::Branch(_) => None,
        }
    }
}

impl<'t, T, L: Layout<T>> Iterator for OfHash<'t, T, L> {
    type Item = &'t T;

    fn next(&mut self) -> Option<&'t T> {
        loop {
            let leaf = self.leaf()?;
            while self.position < leaf.len() {
                let at = leaf.place(self.position);
                self.position += 1;
                if at.fingerprint() == self.fingerprint {
                    return Some(at.entry());
                }
            }
            (self.page, self.position) = (self.page + 1, 0);
        }
    }
}
