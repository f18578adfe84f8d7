//! The same, by way of an operation that gives no entry back: the layout would have to be another one.
//~ E0277
//~ a map of `(&str, Session)` cannot be changed, as its entries are not `Clone`
//~ use `hamtrie::map::SharedMap`
use hamtrie::HashMap;

struct Session;

fn main() {
    let mut sessions = HashMap::new();
    sessions.put("ada", Session);
}
