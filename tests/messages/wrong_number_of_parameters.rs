//! The parameters of a map: key, value, hasher, allocator, layout.
//~ E0107
//~ struct takes at least 2 generic arguments but 1 generic argument was supplied
//~ struct takes at most 5 generic arguments but 6 generic arguments were supplied
use hamtrie::HashMap;
use hamtrie::layout::Auto;
use hamtrie::pool::ChildrenPool;

fn main() {
    let names: HashMap<u64>;
    let names: HashMap<u64, u64, u64, ChildrenPool, Auto, u64>;
}
