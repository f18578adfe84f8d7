//! A new version in the making.
//!
//! A draft begins with the root of its base, without counting as a holder of it: that saves the counter of a much shared
//! root two changes for each version. So nothing on a way down is the draft's own before the first change. Which of the two
//! it is, only this file knows: [`Draft::cursor`] and `cursor_down_to` are the doors to the draft's nodes.
//!
//! # Invariants
//!
//! * **D1** While the draft's root is that of its base, the draft does not count as a holder of it; else T1 holds. The
//!   base is borrowed, so that its root is alive, and no new node can have the same address.

#![allow(unsafe_code, reason = "shares the root of another trie")]

use super::Trie;
use super::cursor::Cursor;
use super::path::{Hold, Path};
use crate::layout::Layout;
use crate::node::ptr::NodePtr;
use allocator_api2::alloc::Allocator;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;

/// A trie that has its base's root without counting as a holder of it, until it is changed.
pub(crate) struct Draft<'a, T, L: Layout<T>, A: Allocator> {
    trie: ManuallyDrop<Trie<T, L, A>>,
    base: &'a Trie<T, L, A>,
}

impl<T, L: Layout<T>, A: Allocator + Clone> Trie<T, L, A> {
    /// Starts a new version of this trie.
    #[inline]
    pub(crate) fn draft(&self) -> Draft<'_, T, L, A> {
        let trie = Trie { root: self.root, len: self.len, alloc: self.alloc.clone(), _entries: PhantomData };
        Draft { trie: ManuallyDrop::new(trie), base: self }
    }
}

impl<'a, T, L: Layout<T>, A: Allocator> Draft<'a, T, L, A> {
    /// The trie that the draft was made from.
    pub(super) fn base(&self) -> &'a Trie<T, L, A> {
        self.base
    }

    fn hold(&self) -> Hold {
        if self.trie.root == self.base.root { Hold::Borrowed } else { Hold::Owned }
    }

    /// Walks down to where entries of this hash are.
    #[inline(always)]
    pub(crate) fn cursor(&mut self, hash: u64) -> Cursor<'_, T, L, A> {
        let hold = self.hold();
        // SAFETY: the root is alive, and the draft counts as its holder if `hold` says so (D1).
        unsafe { self.trie.cursor_holding(hash, hold) }
    }

    /// Walks down to what the last of so many branches leads to, which may be a branch too, or less far if there are fewer.
    pub(super) fn cursor_down_to(&mut self, hash: u64, branches: usize) -> Cursor<'_, T, L, A> {
        // SAFETY: as for `cursor` (D1).
        let path = unsafe { Path::descend_to(self.trie.root, hash, self.hold(), branches) };
        // SAFETY: it was made from this root.
        unsafe { Cursor::new(self.trie.roots(), path) }
    }

    /// The new version; it shares the whole base if nothing was changed.
    #[inline]
    pub(crate) fn finish(self) -> Trie<T, L, A> {
        let mut draft = ManuallyDrop::new(self);
        if draft.trie.root == draft.base.root {
            draft.base.count_root();
        }
        // SAFETY: taken once, as the draft is not dropped; its root is its own now (D1).
        unsafe { ManuallyDrop::take(&mut draft.trie) }
    }
}

impl<T, L: Layout<T>, A: Allocator> Drop for Draft<'_, T, L, A> {
    /// Runs when the making of the version failed or panicked.
    fn drop(&mut self) {
        if self.trie.root == self.base.root {
            self.trie.root = NodePtr::EMPTY; // still the base's (D1)
        }
        // SAFETY: dropped once, here.
        unsafe { ManuallyDrop::drop(&mut self.trie) }
    }
}
