//! The target `ops` for cargo-fuzz.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hamtrie_fuzz::Target::Ops.run(bytes));

/// Without cargo-fuzz there is nothing to link with.
#[cfg(not(fuzzing))]
fn main() {}
