//! Very many entries: none is lost.
//!
//! The default run takes two million. The one with twenty million takes half a gigabyte and is for a release build:
//! `cargo test --release --test large -- --ignored`.

use hamtrie::HashMap;
use hamtrie::testing::exclusive;
use hamtrie::testing::guard::live_bytes;

fn none_lost(count: u64) {
    let value = |key: u64| key.rotate_left(17);
    let mut map: HashMap<u64, u64> = HashMap::new();
    for key in 0..count {
        assert_eq!(map.insert(key, value(key)), None);
    }
    assert_eq!(map.len() as u64, count);
    assert!(live_bytes() as u64 <= 26 * count, "{} bytes", live_bytes());
    assert!((0..count).all(|key| map.get(&key) == Some(&value(key))));
    assert!((count..2 * count).all(|key| !map.contains_key(&key)));

    let base = map.clone();
    for key in (0..count).step_by(2) {
        assert_eq!(map.remove(&key), Some(value(key)));
    }
    assert_eq!(map.len() as u64, count / 2);
    assert!((0..count).all(|key| map.get(&key).is_some() == (key % 2 == 1)));
    assert_eq!(map.iter().map(|(key, _)| key % 2).sum::<u64>(), count / 2);
    assert!((0..count).all(|key| base.get(&key) == Some(&value(key))), "the base lost nothing");
    drop(base);

    let (mut keys, mut len) = (0_u128, 0);
    for (key, found) in map {
        assert_eq!(found, value(key));
        keys += u128::from(key);
        len += 1;
    }
    assert_eq!(len, count / 2);
    assert_eq!(keys, u128::from(count / 2) * u128::from(count / 2), "the sum of the odd numbers");
}

#[test]
fn two_million_entries_are_all_there() {
    exclusive(|| none_lost(2_000_000));
}

#[test]
#[ignore = "takes half a gigabyte, and minutes without optimisation"]
fn twenty_million_entries_are_all_there() {
    exclusive(|| none_lost(20_000_000));
}
