//! Collecting entries that are not `Clone`.
//~ E0277
//~ a map of `(&str, Session)` cannot be changed, as its entries are not `Clone`
use hamtrie::HashMap;

struct Session;

fn main() {
    let sessions: HashMap<&str, Session> = [("ada", Session)].into_iter().collect();
}
