//! Random maps for `quickcheck`, and smaller ones than a given map.

use super::HashMap;
use crate::layout::Edits;
use ::quickcheck::{Arbitrary, Gen};
use alloc::boxed::Box;
use alloc::vec::Vec;
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// Maps shrink as vectors of their entries do.
///
/// # Examples
/// ```
/// use hamtrie::HashMap;
///
/// fn a_version_stays_as_it_is(stock: HashMap<u8, u32>, fruit: u8) -> bool {
///     let morning = stock.clone();
///     let evening = stock.update(fruit, 0);
///     stock == morning && evening[&fruit] == 0
/// }
/// quickcheck::quickcheck(a_version_stays_as_it_is as fn(HashMap<u8, u32>, u8) -> bool);
/// ```
impl<K, V, S, A, L> Arbitrary for HashMap<K, V, S, A, L>
where
    K: Arbitrary + Eq + Hash,
    V: Arbitrary,
    S: BuildHasher + Default + Clone + 'static,
    A: Allocator + Default + Clone + 'static,
    L: Edits<(K, V)> + 'static,
{
    fn arbitrary(random: &mut Gen) -> Self {
        Vec::<(K, V)>::arbitrary(random).into_iter().collect()
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let entries: Vec<(K, V)> = self.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        Box::new(entries.shrink().map(|fewer| fewer.into_iter().collect()))
    }
}
