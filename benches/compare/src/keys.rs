//! Workloads: which keys and values the maps hold, and in which order they are used.
//!
//! A new key or value type is one `impl Workload` here and one line in [`crate::plan::KINDS`]. Nothing here knows a
//! library. Everything is drawn from fixed seeds, so two runs (and two libraries) see the same data.

use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::words;

/// The hasher of every map here: one algorithm, one fixed seed.
pub type Hasher = ahash::RandomState;

/// Makes the hasher that all maps share.
pub fn hasher() -> Hasher {
    Hasher::with_seeds(0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89)
}

/// A cheap contribution to a checksum: enough to tell a wrong answer, too little to disturb a measurement.
pub trait Weigh {
    /// The contribution.
    fn weigh(&self) -> u64;
}

impl Weigh for u64 {
    fn weigh(&self) -> u64 {
        *self
    }
}

impl Weigh for String {
    fn weigh(&self) -> u64 {
        self.len() as u64
    }
}

impl<const N: usize> Weigh for [u64; N] {
    fn weigh(&self) -> u64 {
        self[0]
    }
}

/// Whoever looks up an `Arc` wants what it points to, so this follows it.
impl<T: Weigh> Weigh for Arc<T> {
    fn weigh(&self) -> u64 {
        T::weigh(self)
    }
}

/// What a key has to be for every library.
pub trait Key: Clone + Eq + Hash + Weigh + 'static {}
impl<T: Clone + Eq + Hash + Weigh + 'static> Key for T {}

/// What a value has to be for every library.
pub trait Value: Clone + Weigh + 'static {}
impl<T: Clone + Weigh + 'static> Value for T {}

/// A kind of keys and values.
pub trait Workload: 'static {
    /// The key type.
    type Key: Key;
    /// The value type.
    type Value: Value;
    /// The word for `--keys`.
    const NAME: &'static str;
    /// What a table calls it.
    const TITLE: &'static str;
    /// `count` different keys in random order.
    fn keys(count: usize) -> Vec<Self::Key>;
    /// The `i`-th value.
    fn value(i: u64) -> Self::Value;
}

/// Random 64-bit keys with 64-bit values.
#[derive(Debug)]
pub struct Integers;

impl Workload for Integers {
    type Key = u64;
    type Value = u64;
    const NAME: &'static str = "u64";
    const TITLE: &'static str = "u64 to u64";

    fn keys(count: usize) -> Vec<u64> {
        let mut rng = random(1);
        let mut seen = HashSet::with_capacity(count);
        std::iter::repeat_with(|| rng.next_u64()).filter(|&key| seen.insert(key)).take(count).collect()
    }

    fn value(i: u64) -> u64 {
        i.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// Words of a dictionary (`String`) with 64-bit values.
#[derive(Debug)]
pub struct Words;

impl Workload for Words {
    type Key = String;
    type Value = u64;
    const NAME: &'static str = "words";
    const TITLE: &'static str = "words to u64";

    fn keys(count: usize) -> Vec<String> {
        let mut words = words::list(count);
        words.shuffle(&mut random(2));
        words
    }

    fn value(i: u64) -> u64 {
        Integers::value(i)
    }
}

/// Random 64-bit keys with texts: drop glue in the value, a block of its own for each.
#[derive(Debug)]
pub struct Texts;

impl Workload for Texts {
    type Key = u64;
    type Value = String;
    const NAME: &'static str = "u64-string";
    const TITLE: &'static str = "u64 to String";

    fn keys(count: usize) -> Vec<u64> {
        Integers::keys(count)
    }

    /// 20 to 28 bytes: the length, which is all that is weighed, tells most values apart.
    fn value(i: u64) -> String {
        let number = Integers::value(i);
        let length = 20 + (number >> 32) as usize % 9;
        format!("{number:->length$x}")
    }
}

/// Random 64-bit keys with 128 plain bytes: no drop glue, but more than anybody wants to copy twice.
#[derive(Debug)]
pub struct Blocks;

impl Workload for Blocks {
    type Key = u64;
    type Value = [u64; 16];
    const NAME: &'static str = "u64-128b";
    const TITLE: &'static str = "u64 to [u64; 16]";

    fn keys(count: usize) -> Vec<u64> {
        Integers::keys(count)
    }

    fn value(i: u64) -> [u64; 16] {
        let first = Integers::value(i);
        std::array::from_fn(|place| first.wrapping_add(place as u64))
    }
}

/// Random 64-bit keys with pointers to 32 bytes that are counted already: a clone touches somebody else's counter.
#[derive(Debug)]
pub struct Pointers;

impl Workload for Pointers {
    type Key = u64;
    type Value = Arc<[u64; 4]>;
    const NAME: &'static str = "u64-arc";
    const TITLE: &'static str = "u64 to Arc<[u64; 4]>";

    fn keys(count: usize) -> Vec<u64> {
        Integers::keys(count)
    }

    fn value(i: u64) -> Arc<[u64; 4]> {
        let first = Integers::value(i);
        Arc::new(std::array::from_fn(|place| first.wrapping_add(place as u64)))
    }
}

/// Everything that the operations on maps of one size need, made once and used by all libraries.
#[derive(Debug)]
pub struct Input<W: Workload> {
    /// What the base map holds, in insertion order.
    pub entries: Vec<(W::Key, W::Value)>,
    /// Keys of the base map in other random orders: the first `size` are each key once, and so on.
    pub present: Vec<W::Key>,
    /// Keys that the base map does not have.
    pub absent: Vec<W::Key>,
}

/// Small maps are asked for at least this many keys before the order repeats, so that no branch predictor learns it.
const LONG_ENOUGH: usize = 1 << 16;

impl<W: Workload> Input<W> {
    /// The data for maps of `size` entries.
    pub fn new(size: usize) -> Self {
        let mut keys = W::keys(size + size.max(LONG_ENOUGH));
        let absent = keys.split_off(size);
        let mut rng = random(3);
        let mut present = Vec::with_capacity(size.max(LONG_ENOUGH) + size);
        while present.len() < LONG_ENOUGH.max(size) {
            let start = present.len();
            present.extend_from_slice(&keys);
            present[start..].shuffle(&mut rng);
        }
        let entries = (0..).zip(keys).map(|(i, key)| (key, W::value(i))).collect();
        // Cloned in the order of use, so that reading a key to ask for costs the same small amount at every size.
        Self { entries, present: present.to_vec(), absent: absent.to_vec() }
    }

    /// Entries in the base map.
    pub fn size(&self) -> usize {
        self.entries.len()
    }

    /// Keys of the base map, each once, in another order than they were inserted.
    pub fn shuffled(&self) -> &[W::Key] {
        &self.present[..self.size()]
    }
}

/// The `turn`-th stretch of at most `len` items; after the last one comes the first again.
pub fn window<T>(items: &[T], len: usize, turn: usize) -> &[T] {
    let len = len.min(items.len()).max(1);
    let start = turn % (items.len() / len) * len;
    &items[start..start + len]
}

/// What [`set_seed`] was given.
static SEED: AtomicU64 = AtomicU64::new(0);

/// Draws other keys, in another order. To be called before anything is measured; 0 is what everything begins with.
pub fn set_seed(seed: u64) {
    SEED.store(seed, Ordering::Relaxed);
}

/// What [`set_seed`] was given.
pub fn seed() -> u64 {
    SEED.load(Ordering::Relaxed)
}

fn random(stream: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(0x6861_6d74_7269_6500_u64.wrapping_add(seed().wrapping_mul(16)) + stream)
}

#[cfg(test)]
mod tests {
    use super::{Input, Integers, Texts, Weigh, Words, Workload, window};
    use std::collections::HashSet;

    fn present_and_absent_keys_are_disjoint<W: Workload>() {
        let input = Input::<W>::new(300);
        let base: HashSet<_> = input.entries.iter().map(|(key, _)| key).collect();
        assert_eq!(base.len(), 300);
        assert!(input.shuffled().iter().collect::<HashSet<_>>() == base);
        assert!(input.present.iter().all(|key| base.contains(key)));
        assert!(input.absent.iter().all(|key| !base.contains(key)));
    }

    #[test]
    fn present_and_absent_integers_are_disjoint() {
        present_and_absent_keys_are_disjoint::<Integers>();
    }

    #[test]
    fn present_and_absent_words_are_disjoint() {
        present_and_absent_keys_are_disjoint::<Words>();
    }

    #[test]
    fn texts_have_about_24_bytes_and_weigh_differently() {
        let lengths: Vec<u64> = (0..9_000).map(|i| Texts::value(i).weigh()).collect();
        assert!(lengths.iter().all(|length| (20..=28).contains(length)));
        let mean = lengths.iter().sum::<u64>() as f64 / lengths.len() as f64;
        assert!((23.5..24.5).contains(&mean), "{mean}");
        assert_eq!(lengths.iter().collect::<HashSet<_>>().len(), 9);
    }

    #[test]
    fn windows_wrap_around_and_never_run_past_the_end() {
        let items = [0, 1, 2, 3, 4];
        assert_eq!(window(&items, 2, 0), [0, 1]);
        assert_eq!(window(&items, 2, 3), [2, 3]);
        assert_eq!(window(&items, 9, 7), items);
    }
}
