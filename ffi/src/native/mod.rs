//! `hamtrie_*`: the interface for programs of our own.
//!
//! | file | what C sees |
//! |---|---|
//! | `config` | `hamtrie_config`: a map's callbacks, kept once for all versions |
//! | `callback` | callbacks of single calls, with their `arg` |
//! | `entry` | `hamtrie_entry` |
//! | `map` | `hamtrie`: one version; lookups, and changes in place |
//! | `version` | new versions from old ones, retain and release |
//! | `iter` | `hamtrie_iter`, on the caller's stack |
//! | `between` | two versions: equality, inclusion, difference |
//! | `algebra` | two versions become one: set algebra |
//! | `merge` | two versions or three become one: merges |
//! | `pool` | the pool's numbers |
//! | `status` | `hamtrie_status`, and the version of the library |
//!
//! | file | what C does not see |
//! |---|---|
//! | `stored` | the two forms in which a map keeps an entry |
//! | `form` | the two forms of a map that come of it |
//! | `together` | the maps of one call, which have one configuration |

mod algebra;
mod between;
mod callback;
mod config;
mod entry;
mod form;
mod iter;
mod map;
mod merge;
mod pool;
mod status;
mod stored;
mod together;
mod version;
