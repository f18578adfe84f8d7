//! The trie: one algorithm a file, on nodes, with a hash and an equality closure, never a `Hasher`.
//!
//! ```text
//!   get      the way down, for lookups
//!   of_hash  the entries that may have a hash
//!   path     the way down, remembered
//!   mutation making the way down unique (the path copy), and letting go of what was replaced
//!   cursor   a place in one trie, to be read, filled, changed or emptied
//!   place    what a cursor finds: put or insert, take out if it is there
//!   disjoint several entries at once, for changes
//!   draft    a new version in the making
//!   insert   making room: growing and splitting leaves, widening branches
//!   remove   taking out; merging leaves, collapsing and narrowing branches
//!   retain   taking out many
//!   extract  taking out many, one by one
//!   bulk     putting in many
//!   iter     all entries, borrowed
//!   leaves   all entries, for changes or given away
//!   versions two tries at once: equality, difference, set algebra, merging
//!   parallel parts of a trie, batches and unions, for several threads
//!   check    the invariants
//!   dump     a drawing
//! ```
//!
//! An operation that changes a map in place and its persistent counterpart are the same code: the
//! persistent one starts with a [`Draft`](draft::Draft), a trie that borrows the root of its base, so that nothing on
//! the way is unique and everything that changes is copied.
//!
//! # Invariants
//!
//! * **T1** `root` is empty or counts this trie as one holder. `len` is the number of entries below it.
//! * **T2** Nodes below a root were made with the trie's entry type and layout, and by its allocator.
//! * **T3** An entry lies where the digits of its hash lead, and its leaf has the fingerprint of its hash.
//! * **T4** User code (hash, equality, clone, drop) runs only while the trie is valid and complete: before
//!   anything is changed, on nodes that are not attached yet, or after everything is in place.

#![allow(unsafe_code, reason = "owns the root")]

pub(crate) mod bulk;
pub(crate) mod check;
pub(crate) mod cursor;
mod disjoint;
mod draft;
pub(crate) mod dump;
pub(crate) mod extract;
pub(crate) mod get;
pub(crate) mod insert;
pub(crate) mod iter;
pub(crate) mod leaves;
mod mutation;
pub(crate) mod of_hash;
#[cfg(feature = "rayon")]
pub(crate) mod parallel;
mod path;
pub(crate) mod place;
pub(crate) mod remove;
pub(crate) mod retain;
mod roots;
pub(crate) mod versions;

use crate::layout::Layout;
use crate::node::header::Header;
use crate::node::ptr::NodePtr;
use crate::node::release::release;
#[cfg(not(feature = "std"))]
use crate::node::release::release as release_root;
use crate::node::view::NodeRef;
#[cfg(feature = "std")]
use crate::node::waiting::release_root;
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;
use core::panic::UnwindSafe;

/// A trie of entries `T`.
pub(crate) struct Trie<T, L: Layout<T>, A: Allocator> {
    root: NodePtr,
    len: usize,
    alloc: A,
    /// Shares entries with other tries, as an `Arc` would.
    _entries: PhantomData<(alloc::sync::Arc<T>, fn() -> L)>,
}

// SAFETY: entries are shared between tries and may be read, and dropped, by whichever thread holds the last
// one, so both bounds are those of `Arc<T>`. Counters and links are atomic (S1 to S7).
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Send> Send for Trie<T, L, A> {}
// SAFETY: as above; `&Trie` gives out `&T`, and clones that count with atomics.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Sync> Sync for Trie<T, L, A> {}

// As for the standard maps. A panic leaves every version valid (T4); an entry that user code left broken, by way of a
// `Cell` in it, may be seen through other versions too.
impl<T: UnwindSafe, L: Layout<T>, A: Allocator + UnwindSafe> UnwindSafe for Trie<T, L, A> {}

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    pub(crate) const fn new_in(alloc: A) -> Self {
        Trie { root: NodePtr::EMPTY, len: 0, alloc, _entries: PhantomData }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    pub(crate) fn allocator(&self) -> &A {
        &self.alloc
    }

    /// The root, to be read.
    #[inline(always)]
    pub(crate) fn root(&self) -> NodeRef<'_, T, L> {
        // SAFETY: by 1: the root is alive (T1), of this entry type and layout (T2), and does not change while the trie is borrowed.
        unsafe { NodeRef::new(self.root) }
    }

    /// Whether both have the same root, and so the same entries.
    pub(crate) fn ptr_eq(&self, other: &Self) -> bool {
        self.root == other.root
    }

    pub(crate) fn clear(&mut self) {
        let root = core::mem::replace(&mut self.root, NodePtr::EMPTY);
        self.len = 0;
        // SAFETY: the trie counted as one holder (T1), and the root is out of it.
        unsafe { release::<T, L, A>(root, &self.alloc) }
    }

    /// One holder more of the root.
    fn count_root(&self) {
        if !self.root.is_empty() {
            // SAFETY: a root lives as long as a trie has it (T1).
            let header: &Header = unsafe { &*self.root.address() };
            header.refs.raise();
        }
    }
}

impl<T, L: Layout<T>, A: Allocator + Clone> Clone for Trie<T, L, A> {
    #[inline]
    fn clone(&self) -> Self {
        let alloc = self.alloc.clone();
        self.count_root();
        Trie { root: self.root, len: self.len, alloc, _entries: PhantomData }
    }
}

impl<T, L: Layout<T>, A: Allocator> Drop for Trie<T, L, A> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the trie counted as one holder (T1) and is gone.
        unsafe { release_root::<T, L, A>(self.root, &self.alloc) }
    }
}
