//! A map changes, and its values are not `Clone`.
//~ E0277
//~ entries `(&str, Session)` are not `Clone`, and this operation clones what other versions hold
//~ implement `Clone` for key and value
//~ hamtrie::map::SharedMap
//~ `put` instead of `insert`
use hamtrie::HashMap;

struct Session;

fn main() {
    let mut sessions = HashMap::new();
    sessions.insert("ada", Session);
}
