//! A key that cannot be hashed. The compiler names the traits, and how to derive them.
//~ E0277
//~ `Point: Eq`
//~ `Point: Hash`
//~ #[derive(Hash)]
use hamtrie::HashMap;

#[derive(Clone)]
struct Point(i32, i32);

fn main() {
    let mut names = HashMap::new();
    names.insert(Point(0, 0), "origin");
}
