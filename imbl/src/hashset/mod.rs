//! Hash sets.

mod algebra;
mod change;
mod convert;
mod iter;
mod lookup;
mod traits;

use crate::family::Family;
use hamtrie::HashTable;
use imbl::shared_ptr::{DefaultSharedPtr, SharedPointerKind};
use std::hash::{BuildHasher, Hash, RandomState};
use std::marker::PhantomData;

pub use iter::{ConsumingIter, Iter};

/// A persistent hash set with `std`'s hasher.
pub type HashSet<A> = GenericHashSet<A, RandomState, DefaultSharedPtr>;

/// A persistent hash set. `P` is there because imbl has it, and means nothing.
pub struct GenericHashSet<A, S, P: SharedPointerKind> {
    table: HashTable<A>,
    family: Family<S>,
    pointer: PhantomData<fn() -> P>,
}

impl<A, S, P> GenericHashSet<A, S, P>
where
    A: Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    /// A set of one element.
    #[must_use]
    pub fn unit(a: A) -> Self {
        let mut set = Self::new();
        set.insert(a);
        set
    }
}

impl<A, S, P: SharedPointerKind> GenericHashSet<A, S, P> {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self
    where
        S: Default,
    {
        Self::default()
    }

    /// An empty set with this hash builder.
    #[must_use]
    pub fn with_hasher(hasher: S) -> Self {
        Self::of(HashTable::new(), Family::new(hasher))
    }

    /// An empty set, maybe of another type, with a clone of this set's hash builder.
    #[must_use]
    pub fn new_from<A2>(&self) -> GenericHashSet<A2, S, P>
    where
        A2: Hash + Eq + Clone,
        S: Clone,
    {
        GenericHashSet::of(HashTable::new(), self.family.clone())
    }

    fn of(table: HashTable<A>, family: Family<S>) -> Self {
        GenericHashSet { table, family, pointer: PhantomData }
    }

    /// The hash builder.
    #[must_use]
    pub fn hasher(&self) -> &S {
        &self.family.builder
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether both are the same version. O(1).
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.table.ptr_eq(&other.table)
    }

    /// Removes all elements.
    pub fn clear(&mut self) {
        self.table.clear();
    }

    /// The elements, in arbitrary order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, A, P> {
        Iter::new(self.table.iter())
    }
}

impl<A: Hash, S: BuildHasher, P: SharedPointerKind> GenericHashSet<A, S, P> {
    fn hash<Q: Hash + ?Sized>(&self, element: &Q) -> u64 {
        self.family.builder.hash_one(element)
    }
}

/// Where imbl had the strategies once.
#[cfg(feature = "proptest")]
#[doc(hidden)]
pub mod proptest {
    #[deprecated(since = "0.1.0", note = "deprecated in imbl: say `imbl::proptest::hash_set`")]
    pub use crate::proptest::hash_set;
}
