//! `SharedMap` has `put`, which gives no value back.
//~ E0277
//~ entries `(&str, Session)` are not `Clone`, and this operation clones what other versions hold
//~ `put` instead of `insert`
//~ `discard` instead of `remove`
use hamtrie::map::SharedMap;

struct Session;

fn main() {
    let mut sessions: SharedMap<&str, Session> = SharedMap::default();
    sessions.insert("ada", Session);
    sessions.remove("ada");
}
