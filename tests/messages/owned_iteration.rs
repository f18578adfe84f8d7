//! `into_iter` of entries that are not `Clone` does not silently borrow.
//~ E0277
//~ entries `(&str, Session)` are not `Clone`, and this operation clones what other versions hold
//~ `into_unique` instead of `into_iter`
use hamtrie::map::SharedMap;
use hamtrie::HashSet;

#[derive(PartialEq, Eq, Hash)]
struct Session;

fn main() {
    let sessions: SharedMap<&str, Session> = SharedMap::default();
    for session in sessions.into_iter() {}
    let sessions: SharedMap<&str, Session> = SharedMap::default();
    for session in sessions.into_values() {}
    let sessions: HashSet<Session> = HashSet::new();
    for session in sessions.into_iter() {}
}
