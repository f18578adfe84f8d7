//! What a version takes beyond another one: the bytes of nodes and entries that the other does not have.
//!
//! The two are walked side by side. A node that both have ends the way down; where two leaves differ, the entries that they
//! share one by one are not counted.

use crate::hash::Digit;
use crate::layout::Layout;
use crate::node::view::{BranchRef, EntryAt, LeafRef, Node, NodeRef};
use crate::trie::Trie;
use alloc::collections::BTreeSet;
use allocator_api2::alloc::Allocator;

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// Bytes of the nodes, and of the entries with memory of their own, that `base` does not have.
    pub(crate) fn bytes_beyond(&self, base: &Self) -> usize {
        beyond(self.root(), base.root())
    }
}

/// Bytes below a node that are not below the node of the other trie in the same place, or above that place.
fn beyond<T, L: Layout<T>>(node: NodeRef<'_, T, L>, base: NodeRef<'_, T, L>) -> usize {
    if node == base {
        return 0;
    }
    let Node::Branch(branch) = node.get() else {
        return of_entries(node, &mut core::iter::once(base));
    };
    let of_child = |(first, child): (Digit, NodeRef<'_, T, L>)| match base.as_branch() {
        None => beyond(child, base),
        Some(base) if child.is_branch() => beyond(child, base.child_of(u64::from(first.value()))),
        Some(base) => of_entries(child, &mut in_range(branch, first, base)),
    };
    node.bytes() + branch.children().map(of_child).sum::<usize>()
}

/// The children of a base for the digits that lead to a child of a branch beside it.
fn in_range<'t, T, L>(
    branch: BranchRef<'t, T, L>,
    first: Digit,
    base: BranchRef<'t, T, L>,
) -> impl Iterator<Item = NodeRef<'t, T, L>> {
    let range = branch.range_at(first);
    let digits = base.children().filter(move |&(first, _)| base.range_at(first).mask() & range.mask() != 0);
    digits.map(|(_, child)| child)
}

/// Bytes of a leaf, a collision node or nothing, that are not in any of these nodes or below them.
fn of_entries<'t, T: 't, L: Layout<T> + 't>(
    node: NodeRef<'_, T, L>,
    bases: &mut dyn Iterator<Item = NodeRef<'t, T, L>>,
) -> usize {
    let mut known = Known::default();
    for base in bases {
        if base == node {
            return 0;
        }
        known.add(base);
    }
    match node.get() {
        Node::Empty => 0,
        Node::Leaf(leaf) => known.beyond(leaf),
        Node::Collision(collision) => node.bytes() + collision.pages().map(|page| known.beyond(page)).sum::<usize>(),
        Node::Branch(_) => unreachable!("callers go on with what is below"),
    }
}

/// Leaves and cells, by their addresses.
#[derive(Default)]
struct Known(BTreeSet<*const u8>);

impl Known {
    /// Adds all that is below a node.
    fn add<T, L: Layout<T>>(&mut self, node: NodeRef<'_, T, L>) {
        match node.get() {
            Node::Empty => {}
            Node::Leaf(leaf) => self.add_leaf(leaf),
            Node::Collision(node) => node.pages().for_each(|page| self.add_leaf(page)),
            Node::Branch(branch) => branch.children().for_each(|(_, child)| self.add(child)),
        }
    }

    fn add_leaf<T, L: Layout<T>>(&mut self, leaf: LeafRef<'_, T, L>) {
        self.0.insert(leaf.node().address());
        self.0.extend(leaf.places().filter_map(EntryAt::refs).map(|(_, cell)| cell));
    }

    /// Bytes of a leaf and its cells that are not known.
    fn beyond<T, L: Layout<T>>(&self, leaf: LeafRef<'_, T, L>) -> usize {
        if self.0.contains(&leaf.node().address()) {
            return 0;
        }
        let cells = leaf.places().filter_map(EntryAt::refs).filter(|(_, cell)| !self.0.contains(cell)).count();
        leaf.node().bytes() + cells * LeafRef::<T, L>::CELL_BYTES
    }
}
