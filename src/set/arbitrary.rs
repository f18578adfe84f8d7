//! Sets of the bytes of a fuzzer, for `arbitrary`.

use super::HashSet;
use crate::layout::Edits;
use ::arbitrary::{Arbitrary, Result, Unstructured};
use allocator_api2::alloc::Allocator;
use core::hash::{BuildHasher, Hash};

/// A set of what the bytes say.
///
/// # Examples
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use hamtrie::HashSet;
///
/// let bytes: Vec<u8> = (0..100).collect(); // a fuzzer's
/// let ports = HashSet::<u16>::arbitrary(&mut Unstructured::new(&bytes))?;
/// assert!(ports.len() <= 50);
/// # Ok::<(), arbitrary::Error>(())
/// ```
impl<'a, T, S, A, L> Arbitrary<'a> for HashSet<T, S, A, L>
where
    T: Arbitrary<'a> + Eq + Hash,
    S: BuildHasher + Default,
    A: Allocator + Default,
    L: Edits<T>,
{
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        bytes.arbitrary_iter()?.collect()
    }

    fn arbitrary_take_rest(bytes: Unstructured<'a>) -> Result<Self> {
        bytes.arbitrary_take_rest_iter()?.collect()
    }

    fn size_hint(_depth: usize) -> (usize, Option<usize>) {
        (0, None) // an empty set takes no bytes if there are none
    }
}
