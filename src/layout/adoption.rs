//! How an entry gets from one trie into another.

#![allow(unsafe_code, reason = "declares what lets two tries share memory")]

use super::{Auto, Edits, Inline, Nested, Shared};
use crate::pool::ChildrenPool;
use allocator_api2::alloc::{Allocator, Global};
use core::fmt;
use core::marker::PhantomData;

/// How operations on two maps get an entry of one map into the other: as one cell that both hold, or as a clone.
///
/// Both maps can hold a cell if the allocator of either can free it. An entry that is stored inline is always cloned.
pub struct Adoption<T, A> {
    /// How an entry is cloned. None if cells are shared.
    copy: Option<fn(&T) -> T>,
    /// The type of the maps' allocators.
    _alloc: PhantomData<fn() -> A>,
}

impl<T, A> Clone for Adoption<T, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, A> Copy for Adoption<T, A> {}

impl<T, A> fmt::Debug for Adoption<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adoption").field("share", &self.shares()).finish()
    }
}

impl<T, A> Adoption<T, A> {
    /// By cloning.
    ///
    /// # Examples
    /// The union of two tables of ticket numbers:
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::layout::Adoption;
    /// use hamtrie::table::Keyed;
    ///
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let (mut open, mut new) = (HashTable::new(), HashTable::new());
    /// open.insert_unique(hash(&17), 17, hash);
    /// new.insert_unique(hash(&4), 4, hash);
    /// let by_number = Keyed { hash, eq: |one: &u64, other: &u64| one == other };
    /// let all = open.try_union(&new, &by_number, Adoption::cloning()).expect("memory");
    /// assert_eq!(all.len(), 2);
    /// ```
    pub fn cloning() -> Self
    where
        T: Clone,
    {
        Adoption { copy: Some(T::clone), _alloc: PhantomData }
    }

    /// By sharing cells. An entry that is not stored inline is never cloned.
    ///
    /// # Safety
    /// 1. The allocators of all maps in the operation can free each other's memory, for as long as any of them holds it: they
    ///    are clones of one allocator, or values without fields of one type.
    ///
    /// # Examples
    /// Entries that are not `Clone`:
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::layout::{Adoption, Shared};
    /// use hamtrie::pool::ChildrenPool;
    /// use hamtrie::table::Keyed;
    /// use std::sync::Mutex;
    ///
    /// type Door = (u64, Mutex<bool>);
    /// let hash = |(number, _): &Door| number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let (mut north, mut south) = (HashTable::<Door, ChildrenPool, Shared>::default(), HashTable::default());
    /// north.put(hash(&(1, Mutex::new(true))), |_| false, (1, Mutex::new(true)), hash);
    /// south.put(hash(&(2, Mutex::new(true))), |_| false, (2, Mutex::new(true)), hash);
    /// let by_number = Keyed { hash, eq: |one: &Door, other: &Door| one.0 == other.0 };
    /// // SAFETY: both tables have the pool, which has no fields.
    /// let adoption = unsafe { Adoption::sharing() };
    /// let all = north.try_union(&south, &by_number, adoption).expect("memory");
    /// assert_eq!(all.len(), 2);
    /// ```
    pub unsafe fn sharing() -> Self {
        Adoption { copy: None, _alloc: PhantomData }
    }

    pub(crate) fn shares(&self) -> bool {
        self.copy.is_none()
    }

    /// A clone of an entry, unless cells are shared.
    pub(crate) fn copy(&self, entry: &T) -> Option<T> {
        self.copy.map(|copy| copy(entry))
    }
}

/// A layout in which entries of one map can get into another one, where `A` allocates the nodes of both.
///
/// | layout | allocator | entries |
/// |---|---|---|
/// | [`Auto`], [`Inline`] | any | are `Clone`; shared ones are not cloned if the allocator has no fields |
/// | [`Shared`] | [`ChildrenPool`], [`Global`] | of any type, never cloned |
/// | [`Shared`] | a reference, as to an arena | are `Clone` |
///
/// Two maps may hash differently. A shared entry that gets from one to the other then no longer stores a part of its hash,
/// and is hashed again when its leaf is split.
#[diagnostic::on_unimplemented(
    message = "entries `{T}` cannot get from one map with nodes from `{A}` into another",
    note = "keys and values have to be `Clone`, or the layout `hamtrie::layout::Shared` and the allocator the default one"
)]
pub trait Adopts<T, A: Allocator>: Edits<T> {
    /// How entries get into the other map, as operations on two [`HashTable`](crate::HashTable)s take it.
    fn adoption() -> Adoption<T, A>;
}

macro_rules! adopts_clones {
    ($($layout:ty),*) => {$(
        impl<T: Clone, A: Allocator> Adopts<T, A> for $layout {
            fn adoption() -> Adoption<T, A> {
                // Allocators without fields cannot be told apart, not even by themselves: each can free what any of them
                // allocated.
                Adoption { copy: if size_of::<A>() == 0 { None } else { Some(T::clone) }, _alloc: PhantomData }
            }
        }
    )*};
}

macro_rules! adopts_cells {
    ($($allocator:ty),*) => {$(
        impl<T> Adopts<T, $allocator> for Shared {
            fn adoption() -> Adoption<T, $allocator> {
                // SAFETY: an allocator without fields, all values of which are alike.
                unsafe { Adoption::sharing() }
            }
        }
    )*};
}

adopts_clones!(Auto, Inline);
adopts_cells!(ChildrenPool, Global);

impl<T: 'static, A: Allocator, L: Adopts<T, A>> Adopts<T, A> for Nested<L> {
    fn adoption() -> Adoption<T, A> {
        L::adoption()
    }
}

impl<'a, T: Clone, B: ?Sized> Adopts<T, &'a B> for Shared
where
    &'a B: Allocator,
{
    fn adoption() -> Adoption<T, &'a B> {
        Adoption::cloning()
    }
}
