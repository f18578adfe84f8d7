//! All entries, for changes or given away.
//!
//! These iterators change the trie as they go, so they go from leaf to leaf with a [`Prefix`]: a hash that no key needs to
//! have, whose digits lead to the next leaf. That costs them one walk down a leaf, and they get uniqueness and path copies
//! from the cursor that everything else uses.

#![allow(unsafe_code, reason = "hands out entries of a trie that changes meanwhile")]

use super::Trie;
use super::cursor::Cursor;
use super::mutation::Mutation;
use super::path::{Hold, Path};
use crate::error::{OutOfMemory, or_abort};
use crate::hash::DIGIT_BITS;
use crate::layout::{Copies, Edits, Layout};
use crate::node::leaf::Leaf;
use crate::node::owned::{LeafEntriesMut, LeafMut};
use crate::node::view::{LeafRef, Node, NodeRef};
use allocator_api2::alloc::Allocator;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::ptr::NonNull;

/// A place in the order of digits: the hash of some key, real or not, that leads there.
#[derive(Clone, Copy)]
pub(super) struct Prefix(pub(super) u64);

impl Prefix {
    pub(super) const FIRST: Prefix = Prefix(0);

    /// The place after all that the bottom of a path covers; none after the last.
    ///
    /// A bottom covers the hashes that agree in a number of low bits. With the bits in reverse that is an interval, and
    /// what comes after it starts one higher in the last of those bits.
    pub(super) fn after(path: &Path) -> Option<Prefix> {
        let bits = path.parent_level()?.0 * DIGIT_BITS + path.range().depth();
        let step = 1u64.checked_shl(u64::BITS - bits)?;
        let reversed = path.hash.reverse_bits() & !(step - 1);
        Some(Prefix(reversed.checked_add(step)?.reverse_bits()))
    }
}

/// Goes through the leaves of a trie that may change under way, but not in shape.
#[derive(Clone)]
struct Leaves {
    next: Option<Prefix>,
    /// In the collision node at the position before: the next page.
    page: usize,
}

impl Leaves {
    const FIRST: Leaves = Leaves { next: Some(Prefix::FIRST), page: 0 };
    const NONE: Leaves = Leaves { next: None, page: 0 };

    /// A cursor at the next leaf, and its page, if it is one.
    fn advance<'t, T, L: Layout<T>, A: Allocator>(
        &mut self,
        trie: &'t mut Trie<T, L, A>,
    ) -> Option<(Cursor<'t, T, L, A>, Option<usize>)> {
        let (path, page) = self.below(trie.root())?;
        // SAFETY: by 1: made from this root, and nothing has changed since.
        Some((unsafe { Cursor::new(trie.roots(), path) }, page))
    }

    /// All that are left, without a change.
    fn rest<'t, T, L: Layout<T>>(&self, root: NodeRef<'t, T, L>) -> impl Iterator<Item = LeafRef<'t, T, L>> {
        let mut leaves = self.clone();
        core::iter::from_fn(move || {
            let (path, page) = leaves.below(root)?;
            // SAFETY: by 1: the bottom is in the trie of the root (P1).
            match (unsafe { NodeRef::new(path.bottom) }.get(), page) {
                (Node::Leaf(leaf), _) => Some(leaf),
                (Node::Collision(node), Some(page)) => Some(node.page(page)),
                _ => None,
            }
        })
    }

    /// The way to the next leaf below a root, and its page, if it is one.
    fn below<T, L: Layout<T>>(&mut self, root: NodeRef<'_, T, L>) -> Option<(Path, Option<usize>)> {
        loop {
            let position = self.next?;
            // SAFETY: the root is that of a live trie, which holds it. It does not change while it is borrowed.
            let path = unsafe { Path::descend(root.ptr(), position.0, Hold::Owned) };
            // SAFETY: by 1: the bottom is in the trie of the root (P1).
            match unsafe { NodeRef::<T, L>::new(path.bottom) }.get() {
                Node::Leaf(_) => {
                    self.next = Prefix::after(&path);
                    return Some((path, None));
                }
                Node::Collision(node) if self.page < node.len() => {
                    self.page += 1;
                    return Some((path, Some(self.page - 1)));
                }
                _ => {
                    self.page = 0;
                    self.next = Prefix::after(&path);
                }
            }
        }
    }
}

/// Makes all leaves, and so all branches, this trie's own.
#[cfg(feature = "rayon")]
pub(super) fn own_leaves<T, L: Edits<T>, A: Allocator>(trie: &mut Trie<T, L, A>) -> Result<(), OutOfMemory> {
    let mut leaves = Leaves::FIRST;
    while let Some((mut cursor, page)) = leaves.advance(trie) {
        cursor.mutation().own_leaf_in_order(page)?;
    }
    Ok(())
}

impl<T, L: Edits<T>, A: Allocator> Mutation<'_, '_, T, L, A> {
    /// As [`Mutation::own_leaf`], but keeps the order of pages, so that a walk from page to page sees each once.
    pub(super) fn own_leaf_in_order(&mut self, page: Option<usize>) -> Result<(), OutOfMemory> {
        if let (Some(wanted), Some(at)) = (page, self.own_leaf(page)?) {
            self.swap_pages(wanted, at);
        }
        Ok(())
    }
}

/// A mutable iterator. Copies the leaves that others hold when it comes to them.
pub(crate) struct IterMut<'t, T, L: Layout<T>, A: Allocator> {
    /// Dangling if the iterator never had one: nothing remains then.
    trie: NonNull<Trie<T, L, A>>,
    leaves: Leaves,
    entries: Option<LeafEntriesMut<'t, 't, T, L, A>>,
    remaining: usize,
    _borrow: PhantomData<&'t mut Trie<T, L, A>>,
}

// SAFETY: owns nothing but the borrow of the trie; the entries, and the allocator that they know, are in it.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Send> Send for IterMut<'_, T, L, A> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Sync> Sync for IterMut<'_, T, L, A> {}

impl<'t, T, L: Copies<T>, A: Allocator> IterMut<'t, T, L, A> {
    pub(crate) fn new(trie: &'t mut Trie<T, L, A>) -> Self {
        let remaining = trie.len;
        IterMut { trie: NonNull::from(trie), leaves: Leaves::FIRST, entries: None, remaining, _borrow: PhantomData }
    }
}

impl<T, L: Layout<T>, A: Allocator> IterMut<'_, T, L, A> {
    pub(crate) fn empty() -> Self {
        let trie = NonNull::dangling();
        IterMut { trie, leaves: Leaves::NONE, entries: None, remaining: 0, _borrow: PhantomData }
    }

    /// The entries that were not given out yet.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &T> {
        let current = self.entries.as_ref().map(LeafEntriesMut::rest);
        // SAFETY: where entries remain, there is a trie, which is borrowed and does not change while `self` is.
        let root = if self.remaining == 0 { NodeRef::EMPTY } else { unsafe { self.trie.as_ref() }.root() };
        current.into_iter().flatten().chain(self.leaves.rest(root).flat_map(LeafRef::entries))
    }
}

impl<'t, T, L: Copies<T>, A: Allocator> Iterator for IterMut<'t, T, L, A> {
    type Item = &'t mut T;

    #[inline]
    fn next(&mut self) -> Option<&'t mut T> {
        loop {
            if let Some(entry) = self.entries.as_mut().and_then(Iterator::next) {
                self.remaining -= 1;
                return Some(entry);
            }
            if self.remaining == 0 {
                return None;
            }
            self.entries = None;
            // SAFETY: where entries remain, there is a trie, which is borrowed for changes. No handle of a leaf is left, and
            // leaves that entries were given out of are not looked at again.
            let trie = unsafe { self.trie.as_mut() };
            let (mut cursor, page) = self.leaves.advance(trie)?;
            or_abort(cursor.mutation().own_leaf_in_order(page));
            self.entries = cursor.into_leaf_mut(page).map(LeafMut::into_entries);
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining, Some(self.remaining))
    }
}

impl<T, L: Copies<T>, A: Allocator> ExactSizeIterator for IterMut<'_, T, L, A> {}
impl<T, L: Copies<T>, A: Allocator> FusedIterator for IterMut<'_, T, L, A> {}

/// A consuming iterator. Clones the entries that others hold, and moves the others.
///
/// Invariant **I1**: where `left` is not 0, `leaf` is one of the trie, which has so many entries at least.
pub(crate) struct IntoIter<T, L: Layout<T>, A: Allocator> {
    trie: Trie<T, L, A>,
    leaves: Leaves,
    /// The leaf whose entries are given away. From the last entry to the first, so that it stays a leaf with fewer entries.
    leaf: Option<Leaf<T, L>>,
    /// How many of its entries were not given away yet.
    left: usize,
    /// Whether it is the trie's own.
    unique: bool,
    remaining: usize,
}

// SAFETY: owns the trie; the leaf is in it.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Send> Send for IntoIter<T, L, A> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Sync> Sync for IntoIter<T, L, A> {}

impl<T, L: Layout<T>, A: Allocator> IntoIter<T, L, A> {
    pub(crate) fn new(trie: Trie<T, L, A>) -> Self {
        let remaining = trie.len;
        IntoIter { trie, leaves: Leaves::FIRST, leaf: None, left: 0, unique: false, remaining }
    }

    /// How many entries were not given away yet.
    pub(crate) fn remaining(&self) -> usize {
        self.remaining
    }

    /// The entries that were not given away yet.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &T> {
        // SAFETY: by 1: in the trie that is owned here (I1), and does not change while `self` is borrowed.
        let current = self.leaf.map(|leaf| (unsafe { LeafRef::new(leaf) }, self.left));
        let leaves = self.leaves.rest(self.trie.root()).map(|leaf| (leaf, leaf.len()));
        current.into_iter().chain(leaves).flat_map(|(leaf, left)| (0..left).rev().map(move |at| leaf.place(at).entry()))
    }

    /// Goes to the next leaf; none after the last one.
    fn enter(&mut self) -> Option<()> {
        (self.leaf, self.left) = (None, 0);
        let (cursor, page) = self.leaves.advance(&mut self.trie)?;
        let leaf = cursor.leaf(page);
        (self.leaf, self.left, self.unique) = (Some(leaf.raw()), leaf.len(), cursor.leaf_is_unique(page));
        Some(())
    }

    /// The leaf, for changes, if it is the trie's own and has entries left.
    #[inline]
    fn own_leaf(&mut self) -> Option<LeafMut<'_, '_, T, L, A>> {
        let leaf = self.leaf.filter(|_| self.unique && self.left > 0)?;
        // SAFETY: by 1: unique, and in the trie that is owned here (I1).
        Some(unsafe { LeafMut::new(leaf, &self.trie.alloc) })
    }

    /// Takes the last entry out of the leaf, if that is the trie's own and has entries left.
    #[inline]
    fn take_last(&mut self, clone: impl Fn(&T) -> T) -> Option<T> {
        let last = self.left.wrapping_sub(1);
        let leaf = self.leaf.filter(|_| self.unique && self.left > 0)?;
        // SAFETY: by 1: unique, and in the trie that is owned here (I1).
        let (entry, removed) = unsafe { LeafMut::new(leaf, &self.trie.alloc) }.take(last, clone);
        self.left = last;
        self.remaining -= 1;
        self.trie.len -= 1;
        drop(removed);
        Some(entry)
    }

    /// The next entry that nobody else holds. The others are left to their holders.
    pub(crate) fn next_unique(&mut self) -> Option<T> {
        loop {
            let last = self.left.wrapping_sub(1);
            match self.own_leaf().map(|leaf| leaf.entry_is_unique(last)) {
                Some(true) => return self.take_last(|_| unreachable!("nobody else holds the entry")),
                Some(false) => {
                    self.left = last;
                    self.remaining -= 1;
                }
                None => {
                    self.remaining -= self.left;
                    self.enter()?;
                }
            }
        }
    }
}

impl<T, L: Layout<T>, A: Allocator + Default> Default for IntoIter<T, L, A> {
    fn default() -> Self {
        IntoIter::new(Trie::new_in(A::default()))
    }
}

impl<T, L: Copies<T>, A: Allocator> Iterator for IntoIter<T, L, A> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            match self.leaf {
                Some(leaf) if self.left > 0 && !self.unique => {
                    // SAFETY: below the length of a live leaf (I1).
                    let entry = unsafe { leaf.entry(self.left - 1) };
                    // SAFETY: the trie, which holds it, is owned here.
                    let entry = L::copy(unsafe { entry.as_ref() });
                    self.left -= 1;
                    self.remaining -= 1;
                    return Some(entry);
                }
                Some(_) if self.left > 0 => return self.take_last(L::copy),
                _ => {}
            }
            if self.remaining == 0 {
                return None;
            }
            self.enter()?;
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining, Some(self.remaining))
    }
}

impl<T, L: Copies<T>, A: Allocator> ExactSizeIterator for IntoIter<T, L, A> {}
impl<T, L: Copies<T>, A: Allocator> FusedIterator for IntoIter<T, L, A> {}
