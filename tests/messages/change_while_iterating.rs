//! A map changes while it is gone through. (A clone, in O(1), can be gone through meanwhile.)
//~ E0502
//~ cannot borrow `names` as mutable because it is also borrowed as immutable
use hamtrie::HashMap;

fn main() {
    let mut names = HashMap::from([(1, "one")]);
    for (key, name) in &names {
        names.insert(key + 1, name);
    }
}
