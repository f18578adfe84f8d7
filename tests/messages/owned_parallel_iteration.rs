//! The same of the parallel iterators.
//@ rayon
//~ E0277
//~ entries `(u64, Mutex<u64>)` are not `Clone`, and this operation clones what other versions hold
//~ entries `Session` are not `Clone`
use hamtrie::HashSet;
use hamtrie::map::SharedMap;
use rayon::prelude::*;
use std::sync::Mutex;

#[derive(PartialEq, Eq, Hash)]
struct Session;

fn main() {
    let sessions: SharedMap<u64, Mutex<u64>> = SharedMap::default();
    sessions.into_par_iter().for_each(|_| {});
    let sessions: HashSet<Session> = HashSet::new();
    sessions.into_par_iter().for_each(|_| {});
}
