//! Collecting entries that are not `Clone`.
//~ E0277
//~ entries `(&str, Session)` are not `Clone`, and this operation clones what other versions hold
use hamtrie::HashMap;

struct Session;

fn main() {
    let sessions: HashMap<&str, Session> = [("ada", Session)].into_iter().collect();
}
