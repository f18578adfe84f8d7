//! Strategies that make maps, for [proptest](https://docs.rs/proptest) (feature `proptest`).
//!
//! ```
//! use hamtrie::map::proptest::hash_map;
//! use proptest::prelude::*;
//!
//! proptest! {
//!     # /*
//!     #[test]
//!     # */
//!     fn a_version_stays_as_it_is(stock in hash_map("[a-z]{1,8}", 0..100u32, 1..20)) {
//!         let morning = stock.clone();
//!         let evening = stock.update("pears".to_string(), 5);
//!         prop_assert_eq!(evening["pears"], 5);
//!         prop_assert_eq!(stock, morning);
//!     }
//! }
//! # a_version_stays_as_it_is();
//! ```

use super::HashMap;
use crate::layout::Edits;
use ::proptest::arbitrary::{Arbitrary, any_with};
use ::proptest::collection::{SizeRange, vec};
use ::proptest::strategy::{BoxedStrategy, Strategy};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// Maps with a number of entries in this range, of keys and values that these strategies make.
///
/// Vectors of entries are made until one has enough different keys. So there is a failure, not an endless loop, if there
/// are none.
///
/// For maps with another hasher, allocator or layout, use [`any`](proptest::arbitrary::any).
///
/// # Examples
/// ```
/// use hamtrie::map::proptest::hash_map;
/// use proptest::strategy::{Strategy, ValueTree};
/// use proptest::test_runner::TestRunner;
///
/// let ages = hash_map("[A-Z][a-z]+", 0..120u8, 3..=5);
/// let some = ages.new_tree(&mut TestRunner::default())?.current();
/// assert!((3..=5).contains(&some.len()));
/// # Ok::<(), proptest::test_runner::Reason>(())
/// ```
pub fn hash_map<K: Strategy, V: Strategy>(
    key: K,
    value: V,
    size: impl Into<SizeRange>,
) -> impl Strategy<Value = HashMap<K::Value, V::Value>>
where
    K::Value: Eq + Hash + Clone,
    V::Value: Clone,
{
    maps(key, value, size.into())
}

fn maps<K, V, S, A, L>(key: K, value: V, size: SizeRange) -> impl Strategy<Value = HashMap<K::Value, V::Value, S, A, L>>
where
    K: Strategy<Value: Eq + Hash>,
    V: Strategy,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<(K::Value, V::Value)>,
{
    let least = size.start();
    let maps = vec((key, value), size).prop_map(HashMap::from_iter);
    maps.prop_filter("too many equal keys", move |map| map.len() >= least)
}

/// The parameters are the range of sizes, and the parameters of keys and of values, as for `std` maps.
///
/// # Examples
/// ```
/// use hamtrie::map::SharedMap;
/// use proptest::prelude::*;
///
/// proptest!(|(prices: SharedMap<String, u16>)| prop_assert!(prices.len() <= 100));
/// ```
impl<K, V, S, A, L> Arbitrary for HashMap<K, V, S, A, L>
where
    K: Arbitrary + Eq + Hash + 'static,
    V: Arbitrary + 'static,
    S: BuildHasher + Default + 'static,
    A: Allocator + Default + 'static,
    L: Edits<(K, V)> + 'static,
{
    type Parameters = (SizeRange, K::Parameters, V::Parameters);
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((size, keys, values): Self::Parameters) -> Self::Strategy {
        maps(any_with::<K>(keys), any_with::<V>(values), size).boxed()
    }
}
