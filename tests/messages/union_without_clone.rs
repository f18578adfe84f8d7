//! Two maps become one, and their values are not `Clone`.
//~ E0599
//~ `Session: Clone`
//~ which is required by `Auto: Adopts<(&str, Session), ChildrenPool>`
//~ #[derive(Clone)]
use hamtrie::HashMap;

struct Session;

fn main() {
    let sessions: HashMap<&str, Session> = HashMap::new();
    sessions.union(&sessions);
}
