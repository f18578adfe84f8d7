//! `default` and `from_iter` make maps of all kinds of hashers, so the type has to say which.
//~ E0283
//~ type annotations needed for `HashMap<i32, &str, _, _, _>`
//~ consider giving `names` an explicit type
use hamtrie::HashMap;

fn main() {
    let mut names = HashMap::default();
    names.insert(1, "one");
}
