//! What maps have of the interfaces of `std`, hashbrown and imbl beyond the everyday methods.

use hamtrie::testing::{Shape, exclusive};
use hamtrie::{DefaultHashBuilder, HashMap, TryReserveError};
use std::panic::catch_unwind;

#[test]
fn capacity_is_a_name_and_no_memory() {
    exclusive(|| {
        let mut map: HashMap<u64, String> = HashMap::with_capacity(1_000_000);
        assert!(map.is_empty() && map.ptr_eq(&HashMap::new()));
        for key in 0..100 {
            map.insert(key, key.to_string());
            assert!(map.capacity() >= map.len());
        }
        let before = map.clone();
        map.reserve(1_000_000);
        map.shrink_to(10);
        map.shrink_to_fit();
        assert_eq!(map.try_reserve(50), Ok(()));
        assert!(map.ptr_eq(&before));
        map.check();
        let hashed: HashMap<u64, u64, Shape> = HashMap::with_capacity_and_hasher(5, Shape::Mixed);
        assert!(hashed.is_empty() && *hashed.hasher() == Shape::Mixed);
    });
}

#[test]
fn a_capacity_that_fits_in_no_memory_is_an_error() {
    let mut map: HashMap<u64, u64> = HashMap::from([(1, 1)]);
    let error: TryReserveError = map.try_reserve(usize::MAX).unwrap_err();
    assert_eq!(error.to_string(), "capacity overflow");
    assert!(map.try_reserve(usize::MAX / 16).is_err(), "in bytes");
    assert!(catch_unwind(move || map.reserve(usize::MAX)).is_err());
    let mut nothings: HashMap<(), (), DefaultHashBuilder> = HashMap::default();
    assert!(nothings.try_reserve(usize::MAX).is_err());
    assert!(nothings.try_reserve(1 << 20).is_ok());
}
