//! Items become nodes.
//!
//! Knows nothing of meetings and sides.

#![allow(unsafe_code, reason = "fills new nodes with the entries of old ones")]

use super::{DEEPEST, Stop};
use crate::hash::{DIGIT_BITS, DIGITS, Digit, DigitRange, Level};
use crate::layout::Edits;
use crate::node::owned::{Fresh, FreshBranch, FreshLeaf};
use crate::node::view::{EntryAt, LeafRef};
use allocator_api2::alloc::Allocator;
use core::ops::Range;

/// An entry of one of the tries, and its hash in the new one, which may hold it as it is stored.
pub(super) struct Item<'t, T, L> {
    hash: u64,
    held: EntryAt<'t, T, L>,
}

impl<T, L> Clone for Item<'_, T, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, L> Copy for Item<'_, T, L> {}

impl<'t, T, L> Item<'t, T, L> {
    /// # Safety
    /// 1. If entries are shared ones, the new trie's allocator can free the cell.
    pub(super) unsafe fn new(held: EntryAt<'t, T, L>, hash: u64) -> Self {
        Item { hash, held }
    }

    pub(super) fn held(&self) -> EntryAt<'t, T, L> {
        self.held
    }
}

/// Makes nodes of items.
pub(super) struct NodeMaker<'a, A> {
    pub(super) alloc: &'a A,
}

impl<'a, A: Allocator> NodeMaker<'a, A> {
    /// A leaf of no more items than it can have, and of one at least.
    pub(super) fn leaf<T, L: Edits<T>>(
        &self,
        items: &[Item<'_, T, L>],
        depth: u32,
    ) -> Result<Fresh<'a, T, L, A>, Stop> {
        let mut leaf = FreshLeaf::new(self.alloc, LeafRef::<T, L>::capacity_for(items.len() - 1), depth)?;
        let mut target = leaf.get_mut();
        for Item { held, hash } in items {
            // SAFETY: by 1: the new trie may hold the entry as it is stored, as who made the item has seen.
            unsafe { target.push_held(*held, *hash) };
        }
        Ok(leaf.into_fresh())
    }

    /// A branch of more items than a leaf can have. `sorted` is as long as `items`; both are left in disorder.
    pub(super) fn branch<'t, T, L: Edits<T>>(
        &self,
        items: &mut [Item<'t, T, L>],
        sorted: &mut [Item<'t, T, L>],
        level: Level,
    ) -> Result<Fresh<'a, T, L, A>, Stop> {
        if level.0 > DEEPEST {
            return Err(Stop::Refused);
        }
        let starts = sort(items, sorted, level);
        let mut width = 0;
        starts.divide(DigitRange::ALL, LeafRef::<T, L>::MAX, &mut |range, _| {
            width = width.max(range.depth());
            Ok(())
        })?;
        let mut branch = FreshBranch::new(self.alloc, width)?;
        starts.divide(DigitRange::ALL, LeafRef::<T, L>::MAX, &mut |range, part| {
            let child = if part.len() <= LeafRef::<T, L>::MAX {
                self.leaf(&sorted[part], range.depth())?
            } else {
                self.branch(&mut sorted[part.clone()], &mut items[part], level.below())?
            };
            branch.fill(range, child);
            Ok(())
        })?;
        Ok(branch.into_fresh())
    }
}

/// Where the items of each digit begin, in the order of the digits with their bits in reverse; then the number of items.
struct Starts([u32; DIGITS as usize + 1]);

impl Starts {
    fn of(range: DigitRange) -> Range<usize> {
        let first = in_reverse(range.first());
        first..first + (DIGITS as usize >> range.depth())
    }

    /// Calls `visit` for the parts of a range that have at most `most` items, or are one digit, but for those without.
    fn divide(
        &self,
        range: DigitRange,
        most: usize,
        visit: &mut impl FnMut(DigitRange, Range<usize>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let digits = Self::of(range);
        let part = self.0[digits.start] as usize..self.0[digits.end] as usize;
        if part.is_empty() {
            return Ok(());
        }
        if part.len() <= most || range.depth() == DIGIT_BITS {
            return visit(range, part);
        }
        range.halves().into_iter().try_for_each(|half| self.divide(half, most, visit))
    }
}

/// The bits of a digit in reverse: digits that agree in their low bits are neighbours then.
fn in_reverse(digit: Digit) -> usize {
    digit.value().reverse_bits() as usize >> (u32::BITS - DIGIT_BITS)
}

/// Copies items to `sorted` in the order of their digits with their bits in reverse.
fn sort<'t, T, L>(items: &[Item<'t, T, L>], sorted: &mut [Item<'t, T, L>], level: Level) -> Starts {
    let digit = |item: &Item<'_, T, L>| in_reverse(Digit::of(item.hash, level));
    let mut starts = [0; DIGITS as usize + 1];
    items.iter().for_each(|item| starts[digit(item) + 1] += 1);
    (0..DIGITS as usize).for_each(|at| starts[at + 1] += starts[at]);
    let mut next = starts;
    for item in items {
        let at = &mut next[digit(item)];
        sorted[*at as usize] = *item;
        *at += 1;
    }
    Starts(starts)
}
