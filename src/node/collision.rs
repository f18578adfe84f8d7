//! A collision node: more entries with one and the same hash than a leaf can hold.
//!
//! ```text
//!   0        8      12     16     24
//!   │ header │ len  │ cap  │ hash │ page 0 │ page 1 │ ...      pages are leaves
//! ```
//!
//! It is found by the same digits as a leaf would be and has a local depth as a leaf has, on whatever
//! level the hash of its entries parts from all others. A search compares keys page by page, since all
//! fingerprints are equal. Pages are counted one by one: there are no runs here, as a copy costs time
//! in proportion to the entries anyway (a sixteenth of them).
//!
//! # Invariants
//!
//! * **C1** A `Collision` value is made of a live collision node and is not used after it is freed.
//! * **C2** It changes only while it is unique, in the sense of B2.
//! * **C3** No page is empty, and each page's entries have the node's hash.

#![allow(unsafe_code, reason = "lays out page pointers in raw memory")]

use super::header::{Header, Refs};
use super::memory::{allocate, deallocate};
use super::ptr::{LEAF_ALIGN, NodePtr};
use crate::error::OutOfMemory;
use allocator_api2::alloc::Allocator;
use core::alloc::Layout;
use core::ptr::{self, NonNull};

#[repr(C)]
struct Fixed {
    header: Header,
    len: u32,
    cap: u32,
    hash: u64,
}

/// A live collision node (C1). A plain pointer: it owns nothing.
#[derive(Clone, Copy)]
pub(crate) struct Collision(NonNull<Fixed>);

impl Collision {
    fn layout(cap: usize) -> Layout {
        let pages = Layout::array::<NodePtr>(cap).expect("capacity overflow");
        let layout = Layout::new::<Fixed>().extend(pages).expect("capacity overflow").0;
        layout.align_to(LEAF_ALIGN).expect("capacity overflow")
    }

    /// Bytes of the node.
    pub(crate) fn size(self) -> usize {
        Self::layout(self.cap()).size()
    }

    /// A node without pages, for a caller who owns it alone.
    pub(crate) fn new<A: Allocator>(alloc: &A, hash: u64, cap: usize, depth: u32) -> Result<Collision, OutOfMemory> {
        let node = allocate(alloc, Collision::layout(cap))?.cast::<Fixed>();
        let cap = u32::try_from(cap).expect("capacity overflow");
        // SAFETY: new memory with room for the fixed part.
        unsafe { node.write(Fixed { header: Header::new(0, depth as u8, 0), len: 0, cap, hash }) };
        Ok(Collision(node))
    }

    /// # Safety
    /// 1. `node` is a live collision node and stays so while the value is used (C1).
    #[inline]
    pub(crate) unsafe fn from_ptr(node: NodePtr) -> Collision {
        debug_assert_eq!(node.kind(), super::ptr::Kind::Collision);
        // SAFETY: a live node is not null.
        Collision(unsafe { NonNull::new_unchecked(node.address().cast()) })
    }

    pub(crate) fn ptr(self) -> NodePtr {
        NodePtr::collision(self.0.as_ptr().cast())
    }

    fn fixed<'n>(self) -> &'n Fixed {
        // SAFETY: C1.
        unsafe { self.0.as_ref() }
    }

    /// Number of pages.
    pub(crate) fn len(self) -> usize {
        self.fixed().header.contents.read();
        self.fixed().len as usize
    }

    pub(crate) fn cap(self) -> usize {
        self.fixed().cap as usize
    }

    /// The hash of all entries.
    pub(crate) fn hash(self) -> u64 {
        self.fixed().hash
    }

    pub(crate) fn depth(self) -> u32 {
        u32::from(self.fixed().header.depth)
    }

    /// # Safety
    /// 1. The node is unique (C2), and its place in the parent is changed accordingly.
    pub(crate) unsafe fn set_depth(self, depth: u32) {
        self.fixed().header.contents.write();
        // SAFETY: by 1.
        unsafe { (*self.0.as_ptr()).header.depth = depth as u8 }
    }

    /// # Safety
    /// 1. The index is below the capacity.
    unsafe fn slot(self, index: usize) -> *mut NodePtr {
        debug_assert!(index < self.cap());
        // SAFETY: within the node (C1), by 1.
        unsafe { self.0.add(1).cast::<NodePtr>().add(index).as_ptr() }
    }

    /// The page at an index below `len`.
    pub(crate) fn page(self, index: usize) -> NodePtr {
        assert!(index < self.len());
        // SAFETY: C1.
        unsafe { self.slot(index).read() }
    }

    fn page_refs<'n>(self, index: usize) -> &'n Refs {
        // SAFETY: a page lives as long as the node holds it.
        unsafe { &(*self.page(index).address()).refs }
    }

    /// Whether a page is held by this node alone, if this node is unique.
    pub(crate) fn page_is_unique(self, index: usize) -> bool {
        self.page_refs(index).is_one()
    }

    /// # Safety
    /// 1. The node is unique (C2), the index is below `len`, and the old page is taken care of.
    pub(crate) unsafe fn set_page(self, index: usize, page: NodePtr) {
        debug_assert!(index < self.len());
        self.fixed().header.contents.write();
        // SAFETY: by 1.
        unsafe { self.slot(index).write(page) }
    }

    /// # Safety
    /// 1. The node is unique (C2) and has room.
    pub(crate) unsafe fn push_page(self, page: NodePtr) {
        let len = self.len();
        debug_assert!(len < self.cap());
        self.fixed().header.contents.write();
        // SAFETY: unique, with room.
        unsafe {
            self.slot(len).write(page);
            (*self.0.as_ptr()).len += 1;
        }
    }

    /// # Safety
    /// 1. The node is unique (C2), and both indices are below `len`.
    pub(crate) unsafe fn swap_pages(self, one: usize, other: usize) {
        let (first, second) = (self.page(one), self.page(other));
        // SAFETY: unique; both are below `len`.
        unsafe {
            self.set_page(one, second);
            self.set_page(other, first);
        }
    }

    /// Takes a page out; the last one moves to its place.
    ///
    /// # Safety
    /// 1. The node is unique (C2), the index is below `len`, and the page is taken care of.
    pub(crate) unsafe fn remove_page(self, index: usize) {
        let last = self.len() - 1;
        self.fixed().header.contents.write();
        // SAFETY: unique; both are below `len`.
        unsafe {
            self.slot(index).write(self.page(last));
            (*self.0.as_ptr()).len -= 1;
        }
    }

    /// A copy for another holder, with capacity `cap` and all pages but those for which `skip` holds.
    ///
    /// # Safety
    /// 1. The caller holds the node through a handle; `cap` is enough.
    pub(crate) unsafe fn copy<A: Allocator>(
        self,
        alloc: &A,
        cap: usize,
        depth: u32,
        skip: impl Fn(usize) -> bool,
    ) -> Result<Collision, OutOfMemory> {
        let copy = Collision::new(alloc, self.hash(), cap, depth)?;
        for index in (0..self.len()).filter(|&index| !skip(index)) {
            self.page_refs(index).raise();
            // SAFETY: the copy is ours alone, with room.
            unsafe { copy.push_page(self.page(index)) };
        }
        Ok(copy)
    }

    /// The same node with another capacity; the old one is gone.
    ///
    /// # Safety
    /// 1. The node is unique (C2), `cap` is enough, and the parent's pointer is changed to the new one.
    pub(crate) unsafe fn resize<A: Allocator>(self, alloc: &A, cap: usize) -> Result<Collision, OutOfMemory> {
        let new = Collision::new(alloc, self.hash(), cap, self.depth())?;
        // SAFETY: enough room by contract; the old node is forgotten, so each page is held once.
        unsafe {
            ptr::copy_nonoverlapping(
                self.0.add(1).cast::<NodePtr>().as_ptr(),
                new.0.add(1).cast().as_ptr(),
                self.len(),
            );
            (*new.0.as_ptr()).len = self.len() as u32;
            self.free_memory(alloc);
        }
        Ok(new)
    }

    /// Frees the node itself.
    ///
    /// # Safety
    /// 1. The caller owns the node alone, and its pages are taken care of.
    pub(crate) unsafe fn free_memory<A: Allocator>(self, alloc: &A) {
        // SAFETY: the caller's alone.
        unsafe { (*self.0.as_ptr()).header.end() };
        // SAFETY: allocated by `new` with this layout.
        unsafe { deallocate(alloc, self.0.cast(), Collision::layout(self.cap())) }
    }
}
