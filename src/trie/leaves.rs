//! All entries, for changes or given away.
//!
//! These iterators change the trie as they go, so they go from leaf to leaf with a [`Position`]: a hash that no key needs to
//! have, whose digits lead to the next leaf. That costs them one walk down a leaf, and they get uniqueness and path copies
//! from the cursor that everything else uses.

#![allow(unsafe_code, reason = "walks nodes and hands out entries")]

use super::Trie;
use super::change::Change;
use super::cursor::{Cursor, Spot};
use super::path::{Hold, Path};
use crate::error::{OutOfMemory, or_abort};
use crate::hash::DIGIT_BITS;
use crate::layout::{Copies, Edits, Layout};
use crate::node::collision::Collision;
use crate::node::leaf::Leaf;
use crate::node::ptr::{Kind, NodePtr};
use allocator_api2::alloc::Allocator;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::ops::Range;
use core::ptr::NonNull;

/// A place in the order of digits: the hash of some key, real or not, that leads there.
#[derive(Clone, Copy)]
pub(super) struct Position(pub(super) u64);

impl Position {
    pub(super) const FIRST: Position = Position(0);

    /// The place after all that the bottom of a path covers; none after the last.
    ///
    /// A bottom covers the hashes that agree in a number of low bits. With the bits in reverse that is an interval, and
    /// what comes after it starts one higher in the last of those bits.
    pub(super) fn after(path: &Path) -> Option<Position> {
        let bits = path.parent_level()?.0 * DIGIT_BITS + path.range().depth();
        let step = 1u64.checked_shl(u64::BITS - bits)?;
        let reversed = path.hash.reverse_bits() & !(step - 1);
        Some(Position(reversed.checked_add(step)?.reverse_bits()))
    }
}

/// Goes through the leaves of a trie that may change under way, but not in shape.
#[derive(Clone)]
struct Leaves {
    next: Option<Position>,
    /// In the collision node at the position before: the next page.
    page: usize,
}

impl Leaves {
    fn new() -> Leaves {
        Leaves { next: Some(Position::FIRST), page: 0 }
    }

    /// The next leaf, with a cursor on it.
    fn advance<'t, T, L: Layout<T>, A: Allocator>(
        &mut self,
        trie: &'t mut Trie<T, L, A>,
    ) -> Option<(Cursor<'t, T, L, A>, Spot<T, L>)> {
        // SAFETY: the root of this trie, which is borrowed as long as the path lives.
        let (path, spot) = unsafe { self.below(trie.root) }?;
        // SAFETY: made from this root.
        Some((unsafe { Cursor::new(trie.roots(), path) }, spot))
    }

    /// All that are left, without a change.
    ///
    /// # Safety
    /// `root` is that of a live trie of this entry type and layout, which does not change meanwhile.
    unsafe fn rest<T, L: Layout<T>>(&self, root: NodePtr) -> impl Iterator<Item = Leaf<T, L>> {
        let mut leaves = self.clone();
        // SAFETY: as the caller promises.
        core::iter::from_fn(move || unsafe { leaves.below(root) }.map(|(_, spot)| spot.leaf))
    }

    /// The next leaf below a root, with the way there.
    ///
    /// # Safety
    /// `root` is that of a live trie of this entry type and layout, which holds it and does not change under the path.
    unsafe fn below<T, L: Layout<T>>(&mut self, root: NodePtr) -> Option<(Path, Spot<T, L>)> {
        loop {
            let position = self.next?;
            // SAFETY: as the caller promises.
            let path = unsafe { Path::descend(root, position.0, Hold::Owned) };
            let spot = match path.bottom.kind() {
                Kind::Leaf => {
                    self.next = Position::after(&path);
                    // SAFETY: a live leaf of this trie.
                    let leaf = unsafe { Leaf::from_ptr(path.bottom) };
                    Spot { leaf, position: 0, page: None }
                }
                Kind::Collision => {
                    // SAFETY: a live collision node of this trie.
                    let node = unsafe { Collision::from_ptr(path.bottom) };
                    let page = self.page;
                    self.page += 1;
                    if page == node.len() {
                        self.page = 0;
                        self.next = Position::after(&path);
                        continue;
                    }
                    // SAFETY: pages are leaves of this entry type (C3).
                    let leaf = unsafe { Leaf::from_ptr(node.page(page)) };
                    Spot { leaf, position: 0, page: Some(page) }
                }
                _ => {
                    self.next = Position::after(&path);
                    continue;
                }
            };
            return Some((path, spot));
        }
    }
}

/// Makes all leaves, and so all branches, this trie's own.
#[cfg(feature = "rayon")]
pub(super) fn own_leaves<T, L: Edits<T>, A: Allocator>(trie: &mut Trie<T, L, A>) -> Result<(), OutOfMemory> {
    let mut leaves = Leaves::new();
    while let Some((mut cursor, spot)) = leaves.advance(trie) {
        // SAFETY: the spot is where the cursor is.
        unsafe { cursor.change().own_leaf_in_order(spot)? };
    }
    Ok(())
}

/// Borrows all entries for changes. Copies the leaves that others hold when it comes to them.
pub(crate) struct IterMut<'t, T, L: Layout<T>, A: Allocator> {
    /// Dangling if the iterator never had one: it has no spot then, and nothing remains.
    trie: NonNull<Trie<T, L, A>>,
    leaves: Leaves,
    spot: Option<Spot<T, L>>,
    remaining: usize,
    _borrow: PhantomData<&'t mut Trie<T, L, A>>,
}

// SAFETY: owns nothing but the borrow of the trie; the spot points into it.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Send> Send for IterMut<'_, T, L, A> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Sync> Sync for IterMut<'_, T, L, A> {}

impl<'t, T, L: Copies<T>, A: Allocator> IterMut<'t, T, L, A> {
    pub(crate) fn new(trie: &'t mut Trie<T, L, A>) -> Self {
        let remaining = trie.len;
        IterMut { trie: NonNull::from(trie), leaves: Leaves::new(), spot: None, remaining, _borrow: PhantomData }
    }
}

impl<T, L: Layout<T>, A: Allocator> IterMut<'_, T, L, A> {
    pub(crate) fn empty() -> Self {
        IterMut {
            trie: NonNull::dangling(),
            leaves: Leaves { next: None, page: 0 },
            spot: None,
            remaining: 0,
            _borrow: PhantomData,
        }
    }

    /// The entries that were not given out yet.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &T> {
        let current = self.spot.map(|spot| (spot.leaf, spot.position..spot.leaf.len()));
        // SAFETY: where entries remain, there is a trie.
        let root = if self.remaining == 0 { NodePtr::EMPTY } else { unsafe { self.trie.as_ref() }.root };
        // SAFETY: the trie is borrowed, and does not change while `self` is.
        let leaves = unsafe { self.leaves.rest(root) }.map(|leaf: Leaf<T, L>| (leaf, 0..leaf.len()));
        let entries = |(leaf, positions): (Leaf<T, L>, Range<usize>)| {
            // SAFETY: positions below the lengths of live leaves, whose entries were not given out.
            positions.map(move |position| unsafe { leaf.entry(position).as_ref() })
        };
        current.into_iter().chain(leaves).flat_map(entries)
    }
}

impl<'t, T, L: Copies<T>, A: Allocator> Iterator for IterMut<'t, T, L, A> {
    type Item = &'t mut T;

    #[inline]
    fn next(&mut self) -> Option<&'t mut T> {
        loop {
            if let Some(spot) = &mut self.spot {
                if spot.position < spot.leaf.len() {
                    let position = spot.position;
                    spot.position += 1;
                    // SAFETY: a spot is in a trie. The leaf was made unique when it was entered. Each entry is given out once.
                    unsafe {
                        let alloc = self.trie.as_ref().allocator();
                        let released = or_abort(spot.leaf.own_entry(alloc, position, L::copy));
                        Leaf::<T, L>::drop_released(alloc, released);
                        self.remaining -= 1;
                        return Some(spot.leaf.entry(position).as_mut());
                    }
                }
            }
            if self.remaining == 0 {
                return None;
            }
            self.spot = None;
            // SAFETY: where entries remain, there is a trie, which is borrowed for changes.
            let (mut cursor, spot) = self.leaves.advance(unsafe { self.trie.as_mut() })?;
            let mut change = cursor.change();
            // SAFETY: the spot is where the cursor is.
            self.spot = Some(or_abort(unsafe { change.own_leaf_in_order(spot) }));
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining, Some(self.remaining))
    }
}

impl<T, L: Copies<T>, A: Allocator> ExactSizeIterator for IterMut<'_, T, L, A> {}
impl<T, L: Copies<T>, A: Allocator> FusedIterator for IterMut<'_, T, L, A> {}

impl<T, L: Edits<T>, A: Allocator> Change<'_, '_, T, L, A> {
    /// As [`Change::own_leaf`], but keeps the order of pages, so that a walk from page to page sees each once.
    ///
    /// # Safety
    /// As for [`Change::own_leaf`].
    pub(super) unsafe fn own_leaf_in_order(&mut self, spot: Spot<T, L>) -> Result<Spot<T, L>, OutOfMemory> {
        // SAFETY: as the caller promises.
        let owned = unsafe { self.own_leaf(spot)? };
        if let (Some(node), Some(wanted), Some(at)) = (self.collision(), spot.page, owned.page) {
            // SAFETY: owning a page made the node unique; the pages change places.
            unsafe { node.swap_pages(wanted, at) };
            return Ok(Spot { page: Some(wanted), ..owned });
        }
        Ok(owned)
    }
}

/// Gives all entries away. Those that others hold are cloned, the others moved.
pub(crate) struct IntoIter<T, L: Layout<T>, A: Allocator> {
    trie: Trie<T, L, A>,
    leaves: Leaves,
    /// The leaf whose entries are given away, and whether it is unique. From the last entry to the first, so that it
    /// stays a leaf with fewer entries.
    leaf: Option<(Spot<T, L>, bool)>,
    remaining: usize,
}

// SAFETY: owns the trie; the spot points into it.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Send> Send for IntoIter<T, L, A> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync, L: Layout<T>, A: Allocator + Sync> Sync for IntoIter<T, L, A> {}

impl<T, L: Layout<T>, A: Allocator> IntoIter<T, L, A> {
    pub(crate) fn new(trie: Trie<T, L, A>) -> Self {
        let remaining = trie.len;
        IntoIter { trie, leaves: Leaves::new(), leaf: None, remaining }
    }

    /// How many entries were not given away yet.
    pub(crate) fn remaining(&self) -> usize {
        self.remaining
    }

    /// The entries that were not given away yet.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &T> {
        let current = self.leaf.map(|(spot, _)| (spot.leaf, 0..spot.position));
        // SAFETY: the trie does not change while it is borrowed.
        let leaves = unsafe { self.leaves.rest(self.trie.root) }.map(|leaf: Leaf<T, L>| (leaf, 0..leaf.len()));
        let entries = |(leaf, positions): (Leaf<T, L>, Range<usize>)| {
            // SAFETY: positions below the lengths of live leaves.
            positions.rev().map(move |position| unsafe { leaf.entry(position).as_ref() })
        };
        current.into_iter().chain(leaves).flat_map(entries)
    }

    /// Goes to the next leaf; none after the last one.
    fn enter(&mut self) -> Option<()> {
        self.leaf = None;
        let (cursor, spot) = self.leaves.advance(&mut self.trie)?;
        let page_is_unique = match (cursor.collision(), spot.page) {
            (Some(node), Some(page)) => node.page_is_unique(page),
            _ => true,
        };
        let unique = cursor.path.bottom_is_unique() && page_is_unique;
        self.leaf = Some((Spot { position: spot.leaf.len(), ..spot }, unique));
        Some(())
    }

    /// The next entry that nobody else holds. The others are left to their holders.
    pub(crate) fn next_unique(&mut self) -> Option<T> {
        loop {
            match &mut self.leaf {
                Some((spot, true)) if spot.position > 0 => {
                    spot.position -= 1;
                    self.remaining -= 1;
                    // SAFETY: the leaf is unique, and the position below its length: what was left in it is behind.
                    if unsafe { spot.leaf.entry_is_unique(spot.position) } {
                        let clone = |_: &T| unreachable!("nobody else holds the entry");
                        // SAFETY: as above.
                        let (entry, _) = unsafe { spot.leaf.take(&self.trie.alloc, spot.position, clone) };
                        self.trie.len -= 1;
                        return Some(entry);
                    }
                    continue;
                }
                Some((spot, _)) => self.remaining -= spot.position,
                None => {}
            }
            self.enter()?;
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
            if let Some((spot, unique)) = &mut self.leaf {
                if spot.position > 0 {
                    let position = spot.position - 1;
                    // SAFETY: the position is below `len`; a unique leaf has nobody else to see the change.
                    let entry = unsafe {
                        if *unique {
                            let alloc = &self.trie.alloc;
                            let (entry, released) = spot.leaf.take(alloc, position, L::copy);
                            spot.position = position;
                            self.remaining -= 1;
                            self.trie.len -= 1;
                            Leaf::<T, L>::drop_released(alloc, released);
                            entry
                        } else {
                            let entry = L::copy(spot.leaf.entry(position).as_ref());
                            spot.position = position;
                            self.remaining -= 1;
                            entry
                        }
                    };
                    return Some(entry);
                }
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
