//! A lookup with what is not the key, nor a borrowed form of it.
//~ E0277
//~ `u64: Borrow<str>`
//~ required for `str` to implement `Equivalent<u64>`
use hamtrie::HashMap;

fn main() {
    let names = HashMap::from([(1u64, "one")]);
    names.get("one");
}
