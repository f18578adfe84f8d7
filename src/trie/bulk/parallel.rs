#![allow(unsafe_code, reason = "shares a builder between threads")]
//! Building a trie by several threads, with rayon.
//!
//! The children of the root are parted between threads: a node is made by one thread, with memory from its pool, and
//! becomes part of the trie when all are done. The pool does not mind which thread frees it.

use super::sort::sort_in_parallel;
use super::{Batch, Builder, Slots, Trie};
use crate::hash::{DIGIT_BITS, DIGITS, DigitRange, Level};
use crate::node::layout::Layout;
use crate::node::leaf::Leaf;
use crate::node::ptr::NodePtr;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::ops::Range;

/// Fewer entries than this are not worth a second thread.
const MANY: usize = 1 << 12;

impl<T: Send, L: Layout<T>, A: Allocator + Sync> Trie<T, L, A> {
    /// The same as [`Trie::fill`], by several threads.
    pub(crate) fn fill_in_parallel(&mut self, mut batch: Batch<T>) -> Vec<(u64, T)> {
        if batch.len() < MANY {
            return self.fill(batch);
        }
        let again = sort_in_parallel(&mut batch.keys, Leaf::<T, L>::MAX);
        self.build(batch, &again, |builder, len| {
            let (slots, depth) = Shared(builder).divide(0..len, DigitRange::ALL);
            builder.branch_of(&slots.0, depth)
        })
    }
}

/// A builder that several threads use at once, each for other keys.
struct Shared<'b, 'a, T, L, A>(&'b Builder<'a, T, L, A>);

// SAFETY: the threads read keys, allocate, and move entries out, each those of other keys.
unsafe impl<T: Send, L, A: Sync> Sync for Shared<'_, '_, T, L, A> {}

/// Children that one thread made and another one stands in a branch.
struct Made(Slots);

// SAFETY: new nodes, known to nobody else, of entries that may be sent.
unsafe impl Send for Made {}

impl<T: Send, L: Layout<T>, A: Allocator + Sync> Shared<'_, '_, T, L, A> {
    /// The children of the root for a range of digits, and their greatest local depth.
    fn divide(&self, place: Range<usize>, range: DigitRange) -> (Made, u32) {
        if place.len() < MANY || range.depth() == DIGIT_BITS {
            let mut slots = [NodePtr::EMPTY; DIGITS as usize];
            let depth = self.0.divide(place, Level::ROOT, range, &mut slots);
            return (Made(slots), depth);
        }
        let [lower, upper] = range.halves();
        let [zeros, ones] = self.0.halves(place, Level::ROOT, range);
        let ((mut made, depth), (other, other_depth)) =
            rayon::join(|| self.divide(zeros, lower), || self.divide(ones, upper));
        upper.slots(made.0.len()).for_each(|index| made.0[index] = other.0[index]);
        (made, depth.max(other_depth))
    }
}
