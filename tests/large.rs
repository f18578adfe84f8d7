//! Very many entries: none is lost.
//!
//! The default run takes two million. The others take gigabytes and minutes, and are for a release build:
//! `cargo test --release --test large -- --ignored`.

use hamtrie::HashMap;
use hamtrie::testing::exclusive;
use hamtrie::testing::guard::live_bytes;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

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

#[test]
#[ignore = "takes 2.4 gigabytes, and an hour without optimisation"]
fn a_hundred_million_entries_take_less_than_three_gigabytes() {
    const COUNT: u64 = 100_000_000;
    exclusive(|| {
        let mut map: HashMap<u64, u64> = HashMap::new();
        (0..COUNT).for_each(|key| assert_eq!(map.insert(key, !key), None));
        assert_eq!(map.len() as u64, COUNT);
        assert!((0..COUNT).all(|key| map.get(&key) == Some(&!key)));
        let mut fork = map.clone();
        (0..COUNT).step_by(1000).for_each(|key| assert_eq!(fork.insert(key, key), Some(!key)));
        assert!((0..COUNT).step_by(1000).all(|key| map.get(&key) == Some(&!key) && fork.get(&key) == Some(&key)));
        assert!(live_bytes() < 3_000_000_000, "{} bytes", live_bytes());
    });
}

/// A good hasher of which only half of the bits are left.
#[derive(Clone, Default)]
struct Half(BuildHasherDefault<DefaultHasher>);

impl BuildHasher for Half {
    type Hasher = HalfHasher;

    fn build_hasher(&self) -> HalfHasher {
        HalfHasher(self.0.build_hasher())
    }
}

struct HalfHasher(DefaultHasher);

impl std::hash::Hasher for HalfHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.finish() & u64::from(u32::MAX)
    }
}

/// Some 46,000 pairs of keys have equal hashes.
#[test]
#[ignore = "takes a gigabyte, and minutes without optimisation"]
fn of_twenty_million_keys_with_hashes_of_32_bits_none_is_lost() {
    const COUNT: u64 = 20_000_000;
    exclusive(|| {
        let mut map: HashMap<u64, u64, Half> = HashMap::default();
        (0..COUNT).for_each(|key| assert_eq!(map.insert(key, !key), None));
        assert_eq!(map.len() as u64, COUNT);
        assert!((0..COUNT).all(|key| map.get(&key) == Some(&!key)));
        assert!((COUNT..COUNT + 1_000_000).all(|key| !map.contains_key(&key)));
        (0..COUNT).for_each(|key| assert_eq!(map.remove(&key), Some(!key)));
        assert!(map.is_empty());
    });
}

/// Tells the test that it is the process that is meant to abort.
const CHILD: &str = "HAMTRIE_FORGET_CLONES";

#[test]
#[ignore = "takes minutes without optimisation"]
fn two_thousand_million_forgotten_clones_end_the_process_before_a_counter_wraps() {
    if std::env::var_os(CHILD).is_some() {
        let map: HashMap<u32, u32> = HashMap::from([(1, 1)]);
        // The handle itself is the first holder.
        (1..i32::MAX).for_each(|_| std::mem::forget(map.clone()));
        println!("two thousand million are well");
        (0..2).for_each(|_| std::mem::forget(map.clone()));
        println!("too many");
        return;
    }
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "two_thousand_million_forgotten_clones_end_the_process_before_a_counter_wraps"])
        .args(["--ignored", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(said.contains("two thousand million are well") && !said.contains("too many"), "{said}");
    assert!(!child.status.success());
}
