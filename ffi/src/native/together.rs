//! The maps of one call, which have one configuration.

#![allow(unsafe_code, reason = "lets maps share entries")]

use super::config::Shared;
use super::entry::HamtrieEntry;
use super::form::Form;
use super::map::Hamtrie;
use super::status::HamtrieStatus;
use super::stored::{OwnedEntry, Stored, hasher};
use hamtrie::HashTable;
use hamtrie::layout::{self, Adoption};
use hamtrie::table::Keyed;

/// Tables of one configuration.
pub(super) struct Tables<'m, T, L: layout::Layout<T>, const N: usize> {
    tables: [&'m HashTable<T, Shared, L>; N],
    shared: Shared,
    adoption: Adoption<T, Shared>,
}

/// Maps of one configuration.
pub(super) type Together<'m, const N: usize> =
    Form<Tables<'m, HamtrieEntry, layout::Inline, N>, Tables<'m, OwnedEntry, layout::Shared, N>>;

/// An error if the maps do not have one configuration.
pub(super) fn together<const N: usize>(maps: [&Hamtrie; N]) -> Result<Together<'_, N>, HamtrieStatus> {
    let shared = maps[0].shared();
    if maps.iter().any(|map| map.shared() != shared) {
        return Err(HamtrieStatus::ErrorConfig);
    }
    Ok(match maps[0] {
        Form::Pairs(_) => {
            let tables = maps.map(|map| match map {
                Form::Pairs(table) => table,
                Form::Owners(_) => unreachable!("a configuration frees or does not"),
            });
            Form::Pairs(Tables { tables, shared, adoption: Adoption::cloning() })
        }
        Form::Owners(_) => {
            let tables = maps.map(|map| match map {
                Form::Owners(table) => table,
                Form::Pairs(_) => unreachable!("a configuration frees or does not"),
            });
            // SAFETY: the allocators are copies of one, `shared`: that was checked above.
            let adoption = unsafe { Adoption::sharing() };
            Form::Owners(Tables { tables, shared, adoption })
        }
    })
}

impl<'m, T: Stored, L: layout::Layout<T>, const N: usize> Tables<'m, T, L, N> {
    pub(super) fn tables(&self) -> [&'m HashTable<T, Shared, L>; N] {
        self.tables
    }

    /// How they tell keys.
    pub(super) fn identity(&self) -> Keyed<impl Fn(&T) -> u64, impl Fn(&T, &T) -> bool> {
        let shared = self.shared;
        Keyed { hash: hasher(shared), eq: move |a: &T, b: &T| shared.eq(a.entry().key, b.entry().key) }
    }

    /// How an entry gets from one into another.
    pub(super) fn adoption(&self) -> Adoption<T, Shared> {
        self.adoption
    }
}
