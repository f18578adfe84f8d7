//! Strategies that make sets, for [proptest](https://docs.rs/proptest) (feature `proptest`).
//!
//! ```
//! use hamtrie::set::proptest::hash_set;
//! use proptest::prelude::*;
//!
//! proptest! {
//!     # /*
//!     #[test]
//!     # */
//!     fn nothing_is_in_both(one in hash_set(0..50u32, 1..20), other in hash_set(50..99u32, 1..20)) {
//!         prop_assert!(one.is_disjoint(&other));
//!     }
//! }
//! # nothing_is_in_both();
//! ```

use super::HashSet;
use crate::layout::Edits;
use ::proptest::arbitrary::{Arbitrary, any_with};
use ::proptest::collection::{SizeRange, vec};
use ::proptest::strategy::{BoxedStrategy, Strategy};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// Sets with a number of elements in this range, which this strategy makes.
///
/// Vectors of elements are made until one has enough different ones. So there is a failure, not an endless loop, if there
/// are none.
///
/// For sets with another hasher, allocator or layout, use [`any`](proptest::arbitrary::any).
///
/// # Examples
/// ```
/// use hamtrie::set::proptest::hash_set;
/// use proptest::strategy::{Strategy, ValueTree};
/// use proptest::test_runner::TestRunner;
///
/// let names = hash_set("[A-Z][a-z]+", 3..=5);
/// let some = names.new_tree(&mut TestRunner::default())?.current();
/// assert!((3..=5).contains(&some.len()));
/// # Ok::<(), proptest::test_runner::Reason>(())
/// ```
pub fn hash_set<T: Strategy>(element: T, size: impl Into<SizeRange>) -> impl Strategy<Value = HashSet<T::Value>>
where
    T::Value: Eq + Hash + Clone,
{
    sets(element, size.into())
}

fn sets<T, S, A, L>(element: T, size: SizeRange) -> impl Strategy<Value = HashSet<T::Value, S, A, L>>
where
    T: Strategy<Value: Eq + Hash>,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<T::Value>,
{
    let least = size.start();
    let sets = vec(element, size).prop_map(HashSet::from_iter);
    sets.prop_filter("too many equal elements", move |set| set.len() >= least)
}

/// The parameters are the range of sizes, and the parameters of elements, as for `std` sets.
///
/// # Examples
/// ```
/// use hamtrie::HashSet;
/// use proptest::prelude::*;
///
/// proptest!(|(ports: HashSet<u16>)| prop_assert!(ports.len() <= 100));
/// ```
impl<T, S, A, L> Arbitrary for HashSet<T, S, A, L>
where
    T: Arbitrary + Eq + Hash + 'static,
    S: BuildHasher + Default + 'static,
    A: Allocator + Default + 'static,
    L: Edits<T> + 'static,
{
    type Parameters = (SizeRange, T::Parameters);
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((size, elements): Self::Parameters) -> Self::Strategy {
        sets(any_with::<T>(elements), size).boxed()
    }
}
