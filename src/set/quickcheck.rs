//! Random sets for `quickcheck`, and smaller ones than a given set.

use super::HashSet;
use crate::layout::Edits;
use ::quickcheck::{Arbitrary, Gen};
use alloc::boxed::Box;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// Sets shrink as vectors of their elements do.
///
/// # Examples
/// ```
/// use hamtrie::HashSet;
///
/// fn all_are_in_the_union(here: HashSet<u16>, there: HashSet<u16>) -> bool {
///     let all = &here | &there;
///     here.is_subset(&all) && there.is_subset(&all)
/// }
/// quickcheck::quickcheck(all_are_in_the_union as fn(HashSet<u16>, HashSet<u16>) -> bool);
/// ```
impl<T, S, A, L> Arbitrary for HashSet<T, S, A, L>
where
    T: Arbitrary + Eq + Hash,
    S: BuildHasher + Default + Clone + 'static,
    A: Allocator + Default + Clone + 'static,
    L: Edits<T> + 'static,
{
    fn arbitrary(random: &mut Gen) -> Self {
        Vec::<T>::arbitrary(random).into_iter().collect()
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let elements: Vec<T> = self.iter().cloned().collect();
        Box::new(elements.shrink().map(|fewer| fewer.into_iter().collect()))
    }
}
