//! Draws a trie, for people who debug it.
//!
//! ```text
//! branch width 3, refs 1
//!   0 leaf depth 1, refs 1, 9/12: 2a 7c 11 55 ..
//!   1 leaf depth 1, refs 1, 8/8: 03 ..
//! ```

#![allow(unsafe_code, reason = "reads nodes")]

use super::Trie;
use crate::hash::DigitRange;
use crate::layout::Layout;
use crate::node::branch::Branch;
use crate::node::collision::Collision;
use crate::node::header::Header;
use crate::node::leaf::Leaf;
use crate::node::ptr::{Kind, NodePtr};
use allocator_api2::alloc::Allocator;
use core::fmt::{self, Write};
use core::marker::PhantomData;

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// A drawing: a line a node, with the bits of the digit that lead to it, its counter, what it shares with its
    /// neighbours, and the fingerprints of its entries.
    pub(crate) fn dump(&self) -> impl fmt::Display {
        let mut text = alloc::string::String::new();
        let drawing = Drawing::<T, L>(PhantomData);
        // SAFETY: the root is alive (T1), and of this entry type (T2).
        unsafe { drawing.node(&mut text, self.root, 0, None) }.expect("a string takes all");
        text
    }
}

struct Drawing<T, L>(PhantomData<(T, L)>);

impl<T, L: Layout<T>> Drawing<T, L> {
    /// # Safety
    /// The node is alive, and of this entry type and layout, or empty.
    unsafe fn node(&self, out: &mut dyn Write, node: NodePtr, indent: usize, range: Option<DigitRange>) -> fmt::Result {
        write!(out, "{:indent$}", "")?;
        if let Some(range) = range {
            write!(out, "{:0width$b} ", range.first().value(), width = range.depth() as usize)?;
        }
        if node.is_empty() {
            return writeln!(out, "empty");
        }
        // SAFETY: as the caller promises.
        let header: &Header = unsafe { &*node.address() };
        let refs = header.refs.get();
        match node.kind() {
            Kind::Empty => Ok(()),
            Kind::Leaf => {
                // SAFETY: likewise.
                let leaf = unsafe { Leaf::<T, L>::from_ptr(node) };
                write!(out, "leaf depth {}, refs {refs}, {}/{}:", leaf.depth(), leaf.len(), leaf.cap())?;
                for position in 0..leaf.len() {
                    write!(out, " {:02x}", leaf.fingerprint(position))?;
                    // SAFETY: a position below `len`.
                    let counted = unsafe { leaf.entry_refs(position) };
                    if let Some((refs, _)) = counted.filter(|(refs, _)| *refs > 1) {
                        write!(out, "*{refs}")?;
                    }
                }
                writeln!(out)
            }
            Kind::Branch => {
                // SAFETY: likewise.
                let branch = unsafe { Branch::from_ptr(node) };
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
                for (first, child) in branch.children() {
                    // SAFETY: a child of a live branch.
                    unsafe { self.node(out, child, indent + 2, Some(branch.range_at(first)))? };
                }
                Ok(())
            }
            Kind::Collision => {
                // SAFETY: likewise.
                let node = unsafe { Collision::from_ptr(node) };
                writeln!(out, "collision depth {}, refs {refs}, hash {:016x}", node.depth(), node.hash())?;
                // SAFETY: a page of a live node.
                (0..node.len()).try_for_each(|index| unsafe { self.node(out, node.page(index), indent + 2, None) })
            }
        }
    }
}
