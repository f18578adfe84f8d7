//! Union, intersection, difference and symmetric difference.
//!
//! Each result is one of the two tries with some entries added or taken out, or, where little is left of it, a new
//! trie. If nothing has to be done, it is that trie. What is to be done is found by the walk, so that it costs what is
//! not shared: two versions with few differences are united in the time of as many insertions.
//!
//! | operation | made from | by |
//! |---|---|---|
//! | [`union`](Pair::union) | a side of the caller's choice | adding what only the other one has |
//! | [`overlay`](Pair::overlay), [`combine`](Pair::combine) | a side of the caller's choice | the same, and replacing what both have |
//! | [`select`](Pair::select), most is kept | that side | taking out the others |
//! | [`select`](Pair::select), little is kept | nothing | adding these |

use super::super::Trie;
use super::edit::Edit;
use super::strangers::Equals;
use super::walk::{Unshared, Wanted};
use super::{Pair, Rules, Side};
use crate::error::OutOfMemory;
use crate::layout::Adoption;
use crate::layout::Edits;
use crate::node::view::LeafRef;
use allocator_api2::alloc::Allocator;

/// Which entries of a trie are selected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Select {
    /// Those of which the other trie has an equal.
    Common,
    /// The others.
    Only,
}

/// How much smaller another trie has to be for its entries to be looked up one by one, instead of walking through both.
const MUCH: usize = 8;

impl<'t, T, L: Edits<T>, A: Allocator + Clone, R: Rules<T>> Pair<'t, T, L, A, R> {
    /// The side with more entries: the left one, if both have as many.
    pub(crate) fn larger(&self) -> Side {
        if self.left.len() >= self.right.len() { Side::Left } else { Side::Right }
    }

    /// The side with fewer entries: the left one, if both have as many.
    pub(crate) fn smaller(&self) -> Side {
        if self.left.len() <= self.right.len() { Side::Left } else { Side::Right }
    }

    pub(in crate::trie) fn edit<'p>(
        &'p self,
        base: &'p Trie<T, L, A>,
        side: Side,
        adoption: Adoption<T, A>,
    ) -> Edit<'p, T, L, A, R> {
        Edit::new(base, side, &self.rules, adoption)
    }

    /// The trie on one side, with what only the other one has. Of equal entries it has its own.
    pub(crate) fn union(&self, side: Side, adoption: Adoption<T, A>) -> Result<Trie<T, L, A>, OutOfMemory> {
        let mut edit = self.edit(self.trie(side), side, adoption);
        let done = self.roots().map_or(Ok(false), |roots| edit.rebuild(roots, Equals::Keep))?;
        if !done {
            self.add_only(&mut edit, self.unshared(Wanted::only(side.other())))?;
        }
        Ok(edit.finish())
    }

    /// Adds the entries of a walk of which the other side has no equal.
    pub(in crate::trie) fn add_only<'e>(
        &self,
        edit: &mut Edit<'e, T, L, A, R>,
        walk: Unshared<'e, T, L>,
    ) -> Result<(), OutOfMemory> {
        let mut walk = walk.pausing();
        loop {
            walk.by_ref().filter(|at| at.find(&self.rules).is_none()).try_for_each(|at| edit.add(at.held))?;
            if !walk.pass(|meeting| edit.rebuild(meeting, Equals::Keep))? {
                return Ok(());
            }
        }
    }

    /// The trie on one side, with what only the other one has. Of equal entries it has those of the other one.
    pub(crate) fn overlay(&self, side: Side, adoption: Adoption<T, A>) -> Result<Trie<T, L, A>, OutOfMemory> {
        let mut edit = self.edit(self.trie(side), side, adoption);
        let done = self.roots().map_or(Ok(false), |roots| edit.rebuild(roots, Equals::Refuse))?;
        if !done {
            self.put_all(&mut edit, self.unshared(Wanted::only(side.other())))?;
        }
        Ok(edit.finish())
    }

    /// Adds the entries of a walk, or puts them in the place of their equals on the other side.
    pub(in crate::trie) fn put_all<'e>(
        &self,
        edit: &mut Edit<'e, T, L, A, R>,
        walk: Unshared<'e, T, L>,
    ) -> Result<(), OutOfMemory> {
        let mut walk = walk.pausing();
        loop {
            walk.by_ref().try_for_each(|at| match at.find(&self.rules) {
                None => edit.add(at.held),
                Some(own) if core::ptr::eq(own.entry(), at.entry()) => Ok(()),
                Some(_) => edit.replace(at.held),
            })?;
            if !walk.pass(|meeting| edit.rebuild(meeting, Equals::Refuse))? {
                return Ok(());
            }
        }
    }

    /// The side that the union of two maps is made from. If it is the right one, that is an [`overlay`](Pair::overlay).
    ///
    /// To put the left one's entries in a larger right one is less to do, unless most of them are there. Then they
    /// are either the same cells, or inline ones of which nobody knows that they are equal.
    pub(in crate::trie) fn base_of_maps(&self) -> Side {
        let limit = if LeafRef::<T, L>::CLONES { 2 } else { 1 };
        if self.right.len() > limit * self.left.len() { Side::Right } else { Side::Left }
    }

    /// The left trie, with what only the right one has; and which of the two it is made from.
    pub(crate) fn union_of_maps(&self, adoption: Adoption<T, A>) -> Result<(Trie<T, L, A>, Side), OutOfMemory> {
        match self.base_of_maps() {
            Side::Left => Ok((self.union(Side::Left, adoption)?, Side::Left)),
            Side::Right => Ok((self.overlay(Side::Right, adoption)?, Side::Right)),
        }
    }

    /// The trie on one side, with all that the other one has: `combine` gives the entry for two equal ones, or none.
    pub(crate) fn combine(
        &self,
        side: Side,
        adoption: Adoption<T, A>,
        combine: impl FnMut(&T, &T) -> Option<T>,
    ) -> Result<Trie<T, L, A>, OutOfMemory> {
        let mut edit = self.edit(self.trie(side), side, adoption);
        self.combine_all(&mut edit, self.all(side.other()), combine)?;
        Ok(edit.finish())
    }

    /// Adds the entries of a walk, or puts what `combine` gives in the place of their equals on the other side.
    pub(in crate::trie) fn combine_all(
        &self,
        edit: &mut Edit<'_, T, L, A, R>,
        mut walk: Unshared<'t, T, L>,
        mut combine: impl FnMut(&T, &T) -> Option<T>,
    ) -> Result<(), OutOfMemory> {
        walk.try_for_each(|at| {
            let Some(own) = at.find(&self.rules) else { return edit.add(at.held) };
            match combine(own.entry(), at.entry()) {
                Some(entry) => edit.set(entry),
                None => edit.remove(own.entry()),
            }
        })
    }

    /// The selected entries of the trie on one side.
    pub(crate) fn select(
        &self,
        side: Side,
        select: Select,
        adoption: Adoption<T, A>,
    ) -> Result<Trie<T, L, A>, OutOfMemory> {
        let (trie, other) = (self.trie(side), self.trie(side.other()));
        if other.len() <= trie.len() / MUCH {
            return match select {
                Select::Common => self.build_common(side, side.other(), adoption),
                Select::Only => self.without_all(side, side.other(), adoption),
            };
        }
        let only = self.only(side).count();
        let common = trie.len() - only;
        let (kept, gone) = match select {
            Select::Common => (common, only),
            Select::Only => (only, common),
        };
        if gone == 0 {
            return Ok(trie.clone());
        }
        if kept == 0 {
            return Ok(Trie::new_in(trie.alloc.clone()));
        }
        match (select, kept < gone) {
            (Select::Common, true) => self.build_common(side, self.smaller(), adoption),
            (Select::Common, false) => {
                let mut edit = self.edit(trie, side, adoption);
                self.only(side).try_for_each(|at| edit.remove(at.entry()))?;
                Ok(edit.finish())
            }
            (Select::Only, true) => {
                let empty = Trie::new_in(trie.alloc.clone());
                let mut edit = self.edit(&empty, side, adoption);
                self.only(side).try_for_each(|at| edit.add(at.held))?;
                Ok(edit.finish())
            }
            (Select::Only, false) => self.without_all(side, self.smaller(), adoption),
        }
    }

    /// A new trie of the entries of one side that both have, found by looking up all of the `visited` one.
    fn build_common(&self, side: Side, visited: Side, adoption: Adoption<T, A>) -> Result<Trie<T, L, A>, OutOfMemory> {
        let empty = Trie::new_in(self.trie(side).alloc.clone());
        let mut edit = self.edit(&empty, side, adoption);
        for at in self.all(visited) {
            if let Some(equal) = at.find(&self.rules) {
                edit.add(if visited == side { at.held } else { equal })?;
            }
        }
        Ok(edit.finish())
    }

    /// One side without the entries that both have, found by looking up all of the `visited` one.
    fn without_all(&self, side: Side, visited: Side, adoption: Adoption<T, A>) -> Result<Trie<T, L, A>, OutOfMemory> {
        let mut edit = self.edit(self.trie(side), side, adoption);
        let mut common = self.all(visited).filter(|at| at.find(&self.rules).is_some());
        common.try_for_each(|at| edit.remove(at.entry()))?;
        Ok(edit.finish())
    }

    /// The entries of both sides of which the other one has no equal.
    pub(crate) fn symmetric_difference(&self, adoption: Adoption<T, A>) -> Result<(Trie<T, L, A>, Side), OutOfMemory>
    where
        R: Clone,
    {
        let left = self.select(Side::Left, Select::Only, adoption)?;
        let right = self.select(Side::Right, Select::Only, adoption)?;
        let rest = Pair { left: &left, right: &right, rules: self.rules.clone() };
        let side = rest.larger();
        let union = rest.union(side, adoption)?;
        drop((left, right)); // before the result is returned: it would be forgotten if the drop of an entry panics
        Ok((union, side))
    }
}
