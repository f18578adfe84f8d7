//! What tests, benches and fuzz targets share: hidden from the documentation, and no part of the stable interface.
//!
//! | file | what it has |
//! |---|---|
//! | [`shape`] | hash builders under which keys collide as one wants |
//! | [`crash`] | keys and values that count themselves, and panic when told to |
//! | [`oracle`] | live versions, each beside a `std` collection that says what it must contain |
//! | [`guard`] | one test at a time, and no node left behind |
//! | `model` | in builds with `--cfg loom`: what the system does around a fork and at the end of a thread |
//! | `several` | several threads for few entries (feature `rayon`) |
//!
//! It uses `std` alone and no unsafe code, so that a mistake in it cannot be taken for one of the library.

pub mod crash;
pub mod guard;
#[cfg(loom)]
pub mod model;
pub mod oracle;
#[cfg(feature = "rayon")]
mod several;
pub mod shape;

pub use guard::exclusive;
pub use oracle::{Subject, Versions};
#[cfg(feature = "rayon")]
pub use several::Threads;
pub use shape::Shape;
