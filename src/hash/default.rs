//! The default hasher: ahash with keys drawn once per process.
//!
//! Any two default maps of a process hash alike, so that they have comparable shapes and what one has in
//! common with the other can be found by its structure. The keys are random: whoever wants to choose keys
//! that collide needs to know them. ahash claims resistance against that; it is not a cryptographic proof.

use core::hash::{BuildHasher, Hash};

/// Builds the hashers of maps that are not told otherwise.
///
/// It has no fields: all its values are alike, and a map with it is two words. The algorithm may change
/// with any release of this crate; do not store its hashes.
///
/// The keys come from where `std` has those of its own maps. Without the `std` feature they are fixed, and on
/// `wasm32-unknown-unknown`, where `std` has no source of random numbers, they can be guessed: whoever chooses the
/// keys of a map there can make them collide.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultHashBuilder(());

impl DefaultHashBuilder {
    /// The default hash builder, as a constant.
    ///
    /// # Examples
    /// The hash that maps use, as for a [`HashTable`](crate::HashTable):
    /// ```
    /// use std::hash::BuildHasher;
    ///
    /// let state = hamtrie::DefaultHashBuilder::new();
    /// assert_eq!(state.hash_one("ada"), hamtrie::DefaultHashBuilder::new().hash_one("ada")); // in one process
    /// ```
    pub const fn new() -> Self {
        DefaultHashBuilder(())
    }
}

#[cfg(feature = "std")]
mod keys {
    use crate::lock::Guard;
    use core::hash::BuildHasher;
    use std::sync::OnceLock;

    /// The keys of the process. They are chosen under a lock that a thread which forks has, so no child finds them half
    /// chosen, for ever.
    static STATE: OnceLock<ahash::RandomState> = OnceLock::new();

    #[inline]
    pub(super) fn state() -> &'static ahash::RandomState {
        match STATE.get() {
            Some(state) => state,
            None => choose(),
        }
    }

    #[cold]
    fn choose() -> &'static ahash::RandomState {
        // SipHash under keys that std has from the system: one source of random numbers less to depend on.
        let random = std::collections::hash_map::RandomState::new();
        let [a, b, c, d] = core::array::from_fn(|i| random.hash_one(i));
        let state = ahash::RandomState::with_seeds(a, b, c, d);
        let _guard = Guard::take(0);
        STATE.get_or_init(|| state)
    }
}

#[cfg(not(feature = "std"))]
mod keys {
    #[inline]
    pub(super) fn state() -> &'static ahash::RandomState {
        // Digits of pi, as good as any.
        static STATE: ahash::RandomState = ahash::RandomState::with_seeds(
            0x243f_6a88_85a3_08d3,
            0x1319_8a2e_0370_7344,
            0xa409_3822_299f_31d0,
            0x082e_fa98_ec4e_6c89,
        );
        &STATE
    }
}

impl BuildHasher for DefaultHashBuilder {
    type Hasher = DefaultHasher;

    #[inline]
    fn build_hasher(&self) -> DefaultHasher {
        DefaultHasher(keys::state().build_hasher())
    }

    #[inline]
    fn hash_one<Q: Hash>(&self, value: Q) -> u64 {
        // Not ahash's own `hash_one`: with a nightly compiler that specialises on `Q`, so that a type which hashes
        // as the key does would not find the key.
        let mut hasher = keys::state().build_hasher();
        value.hash(&mut hasher);
        core::hash::Hasher::finish(&hasher)
    }
}

/// A hasher of [`DefaultHashBuilder`].
#[derive(Clone, Debug)]
pub struct DefaultHasher(ahash::AHasher);

impl core::hash::Hasher for DefaultHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    #[inline]
    fn write_u8(&mut self, value: u8) {
        self.0.write_u8(value);
    }

    #[inline]
    fn write_u16(&mut self, value: u16) {
        self.0.write_u16(value);
    }

    #[inline]
    fn write_u32(&mut self, value: u32) {
        self.0.write_u32(value);
    }

    #[inline]
    fn write_u64(&mut self, value: u64) {
        self.0.write_u64(value);
    }

    #[inline]
    fn write_u128(&mut self, value: u128) {
        self.0.write_u128(value);
    }

    #[inline]
    fn write_usize(&mut self, value: usize) {
        self.0.write_usize(value);
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All threads have the same keys, also those that are there when the keys are chosen.
    #[cfg(feature = "std")]
    #[test]
    fn the_keys_are_chosen_once() {
        let hashes: Vec<u64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| DefaultHashBuilder::new().hash_one(1u32))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(hashes.iter().all(|&hash| hash == DefaultHashBuilder::new().hash_one(1u32)), "{hashes:x?}");
    }

    #[test]
    fn both_ways_to_hash_agree_and_all_builders_are_alike() {
        let one = DefaultHashBuilder::new();
        let mut hasher = DefaultHashBuilder::default().build_hasher();
        "a key".hash(&mut hasher);
        assert_eq!(one.hash_one("a key"), core::hash::Hasher::finish(&hasher));
        let mut hasher = one.build_hasher();
        7u64.hash(&mut hasher);
        assert_eq!(one.hash_one(7u64), core::hash::Hasher::finish(&hasher));
    }
}
