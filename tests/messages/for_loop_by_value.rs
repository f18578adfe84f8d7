//! The same in a `for` loop. The compiler has words of its own there, and lists what can be gone through.
//~ E0277
//~ is not an iterator
//~ &HashMap<K, V, S, A, L>
use hamtrie::map::SharedMap;

struct Session;

fn main() {
    let sessions: SharedMap<&str, Session> = SharedMap::default();
    for session in sessions {}
}
