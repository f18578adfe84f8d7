//! Taking out the entries that a predicate selects, one by one, as the caller asks for them.
//!
//! As [`retain`](super::retain) does, a first pass takes entries out, here in steps, and keeps the shape but for what is left
//! empty; when the iterator goes, a second pass merges. So the trie is complete between two steps, and stays so if the iterator
//! is leaked.

use super::Trie;
use super::leaves::Prefix;
use super::mutation::Mutation;
use crate::error::or_abort;
use crate::layout::{Copies, Edits};
use crate::node::view::Node;
use allocator_api2::alloc::Allocator;
use core::iter::FusedIterator;

/// Decides which entries are taken out.
pub(crate) trait Selector<T, L: Edits<T>, A: Allocator> {
    /// Whether it selects the entry at a position of the leaf at the bottom, or of one of its pages.
    fn selects(&mut self, mutation: &mut Mutation<'_, '_, T, L, A>, page: Option<usize>, position: usize) -> bool;
}

/// Sees entries as they are. Leaves of which nothing is selected stay shared.
pub(crate) struct Seeing<F>(pub(crate) F);

impl<T, L: Edits<T>, A: Allocator, F: FnMut(&T) -> bool> Selector<T, L, A> for Seeing<F> {
    fn selects(&mut self, mutation: &mut Mutation<'_, '_, T, L, A>, page: Option<usize>, position: usize) -> bool {
        (self.0)(mutation.leaf(page).place(position).entry())
    }
}

/// What may change entries while it decides about them.
pub(crate) trait Judge<T> {
    fn selects(&mut self, entry: &mut T) -> bool;
}

/// Changes entries, also those that it does not select. So all leaves are copied that other versions hold.
pub(crate) struct Changing<J>(pub(crate) J);

impl<T, L: Copies<T>, A: Allocator, J: Judge<T>> Selector<T, L, A> for Changing<J> {
    fn selects(&mut self, mutation: &mut Mutation<'_, '_, T, L, A>, page: Option<usize>, position: usize) -> bool {
        or_abort(mutation.own_leaf_in_order(page));
        mutation.flush(); // the copy has taken the place of what others hold
        let leaf = mutation.leaf_mut(page).expect("made the trie's own");
        self.0.selects(or_abort(leaf.into_entry(position, L::copy)))
    }
}

/// Gives the selected entries away. The others stay.
pub(crate) struct ExtractIf<'t, T, L: Copies<T>, A: Allocator, P> {
    trie: &'t mut Trie<T, L, A>,
    selector: P,
    progress: Progress,
    /// Whether an entry was taken out.
    changed: bool,
}

/// How far an [`ExtractIf`] has come.
struct Progress {
    /// The leaf or collision node to go on with.
    next: Option<Prefix>,
    /// In a collision node: the page to go on with, from the last to the first.
    page: Option<usize>,
    /// How many entries of the leaf were not looked at yet, if it was begun. From the last to the first, so that what fills the
    /// gap of one that goes was looked at.
    left: Option<usize>,
}

impl Progress {
    /// Goes on after a leaf, or a page: with the page before it, or with what comes after the bottom.
    fn pass(&mut self, page: Option<usize>, after: Option<Prefix>) {
        self.left = None;
        self.page = page.and_then(|page| page.checked_sub(1));
        if self.page.is_none() {
            self.next = after;
        }
    }
}

impl<'t, T, L: Copies<T>, A: Allocator, P> ExtractIf<'t, T, L, A, P> {
    pub(crate) fn new(trie: &'t mut Trie<T, L, A>, selector: P) -> Self {
        let progress = Progress { next: Some(Prefix::FIRST), page: None, left: None };
        ExtractIf { trie, selector, progress, changed: false }
    }

    /// At most so many entries are still to come.
    pub(crate) fn at_most(&self) -> usize {
        if self.progress.next.is_none() { 0 } else { self.trie.len() }
    }
}

impl<T, L: Copies<T>, A: Allocator, P: Selector<T, L, A>> Iterator for ExtractIf<'_, T, L, A, P> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let progress = &mut self.progress;
        loop {
            let position = progress.next?;
            let mut cursor = self.trie.cursor(position.0);
            let after = Prefix::after(&cursor.path);
            let mut mutation = cursor.mutation();
            let page = match mutation.bottom().get() {
                Node::Leaf(_) => None,
                Node::Collision(node) => Some(progress.page.unwrap_or(node.len() - 1)),
                Node::Empty | Node::Branch(_) => {
                    progress.next = after;
                    continue;
                }
            };
            let mut left = progress.left.unwrap_or_else(|| mutation.leaf(page).len());
            let selected = loop {
                progress.left = Some(left); // also when the selector panics
                let Some(last) = left.checked_sub(1) else { break None };
                left = last;
                if self.selector.selects(&mut mutation, page, last) {
                    break Some(last);
                }
            };
            let Some(selected) = selected else {
                progress.pass(page, after);
                continue;
            };
            or_abort(mutation.own_leaf_in_order(page));
            let taken = mutation.leaf_mut(page).map(|mut leaf| (leaf.take(selected, L::copy), leaf.len()));
            let ((entry, run), rest) = taken.expect("made the trie's own");
            *mutation.roots.len -= 1;
            self.changed = true;
            progress.left = Some(selected);
            if rest == 0 {
                progress.pass(page, after);
                mutation.drop_empty();
            }
            drop((mutation, run)); // now, as a panic would forget what is being returned
            return Some(entry);
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.at_most()))
    }
}

impl<T, L: Copies<T>, A: Allocator, P: Selector<T, L, A>> FusedIterator for ExtractIf<'_, T, L, A, P> {}

impl<T, L: Copies<T>, A: Allocator, P> Drop for ExtractIf<'_, T, L, A, P> {
    fn drop(&mut self) {
        if self.changed {
            self.trie.tidy_all();
        }
    }
}
