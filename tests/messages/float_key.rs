//! Floats are not keys.
//~ E0599
//~ `f64: Eq`
//~ `f64: Hash`
use hamtrie::HashMap;

fn main() {
    let mut names: HashMap<f64, &str> = HashMap::new();
    names.insert(3.14, "pi");
}
