//! A map of what must stay on its thread.
//~ E0277
//~ `Rc<u64>` cannot be sent between threads safely
use hamtrie::HashMap;
use std::rc::Rc;

fn main() {
    let mut names = HashMap::new();
    names.insert(1, Rc::new(1u64));
    std::thread::spawn(move || names.len());
}
