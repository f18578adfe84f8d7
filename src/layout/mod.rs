//! How leaves store entries: side by side in the leaf, or in separate cells that leaves share.
//!
//! | | inline | shared |
//! |---|---|---|
//! | a leaf holds | the entries | pointers to cells `{ refs, half of the hash, entry }` |
//! | copying a leaf | clones its entries | links two siblings, touches no entry |
//! | a lookup | one pointer less to follow | one pointer more |
//! | right for | small entries without drop glue, or whose clone raises a few counters (`Arc`, `Rc`) | `String` keys, large values, whatever is costly to clone |
//!
//! The choice is made at compile time, by the last type parameter of maps, sets and tables. The code above the leaf is the same
//! for both, except where an entry is replaced or removed, or gets from one map into another.
//!
//! # Which layout
//!
//! | layout | entries are | take it for |
//! |---|---|---|
//! | [`Auto`], the default | inline if they have at most 64 bytes and nothing to drop, else shared | most maps |
//! | [`Inline`] | inline | entries whose clone only raises counters |
//! | [`Shared`] | shared | entries that are not `Clone` (as [`SharedMap`](crate::map::SharedMap)), or that all versions are to have in common |
//! | [`Nested`] | as in the layout that it is given | values that own maps of the same type, to any depth (as [`NestedMap`](crate::map::NestedMap)) |
//!
//! `Arc`s have something to drop, so [`Auto`] shares them; to clone them costs little, so inline is better:
//! ```
//! use hamtrie::layout::Inline;
//! use hamtrie::pool::ChildrenPool;
//! use hamtrie::{DefaultHashBuilder, HashMap};
//! use std::sync::Arc;
//!
//! type Users = HashMap<u64, Arc<str>, DefaultHashBuilder, ChildrenPool, Inline>;
//!
//! let mut users = Users::empty();
//! users.insert(17, "ada".into());
//! let before = users.clone();
//! users.insert(4, "bob".into()); // copies the leaf: clones one `Arc`
//! assert!(Arc::ptr_eq(&before[&17], &users[&17]));
//! ```
//!
//! # What an operation asks of it
//!
//! [`Layout`] is enough to read, to compare and to drop. [`Edits`] is for what changes a map and gives no entry away, such as
//! [`put`](crate::HashMap::put). [`Copies`] is for what lets a caller own or change an entry, which is cloned if other versions
//! hold it. [`Adopts`] is for results that have entries of two maps. If entries are `Clone`, all layouts have all of these,
//! with the default allocator. You only name them to write functions for any `L`.

use core::marker::PhantomData;
use core::mem::{needs_drop, size_of};

mod adoption;

pub use adoption::{Adoption, Adopts};

/// [`Auto`] stores entries of more bytes than this in cells.
const INLINE_BYTES: usize = 64;

mod sealed {
    pub trait Sealed {}
}

/// A way to store entries of type `T` in leaves. Cannot be implemented outside this crate.
pub trait Layout<T>: sealed::Sealed {
    /// Whether entries are stored in cells that several leaves share.
    const SHARED: bool;

    /// Whether maps wait for each other when they are dropped. Only where `T: 'static`.
    #[doc(hidden)]
    const NESTED: bool = false;
}

/// Inline for entries of at most 64 bytes without drop glue, shared for all others.
#[derive(Clone, Copy, Debug)]
pub struct Auto;

/// Entries in the leaf, whatever their type.
///
/// Use it where cloning an entry only raises counters, such as those of an `Arc` or `Rc` inside, which [`Auto`] cannot see. A
/// lookup follows one pointer less, and a path copy clones the entries of one leaf: at most 512 bytes of them, or four if they
/// are larger than 128 bytes.
#[derive(Clone, Copy, Debug)]
pub struct Inline;

/// Entries in separate cells, whatever their type.
#[derive(Clone, Copy, Debug)]
pub struct Shared;

/// Entries as in the layout `L`, for maps nested to any depth, which are then dropped in constant stack. Entries must not
/// borrow.
///
/// With the other layouts, a map whose entries own maps of the same type, as a JSON object does, is dropped as a `std` map is:
/// recursively, which overflows the stack at too many levels (some 40,000 on 8 MiB). A map of this layout that is dropped while
/// the thread drops another one of this layout leaves its entries to that one, which drops them after its own. The stack does
/// not grow, whatever lies between the maps (`Option`, `Box`, `Vec`, fields of your own types), and nothing is allocated. This
/// layout makes no difference to entries without drop glue, to maps with an allocator other than the pool, and without the
/// feature `std`.
///
/// It is right only for entries that borrow nothing (`'static`): entries that wait are dropped after the call that dropped
/// their map has returned, and what they borrow from may be gone by then. So it is not the default.
///
/// When the drop of an entry panics, all other entries are still dropped, and the panic continues from the drop of the outermost
/// map. A second panic ends the program, as elsewhere.
///
/// # Examples
/// ```
/// use hamtrie::map::NestedMap;
///
/// #[derive(Clone, Default)]
/// struct Directory {
///     entries: NestedMap<String, Directory>,
/// }
///
/// # if !cfg!(feature = "std") { return } // it makes no difference then
/// let mut deep = Directory::default();
/// for _ in 0..1_000_000 {
///     let mut around = Directory::default();
///     around.entries.insert("next".into(), deep);
///     deep = around;
/// }
/// drop(deep); // in constant stack
/// ```
/// Keys and values that borrow are refused:
/// ```compile_fail,E0597
/// let name = String::from("ada");
/// let mut names = hamtrie::map::NestedMap::<u64, &str>::default();
/// names.insert(1, &name);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Nested<L = Auto>(PhantomData<L>);

impl sealed::Sealed for Auto {}
impl sealed::Sealed for Inline {}
impl sealed::Sealed for Shared {}
impl<L: sealed::Sealed> sealed::Sealed for Nested<L> {}

impl<T> Layout<T> for Auto {
    const SHARED: bool = needs_drop::<T>() || size_of::<T>() > INLINE_BYTES;
}

impl<T> Layout<T> for Inline {
    const SHARED: bool = false;
}

impl<T> Layout<T> for Shared {
    const SHARED: bool = true;
}

impl<T: 'static, L: Layout<T>> Layout<T> for Nested<L> {
    const SHARED: bool = L::SHARED;
    const NESTED: bool = true;
}

/// A layout in which a map of entries `T` can be changed: leaves that other versions hold can be copied.
///
/// Inline leaves are copied with their entries, so those must be [`Clone`]. Shared entries are not copied with a leaf, and may
/// be of any type.
#[diagnostic::on_unimplemented(
    message = "a map of `{T}` cannot be changed, as its entries are not `Clone`",
    label = "needs entries that are `Clone`, or the layout `Shared`",
    note = "implement `Clone` for key and value, or use `hamtrie::map::SharedMap`, which has entries of any type"
)]
pub trait Edits<T>: Layout<T> {
    /// A clone of an entry, for the copy of an inline leaf.
    #[doc(hidden)]
    fn duplicate(entry: &T) -> T;

    /// How an entry that others hold can be cloned, if that is known from the layout alone.
    #[doc(hidden)]
    fn cloner() -> Option<fn(&T) -> T>;
}

impl<T> Edits<T> for Shared {
    fn duplicate(_: &T) -> T {
        unreachable!("leaves with shared entries are copied without them")
    }

    fn cloner() -> Option<fn(&T) -> T> {
        None
    }
}

/// A layout in which a caller can also own or change an entry that other versions hold: such an entry is cloned.
#[diagnostic::on_unimplemented(
    message = "entries `{T}` are not `Clone`, and this operation clones what other versions hold",
    label = "needs entries that are `Clone`",
    note = "implement `Clone` for key and value, or use what never clones an entry: of a `hamtrie::map::SharedMap`, `put` instead of `insert`, `discard` instead of `remove`, `into_unique` instead of `into_iter`; `update`, `without` and `retain_ref`"
)]
pub trait Copies<T>: Edits<T> {
    /// A clone of an entry.
    #[doc(hidden)]
    fn copy(entry: &T) -> T;
}

macro_rules! duplicates_by_cloning {
    ($($layout:ty),*) => {$(
        // So that the compiler's error is the message of the trait, not that the entry's type is not `Clone`.
        #[diagnostic::do_not_recommend]
        impl<T: Clone> Edits<T> for $layout {
            #[inline(always)]
            fn duplicate(entry: &T) -> T {
                entry.clone()
            }

            #[inline(always)]
            fn cloner() -> Option<fn(&T) -> T> {
                Some(T::clone)
            }
        }
    )*};
}

macro_rules! copies_by_cloning {
    ($($layout:ty),*) => {$(
        // As above.
        #[diagnostic::do_not_recommend]
        impl<T: Clone> Copies<T> for $layout {
            #[inline(always)]
            fn copy(entry: &T) -> T {
                entry.clone()
            }
        }
    )*};
}

duplicates_by_cloning!(Auto, Inline);
copies_by_cloning!(Auto, Inline, Shared);

#[diagnostic::do_not_recommend]
impl<T: 'static, L: Edits<T>> Edits<T> for Nested<L> {
    #[inline(always)]
    fn duplicate(entry: &T) -> T {
        L::duplicate(entry)
    }

    #[inline(always)]
    fn cloner() -> Option<fn(&T) -> T> {
        L::cloner()
    }
}

#[diagnostic::do_not_recommend]
impl<T: 'static, L: Copies<T>> Copies<T> for Nested<L> {
    #[inline(always)]
    fn copy(entry: &T) -> T {
        L::copy(entry)
    }
}
