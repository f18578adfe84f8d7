//! Which types may go to other threads, be pinned loosely and be used after a panic, compared with the standard library's
//! types of the same names.
//!
//! Ours have what theirs have, but for one thing: entries are shared between versions, so that a map of entries which must
//! not be shared between threads must not be sent to one either, as an `Arc`.

use std::any::Any;
use std::cell::{Cell, UnsafeCell};
use std::marker::PhantomPinned;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::{Mutex, MutexGuard};

/// Asserts that the first type has the traits that the second one has; of `Send` and `Sync`, both or none if entries are
/// shared, and those of the second type if both are allowed.
macro_rules! like {
    ($both:expr; $($ours:ty, $theirs:ty;)*) => {$(
        assert!(has!(Unpin: $ours), concat!("Unpin: ", stringify!($ours)));
        assert!(
            has!(UnwindSafe: $ours) || !has!(UnwindSafe: $theirs), concat!("UnwindSafe: ", stringify!($ours))
        );
        assert!(
            has!(RefUnwindSafe: $ours) || !has!(RefUnwindSafe: $theirs), concat!("RefUnwindSafe: ", stringify!($ours))
        );
        assert!(has!(Send: $ours) == (has!(Send: $theirs) && $both), concat!("Send: ", stringify!($ours)));
        assert!(has!(Sync: $ours) == (has!(Sync: $theirs) && $both), concat!("Sync: ", stringify!($ours)));
    )*};
}

macro_rules! types_with_entries {
    ($($k:ty, $v:ty;)*) => {$(
        const _: () = {
            use hamtrie::{map, set, table};
            use std::collections::{hash_map, hash_set};
            let both = has!(Send: ($k, $v)) && has!(Sync: ($k, $v));
            like! { both;
                map::HashMap<$k, $v>, hash_map::HashMap<$k, $v>;
                map::IntoIter<$k, $v>, hash_map::IntoIter<$k, $v>;
                map::IntoKeys<$k, $v>, hash_map::IntoKeys<$k, $v>;
                map::IntoValues<$k, $v>, hash_map::IntoValues<$k, $v>;
                map::IntoUnique<$k, $v>, hash_map::IntoIter<$k, $v>;
                map::IterMut<'static, $k, $v>, hash_map::IterMut<'static, $k, $v>;
                map::ValuesMut<'static, $k, $v>, hash_map::ValuesMut<'static, $k, $v>;
                set::HashSet<($k, $v)>, hash_set::HashSet<($k, $v)>;
                set::IntoIter<($k, $v)>, hash_set::IntoIter<($k, $v)>;
                set::IntoUnique<($k, $v)>, hash_set::IntoIter<($k, $v)>;
                table::HashTable<($k, $v)>, hash_set::HashSet<($k, $v)>;
                table::IntoIter<($k, $v)>, hash_set::IntoIter<($k, $v)>;
            }
            like! { true;
                map::Iter<'static, $k, $v>, hash_map::Iter<'static, $k, $v>;
                map::Keys<'static, $k, $v>, hash_map::Keys<'static, $k, $v>;
                map::Values<'static, $k, $v>, hash_map::Values<'static, $k, $v>;
                set::Iter<'static, ($k, $v)>, hash_set::Iter<'static, ($k, $v)>;
                table::Iter<'static, ($k, $v)>, hash_set::Iter<'static, ($k, $v)>;
            }
        };
    )*};
}

types_with_entries! {
    u8, String;
    (), UnsafeCell<()>;
    u8, Cell<u8>;
    u8, Mutex<u8>;
    u8, Rc<u8>;
    u8, MutexGuard<'static, u8>;
    u8, &'static mut u8;
    u8, PhantomPinned;
    u8, *const u8;
    Box<dyn Any>, u8;
    Box<dyn Any + Send + Sync>, u8;
    Rc<Cell<u8>>, ();
}

/// Entries need `Clone` pairs to exist at all.
macro_rules! entries {
    ($($k:ty, $v:ty;)*) => {$(
        const _: () = {
            use hamtrie::{map, table};
            use std::collections::hash_map;
            let both = has!(Send: ($k, $v)) && has!(Sync: ($k, $v));
            like! { both;
                map::Entry<'static, $k, $v>, hash_map::Entry<'static, $k, $v>;
                map::OccupiedEntry<'static, $k, $v>, hash_map::OccupiedEntry<'static, $k, $v>;
                map::VacantEntry<'static, $k, $v>, hash_map::VacantEntry<'static, $k, $v>;
                table::IterMut<'static, ($k, $v)>, hash_map::IterMut<'static, $k, $v>;
                table::Entry<'static, ($k, $v), fn(&($k, $v)) -> u64>, hash_map::OccupiedEntry<'static, $k, $v>;
                table::OccupiedEntry<'static, ($k, $v)>, hash_map::OccupiedEntry<'static, $k, $v>;
                table::VacantEntry<'static, ($k, $v), fn(&($k, $v)) -> u64>, hash_map::OccupiedEntry<'static, $k, $v>;
            }
        };
    )*};
}

entries! {
    u8, String;
    u8, Cell<u8>;
    u8, Rc<u8>;
    u8, PhantomPinned;
    u8, *const u8;
}

#[test]
fn a_map_is_caught_by_catch_unwind_as_the_standard_one_is() {
    let map: hamtrie::HashMap<(), UnsafeCell<()>> = hamtrie::HashMap::new();
    assert!(std::panic::catch_unwind(move || map.len()).is_ok_and(|len| len == 0));
}
