//! Parallel operations, with [rayon] (feature `rayon`): parallel iterators over maps and sets, parallel `collect` and
//! `par_extend` into them, and the union of two maps or sets by several threads.
//!
//! | | |
//! |---|---|
//! | `par_iter`, `par_iter_mut`, `into_par_iter` | rayon's traits, on maps and sets (`par_iter_mut` on maps) |
//! | [`par_keys`](crate::HashMap::par_keys), [`par_values`](crate::HashMap::par_values), [`par_values_mut`](crate::HashMap::par_values_mut) | of maps |
//! | `collect`, `par_extend` | rayon's traits; of equal keys the same stays as without threads |
//! | [`par_union`](crate::HashMap::par_union), [`par_union_with`](crate::HashMap::par_union_with) | worth it if some ten thousand entries differ |
//!
//! A map is split by the digits of its hashes, down to single leaves. If the hash is good, the two halves of a split have
//! about the same size. Only `into_par_iter` collects the entries beforehand: it moves them to a vector. `par_iter_mut`
//! copies the leaves that other versions hold before it starts.
//!
//! ```
//! use hamtrie::HashMap;
//! use rayon::prelude::*;
//!
//! let squares: HashMap<u64, u64> = (0..10_000u64).into_par_iter().map(|n| (n, n * n)).collect();
//! let before = squares.clone();
//! let mut doubled = squares;
//! doubled.par_iter_mut().for_each(|(_, value)| *value *= 2);
//! assert_eq!(doubled.par_iter().map(|(_, value)| value).sum::<u64>(), 2 * before.values().sum::<u64>());
//! ```

pub use crate::map::par::{ParIter, ParIterMut, ParKeys, ParValues, ParValuesMut};
pub use crate::set::par::ParSetIter;
