//! Two tries at once: what is between two versions, at the cost of the difference.
//!
//! ```text
//!   walk      the entries that two tries do not share by pointer
//!   visit     such an entry, and how its equal in the other trie is found
//!   bytes     what one takes beyond the other
//!   relate    equality, submaps, disjointness
//!   diff      what was added, removed and changed, as an iterator
//!   edit      a version in the making that takes over entries of other tries
//!   strangers new nodes for what both tries have where they meet
//!   algebra   union, intersection, difference, symmetric difference
//!   merge     two versions of one base
//! ```
//!
//! All of it rests on one fact: a node that both tries hold has the same entries in both, whatever they are and
//! however they were hashed. So [`walk`] skips such nodes, and everything else is a matter of looking up the entries
//! that are left. If both tries give their entries the same hashes, the walk knows where to look, mostly in one leaf;
//! if they may not, the lookup begins at the root, with the other trie's hash. The results are the same.
//!
//! Results are made by changing a draft of one of the two tries. So they share what they can with it, and if nothing
//! is to be changed, they are that trie.

pub(crate) mod algebra;
mod bytes;
pub(crate) mod diff;
pub(crate) mod edit;
pub(crate) mod merge;
pub(crate) mod relate;
mod strangers;
pub(crate) mod visit;
pub(crate) mod walk;

use super::Trie;
use crate::layout::Layout;
use allocator_api2::alloc::Allocator;
use visit::At;
use walk::{Meeting, Unshared, Wanted};

/// One of two tries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    Left,
    Right,
}

impl Side {
    pub(crate) fn other(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }

    /// What is on this side.
    #[inline]
    pub(crate) fn of<E>(self, left: E, right: E) -> E {
        match self {
            Side::Left => left,
            Side::Right => right,
        }
    }
}

/// How the entries of two tries are hashed and compared.
pub(crate) trait Rules<T> {
    /// The hash by which the trie on a side finds an entry.
    fn hash(&self, side: Side, entry: &T) -> u64;

    /// Whether two entries have the same key.
    fn eq(&self, one: &T, other: &T) -> bool;

    /// Whether both sides give every entry the same hash. If not sure, the answer is no.
    fn agree(&self) -> bool;
}

impl<T, R: Rules<T>> Rules<T> for &R {
    #[inline]
    fn hash(&self, side: Side, entry: &T) -> u64 {
        (**self).hash(side, entry)
    }

    #[inline]
    fn eq(&self, one: &T, other: &T) -> bool {
        (**self).eq(one, other)
    }

    fn agree(&self) -> bool {
        (**self).agree()
    }
}

/// Two tries and the rules for their entries.
pub(crate) struct Pair<'t, T, L: Layout<T>, A: Allocator, R> {
    pub(crate) left: &'t Trie<T, L, A>,
    pub(crate) right: &'t Trie<T, L, A>,
    pub(crate) rules: R,
}

impl<'t, T, L: Layout<T>, A: Allocator, R: Rules<T>> Pair<'t, T, L, A, R> {
    pub(crate) fn trie(&self, side: Side) -> &'t Trie<T, L, A> {
        side.of(self.left, self.right)
    }

    /// The roots as a meeting.
    fn roots(&self) -> Option<Meeting<'t, T, L>> {
        Meeting::of([self.left.root(), self.right.root()], 0)
    }

    /// The entries of the wanted sides that are not below a node that both tries have.
    pub(crate) fn unshared(&self, wanted: Wanted) -> Unshared<'t, T, L> {
        Unshared::new(self.left, self.right, wanted, self.rules.agree())
    }

    /// The entries of one side that the other has no equal of.
    pub(crate) fn only(&self, side: Side) -> impl Iterator<Item = At<'t, T, L>> {
        self.unshared(Wanted::only(side)).filter(|at| at.find(&self.rules).is_none())
    }

    /// All entries of one side.
    pub(crate) fn all(&self, side: Side) -> Unshared<'t, T, L> {
        Unshared::all(self.trie(side), self.trie(side.other()), side)
    }
}
