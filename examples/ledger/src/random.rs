//! Transfers that can be repeated: the n-th one of a seed is always the same.

use crate::state::{Key, Transfer};

/// What accounts begin with.
pub const BEGINNING: i64 = 1_000;

/// The accounts of a ledger at its beginning.
pub fn accounts(count: u32, tokens: u32) -> impl Iterator<Item = Key> {
    (0..count).map(move |account| (account % tokens, account))
}

/// A transfer between two of these accounts.
pub fn transfer(seed: u64, number: u64, count: u32, tokens: u32) -> Transfer {
    let mut random = fastrand::Rng::with_seed(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let token = random.u32(..tokens);
    let mut account = || random.u32(..count / tokens) * tokens + token;
    let (from, to) = (account(), account());
    Transfer { token, from, to, amount: random.i64(1..=40) }
}
