//! Lookup: one load a level, one comparison of fingerprints, one of keys.

#![allow(unsafe_code, reason = "walks nodes")]

use super::Trie;
use crate::hash::{DIGIT_BITS, DIGITS, Fingerprint};
use crate::layout::Layout;
use crate::node::branch::Branch;
use crate::node::collision::Collision;
use crate::node::leaf::Leaf;
use crate::node::ptr::{Kind, NodePtr};
use allocator_api2::alloc::Allocator;
use core::ops::Range;

impl<T, L: Layout<T>, A: Allocator> Trie<T, L, A> {
    /// Sizes at which some leaves are below the root and as many are one level deeper, so that a processor guesses
    /// wrong every other time whether a child is a leaf.
    const MIXED: Range<usize> = {
        let slots_and_leaf = DIGITS as usize * Leaf::<T, L>::MAX;
        slots_and_leaf * 5 / 8..slots_and_leaf * 7 / 4
    };

    /// The entry with this hash for which `eq` holds.
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut eq: impl FnMut(&T) -> bool) -> Option<&T> {
        let mut node = self.root;
        let mut digits = hash;
        if Self::MIXED.contains(&self.len) && node.is_branch() {
            // SAFETY: the root lives as long as the trie (T1).
            let root = unsafe { Branch::from_ptr(node) };
            (node, digits) = root.child_or_grandchild(digits);
        }
        while node.is_branch() {
            // SAFETY: nodes below the root live as long as the trie (T1).
            let branch = unsafe { Branch::from_ptr(node) };
            node = branch.child_of(digits);
            digits >>= DIGIT_BITS;
        }
        if !node.is_leaf_or_empty() {
            // SAFETY: as above (T1), and a collision node of this entry type (T2).
            return unsafe { Self::find_collision(node, hash, eq) };
        }
        if node.is_empty() {
            return None;
        }
        Leaf::<T, L>::prefetch(node);
        // SAFETY: as above (T1), and of this entry type (T2).
        let leaf = unsafe { Leaf::<T, L>::from_ptr(node) };
        // SAFETY: `&self` keeps the leaf from changing while `eq` runs.
        let position = unsafe { leaf.find(Fingerprint::of(hash), &mut eq) }?;
        // SAFETY: the entry lives as long as the leaf.
        Some(unsafe { leaf.entry(position).as_ref() })
    }

    /// # Safety
    /// As for [`search_pages`]; the node stays alive and unchanged for `'t`.
    #[cold]
    #[inline(never)]
    unsafe fn find_collision<'t>(node: NodePtr, hash: u64, mut eq: impl FnMut(&T) -> bool) -> Option<&'t T> {
        // SAFETY: as the caller promises.
        let (leaf, position) = unsafe { search_pages::<T, L>(node, hash, &mut eq) }?.place;
        // SAFETY: the entry lives as long as the leaf.
        Some(unsafe { leaf.entry(position).as_ref() })
    }
}

/// An entry in a leaf, which is a page if `page` is given.
pub(crate) struct Found<T, L> {
    pub(crate) place: (Leaf<T, L>, usize),
    pub(crate) page: Option<usize>,
}

/// Searches what a way down ended at.
///
/// # Safety
/// `node` is alive, of this entry type and layout, and does not change while `eq` runs.
#[inline]
pub(crate) unsafe fn search<T, L: Layout<T>>(
    node: NodePtr,
    hash: u64,
    mut eq: impl FnMut(&T) -> bool,
) -> Option<Found<T, L>> {
    match node.kind() {
        Kind::Empty => None,
        Kind::Leaf => {
            // SAFETY: as the caller promises.
            let leaf = unsafe { Leaf::<T, L>::from_ptr(node) };
            // SAFETY: as the caller promises.
            let position = unsafe { leaf.find(Fingerprint::of(hash), eq) }?;
            Some(Found { place: (leaf, position), page: None })
        }
        // SAFETY: as the caller promises.
        Kind::Collision => unsafe { search_pages(node, hash, &mut eq) },
        Kind::Branch => unreachable!("a way down ends below the branches"),
    }
}

/// # Safety
/// As for [`search`]; `node` is a collision node.
#[cold]
unsafe fn search_pages<T, L: Layout<T>>(
    node: NodePtr,
    hash: u64,
    eq: &mut dyn FnMut(&T) -> bool,
) -> Option<Found<T, L>> {
    // SAFETY: as the caller promises.
    let node = unsafe { Collision::from_ptr(node) };
    if node.hash() != hash {
        return None;
    }
    (0..node.len()).find_map(|index| {
        // SAFETY: pages are leaves of the node's entry type (C3).
        let leaf = unsafe { Leaf::<T, L>::from_ptr(node.page(index)) };
        // SAFETY: as the caller promises.
        let position = unsafe { leaf.find(Fingerprint::of(hash), &mut *eq) }?;
        Some(Found { place: (leaf, position), page: Some(index) })
    })
}
