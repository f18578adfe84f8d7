//! What tables, maps and sets have in common.

#[cfg(feature = "borsh")]
pub(crate) mod borsh;
pub(crate) mod by;
pub(crate) mod diff;
pub(crate) mod iter;

use crate::hash::DefaultHashBuilder;
use crate::layout::Layout;
use crate::trie::Trie;
use allocator_api2::alloc::Allocator;
use core::fmt;
use core::hash::{BuildHasher, Hash, Hasher};

/// Feeds a hasher with a value that depends on the entries alone, not on their order. O(n).
pub(crate) fn hash_content<T: Hash, L: Layout<T>, A: Allocator>(trie: &Trie<T, L, A>, state: &mut impl Hasher) {
    // The entries' hashes are made with keys that all maps have in common, and are as good as random: so is a sum.
    let hash_builder = DefaultHashBuilder::new();
    let sum = iter::Iter::new(trie).fold(0u64, |sum, entry| sum.wrapping_add(hash_builder.hash_one(entry)));
    state.write_usize(trie.len());
    state.write_u64(sum);
}

/// Writes items in braces, with commas between them.
pub(crate) fn write_list<I: IntoIterator>(
    f: &mut fmt::Formatter<'_>,
    items: I,
    mut write: impl FnMut(&mut fmt::Formatter<'_>, I::Item) -> fmt::Result,
) -> fmt::Result {
    f.write_str("{")?;
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write(f, item)?;
    }
    f.write_str("}")
}
