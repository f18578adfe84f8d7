//! An iterator that borrows outlives its map.
//~ E0597
//~ `names` does not live long enough
use hamtrie::HashMap;

fn main() {
    let keys = {
        let names = HashMap::from([(1, "one")]);
        names.keys()
    };
    for key in keys {}
}
