//! Values that are not `Clone` cannot be lent for changes, as another version may hold them.
//~ E0277
//~ entries `(&str, Session)` are not `Clone`, and this operation clones what other versions hold
use hamtrie::map::SharedMap;

struct Session;

fn main() {
    let mut sessions: SharedMap<&str, Session> = SharedMap::default();
    sessions.get_mut("ada");
    sessions.iter_mut();
    sessions.entry("ada");
}
