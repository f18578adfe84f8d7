//! What a cursor has of the trie that it changes.

use super::Trie;
use crate::layout::Layout;
use crate::node::ptr::NodePtr;
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;

/// What may be changed of a trie.
pub(crate) struct Roots<'t, T, L: Layout<T>, A: Allocator> {
    pub(super) root: &'t mut NodePtr,
    pub(super) len: &'t mut usize,
    pub(super) alloc: &'t A,
    _entries: PhantomData<(&'t mut T, fn() -> L)>,
}

impl<'t, T, L: Layout<T>, A: Allocator> Roots<'t, T, L, A> {
    /// The same, for less time.
    #[inline]
    pub(super) fn reborrow(&mut self) -> Roots<'_, T, L, A> {
        Roots { root: self.root, len: self.len, alloc: self.alloc, _entries: PhantomData }
    }
}

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    #[inline]
    pub(super) fn roots(&mut self) -> Roots<'_, T, L, A> {
        Roots { root: &mut self.root, len: &mut self.len, alloc: &self.alloc, _entries: PhantomData }
    }
}
