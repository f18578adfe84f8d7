//! Set algebra: union, intersection, difference, symmetric difference.

use super::HashSet;
use crate::drop_first::drop_first;
use crate::error::or_abort;
use crate::layout::{Adopts, Layout};
use crate::trie::Trie;
use crate::trie::versions::Side;
use crate::trie::versions::algebra::Select;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

impl<T, S: Clone, A: Allocator, L: Layout<T>> HashSet<T, S, A, L> {
    /// A set of `trie` with this set's hash builder.
    #[inline]
    pub(super) fn with_trie(&self, trie: Trie<T, L, A>) -> Self {
        HashSet { trie, hash_builder: self.hash_builder.clone() }
    }

    /// A set of `trie`, which was made from the trie of the set on `side`: it gets that set's hash builder.
    pub(super) fn made_of(&self, other: &Self, (trie, side): (Trie<T, L, A>, Side)) -> Self {
        side.of(self, other).with_trie(trie)
    }
}

/// Set algebra. Each method is at most O(n), and O(difference) for versions of one set.
///
/// Results share with the two sets what they can. A result that has the elements of one of them is a clone of that set: the
/// same root, nothing allocated.
impl<T, S, A, L> HashSet<T, S, A, L>
where
    T: Eq + Hash,
    S: BuildHasher + Clone,
    A: Allocator + Clone,
    L: Adopts<T, A>,
{
    /// The union. Of two equal elements it has the one of the larger set, or of this set if both have the same size.
    pub(super) fn make_union(&self, other: &Self) -> Self {
        let pair = self.pair(other);
        let side = pair.larger();
        self.made_of(other, (or_abort(pair.union(side, L::adoption())), side))
    }

    /// The union of all sets. Without sets it is empty.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let teams = [HashSet::from(["ada", "bob"]), HashSet::from(["bob", "eve"]), HashSet::from(["joe"])];
    /// assert_eq!(HashSet::unions(teams), HashSet::from(["ada", "bob", "eve", "joe"]));
    /// ```
    pub fn unions<I: IntoIterator<Item = Self>>(sets: I) -> Self
    where
        S: Default,
        A: Default,
    {
        let mut sets = sets.into_iter();
        let mut all = sets.next().unwrap_or_default();
        sets.by_ref().for_each(|set| all = all.make_union(&set));
        drop_first(sets, all)
    }

    /// The intersection. Of two equal elements it has the one of the smaller set, or of this set if both have the same size.
    pub(super) fn make_intersection(&self, other: &Self) -> Self {
        let pair = self.pair(other);
        let side = pair.smaller();
        self.made_of(other, (or_abort(pair.select(side, Select::Common, L::adoption())), side))
    }

    /// The elements of this set that the other one does not have.
    pub(super) fn make_difference(&self, other: &Self) -> Self {
        self.with_trie(or_abort(self.pair(other).select(Side::Left, Select::Only, L::adoption())))
    }

    /// The set of the elements of this set that the other one does not have: `self - other`, by imbl's name.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashSet;
    ///
    /// let invited = HashSet::from(["ada", "bob", "eve"]);
    /// let came = HashSet::from(["ada", "bob"]);
    /// assert_eq!(invited.relative_complement(&came), HashSet::from(["eve"]));
    /// ```
    #[doc(alias = "subtract")]
    #[must_use = "neither set is changed"]
    pub fn relative_complement(&self, other: &Self) -> Self {
        self.make_difference(other)
    }

    /// The elements that are in one of the sets, but not in both.
    pub(super) fn make_symmetric_difference(&self, other: &Self) -> Self {
        self.made_of(other, or_abort(self.pair(other).symmetric_difference(L::adoption())))
    }
}
