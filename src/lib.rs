//! A persistent hash array mapped trie: maps and sets that keep every version, for the cost of what changed.
//!
//! A [`HashMap`] is used as its namesake in `std` ([what differs](#differences-from-std)). But its `clone` is O(1), and a clone is a version that nothing changes any more
//! unless its owner does:
//!
//! ```
//! use hamtrie::HashMap;
//!
//! let mut stock = HashMap::from([("apples", 3), ("pears", 2)]);
//! let morning = stock.clone(); // O(1): nothing is copied
//! stock.insert("pears", 5); // copies one path of the trie, shares the rest with `morning`
//! let evening = stock.update("plums", 7); // a new version from a shared reference; `stock` stays as it is
//! assert_eq!((morning["pears"], stock["pears"], evening.len()), (2, 5, 3));
//! assert_eq!(morning.diff(&evening).count(), 2); // what differs, at the cost of what differs
//! ```
//!
//! Any thread may read, change and drop its versions, without locks around readers.
//!
//! # Which type
//!
//! | type | for |
//! |---|---|
//! | [`HashMap`], [`HashSet`] | keys, values and elements that are `Clone` |
//! | [`map::SharedMap`] | keys and values of any type, which all versions share |
//! | [`map::NestedMap`] | values that own maps of the same type, to any depth |
//! | [`HashTable`] | callers that supply hashes and equality themselves |
//! | [`History`] | undo, redo and named versions of a map, or of anything with a cheap clone |
//! | `Published` (feature `arc-swap`) | a cell from which readers take the latest version without a lock |
//!
//! # What it costs
//!
//! | | |
//! |---|---|
//! | look up, insert, remove | O(1) on average; a million entries are four levels deep |
//! | `clone`, `drop` of a version that others share | O(1) |
//! | a change of a map that nobody else shares | in place, as in `std` |
//! | a change of a map with other versions | copies a leaf and the branches above it, up to 576 bytes each |
//! | `==`, [`diff`](HashMap::diff), [`union`](HashMap::union), [`merge3`](HashMap::merge3) of versions | O(what differs) |
//!
//! What other versions hold is cloned when a caller wants to own or change it; [`layout`] says when, and how to choose. Memory of
//! freed nodes is kept for reuse until [`pool::trim`].
//!
//! # When not to use it
//!
//! * You never keep two versions: [`std::collections::HashMap`] is faster.
//! * You need an order: that of entries is the order of the hashes, and different in each process.
//! * Many threads write to one map at once: each needs a version of its own, and has to publish it.
//!
//! # Differences from `std`
//!
//! The names and meanings are those of `std` and, with exceptions, of `hashbrown`. What differs from `std`:
//!
//! * `clone` is O(1), and versions share entries: a `RefCell` or `Mutex` in a value of a shared entry is one for all versions.
//!   So maps and sets are `Send` only if what is in them is `Sync` too.
//! * What may have to clone an entry needs `Clone` entries: `insert`, `remove`, `entry`, `get_mut`, `retain`, and the iterators
//!   that change or consume. What never does so needs less: [`put`](HashMap::put), [`discard`](HashMap::discard),
//!   [`retain_ref`](HashMap::retain_ref).
//! * The family of `capacity` allocates nothing: nodes come as entries do.
//! * An entry that two maps share equals itself in `==`, even if its value does not, such as a NaN
//!   ([`eq_by`](HashMap::eq_by) looks at each).
//! * The default hasher is [`DefaultHashBuilder`], not `RandomState`: another function, whose keys are those of the process.
//! * What a map borrows has to be dropped after the map, as with `hashbrown`.
//! * `get_disjoint_unchecked_mut` is missing.
//! * Types have two parameters more: the allocator, and the [`layout`] of entries.
//!
//! Coming from `std`, `hashbrown`, imbl, im, rpds or libhamt: `docs/guides` in the repository has all differences in tables, and a
//! program ported from each.
//!
//! # Features
//!
//! | feature | default | |
//! |---|---|---|
//! | `std` | yes | the pool of each thread, and random hasher keys; without it the crate is `no_std` with `alloc` |
//! | `arc-swap` | no | `Published` |
//! | `rayon` | no | parallel iterators, `collect`, `par_extend`, `par_union` |
//! | `serde` | no | maps, sets, patches and histories as data, in bincode, postcard and others too |
//! | `borsh` | no | maps and sets as data of borsh, in the bytes of `std` |
//! | `rkyv` | no | maps and sets in archives of rkyv 0.8, as those of `std` |
//! | `proptest` | no | the strategies `map::proptest::hash_map` and `set::proptest::hash_set`, and `any` map and set |
//! | `quickcheck` | no | random maps and sets, and smaller ones |
//! | `arbitrary` | no | maps and sets of the bytes of a fuzzer |
//! | `stacker` | no | maps in maps are dropped on a stack that grows |
//!
//! # Inside
//!
//! ```text
//!   hash  <-  pool  <-  node  <-  trie  <-  table, map, set      a layer may use those to its left
//! ```
//!
//! Nodes come from [`pool::ChildrenPool`], a pool of bump-allocated slabs with a recycling freelist per size,
//! or from any other allocator. ARCHITECTURE.md in the repository draws the nodes and says where to start reading.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(clippy::type_complexity, reason = "nodes are generic in entries, layout and allocator, and say so")]

extern crate alloc;

mod arch;
#[cfg(feature = "std")]
mod at_fork;
mod common;
mod drop_first;
mod error;
mod hash;
mod history;
pub mod layout;
mod lock;
pub mod map;
mod node;
#[cfg(feature = "rayon")]
pub mod par;
pub mod pool;
#[cfg(feature = "arc-swap")]
mod published;
pub mod set;
mod sync;
pub mod table;
#[cfg(feature = "std")]
#[doc(hidden)]
pub mod testing;
mod trie;

pub use equivalent::Equivalent;
pub use error::{OutOfMemory, TryInsertError, TryReserveError};
pub use hash::{DefaultHashBuilder, DefaultHasher};
pub use history::History;
pub use map::HashMap;
#[cfg(feature = "arc-swap")]
pub use published::{Published, Reader};
pub use set::HashSet;
pub use table::HashTable;

/// The README's examples, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Those of the guides for programs that come from other libraries.
#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../docs/guides/from-std.md")]
    struct FromStd;
    #[doc = include_str!("../docs/guides/from-imbl.md")]
    struct FromImbl;
    #[doc = include_str!("../docs/guides/from-im.md")]
    struct FromIm;
    #[doc = include_str!("../docs/guides/from-rpds.md")]
    struct FromRpds;
    #[doc = include_str!("../docs/guides/from-libhamt.md")]
    struct FromLibhamt;
}
