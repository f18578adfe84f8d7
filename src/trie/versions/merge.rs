//! Merging: two versions of one base become one version with the changes of both.
//!
//! The changes from the base to the right version are made in the left one, so the cost is that of the right one's
//! changes. A change of a key that the left version has as the base does is made; one that the left version made as
//! well is there already; else it is a conflict. Per key, by what the three tries have:
//!
//! | case | base | left | right | result |
//! |---|---|---|---|---|
//! | 1 | - | - | r | r |
//! | 2 | - | l | as l | l |
//! | 3 | - | l | r | conflict: both added |
//! | 4 | b | as b | - | nothing |
//! | 5 | b | - | - | nothing |
//! | 6 | b | l | - | conflict: changed on the left, removed on the right |
//! | 7 | b | as b | r | r |
//! | 8 | b | l | as l | l |
//! | 9 | b | - | r | conflict: removed on the left, changed on the right |
//! | 10 | b | l | r | conflict: both changed |
//!
//! Keys that the right version has as the base does are not in the table: the result has them as the left one does.

use super::super::Trie;
use super::diff::Changes;
use super::edit::Edit;
use super::walk::Wanted;
use super::{Pair, Rules, Side};
use crate::error::OutOfMemory;
use crate::layout::Adoption;
use crate::layout::Edits;
use crate::node::view::EntryAt;
use allocator_api2::alloc::Allocator;

/// What three versions have for a key that was changed in two ways. At least two of them have something.
pub(crate) struct Conflict<E> {
    pub(crate) base: Option<E>,
    pub(crate) left: Option<E>,
    pub(crate) right: Option<E>,
}

impl<E> Conflict<E> {
    /// The same conflict of what `convert` makes of the entries.
    pub(crate) fn map<F>(self, convert: impl Fn(E) -> F) -> Conflict<F> {
        let Conflict { base, left, right } = self;
        Conflict { base: base.map(&convert), left: left.map(&convert), right: right.map(&convert) }
    }
}

/// What to do about a key that two versions have changed in different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution<T> {
    /// Keep what the left version has: its value, or no entry if it has none.
    Left,
    /// Take what the right version has: its value, or no entry if it has none.
    Right,
    /// Go back to what the base has: its value, or no entry if it has none. Where there is no base, keep no entry.
    Base,
    /// Keep no entry of this key.
    Remove,
    /// Take another value.
    Value(T),
}

impl<T> Resolution<T> {
    /// The same with another value.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::map::Resolution;
    ///
    /// assert_eq!(Resolution::Value(3).map(|count| count.to_string()), Resolution::Value("3".to_string()));
    /// assert_eq!(Resolution::<u32>::Left.map(|count| count + 1), Resolution::Left);
    /// ```
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Resolution<U> {
        match self {
            Resolution::Left => Resolution::Left,
            Resolution::Right => Resolution::Right,
            Resolution::Base => Resolution::Base,
            Resolution::Remove => Resolution::Remove,
            Resolution::Value(value) => Resolution::Value(convert(value)),
        }
    }
}

/// The left of three versions, and how its entries are hashed.
pub(crate) struct Target<'t, T, L: Edits<T>, A: Allocator, R> {
    pub(crate) trie: &'t Trie<T, L, A>,
    /// The left side of these rules is for this trie.
    pub(crate) rules: R,
}

impl<T, L: Edits<T>, A: Allocator + Clone, R: Rules<T>> Pair<'_, T, L, A, R> {
    /// The target, with the changes from the left trie, which is the base, to the right one. It is made of the target,
    /// as the left side, or of the right one.
    ///
    /// `same` tells whether two entries of a key are no change; `resolve` decides about conflicts.
    pub(crate) fn merge(
        &self,
        target: &Target<'_, T, L, A, R>,
        adoption: Adoption<T, A>,
        mut same: impl FnMut(&T, &T) -> bool,
        mut resolve: impl FnMut(Conflict<&T>) -> Resolution<T>,
    ) -> Result<(Trie<T, L, A>, Side), OutOfMemory> {
        if self.left.ptr_eq(target.trie) {
            return Ok((self.right.clone(), Side::Right));
        }
        if self.right.ptr_eq(target.trie) {
            return Ok((target.trie.clone(), Side::Left));
        }
        let Target { trie, rules } = target;
        let mut edit = Edit::new(*trie, Side::Left, rules, adoption);
        let mut changes = Changes::new(self);
        while let Some(change) = changes.next(&self.rules, &mut same) {
            let (base, right) = (change.before().copied(), change.after().copied());
            let key = change.latest().entry();
            let left = trie.find(rules.hash(Side::Left, key), |other| rules.eq(key, other));
            let mut alike = |one: Option<&T>, other: Option<&T>| match (one, other) {
                (None, None) => true,
                (Some(one), Some(other)) => core::ptr::eq(one, other) || same(one, other),
                _ => false,
            };
            let (old, new) = (base.map(|held| held.entry()), right.map(|held| held.entry()));
            let resolution = if alike(left, new) {
                Resolution::Left // cases 2, 5, 8
            } else if alike(left, old) {
                Resolution::Right // cases 1, 4, 7
            } else {
                resolve(Conflict { base: old, left, right: new }) // cases 3, 6, 9, 10
            };
            let take = |edit: &mut Edit<'_, T, L, A, R>, held: Option<EntryAt<'_, T, L>>| match (left, held) {
                (None, None) => Ok(()),
                (Some(left), None) => edit.remove(left),
                (None, Some(held)) => edit.add(held),
                (Some(_), Some(held)) => edit.replace(held),
            };
            match resolution {
                Resolution::Left => {}
                Resolution::Right => take(&mut edit, right)?,
                Resolution::Base => take(&mut edit, base)?,
                Resolution::Remove => take(&mut edit, None)?,
                Resolution::Value(entry) => edit.set(entry)?,
            }
        }
        Ok((edit.finish(), Side::Left))
    }

    /// The left trie with the entries of the right one. `resolve` decides about keys that both have, unless `same` holds
    /// for their entries.
    pub(crate) fn unite(
        &self,
        adoption: Adoption<T, A>,
        mut same: impl FnMut(&T, &T) -> bool,
        mut resolve: impl FnMut(&T, &T) -> Resolution<T>,
    ) -> Result<Trie<T, L, A>, OutOfMemory> {
        let mut edit = Edit::new(self.left, Side::Left, &self.rules, adoption);
        for at in self.unshared(Wanted::only(Side::Right)) {
            let right = at.entry();
            let Some(left) = at.find(&self.rules) else {
                edit.add(at.held)?;
                continue;
            };
            let left = left.entry();
            if core::ptr::eq(left, right) || same(left, right) {
                continue;
            }
            match resolve(left, right) {
                Resolution::Left => {}
                Resolution::Right => edit.replace(at.held)?,
                Resolution::Base | Resolution::Remove => edit.remove(left)?,
                Resolution::Value(entry) => edit.set(entry)?,
            }
        }
        Ok(edit.finish())
    }
}
