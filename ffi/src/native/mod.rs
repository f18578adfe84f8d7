//! `hamtrie_*`: the interface for programs of our own.
//!
//! | file | what C sees |
//! |---|---|
//! | `config` | `hamtrie_config`: a map's callbacks, kept once for all versions |
//! | `entry` | `hamtrie_entry`, and the two forms in which a map keeps one |
//! | `map` | `hamtrie`: one version; lookups, and changes in place |
//! | `version` | new versions from old ones, retain and release |
//! | `iter` | `hamtrie_iter`, on the caller's stack |
//! | `between` | two versions: equality, inclusion, difference |
//! | `algebra` | two versions or three become one: set algebra, merges |
//! | `pool` | the pool's numbers |
//! | `status` | `hamtrie_status`, and the version of the library |

mod algebra;
mod between;
mod config;
mod entry;
mod iter;
mod map;
mod pool;
mod status;
mod version;
