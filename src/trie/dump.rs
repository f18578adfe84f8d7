//! Draws a trie, for people who debug it.
//!
//! ```text
//! branch width 3, refs 1
//!   0 leaf depth 1, refs 1, 9/12: 2a 7c 11 55 ..
//!   1 leaf depth 1, refs 1, 8/8: 03 ..
//! ```

use super::Trie;
use crate::hash::DigitRange;
use crate::layout::Layout;
use crate::node::view::{EntryAt, LeafRef, Node, NodeRef};
use alloc::string::String;
use allocator_api2::alloc::Allocator;
use core::fmt::{self, Write};

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// A drawing: a line a node, with the bits of the digit that lead to it, its counter, what it shares with its
    /// neighbours, and the fingerprints of its entries.
    pub(crate) fn dump(&self) -> impl fmt::Display {
        let mut text = String::new();
        draw(&mut text, self.root(), 0, None).expect("a string takes all");
        text
    }
}

fn draw<T, L: Layout<T>>(
    out: &mut String,
    node: NodeRef<'_, T, L>,
    indent: usize,
    range: Option<DigitRange>,
) -> fmt::Result {
    write!(out, "{:indent$}", "")?;
    if let Some(range) = range {
        write!(out, "{:0width$b} ", range.first().value(), width = range.depth() as usize)?;
    }
    let refs = node.refs();
    match node.get() {
        Node::Empty => writeln!(out, "empty"),
        Node::Leaf(leaf) => {
            write!(out, "leaf depth {}, refs {refs}, {}/{}:", leaf.depth(), leaf.len(), leaf.cap())?;
            leaf.places().try_for_each(|at| draw_entry(out, at))?;
            writeln!(out)
        }
        Node::Branch(branch) => {
            let links = branch.links().links();
            write!(out, "branch width {}, refs {refs}", branch.width())?;
            for (name, neighbour, mask) in
                [("previous", links.prev, links.with_prev), ("next", links.next, links.with_next)]
            {
                if !neighbour.is_null() {
                    write!(out, ", with {name} {mask:016x}")?;
                }
            }
            writeln!(out)?;
            let mut children = branch.children();
            children.try_for_each(|(first, child)| draw(out, child, indent + 2, Some(branch.range_at(first))))
        }
        Node::Collision(node) => {
            writeln!(out, "collision depth {}, refs {refs}, hash {:016x}", node.depth(), node.hash())?;
            node.pages().map(LeafRef::node).try_for_each(|page| draw(out, page, indent + 2, None))
        }
    }
}

fn draw_entry<T, L: Layout<T>>(out: &mut String, at: EntryAt<'_, T, L>) -> fmt::Result {
    write!(out, " {:02x}", at.fingerprint())?;
    match at.refs() {
        Some((refs, _)) if refs > 1 => write!(out, "*{refs}"),
        _ => Ok(()),
    }
}
