//! Unions by several threads, with rayon.
//!
//! The slots of the two roots are parted between threads. Each makes a draft of the base with what the other trie has in
//! its slots; then the roots become one:
//!
//! ```text
//!   base         [ a  b  c  d ]
//!   one thread   [ a' b' c  d ]       slots 0 and 1
//!   another one  [ a  b  c  d']       slots 2 and 3
//!   together     [ a' b' c  d']       the root of the first, which takes over what differs from the base in the second
//! ```
//!
//! That is right if no two parts change the same slot of the base. They do not if both tries hash alike, which need not be
//! known for certain: the roots show it. And each root must have a child of its own in every slot, as it has at a decent
//! hash from a thousand entries on, more or less. If that is not so, or there is little to do, one thread does it all.

#![allow(unsafe_code, reason = "moves children from one root to another")]

use super::threshold::many;
use crate::error::OutOfMemory;
use crate::hash::{DIGIT_BITS, DIGITS, Digit, DigitRange};
use crate::layout::Adoption;
use crate::layout::Edits;
use crate::node::branch::Branch;
use crate::node::header::Header;
use crate::node::release::release;
use crate::trie::Trie;
use crate::trie::versions::edit::Edit;
use crate::trie::versions::walk::{Unshared, Wanted};
use crate::trie::versions::{Pair, Rules, Side};
use allocator_api2::alloc::Allocator;
use core::ops::Range;

/// Slots of a root that are not parted any more.
const SLOTS: u32 = 4;
/// Of how many entries the hashes are compared if nobody knows whether the tries hash alike.
const SAMPLE: usize = 16;

impl<'t, T, L, A, R> Pair<'t, T, L, A, R>
where
    T: Send + Sync,
    L: Edits<T>,
    A: Allocator + Clone + Send + Sync,
    R: Rules<T> + Sync,
{
    /// The same as [`Pair::union`].
    pub(crate) fn par_union(&self, side: Side, adoption: Adoption<T, A>) -> Result<Trie<T, L, A>, OutOfMemory> {
        let walk = self.unshared(Wanted::only(side.other()));
        let made = self.in_parts(side, adoption, walk, |edit, walk| self.add_only(edit, walk))?;
        made.map_or_else(|| self.union(side, adoption), Ok)
    }

    /// The same as [`Pair::union_of_maps`].
    pub(crate) fn par_union_of_maps(&self, adoption: Adoption<T, A>) -> Result<(Trie<T, L, A>, Side), OutOfMemory> {
        let side = self.base_of_maps();
        if side == Side::Left {
            return Ok((self.par_union(side, adoption)?, side));
        }
        let walk = self.unshared(Wanted::only(side.other()));
        let made = self.in_parts(side, adoption, walk, |edit, walk| self.put_all(edit, walk))?;
        Ok((made.map_or_else(|| self.overlay(side, adoption), Ok)?, side))
    }

    /// The same as [`Pair::combine`], with an entry for any two.
    pub(crate) fn par_combine(
        &self,
        side: Side,
        adoption: Adoption<T, A>,
        combine: impl Fn(&T, &T) -> T + Sync,
    ) -> Result<Trie<T, L, A>, OutOfMemory> {
        let combine = |one: &T, other: &T| Some(combine(one, other));
        let walk = self.all(side.other());
        let made = self.in_parts(side, adoption, walk, |edit, walk| self.combine_all(edit, walk, &combine))?;
        made.map_or_else(|| self.combine(side, adoption, &combine), Ok)
    }

    /// The trie on one side, changed as `change` does with the entries of a walk that has not begun. None if one thread has
    /// to do it all.
    ///
    /// `change` adds and replaces entries, and takes none out.
    fn in_parts<F>(
        &self,
        side: Side,
        adoption: Adoption<T, A>,
        walk: Unshared<'t, T, L>,
        change: F,
    ) -> Result<Option<Trie<T, L, A>>, OutOfMemory>
    where
        F: for<'e> Fn(&mut Edit<'e, T, L, A, R>, Unshared<'e, T, L>) -> Result<(), OutOfMemory> + Sync,
    {
        let fill = self.left.fills_its_root() && self.right.fills_its_root();
        if !fill || walk.clone().nth(many()).is_none() || !self.seem_to_agree(&walk) {
            return Ok(None);
        }
        let part = |slots| {
            let mut edit = self.edit(self.trie(side), side, adoption);
            change(&mut edit, walk.clone().within(slots))?;
            Ok(edit.finish())
        };
        part_and_join(self.trie(side), 0..DIGITS, &part)
    }

    fn seem_to_agree(&self, walk: &Unshared<'t, T, L>) -> bool {
        let agree = |entry| self.rules.hash(Side::Left, entry) == self.rules.hash(Side::Right, entry);
        self.rules.agree() || walk.clone().take(SAMPLE).all(|at| agree(at.entry()))
    }
}

/// Has `part` make a version of `base` for each part of some slots, and makes one of them. None if two of them have
/// changed the same slot.
fn part_and_join<T, L, A, F>(
    base: &Trie<T, L, A>,
    slots: Range<u32>,
    part: &F,
) -> Result<Option<Trie<T, L, A>>, OutOfMemory>
where
    T: Send + Sync,
    L: Edits<T>,
    A: Allocator + Send + Sync,
    F: Fn(Range<u32>) -> Result<Trie<T, L, A>, OutOfMemory> + Sync,
{
    if slots.end - slots.start <= SLOTS {
        return part(slots).map(Some);
    }
    let middle = slots.start.midpoint(slots.end);
    let (one, other) =
        rayon::join(|| part_and_join(base, slots.start..middle, part), || part_and_join(base, middle..slots.end, part));
    let (Some(one), Some(other)) = (one?, other?) else { return Ok(None) };
    Ok(one.join(other, base))
}

impl<T, L: Edits<T>, A: Allocator> Trie<T, L, A> {
    /// Whether the root has a child of its own in every slot.
    fn fills_its_root(&self) -> bool {
        self.root().as_branch().is_some_and(|root| root.children().count() == DIGITS as usize)
    }

    /// The changes of two versions of a base in one version. None if both have changed what is in one slot of the root.
    ///
    /// The base fills its root, and no version has fewer children.
    fn join(mut self, other: Self, base: &Self) -> Option<Self> {
        if other.ptr_eq(base) {
            return Some(self);
        }
        if self.ptr_eq(base) {
            return Some(other);
        }
        // SAFETY: roots are alive (T1). All three are of full width, as that of the base is.
        let [root, from, base_root] = [self.root, other.root, base.root].map(|root| unsafe { Branch::from_ptr(root) });
        for digit in (0..DIGITS).map(Digit::new) {
            let (old, new) = (base_root.child(digit), from.child(digit));
            if new == old {
                continue;
            }
            if root.child(digit) != old {
                return None;
            }
            let range = DigitRange::around(digit, DIGIT_BITS);
            // SAFETY: the child is alive. It gets a run of its own in this trie.
            let header: &Header = unsafe { &*new.address() };
            header.refs.raise();
            // SAFETY: the root is this version's own, as it is not that of the base; the child that was there is in this slot
            // alone.
            let ended = unsafe { root.detach(range) };
            // SAFETY: likewise, and the new one fits.
            unsafe { root.fill(range, new) };
            // SAFETY: its run ended. The base holds it, so nothing is dropped.
            ended.into_iter().for_each(|old| unsafe { release::<T, L, A>(old, &self.alloc) });
        }
        self.len += other.len - base.len;
        Some(self)
    }
}
