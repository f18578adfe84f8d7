//! Set algebra on the keys of two tables, and three-way merges.

use super::HashTable;
use super::compare::Keyed;
use crate::drop_first::drop_first;
use crate::error::OutOfMemory;
use crate::layout::{Adoption, Edits};
use crate::trie::versions::Side;
use crate::trie::versions::algebra::Select;
use crate::trie::versions::merge::{self, Target};
use allocator_api2::alloc::Allocator;

pub use crate::trie::versions::merge::Resolution;

/// A key that two versions of one base, left and right, changed in different ways. See [`HashTable::try_merge3`].
#[derive(Debug, PartialEq, Eq)]
pub enum Conflict<'t, T> {
    /// The base does not have the key, and the two versions have different entries for it.
    BothAdded {
        /// The entry on the left.
        left: &'t T,
        /// The entry on the right.
        right: &'t T,
    },
    /// The base and the two versions have three different entries for the key.
    BothChanged {
        /// The entry in the base.
        base: &'t T,
        /// The entry on the left.
        left: &'t T,
        /// The entry on the right.
        right: &'t T,
    },
    /// The left version changed the entry of the base, the right one removed it.
    LeftChanged {
        /// The entry in the base.
        base: &'t T,
        /// The entry on the left.
        left: &'t T,
    },
    /// The right version changed the entry of the base, the left one removed it.
    RightChanged {
        /// The entry in the base.
        base: &'t T,
        /// The entry on the right.
        right: &'t T,
    },
}

impl<T> Clone for Conflict<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Conflict<'_, T> {}

impl<'t, T> Conflict<'t, T> {
    fn of(merge::Conflict { base, left, right }: merge::Conflict<&'t T>) -> Self {
        match (base, left, right) {
            (Some(base), Some(left), Some(right)) => Conflict::BothChanged { base, left, right },
            (None, Some(left), Some(right)) => Conflict::BothAdded { left, right },
            (Some(base), Some(left), None) => Conflict::LeftChanged { base, left },
            (Some(base), None, Some(right)) => Conflict::RightChanged { base, right },
            _ => unreachable!("a conflict is between two"),
        }
    }
}

/// Set algebra on keys. Each method is at most O(n), and O(difference) for versions of one table. Results share with the
/// inputs what they can: a result that has the entries of one input may have its root, and nothing is allocated then.
///
/// `adoption` says how an entry of one table gets into a version of the other.
impl<T, A: Allocator + Clone, L: Edits<T>> HashTable<T, A, L> {
    /// The union: the entries of both tables. For a key that both have, it has this table's entry.
    ///
    /// # Errors
    /// If there is no memory for a node.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::layout::Adoption;
    /// use hamtrie::table::Keyed;
    ///
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let by_number = Keyed { hash, eq: |one: &u64, other: &u64| one == other };
    /// let mine = HashTable::new().update(hash(&17), |_| false, 17, hash);
    /// let theirs = HashTable::new().update(hash(&4), |_| false, 4, hash);
    /// assert_eq!(mine.try_union(&theirs, &by_number, Adoption::cloning())?.len(), 2);
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
    pub fn try_union<H: Fn(&T) -> u64, E: Fn(&T, &T) -> bool>(
        &self,
        other: &Self,
        identity: &Keyed<H, E>,
        adoption: Adoption<T, A>,
    ) -> Result<Self, OutOfMemory> {
        let (trie, _) = self.pair(other, identity).union_of_maps(adoption)?;
        Ok(HashTable { trie })
    }

    /// The union. For each key that both tables have, with entries for which `same` returns false, `resolve` decides: it
    /// gets this table's entry and the other's. [`Resolution::Base`] leaves the key out.
    ///
    /// # Errors
    /// If there is no memory for a node.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::layout::Adoption;
    /// use hamtrie::table::{Keyed, Resolution};
    ///
    /// let hash = |&(id, _): &(u64, u32)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let by_id = Keyed { hash, eq: |one: &(u64, u32), other: &(u64, u32)| one.0 == other.0 };
    /// let mine = HashTable::new().update(hash(&(17, 0)), |_| false, (17, 3), hash);
    /// let theirs = HashTable::new().update(hash(&(17, 0)), |_| false, (17, 2), hash);
    /// let sum = |one: &(u64, u32), other: &(u64, u32)| Resolution::Value((one.0, one.1 + other.1));
    /// let both = mine.try_merge(&theirs, &by_id, Adoption::cloning(), |one, other| one == other, sum)?;
    /// assert!(both.iter().eq([&(17, 5)]));
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
    pub fn try_merge<H: Fn(&T) -> u64, E: Fn(&T, &T) -> bool>(
        &self,
        other: &Self,
        identity: &Keyed<H, E>,
        adoption: Adoption<T, A>,
        mut same: impl FnMut(&T, &T) -> bool,
        mut resolve: impl FnMut(&T, &T) -> Resolution<T>,
    ) -> Result<Self, OutOfMemory> {
        let trie = self.pair(other, identity).unite(adoption, &mut same, &mut resolve)?;
        Ok(drop_first((same, resolve), HashTable { trie }))
    }

    /// The intersection: the entries of this table whose key the other one has too.
    ///
    /// # Errors
    /// If there is no memory for a node.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::layout::Adoption;
    /// use hamtrie::table::Keyed;
    ///
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let by_number = Keyed { hash, eq: |one: &u64, other: &u64| one == other };
    /// let mine = HashTable::new().update(hash(&17), |_| false, 17, hash);
    /// let all = mine.update(hash(&4), |_| false, 4, hash);
    /// let common = all.try_intersection(&mine, &by_number, Adoption::cloning())?;
    /// assert!(common.iter().eq([&17]));
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
    pub fn try_intersection<H: Fn(&T) -> u64, E: Fn(&T, &T) -> bool>(
        &self,
        other: &Self,
        identity: &Keyed<H, E>,
        adoption: Adoption<T, A>,
    ) -> Result<Self, OutOfMemory> {
        Ok(HashTable { trie: self.pair(other, identity).select(Side::Left, Select::Common, adoption)? })
    }

    /// The difference: the entries of this table whose key the other one does not have.
    ///
    /// # Errors
    /// If there is no memory for a node.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::layout::Adoption;
    /// use hamtrie::table::Keyed;
    ///
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let by_number = Keyed { hash, eq: |one: &u64, other: &u64| one == other };
    /// let mine = HashTable::new().update(hash(&17), |_| false, 17, hash);
    /// let all = mine.update(hash(&4), |_| false, 4, hash);
    /// let others = all.try_difference(&mine, &by_number, Adoption::cloning())?;
    /// assert!(others.iter().eq([&4]));
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
    pub fn try_difference<H: Fn(&T) -> u64, E: Fn(&T, &T) -> bool>(
        &self,
        other: &Self,
        identity: &Keyed<H, E>,
        adoption: Adoption<T, A>,
    ) -> Result<Self, OutOfMemory> {
        Ok(HashTable { trie: self.pair(other, identity).select(Side::Left, Select::Only, adoption)? })
    }

    /// The symmetric difference: the entries of both tables whose key only one of them has.
    ///
    /// # Errors
    /// If there is no memory for a node.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::layout::Adoption;
    /// use hamtrie::table::Keyed;
    ///
    /// let hash = |&ticket: &u64| ticket.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let by_number = Keyed { hash, eq: |one: &u64, other: &u64| one == other };
    /// let before = HashTable::new().update(hash(&17), |_| false, 17, hash);
    /// let after = before.update(hash(&4), |_| false, 4, hash).without(hash(&17), |&ticket| ticket == 17);
    /// assert_eq!(before.try_symmetric_difference(&after, &by_number, Adoption::cloning())?.len(), 2);
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
    pub fn try_symmetric_difference<H: Fn(&T) -> u64, E: Fn(&T, &T) -> bool>(
        &self,
        other: &Self,
        identity: &Keyed<H, E>,
        adoption: Adoption<T, A>,
    ) -> Result<Self, OutOfMemory> {
        let (trie, _) = self.pair(other, identity).symmetric_difference(adoption)?;
        Ok(HashTable { trie })
    }

    /// A three-way merge of two versions of this table: the table that has both the changes from this one to `left` and those
    /// from this one to `right`.
    ///
    /// Two entries of a key count as equal if `same` returns true for them: an entry is then unchanged, or changed to the
    /// same on both sides. For each key that both versions changed in different ways, `resolve` decides.
    ///
    /// O(changes from this table to `right`).
    ///
    /// # Errors
    /// If there is no memory for a node.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::HashTable;
    /// use hamtrie::layout::Adoption;
    /// use hamtrie::table::{Keyed, Resolution};
    ///
    /// let hash = |&(id, _): &(u64, &str)| id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    /// let by_id = Keyed { hash, eq: |one: &(u64, &str), other: &(u64, &str)| one.0 == other.0 };
    /// let base = HashTable::new().update(hash(&(17, "")), |_| false, (17, "ada"), hash);
    /// let left = base.update(hash(&(4, "")), |_| false, (4, "bob"), hash);
    /// let right = base.update(hash(&(17, "")), |user| user.0 == 17, (17, "eve"), hash);
    /// let same = |one: &(u64, &str), other: &(u64, &str)| one == other;
    /// let both = base.try_merge3(&left, &right, &by_id, Adoption::cloning(), same, |_| Resolution::Base)?;
    /// assert_eq!(both.find(hash(&(17, "")), |user| user.0 == 17), Some(&(17, "eve")));
    /// assert_eq!(both.len(), 2);
    /// # Ok::<(), hamtrie::OutOfMemory>(())
    /// ```
    pub fn try_merge3<H: Fn(&T) -> u64, E: Fn(&T, &T) -> bool>(
        &self,
        left: &Self,
        right: &Self,
        identity: &Keyed<H, E>,
        adoption: Adoption<T, A>,
        mut same: impl FnMut(&T, &T) -> bool,
        mut resolve: impl FnMut(Conflict<'_, T>) -> Resolution<T>,
    ) -> Result<Self, OutOfMemory> {
        let target = Target { trie: &left.trie, rules: identity };
        let changes = self.pair(right, identity);
        let (trie, _) = changes.merge(&target, adoption, &mut same, |conflict| resolve(Conflict::of(conflict)))?;
        Ok(drop_first((same, resolve), HashTable { trie }))
    }
}
