//! What a user of one map, set or table relies on.
//!
//! | file | what it shows |
//! |---|---|
//! | `like_std` | the standard traits, iterators, lookups and types |
//! | `auto_traits` | which types may go to other threads, be pinned loosely and be used after a panic |
//! | `borrows` | where borrows end |
//! | `shapes` | tries of all sizes and depths, collision nodes, and how they shrink again |
//! | `bulk` | many entries at once |
//! | `entries` | entries of all kinds, several values at once, what may change values while it decides |
//! | `map_interface` | what maps have of the interfaces of `std`, hashbrown and imbl beyond the everyday methods |
//! | `owned` | entries on their way out |
//! | `set_interface` | what sets have as std's do |
//! | `nested` | maps in maps in maps |
//! | `data` | maps, sets and patches as data (feature `serde`) |
//! | `versions` | histories, and cells that publish versions (feature `arc-swap`) |

/// True for types that have a trait: an inherent constant hides that of a trait which all types have.
macro_rules! has {
    ($bound:ident: $type:ty) => {{
        #[allow(dead_code, reason = "used if the type has not got the trait")]
        trait Fallback {
            const HAS: bool = false;
        }
        impl<T: ?Sized> Fallback for T {}
        struct Probe<T: ?Sized>(std::marker::PhantomData<T>);
        #[allow(dead_code, reason = "used if the type has the trait")]
        impl<T: ?Sized + $bound> Probe<T> {
            const HAS: bool = true;
        }
        <Probe<$type>>::HAS
    }};
}

mod auto_traits;
mod borrows;
mod bulk;
#[cfg(feature = "serde")]
mod data;
mod entries;
mod like_std;
mod map_interface;
mod nested;
#[path = "../support/of.rs"]
mod of;
mod owned;
#[path = "../support/random.rs"]
mod random;
mod set_interface;
mod shapes;
#[path = "../support/sorted.rs"]
mod sorted;
mod versions;
