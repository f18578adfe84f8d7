//! Maps of the bytes of a fuzzer, for `arbitrary`.

use super::HashMap;
use crate::layout::Edits;
use ::arbitrary::{Arbitrary, Result, Unstructured};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// A map of what the bytes say; of equal keys the last value counts.
///
/// # Examples
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use hamtrie::HashMap;
///
/// let bytes: Vec<u8> = (0..100).collect(); // a fuzzer's
/// let prices = HashMap::<u8, u16>::arbitrary(&mut Unstructured::new(&bytes))?;
/// assert!(prices.len() <= 50);
/// # Ok::<(), arbitrary::Error>(())
/// ```
impl<'a, K, V, S, A, L> Arbitrary<'a> for HashMap<K, V, S, A, L>
where
    K: Arbitrary<'a> + Eq + Hash,
    V: Arbitrary<'a>,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<(K, V)>,
{
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        bytes.arbitrary_iter()?.collect()
    }

    fn arbitrary_take_rest(bytes: Unstructured<'a>) -> Result<Self> {
        bytes.arbitrary_take_rest_iter()?.collect()
    }

    fn size_hint(_depth: usize) -> (usize, Option<usize>) {
        (0, None) // an empty map takes no bytes if there are none
    }
}
